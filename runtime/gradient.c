/* gradient.c - backward: reverse mode over jets.
 *
 * The one case that is not a row of the derivative table is GRAD, G = dE/dx. When the loss depends
 * on G with adjoint v, what flows back is
 *
 *     v . dG/dq = d/d eps  dE/dq (x + eps v)      for everything q that E depends on,
 *
 * so x is given the infinitesimal part v, E is evaluated again from there on with jets of one more
 * level, and gone backward through; the eps parts of the adjoints are the answer. A GRAD inside E
 * does the same with yet another infinitesimal. */
#include "sweep.h"

/* Marks what depends on anything wanted. */
static void mark(const program *p, ref last, const bool *wanted, bool *depends)
{
    for (ref r = 0; r <= last; r++) {
        const node *n = &p->nodes[r];
        depends[r] = wanted[r];
        for (int i = 0; i < n->arity; i++)
            depends[r] = depends[r] || depends[n->in[i]];
    }
}

static void through_grad(sweep *s, const node *n, const jet *v);

/* ---- the sweep ---- */

/* The eps part of r's adjoint goes to the outer sweep, and no further in this one: to the outer
 * one r is independent. What is left goes on. */
static void hand_over(sweep *s, ref r)
{
    int level = s->frame->level;
    sweep_give(s->outer, r, jet_upper(s->frame->arithmetic, &s->adjoints[r], level));
    s->adjoints[r] = jet_lower(&s->adjoints[r], level);
}

/* Below r nothing was moved: the derivative of r's own gate, which may be told by r's value
 * (tanh' = 1 - y^2), is that of r before it was moved. */
static void move_back(frame *f, ref r)
{
    for (const frame *by = f; by->outer; by = by->outer) {
        if (by->moved != r)
            continue;
        f->values[r] = by == f ? jet_lower(&f->values[r], f->level)
                               : jet_sub(f->arithmetic, &f->values[r], &by->shift);
    }
}

/* Backward from e. A plain sweep ends at what is wanted; any other hands it over. */
static void sweep_from(sweep *s, ref e)
{
    if (!s->depends[e])
        return;
    sweep_give(s, e, jet_constant(s->frame->arithmetic, 1, 1));
    for (ref r = e; r >= 0; r--) {
        if (!s->depends[r] || s->adjoints[r].size == 0)
            continue;
        if (s->outer && s->wanted[r])
            hand_over(s, r);
        if (s->outer || !s->wanted[r]) {
            jet d = s->adjoints[r];
            move_back(s->frame, r);
            if (sweep_node(s, r)->gate == GRAD)
                through_grad(s, sweep_node(s, r), &d);
            else
                sweep_through(s, r, &d);
        }
    }
}

static sweep sweep_new(frame *f, ref last)
{
    pool *p = f->arithmetic->pool;
    size_t count = (size_t)last + 1;
    return (sweep){ .frame = f,
                    .samples = 1,
                    .adjoints = pool_take_zeroed(p, count * sizeof(jet)),
                    .depends = pool_take_zeroed(p, count * sizeof(bool)),
                    .wanted = pool_take_zeroed(p, count * sizeof(bool)) };
}

static jet adjoint_of(const sweep *s, ref r)
{
    const node *n = sweep_node(s, r);
    if (s->adjoints[r].size)
        return s->adjoints[r];
    return jet_zero(s->frame->arithmetic, (size_t)n->rows * (size_t)n->cols);
}

jet gradient_of(frame *f, ref e, ref x)
{
    const program *p = &f->runtime->program;
    sweep s = sweep_new(f, e > x ? e : x);
    s.wanted[x] = true;
    mark(p, e > x ? e : x, s.wanted, s.depends);
    sweep_from(&s, e);
    return adjoint_of(&s, x);
}

/* Evaluates r again, where what an outer frame moved it by stays. */
static void eval_again(frame *f, ref r)
{
    eval_node(f, r);
    for (const frame *by = f; by->outer; by = by->outer)
        if (by->moved == r)
            f->values[r] = jet_add(f->arithmetic, &f->values[r], &by->shift);
}

static void through_grad(sweep *s, const node *n, const jet *v)
{
    frame *f = s->frame, inner = *f;
    const arithmetic *a = f->arithmetic;
    const program *p = &f->runtime->program;
    ref e = n->in[0], x = n->in[1];
    if (x > e)
        return;
    size_t count = (size_t)e + 1;
    inner.level = f->level + 1;
    inner.values = pool_take(a->pool, count * sizeof(jet));
    for (size_t i = 0; i < count; i++)
        inner.values[i] = f->values[i];
    inner.outer = f;
    inner.moved = x;
    jet still = jet_zero(a, f->values[x].size);
    inner.shift = jet_join(a, &still, v, inner.level);
    inner.values[x] = jet_join(a, &f->values[x], v, inner.level);

    sweep t = sweep_new(&inner, e);
    bool *needed = pool_take_zeroed(a->pool, count * sizeof *needed);
    program_need(p, needed, e);
    t.wanted[x] = true;
    mark(p, e, t.wanted, t.depends);
    for (ref r = x + 1; r <= e; r++)
        if (t.depends[r] && needed[r])
            eval_again(&inner, r);
    for (ref r = 0; r <= e; r++)
        t.wanted[r] = t.wanted[r] || s->wanted[r];
    mark(p, e, t.wanted, t.depends);
    t.outer = s;
    sweep_from(&t, e);
}

void gradient_of_loss(frame *f, const plane *accumulators, jet *dinputs, size_t samples)
{
    const spec *spec = f->runtime->spec;
    const program *p = &f->runtime->program;
    sweep s = sweep_new(f, p->count - 1);
    s.accumulators = accumulators;
    s.samples = (double)samples;
    for (int i = 0; i < spec->parameter_count; i++)
        if (p->parameters[i] >= 0 && accumulators[i].v)
            s.wanted[p->parameters[i]] = true;
    for (int i = 0; i < spec->input_count; i++)
        if (p->inputs[i] >= 0)
            s.wanted[p->inputs[i]] = true;
    mark(p, p->count - 1, s.wanted, s.depends);
    sweep_from(&s, p->loss);
    for (int i = 0; i < spec->input_count; i++)
        dinputs[i] = p->inputs[i] >= 0 ? adjoint_of(&s, p->inputs[i])
                                       : jet_zero(f->arithmetic, (size_t)spec->inputs[i].size);
}
