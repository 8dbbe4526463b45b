/* options.c - reads the command line: options among operands, as GNU's getopt_long does, and gcc's
 * long words with one dash. */
#include "command/options.h"

#include <string.h>

#include "base/nearest.h"
#include "command/command.h"
#include "command/option_values.h"

/* Takes an option with its argument: `joined`, or (NULL) the next word. */
static void take_with_argument(reading *r, const option_row *row, const char *as,
                               const char *joined)
{
    if (!joined && r->next < r->argc)
        joined = r->argv[r->next++];
    if (joined)
        option_take(r, row, as, joined);
    else
        usage_error(r->messages, NULL, "option '%s' wants an argument", as);
}

/* ---- words ---- */

/* The option of that long name or, where only one begins with it, of its beginning. */
static const option_row *long_option(const reading *r, const char *word)
{
    const option_row *found = NULL;
    for (int i = 0; i < option_count; i++) {
        const option_row *row = &option_rows[i];
        if (!row->name || strncmp(row->name, word, strlen(word)) != 0)
            continue;
        if (!strcmp(row->name, word))
            return row;
        if (found) {
            usage_error(r->messages, NULL, "option '%s' may be '%s' or '%s'", word, found->name,
                        row->name);
            return NULL;
        }
        found = row;
    }
    if (found)
        return found;
    const char **names = arena_alloc(r->arena, (size_t)option_count * sizeof *names);
    int count = 0;
    for (int i = 0; i < option_count; i++)
        if (option_rows[i].name)
            names[count++] = option_rows[i].name + 2;
    const char *near = nearest_word(word + 2, names, count);
    usage_error(r->messages, near ? arena_printf(r->arena, "--%s", near) : NULL,
                "unknown option '%s'", word);
    return NULL;
}

static void read_long(reading *r, const char *word)
{
    const char *equals = strchr(word, '=');
    const char *name = arena_printf(r->arena, "%.*s", (int)strcspn(word, "="), word);
    const option_row *row = long_option(r, name);
    if (row && row->argument)
        take_with_argument(r, row, name, equals ? equals + 1 : NULL);
    else if (row && equals)
        usage_error(r->messages, NULL, "option '%s' takes no argument", name);
    else if (row)
        option_take(r, row, name, "");
}

/* The option whose letter (or gcc's letters) a word begins with. */
static const option_row *short_option(const char *word)
{
    for (int i = 0; i < option_count; i++) {
        const char *letter = option_rows[i].letter;
        if (letter && !strncmp(word, letter, strlen(letter)))
            return &option_rows[i];
    }
    return NULL;
}

/* -q, -qv, -oFILE, -o FILE. */
static void read_short(reading *r, const char *word)
{
    while (word[1]) {
        const option_row *row = short_option(word);
        if (!row) {
            usage_error(r->messages, NULL, "unknown option '-%c'", word[1]);
            return;
        }
        const char *rest = word + strlen(row->letter);
        if (row->argument) {
            take_with_argument(r, row, row->letter, *rest ? rest : NULL);
            return;
        }
        option_take(r, row, row->letter, "");
        word = *rest ? arena_printf(r->arena, "-%s", rest) : "-";
    }
}

/* ---- operands ---- */

static int command_named(const char *word)
{
    for (int i = COMMAND_GENERATE + 1; i < COMMANDS; i++)
        if (!strcmp(commands[i].name, word))
            return i;
    return COMMAND_GENERATE;
}

static const char *near_command(const char *word)
{
    const char *names[COMMANDS];
    int count = 0;
    for (int i = COMMAND_GENERATE + 1; i < COMMANDS; i++)
        if (commands[i].run)
            names[count++] = commands[i].name;
    return nearest_word(word, names, count);
}

