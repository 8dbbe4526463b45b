/* json.c - jansson, with its memory in an arena. */
#include "base/json.h"

static arena *json_arena; /* jansson hands nothing on to its allocator */

static void *json_new(size_t size)
{
    return arena_resize(json_arena, NULL, size + !size);
}

static void json_end(void *block)
{
    if (block)
        arena_resize(json_arena, block, 0);
}

void json_use(arena *a)
{
    json_arena = a;
    json_set_alloc_funcs(json_new, json_end);
}
