/* Ends the process from a thread of its own, at an instant that has nothing to do with what the others are doing. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int how;
static int microseconds;
static const char *const endings[] = {"kill", "segfault", "abort", "stack", "exec"};

static int deeper(volatile char *above)
{
    volatile char here[4096];
    here[0] = above[0];
    return deeper(here) + here[1];
}

static void *end(void *unused)
{
    struct timespec wait = {microseconds / 1000000, microseconds % 1000000 * 1000L};
    nanosleep(&wait, NULL);
    volatile char bottom[1] = {0};
    switch (how) {
    case 0: kill(getpid(), SIGKILL); break;
    case 1: *(volatile int *)8 = 1; break;
    case 2: abort();
    case 3: deeper(bottom); break;
    case 4: execl("/bin/true", "true", (char *)NULL); break;
    }
    return unused;
}

int end_in(const char *name, int after)
{
    pthread_t thread;
    microseconds = after;
    for (how = 0; how < (int)(sizeof endings / sizeof *endings); how++)
        if (strcmp(name, endings[how]) == 0)
            return pthread_create(&thread, NULL, end, NULL);
    return -1;
}
