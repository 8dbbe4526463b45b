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
#include "tape.h"

typedef struct sweep {
    frame *frame;
    jet *adjoints;           /* of every node up to the last; size 0: none so far */
    bool *depends;           /* on something wanted; others get no adjoint */
    bool *wanted;            /* whose adjoints are the answer */
    struct sweep *outer;     /* to whose adjoints the eps parts go; NULL: a plain gradient */
    const plane *accumulators; /* of parameters, or NULL */
    double samples;
} sweep;

static const node *node_of(const sweep *s, ref r)
{
    return &s->frame->runtime->program.nodes[r];
}

static const plane *accumulator_of(const sweep *s, ref r)
{
    const node *n = node_of(s, r);
    return s->accumulators && n->gate == PARAMETER ? &s->accumulators[n->index] : NULL;
}

/* How many terms the adjoint of r is a sum of. Going backward through GRAD, a gate is met by its
 * value and by its derivative, from two sides. */
static double terms_of(const sweep *s, ref r)
{
    const program *p = &s->frame->runtime->program;
    return p->uses[r] * (p->has_grad ? 4.0 : 1.0) * (accumulator_of(s, r) ? s->samples : 1.0);
}

/* A share of the adjoint of r, brought to its shape. */
static void give(sweep *s, ref r, jet share)
{
    const arithmetic *a = s->frame->arithmetic;
    const node *n = node_of(s, r);
    size_t size = (size_t)n->rows * (size_t)n->cols;
    if (!s->depends[r] || jet_is_zero(&share))
        return;
    share = size == 1 ? jet_sum(a, &share) : jet_spread(a, &share, size);
    const plane *sum = accumulator_of(s, r);
    if (sum)
        plane_add(a, *sum, &share, terms_of(s, r));
    else if (s->adjoints[r].size == 0 && terms_of(s, r) <= 1)
        s->adjoints[r] = share;
    else {
        jet before = s->adjoints[r].size ? s->adjoints[r] : jet_zero(a, size);
        s->adjoints[r] = jet_accumulate(a, &before, &share, terms_of(s, r));
    }
}

static void give_outer(sweep *s, ref r, const jet *x, const jet *d)
{
    const plane *sum = accumulator_of(s, r);
    if (!s->depends[r])
        return;
    if (sum)
        plane_add_outer(s->frame->arithmetic, *sum, x, d, terms_of(s, r));
    else
        give(s, r, jet_outer(s->frame->arithmetic, x, d));
}

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

/* ---- the gates ---- */

static void through_elements(sweep *s, const node *n, ref r, const jet *d)
{
    const arithmetic *a = s->frame->arithmetic;
    jet in[3];
    for (int i = 0; i < n->arity; i++)
        in[i] = s->frame->values[n->in[i]];
    for (int i = 0; i < n->arity; i++) {
        if (!s->depends[n->in[i]])
            continue;
        if (n->gate == ADD || (n->gate == SUB && i == 0)) {
            give(s, n->in[i], *d);
        } else if (n->gate == NEG || n->gate == SUB) {
            give(s, n->in[i], jet_neg(a, d));
        } else {
            jet partial = jet_partial(a, (int)n->gate, i, in, &s->frame->values[r]);
            give(s, n->in[i], jet_chain(a, d, &partial));
        }
    }
}

static void through_softmax(sweep *s, const node *n, ref r, const jet *d) /* y (d - sum(d y)) */
{
    const arithmetic *a = s->frame->arithmetic;
    const jet *y = &s->frame->values[r];
    jet weighted = jet_chain(a, d, y), mean = jet_sum(a, &weighted);
    jet centred = jet_sub(a, d, &mean);
    give(s, n->in[0], jet_chain(a, y, &centred));
}

static void through_logsumexp(sweep *s, const node *n, const jet *d) /* d softmax(a) */
{
    jet p = jet_softmax(s->frame->arithmetic, &s->frame->values[n->in[0]]);
    give(s, n->in[0], jet_chain(s->frame->arithmetic, d, &p));
}

