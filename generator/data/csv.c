/* csv.c - rows and cells of a table: commas, semicolons or tabs between them, quotes around them,
 * lines that end as those of Unix or Windows. */
#include <string.h>

#include "data/reading.h"

/* The separator that the first line has most of. */
static char separator_of(const char *at, const char *end)
{
    size_t tabs = 0, commas = 0, semicolons = 0;
    bool is_quoted = false;
    for (; at < end && (is_quoted || (*at != '\n' && *at != '\r')); at++) {
        is_quoted = is_quoted != (*at == '"');
        tabs += !is_quoted && *at == '\t';
        commas += !is_quoted && *at == ',';
        semicolons += !is_quoted && *at == ';';
    }
    return tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
}

csv csv_open(arena *a, const char *text, size_t size)
{
    csv c = { .at = text, .end = text + size, .line = 1, .arena = a };
    if (size >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) /* a mark of UTF-8 */
        c.at += 3;
    c.separator = separator_of(c.at, c.end);
    return c;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Past the end of a line, \n, \r\n or \r. */
static void pass_line_end(csv *c)
{
    if (c->at < c->end && *c->at == '\r')
        c->at++;
    else if (c->at < c->end && *c->at == '\n') {
        c->at++;
        c->line++;
        return;
    }
    if (c->at < c->end && *c->at == '\n')
        c->at++;
    c->line++;
}

static bool is_blank(const csv *c, char of)
{
    return (of == ' ' || of == '\t') && of != c->separator;
}

bool csv_row(csv *c)
{
    while (c->at < c->end) {
        const char *at = c->at;
        while (at < c->end && is_blank(c, *at))
            at++;
        if (at < c->end && !is_line_end(*at))
            return true;
        c->at = at;
        if (at < c->end)
            pass_line_end(c);
    }
    return false;
}

/* "..." with "" for a quote; c stands at the first. */
static cell quoted_cell(csv *c)
{
    text all = { .arena = c->arena };
    cell found = { .text = c->at + 1 };
    const char *first = ++c->at;
    while (c->at < c->end) {
        if (*c->at != '"') {
            c->line += *c->at == '\n';
            c->at++;
        } else if (c->at + 1 < c->end && c->at[1] == '"') {
            text_add_bytes(&all, first, (size_t)(c->at + 1 - first));
            c->at += 2;
            first = c->at;
        } else {
            break;
        }
    }
    found.size = (size_t)(c->at - first);
    if (all.size) {
        text_add_bytes(&all, first, found.size);
        found.text = all.at;
        found.size = all.size;
    }
    found.is_wrong = c->at == c->end;
    c->at += c->at < c->end;
    return found;
}

/* Past what ends a cell; whether that ends the row as well. */
static bool pass_end(csv *c)
{
    if (c->at < c->end && *c->at == c->separator) {
        c->at++;
        return false;
    }
    if (c->at < c->end)
        pass_line_end(c);
    return true;
}

/* Blanks around a value are none of it. */
static void trim(const csv *c, cell *of)
{
    while (of->size && is_blank(c, of->text[of->size - 1]))
        of->size--;
    while (of->size && is_blank(c, *of->text)) {
        of->text++;
        of->size--;
    }
}

cell csv_cell(csv *c)
{
    while (c->at < c->end && is_blank(c, *c->at))
        c->at++;
    cell found;
    if (c->at < c->end && *c->at == '"') {
        found = quoted_cell(c);
        while (c->at < c->end && is_blank(c, *c->at))
            c->at++;
        if (c->at < c->end && *c->at != c->separator && !is_line_end(*c->at))
            found.is_wrong = true;
    } else {
        found = (cell){ .text = c->at };
    }
    const char *const first = c->at;
    while (c->at < c->end && *c->at != c->separator && !is_line_end(*c->at))
        c->at++;
    if (found.text == first)
        found.size = (size_t)(c->at - first);
    trim(c, &found);
    found.is_last = pass_end(c);
    return found;
}

bool csv_number(csv *c, double *value, bool *is_last)
{
    const char *at = c->at;
    while (at < c->end && is_blank(c, *at))
        at++;
    at = decimal_read(at, c->end, value);
    while (at && at < c->end && is_blank(c, *at))
        at++;
    if (!at || (at < c->end && *at != c->separator && !is_line_end(*at)))
        return false;
    c->at = at;
    *is_last = pass_end(c);
    return true;
}
