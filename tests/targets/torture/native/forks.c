/* Threads that are inside malloc nearly all the time, and vfork. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static volatile int stopped;
static pthread_t threads[16];
static int count;

static void *allocate(void *unused)
{
    unsigned size = 1;
    while (!stopped) {
        void *block = malloc(size % 3000 + 1);
        block = realloc(block, size % 7000 + 1);
        free(block);
        size = size * 1103515245 + 12345;
    }
    return unused;
}

void allocate_in_threads(int wanted)
{
    for (count = 0; count < wanted; count++)
        pthread_create(&threads[count], NULL, allocate, NULL);
}

void stop_threads(void)
{
    stopped = 1;
    while (count > 0)
        pthread_join(threads[--count], NULL);
}

int vfork_true(void)
{
    pid_t child = vfork();
    if (child == 0) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(127);
    }
    return child;
}
