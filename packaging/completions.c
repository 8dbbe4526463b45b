/* completions.c - completion for bash and zsh, from the tables of commands and options that the
 * command itself reads, so that it knows what they know.
 *
 *   build/completions bash|zsh */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"

/* ---- what can stand as an argument ---- */

typedef struct values {
    const char *words; /* "vector plain" */
    bool is_list;      /* of them, separated by commas */
    bool file, folder, program;
} values;

static bool is_word(const char *text)
{
    while (islower((unsigned char)*text) || isdigit((unsigned char)*text) || *text == '_')
        text++;
    return !*text;
}

/* One of the alternatives of an argument: a word itself, or the name of what is meant. */
static void take_alternative(arena *a, values *v, const char *word)
{
    if (!strcmp(word, "FILE") || !strcmp(word, "DATA") || !strcmp(word, "WEIGHTS") ||
        strchr(word, '.')) /* FILE.svg */
        v->file = true;
    else if (!strcmp(word, "DIR"))
        v->folder = true;
    else if (!strcmp(word, "COMMAND"))
        v->program = true;
    else if (is_word(word))
        v->words = arena_printf(a, "%s%s%s", v->words, *v->words ? " " : "", word);
}

static values values_of(arena *a, const option_row *row)
{
    values v = { .words = "" };
    if (row->kind == OPTION_FUNCTIONS) {
        v.is_list = true;
        for (const char **word = option_functions; *word; word++)
            take_alternative(a, &v, *word);
    }
    for (const char *at = v.is_list ? "" : row->argument; *at;) {
        const size_t size = strcspn(at, "|");
        take_alternative(a, &v, arena_printf(a, "%.*s", (int)size, at));
        at += size + (at[size] == '|');
    }
    return v;
}

static bool takes(int command, const option_row *row)
{
    return row->kind != OPTION_ABSENT && row->commands & 1U << command;
}

static void add_command_names(text *out, const char *between)
{
    for (int i = COMMAND_GENERATE + 1; i < COMMANDS; i++)
        if (commands[i].run)
            text_add(out, "%s%s", out->size ? between : "", commands[i].name);
}

/* ---- bash ---- */

static void add_names(text *out, const option_row *row, const char *between)
{
    if (row->letter)
        text_add(out, "%s", row->letter);
    if (row->name)
        text_add(out, "%s%s", row->letter ? between : "", row->name);
}

static void add_bash_options(text *out)
{
    for (int i = 0; i < COMMANDS; i++) {
        if (!commands[i].run)
            continue;
        text_add(out, "    '%s') options='", commands[i].name);
        for (int k = 0; k < option_count; k++)
            if (takes(i, &option_rows[k])) {
                add_names(out, &option_rows[k], " ");
                text_add(out, " ");
            }
        text_add(out, "' ;;\n");
    }
}

static void add_bash_arguments(text *out)
{
    for (int i = 0; i < option_count; i++) {
        const option_row *row = &option_rows[i];
        if (!row->argument || row->kind == OPTION_ABSENT)
            continue;
        const values v = values_of(out->arena, row);
        text_add(out, "    ");
        add_names(out, row, " | ");
        text_add(out, ") argument='%s%s%s%s' words='%s' ;;\n", v.is_list ? "list " : "",
                 v.file ? "file " : "", v.folder ? "folder " : "", v.program ? "program " : "",
                 v.words);
    }
}

static const char *bash_of(arena *a, const char *marker)
{
    text out = { .arena = a };
    if (!strcmp(marker, "@OPTIONS@"))
        add_bash_options(&out);
    else if (!strcmp(marker, "@ARGUMENTS@"))
        add_bash_arguments(&out);
    else if (!strcmp(marker, "@COMMANDS@"))
        add_command_names(&out, " ");
    return out.size ? out.at : "";
}

/* ---- zsh ---- */

/* In 'single quotes', within [brackets] or before a colon. */
static void add_zsh_text(text *out, const char *from)
{
    for (; *from; from++) {
        if (*from == '\'')
            text_add(out, "'\\''");
        else
            text_add(out, strchr("[]:\\", *from) ? "\\%c" : "%c", *from);
    }
}

static void add_zsh_action(text *out, const option_row *row)
{
    const values v = values_of(out->arena, row);
    text_add(out, ":");
    add_zsh_text(out, row->argument);
    text_add(out, ":");
    if (v.is_list)
        text_add(out, "_values -s , %s %s", row->argument, v.words);
    else if (v.file && *v.words)
        text_add(out, "_alternative \"words\\:word\\:(%s)\" \"files\\:file\\:_files\"", v.words);
    else if (*v.words)
        text_add(out, "(%s)", v.words);
    else if (v.file)
        text_add(out, "_files");
    else if (v.folder)
        text_add(out, "_files -/");
    else if (v.program)
        text_add(out, "_command_names -e");
    else
        text_add(out, " ");
}

