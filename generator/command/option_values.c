/* option_values.c - sets options, as the kinds of their rows say. */
#include "command/option_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "command/command.h"

void *option_place(const reading *r, const option_row *row)
{
    return (char *)&r->request->options + row->at;
}

static void take_whole(const reading *r, const option_row *row, const char *text)
{
    char *end;
    errno = 0;
    const long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < row->least || value > row->most)
        usage_error(r->messages, NULL, "%s wants a whole number from %ld to %ld, not '%s'",
                    row->name, row->least, row->most, text);
    *(long *)option_place(r, row) = value;
}

static void take_definition(const reading *r, const char *text)
{
    options *o = &r->request->options;
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        usage_error(r->messages, NULL, "-D wants NAME=VALUE, not '%s'", text);
        return;
    }
    definition *d = &o->definitions[o->definition_count++];
    d->name = arena_printf(r->arena, "%.*s", (int)(equals - text), text);
    d->value = equals + 1;
}

/* One of those that the row's argument lists, "vector|plain". */
static void take_choice(const reading *r, const option_row *row, const char *text)
{
    const size_t size = strlen(text);
    for (const char *at = row->argument; size && at; at = strchr(at, '|')) {
        at += *at == '|';
        if (!strncmp(at, text, size) && (at[size] == '|' || !at[size])) {
            *(const char **)option_place(r, row) = text;
            return;
        }
    }
    const char *bar = strchr(row->argument, '|');
    usage_error(r->messages, NULL, "%s is %.*s or %s, not '%s'", row->name,
                (int)(bar - row->argument), row->argument, bar + 1, text);
}

static void take_words(const reading *r, const option_row *row, const char *text)
{
    arguments words = { 0 };
    if (!arguments_split(r->arena, &words, text))
        usage_error(r->messages, NULL, "%s: a quote without its end: %s", row->name, text);
    *(const char **)option_place(r, row) = text;
}

void option_take(reading *r, const option_row *row, const char *as, const char *value)
{
    r->given[r->given_count] = row;
    r->given_as[r->given_count++] = as;
    switch (row->kind) {
    case OPTION_FLAG: *(long *)option_place(r, row) = row->value; break;
    case OPTION_WHOLE: take_whole(r, row, value); break;
    case OPTION_TEXT: *(const char **)option_place(r, row) = value; break;
    case OPTION_CHOICE: take_choice(r, row, value); break;
    case OPTION_WORDS: take_words(r, row, value); break;
    case OPTION_DEFINITION: take_definition(r, value); break;
    default: usage_error(r->messages, NULL, "%s", row->help); break;
    }
}
