/* words.c - the words that a template has in its C, for names that must differ from them. */
#include <stdlib.h>
#include <string.h>

#include "emit/expand.h"
#include "emit/tables.h"

static bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool in_word(char c)
{
    return begins_word(c) || (c >= '0' && c <= '9');
}

/* The words of one line of C: not those that get the prefix, nor members of structs, nor of a
 * comment, nor what $(...) gives. */
static void take_words(const char *line, const char *end, bool *comment, names *to)
{
    for (const char *at = line; at < end;) {
        if (end - at > 1 && !memcmp(at, *comment ? "*/" : "/*", 2)) {
            *comment = !*comment;
            at += 2;
            continue;
        }
        bool opens = at + 1 < end && at[0] == '$' && at[1] == '(';
        const char *close = opens ? expand_closing(at + 2, end) : NULL;
        const char *stop = at;
        while (stop < end && in_word(*stop))
            stop++;
        const bool member = at - line >= 2 && at[-2] == '-' && at[-1] == '>';
        const bool own = member || (at > line && at[-1] == '@');
        if (stop > at && begins_word(*at) && !own && !*comment)
            names_take(to, arena_printf(to->arena, "%.*s", (int)(stop - at), at));
        at = close ? close + 1 : stop > at ? stop : at + 1;
    }
}

void expand_words(const char *folder, const char *name, names *to)
{
    size_t size = 0;
    const char *why, *text = expand_find(to->arena, folder, name, &size, &why);
    const char *end = text ? text + size : NULL;
    bool comment = false;
    for (const char *line = text, *stop; line && line < end; line = stop + 1) {
        stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop ? stop : end;
        if (*line != '$' || (stop - line > 1 && line[1] == '('))
            take_words(line, stop, &comment, to);
    }
}

void emit_reserve(const char *folder, bool plain, names *to)
{
    for (int i = 1; i <= NEST_AXES; i++) /* what loops of nests.c count with */
        names_take(to, arena_printf(to->arena, "i%d", i));
    static const char *const vector[] = { "common/body.in", "common/rows.in", "common/threads.in",
                                          NULL };
    static const char *const of_plain[] = { "plain/body.in", "plain/block.in", "plain/train.in",
                                            "plain/sweep.in", NULL };
    static const char *const both[] = { "common/init.in", "common/declarations.in", NULL };
    static const char *const words[] = { "p",        "g",         "o",         "n",
                                         "ws",       "j",         "r",         "panel",
                                         "int32_t",  "penalties", "penalty_1", "penalty_2",
                                         "penalty_3" };
    static const char *const plain_words[] = { "acc",       "val",   "grad",  "i",
                                               "inverse_n", "part1", "part2", "part3",
                                               "part4",     "part5", "part6", "part7" };
    for (int list = 0; list < 2; list++)
        for (const char *const *name = list ? both : plain ? of_plain : vector; *name; name++)
            expand_words(folder, *name, to);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) /* of calls.c and bodies.c */
        names_take(to, words[i]);
    for (size_t i = 0; i < sizeof plain_words / sizeof *plain_words && plain; i++)
        names_take(to, plain_words[i]);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char **expand_files(arena *a, lua_State *lua, const char *folder, int *count)
{
    size_t used = 0;
    lua_getfield(lua, LUA_REGISTRYINDEX, "templates");
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        used++;
    const char **files = arena_alloc(a, (used + 1) * sizeof *files);
    *count = 0;
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        files[(*count)++] = arena_printf(a, "%s/%s", folder, lua_tostring(lua, -2));
    lua_pop(lua, 1);
    qsort(files, used, sizeof *files, by_name);
    return files;
}
