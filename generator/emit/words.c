/* words.c - the words that a template has in its C, for names that must differ from them. */
#include <string.h>

#include "emit/expand.h"

static bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool in_word(char c)
{
    return begins_word(c) || (c >= '0' && c <= '9');
}

/* The words of one line of C: not those that get the prefix, nor of a comment, nor what $(...)
 * gives. */
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
        bool own = at > line && at[-1] == '@';
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
