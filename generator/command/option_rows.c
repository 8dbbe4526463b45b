/* option_rows.c - the options of all commands, in the order of --help. */
#include <limits.h>

#include "command/bench.h"
#include "command/generate.h"
#include "command/options.h"
#include "plan/kernels.h"

#define AT(field) offsetof(options, field)
enum {
    WRITING = 1 << COMMAND_GENERATE,
    CHECK = 1 << COMMAND_CHECK,
    BENCH = 1 << COMMAND_BENCH,
    WEIGHTS = 1 << COMMAND_WEIGHTS,
    REPORT = 1 << COMMAND_REPORT,
    COMPILING = CHECK | BENCH,
    ALL = (1 << COMMANDS) - 1
};
static const char absent_depfile[] = "this version writes no dependency files (-MD)";

const option_row option_rows[] = {
    { "-o", "--output", "FILE", OPTION_TEXT, WRITING | WEIGHTS | REPORT, AT(output),
      .help = "write to FILE, whole or not at all" },
    { "-H", "--header", "FILE", OPTION_TEXT, WRITING, AT(header),
      .help = "write the declarations to FILE" },
    { "-D", "--define", "NAME=VALUE", OPTION_DEFINITION, ALL, 0,
      .help = "set a param of the spec" },
    { NULL, "--prefix", "NAME", OPTION_TEXT, ALL, AT(prefix),
      .help = "the prefix of all names, instead of the spec's name" },
    { NULL, "--real", "TYPE", OPTION_TEXT, ALL, AT(real),
      .help = "float or double, instead of the spec's" },
    { NULL, "--unroll", "N", OPTION_WHOLE, ALL, AT(unroll), .most = UNROLL_MAX,
      .value = UNROLL_DEFAULT, .help = "straight line up to N multiply-adds a product" },
    { NULL, "--style", "vector|plain", OPTION_CHOICE, ALL, AT(style), .text = "vector",
      .help = "vectors, or plain loops of ISO C99" },
    { NULL, "--only", "LIST", OPTION_FUNCTIONS, WRITING | REPORT, AT(only), .value = WRITE_ALL,
      .help = "write predict,forward,loss,backward,step,init" },
    { NULL, "--weights", "FILE", OPTION_TEXT, WRITING | REPORT, AT(weights),
      .help = "put the weights of FILE into the C" },
    { NULL, "--weights-file", "FILE", OPTION_TEXT, WRITING, AT(weights_file),
      .help = "put them into a C file of their own" },
    { NULL, "--section", "NAME", OPTION_TEXT, WRITING, AT(section), .help = "their section" },
    { NULL, "--selftest", NULL, OPTION_FLAG, WRITING | REPORT, AT(selftest), .value = 1,
      .help = "write a function that tests the others" },
    { "-T", "--templates", "DIR", OPTION_TEXT, ALL, AT(templates),
      .help = "read the templates from DIR" },
    { "-d", "--dump", "WHAT", OPTION_TEXT, WRITING, AT(dump),
      .help = "print graph (g), derived (d), lowered (l), plan (p)" },
    { NULL, "--cc", "COMMAND", OPTION_WORDS, COMPILING | REPORT, AT(cc),
      .help = "the compiler (clang)" },
    { NULL, "--cflags", "FLAGS", OPTION_WORDS, COMPILING | REPORT, AT(cflags),
      .help = "its flags (-O3 -march=native)" },
    { NULL, "--samples", "N", OPTION_WHOLE, CHECK, AT(samples), .least = 1, .most = 1000,
      .value = 3, .help = "random points to compare at" },
    { NULL, "--seed", "N", OPTION_WHOLE, CHECK, AT(seed), .most = LONG_MAX, .value = 1,
      .help = "the seed of the random points" },
    { NULL, "--n", "N", OPTION_WHOLE, BENCH, AT(rows), .least = 1, .most = INT_MAX,
      .help = "rows of a call (the spec's batch)" },
    { NULL, "--rounds", "N", OPTION_WHOLE, BENCH, AT(rounds), .least = 1, .most = BENCH_ROUNDS,
      .value = 15, .help = "rounds that the medians are taken over" },
    { NULL, "--seconds", "N", OPTION_WHOLE, BENCH, AT(seconds), .most = 3600, .value = 3,
      .help = "about how long to measure" },
    { NULL, "--limit", "N", OPTION_WHOLE, COMPILING, AT(limit), .least = 1, .most = 86400,
      .value = 60, .help = "seconds a point or call may take" },
    { NULL, "--json", NULL, OPTION_FLAG, BENCH | REPORT, AT(json), .value = 1,
      .help = "JSON instead of text" },
    { NULL, "--pytorch", NULL, OPTION_FLAG, WEIGHTS, AT(pytorch), .value = 1,
      .help = "write PyTorch's names and layout" },
    { "-q", "--quiet", NULL, OPTION_FLAG, ALL, AT(talk), .value = -1, .help = "only errors" },
    { "-v", "--verbose", NULL, OPTION_FLAG, ALL, AT(talk), .value = 1,
      .help = "tell what is done" },
    { "-h", "--help", NULL, OPTION_FLAG, ALL, AT(help), .value = 1, .help = "this help" },
    { "-V", "--version", NULL, OPTION_FLAG, ALL, AT(version), .value = 1, .help = "the version" },
    { "-MD", NULL, NULL, OPTION_ABSENT, .help = absent_depfile },
    { "-MP", NULL, NULL, OPTION_ABSENT, .help = absent_depfile },
    { "-MF", NULL, "FILE", OPTION_ABSENT, .help = absent_depfile },
    { "-MT", NULL, "TARGET", OPTION_ABSENT, .help = absent_depfile },
};
const int option_count = sizeof option_rows / sizeof *option_rows;
