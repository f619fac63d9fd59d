/* Runs a program and prints what it used: CPU seconds (user and system), its peak memory in KiB, and the seconds that
 * passed: used PROGRAM [ARGUMENT…]. Its output is thrown away; where it fails, that is the status.
 *
 * The kernel counts the memory of whoever forks as the child's own until the program runs, so this is as small as can be. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    struct rusage used;
    int status;
    double begin = now();
    if (count < 2) return 64;
    pid_t child = fork();
    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY), 1);
        execvp(arguments[1], arguments + 1);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0) return 71;
    printf("%.3f %ld %.3f\n",
        used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
        used.ru_maxrss, now() - begin);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
