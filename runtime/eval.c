/* eval.c - forward: the value of every node of one sample. */
#include "tape.h"

#include <tgmath.h>

static size_t size_of(const node *n)
{
    return (size_t)n->rows * (size_t)n->cols;
}

static jet row_jet(const frame *f, const double *row, size_t size)
{
    plane p = { pool_take(f->arithmetic->pool, size * sizeof *p.v), NULL };
    for (size_t i = 0; i < size; i++)
        p.v[i] = row[i];
    return jet_of(f->arithmetic, p, size);
}

static jet target_jet(const frame *f, const node *n)
{
    const end *t = &f->runtime->spec->targets[n->index];
    size_t size = size_of(n);
    const double *given = f->batch->targets[n->index];
    if (!t->is_class)
        return row_jet(f, given + f->row * size, size);
    plane one_hot = { pool_take_zeroed(f->arithmetic->pool, size * sizeof *one_hot.v), NULL };
    double number = given[f->row];
    if (number >= 0 && number < (double)size)
        one_hot.v[(size_t)number] = 1;
    return jet_of(f->arithmetic, one_hot, size);
}

static jet array_jet(const frame *f, const array *of)
{
    plane p = plane_new(f->arithmetic, (size_t)of->size);
    for (int i = 0; i < of->size; i++) {
        const number c = number_constant(f->arithmetic, of->values[i]);
        p.v[i] = c.v;
        if (p.e)
            p.e[i] = c.e;
    }
    return jet_of(f->arithmetic, p, (size_t)of->size);
}

/* ---- what a step drops: integers of 32 bits, as bpgen-numerics(7) says ---- */

static uint32_t mixed(uint32_t h)
{
    h = (h ^ h >> 16) * UINT32_C(0x85ebca6b);
    h = (h ^ h >> 13) * UINT32_C(0xc2b2ae35);
    return h ^ h >> 16;
}

static jet dropout_jet(const frame *f, const node *n)
{
    const arithmetic *a = f->arithmetic;
    const uint32_t counter = (uint32_t)f->runtime->counter, golden = UINT32_C(0x9e3779b1);
    const uint32_t key = mixed(counter * golden + (uint32_t)f->row * UINT32_C(0x85ebca77));
    const number scale = number_constant(a, 1 / (1 - n->value));
    jet y = jet_constant(a, size_of(n), 1);
    for (size_t i = 0; counter != 0 && i < y.size; i++) {
        const uint32_t draw = mixed((key ? key : 1) + ((uint32_t)n->index + (uint32_t)i) * golden);
        const bool is_kept = draw >= (uint32_t)(n->value * 4294967296.0);
        y.at[0].v[i] = is_kept ? scale.v : 0;
        if (y.at[0].e)
            y.at[0].e[i] = is_kept ? scale.e : 0;
    }
    return y;
}

static jet leaf(const frame *f, const node *n)
{
    const spec *s = f->runtime->spec;
    size_t size = size_of(n);
    switch (n->gate) {
    case INPUT: return row_jet(f, f->batch->inputs[n->index] + f->row * size, size);
    case TARGET: return target_jet(f, n);
    case PARAMETER: {
        plane p = { f->parameters + s->parameters[n->index].offset, NULL };
        return jet_of(f->arithmetic, p, size);
    }
    case DROPOUT: return dropout_jet(f, n);
    case ARRAY: return array_jet(f, &s->arrays[n->index]);
    default: return jet_constant(f->arithmetic, size, n->value);
    }
}

static jet concat(const frame *f, const node *n)
{
    jet *parts = pool_take(f->arithmetic->pool, (size_t)n->arity * sizeof *parts);
    for (int i = 0; i < n->arity; i++)
        parts[i] = f->values[n->in[i]];
    return jet_concat(f->arithmetic, n->arity, parts, size_of(n));
}

static jet element_wise(const frame *f, const node *n)
{
    jet in[3];
    for (int i = 0; i < n->arity; i++)
        in[i] = f->values[n->in[i]];
    jet y = jet_gate(f->arithmetic, (int)n->gate, n->arity, in);
    return jet_spread(f->arithmetic, &y, size_of(n));
}

