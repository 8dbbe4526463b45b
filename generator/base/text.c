/* text.c - text that grows. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Makes room for `size` bytes more, and the end. */
static void reserve(text *t, size_t size)
{
    enum { LONG = 16 * 1024 };
    if (t->size + size + 1 <= t->capacity)
        return;
    const size_t capacity = 2 * (t->size + size + 1);
    const bool was_block = t->is_block;
    char *at = t->at;
    t->is_block = capacity > LONG;
    if (t->is_block)
        t->at = arena_resize(t->arena, was_block ? at : NULL, capacity);
    else
        t->at = arena_alloc(t->arena, capacity);
    if (t->size && !was_block)
        memcpy(t->at, at, t->size);
    t->capacity = capacity;
}

void text_add_bytes(text *t, const char *bytes, size_t size)
{
    reserve(t, size);
    memcpy(t->at + t->size, bytes, size);
    t->size += size;
    t->at[t->size] = 0;
}

void text_add(text *t, const char *format, ...)
{
    enum { LIKELY = 64 };
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    reserve(t, LIKELY);
    size_t length = (size_t)vsnprintf(t->at + t->size, t->capacity - t->size, format, arguments);
    va_end(arguments);
    if (t->size + length >= t->capacity) {
        reserve(t, length);
        vsnprintf(t->at + t->size, length + 1, format, again);
    }
    va_end(again);
    t->size += length;
}
