/* pool.h - memory that is taken piece by piece and given back all at once, down to a mark. */
#ifndef RUNTIME_POOL_H
#define RUNTIME_POOL_H

#include <stddef.h>

typedef struct chunk chunk;

typedef struct pool {
    chunk *last;  /* the chunk in use; earlier ones hang from it */
    chunk *spare; /* released chunks, kept for the next sample */
} pool;

typedef struct pool_mark {
    chunk *last;
    size_t used;
} pool_mark;

/* Aligned, not cleared; never NULL: out of memory ends the process with a message. */
void *pool_take(pool *p, size_t size);
void *pool_take_zeroed(pool *p, size_t size);
pool_mark pool_here(const pool *p);
void pool_release(pool *p, pool_mark mark);
void pool_free(pool *p);

/* malloc and calloc that never return NULL. */
void *memory_take(size_t size);
void *memory_take_zeroed(size_t count, size_t size);
/* A message, to be freed. */
char *message_new(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
