/* command.h - what a command is. A new one is its file, its row in main.c, and its name in the rows
 * of options.c that it takes. */
#ifndef BPGEN_COMMAND_H
#define BPGEN_COMMAND_H

#include "command/options.h"

typedef struct command {
    const char *name;     /* the word on the command line; "" for what needs none */
    const char *operands; /* "net.lua": one word each */
    const char *help;
    /* Does it and returns the exit code, with messages added where that is not EXIT_OK. NULL: this
     * version cannot do it yet. */
    int (*run)(arena *a, const request *r, messages *m);
} command;

extern const command commands[COMMANDS];

int run_generate(arena *a, const request *r, messages *m); /* generate.c */
int run_check(arena *a, const request *r, messages *m);    /* check_run.c */
int run_bench(arena *a, const request *r, messages *m);    /* bench.c */
int run_report(arena *a, const request *r, messages *m);   /* report.c */
int run_weights(arena *a, const request *r, messages *m);  /* weights.c */
int run_explain(arena *a, const request *r, messages *m);  /* explain.c */
int run_graph(arena *a, const request *r, messages *m);    /* graph.c */

int run_train(arena *a, const request *r, messages *m);    /* train.c */
int run_predict(arena *a, const request *r, messages *m);  /* predict.c */
int run_evaluate(arena *a, const request *r, messages *m); /* evaluate.c */

/* The summary of --help. */
const char *usage_text(arena *a);

#endif
