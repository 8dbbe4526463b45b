/* pages.c - how memory is divided into pages. */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

void pages_prefer_large(void *memory, size_t size)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t large = (uintptr_t)2 << 20, begin = (uintptr_t)memory;
    const uintptr_t first = (begin + large - 1) / large * large;
    const uintptr_t end = (begin + size) / large * large;
    if (end > first && end - first >= 2 * large)
        madvise((char *)memory + (first - begin), end - first, MADV_HUGEPAGE); /* or not */
#else
    (void)memory;
    (void)size;
#endif
}
