/* usage.c - the summary of --help, from the tables of commands and options; usage errors. */
#include <stdarg.h>

#include "base/text.h"
#include "command/command.h"

enum { OPTION_COLUMNS = 25 };

static void add_command(text *out, const command *c, bool is_first)
{
    const char *synopsis = arena_printf(out->arena, "bpgen %s%s[options] %s", c->name,
                                        *c->name ? " " : "", c->operands);
    text_add(out, "%s %-31s  %s\n", is_first ? "usage:" : "      ", synopsis, c->help);
}

/* "check, bench: ", where not every command takes the option. "on data" is each that reads some. */
static const char *takers(arena *a, const option_row *row)
{
    const unsigned data = 1U << COMMAND_TRAIN | 1U << COMMAND_PREDICT | 1U << COMMAND_EVALUATE;
    const bool takes_data = (row->commands & data) == data;
    const char *names = "";
    for (int i = COMMAND_GENERATE; i < COMMAND_HELP; i++) {
        if (!commands[i].run || !(row->commands & 1U << i))
            continue;
        if (i == COMMAND_GENERATE)
            return "";
        if (takes_data && (i == COMMAND_PREDICT || i == COMMAND_EVALUATE))
            continue;
        names = arena_printf(a, "%s%s%s", names, *names ? ", " : "",
                             takes_data && i == COMMAND_TRAIN ? "on data" : commands[i].name);
    }
    return arena_printf(a, "%s: ", names);
}

static const char *default_of(arena *a, const option_row *row)
{
    if (row->kind == OPTION_WHOLE && row->value > 0)
        return arena_printf(a, " (%ld)", row->value);
    return row->text ? arena_printf(a, " (%s)", row->text) : "";
}

static void add_option(text *out, const option_row *row)
{
    arena *a = out->arena;
    const char *words = arena_printf(a, "  %s%s%s%s%s", row->letter ? row->letter : "    ",
                                     row->letter && row->name ? ", " : "",
                                     row->name ? row->name : "", row->argument ? " " : "",
                                     row->argument ? row->argument : "");
    text_add(out, "%-*s  %s%s%s\n", OPTION_COLUMNS, words, takers(a, row), row->help,
             default_of(a, row));
}

const char *usage_text(arena *a)
{
    text out = { .arena = a };
    for (int i = COMMAND_GENERATE; i < COMMAND_HELP; i++)
        if (commands[i].run)
            add_command(&out, &commands[i], i == COMMAND_GENERATE);
    text_add(&out, "\n");
    for (int i = 0; i < option_count; i++)
        if (option_rows[i].kind != OPTION_ABSENT)
            add_option(&out, &option_rows[i]);
    text_add(&out, "\n"
                   "FILE may be '-', standard output; net.lua may be '-', standard input. Exit:\n"
                   "0 done, 1 the spec or a check is wrong, 2 usage, 3 input or output.\n"
                   "bpgen(1) tells more, bpgen-spec(5) of the spec language.\n");
    return out.at;
}

void usage_error(messages *m, const char *near, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(m->arena, format, arguments);
    va_end(arguments);
    if (near)
        message_plain(m, EXIT_USAGE, "%s (did you mean '%s'?)", text, near);
    else
        message_plain(m, EXIT_USAGE, "%s (bpgen --help tells more)", text);
}
