/* program.c - the spec's graph as the runtime evaluates it: the same gates, in stable form. */
#include <stdlib.h>
#include <string.h>

#include "stable.h"

enum { NONE = -1, GRAD_DEPTH = 8 };

ref program_append(program *p, node n)
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
    const node *n = &rd->spec->graph.nodes[r];
    ref own = is_end(n) ? same_end(rd->program, n) : stable_form(rd, n);
    if (own == NONE) {
        ref *in = memory_take((size_t)n->arity * sizeof *in);
        for (int i = 0; i < n->arity; i++)
            in[i] = rd->map[n->in[i]];
        node copy = *n;
        copy.in = in;
        own = program_append(rd->program, copy);
        free(in);
    }
    rd->map[r] = own;
}

void program_need(const program *p, bool *needed, ref r, bool learns)
{
    if (needed[r]) /* and so is all that it needs */
        return;
    needed[r] = true;
    for (; r >= 0; r--)
        for (int i = 0; needed[r] && i < p->nodes[r].arity; i++)
            if (p->nodes[r].gate != LEARNING || i == !learns)
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

/* What running statistics are of is needed as the loss is, whether it reads them or not. */
static void find_statistics(const reader *rd)
{
    const spec *s = rd->spec;
    program *p = rd->program;
    p->running = memory_take((size_t)s->parameter_count * sizeof *p->running);
    for (int i = 0; i < s->parameter_count; i++) {
        p->running[i] = parameter_runs(&s->parameters[i]) ? rd->map[s->parameters[i].of] : NONE;
        if (p->running[i] >= 0)
            program_need(p, p->for_loss, p->running[i], true);
    }
    for (ref r = 0; r < p->count; r++)
        p->has_means = p->has_means || (p->nodes[r].gate == MEAN_N && p->for_loss[r]);
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
        if (n->gate == VARIABLE || n->gate == MAXIMUM || n->gate == IDENTITY || n->gate == MASK ||
            ((int)n->gate >= GATES && (int)n->gate != LOG_SOFTMAX))
            why = message_new("line %d: the runtime cannot evaluate gate %d", n->line,
                              (int)n->gate);
        for (int i = 0; i < n->arity; i++) {
            p->uses[n->in[i]]++;
            if (depth[n->in[i]] > depth[r])
                depth[r] = depth[n->in[i]];
        }
        depth[r] = (char)(depth[r] + graph_is_derivative(n));
        p->has_grad = p->has_grad || graph_is_derivative(n);
        if (depth[r] > GRAD_DEPTH)
            why = message_new("line %d: a derivative is nested more than %d deep", n->line,
                              GRAD_DEPTH);
    }
    free(depth);
    return why;
}

bool program_make(const spec *s, program *p, char **why)
{
    const graph *g = &s->graph;
    *p = (program){ 0 };
    reader rd = { s, p, memory_take((size_t)g->count * sizeof(ref)),
                  memory_take_zeroed((size_t)g->count, sizeof(bool)), 0 };
    for (ref r = 0; r < g->count; r++)
        if (graph_is_derivative(&g->nodes[r]))
            rd.independent[g->nodes[r].in[1]] = true;
    for (ref r = 0; r < g->count; r++)
        read_node(&rd, r);
    p->outputs = memory_take((size_t)s->output_count * sizeof *p->outputs);
    p->for_outputs = memory_take_zeroed((size_t)p->count, sizeof *p->for_outputs);
    p->for_loss = memory_take_zeroed((size_t)p->count, sizeof *p->for_loss);
    for (int i = s->output_count - 1; i >= 0; i--) /* the last often need the others */
        program_need(p, p->for_outputs, p->outputs[i] = rd.map[s->outputs[i].node], false);
    program_need(p, p->for_loss, p->loss = rd.map[s->loss], true);
    find_statistics(&rd);
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
    free(p->running);
}
