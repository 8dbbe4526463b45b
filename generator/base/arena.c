/* arena.c - memory that ends together, and text in it. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/messages.h"

#ifndef ARENA_CHUNK /* 0: each object is exactly what malloc gave, so that sanitizers see its ends */
#define ARENA_CHUNK (64 * 1024)
#endif

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    char *data;
} chunk;

struct arena {
    chunk *chunks; /* the newest first */
};

void *memory_or_end(void *memory)
{
    if (memory)
        return memory;
    fputs("bpgen: out of memory\n", stderr);
    exit(EXIT_IO);
}

arena *arena_new(void)
{
    return memory_or_end(calloc(1, sizeof(arena)));
}

void arena_free(arena *a)
{
    if (!a)
        return;
    for (chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c->data);
        free(c);
    }
    free(a);
}

void *arena_alloc(arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        memory_or_end(NULL);
    /* never 0: every object has its own address */
    size = ARENA_CHUNK ? (size + align) / align * align : size + !size;
    chunk *c = a->chunks;
    if (!c || c->size - c->used < size) {
        c = memory_or_end(calloc(1, sizeof *c));
        c->size = size > ARENA_CHUNK ? size : ARENA_CHUNK;
        c->data = memory_or_end(calloc(1, c->size));
        c->next = a->chunks;
        a->chunks = c;
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

char *arena_copy(arena *a, const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(arena_alloc(a, size), text, size);
}

char *arena_vprintf(arena *a, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return arena_copy(a, "");
    char *text = arena_alloc(a, (size_t)length + 1);
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
