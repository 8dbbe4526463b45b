/* shared.c - memory that a process and its children have together. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <sys/mman.h>

#include "base/pages.h"
#include "base/process.h"

typedef struct mapping {
    void *at;
    size_t size;
} mapping;

static void unmap(void *data)
{
    const mapping *m = data;
    if (m->at)
        munmap(m->at, m->size);
}

void *shared_new(arena *a, size_t size)
{
    mapping *m = arena_alloc(a, sizeof *m);
    arena_at_end(a, unmap, m);
    m->size = size + !size;
    void *at = mmap(NULL, m->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        arena_leave(a, LEFT_NO_MEMORY);
    pages_prefer_large(at, m->size);
    return m->at = at;
}
