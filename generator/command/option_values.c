/* option_values.c - sets options, as the kinds of their rows say. */
#include "command/option_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "base/nearest.h"
#include "command/command.h"
#include "command/depfile.h"

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

static void take_target(const reading *r, const option_row *row, const char *text)
{
    options *o = &r->request->options;
    o->targets[o->target_count++] = row->value ? depfile_quote(r->arena, text) : text;
}

/* One of the two that the row's argument names, "vector|plain". */
static void take_choice(const reading *r, const option_row *row, const char *text)
{
    const size_t first = strcspn(row->argument, "|");
    const char *second = row->argument + first + 1;
    if (!strcmp(text, second) || (strlen(text) == first && !strncmp(text, row->argument, first)))
        *(const char **)option_place(r, row) = text;
    else
        usage_error(r->messages, NULL, "%s is %.*s or %s, not '%s'", row->name, (int)first,
                    row->argument, second, text);
}

static void take_words(const reading *r, const option_row *row, const char *text)
{
    arguments words = { 0 };
    if (!arguments_split(r->arena, &words, text))
        usage_error(r->messages, NULL, "%s: a quote without its end: %s", row->name, text);
    *(const char **)option_place(r, row) = text;
}

const char *option_functions[] = { "predict", "forward", "loss", "backward", "step", "init", NULL };

/* "predict,loss": the bits of these functions. */
static void take_functions(const reading *r, const option_row *row, const char *text)
{
    enum { COUNT = 6 };
    const char **names = option_functions;
    long only = 0;
    for (const char *at = text;; at++) {
        const char *word = arena_printf(r->arena, "%.*s", (int)strcspn(at, ","), at);
        int i = 0;
        while (i < COUNT && strcmp(names[i], word) != 0)
            i++;
        if (i == COUNT) {
            usage_error(r->messages, nearest_word(word, names, COUNT),
                        "%s wants functions of predict,forward,loss,backward,step,init, not '%s'",
                        row->name, word);
            return;
        }
        only |= 1L << i; /* WRITE_PREDICT, ... */
        at += strlen(word);
        if (!*at)
            break;
    }
    *(long *)option_place(r, row) = only;
}

void option_take(reading *r, const option_row *row, const char *as, const char *value)
{
    r->given[r->given_count] = row;
    r->given_as[r->given_count++] = as;
    switch (row->kind) {
    case OPTION_FLAG: *(long *)option_place(r, row) = row->value; break;
    case OPTION_WHOLE: take_whole(r, row, value); break;
    case OPTION_TEXT: *(const char **)option_place(r, row) = value; break;
    case OPTION_FUNCTIONS: take_functions(r, row, value); break;
    case OPTION_CHOICE: take_choice(r, row, value); break;
    case OPTION_WORDS: take_words(r, row, value); break;
    case OPTION_TARGET: take_target(r, row, value); break;
    case OPTION_DEFINITION: take_definition(r, value); break;
    default: usage_error(r->messages, NULL, "%s", row->help); break;
    }
}
