/* text.c - text that grows. */
#include "text.h"

#include <string.h>

#include "bpgen.h"

void text_add_bytes(text *t, const char *bytes, size_t size)
{
    if (t->size + size + 1 > t->capacity) {
        size_t capacity = 2 * (t->size + size + 1);
        char *at = arena_alloc(t->arena, capacity);
        if (t->size)
            memcpy(at, t->at, t->size);
        t->at = at;
        t->capacity = capacity;
    }
    memcpy(t->at + t->size, bytes, size);
    t->size += size;
    t->at[t->size] = 0;
}

void text_add(text *t, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *line = arena_alloc(t->arena, (size_t)length + 1);
    vsnprintf(line, (size_t)length + 1, format, again);
    va_end(again);
    text_add_bytes(t, line, (size_t)length);
}
