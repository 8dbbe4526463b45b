/* adjoints.c - backward through one gate: the adjoints of what it is computed from. */
#include "sweep.h"

static const plane *accumulator_of(const sweep *s, ref r)
{
    const node *n = sweep_node(s, r);
    return s->accumulators && n->gate == PARAMETER ? &s->accumulators[n->index] : NULL;
}

/* How many terms the adjoint of r is a sum of. Going backward through GRAD, a gate is met by its
 * value and by its derivative, from two sides. */
static double terms_of(const sweep *s, ref r)
{
    const program *p = &s->frame->runtime->program;
    return p->uses[r] * (p->has_grad ? 4.0 : 1.0) * (accumulator_of(s, r) ? s->samples : 1.0);
}

void sweep_give(sweep *s, ref r, jet share)
{
    const arithmetic *a = s->frame->arithmetic;
    const node *n = sweep_node(s, r);
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
        sweep_give(s, r, jet_outer(s->frame->arithmetic, x, d));
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
            sweep_give(s, n->in[i], *d);
        } else if (n->gate == NEG || n->gate == SUB) {
            sweep_give(s, n->in[i], jet_neg(a, d));
        } else {
            jet partial = jet_partial(a, (int)n->gate, i, in, &s->frame->values[r]);
            sweep_give(s, n->in[i], jet_chain(a, d, &partial));
        }
    }
}

static void through_softmax(sweep *s, const node *n, ref r, const jet *d) /* y (d - sum(d y)) */
{
    const arithmetic *a = s->frame->arithmetic;
    const jet *y = &s->frame->values[r];
    jet weighted = jet_chain(a, d, y), mean = jet_sum(a, &weighted);
    jet centred = jet_sub(a, d, &mean);
    sweep_give(s, n->in[0], jet_chain(a, y, &centred));
}

static void through_log_softmax(sweep *s, const node *n, const jet *d) /* d - softmax(a) sum(d) */
{
    const arithmetic *a = s->frame->arithmetic;
    jet p = jet_softmax(a, &s->frame->values[n->in[0]]), sum = jet_sum(a, d);
    jet taken = jet_chain(a, &p, &sum);
    sweep_give(s, n->in[0], jet_sub(a, d, &taken));
}

static void through_logsumexp(sweep *s, const node *n, const jet *d) /* d softmax(a) */
{
    jet p = jet_softmax(s->frame->arithmetic, &s->frame->values[n->in[0]]);
    sweep_give(s, n->in[0], jet_chain(s->frame->arithmetic, d, &p));
}

static void through_concat(sweep *s, const node *n, const jet *d)
{
    size_t at = 0;
    for (int i = 0; i < n->arity; i++) {
        size_t size = (size_t)sweep_node(s, n->in[i])->cols;
        sweep_give(s, n->in[i], jet_move(s->frame->arithmetic, d, at, size, 0, size));
        at += size;
    }
}

static void through_contract(sweep *s, const node *n, const jet *d)
{
    for (int i = 0; i < n->arity; i++) {
        const ref to = n->in[i];
        if (!s->depends[to])
            continue;
        const nest back = contract_adjoint(n->loops, i);
        const jet *other = n->arity > 1 ? &s->frame->values[n->in[1 - i]] : NULL;
        const size_t size = (size_t)sweep_node(s, to)->rows * (size_t)sweep_node(s, to)->cols;
        sweep_give(s, to, jet_contract(s->frame->arithmetic, &back, d, other, size));
    }
}

/* To the first that is the largest. */
static void through_amax(sweep *s, const node *n, const jet *d)
{
    const arithmetic *a = s->frame->arithmetic;
    const size_t length = (size_t)n->index, groups = (size_t)n->cols;
    const nest repeat = { .axes = 2,
                          .size = { (int)length, (int)groups },
                          .stride = { { (int)groups, 0 }, { 1, 1 } } };
    jet is = jet_is_amax(a, &s->frame->values[n->in[0]], length);
    jet spread = jet_contract(a, &repeat, d, NULL, groups * length);
    sweep_give(s, n->in[0], jet_chain(a, &spread, &is));
}

static void through_lookup(sweep *s, const node *n, const jet *d)
{
    const arithmetic *a = s->frame->arithmetic;
    const node *to = sweep_node(s, n->in[0]);
    const size_t size = (size_t)to->rows * (size_t)to->cols, length = (size_t)n->index;
    const jet *ids = &s->frame->values[n->in[1]];
    sweep_give(s, n->in[0],
               n->gate == GATHER ? jet_scatter(a, d, ids, length, size)
                                 : jet_gather(a, d, ids, length));
}

static void through_product(sweep *s, const node *n, const jet *d)
{
    const arithmetic *a = s->frame->arithmetic;
    ref left = n->in[0], right = n->in[1];
    const jet *x = &s->frame->values[left], *w = &s->frame->values[right];
    const node *shape = n->gate == OUTER ? n : sweep_node(s, right);
    size_t in = (size_t)shape->rows, out = (size_t)shape->cols;
    if (n->gate == MATMUL) { /* y = x w */
        if (s->depends[left])
            sweep_give(s, left, jet_matmul_t(a, d, w, in, out));
        give_outer(s, right, x, d);
    } else if (n->gate == MATMUL_T) { /* y = x w' */
        if (s->depends[left])
            sweep_give(s, left, jet_matmul(a, d, w, in, out));
        give_outer(s, right, d, x);
    } else { /* y = x' w */
        sweep_give(s, left, jet_matmul_t(a, w, d, in, out));
        sweep_give(s, right, jet_matmul(a, x, d, in, out));
    }
}

void sweep_through(sweep *s, ref r, const jet *d)
{
    const node *n = sweep_node(s, r);
    const arithmetic *a = s->frame->arithmetic;
    size_t at = (size_t)n->index, size = (size_t)n->cols;
    size_t in = n->arity ? (size_t)sweep_node(s, n->in[0])->cols : 0;
    switch ((int)n->gate) {
    case CONSTANT:
    case INPUT:
    case TARGET:
    case PARAMETER:
    case DROPOUT:
    case ARRAY: break;
    case SUM:
    case SPREAD: sweep_give(s, n->in[0], *d); break;
    case LOGSUMEXP: through_logsumexp(s, n, d); break;
    case SOFTMAX: through_softmax(s, n, r, d); break;
    case LOG_SOFTMAX: through_log_softmax(s, n, d); break;
    case CONCAT: through_concat(s, n, d); break;
    case SLICE: sweep_give(s, n->in[0], jet_move(a, d, 0, size, at, in)); break;
    case PAD: sweep_give(s, n->in[0], jet_move(a, d, at, in, 0, in)); break;
    case CONTRACT: through_contract(s, n, d); break;
    case AMAX: through_amax(s, n, d); break;
    case LEARNING: sweep_give(s, n->in[0], *d); break;
    case IS_AMAX: break;
    case GATHER:
    case SCATTER: through_lookup(s, n, d); break;
    case MATMUL:
    case MATMUL_T:
    case OUTER: through_product(s, n, d); break;
    case GRAD:
    case VJP:
    case JVP:
    case JACOBIAN: break; /* gradient.c */
    default: through_elements(s, n, r, d); break;
    }
}
