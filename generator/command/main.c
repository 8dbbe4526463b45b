/* main.c - the command: what the words of the command line mean. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/nearest.h"
#include "command/bench.h"
#include "command/check.h"
#include "command/generate.h"
#include "plan/kernels.h"

static const char usage_text[] =
    "usage: bpgen [options] net.lua          C on standard output, or in -o FILE\n"
    "       bpgen check [options] net.lua    generate, compile, hold to the runtime\n"
    "       bpgen bench [options] net.lua    generate, compile, time on one core\n";

static const char help_text[] =
    "\n"
    "  -o FILE              write the C to FILE, whole or not at all ('-': stdout)\n"
    "  -H FILE              write the declarations to FILE ('-': to stdout alone)\n"
    "  -D NAME=VALUE        set a param of the spec\n"
    "      --prefix NAME    the prefix of all names, instead of the spec's name\n"
    "      --real TYPE      float or double, instead of the spec's\n"
    "      --unroll N       straight line up to N multiply-adds a product (1024)\n"
    "  -T, --templates DIR  read the templates from DIR\n"
    "      --cc COMMAND     check, bench: the compiler (clang)\n"
    "      --cflags FLAGS   check, bench: its flags (-O3 -march=native)\n"
    "      --samples N      check: random points to compare at (3)\n"
    "      --seed N         check: the seed of the random points (1)\n"
    "      --n N            bench: rows of a call (the spec's batch)\n"
    "      --rounds N       bench: rounds that the medians are taken over (15)\n"
    "      --seconds N      bench: about how long to measure (3)\n"
    "      --limit N        bench: seconds that a single call may take (60)\n"
    "      --json           bench: JSON instead of text\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        tell what is done\n"
    "  -h, --help           this help\n"
    "  -V, --version        the version\n"
    "\n"
    "net.lua may be '-', standard input. Exit: 0 done, 1 the spec or a check is\n"
    "wrong, 2 usage, 3 input or output. bpgen(1) tells of the spec language.\n";

typedef struct command {
    bool check, bench;
    const char *spec, *output, *header;
    spec_options spec_options;
    generate_options generate;
    check_options check_options;
    bench_options bench_options;
    bool quiet, verbose;
} command;

enum { OPTION_PREFIX = 256, OPTION_REAL, OPTION_UNROLL, OPTION_CC, OPTION_CFLAGS, OPTION_SAMPLES,
       OPTION_SEED, OPTION_N, OPTION_ROUNDS, OPTION_SECONDS, OPTION_LIMIT, OPTION_JSON };

static const struct option long_options[] = {
    { "output", required_argument, NULL, 'o' },
    { "header", required_argument, NULL, 'H' },
    { "define", required_argument, NULL, 'D' },
    { "prefix", required_argument, NULL, OPTION_PREFIX },
    { "real", required_argument, NULL, OPTION_REAL },
    { "unroll", required_argument, NULL, OPTION_UNROLL },
    { "templates", required_argument, NULL, 'T' },
    { "cc", required_argument, NULL, OPTION_CC },
    { "cflags", required_argument, NULL, OPTION_CFLAGS },
    { "samples", required_argument, NULL, OPTION_SAMPLES },
    { "seed", required_argument, NULL, OPTION_SEED },
    { "n", required_argument, NULL, OPTION_N },
    { "rounds", required_argument, NULL, OPTION_ROUNDS },
    { "seconds", required_argument, NULL, OPTION_SECONDS },
    { "limit", required_argument, NULL, OPTION_LIMIT },
    { "json", no_argument, NULL, OPTION_JSON },
    { "quiet", no_argument, NULL, 'q' },
    { "verbose", no_argument, NULL, 'v' },
    { "help", no_argument, NULL, 'h' },
    { "version", no_argument, NULL, 'V' },
    { NULL, 0, NULL, 0 },
};

/* ---- options ---- */

static void usage_error(messages *m, const char *text)
{
    bool helped = text[strlen(text) - 1] == ')'; /* (did you mean ...?) */
    message_plain(m, EXIT_USAGE, "%s%s", text, helped ? "" : " (bpgen --help tells more)");
}

static void add_definition(command *c, char *text, messages *m)
{
    char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        usage_error(m, arena_printf(m->arena, "-D wants NAME=VALUE, not '%s'", text));
        return;
    }
    *equals = '\0';
    c->spec_options.definitions[c->spec_options.definition_count++] =
        (definition){ .name = text, .value = equals + 1 };
}

