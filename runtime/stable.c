/* stable.c - gates whose plain evaluation would lose everything where a probability saturates:
 *
 *   log(softmax z)     = z - logsumexp z        log(1 + exp a) = log1p(exp a) = softplus a
 *   log(sigmoid z)     = -softplus(-z)          log(exp a)     = a
 *   log(1 - sigmoid z) = -softplus z            1/(1 + exp(-a)) = sigmoid a
 *   log(1 - softmax z) = logsumexp of the other z - logsumexp z
 *
 * also where slices, concatenations, 1 - y and where(c, y, 1) stand between; z - logsumexp z is one
 * gate, for its parts would cancel.
 * A node that a GRAD takes as independent stays in the way: nothing is read past it. */
#include "stable.h"

#include <stdlib.h>

enum { NONE = -1, DEPTH_MAX = 100 };

static ref make(program *p, gate gate, ref a, ref b, const node *shape)
{
    node n = { .gate = gate,
               .arity = b == NONE ? 1 : 2,
               .in = (const ref[]){ a, b },
               .rows = shape->rows,
               .cols = shape->cols,
               .line = shape->line };
    return program_append(p, n);
}

static const node *spec_node(const reader *rd, ref r)
{
    return &rd->spec->graph.nodes[r];
}

/* Whether r is that gate, and may be looked into. */
static bool is(const reader *rd, ref r, gate gate)
{
    return spec_node(rd, r)->gate == gate && !rd->independent[r];
}

static bool is_one(const reader *rd, ref r)
{
    return spec_node(rd, r)->gate == CONSTANT && spec_node(rd, r)->value == 1;
}

/* r = 1 + exp a, either way round: a, or NONE. */
static ref one_plus_exp(const reader *rd, ref r)
{
    if (!is(rd, r, ADD))
        return NONE;
    const ref *in = spec_node(rd, r)->in;
    for (int i = 0; i < 2; i++)
        if (is_one(rd, in[i]) && is(rd, in[1 - i], EXP))
            return spec_node(rd, in[1 - i])->in[0];
    return NONE;
}

/* ---- logarithms ---- */

static ref log_from_logits(reader *rd, ref r, bool rest);

/* -softplus(-z) of a sigmoid, -softplus(z) of the rest */
static ref log_of_sigmoid(reader *rd, const node *n, bool rest)
{
    program *p = rd->program;
    ref z = rd->map[n->in[0]];
    if (!rest)
        z = make(p, NEG, z, NONE, n);
    return make(p, NEG, make(p, SOFTPLUS, z, NONE, n), NONE, n);
}

/* Of 1 - softmax z: logsumexp of the other elements - logsumexp z, element by element. NONE: there
 * are too many. */
static ref log_of_rest(reader *rd, const node *n)
{
    enum { ELEMENTS_MAX = 256 };
    program *p = rd->program;
    ref z = rd->map[n->in[0]], of[ELEMENTS_MAX];
    node scalar = { .rows = 1, .cols = 1, .line = n->line };
    if (n->cols < 2 || n->cols > ELEMENTS_MAX)
        return NONE;
    ref all = make(p, LOGSUMEXP, z, NONE, &scalar);
    for (int i = 0; i < n->cols; i++) {
        node part = { .gate = SLICE, .arity = 1, .in = &z, .rows = 1, .cols = i, .line = n->line };
        ref sides[2];
        int count = 0;
        if (i > 0)
            sides[count++] = program_append(p, part);
        part.index = i + 1;
        part.cols = n->cols - 1 - i;
        if (part.cols > 0)
            sides[count++] = program_append(p, part);
        node others = { .gate = CONCAT,
                        .arity = count,
                        .in = sides,
                        .rows = 1,
                        .cols = n->cols - 1,
                        .line = n->line };
        of[i] = make(p, SUB, make(p, LOGSUMEXP, program_append(p, others), NONE, &scalar), all,
                     &scalar);
    }
    node logs = { .gate = CONCAT,
                  .arity = n->cols,
                  .in = of,
                  .rows = 1,
                  .cols = n->cols,
                  .line = n->line };
    return program_append(p, logs);
}

