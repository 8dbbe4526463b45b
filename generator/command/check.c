/* check.c - the compiled network against the runtime, which reads the same spec but shares nothing
 * with the generator. Every value must be within the runtime's bound of the rounding error. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "command/check.h"
#include "command/oracle.h"
#include "command/points.h"

typedef struct row { /* of the table: one value over all points */
    const char *name, *shape;
    double error, bound; /* where error/bound is largest */
    double ratio;
    bool wrong;
    int point;
    size_t element;
    double got, wanted;
} row;

typedef struct checking {
    arena *arena;
    const spec *spec;
    const compiled *code;
    const options *options;
    runtime *runtime;
    row *table;
    int row_count;
    int point; /* the number of the point being compared */
} checking;

/* ---- the table ---- */

static const char *shape_of(const checking *c, ref r)
{
    return graph_shape_text(c->arena, &c->spec->graph.nodes[r]);
}

static const char *shape_of_samples(const checking *c, size_t n, const end *e)
{
    return arena_printf(c->arena, "%zux%s", n, graph_axes_text(c->arena, e->axes, e->axis));
}

static row *find_row(checking *c, const char *name, const char *shape)
{
    for (int i = 0; i < c->row_count; i++)
        if (!strcmp(c->table[i].name, name))
            return &c->table[i];
    c->table[c->row_count] = (row){ .name = name, .shape = shape };
    return &c->table[c->row_count++];
}

/* Compares count elements; `!(error <= bound)` also catches NaN. */
static void compare(checking *c, const char *name, const char *shape, size_t count, const void *got,
                    const double *wanted, const double *bounds)
{
    row *to = find_row(c, name, shape);
    for (size_t i = 0; i < count; i++) {
        double value = real_get(c->spec, got, i), error = fabs(value - wanted[i]);
        bool wrong = !(error <= bounds[i]);
        double ratio = error == 0 ? 0 : error / bounds[i];
        if (to->wrong || !(wrong || ratio > to->ratio || to->bound == 0))
            continue;
        *to = (row){ .name = to->name,
                     .shape = shape,
                     .error = error,
                     .bound = bounds[i],
                     .ratio = ratio,
                     .wrong = wrong,
                     .point = c->point,
                     .element = i,
                     .got = value,
                     .wanted = wanted[i] };
    }
}

static void compare_scalar(checking *c, const char *name, double got, double wanted, double bound)
{
    double value; /* as the compiled code's real type */
    real_set(c->spec, &value, 0, got);
    compare(c, name, "1x1", 1, &value, &wanted, &bound);
}

static void compare_parameters(checking *c, const char *format, const void *got,
                               const double *wanted, const double *bounds)
{
    for (int i = 0; i < c->spec->parameter_count; i++) {
        const parameter *q = &c->spec->parameters[i];
        const bool after = strstr(format, "after") != NULL;
        const char *name = arena_printf(c->arena, after ? "%s after a step" : "d%s", q->name);
        compare(c, name, shape_of(c, q->node), (size_t)q->rows * (size_t)q->cols,
                (const char *)got + q->offset * real_size(c->spec), wanted + q->offset,
                bounds + q->offset);
    }
}

/* ---- one point ---- */

typedef struct arrays { /* the compiled network's, for n samples */
    void *p, *g, *o, *workspace;
    void **y, **dx;
} arrays;

static arrays new_arrays(checking *c, size_t n)
{
    const spec *s = c->spec;
    arena *a = c->arena;
    arrays v = { arena_alloc(a, c->code->parameters_size),
                 arena_alloc(a, c->code->parameters_size),
                 arena_alloc(a, c->code->optimizer_size),
                 arena_alloc(a, c->code->workspace_size),
                 arena_alloc(a, (size_t)s->output_count * sizeof(void *)),
                 arena_alloc(a, (size_t)s->input_count * sizeof(void *)) };
    for (int i = 0; i < s->output_count; i++)
        v.y[i] = arena_alloc(a, n * (size_t)s->outputs[i].size * sizeof(double));
    for (int i = 0; i < s->input_count; i++)
        v.dx[i] = arena_alloc(a, n * (size_t)s->inputs[i].size * sizeof(double));
    return v;
}