static long whole_number(messages *m, const char *option, const char *text, long least, long most)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end || value < least || value > most)
        usage_error(m, arena_printf(m->arena, "%s wants a whole number from %ld to %ld, not '%s'",
                                    option, least, most, text));
    return value;
}

/* What is wrong with the option that getopt_long refused; `letter` is its optopt. */
static const char *wrong_option(arena *a, const char *given, int letter)
{
    if (strncmp(given, "--", 2))
        return arena_printf(a, "unknown option '-%c'", letter);
    const char *names[sizeof long_options / sizeof *long_options];
    int count = 0;
    for (; long_options[count].name; count++)
        names[count] = long_options[count].name;
    const char *word = arena_printf(a, "%.*s", (int)strcspn(given + 2, "="), given + 2);
    if (letter) /* known, but not with an argument */
        return arena_printf(a, "option '--%s' takes no argument", word);
    const char *near = nearest_word(word, names, count);
    return near ? arena_printf(a, "unknown option '--%s' (did you mean '--%s'?)", word, near)
                : arena_printf(a, "unknown option '--%s'", word);
}

static void take_bench_option(bench_options *o, int option, const char *value, messages *m)
{
    switch (option) {
    case OPTION_N: o->rows = (int)whole_number(m, "--n", value, 1, INT_MAX); break;
    case OPTION_ROUNDS: o->rounds = (int)whole_number(m, "--rounds", value, 1, 1000); break;
    case OPTION_SECONDS: o->seconds = (double)whole_number(m, "--seconds", value, 0, 3600); break;
    case OPTION_LIMIT: o->limit = (int)whole_number(m, "--limit", value, 1, 86400); break;
    default: o->json = true; break;
    }
}

static void take_option(command *c, int option, char *value, messages *m)
{
    switch (option) {
    case 'o': c->output = value; break;
    case 'H': c->header = value; break;
    case 'D': add_definition(c, value, m); break;
    case 'T': c->generate.templates = value; break;
    case OPTION_PREFIX: c->spec_options.prefix = value; break;
    case OPTION_REAL: c->spec_options.real = value; break;
    case OPTION_UNROLL: c->generate.unroll = (int)whole_number(m, "--unroll", value, 0, UNROLL_MAX);
        break;
    case OPTION_CC: c->check_options.cc = c->bench_options.cc = value; break;
    case OPTION_CFLAGS: c->check_options.cflags = c->bench_options.cflags = value; break;
    case OPTION_SAMPLES:
        c->check_options.points = (int)whole_number(m, "--samples", value, 1, 1000);
        break;
    case OPTION_SEED:
        c->check_options.seed = (uint64_t)whole_number(m, "--seed", value, 0, LONG_MAX);
        break;
    case 'q':
    case 'v': /* the last one counts */
        c->quiet = option == 'q';
        c->verbose = option == 'v';
        break;
    default: take_bench_option(&c->bench_options, option, value, m); break;
    }
}

/* ---- operands ---- */

static const char *const commands[] = { "check", "bench", "help", "explain", "graph", "train" };
enum { CHECK, BENCH, HELP, COMMANDS_HERE, COMMANDS = sizeof commands / sizeof *commands };

static int command_of(const char *word)
{
    int i = 0;
    while (i < COMMANDS && strcmp(word, commands[i]))
        i++;
    return i;
}

/* [command] spec; a file that has a command's name is ./check. */
static void take_operands(command *c, int count, char **word, messages *m)
{
    int which = count > 0 ? command_of(word[0]) : COMMANDS;
    if (which >= COMMANDS_HERE && which < COMMANDS) {
        usage_error(m, arena_printf(m->arena, "this version has no command '%s'", word[0]));
        return;
    }
    c->check = which == CHECK;
    c->bench = which == BENCH;
    if (c->check || c->bench)
        count--, word++;
    const char *near = count > 1 ? nearest_word(word[0], commands, COMMANDS_HERE) : NULL;
    if (count == 0)
        usage_error(m, "which spec?");
    else if (count > 1 && near && !c->check && !c->bench)
        usage_error(m, arena_printf(m->arena, "unknown command '%s' (did you mean '%s'?)", word[0],
                                    near));
    else if (count > 1)
        usage_error(m, arena_printf(m->arena, "one spec at a time: what is '%s'?", word[1]));
    else if ((c->check || c->bench) && (c->output || c->header))
        usage_error(m, arena_printf(m->arena, "%s writes no C: -o and -H do not go with it",
                                    commands[which]));
    else if (c->header && c->output && !strcmp(c->header, c->output))
        usage_error(m, arena_printf(m->arena, "-o and -H both write '%s'", c->output));
    else
        c->spec = word[0];
}

