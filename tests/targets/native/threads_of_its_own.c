/* Threads that never run Python: one that is older than Python, if the library was loaded first; sixty-four that allocate at once; and one that another of them makes. */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

enum { CROWD = 64, BLOCKS = 2000 };

static sem_t go, done;
static pthread_barrier_t together;
static void *kept[300];

static void *older(void *unused)
{
    pthread_setname_np(pthread_self(), "older");
    while (sem_wait(&go) != 0) { }
    for (int i = 0; i < 200; i++) kept[i] = malloc(7001);
    sem_post(&done);
    return unused;
}

__attribute__((constructor)) static void begin(void)
{
    pthread_t thread;
    if (getenv("OLDER_THREAD") == NULL || sem_init(&go, 0, 0) != 0 || sem_init(&done, 0, 0) != 0) return;
    if (pthread_create(&thread, NULL, older, NULL) == 0) pthread_detach(thread);
}

/* The thread that is older than Python asks for 200 blocks of 7,001 bytes. */
int wake(void)
{
    sem_post(&go);
    while (sem_wait(&done) != 0) { }
    return 200;
}

static void *in_crowd(void *number)
{
    static __thread void *mine[BLOCKS];
    pthread_barrier_wait(&together);
    for (int i = 0; i < BLOCKS; i++) mine[i] = malloc(4000 + (long)number);
    for (int i = 0; i < BLOCKS; i++) free(mine[i]);
    return NULL;
}

/* Thread n of 64 asks for 2,000 blocks of 4,000 + n bytes and gives them back, all at once. */
int crowd(void)
{
    pthread_t threads[CROWD];
    pthread_barrier_init(&together, NULL, CROWD);
    for (long i = 0; i < CROWD; i++)
        if (pthread_create(&threads[i], NULL, in_crowd, (void *)i) != 0) abort();
    for (int i = 0; i < CROWD; i++) pthread_join(threads[i], NULL);
    return CROWD * BLOCKS;
}

static void *inner(void *unused)
{
    for (int i = 200; i < 300; i++) kept[i] = malloc(9001);
    return unused;
}

static void *outer(void *unused)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, inner, NULL) == 0) pthread_join(thread, NULL);
    return unused;
}

/* A thread that a thread makes asks for 100 blocks of 9,001 bytes. */
int nested(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, outer, NULL) == 0) pthread_join(thread, NULL);
    return 100;
}
