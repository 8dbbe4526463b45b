/* names.c - names that must differ: open addressing, at most half full. */
#include "base/names.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t hash(const char *name)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h;
}

/* The entry of this name, or the empty one where it belongs. */
static name_entry *find(const names *set, const char *name)
{
    uint32_t at = hash(name) % (uint32_t)set->capacity;
    while (set->at[at].name && strcmp(set->at[at].name, name) != 0)
        at = (at + 1) % (uint32_t)set->capacity;
    return &set->at[at];
}

static void make_room(names *set)
{
    if (2 * (set->count + 1) <= set->capacity)
        return;
    names grown = { .arena = set->arena,
                    .count = set->count,
                    .capacity = set->capacity ? 2 * set->capacity : 64 };
    grown.at = arena_alloc(set->arena, (size_t)grown.capacity * sizeof *grown.at);
    for (int i = 0; i < set->capacity; i++)
        if (set->at[i].name)
            *find(&grown, set->at[i].name) = set->at[i];
    *set = grown;
}

static name_entry *entry(names *set, const char *name)
{
    make_room(set);
    name_entry *e = find(set, name);
    if (!e->name) {
        *e = (name_entry){ .name = name, .next = 1 };
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
    return set->count > 0 && find(set, name)->taken;
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
