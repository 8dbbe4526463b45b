/* batch.c - what runtimes compute over a batch: outputs, J, gradients. */
#include <tgmath.h>

#include "tape.h"

/* ---- a call ---- */

typedef struct call {
    runtime *runtime;
    arithmetic arithmetic;
    frame frame;   /* of any sample */
    frame *frames; /* of the samples that are computed together: one at a time, or all of them */
    size_t together;
    pool_mark sample; /* what the samples take begins here */
} call;

static void call_begin(call *c, runtime *rt, const runtime_batch *batch, bool learns)
{
    size_t scalars = rt->spec->parameter_scalars, count = (size_t)rt->program.count;
    bool bounded = rt->u > 0;
    runtime_reserve(rt, batch->n);
    rt->result = (runtime_result){ .outputs = rt->outputs,
                                   .output_bounds = bounded ? rt->output_bounds : NULL,
                                   .gradient = rt->gradient,
                                   .gradient_bounds = bounded ? rt->gradient_bounds : NULL,
                                   .dinputs = rt->dinputs,
                                   .dinput_bounds = bounded ? rt->dinput_bounds : NULL };
    *c = (call){ .runtime = rt, .arithmetic = arithmetic_of(&rt->pool, rt->u) };
    c->frame = (frame){ .runtime = rt, .arithmetic = &c->arithmetic, .batch = batch };
    c->frame.parameters = pool_take(&rt->pool, scalars * sizeof(scalar));
    for (size_t i = 0; i < scalars; i++)
        c->frame.parameters[i] = batch->parameters[i];
    c->frame.learns = learns;
    c->together = learns && rt->program.has_means ? batch->n : 1;
    c->frames = pool_take(&rt->pool, c->together * sizeof *c->frames);
    for (size_t i = 0; i < c->together; i++) {
        c->frames[i] = c->frame;
        c->frames[i].values = pool_take_zeroed(&rt->pool, count * sizeof(jet));
    }
    c->sample = pool_here(&rt->pool);
}

static const runtime_result *call_end(call *c)
{
    pool_release(&c->runtime->pool, (pool_mark){ 0 });
    return &c->runtime->result;
}

/* The samples from `first` on that are computed together. */
static void eval_samples(const call *c, size_t first, const bool *needed)
{
    pool_release(&c->runtime->pool, c->sample);
    for (size_t i = 0; i < c->together; i++)
        c->frames[i].row = first + i;
    eval_nodes(c->frames, c->together, needed);
}

/* The result is rounded to double once more, on either side of the comparison. */
static void put(const call *c, number x, double *value, double *bound)
{
    double e = x.e + 0x1p-53 * (double)fabs(x.v);
    *value = (double)x.v;
    if (bound && c->arithmetic.u > 0)
        *bound = isnan(e) ? (double)INFINITY : e;
}

static void put_row(const call *c, const frame *f, const jet *x, scalar factor, double *values,
                    double *bounds)
{
    size_t at = f->row * x->size;
    plane p = x->at[0];
    for (size_t i = 0; i < x->size; i++) {
        number y = { p.v ? factor * p.v[i] : 0, p.e ? (double)factor * p.e[i] : 0 };
        if (factor != 1) /* 1/n, and the product */
            y.e += 3 * c->arithmetic.u * (double)fabs(y.v);
        put(c, y, values + at + i, bounds ? bounds + at + i : NULL);
    }
}

/* ---- J ---- */

typedef struct sum { /* of terms in whatever order: v, and what its bound is made of */
    scalar v;
    double errors, sizes, terms;
} sum;

static void sum_add(sum *s, scalar v, double e)
{
    s->v += v;
    s->errors += e;
    s->sizes += (double)fabs(v);
    s->terms += 1;
}

static number sum_times(const call *c, const sum *s, scalar factor)
{
    double e = s->errors + (s->terms + 4) * c->arithmetic.u * s->sizes;
    return (number){ factor * s->v, (double)factor * e };
}

/* The mean of losses, which are added in blocks of 64, then by twos: what a loss is added to. */
static number mean_of(const call *c, const sum *losses)
{
    enum { LOSSES = 64 };
    sum s = *losses;
    if (s.terms > LOSSES)
        s.terms = LOSSES + 1 + ceil(log2(s.terms / LOSSES)) * 2;
    return sum_times(c, &s, 1 / (scalar)c->frame.batch->n);
}

static void add_losses(const call *c, sum *losses)
{
    for (size_t i = 0; i < c->together; i++) {
        plane p = c->frames[i].values[c->runtime->program.loss].at[0];
        sum_add(losses, p.v ? p.v[0] : 0, p.e ? p.e[0] : 0);
    }
}

/* l2/2 sum w^2 + l1 sum |w| */
static number penalty(const call *c, const parameter *p)
{
    const scalar *w = c->frame.parameters + p->offset;
    sum squares = { 0 }, sizes = { 0 };
    for (size_t i = 0; i < (size_t)p->rows * (size_t)p->cols; i++) {
        sum_add(&squares, w[i] * w[i], 0);
        sum_add(&sizes, fabs(w[i]), 0);
    }
    number l2 = sum_times(c, &squares, p->l2 / 2), l1 = sum_times(c, &sizes, p->l1);
    return (number){ l2.v + l1.v, l2.e + l1.e };
}