/* Rows that may stand several times, and those of which one is enough. */
static bool is_repeated(const option_row *row)
{
    return row->kind == OPTION_DEFINITION || row->kind == OPTION_TARGET;
}

static void add_zsh_option(text *out, const option_row *row)
{
    const char *words[] = { row->letter, row->name };
    for (int i = 0; i < 2; i++) {
        if (!words[i])
            continue;
        text_add(out, "      '");
        if (is_repeated(row)) {
            text_add(out, "*");
        } else if (words[!i]) {
            text_add(out, "(");
            add_names(out, row, " ");
            text_add(out, ")");
        }
        text_add(out, "%s%s[", words[i], !row->argument ? "" : i == 0 ? "+" : "=");
        add_zsh_text(out, row->help);
        text_add(out, "]");
        if (row->argument)
            add_zsh_action(out, row);
        text_add(out, "'\n");
    }
}

static void add_zsh_operands(text *out, int command)
{
    int at = command != COMMAND_GENERATE;
    for (const char *word = commands[command].operands; *word; at++) {
        const size_t size = strcspn(word, " ");
        if (command == COMMAND_GENERATE)
            text_add(out, "      '1:spec:_bpgen_first'\n");
        else
            text_add(out, "      '%d:%.*s:%s'\n", at + 1, (int)size, word,
                     at == 1 ? "_files -g \"*.lua(-.)\"" : "_files");
        word += size + (word[size] == ' ');
    }
}

static void add_zsh_commands(text *out)
{
    for (int i = COMMAND_GENERATE + 1; i < COMMANDS; i++) {
        if (!commands[i].run)
            continue;
        text_add(out, "    '%s:", commands[i].name);
        add_zsh_text(out, *commands[i].help ? commands[i].help : "the summary of options");
        text_add(out, "'\n");
    }
}

static const char *zsh_of(arena *a, const char *marker)
{
    text out = { .arena = a };
    for (int i = 0; i < COMMANDS && !strcmp(marker, "@CASES@"); i++) {
        if (!commands[i].run)
            continue;
        text_add(&out, "    '%s') specs=(\n", commands[i].name);
        for (int k = 0; k < option_count; k++)
            if (takes(i, &option_rows[k]))
                add_zsh_option(&out, &option_rows[k]);
        add_zsh_operands(&out, i);
        text_add(&out, "      ) ;;\n");
    }
    if (!strcmp(marker, "@COMMANDS@"))
        add_zsh_commands(&out);
    else if (!strcmp(marker, "@NAMES@"))
        add_command_names(&out, "|");
    return out.size ? out.at : "";
}

/* ---- both ---- */

/* The first @NAME@ of a line, and what is behind it; or NULL. */
static char *marker_in(char *line, char **behind)
{
    for (char *at = strchr(line, '@'); at; at = strchr(at + 1, '@')) {
        char *end = at + 1;
        while (isupper((unsigned char)*end))
            end++;
        if (end > at + 1 && *end == '@') {
            *behind = end + 1;
            return at;
        }
    }
    return NULL;
}

/* Standard input, a script; a marker that begins a line is the whole of it. */
static void fill(arena *a, const char *(*part)(arena *, const char *))
{
    char line[1024];
    while (fgets(line, sizeof line, stdin)) {
        char *behind = NULL, *marker = marker_in(line, &behind);
        if (!marker) {
            fputs(line, stdout);
            continue;
        }
        const char *name = arena_printf(a, "%.*s", (int)(behind - marker), marker);
        printf("%.*s%s%s", (int)(marker - line), line, part(a, name), behind + (marker == line));
    }
}

static int which; /* 1: bash, 2: zsh */

static void run(void *data)
{
    fill(data, which == 1 ? bash_of : zsh_of);
}

int main(int argc, char **argv)
{
    which = argc != 2 ? 0 : !strcmp(argv[1], "bash") ? 1 : !strcmp(argv[1], "zsh") ? 2 : 0;
    arena *a = which ? arena_new() : NULL;
    if (!a) {
        fputs("usage: completions bash|zsh < SCRIPT\n", stderr);
        return EXIT_USAGE;
    }
    const int left = arena_guard(a, run, a);
    arena_free(a);
    return left || fflush(stdout) ? EXIT_IO : EXIT_OK;
}
