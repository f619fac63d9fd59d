/* statx(2), which Glibc's module leaves out. */
#ifndef LOGLY_BIRTH_H
#define LOGLY_BIRTH_H

#include <linux/magic.h>
#include <linux/stat.h>
#include <stdint.h>
#include <sys/vfs.h>

int statx(int directory, const char *path, int flags, unsigned int mask, struct statx *result);

#define LOGLY_AT_EMPTY_PATH 0x1000

/* Of overlayfs: a file that is copied up gets another birth, and keeps its inode. */
static inline int logly_is_overlay(int directory, const char *path) {
    struct statfs status;
    return (*path ? statfs(path, &status) : fstatfs(directory, &status)) == 0
        && status.f_type == OVERLAYFS_SUPER_MAGIC;
}

/* When a file was created, in microseconds since the epoch; 0 where it is absent or the file system does not tell for
 * good. An empty path names the open file itself. */
static inline int64_t logly_birth(int directory, const char *path) {
    struct statx status;
    if (statx(directory, path, LOGLY_AT_EMPTY_PATH, STATX_BTIME, &status) != 0) return 0;
    if (!(status.stx_mask & STATX_BTIME) || status.stx_btime.tv_sec <= 0) return 0;
    if (status.stx_btime.tv_sec > 253402300799) return 0;
    if (status.stx_dev_major == 0 && logly_is_overlay(directory, path)) return 0;
    return status.stx_btime.tv_sec * INT64_C(1000000) + status.stx_btime.tv_nsec / 1000;
}

#endif