static ref plain_log(reader *rd, ref r, bool rest)
{
    program *p = rd->program;
    const node *n = spec_node(rd, r);
    ref a = rd->map[r];
    if (rest) {
        ref one = program_append(p, (node){ .gate = CONSTANT, .rows = 1, .cols = 1, .value = 1 });
        a = make(p, SUB, one, a, n);
    }
    return make(p, LOG, a, NONE, n);
}

/* Of a concatenation, of which at least one part has a logarithm from logits. */
static ref log_of_parts(reader *rd, const node *n, bool rest)
{
    ref *in = memory_take((size_t)n->arity * sizeof *in), own = NONE;
    bool any = false;
    for (int i = 0; i < n->arity; i++) {
        in[i] = log_from_logits(rd, n->in[i], rest);
        any = any || in[i] != NONE;
    }
    for (int i = 0; i < n->arity && any; i++)
        if (in[i] == NONE)
            in[i] = plain_log(rd, n->in[i], rest);
    if (any) {
        node copy = *n;
        copy.in = in;
        own = program_append(rd->program, copy);
    }
    free(in);
    return own;
}

/* where(c, log a, 0) of where(c, a, 1) */
static ref log_of_choice(reader *rd, const node *n)
{
    ref a = is_one(rd, n->in[2]) ? log_from_logits(rd, n->in[1], false) : NONE;
    if (a == NONE)
        return NONE;
    ref zero = program_append(rd->program, (node){ .gate = CONSTANT, .rows = 1, .cols = 1 });
    node copy = *n;
    copy.in = (const ref[]){ rd->map[n->in[0]], a, zero };
    return program_append(rd->program, copy);
}

static ref log_of_slice(reader *rd, const node *n, bool rest)
{
    ref a = log_from_logits(rd, n->in[0], rest);
    node copy = *n;
    copy.in = &a;
    return a == NONE ? NONE : program_append(rd->program, copy);
}

/* The logarithm of r, or (rest) of 1 - r, of the logits that r was made of; NONE: it is made of
 * none. Slices, concatenations, choices and complements are seen through. */
static ref log_from_logits(reader *rd, ref r, bool rest)
{
    const node *n = spec_node(rd, r);
    if (rd->independent[r] || rd->depth == DEPTH_MAX)
        return NONE;
    rd->depth++;
    ref own = NONE, a;
    if (n->gate == SIGMOID)
        own = log_of_sigmoid(rd, n, rest);
    else if (n->gate == SOFTMAX && rest)
        own = log_of_rest(rd, n);
    else if (n->gate == SOFTMAX)
        own = make(rd->program, (gate)LOG_SOFTMAX, rd->map[n->in[0]], NONE, n);
    else if (n->gate == EXP && !rest)
        own = rd->map[n->in[0]];
    else if (n->gate == SUB && is_one(rd, n->in[0]))
        own = log_from_logits(rd, n->in[1], !rest);
    else if (n->gate == SLICE)
        own = log_of_slice(rd, n, rest);
    else if (n->gate == CONCAT)
        own = log_of_parts(rd, n, rest);
    else if (n->gate == WHERE && !rest)
        own = log_of_choice(rd, n);
    else if (!rest && (a = one_plus_exp(rd, r)) != NONE)
        own = make(rd->program, SOFTPLUS, rd->map[a], NONE, n);
    rd->depth--;
    return own;
}

ref stable_form(reader *rd, const node *n)
{
    if (n->gate == LOG)
        return log_from_logits(rd, n->in[0], false);
    if (n->gate == SUB && is(rd, n->in[1], LOGSUMEXP) && spec_node(rd, n->in[1])->in[0] == n->in[0])
        return make(rd->program, (gate)LOG_SOFTMAX, rd->map[n->in[0]], NONE, n);
    if (n->gate == LOG1P && is(rd, n->in[0], EXP))
        return make(rd->program, SOFTPLUS, rd->map[spec_node(rd, n->in[0])->in[0]], NONE, n);
    if (n->gate == DIV && is_one(rd, n->in[0])) {
        ref a = one_plus_exp(rd, n->in[1]);
        if (a != NONE && is(rd, a, NEG))
            return make(rd->program, SIGMOID, rd->map[spec_node(rd, a)->in[0]], NONE, n);
    }
    return NONE;
}
