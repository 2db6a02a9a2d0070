/* One block from every function that is followed, each of a size that no other has; kept. */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>

static void *kept[16];

static void *map(size_t size) { return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }

int take(void)
{
    int n = 0;
    kept[n++] = malloc(1000003);
    kept[n++] = calloc(1000, 2003);
    kept[n++] = realloc(malloc(10), 3000017);
    if (posix_memalign(&kept[n++], 64, 4000037) != 0) return 0;
    kept[n++] = aligned_alloc(64, 64 * 65537);
    kept[n++] = memalign(128, 5000011);
    kept[n++] = valloc(6000011);
    kept[n++] = pvalloc(7000003);
    kept[n++] = reallocarray(NULL, 1000, 8009);
    kept[n++] = map(9 << 20);
    kept[n++] = mremap(map(1 << 20), 1 << 20, 10 << 20, MREMAP_MAYMOVE);
    free(malloc(11000003));
    munmap(map(12 << 20), 12 << 20);
    return n;
}
