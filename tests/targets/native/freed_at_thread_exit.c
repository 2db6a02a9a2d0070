/* Five hundred threads, eight at a time, each of which leaves a block to the destructor of a thread-specific key: glibc frees it when the thread is nearly gone. */
#include <pthread.h>
#include <stdlib.h>

static pthread_key_t key;

static void *work(void *unused)
{
    void *block = malloc(5003);
    pthread_setspecific(key, block);
    return unused;
}

int run(void)
{
    pthread_t threads[8];
    if (pthread_key_create(&key, free) != 0) return 0;
    for (int round = 0; round < 500 / 8; round++) {
        for (int i = 0; i < 8; i++)
            if (pthread_create(&threads[i], NULL, work, NULL) != 0) return 0;
        for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
    }
    return 500 / 8 * 8;
}
