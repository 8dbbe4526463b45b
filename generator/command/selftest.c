/* selftest.c - the results that NAME_selftest compares with: the runtime computes them at the same
 * arguments, in a child process, for its memory is not the arena's. */
#include "command/selftest.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/process.h"
#include "command/oracle.h"
#include "command/points.h"

enum {
    SEEDS = 8,      /* that are tried for a point where all results have a bound */
    SECONDS = 600,  /* of the processor */
    WORK = 20000000 /* parameters times samples */
};

typedef struct making {
    arena *arena;
    const spec *spec;
    const void *weights; /* or NULL */
    selftest test;
    runtime *runtime;
    double u;
    double *parameters, **inputs, **targets;
    uint32_t state; /* of the sequence that arguments come from */
    int unknown;    /* results without a bound */
} making;

/* ---- arguments, as the template fills them in ---- */

static double rounded(const making *w, double value)
{
    return w->spec->is_double ? value : (double)(float)value;
}

static void fill(making *w, double *to, size_t count, double center, double step)
{
    for (size_t i = 0; i < count; i++) {
        const int odd = (int)(selftest_next(&w->state) % 128) * 2 - 127;
        to[i] = rounded(w, rounded(w, center) + step * odd);
    }
}

static double **fill_ends(making *w, const end *ends, int count, bool is_target)
{
    double **all = arena_alloc(w->arena, (size_t)count * sizeof *all);
    const size_t rows = (size_t)w->test.rows;
    for (int i = 0; i < count; i++) {
        const size_t size = rows * end_width(&ends[i]);
        all[i] = arena_alloc(w->arena, size * sizeof(double));
        if (!end_classes(&ends[i]))
            fill(w, all[i], size, is_target ? selftest_t_center : 0,
                 is_target ? selftest_t_step : selftest_x_step);
        for (size_t k = 0; k < size && end_classes(&ends[i]); k++)
            all[i][k] = selftest_next(&w->state) % (uint32_t)end_classes(&ends[i]);
    }
    return all;
}

static void fill_arguments(making *w)
{
    const spec *s = w->spec;
    w->state = w->test.seed;
    if (w->weights)
        w->parameters = reals_to_doubles(w->arena, s, w->weights, s->parameter_scalars);
    else
        w->parameters = arena_alloc(w->arena, s->parameter_scalars * sizeof(double));
    for (int i = 0; i < s->parameter_count && !w->weights; i++) {
        const parameter *q = &s->parameters[i];
        double center, step;
        selftest_range(q, &center, &step);
        fill(w, w->parameters + q->offset, (size_t)q->rows * (size_t)q->cols, center, step);
    }
    w->inputs = fill_ends(w, s->inputs, s->input_count, false);
    w->targets = fill_ends(w, s->targets, s->target_count, true);
}

static void fill_states(making *w, runtime_state *state)
{
    const optimizer *o = &w->spec->optimizer;
    for (int k = 0; k < o->states; k++) {
        double center, step;
        selftest_state_range(o->state[k], &center, &step);
        double *to = oracle_moments(state, o->state[k]);
        for (int i = 0; i < w->spec->parameter_count; i++) {
            const parameter *q = &w->spec->parameters[i];
            if (q->train)
                fill(w, to + q->offset, (size_t)q->rows * (size_t)q->cols, center, step);
        }
    }
}

/* ---- results ---- */

/* A sum as selftest.in takes it. Its bound: those of the values, of rounding each (here to double),
 * of adding them up, of keeping the sum in the network's reals; and of numbers so small that a
 * machine takes them for 0. */
static void take_sum(making *w, int number, uint32_t *state, const double *values,
                     const double *bounds, size_t count)
{
    long double sum = 0, all = 0, squares = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        sum += selftest_next(state) & 1 ? (long double)values[i] : -(long double)values[i];
        const long double value = fabsl((long double)values[i]);
        const long double of = (long double)bounds[i] + 0x1p-53L * value;
        all += of;
        squares += of * of;
        size += value + (long double)bounds[i];
    }
    /* The signs know nothing of the errors, so that their sum passes the second, six times the root
     * of the squares, in 3 of 10^8 sums (Hoeffding), though each error be as large as its bound. */
    long double bound = fminl(all, 6 * sqrtl(squares));
    const double wanted = rounded(w, (double)sum);
    const long double u = (long double)w->u;
    const long double least = (long double)(w->spec->is_double ? DBL_MIN : (double)FLT_MIN);
    const long double most = (long double)(w->spec->is_double ? DBL_MAX : (double)FLT_MAX);
    bound += (long double)(count - 1) * (count > SELFTEST_REALS ? 0x1p-53L : u) * size;
    bound += fabsl(sum - (long double)wanted) + (long double)count * least;
    bound *= 1 + 8 * u; /* of taking the difference, and of the bound's own digits */
    const bool is_known = isfinite(wanted) && bound < most;
    w->unknown += !is_known;
    w->test.wanted[number - 1] = is_known ? wanted : 0;
    w->test.bounds[number - 1] = is_known ? (double)bound : -1;
}

static void take(making *w, const selftest_check *c, const double *values, const double *bounds)
{
    uint32_t state = (uint32_t)c->first;
    int number = c->first;
    for (size_t i = 0; i < c->size; i += c->block, number++)
        take_sum(w, number, &state, values + i, bounds + i,
                 c->size - i < c->block ? c->size - i : c->block);
}

