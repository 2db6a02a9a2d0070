/* Preloaded into mprof, and into it alone: a capture gets no more than HEAPLINE_TEST_QUOTA bytes, as on a file system whose quota has ended. What still has
 * room is written, and the rest refused with EDQUOT, as ext4 and XFS do; what was written stays. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char ending[] = ".mprofile";
static off64_t quota;

__attribute__((constructor)) static void begin(void)
{
    const char *told = getenv("HEAPLINE_TEST_QUOTA");
    quota = told ? atoll(told) : 0;
    /* Before mprof looks at its environment: the program it starts shall not have this library. */
    unsetenv("LD_PRELOAD");
    unsetenv("HEAPLINE_TEST_QUOTA");
}

static int is_capture(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path);
    ssize_t suffix = sizeof ending - 1;
    return length > suffix && memcmp(path + length - suffix, ending, suffix) == 0;
}

/* What .NET writes files by. */
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
{
    static ssize_t (*next)(int, const void *, size_t, off64_t);
    if (!next)
        next = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (quota > 0 && at + (off64_t)count > quota && is_capture(fd)) {
        if (at >= quota) {
            errno = EDQUOT;
            return -1;
        }
        count = quota - at;
    }
    return next(fd, bytes, count, at);
}
