/* program.c - the spec's graph as the runtime evaluates it: the same gates, but for a few whose
 * plain evaluation would lose everything where a probability saturates:
 *
 *   log(softmax z)     = z - logsumexp z        log(1 + exp a) = log1p(exp a) = softplus a
 *   log(sigmoid z)     = -softplus(-z)          log(exp a)     = a
 *   log(1 - sigmoid z) = -softplus z            1/(1 + exp(-a)) = sigmoid a
 *
 * A node that a GRAD takes as independent stays in the way: nothing is read past it. */
#include <stdlib.h>
#include <string.h>

#include "tape.h"

enum { NONE = -1, GRAD_DEPTH = 8 };

typedef struct reader {
    const spec *spec;
    program *program;
    ref *map;          /* spec node -> own node */
    bool *independent; /* spec nodes that a GRAD derives by */
} reader;

static ref append(program *p, node n)
{
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? 2 * p->capacity : 64;
        node *nodes = memory_take((size_t)p->capacity * sizeof *nodes);
        if (p->count)
            memcpy(nodes, p->nodes, (size_t)p->count * sizeof *nodes);
        free(p->nodes);
        p->nodes = nodes;
    }
    if (n.arity) {
        ref *in = memory_take((size_t)n.arity * sizeof *in);
        memcpy(in, n.in, (size_t)n.arity * sizeof *in);
        n.in = in;
    }
    p->nodes[p->count] = n;
    return p->count++;
}

