/* options.h - the words of the command line. */
#ifndef BPGEN_OPTIONS_H
#define BPGEN_OPTIONS_H

#include "spec/spec.h"

/* The rows of `commands`, and bits in those of `option_rows`. */
enum {
    /* clang-format off */
    COMMAND_GENERATE, COMMAND_CHECK, COMMAND_BENCH, COMMAND_TRAIN, COMMAND_PREDICT,
    COMMAND_EVALUATE, COMMAND_WEIGHTS, COMMAND_EXPLAIN, COMMAND_GRAPH, COMMAND_REPORT,
    COMMAND_HELP, COMMANDS
    /* clang-format on */
};

/* As given, or the defaults of their rows. */
typedef struct options {
    const char *output, *header; /* NULL: not asked for */
    const char *templates;       /* NULL: the ones inside the program */
    const char *dump;            /* letters of what to print instead of C, or NULL */
    const char *prefix, *real;   /* NULL: the spec's */
    const char *weights, *weights_file, *section;
    const char *at; /* --at FILE, or NULL */
    const char *cc, *cflags, *style;
    const char *depfile_name; /* -MF, or NULL */
    const char **targets;     /* of -MT and -MQ, as a makefile writes them */
    int target_count;
    long depth;                                           /* of graph */
    const char *input, *target, *classes;                 /* of data */
    const char *rate, *schedule, *clip, *validate, *test; /* of training */
    const char *resume, *checkpoint, *log, *plot;
    long epochs, patience, threads, no_shuffle;
    long only, unroll, samples, seed, rows, rounds, seconds, limit;
    long talk;                                       /* -1: quiet, 1: verbose */
    long depfile, depfile_phony, selftest, dispatch; /* -MD, -MP; 0 or 1 */
    long json, pytorch, tex, html, help, version;    /* the same */
    definition *definitions;
    int definition_count;
} options;

enum { SEED_NONE = -1 }; /* without --seed */

typedef struct request { /* what the command line asks for */
    int command;
    options options;
    char **operands;
    int operand_count;
} request;

typedef enum option_kind {
    OPTION_FLAG,  /* sets a long to `value` */
    OPTION_WHOLE, /* a long from `least` to `most`; `value` without the option */
    OPTION_TEXT,
    OPTION_CHOICE,     /* of two words, those of `argument` */
    OPTION_WORDS,      /* of a command line, as arguments_split reads them */
    OPTION_FUNCTIONS,  /* a long: the bits of WRITE_... that a list names; `value` without it */
    OPTION_DEFINITION, /* NAME=VALUE */
    OPTION_TARGET,     /* of a makefile; `value`: it is to be quoted */
    OPTION_ABSENT      /* this version has none: `help` says what it lacks */
} option_kind;

typedef struct option_row {
    const char *letter, *name; /* as typed, "-o", "--output"; or NULL. gcc's have one dash: "-MF" */
    const char *argument;      /* "FILE"; NULL: none */
    option_kind kind;
    unsigned commands; /* a bit for each that takes it, 1 << COMMAND_CHECK */
    size_t at;         /* where it goes in `options` */
    const char *text;  /* OPTION_TEXT, OPTION_WORDS: without the option */
    long least, most, value;
    const char *help;
} option_row;

extern const option_row option_rows[];
extern const int option_count;
extern const char *option_functions[]; /* what OPTION_FUNCTIONS takes; ends with NULL */

/* Reads the command line. With messages added, or --help or --version in options, there is nothing
 * left to do. */
void options_read(arena *a, int argc, char **argv, request *r, messages *m);

/* "text (did you mean 'near'?)" or, where that is NULL, "text (bpgen --help tells more)". */
void usage_error(messages *m, const char *near, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