void eval_node(frame *f, ref r)
{
    const node *n = &f->runtime->program.nodes[r];
    const arithmetic *a = f->arithmetic;
    if (n->arity == 0) {
        f->values[r] = leaf(f, n);
        return;
    }
    const node *nodes = f->runtime->program.nodes;
    const node *na = &nodes[n->in[0]], *nb = &nodes[n->in[n->arity > 1]];
    const jet *x = &f->values[n->in[0]], *w = &f->values[n->in[n->arity > 1]];
    size_t at = (size_t)n->index, size = size_of(n);
    jet *y = &f->values[r];
    switch ((int)n->gate) {
    case SUM: *y = jet_sum(a, x); break;
    case LOGSUMEXP: *y = jet_logsumexp(a, x); break;
    case SOFTMAX: *y = jet_softmax(a, x); break;
    case LOG_SOFTMAX: *y = jet_log_softmax(a, x); break;
    case CONCAT: *y = concat(f, n); break;
    case SLICE: *y = jet_move(a, x, at, size, 0, size); break;
    case PAD: *y = jet_move(a, x, 0, size_of(na), at, size); break;
    case SPREAD: *y = jet_spread(a, x, size); break;
    case CONTRACT: *y = jet_contract(a, n->loops, x, n->arity > 1 ? w : NULL, size); break;
    case AMAX: *y = jet_amax(a, x, at); break;
    case IS_AMAX: *y = jet_is_amax(a, x, at); break;
    case LEARNING: {
        const jet *read = f->learns ? x : w;
        *y = jet_spread(a, read, size);
        break;
    }
    case GATHER: *y = jet_gather(a, x, w, at); break;
    case SCATTER: *y = jet_scatter(a, x, w, at, size); break;
    case MATMUL: *y = jet_matmul(a, x, w, (size_t)nb->rows, (size_t)nb->cols); break;
    case MATMUL_T: *y = jet_matmul_t(a, x, w, (size_t)nb->rows, (size_t)nb->cols); break;
    case OUTER: *y = jet_outer(a, x, w); break;
    case GRAD:
    case VJP:
    case JVP:
    case JACOBIAN: *y = derivative_of(f, n); break;
    default: *y = element_wise(f, n); break;
    }
}

/* ---- over the samples ---- */

jet eval_mean_of(const arithmetic *a, const jet *const *of, size_t count, size_t size)
{
    const plane y = plane_new_zeroed(a, size);
    const double roundings = a->u * ((double)count + 3);
    for (size_t i = 0; i < count; i++) {
        const plane x = of[i]->size ? of[i]->at[0] : (plane){ NULL, NULL };
        for (size_t j = 0; j < size && x.v; j++) {
            y.v[j] += x.v[j] / (scalar)count;
            if (y.e)
                y.e[j] += (plane_error(x, j) + roundings * (double)fabs(x.v[j])) / (double)count;
        }
    }
    return jet_of(a, y, size);
}

jet eval_mean(const frame *frames, size_t count, ref r)
{
    const arithmetic *a = frames->arithmetic;
    const jet **of = pool_take(a->pool, count * sizeof *of);
    for (size_t i = 0; i < count; i++)
        of[i] = &frames[i].values[r];
    return eval_mean_of(a, of, count, size_of(&frames->runtime->program.nodes[r]));
}

void eval_nodes(frame *frames, size_t count, const bool *needed)
{
    const program *p = &frames->runtime->program;
    for (ref r = 0; r < p->count; r++) {
        if (needed[r] && p->nodes[r].gate == MEAN_N) {
            const jet mean = eval_mean(frames, count, p->nodes[r].in[0]);
            for (size_t i = 0; i < count; i++)
                frames[i].values[r] = mean;
        }
        for (size_t i = 0; i < count && needed[r] && p->nodes[r].gate != MEAN_N; i++)
            eval_node(&frames[i], r);
    }
}