static ref make(program *p, gate gate, ref a, ref b, const node *shape)
{
    node n = { .gate = gate, .arity = b == NONE ? 1 : 2, .in = (const ref[]){ a, b },
               .rows = shape->rows, .cols = shape->cols, .line = shape->line };
    return append(p, n);
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

static ref stable_log(reader *rd, const node *n)
{
    program *p = rd->program;
    ref a = n->in[0];
    const node *in = spec_node(rd, a);
    if (is(rd, a, SOFTMAX)) {
        ref z = rd->map[in->in[0]];
        node scalar_shape = { .rows = 1, .cols = 1, .line = n->line };
        return make(p, SUB, z, make(p, LOGSUMEXP, z, NONE, &scalar_shape), n);
    }
    if (is(rd, a, SIGMOID)) {
        ref minus = make(p, NEG, rd->map[in->in[0]], NONE, n);
        return make(p, NEG, make(p, SOFTPLUS, minus, NONE, n), NONE, n);
    }
    if (is(rd, a, SUB) && is_one(rd, in->in[0]) && is(rd, in->in[1], SIGMOID)) {
        ref z = rd->map[spec_node(rd, in->in[1])->in[0]];
        return make(p, NEG, make(p, SOFTPLUS, z, NONE, n), NONE, n);
    }
    if (is(rd, a, EXP))
        return rd->map[in->in[0]];
    ref z = one_plus_exp(rd, a);
    return z == NONE ? NONE : make(p, SOFTPLUS, rd->map[z], NONE, n);
}

/* n in stable form, or NONE where it is stable as it stands. */
static ref stable(reader *rd, const node *n)
{
    if (n->gate == LOG)
        return stable_log(rd, n);
    if (n->gate == LOG1P && is(rd, n->in[0], EXP))
        return make(rd->program, SOFTPLUS, rd->map[spec_node(rd, n->in[0])->in[0]], NONE, n);
    if (n->gate == DIV && is_one(rd, n->in[0])) {
        ref a = one_plus_exp(rd, n->in[1]);
        if (a != NONE && is(rd, a, NEG))
            return make(rd->program, SIGMOID, rd->map[spec_node(rd, a)->in[0]], NONE, n);
    }
    return NONE;
}

static bool is_end(const node *n)
{
    return n->gate == INPUT || n->gate == TARGET || n->gate == PARAMETER;
}

/* The own node of the same input, target or parameter, where one was read already. */
static ref same_end(const program *p, const node *n)
{
    for (ref r = 0; is_end(n) && r < p->count; r++)
        if (p->nodes[r].gate == n->gate && p->nodes[r].index == n->index)
            return r;
    return NONE;
}

static void read_node(reader *rd, ref r)
{
    const node *n = spec_node(rd, r);
    ref own = is_end(n) ? same_end(rd->program, n) : stable(rd, n);
    if (own == NONE) {
        ref *in = memory_take((size_t)n->arity * sizeof *in);
        for (int i = 0; i < n->arity; i++)
            in[i] = rd->map[n->in[i]];
        node copy = *n;
        copy.in = in;
        own = append(rd->program, copy);
        free(in);
    }
    rd->map[r] = own;
}

void program_need(const program *p, bool *needed, ref r)
{
    needed[r] = true;
    for (; r >= 0; r--)
        for (int i = 0; needed[r] && i < p->nodes[r].arity; i++)
            needed[p->nodes[r].in[i]] = true;
}

static void find_leaves(const spec *s, program *p)
{
    p->inputs = memory_take((size_t)s->input_count * sizeof *p->inputs);
    p->parameters = memory_take((size_t)s->parameter_count * sizeof *p->parameters);
    for (int i = 0; i < s->input_count; i++)
        p->inputs[i] = NONE;
    for (int i = 0; i < s->parameter_count; i++)
        p->parameters[i] = NONE;
    for (ref r = 0; r < p->count; r++) {
        if (p->nodes[r].gate == INPUT)
            p->inputs[p->nodes[r].index] = r;
        if (p->nodes[r].gate == PARAMETER)
            p->parameters[p->nodes[r].index] = r;
    }
}

/* What needed nodes cannot be evaluated, or NULL. */
static char *refuse(program *p)
{
    char *depth = memory_take_zeroed((size_t)p->count, 1), *why = NULL;
    p->uses = memory_take_zeroed((size_t)p->count, sizeof *p->uses);
    for (ref r = 0; r < p->count && !why; r++) {
        const node *n = &p->nodes[r];
        if (!p->for_loss[r] && !p->for_outputs[r])
            continue;
        if (n->gate == VARIABLE || n->gate == MAXIMUM || n->gate == IDENTITY || n->gate >= GATES)
            why = message_new("line %d: the runtime cannot evaluate gate %d", n->line,
                              (int)n->gate);
        for (int i = 0; i < n->arity; i++) {
            p->uses[n->in[i]]++;
            if (depth[n->in[i]] > depth[r])
                depth[r] = depth[n->in[i]];
        }
        depth[r] = (char)(depth[r] + (n->gate == GRAD));
        p->has_grad = p->has_grad || n->gate == GRAD;
        if (depth[r] > GRAD_DEPTH)
            why = message_new("line %d: grad is nested more than %d deep", n->line, GRAD_DEPTH);
    }
    free(depth);
    return why;
}

bool program_make(const spec *s, program *p, char **why)
{
    const graph *g = &s->graph;
    *p = (program){ 0 };
    reader rd = { s, p, memory_take((size_t)g->count * sizeof(ref)),
                  memory_take_zeroed((size_t)g->count, sizeof(bool)) };
    for (ref r = 0; r < g->count; r++)
        if (g->nodes[r].gate == GRAD)
            rd.independent[g->nodes[r].in[1]] = true;
    for (ref r = 0; r < g->count; r++)
        read_node(&rd, r);
    p->outputs = memory_take((size_t)s->output_count * sizeof *p->outputs);
    p->for_outputs = memory_take_zeroed((size_t)p->count, sizeof *p->for_outputs);
    p->for_loss = memory_take_zeroed((size_t)p->count, sizeof *p->for_loss);
    for (int i = 0; i < s->output_count; i++)
        program_need(p, p->for_outputs, p->outputs[i] = rd.map[s->outputs[i].node]);
    program_need(p, p->for_loss, p->loss = rd.map[s->loss]);
    find_leaves(s, p);
    free(rd.map);
    free(rd.independent);
    char *refusal = refuse(p);
    if (why)
        *why = refusal;
    else
        free(refusal);
    return !refusal;
}

void program_free(program *p)
{
    for (ref r = 0; r < p->count; r++)
        if (p->nodes[r].arity)
            free((void *)(uintptr_t)p->nodes[r].in);
    free(p->nodes);
    free(p->outputs);
    free(p->inputs);
    free(p->parameters);
    free(p->for_outputs);
    free(p->for_loss);
    free(p->uses);
}
