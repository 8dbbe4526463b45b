/* pieces.c - names of the file's own, and which blocks are written. */
#include "emit/pieces.h"

#include <ctype.h>
#include <string.h>

#include "emit/scalars.h"

static const char *capitals(arena *a, const char *word)
{
    char *copy = arena_copy(a, word);
    for (char *c = copy; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return copy;
}

pieces pieces_open(arena *a, const char *prefix, const char *real, bool plain)
{
    return (pieces){ .arena = a,
                     .key = { .arena = a },
                     .version = "",
                     .blocks = { .arena = a },
                     .prefix = prefix,
                     .PREFIX = capitals(a, prefix),
                     .real = real,
                     .where = ALL_LANES,
                     .plain = plain };
}

static piece *last_piece(pieces *all)
{
    return &all->at[all->count - 1];
}

void pieces_version(pieces *all, const char *word)
{
    all->version = word ? arena_printf(all->arena, "%s:", word) : "";
    all->version_prefix = word ? arena_printf(all->arena, "%s_%s", all->prefix, word) : NULL;
    all->VERSION_PREFIX = word ? capitals(all->arena, all->version_prefix) : NULL;
}

void pieces_begin(pieces *all, const char *name)
{
    all->at = arena_grow(all->arena, all->at, all->count, &all->capacity, sizeof *all->at);
    if (name && all->plain)
        name = scalars_name(name);
    if (name && *all->version)
        name = arena_printf(all->arena, "%s%s", all->version, name);
    if (name)
        names_take(&all->blocks, name);
    all->at[all->count++] = (piece){ .name = name,
                                     .PREFIX = *all->version ? all->VERSION_PREFIX : all->PREFIX,
                                     .text = { .arena = all->arena },
                                     .needed = { .arena = all->arena } };
}

void pieces_short(pieces *all)
{
    last_piece(all)->is_short = true;
}

void pieces_give(pieces *all, const char *name, const char *bytes, size_t size)
{
    pieces_begin(all, name);
    last_piece(all)->is_given = true;
    text_add_bytes(&last_piece(all)->text, bytes, size);
    pieces_begin(all, NULL);
}

/* Sets key to the block that a name means here, after a letter for where. Whether that is one of
 * the version: the file as a whole has no such block, or the version one of its own. */
static bool find_block(pieces *all, const char *name, size_t size)
{
    text *key = &all->key;
    for (int own = *all->version != 0; own >= 0; own--) {
        key->size = 0;
        text_add(key, "%d%s%.*s", (int)all->where, own ? all->version : "", (int)size, name);
        if (!*all->version || names_has(&all->blocks, key->at + 1))
            return own;
    }
    key->size = 0;
    text_add(key, "%d%s%.*s", (int)all->where, all->version, (int)size, name);
    return true;
}

/* What find_block found. */
static void need_found(pieces *all)
{
    piece *to = last_piece(all);
    if (names_has(&to->needed, all->key.at))
        return;
    const char *key = arena_copy(all->arena, all->key.at);
    names_take(&to->needed, key);
    to->needs = arena_grow(all->arena, to->needs, to->need_count, &to->need_capacity,
                           sizeof *to->needs);
    to->needs[to->need_count++] = (block_need){ key + 1, all->where };
}

void pieces_need(pieces *all, const char *name, size_t size)
{
    find_block(all, name, size);
    need_found(all);
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
    text *to = &last_piece(all)->text;
    if (size == strlen("real") && memcmp(name, "real", size) == 0) {
        text_add(to, "%s", all->real);
        return name + size;
    }
    const bool own = find_block(all, name, size);
    need_found(all);
    text_add(to, "%s_",
             own ? (small ? all->version_prefix : all->VERSION_PREFIX)
                 : (small ? all->prefix : all->PREFIX));
    text_add_bytes(to, name, size);
    return name + size;
}

static void add_names(pieces *all, const char *bytes, size_t size)
{
    const char *end = bytes + size;
    while (bytes < end) {
        const char *at = memchr(bytes, '@', (size_t)(end - bytes));
        const char *stop = at ? at : end;
        text_add_bytes(&last_piece(all)->text, bytes, (size_t)(stop - bytes));
        bytes = at ? add_name(all, at + 1) : end;
    }
}

void pieces_add(pieces *all, const char *bytes, size_t size)
{
    all->size += size;
    if (all->plain) /* a call may go over several lines: later, of the whole piece */
        text_add_bytes(&last_piece(all)->text, bytes, size);
    else
        add_names(all, bytes, size);
}

/* Of each piece what is written for vectors as scalars. */
static void read_as_scalars(pieces *all)
{
    const int count = all->count;
    const bool is_double = all->real[0] == 'd';
    for (int i = 0; i < count; i++) {
        if (all->at[i].is_given)
            continue;
        const char *raw = all->at[i].text.size ? all->at[i].text.at : "";
        const char *scalars = scalars_text(all->arena, raw, is_double);
        all->at[i].text = (text){ .arena = all->arena };
        all->count = i + 1; /* names are added to the last one */
        add_names(all, scalars, strlen(scalars));
    }
}

/* For which lanes each piece is written: from the last to the first, what one of them names. */
static lanes *kept_pieces(const pieces *all)
{
    names fewer = { .arena = all->arena }, of_16 = fewer;
    lanes *kept = arena_alloc(all->arena, (size_t)all->count * sizeof *kept);
    for (int i = all->count; i-- > 0;) {
        const piece *p = &all->at[i];
        kept[i] = p->name ? NO_LANES : ALL_LANES;
        if (p->name && names_has(&fewer, p->name))
            kept[i] |= FEWER_LANES;
        if (p->name && names_has(&of_16, p->name))
            kept[i] |= LANES_16;
        const char *word = p->name ? strchr(p->name, ':') : NULL;
        word = word ? word + 1 : p->name;
        if (kept[i] && word && isupper((unsigned char)*word))
            kept[i] = ALL_LANES; /* a macro is nothing to a compiler where it is not used */
        for (int k = 0; k < p->need_count; k++) {
            if (kept[i] & p->needs[k].where & FEWER_LANES)
                names_take(&fewer, p->needs[k].name);
            if (kept[i] & p->needs[k].where & LANES_16)
                names_take(&of_16, p->needs[k].name);
        }
    }
    return kept;
}

const char *pieces_link(pieces *all, size_t *size)
{
    if (all->plain)
        read_as_scalars(all);
    const lanes *kept = kept_pieces(all);
    text out = { .arena = all->arena };
    lanes open = ALL_LANES;
    bool was_short = false;
    for (int i = 0; i < all->count; i++) {
        if (!kept[i] || !all->at[i].text.size)
            continue;
        if (kept[i] != open && open != ALL_LANES)
            text_add(&out, "#endif\n");
        if (kept[i] != open && kept[i] != ALL_LANES)
            text_add(&out, "\n#if %s_LANES %s 16\n", all->at[i].PREFIX,
                     kept[i] == LANES_16 ? "==" : "<");
        const piece *p = &all->at[i];
        const size_t blank = was_short && p->is_short && kept[i] == open;
        open = kept[i];
        was_short = p->is_short;
        text_add_bytes(&out, p->text.at + blank, p->text.size - blank);
    }
    *size = out.size;
    return out.size ? out.at : "";
}
