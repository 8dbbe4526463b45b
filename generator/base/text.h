/* text.h - text that grows. */
#ifndef BPGEN_TEXT_H
#define BPGEN_TEXT_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct text {
    arena *arena;
    char *at; /* always terminated; NULL while empty */
    size_t size, capacity;
    bool is_block; /* of arena_resize: a long text moves, and leaves nothing behind */
} text;

void text_add(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_bytes(text *t, const char *bytes, size_t size);

#endif
