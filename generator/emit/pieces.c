/* pieces.c - names of the file's own, and which blocks are written. */
#include "emit/pieces.h"

#include <ctype.h>
#include <string.h>

static const char *capitals(arena *a, const char *word)
{
    char *copy = arena_copy(a, word);
    for (char *c = copy; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return copy;
}

pieces pieces_open(arena *a, const char *prefix, const char *real)
{
    return (pieces){ .arena = a, .prefix = prefix, .PREFIX = capitals(a, prefix), .real = real };
}

static piece *last_piece(pieces *all)
{
    return &all->at[all->count - 1];
}

void pieces_begin(pieces *all, const char *name)
{
    all->at = arena_grow(all->arena, all->at, all->count, &all->capacity, sizeof *all->at);
    all->at[all->count++] = (piece){ .name = name, .text = { .arena = all->arena } };
}

void pieces_need(pieces *all, const char *name)
{
    piece *to = last_piece(all);
    to->needs = arena_grow(all->arena, to->needs, to->need_count, &to->need_capacity,
                           sizeof *to->needs);
    to->needs[to->need_count++] = name;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Adds the name after an @, and returns what follows it. A macro or an enumerator has capitals. */
static const char *add_name(pieces *all, const char *name)
{
    size_t size = 0;
    bool small = false;
    for (; is_word(name[size]); size++)
        small = small || islower((unsigned char)name[size]);
    const char *word = arena_printf(all->arena, "%.*s", (int)size, name);
    if (!strcmp(word, "real")) {
        text_add(&last_piece(all)->text, "%s", all->real);
        return name + size;
    }
    pieces_need(all, word);
    text_add(&last_piece(all)->text, "%s_%s", small ? all->prefix : all->PREFIX, word);
    return name + size;
}

void pieces_add(pieces *all, const char *bytes, size_t size)
{
    const char *end = bytes + size;
    while (bytes < end) {
        const char *at = memchr(bytes, '@', (size_t)(end - bytes));
        const char *stop = at ? at : end;
        text_add_bytes(&last_piece(all)->text, bytes, (size_t)(stop - bytes));
        bytes = at ? add_name(all, at + 1) : end;
    }
}

/* The pieces that are written: from the last to the first, what one of them names. */
const char *pieces_link(pieces *all, size_t *size)
{
    names wanted = { .arena = all->arena };
    text out = { .arena = all->arena };
    bool *kept = arena_alloc(all->arena, (size_t)all->count * sizeof *kept);
    for (int i = all->count; i-- > 0;) {
        const piece *p = &all->at[i];
        kept[i] = !p->name || names_has(&wanted, p->name);
        for (int k = 0; k < p->need_count && kept[i]; k++)
            names_take(&wanted, p->needs[k]);
    }
    for (int i = 0; i < all->count; i++)
        if (kept[i] && all->at[i].text.size)
            text_add_bytes(&out, all->at[i].text.at, all->at[i].text.size);
    *size = out.size;
    return out.size ? out.at : "";
}