static runtime_batch batch_of(checking *c, const point *at, const arrays *v)
{
    const spec *s = c->spec;
    return (runtime_batch){ at->n, reals_to_doubles(c->arena, s, v->p, s->parameter_scalars),
                            (const double *const *)at->inputs, (const double *const *)at->targets };
}

static void compare_forward(checking *c, point *at, arrays *v, const runtime_batch *batch)
{
    const spec *s = c->spec;
    const runtime_result *want = runtime_forward(c->runtime, batch);
    c->code->forward(v->p, at->n, at->raw_inputs, v->y, v->workspace);
    for (int i = 0; i < s->output_count; i++)
        compare(c, s->outputs[i].name, shape_of_samples(c, at->n, &s->outputs[i]),
                at->n * (size_t)s->outputs[i].size, v->y[i], want->outputs[i],
                want->output_bounds[i]);
    c->code->predict(v->p, at->raw_inputs, v->y);
    for (int i = 0; i < s->output_count; i++)
        compare(c, arena_printf(c->arena, "%s of predict", s->outputs[i].name),
                shape_of(c, s->outputs[i].node), (size_t)s->outputs[i].size, v->y[i],
                want->outputs[i], want->output_bounds[i]);
}

static void compare_backward(checking *c, point *at, arrays *v, const runtime_batch *batch)
{
    const spec *s = c->spec;
    const runtime_result *want = runtime_backward(c->runtime, batch);
    double loss = c->code->loss(v->p, at->n, at->raw_inputs, at->raw_targets, v->workspace);
    compare_scalar(c, "J of loss", loss, want->J, want->J_bound);
    double J = c->code->backward(v->p, at->n, at->raw_inputs, at->raw_targets, v->g, v->dx,
                                 v->workspace);
    compare_scalar(c, "J", J, want->J, want->J_bound);
    compare_parameters(c, "d", v->g, want->gradient, want->gradient_bounds);
    for (int i = 0; i < s->input_count; i++)
        compare(c, arena_printf(c->arena, "d%s", s->inputs[i].name),
                shape_of_samples(c, at->n, &s->inputs[i]), at->n * (size_t)s->inputs[i].size,
                v->dx[i], want->dinputs[i], want->dinput_bounds[i]);
}

/* The moments of the compiled network are those of the parameters that it trains, one after the
 * other; the runtime has one for each scalar. */
static void take_moments(const checking *c, const void *from, double *to)
{
    size_t at = 0;
    for (int i = 0; i < c->spec->parameter_count; i++) {
        const parameter *q = &c->spec->parameters[i];
        const size_t size = q->train ? (size_t)q->rows * (size_t)q->cols : 0;
        for (size_t k = 0; k < size; k++)
            to[q->offset + k] = real_get(c->spec, from, at++);
    }
}

/* Two steps: the second starts from moments that are not 0. */
static void compare_steps(checking *c, point *at, arrays *v)
{
    const spec *s = c->spec;
    const optimizer *o = &s->optimizer;
    runtime_state *state = runtime_state_new(c->runtime);
    c->code->optimizer_init(v->o);
    for (int step = 0; step < 2; step++) {
        runtime_batch batch = batch_of(c, at, v);
        double *after = arena_alloc(c->arena, s->parameter_scalars * sizeof *after);
        memcpy(after, batch.parameters, s->parameter_scalars * sizeof *after);
        for (int k = 0; k < o->states; k++)
            take_moments(c, c->code->state(v->o, (size_t)k), oracle_moments(state, o->state[k]));
        const runtime_result *want = runtime_step(c->runtime, &batch, after, state);
        double J = c->code->step(v->p, v->o, at->n, at->raw_inputs, at->raw_targets, v->workspace);
        compare_scalar(c, "J of step", J, want->J, want->J_bound);
        compare_parameters(c, "after", v->p, after, state->parameter_bounds);
    }
    runtime_state_free(state);
}

