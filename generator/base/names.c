/* names.c - names that must differ: open addressing, at most half full. */
#include "base/names.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t hash_of(const char *name, size_t size)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        h = (h ^ (unsigned char)name[i]) * 16777619u;
    return h;
}

static bool is_entry(const name_entry *e, const char *name, size_t size, uint32_t hash)
{
    return e->hash == hash && strncmp(e->name, name, size) == 0 && !e->name[size];
}

/* The entry of this name, or the empty one where it belongs. */
static name_entry *find(const names *set, const char *name, size_t size)
{
    const uint32_t hash = hash_of(name, size);
    uint32_t at = hash % (uint32_t)set->capacity;
    while (set->at[at].name && !is_entry(&set->at[at], name, size, hash))
        at = (at + 1) % (uint32_t)set->capacity;
    return &set->at[at];
}

static void make_room(names *set)
{
    if (2 * (set->count + 1) <= set->capacity)
        return;
    names grown = *set;
    grown.capacity = set->capacity ? 2 * set->capacity : 64;
    grown.at = arena_alloc(set->arena, (size_t)grown.capacity * sizeof *grown.at);
    for (int i = 0; i < set->capacity; i++) {
        uint32_t at = set->at[i].hash % (uint32_t)grown.capacity;
        while (set->at[i].name && grown.at[at].name)
            at = (at + 1) % (uint32_t)grown.capacity;
        if (set->at[i].name)
            grown.at[at] = set->at[i];
    }
    *set = grown;
}

static name_entry *entry(names *set, const char *name)
{
    const size_t size = strlen(name);
    make_room(set);
    name_entry *e = find(set, name, size);
    if (!e->name) {
        *e = (name_entry){ .name = name, .hash = hash_of(name, size), .next = 1 };
        set->count++;
    }
    return e;
}

bool names_take(names *set, const char *name)
{
    name_entry *e = entry(set, name);
    bool is_new = !e->taken;
    e->taken = true;
    return is_new;
}

names names_copy(arena *a, const names *set)
{
    names copy = *set;
    copy.arena = a;
    copy.at = arena_alloc(a, (size_t)(set->capacity + 1) * sizeof *copy.at);
    if (set->capacity)
        memcpy(copy.at, set->at, (size_t)set->capacity * sizeof *copy.at);
    return copy;
}

bool names_has(const names *set, const char *name)
{
    return set->count > 0 && find(set, name, strlen(name))->taken;
}

void names_mark_stem(names *set, const char *name)
{
    entry(set, name)->is_stem = true;
}

bool names_is_stem(const names *set, const char *name, size_t size)
{
    return set->count > 0 && find(set, name, size)->is_stem;
}

const char *names_new(names *set, const char *hint, int first)
{
    if (hint && names_take(set, hint))
        return hint;
    const char *key = hint ? hint : ""; /* no name is empty */
    int number = entry(set, key)->next;
    for (number = number > first ? number : first;; number++) {
        const char *name = hint ? arena_printf(set->arena, "%s_%d", hint, number)
                                : arena_printf(set->arena, "v%d", number);
        if (names_take(set, name)) {
            entry(set, key)->next = number + 1;
            return name;
        }
    }
}
