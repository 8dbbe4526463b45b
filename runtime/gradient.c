/* gradient.c - backward: reverse mode over jets.
 *
 * The cases that are not rows of the derivative table are derivatives themselves. With J = dy/dx,
 * they are products u' J v: GRAD and VJP are u' J, JVP is J v, of JACOBIAN each row is a VJP. When
 * the loss depends on u' J with adjoint v, or on J v with adjoint u, what flows back is
 *
 *     d(u' J v)/dq = d/d eps  d(u' y)/dq (x + eps v)      for everything q that y depends on,
 *
 * so x is given the infinitesimal part v, y is evaluated again from there on with jets of one more
 * level, and gone backward through from u; the eps parts of the adjoints are the answer. To u goes
 * J v, the eps part of y; to v goes u' J, the plain part of the adjoint of x. A derivative inside y
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

static void through_derivative(sweep *s, const node *n, const jet *d);

/* ---- the sweep ---- */

/* The eps part of r's adjoint goes to the outer sweep, and no further in this one: to the outer
 * one r is independent. What is left goes on. */
static void hand_over(sweep *s, ref r)
{
    int level = s->frame->level;
    if (r == s->frame->moved)
        s->plain_of_moved = jet_lower(&s->adjoints[r], level);
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

/* Backward through r. A plain sweep ends at what is wanted; any other hands it over. */
static void sweep_node_of(sweep *s, ref r)
{
    if (!s->depends[r] || s->adjoints[r].size == 0)
        return;
    if (s->outer && s->wanted[r])
        hand_over(s, r);
    if (s->outer || !s->wanted[r]) {
        jet d = s->adjoints[r];
        move_back(s->frame, r);
        if (graph_is_derivative(sweep_node(s, r)))
            through_derivative(s, sweep_node(s, r), &d);
        else
            sweep_through(s, r, &d);
    }
}

/* Backward from e. */
static void sweep_from(sweep *s, ref e, jet seed)
{
    if (!s->depends[e])
        return;
    sweep_give(s, e, seed);
    for (ref r = e; r >= 0; r--)
        sweep_node_of(s, r);
}

/* Through a mean over the samples: as J is one, too, each gets the mean of all their adjoints. */
static void sweep_mean(sweep *all, size_t count, ref r)
{
    const node *n = sweep_node(all, r);
    const arithmetic *a = all->frame->arithmetic;
    const jet **of = pool_take(a->pool, count * sizeof *of);
    if (!all->depends[r])
        return;
    for (size_t i = 0; i < count; i++)
        of[i] = &all[i].adjoints[r];
    const jet mean = eval_mean_of(a, of, count, (size_t)n->rows * (size_t)n->cols);
    for (size_t i = 0; i < count; i++)
        sweep_give(&all[i], n->in[0], mean);
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

/* ---- products of a Jacobian ---- */

static jet unit(const arithmetic *a, size_t size, size_t at)
{
    jet one = jet_constant(a, 1, 1);
    return size == 1 ? one : jet_move(a, &one, 0, 1, at, size);
}

/* u' J, x taken as independent. */
static jet vector_jacobian(frame *f, ref y, ref x, jet u)
{
    const program *p = &f->runtime->program;
    sweep s = sweep_new(f, y > x ? y : x);
    s.wanted[x] = true;
    mark(p, y > x ? y : x, s.wanted, s.depends);
    sweep_from(&s, y, u);
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

/* The values up to y with x moved by eps v. */
static void move(frame *inner, const frame *f, ref y, ref x, const jet *v)
{
    const arithmetic *a = f->arithmetic;
    const program *p = &f->runtime->program;
    const size_t count = (size_t)(y > x ? y : x) + 1;
    *inner = *f;
    inner->level = f->level + 1;
    inner->values = pool_take(a->pool, count * sizeof(jet));
    for (size_t i = 0; i < count; i++)
        inner->values[i] = f->values[i];
    inner->outer = f;
    inner->moved = x;
    jet still = jet_zero(a, f->values[x].size);
    inner->shift = jet_join(a, &still, v, inner->level);
    inner->values[x] = jet_join(a, &f->values[x], v, inner->level);
    bool *needed = pool_take_zeroed(a->pool, count * sizeof *needed);
    bool *moved = pool_take_zeroed(a->pool, count * sizeof *moved);
    bool *depends = pool_take_zeroed(a->pool, count * sizeof *depends);
    moved[x] = true;
    program_need(p, needed, y, f->learns);
    mark(p, (ref)count - 1, moved, depends);
    for (ref r = x + 1; r <= y; r++)
        if (depends[r] && needed[r])
            eval_again(inner, r);
}

/* J v */
static jet jacobian_vector(const frame *f, ref y, ref x, const jet *v)
{
    frame inner;
    move(&inner, f, y, x, v);
    return jet_upper(f->arithmetic, &inner.values[y], inner.level);
}

static jet jacobian(frame *f, const node *n)
{
    const arithmetic *a = f->arithmetic;
    const size_t rows = f->values[n->in[0]].size, cols = f->values[n->in[1]].size;
    jet *all = pool_take(a->pool, rows * sizeof *all);
    for (size_t i = 0; i < rows; i++)
        all[i] = vector_jacobian(f, n->in[0], n->in[1], unit(a, rows, i));
    return jet_concat(a, (int)rows, all, rows * cols);
}

jet derivative_of(frame *f, const node *n)
{
    switch (n->gate) {
    case GRAD: return vector_jacobian(f, n->in[0], n->in[1], jet_constant(f->arithmetic, 1, 1));
    case VJP: return vector_jacobian(f, n->in[0], n->in[1], f->values[n->in[2]]);
    case JVP: return jacobian_vector(f, n->in[0], n->in[1], &f->values[n->in[2]]);
    default: return jacobian(f, n);
    }
}

/* The shares of u' J v but for those of u and v, of which *to_u and *to_v become the shares where
 * they are not NULL. */
static void through_bilinear(sweep *s, ref y, ref x, jet u, const jet *v, jet *to_u, jet *to_v)
{
    frame *f = s->frame, inner;
    const program *p = &f->runtime->program;
    const arithmetic *a = f->arithmetic;
    if (x > y)
        return;
    move(&inner, f, y, x, v);
    sweep t = sweep_new(&inner, y);
    t.wanted[x] = true;
    if (to_u)
        *to_u = jet_upper(a, &inner.values[y], inner.level);
    for (ref r = 0; r <= y; r++)
        t.wanted[r] = t.wanted[r] || s->wanted[r];
    mark(p, y, t.wanted, t.depends);
    t.outer = s;
    sweep_from(&t, y, u);
    if (to_v)
        *to_v = t.plain_of_moved;
}

static void through_jacobian(sweep *s, const node *n, const jet *d)
{
    const arithmetic *a = s->frame->arithmetic;
    const size_t rows = s->frame->values[n->in[0]].size, cols = s->frame->values[n->in[1]].size;
    for (size_t i = 0; i < rows; i++) {
        jet row = jet_move(a, d, i * cols, cols, 0, cols);
        if (!jet_is_zero(&row))
            through_bilinear(s, n->in[0], n->in[1], unit(a, rows, i), &row, NULL, NULL);
    }
}

static void through_derivative(sweep *s, const node *n, const jet *d)
{
    const arithmetic *a = s->frame->arithmetic;
    const ref y = n->in[0], x = n->in[1];
    jet to = { 0 };
    switch (n->gate) {
    case GRAD: through_bilinear(s, y, x, jet_constant(a, 1, 1), d, NULL, NULL); break;
    case VJP: through_bilinear(s, y, x, s->frame->values[n->in[2]], d, &to, NULL); break;
    case JVP: through_bilinear(s, y, x, *d, &s->frame->values[n->in[2]], NULL, &to); break;
    default: through_jacobian(s, n, d); break;
    }
    if (to.size)
        sweep_give(s, n->in[2], to);
}

static sweep sweep_of_loss(frame *f, const plane *accumulators, size_t samples)
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
    if (s.depends[p->loss])
        sweep_give(&s, p->loss, jet_constant(f->arithmetic, 1, 1));
    return s;
}

void gradient_of_losses(frame *frames, size_t count, const plane *accumulators, jet *dinputs,
                        size_t samples)
{
    const spec *spec = frames->runtime->spec;
    const program *p = &frames->runtime->program;
    sweep *all = pool_take(frames->arithmetic->pool, count * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = sweep_of_loss(&frames[i], accumulators, samples);
    for (ref r = p->loss; r >= 0; r--) {
        if (p->nodes[r].gate == MEAN_N)
            sweep_mean(all, count, r);
        for (size_t i = 0; i < count && p->nodes[r].gate != MEAN_N; i++)
            sweep_node_of(&all[i], r);
    }
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < spec->input_count; k++)
            *dinputs++ = p->inputs[k] >= 0
                             ? adjoint_of(&all[i], p->inputs[k])
                             : jet_zero(frames->arithmetic, (size_t)spec->inputs[k].size);
}