/* Initial parameters, a little moved, so that no bias is 0. */
static void perturb(checking *c, arrays *v, uint64_t *random)
{
    const spec *s = c->spec;
    c->code->init(v->p, (uint64_t)(c->options->seed + c->point));
    for (size_t i = 0; i < s->parameter_scalars; i++)
        real_set(s, v->p, i, real_get(s, v->p, i) + 0.1 * random_uniform(random));
}

/* A sample, a whole batch (as far as the runtime's time allows), then anything between. */
static size_t samples_at(const checking *c, uint64_t *random)
{
    const size_t work = (size_t)100 * 1000 * 1000;
    size_t batch = (size_t)c->spec->batch;
    size_t most = work / (c->spec->parameter_scalars + 1) + 1;
    most = most < batch ? most : batch;
    if (c->point == 1)
        return most;
    if (c->point == 2)
        return 1;
    return 1 + (size_t)((random_uniform(random) + 1) / 2 * (double)most);
}

static void check_points(checking *c)
{
    uint64_t random = (uint64_t)c->options->seed;
    for (c->point = 1; c->point <= c->options->samples; c->point++) {
        point at;
        point_make(c->arena, c->spec, samples_at(c, &random), &random, &at);
        arrays v = new_arrays(c, at.n);
        perturb(c, &v, &random);
        runtime_batch batch = batch_of(c, &at, &v);
        compare_forward(c, &at, &v, &batch);
        compare_backward(c, &at, &v, &batch);
        compare_steps(c, &at, &v);
        if (c->options->talk > 0)
            fprintf(stderr, "bpgen: point %d of %ld: %zu samples\n", c->point, c->options->samples,
                    at.n);
    }
}

/* ---- the verdict ---- */

static void add_row(text *out, const row *r, int width)
{
    text_add(out, "%-*s %11s  %13.3g %11.3g %11.3g  %s\n", width, r->name, r->shape, r->error,
             r->bound, r->ratio, r->wrong ? "WRONG" : "ok");
}

static int verdict(const checking *c, text *out, messages *m)
{
    const double vacuous = 1e-3;
    double largest = 0;
    int width = 5;
    for (int i = 0; i < c->row_count; i++) {
        largest = c->table[i].ratio > largest ? c->table[i].ratio : largest;
        if ((int)strlen(c->table[i].name) > width)
            width = (int)strlen(c->table[i].name);
    }
    text_add(out, "%-*s %11s  %13s %11s %11s\n", width, "value", "shape", "largest error",
             "its bound", "error/bound");
    for (int i = 0; i < c->row_count; i++) {
        const row *r = &c->table[i];
        add_row(out, r, width);
        if (r->wrong)
            message_add(m, 1,
                        "check failed: %s, element %zu: got %.9g, wanted %.9g, error %.3g > "
                        "bound %.3g (point %d; again with --seed %ld)",
                        r->name, r->element, r->got, r->wanted, r->error, r->bound, r->point,
                        c->options->seed);
    }
    if (!m->count && largest > 0 && largest < vacuous)
        message_add(m, 1,
                    "check failed: no error comes near its bound (the largest error/bound is "
                    "%.1g), so the check would not see a mistake",
                    largest);
    return m->count ? EXIT_WRONG : EXIT_OK;
}

int check_library(void *data, text *out, messages *m)
{
    const check_job *j = data;
    const spec *s = j->spec;
    compiled code;
    if (!compiled_load(j->library, &code, m))
        return m->exit_code;
    size_t rows = 8 + 2 * (size_t)(s->parameter_count + s->output_count + s->input_count);
    checking c = { .arena = j->arena,
                   .spec = s,
                   .code = &code,
                   .options = j->options,
                   .table = arena_alloc(j->arena, rows * sizeof(row)) };
    c.runtime = oracle_open(s, m);
    if (!c.runtime)
        return EXIT_WRONG;
    runtime_bounds(c.runtime, s->is_double ? RUNTIME_DOUBLE : RUNTIME_FLOAT);
    check_points(&c);
    int code_here = verdict(&c, out, m);
    runtime_free(c.runtime);
    return code_here;
}
