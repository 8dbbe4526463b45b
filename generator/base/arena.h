/* arena.h - memory that lives and ends together, and text in it. */
#ifndef BPGEN_ARENA_H
#define BPGEN_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct arena arena;

/* memory, unless it is NULL: then there is none left, and the process ends. */
void *memory_or_end(void *memory);

arena *arena_new(void);
void arena_free(arena *a); /* NULL is allowed */
/* Zeroed memory that lives as long as the arena. Never NULL: out of memory ends the process. */
void *arena_alloc(arena *a, size_t size);
/* Room in a list for one more element: the list, moved and doubled where it is full. */
void *arena_grow(arena *a, void *list, int count, int *capacity, size_t size);
char *arena_copy(arena *a, const char *text);
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(arena *a, const char *format, va_list arguments);

/* The shortest decimal that reads back as the same double ("0.1", "1e-07", "inf", "nan");
 * always with '.', 'e' or a word in it, so that it is a floating constant in C and Lua. */
char *number_text(arena *a, double value);

#endif