/* Prints what was asked for; nothing else is done. */
static void tell(const char *text, const char *more, messages *m)
{
    printf("%s%s", text, more);
    if (fflush(stdout) != 0)
        message_plain(m, EXIT_IO, "standard output: %s", strerror(errno));
}

/* Reads the command line. Without a spec, or with messages, there is nothing left to do. */
static void read_command(command *c, int argc, char **argv, messages *m)
{
    opterr = 0;
    static const char letters[] = ":o:H:D:T:qvhV";
    for (int option; (option = getopt_long(argc, argv, letters, long_options, NULL)) != -1;) {
        const char *given = argv[optind - 1];
        if (option == 'h') {
            tell(usage_text, help_text, m);
            return;
        } else if (option == 'V') {
            tell("bpgen " BPGEN_VERSION "\n", "", m);
            return;
        } else if (option == ':') {
            usage_error(m, arena_printf(m->arena, "option '%s' wants an argument", given));
        } else if (option == '?') {
            usage_error(m, wrong_option(m->arena, given, optopt));
        } else {
            take_option(c, option, optarg, m);
        }
    }
    if (optind < argc && !strcmp(argv[optind], "help") && !m->count)
        tell(usage_text, help_text, m);
    else if (!m->count)
        take_operands(c, argc - optind, argv + optind, m);
}

/* ---- the command ---- */

static bool write_file(arena *a, const char *path, const char *text, size_t size, messages *m)
{
    const char *why = NULL;
    if (file_write(a, path, text, size, &why))
        return true;
    message_plain(m, EXIT_IO, "%s: %s", path && strcmp(path, "-") ? path : "standard output", why);
    return false;
}

/* The declarations first: where they cannot be written, standard output has nothing yet but the
 * #error line to come. */
static int write_files(arena *a, const command *c, const generated *out, messages *m)
{
    bool header_alone = c->header && !strcmp(c->header, "-") && !c->output;
    if (c->header && !write_file(a, c->header, out->header, out->header_size, m))
        return EXIT_IO;
    if (!header_alone && !write_file(a, c->output, out->text, out->text_size, m))
        return EXIT_IO;
    return EXIT_OK;
}

static int run(arena *a, command *c, messages *m)
{
    const char *templates = c->generate.templates;
    if (templates && access(templates, R_OK | X_OK) != 0) {
        message_plain(m, EXIT_IO, "%s: %s", templates, strerror(errno));
        return EXIT_IO;
    }
    spec *s = spec_read(a, c->spec, &c->spec_options, m);
    if (s && c->bench) {
        c->bench_options.verbose = c->verbose;
        return bench(a, s, &c->generate, &c->bench_options, m);
    }
    generated out;
    if (!s || !generate(a, s, &c->generate, &out, m))
        return EXIT_WRONG;
    if (c->check) {
        c->check_options.quiet = c->quiet;
        c->check_options.verbose = c->verbose;
        return check(a, s, &out, &c->check_options, m);
    }
    int code = write_files(a, c, &out, m);
    if (code == EXIT_OK && c->verbose)
        fprintf(stderr, "bpgen: %s: %zu parameters, %zu bytes of C\n", s->name,
                s->parameter_scalars, out.text_size);
    return code;
}

int main(int argc, char **argv)
{
    arena *a = arena_new();
    messages m = { .arena = a };
    command c = { .generate.unroll = UNROLL_DEFAULT,
                  .check_options = { .cc = "clang", .cflags = "-O3 -march=native", .points = 3,
                                     .seed = 1 },
                  .bench_options = { .cc = "clang", .cflags = "-O3 -march=native", .rounds = 15,
                                     .seconds = 3, .limit = 60 } };
    c.spec_options.definitions = arena_alloc(a, (size_t)argc * sizeof(definition));
    int code = EXIT_OK;
    read_command(&c, argc, argv, &m);
    if (c.spec && m.count == 0)
        code = run(a, &c, &m);
    if (m.count) /* a terminal has seen the messages already */
        code = messages_report(&m, !isatty(STDOUT_FILENO));
    arena_free(a);
    return code;
}
