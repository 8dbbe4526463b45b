/* session.c - an engine in the child that computes. */
#include <stdlib.h>
#include <string.h>

#include "command/engine.h"
#include "command/oracle.h"
#include "command/points.h"

/* What the runtime keeps in the engine's o: rate, steps, then the two moments. */
enum { RATE, STEPS, MOMENTS };

static void load_state(session *s)
{
    const double *o = s->engine->o;
    const size_t count = s->engine->spec->parameter_scalars;
    s->state->rate = o[RATE];
    s->state->steps = (uint64_t)o[STEPS];
    if (s->state->moment)
        memcpy(s->state->moment, o + MOMENTS, count * sizeof *o);
    if (s->state->square)
        memcpy(s->state->square, o + MOMENTS + count, count * sizeof *o);
}

void session_close(session *s)
{
    double *o = s->engine->o;
    const size_t count = s->engine->spec->parameter_scalars;
    if (!s->runtime)
        return;
    o[RATE] = s->state->rate;
    o[STEPS] = (double)s->state->steps;
    if (s->state->moment)
        memcpy(o + MOMENTS, s->state->moment, count * sizeof *o);
    if (s->state->square)
        memcpy(o + MOMENTS + count, s->state->square, count * sizeof *o);
}

static double **new_rows(const session *s, const end *ends, int count)
{
    arena *a = s->engine->arena;
    double **rows = arena_alloc(a, ((size_t)count + 1) * sizeof *rows);
    for (int i = 0; i < count; i++)
        rows[i] = arena_alloc(a, (size_t)s->engine->spec->batch * (size_t)ends[i].size *
                                     sizeof **rows);
    return rows;
}

bool session_open(session *s, const engine *e, messages *m)
{
    *s = (session){ .engine = e };
    if (e->library) {
        const char *threads = arena_printf(e->arena, "%d", e->threads > 0 ? e->threads : 1);
        setenv("OMP_NUM_THREADS", threads, 1);
        return compiled_load(e->library, &s->code, m);
    }
    s->runtime = oracle_open(e->spec, m);
    if (!s->runtime)
        return false;
    s->state = runtime_state_new(s->runtime);
    s->x = new_rows(s, e->spec->inputs, e->spec->input_count);
    s->t = new_rows(s, e->spec->targets, e->spec->target_count);
    load_state(s);
    return true;
}

void session_init(session *s, uint64_t seed)
{
    const engine *e = s->engine;
    if (!s->runtime) {
        s->code.init(e->p, seed);
        s->code.optimizer_init(e->o);
        return;
    }
    runtime_init(s->runtime, e->p, seed);
    s->state->rate = e->spec->optimizer.rate;
    s->state->steps = 0;
}

void session_set_rate(session *s, double rate)
{
    if (s->runtime)
        s->state->rate = rate;
    else
        s->code.set_rate(s->engine->o, rate);
}

/* ---- calls ---- */

void session_widen(const spec *s, const end *ends, int count, size_t n, void *const *from,
                   double **to)
{
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < n * end_width(&ends[i]); k++)
            to[i][k] = end_classes(&ends[i]) ? ((const int32_t *)from[i])[k]
                                             : real_get(s, from[i], k);
}

static runtime_batch batch_of(const session *s, const void *p, size_t n, bool with_targets)
{
    const spec *of = s->engine->spec;
    session_widen(of, of->inputs, of->input_count, n, s->engine->x, s->x);
    if (with_targets)
        session_widen(of, of->targets, of->target_count, n, s->engine->t, s->t);
    return (runtime_batch){ n, p, (const double *const *)s->x, (const double *const *)s->t };
}

double session_step(session *s, size_t n)
{
    const engine *e = s->engine;
    if (!s->runtime)
        return s->code.step(e->p, e->o, n, e->x, e->t, e->workspace);
    const runtime_batch batch = batch_of(s, e->p, n, true);
    return runtime_step(s->runtime, &batch, e->p, s->state)->J;
}

/* The shim takes what is only read as what is not. */
static void *unread(const void *p)
{
    void *same;
    memcpy(&same, &p, sizeof same);
    return same;
}

double session_loss(session *s, const void *p, size_t n)
{
    const engine *e = s->engine;
    if (!s->runtime)
        return s->code.loss(unread(p), n, e->x, e->t, e->workspace);
    const runtime_batch batch = batch_of(s, p, n, true);
    return runtime_loss(s->runtime, &batch)->J;
}

void session_forward(session *s, const void *p, size_t n)
{
    const engine *e = s->engine;
    const spec *of = e->spec;
    if (!s->runtime) {
        s->code.forward(unread(p), n, e->x, e->y, e->workspace);
        return;
    }
    const runtime_batch batch = batch_of(s, p, n, false);
    const runtime_result *result = runtime_forward(s->runtime, &batch);
    for (int i = 0; i < of->output_count; i++)
        for (size_t k = 0; k < n * (size_t)of->outputs[i].size; k++)
            real_set(of, e->y[i], k, result->outputs[i][k]);
}