static void through_concat(sweep *s, const node *n, const jet *d)
{
    size_t at = 0;
    for (int i = 0; i < n->arity; i++) {
        size_t size = (size_t)node_of(s, n->in[i])->cols;
        give(s, n->in[i], jet_move(s->frame->arithmetic, d, at, size, 0, size));
        at += size;
    }
}

static void through_product(sweep *s, const node *n, const jet *d)
{
    const arithmetic *a = s->frame->arithmetic;
    ref left = n->in[0], right = n->in[1];
    const jet *x = &s->frame->values[left], *w = &s->frame->values[right];
    const node *shape = n->gate == OUTER ? n : node_of(s, right);
    size_t in = (size_t)shape->rows, out = (size_t)shape->cols;
    if (n->gate == MATMUL) { /* y = x w */
        if (s->depends[left])
            give(s, left, jet_matmul_t(a, d, w, in, out));
        give_outer(s, right, x, d);
    } else if (n->gate == MATMUL_T) { /* y = x w' */
        if (s->depends[left])
            give(s, left, jet_matmul(a, d, w, in, out));
        give_outer(s, right, d, x);
    } else { /* y = x' w */
        give(s, left, jet_matmul_t(a, w, d, in, out));
        give(s, right, jet_matmul(a, x, d, in, out));
    }
}

static void through_grad(sweep *s, const node *n, const jet *v);

static void through(sweep *s, ref r, const jet *d)
{
    const node *n = node_of(s, r);
    const arithmetic *a = s->frame->arithmetic;
    size_t at = (size_t)n->index, size = (size_t)n->cols;
    size_t in = n->arity ? (size_t)node_of(s, n->in[0])->cols : 0;
    switch (n->gate) {
    case CONSTANT:
    case INPUT:
    case TARGET:
    case PARAMETER: break;
    case SUM: give(s, n->in[0], *d); break;
    case SPREAD: give(s, n->in[0], *d); break;
    case LOGSUMEXP: through_logsumexp(s, n, d); break;
    case SOFTMAX: through_softmax(s, n, r, d); break;
    case CONCAT: through_concat(s, n, d); break;
    case SLICE: give(s, n->in[0], jet_move(a, d, 0, size, at, in)); break;
    case PAD: give(s, n->in[0], jet_move(a, d, at, in, 0, in)); break;
    case MATMUL:
    case MATMUL_T:
    case OUTER: through_product(s, n, d); break;
    case GRAD: through_grad(s, n, d); break;
    default: through_elements(s, n, r, d); break;
    }
}

/* ---- the sweep ---- */

/* The eps part of r's adjoint goes to the outer sweep, and no further in this one: to the outer
 * one r is independent. What is left goes on. */
static void hand_over(sweep *s, ref r)
{
    int level = s->frame->level;
    give(s->outer, r, jet_upper(s->frame->arithmetic, &s->adjoints[r], level));
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
    give(s, e, jet_constant(s->frame->arithmetic, 1, 1));
    for (ref r = e; r >= 0; r--) {
        if (!s->depends[r] || s->adjoints[r].size == 0)
            continue;
        if (s->outer && s->wanted[r])
            hand_over(s, r);
        if (s->outer || !s->wanted[r]) {
            jet d = s->adjoints[r];
            move_back(s->frame, r);
            through(s, r, &d);
        }
    }
}

static sweep sweep_new(frame *f, ref last)
{
    pool *p = f->arithmetic->pool;
    size_t count = (size_t)last + 1;
    return (sweep){ .frame = f, .samples = 1,
                    .adjoints = pool_take_zeroed(p, count * sizeof(jet)),
                    .depends = pool_take_zeroed(p, count * sizeof(bool)),
                    .wanted = pool_take_zeroed(p, count * sizeof(bool)) };
}

static jet adjoint_of(const sweep *s, ref r)
{
    const node *n = node_of(s, r);
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
