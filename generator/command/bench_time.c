/* bench_time.c - times the calls. In each round everything has its turn, the core's peak too, so
 * that a share compares what was measured within the same few milliseconds. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/bench.h"
#include "command/points.h"

enum { BATCHES = 8, BATCHES_BYTES = 64 << 20 }; /* batches take turns, as in training */

/* The calls of BENCH_*, then what they are held against. */
enum { PEAK_FMA = BENCH_CALLS, PEAK_READ, PEAK_GRADIENT, PEAK_UPDATE, CONTESTANTS };

typedef struct timing {
    arena *arena;
    const spec *spec;
    const compiled *code;
    const bench_peak *peak;
    size_t rows, parameters, states;
    point batch[BATCHES];
    int batches;
    void *p, *g, *o, *workspace;
    void *traffic;     /* as many bytes as the parameters and moments */
    void **y, **no_dx; /* dJ/dx is not asked for */
    double fma_flops;  /* of the last PEAK_FMA */
} timing;

/* ---- arguments ---- */

/* On pages of its own, so that runs do not differ by where malloc puts things. */
static void *new_array(timing *t, size_t size)
{
    const size_t page = 4096;
    size = (size + page) / page * page;
    void *array = aligned_alloc(page, size);
    if (array)
        return memset(array, 0, size);
    arena_leave(t->arena, LEFT_NO_MEMORY);
}

static void make_batches(timing *t)
{
    const spec *s = t->spec;
    uint64_t random = 1;
    size_t row = 0;
    for (int i = 0; i < s->input_count; i++)
        row += (size_t)s->inputs[i].size;
    size_t most = BATCHES_BYTES / (t->rows * row * real_size(s) + 1);
    t->batches = most < 1 ? 1 : most < BATCHES ? (int)most : BATCHES;
    for (int k = 0; k < t->batches; k++)
        point_make(t->arena, s, t->rows, &random, &t->batch[k]);
}

static void make_arrays(timing *t)
{
    const spec *s = t->spec;
    const compiled *code = t->code;
    t->parameters = s->parameter_scalars;
    t->states = (size_t)s->optimizer.states;
    t->p = new_array(t, code->parameters_size);
    t->g = new_array(t, code->parameters_size);
    t->o = new_array(t, code->optimizer_size);
    t->workspace = new_array(t, code->workspace_size);
    t->traffic = new_array(t, t->parameters * (1 + t->states) * real_size(s));
    t->y = arena_alloc(t->arena, (size_t)s->output_count * sizeof *t->y);
    for (int i = 0; i < s->output_count; i++)
        t->y[i] = new_array(t, t->rows * (size_t)s->outputs[i].size * real_size(s));
    t->no_dx = arena_alloc(t->arena, (size_t)s->input_count * sizeof *t->no_dx);
    code->init(t->p, 1);
    code->optimizer_init(t->o);
}

static void free_arrays(timing *t)
{
    free(t->p);
    free(t->g);
    free(t->o);
    free(t->workspace);
    free(t->traffic);
    for (int i = 0; i < t->spec->output_count; i++)
        free(t->y[i]);
}

/* ---- one turn ---- */

/* Makes that many calls, batch after batch. One loop a function: a switch within would be a good
 * part of a small network's time. */
static void make_calls(timing *t, int which, size_t calls)
{
    const compiled *c = t->code;
    const size_t total = t->parameters * (1 + t->states);
    void *const from = t->traffic;
    int k = 0;
#define REPEAT(call) \
    for (size_t i = 0; i < calls; i++, k = k + 1 < t->batches ? k + 1 : 0) { \
        const point *b = &t->batch[k]; \
        (void)b; \
        call; \
    }
    switch (which) {
    case BENCH_PREDICT: REPEAT(c->predict(t->p, b->raw_inputs, t->y)); break;
    case BENCH_FORWARD: REPEAT(c->forward(t->p, t->rows, b->raw_inputs, t->y, t->workspace)); break;
    case BENCH_BACKWARD:
        REPEAT(c->backward(t->p, t->rows, b->raw_inputs, b->raw_targets, t->g, t->no_dx,
                           t->workspace));
        break;
    case BENCH_STEP:
        REPEAT(c->step(t->p, t->o, t->rows, b->raw_inputs, b->raw_targets, t->workspace));
        break;
    case PEAK_FMA: t->fma_flops = t->peak->fma(calls); break;
    case PEAK_READ: REPEAT(t->peak->read(from, t->parameters)); break;
    case PEAK_GRADIENT: REPEAT(t->peak->update(from, t->parameters, t->g, t->parameters)); break;
    default: REPEAT(t->peak->update(from, t->parameters, from, total)); break;
    }
#undef REPEAT
}

static double turn_ns(timing *t, int which, size_t calls)
{
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    make_calls(t, which, calls);
    clock_gettime(CLOCK_MONOTONIC, &to);
    return 1e9 * (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec);
}

/* How many calls fill `ns`. The first call of all is the one that may take too long. */
static size_t calls_within(timing *t, int which, double ns)
{
    size_t calls = 1;
    turn_ns(t, which, 1); /* warms up */
    for (double took; (took = turn_ns(t, which, calls)) < ns / 4 && calls < SIZE_MAX / 8;)
        calls *= took < ns / 64 ? 8 : 2;
    const double one = turn_ns(t, which, calls) / (double)calls;
    return one < ns ? (size_t)(ns / one) : 1;
}

/* ---- medians ---- */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, int count)
{
    double sorted[BENCH_ROUNDS];
    memcpy(sorted, values, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, compare);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static double median_ratio(const double *over, const double *under, int count)
{
    double ratios[BENCH_ROUNDS];
    for (int r = 0; r < count; r++)
        ratios[r] = over[r] / under[r];
    return median(ratios, count);
}

void bench_time(arena *a, const spec *s, const compiled *code, const bench_peak *peak,
                const bench_options *o, bench_table *t)
{
    timing here = { .arena = a,
                    .spec = s,
                    .code = code,
                    .peak = peak,
                    .rows = t->call[BENCH_STEP].rows };
    const int fair[BENCH_CALLS] = { PEAK_READ, PEAK_READ, PEAK_GRADIENT, PEAK_UPDATE };
    double ns[CONTESTANTS][BENCH_ROUNDS]; /* a call; PEAK_FMA: a floating-point operation */
    size_t calls[CONTESTANTS];
    make_batches(&here);
    make_arrays(&here);
    for (int c = 0; c < CONTESTANTS; c++) {
        t->current = c < BENCH_CALLS ? c : -1;
        alarm((unsigned)o->limit);
        turn_ns(&here, c, 1);
        alarm(0);
        t->current = -1;
        calls[c] = calls_within(&here, c, 1e9 * o->seconds / CONTESTANTS / o->rounds);
    }
    for (int r = 0; r < o->rounds; r++)
        for (int c = 0; c < CONTESTANTS; c++) {
            ns[c][r] = turn_ns(&here, c, calls[c]) / (double)calls[c];
            if (c == PEAK_FMA)
                ns[c][r] *= (double)calls[c] / here.fma_flops;
        }
    for (int c = 0; c < BENCH_CALLS; c++) {
        bench_call *call = &t->call[c];
        call->ns = median(ns[c], o->rounds);
        call->of_peak = call->flops * median_ratio(ns[PEAK_FMA], ns[c], o->rounds);
        call->of_bandwidth = median_ratio(ns[fair[c]], ns[c], o->rounds);
    }
    t->peak = 1 / median(ns[PEAK_FMA], o->rounds);
    t->rounds = o->rounds;
    free_arrays(&here);
}
