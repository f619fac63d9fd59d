/* statx(2), which Glibc's module leaves out. */
#ifndef LOGLY_BIRTH_H
#define LOGLY_BIRTH_H

#include <linux/stat.h>
#include <stdint.h>

int statx(int directory, const char *path, int flags, unsigned int mask, struct statx *result);

#define LOGLY_AT_EMPTY_PATH 0x1000

/* When a file was created, in microseconds since the epoch; 0 where it is absent or the file system does not tell.
 * An empty path names the open file itself. */
static inline int64_t logly_birth(int directory, const char *path) {
    struct statx status;
    if (statx(directory, path, LOGLY_AT_EMPTY_PATH, STATX_BTIME, &status) != 0) return 0;
    if (!(status.stx_mask & STATX_BTIME) || status.stx_btime.tv_sec <= 0) return 0;
    if (status.stx_btime.tv_sec > 253402300799) return 0;
    return status.stx_btime.tv_sec * INT64_C(1000000) + status.stx_btime.tv_nsec / 1000;
}

#endif