static void take_check(making *w, const selftest_check *c, const runtime_result *r,
                       const double *after, const double *after_bounds)
{
    const size_t offset = c->kind == SELFTEST_GRADIENT || c->kind == SELFTEST_AFTER
                              ? w->spec->parameters[c->index].offset
                              : 0;
    switch (c->kind) {
    case SELFTEST_J: take(w, c, &r->J, &r->J_bound); break;
    case SELFTEST_OUTPUT: take(w, c, r->outputs[c->index], r->output_bounds[c->index]); break;
    case SELFTEST_DINPUT: take(w, c, r->dinputs[c->index], r->dinput_bounds[c->index]); break;
    case SELFTEST_GRADIENT: take(w, c, r->gradient + offset, r->gradient_bounds + offset); break;
    default: take(w, c, after + offset, after_bounds + offset); break;
    }
}

/* What computes it: forward, backward, or a step. */
enum { PASS_FORWARD, PASS_BACKWARD, PASS_STEP, PASSES };
static int pass_of(const selftest_check *c)
{
    const bool is_step = c->kind == SELFTEST_AFTER || (c->kind == SELFTEST_J && c->index);
    return c->kind == SELFTEST_OUTPUT ? PASS_FORWARD : is_step ? PASS_STEP : PASS_BACKWARD;
}

/* All results at one point, pass by pass. */
static void take_point(making *w)
{
    const spec *s = w->spec;
    const size_t size = s->parameter_scalars * sizeof(double);
    fill_arguments(w);
    w->unknown = 0;
    runtime_state *state = runtime_state_new(w->runtime);
    fill_states(w, state);
    const runtime_batch batch = { (size_t)w->test.rows, w->parameters,
                                  (const double *const *)w->inputs,
                                  (const double *const *)w->targets };
    double *after = arena_alloc(w->arena, size);
    memcpy(after, w->parameters, size);
    for (int pass = 0; pass < PASSES; pass++) {
        const runtime_result *r = pass == PASS_FORWARD ? runtime_forward(w->runtime, &batch)
                                  : pass == PASS_BACKWARD
                                      ? runtime_backward(w->runtime, &batch)
                                      : runtime_step(w->runtime, &batch, after, state);
        for (int i = 0; i < w->test.check_count; i++)
            if (pass_of(&w->test.checks[i]) == pass)
                take_check(w, &w->test.checks[i], r, after, state->parameter_bounds);
    }
    runtime_state_free(state);
}

/* In a child process: the seed, then each number and its bound, as text. */
static int make_here(void *data, text *out, messages *m)
{
    making *w = data;
    w->runtime = oracle_open(w->spec, m);
    if (!w->runtime)
        return EXIT_WRONG;
    w->u = w->spec->is_double ? RUNTIME_DOUBLE : RUNTIME_FLOAT;
    runtime_bounds(w->runtime, w->u);
    uint32_t best = 0;
    int fewest = w->test.count;
    for (w->test.seed = 1; w->test.seed <= SEEDS && fewest; w->test.seed++) {
        take_point(w);
        best = w->unknown < fewest ? w->test.seed : best;
        fewest = w->unknown < fewest ? w->unknown : fewest;
    }
    if (best) {
        w->test.seed = best;
        take_point(w);
    }
    text_add(out, "%u\n", best);
    for (int i = 0; i < w->test.count; i++)
        text_add(out, "%a %a\n", w->test.wanted[i], w->test.bounds[i]);
    runtime_free(w->runtime);
    return EXIT_OK;
}

/* What the child has told. */
static void read_values(selftest *t, const char *said)
{
    char *at;
    t->seed = (uint32_t)strtoul(said, &at, 10);
    for (int i = 0; i < t->count; i++) {
        t->wanted[i] = strtod(at, &at);
        t->bounds[i] = strtod(at, &at);
    }
}

static int rows_of(const spec *s, unsigned only)
{
    const int affordable = (int)(WORK / (s->parameter_scalars + 1)) + 1;
    int rows = s->batch < SELFTEST_ROWS ? s->batch : SELFTEST_ROWS;
    rows = rows < affordable ? rows : affordable;
    return (only & ~(unsigned)(WRITE_PREDICT | WRITE_INIT)) ? rows : 1;
}

const selftest *selftest_make(arena *a, const spec *s, const generate_options *how, messages *m)
{
    making *w = arena_alloc(a, sizeof *w);
    const unsigned only = how->plan.only ? how->plan.only : WRITE_ALL;
    *w = (making){ .arena = a, .spec = s, .weights = how->block };
    w->test.rows = rows_of(s, only);
    w->test.of_weights = how->block;
    selftest_plan(&w->test, s, only);
    if (!w->test.count) {
        message_plain(m, EXIT_USAGE,
                      "--selftest tests predict, forward, loss, backward and step: "
                      "--only leaves none of them");
        return NULL;
    }
    w->test.wanted = arena_alloc(a, (size_t)w->test.count * sizeof(double));
    w->test.bounds = arena_alloc(a, (size_t)w->test.count * sizeof(double));
    outcome end = { 0 };
    if (process_call(a, make_here, w, SECONDS, &end, m) && !m->count && !end.answered)
        message_add(m, 1, "--selftest: its results take more than %d s of the processor", SECONDS);
    if (m->count)
        return NULL;
    read_values(&w->test, end.said.at);
    if (!w->test.seed) {
        message_add(m, 1, "--selftest: no result is a number at any point that was tried");
        return NULL;
    }
    return &w->test;
}
