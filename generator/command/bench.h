/* bench.h - bpgen bench: how fast the generated functions are, and how near to the core's best. */
#ifndef BPGEN_BENCH_H
#define BPGEN_BENCH_H

#include "command/compiled.h"
#include "plan/plan.h"

enum { BENCH_ROUNDS = 1000 }; /* at most */

typedef struct bench_options {
    compiler with;
    int rows;       /* of a call; 0: the spec's batch */
    int rounds;     /* that the medians are taken over */
    double seconds; /* about how long to measure */
    int limit;      /* seconds that a single call may take */
    bool json;
} bench_options;

/* ---- what is measured ---- */

enum { BENCH_PREDICT, BENCH_FORWARD, BENCH_BACKWARD, BENCH_STEP, BENCH_CALLS };

typedef struct bench_call {
    const char *name;
    size_t rows;
    double flops;        /* of the products: 2 rows in out each, forward, for dX and for dW */
    double bytes;        /* of parameters, gradients and moments read and written */
    double ns;           /* a call */
    double of_peak;      /* the share of the core's FMA peak */
    double of_bandwidth; /* the share of the speed at which plain loops make the same traffic */
} bench_call;

/* Times are medians over the rounds, shares medians of the shares in each round. */
typedef struct bench_table {
    bench_call call[BENCH_CALLS];
    int rounds, core;
    double peak; /* floating-point operations a nanosecond */
    int current; /* the call being made, or -1 */
} bench_table;

/* ---- bench_peak.c ---- */

typedef struct bench_peak { /* see templates/peak.in */
    double (*fma)(size_t count);
    void (*read)(const void *p, size_t count);
    void (*update)(const void *p, size_t count, void *to, size_t total);
} bench_peak;

/* Compiles the loops that show what the core can; the path of the library, or NULL with a message
 * added. */
const char *bench_peak_build(arena *a, const folder *f, const spec *s, const compiler *c,
                             messages *m);
/* Loads them. False with a message added. */
bool bench_peak_load(const char *path, bench_peak *peak, messages *m);

/* ---- bench_count.c ---- */

/* Operations of a program for one sample, in products with weights; TRAIN: and in gradients. */
double bench_flops(const plan *p, program of);
/* Sets name, rows, flops and bytes of each call with that many rows. */
void bench_count(const plan *p, size_t rows, bench_call call[BENCH_CALLS]);

/* ---- bench_time.c ---- */

/* Fills in the rest of the table, whose calls are counted. A call that takes longer than the limit
 * ends the process by SIGALRM. */
void bench_time(arena *a, const spec *s, const compiled *code, const bench_peak *peak,
                const bench_options *o, bench_table *t);

/* ---- bench_report.c ---- */

/* The table on standard output. False where it could not be written. */
bool bench_report(const spec *s, const bench_options *o, const bench_table *t);

#endif
