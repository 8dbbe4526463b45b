/* translate.c - a template as a Lua chunk. */
#include "emit/translate.h"

#include <string.h>

#include "base/text.h"
#include "emit/expand.h"

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
static bool is_one_value(const char *line, const char *end)
{
    return end - line > 2 && line[0] == '$' && line[1] == '(' &&
           expand_closing(line + 2, end) == end - 1;
}

static void translate_line(text *chunk, const char *line, const char *end)
{
    if (is_one_value(line, end)) {
        text_add(chunk, "emit_lines(%.*s)\n", (int)(end - line) - 3, line + 2);
        return;
    }
    text_add(chunk, "emit(");
    const char *from = line;
    for (const char *at = line; at + 1 < end; at++) {
        const char *close = at[0] == '$' && at[1] == '(' ? expand_closing(at + 2, end) : NULL;
        if (at[0] == '$' && at[1] == '(' && !close)
            close = end - 1; /* Lua will tell of the missing parenthesis, with the line */
        if (!close)
            continue;
        add_quoted(chunk, from, (size_t)(at - from));
        text_add(chunk, ", (%.*s), ", (int)(close - at - 2), at + 2);
        from = close + 1;
        at = close;
    }
    add_quoted(chunk, from, (size_t)(end - from));
    text_add(chunk, ", '\\n')\n");
}

const char *translate_words(arena *a, const char *from, size_t size)
{
    return arena_printf(a, "local _ENV = ...; %.*s", (int)size, from);
}

const char *translate(arena *a, const char *template, size_t size)
{
    text chunk = { .arena = a };
    text_add(&chunk, "local _ENV = ...; "); /* on the first line, so that numbers stay */
    const char *end = template + size;
    for (const char *line = template; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline : end;
        if (*line == '$' && !(stop - line > 1 && line[1] == '('))
            text_add(&chunk, "%.*s\n", (int)(stop - line - 1), line + 1);
        else
            translate_line(&chunk, line, stop);
        line = stop + 1;
    }
    return chunk.size ? chunk.at : "";
}
