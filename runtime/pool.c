/* pool.c - memory that is taken piece by piece and given back all at once, down to a mark. */
#include "pool.h"
#include "runtime.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CHUNK_BYTES = 1 << 20, ALIGNMENT = 16 };

struct chunk {
    chunk *before;
    size_t size, used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

_Noreturn static void say_and_abort(void)
{
    fputs("runtime: out of memory\n", stderr);
    abort();
}

void (*runtime_no_memory)(void) = say_and_abort;

static void *or_die(void *memory)
{
    if (!memory)
        runtime_no_memory();
    return memory;
}

void *memory_take(size_t size)
{
    return or_die(malloc(size ? size : 1));
}

void *memory_take_zeroed(size_t count, size_t size)
{
    return or_die(calloc(count ? count : 1, size ? size : 1));
}

char *message_new(const char *format, ...)
{
    enum { MESSAGE = 400 };
    char *text = memory_take(MESSAGE);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, MESSAGE, format, arguments);
    va_end(arguments);
    return text;
}

/* What is large had best lie in few pages, where the system has larger ones. */
static void prefer_large_pages(void *memory, size_t size)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t large = (uintptr_t)2 << 20, begin = (uintptr_t)memory;
    const uintptr_t first = (begin + large - 1) / large * large,
                    end = (begin + size) / large * large;
    if (end > first)
        madvise((char *)memory + (first - begin), end - first, MADV_HUGEPAGE); /* or not */
#else
    (void)memory;
    (void)size;
#endif
}

static chunk *chunk_for(pool *p, size_t size)
{
    chunk **from = &p->spare;
    while (*from && (*from)->size < size)
        from = &(*from)->before;
    chunk *c = *from;
    if (c) {
        *from = c->before;
    } else {
        size_t bytes = size > CHUNK_BYTES ? size : CHUNK_BYTES;
        c = memory_take(sizeof *c + bytes);
        c->size = bytes;
        prefer_large_pages(c, bytes);
    }
    c->used = 0;
    return c;
}

void *pool_take(pool *p, size_t size)
{
    if (size > SIZE_MAX / 2)
        or_die(NULL);
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!p->last || p->last->size - p->last->used < size) {
        chunk *c = chunk_for(p, size);
        c->before = p->last;
        p->last = c;
    }
    void *memory = p->last->bytes + p->last->used;
    p->last->used += size;
    return memory;
}

void *pool_take_zeroed(pool *p, size_t size)
{
    return memset(pool_take(p, size), 0, size);
}

pool_mark pool_here(const pool *p)
{
    return (pool_mark){ p->last, p->last ? p->last->used : 0 };
}

void pool_release(pool *p, pool_mark mark)
{
    while (p->last != mark.last) {
        chunk *c = p->last;
        p->last = c->before;
        c->before = p->spare;
        p->spare = c;
    }
    if (p->last)
        p->last->used = mark.used;
}

static void free_chain(chunk *c)
{
    while (c) {
        chunk *before = c->before;
        free(c);
        c = before;
    }
}

void pool_free(pool *p)
{
    free_chain(p->last);
    free_chain(p->spare);
    *p = (pool){ 0 };
}
