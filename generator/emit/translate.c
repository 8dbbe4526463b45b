/* translate.c - a template as a Lua chunk. */
#include "emit/translate.h"

#include <string.h>

#include "base/text.h"
#include "emit/expand.h"

typedef struct line {
    const char *at, *end;
} line;

static void add_quoted(text *chunk, const char *from, size_t size)
{
    text_add(chunk, "'");
    for (size_t i = 0; i < size; i++) {
        if (from[i] == '\'' || from[i] == '\\')
            text_add(chunk, "\\");
        text_add_bytes(chunk, from + i, 1);
    }
    text_add(chunk, "'");
}

/* The end of a $( ... ): the matching parenthesis outside strings, or NULL. */
const char *expand_closing(const char *at, const char *end)
{
    int depth = 1;
    char quote = 0;
    for (; at < end; at++) {
        if (quote ? *at == quote : *at == '"' || *at == '\'')
            quote = quote ? 0 : *at;
        else if (!quote)
            depth += (*at == '(') - (*at == ')');
        if (depth == 0)
            return at;
    }
    return NULL;
}

/* A line that is one $(...) and nothing else: where that gives nothing, there is no line. */
static bool is_one_value(const line *l)
{
    return l->end - l->at > 2 && l->at[0] == '$' && l->at[1] == '(' &&
           expand_closing(l->at + 2, l->end) == l->end - 1;
}

static bool is_lua(const line *l)
{
    return l->at < l->end && *l->at == '$' && !(l->end - l->at > 1 && l->at[1] == '(');
}

static bool has(const line *l, const char *mark)
{
    const size_t size = strlen(mark);
    for (const char *at = l->at; at + size <= l->end; at++)
        if (!memcmp(at, mark, size))
            return true;
    return false;
}

/* A line of C that may be one with its neighbours: no directive, nothing of a comment. */
static bool is_code(const line *l)
{
    const size_t size = (size_t)(l->end - l->at);
    return size > 0 && !is_lua(l) && !is_one_value(l) && *l->at != '#' && !has(l, "/*") &&
           !has(l, "*/") && l->end[-1] != '\\' && !has(l, "\\n");
}

/* The parentheses that it opens and does not close; those of $(...) are Lua's. */
static int opened_by(const line *l)
{
    int depth = 0;
    for (const char *at = l->at; at < l->end; at++) {
        const char *close = at[0] == '$' && at[1] == '(' ? expand_closing(at + 2, l->end) : NULL;
        at = close ? close : at;
        depth += close ? 0 : (*at == '(') - (*at == ')');
    }
    return depth;
}

/* With what stands after it: the end of its line, or less. */
static void translate_line(text *chunk, const line *l, const char *after)
{
    text_add(chunk, "emit(");
    const char *from = l->at;
    for (const char *at = l->at; at + 1 < l->end; at++) {
        const char *close = at[0] == '$' && at[1] == '(' ? expand_closing(at + 2, l->end) : NULL;
        if (at[0] == '$' && at[1] == '(' && !close)
            close = l->end - 1; /* Lua will tell of the missing parenthesis, with the line */
        if (!close)
            continue;
        add_quoted(chunk, from, (size_t)(at - from));
        text_add(chunk, ", (%.*s), ", (int)(close - at - 2), at + 2);
        from = close + 1;
        at = close;
    }
    add_quoted(chunk, from, (size_t)(l->end - from));
    text_add(chunk, ", '%s')\n", after);
}

const char *translate_words(arena *a, const char *from, size_t size)
{
    return arena_printf(a, "local _ENV = ...; %.*s", (int)size, from);
}

static line line_at(const char *at, const char *end)
{
    const char *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    return (line){ at, newline ? newline : end };
}

/* A statement may stand on several lines, within parentheses: it becomes one, which is broken where
 * the names have their lengths (fold.h). */
const char *translate(arena *a, const char *template, size_t size)
{
    text chunk = { .arena = a };
    text_add(&chunk, "local _ENV = ...; "); /* on the first line, so that numbers stay */
    const char *end = template + size;
    int open = 0;            /* parentheses, before the line */
    bool in_comment = false; /* after it */
    for (line l = line_at(template, end), next; l.at < end; l = next) {
        next = line_at(l.end + 1, end);
        const int opened = !in_comment && is_code(&l) ? opened_by(&l) : 0;
        in_comment = (in_comment || has(&l, "/*")) && !has(&l, "*/");
        const bool goes_on = open + opened > 0 && !in_comment && is_code(&next);
        while (open > 0 && l.at < l.end && *l.at == ' ')
            l.at++;
        if (is_lua(&l))
            text_add(&chunk, "%.*s\n", (int)(l.end - l.at - 1), l.at + 1);
        else if (is_one_value(&l))
            text_add(&chunk, "emit_lines(%.*s)\n", (int)(l.end - l.at) - 3, l.at + 2);
        else
            translate_line(&chunk, &l, !goes_on ? "\\n" : l.end[-1] == '(' ? "" : " ");
        open = goes_on ? open + opened : 0;
    }
    return chunk.size ? chunk.at : "";
}