static void put_J(call *c, const sum *losses)
{
    const spec *s = c->runtime->spec;
    sum J = { 0 };
    number mean = mean_of(c, losses);
    sum_add(&J, mean.v, mean.e);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *p = &s->parameters[i];
        if (p->l2 == 0 && p->l1 == 0)
            continue;
        number term = penalty(c, p);
        sum_add(&J, term.v, term.e);
    }
    put(c, sum_times(c, &J, 1), &c->runtime->result.J, &c->runtime->result.J_bound);
}

/* ---- the gradient ---- */

static plane *accumulators_new(call *c)
{
    const spec *s = c->runtime->spec;
    pool *p = &c->runtime->pool;
    plane *sums = pool_take_zeroed(p, (size_t)s->parameter_count * sizeof *sums);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *w = &s->parameters[i];
        if (w->train)
            sums[i] = plane_new_zeroed(&c->arithmetic, (size_t)w->rows * (size_t)w->cols);
    }
    c->sample = pool_here(p);
    return sums;
}

/* dJ/dw = sum/n + l2 w + l1 sign w */
static number full_gradient(const call *c, const parameter *p, number total, scalar w)
{
    scalar mean = total.v / (scalar)c->frame.batch->n;
    scalar decay = (scalar)p->l2 * w, sign = (scalar)p->l1 * ((w > 0) - (w < 0));
    double sizes = (double)(fabs(mean) + fabs(decay) + fabs(sign));
    double e = total.e / (double)c->frame.batch->n;
    return (number){ mean + decay + sign, e + 5 * c->arithmetic.u * sizes };
}

static void put_gradient(const call *c, const plane *sums)
{
    runtime *rt = c->runtime;
    const spec *s = rt->spec;
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *p = &s->parameters[i];
        for (size_t j = 0; j < (size_t)p->rows * (size_t)p->cols; j++) {
            size_t at = p->offset + j;
            number g = { 0, 0 };
            const number total = { p->train ? sums[i].v[j] : 0, sums[i].e ? sums[i].e[j] : 0 };
            if (p->train)
                g = full_gradient(c, p, total, c->frame.parameters[at]);
            put(c, g, &rt->gradient[at], &rt->gradient_bounds[at]);
        }
    }
}

/* ---- the calls ---- */

const runtime_result *runtime_forward(runtime *rt, const runtime_batch *batch)
{
    call c;
    call_begin(&c, rt, batch, false);
    for (size_t row = 0; row < batch->n; row++) {
        eval_samples(&c, row, rt->program.for_outputs);
        for (int i = 0; i < rt->spec->output_count; i++)
            put_row(&c, c.frames, &c.frames->values[rt->program.outputs[i]], 1, rt->outputs[i],
                    rt->output_bounds[i]);
    }
    return call_end(&c);
}

const runtime_result *runtime_loss(runtime *rt, const runtime_batch *batch)
{
    call c;
    sum losses = { 0 };
    call_begin(&c, rt, batch, true);
    for (size_t row = 0; row < batch->n; row += c.together) {
        eval_samples(&c, row, rt->program.for_loss);
        add_losses(&c, &losses);
    }
    put_J(&c, &losses);
    return call_end(&c);
}

/* What a step moves the running statistics towards. */
static void put_statistics(const call *c)
{
    runtime *rt = c->runtime;
    const spec *s = rt->spec;
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *p = &s->parameters[i];
        if (!parameter_runs(p))
            continue;
        const jet mean = eval_mean(c->frames, c->together, rt->program.running[i]);
        const plane of = mean.at[0];
        for (size_t j = 0; j < mean.size; j++)
            put(c, (number){ of.v ? of.v[j] : 0, plane_error(of, j) },
                &rt->statistics[p->offset + j], &rt->statistic_bounds[p->offset + j]);
    }
}

const runtime_result *runtime_backward(runtime *rt, const runtime_batch *batch)
{
    call c;
    sum losses = { 0 };
    size_t inputs = (size_t)rt->spec->input_count;
    call_begin(&c, rt, batch, true);
    jet *dinputs = pool_take(&rt->pool, c.together * inputs * sizeof *dinputs);
    plane *sums = accumulators_new(&c);
    for (size_t row = 0; row < batch->n; row += c.together) {
        eval_samples(&c, row, rt->program.for_loss);
        add_losses(&c, &losses);
        gradient_of_losses(c.frames, c.together, sums, dinputs, batch->n);
        for (size_t i = 0; i < c.together * inputs; i++)
            put_row(&c, &c.frames[i / inputs], &dinputs[i], 1 / (scalar)batch->n,
                    rt->dinputs[i % inputs], rt->dinput_bounds[i % inputs]);
    }
    if (rt->program.has_means)
        put_statistics(&c);
    put_J(&c, &losses);
    put_gradient(&c, sums);
    return call_end(&c);
}
