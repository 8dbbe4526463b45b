/* arena.c - memory that ends together, and text in it. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/messages.h"
#include "base/pages.h"

#ifndef ARENA_CHUNK /* 0: each object is exactly what malloc gave: sanitizers see its ends */
#define ARENA_CHUNK ((size_t)64 * 1024)
#endif

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    char *data;
} chunk;

/* Blocks of arena_resize are in a ring, so that one can leave it wherever it is. */
typedef struct links {
    struct links *before, *after;
} links;

typedef struct block {
    links links;
    _Alignas(max_align_t) char data[];
} block;

typedef struct ending {
    struct ending *next;
    void (*undo)(void *data);
    void *data;
} ending;

struct arena {
    chunk *chunks; /* the newest first */
    links blocks;
    ending *endings; /* the latest first */
    jmp_buf *guard;
    int reason; /* of the last arena_leave */
};

arena *arena_new(void)
{
    arena *a = calloc(1, sizeof *a);
    if (a)
        a->blocks = (links){ &a->blocks, &a->blocks };
    return a;
}

void arena_free(arena *a)
{
    if (!a)
        return;
    for (ending *e = a->endings; e; e = e->next)
        e->undo(e->data);
    for (links *l = a->blocks.after, *next; l != &a->blocks; l = next) {
        next = l->after;
        free(l);
    }
    for (chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c->data);
        free(c);
    }
    free(a);
}

void arena_at_end(arena *a, void (*undo)(void *data), void *data)
{
    ending *e = arena_alloc(a, sizeof *e);
    *e = (ending){ a->endings, undo, data };
    a->endings = e;
}

/* ---- the way out ---- */

int arena_guard(arena *a, void (*body)(void *data), void *data)
{
    jmp_buf here, *const before = a->guard;
    a->guard = &here;
    if (setjmp(here) == 0) {
        body(data);
        a->reason = 0; /* of a guard within */
    }
    a->guard = before;
    return a->reason;
}

void arena_leave(arena *a, int reason)
{
    a->reason = reason;
    if (a->guard)
        longjmp(*a->guard, 1);
    fputs("bpgen: out of memory\n", stderr);
    exit(EXIT_IO);
}

/* ---- memory ---- */

static void *or_leave(arena *a, void *memory)
{
    if (!memory)
        arena_leave(a, LEFT_NO_MEMORY);
    return memory;
}

void *arena_alloc(arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        arena_leave(a, LEFT_NO_MEMORY);
    /* never 0: every object has its own address */
    size = ARENA_CHUNK ? (size + align) / align * align : size + !size;
    chunk *c = a->chunks;
    if (!c || c->size - c->used < size) {
        const size_t least = ARENA_CHUNK, most = 128 * least;
        size_t room = !c ? least : c->size < most / 2 ? 2 * c->size : most;
        c = or_leave(a, calloc(1, sizeof *c));
        c->next = a->chunks;
        a->chunks = c;
        room = size > room ? size : room;
        c->data = or_leave(a, calloc(1, room));
        pages_prefer_large(c->data, room);
        c->size = room;
    }
    void *memory = c->data + c->used;
    c->used += size;
    return memory;
}

void *arena_grow(arena *a, void *list, int count, int *capacity, size_t size)
{
    if (count < *capacity)
        return list;
    *capacity = *capacity ? 2 * *capacity : 8;
    void *moved = arena_alloc(a, (size_t)*capacity * size);
    if (count)
        memcpy(moved, list, (size_t)count * size);
    return moved;
}

static void unlink_block(links *l)
{
    l->before->after = l->after;
    l->after->before = l->before;
}

void *arena_resize(arena *a, void *memory, size_t size)
{
    block *old = memory ? (block *)((char *)memory - offsetof(block, data)) : NULL;
    if (!size) {
        if (old)
            unlink_block(&old->links);
        free(old);
        return NULL;
    }
    if (size > SIZE_MAX / 2)
        arena_leave(a, LEFT_NO_MEMORY);
    block *new = or_leave(a, realloc(old, sizeof *new + size));
    pages_prefer_large(new->data, size);
    if (!old)
        new->links = (links){ &a->blocks, a->blocks.after };
    new->links.before->after = new->links.after->before = &new->links; /* it may have moved */
    return new->data;
}

/* ---- text ---- */

char *arena_copy(arena *a, const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(arena_alloc(a, size), text, size);
}

char *arena_vprintf(arena *a, const char *format, va_list arguments)
{
    char shorter[256]; /* most are: formatted once */
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(shorter, sizeof shorter, format, again);
    va_end(again);
    if (length < 0)
        return arena_copy(a, "");
    char *text = arena_alloc(a, (size_t)length + 1);
    if ((size_t)length < sizeof shorter)
        return memcpy(text, shorter, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_printf(arena *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(a, format, arguments);
    va_end(arguments);
    return text;
}

char *number_text(arena *a, double value)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    const char *tail = strpbrk(text, ".eni") ? "" : ".0"; /* n, i: nan, inf */
    return arena_printf(a, "%s%s", text, tail);
}
