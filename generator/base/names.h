/* names.h - names that must differ: a set that hands out new ones. */
#ifndef BPGEN_NAMES_H
#define BPGEN_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct name_entry {
    const char *name; /* NULL: empty */
    uint32_t hash;
    bool taken, is_stem;
    int next; /* the number to try next for a name that begins with this one */
} name_entry;

typedef struct names {
    arena *arena;
    name_entry *at;
    int count, capacity;
} names;

/* Puts a name, which must live as long as the set, among the taken ones. False: it was there. */
bool names_take(names *set, const char *name);

/* A set of its own with the same names. */
names names_copy(arena *a, const names *set);
bool names_has(const names *set, const char *name);

/* Marks a name that is taken: others are made of it. */
void names_mark_stem(names *set, const char *name);
/* Whether the first bytes of a name are one that is so marked. */
bool names_is_stem(const names *set, const char *name, size_t size);

/* The first name that is not taken yet, taken now: hint itself, then hint_1 (counted from `first`),
 * hint_2, ...; without a hint v1, v2, ... */
const char *names_new(names *set, const char *hint, int first);

#endif
