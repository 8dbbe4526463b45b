/* arena.h - memory that lives and ends together, and text in it. */
#ifndef BPGEN_ARENA_H
#define BPGEN_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct arena arena;

/* NULL where there is no memory. */
arena *arena_new(void);
/* Calls what arena_at_end was given, the latest first, then frees all memory. NULL is allowed. */
void arena_free(arena *a);
/* Zeroed memory that lives as long as the arena. Never NULL: where there is none, arena_leave. */
void *arena_alloc(arena *a, size_t size);
/* Room in a list for one more element: the list, moved and doubled where it is full. */
void *arena_grow(arena *a, void *list, int count, int *capacity, size_t size);
/* Memory that may grow, shrink and (size 0: NULL) go before the arena does; not zeroed. `block` is
 * NULL or comes from here. Where there is none, arena_leave. */
void *arena_resize(arena *a, void *block, size_t size);
/* What else ends with the arena: a file to be removed, a process. Told before it begins to exist,
 * so that it cannot be left behind; `data` says whether there is (still) something to do. */
void arena_at_end(arena *a, void (*undo)(void *data), void *data);

/* ---- the way out ---- */

enum { LEFT_NO_MEMORY = -1 }; /* why a body was left; or a signal's number */

/* Calls body(data) and returns 0, or the reason that arena_leave gave on the way. Then the arena is
 * only good for arena_free. The latest guard counts. */
int arena_guard(arena *a, void (*body)(void *data), void *data);
/* Goes back to the guard from any depth, Lua's calls included: a Lua state in use is lost, and its
 * memory has to be the arena's. Without a guard the process ends, with EXIT_IO. */
_Noreturn void arena_leave(arena *a, int reason);

/* ---- text ---- */

char *arena_copy(arena *a, const char *text);
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(arena *a, const char *format, va_list arguments);

/* The shortest decimal that reads back as the same double ("0.1", "1e-07", "inf", "nan");
 * always with '.', 'e' or a word in it, so that it is a floating constant in C and Lua. */
char *number_text(arena *a, double value);

#endif