/* Options that the command does not take. */
static void check_options(const reading *r)
{
    const int which = r->request->command;
    for (int i = 0; i < r->given_count; i++) {
        const option_row *row = r->given[i];
        if (row->commands & 1U << which || row->kind == OPTION_ABSENT)
            continue;
        const char *others = "";
        for (int k = COMMAND_GENERATE + 1; k < COMMANDS; k++)
            if (row->commands & 1U << k && commands[k].run)
                others = arena_printf(r->arena, "%s%s%s", others, *others ? " and " : "",
                                      commands[k].name);
        if (which == COMMAND_GENERATE)
            usage_error(r->messages, NULL, "option '%s' is for %s", r->given_as[i], others);
        else
            usage_error(r->messages, NULL, "%s has no option '%s'", commands[which].name,
                        r->given_as[i]);
    }
}

static int words_in(const char *text)
{
    int count = *text != '\0';
    for (; *text; text++)
        count += *text == ' ';
    return count;
}

/* Not as many operands as the command wants. */
static void wrong_count(const reading *r, const command *c, int wanted)
{
    const request *q = r->request;
    const bool more = q->operand_count > wanted;
    const char *near = more && q->command == COMMAND_GENERATE ? near_command(*q->operands) : NULL;
    if (near)
        usage_error(r->messages, near, "unknown command '%s'", q->operands[0]);
    else if (more)
        usage_error(r->messages, NULL,
                    wanted == 1 ? "one spec at a time: what is '%s'?" : "what is '%s'?",
                    q->operands[wanted]);
    else if (q->operand_count > 0)
        usage_error(r->messages, NULL, "%s wants %s", c->name, c->operands);
    else
        usage_error(r->messages, NULL, "which spec?");
}

/* [command] operand...; a file that has a command's name is ./check. */
static void check_operands(const reading *r)
{
    request *q = r->request;
    q->command = q->operand_count > 0 ? command_named(q->operands[0]) : COMMAND_GENERATE;
    const command *c = &commands[q->command];
    if (!c->run) {
        usage_error(r->messages, NULL, "this version has no command '%s'", c->name);
        return;
    }
    if (q->command != COMMAND_GENERATE) {
        q->operands++;
        q->operand_count--;
    }
    check_options(r);
    const int wanted = words_in(c->operands);
    const bool fits = q->operand_count == wanted ||
                      (q->operand_count > wanted && strstr(c->operands, "..."));
    if (!r->messages->count && !fits && q->command != COMMAND_HELP)
        wrong_count(r, c, wanted);
}

static void set_defaults(const reading *r)
{
    for (int i = 0; i < option_count; i++) {
        const option_row *row = &option_rows[i];
        if (row->kind == OPTION_WHOLE || row->kind == OPTION_FUNCTIONS)
            *(long *)option_place(r, row) = row->value;
        else if (row->kind == OPTION_TEXT || row->kind == OPTION_WORDS ||
                 row->kind == OPTION_CHOICE)
            *(const char **)option_place(r, row) = row->text;
    }
}

void options_read(arena *a, int argc, char **argv, request *r, messages *m)
{
    const size_t words = (size_t)argc + 1;
    size_t letters = words;
    for (int i = 1; i < argc; i++)
        letters += strlen(argv[i]); /* each may be an option */
    reading now = { .arena = a, .request = r, .messages = m, .argv = argv, .argc = argc };
    now.next = 1;
    now.given = arena_alloc(a, letters * sizeof *now.given);
    now.given_as = arena_alloc(a, letters * sizeof *now.given_as);
    *r = (request){ .operands = arena_alloc(a, words * sizeof *r->operands) };
    r->options.definitions = arena_alloc(a, words * sizeof *r->options.definitions);
    r->options.targets = arena_alloc(a, words * sizeof *r->options.targets);
    set_defaults(&now);
    bool are_options = true;
    while (now.next < argc && !r->options.help && !r->options.version) {
        char *word = argv[now.next++];
        if (!are_options || word[0] != '-' || !word[1])
            r->operands[r->operand_count++] = word;
        else if (!strcmp(word, "--"))
            are_options = false;
        else if (word[1] == '-')
            read_long(&now, word);
        else
            read_short(&now, word);
    }
    if (!m->count && !r->options.help && !r->options.version)
        check_operands(&now);
    if (!m->count && r->options.dispatch && r->options.style && *r->options.style == 'p')
        usage_error(m, NULL, "--dispatch chooses vectors, and --style plain has none");
}
