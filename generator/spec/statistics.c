/* statistics.c - what statistics may not be of, and what may not be of them. */
#include "spec/front.h"

/* The target that r depends on, or -1. */
static ref target_of(const graph *g, ref r)
{
    bool *is_read = arena_alloc(g->arena, ((size_t)r + 1) * sizeof *is_read);
    is_read[r] = true;
    for (; r >= 0; r--) {
        const node *n = &g->nodes[r];
        if (is_read[r] && n->gate == TARGET)
            return r;
        for (int i = 0; i < n->arity && is_read[r]; i++)
            is_read[n->in[i]] = true;
    }
    return -1;
}

static void check_inputs(sandbox *s, const parameter *p)
{
    const graph *g = &s->spec->graph;
    const ref target = p->statistic == STATISTIC_MEAN ? target_of(g, p->of) : -1;
    if (target >= 0)
        message_add(s->messages, p->line,
                    "standardize: depends on target '%s': its mean is one of inputs",
                    g->nodes[target].name);
}

/* A derivative in a formula is one of a sample, by a value of that sample; through a mean over the
 * samples it would be one by all samples' values. */
static void check_derivatives(sandbox *s)
{
    const graph *g = &s->spec->graph;
    bool *learns = arena_alloc(s->arena, (size_t)g->count * sizeof *learns);
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        learns[r] = n->gate == LEARNING;
        for (int i = 0; i < n->arity; i++)
            learns[r] = learns[r] || learns[n->in[i]];
        if (graph_is_derivative(n) && learns[n->in[0]])
            message_add(s->messages, n->line,
                        "%s: what it derives reads the statistics of a batch (batch_norm), which "
                        "have no derivative of one sample: freeze the layer with "
                        "{ train = false }, or use layer_norm",
                        gate_table[n->gate].name);
    }
}

void statistics_check(sandbox *s)
{
    for (int i = 0; i < s->spec->parameter_count; i++)
        check_inputs(s, &s->spec->parameters[i]);
    check_derivatives(s);
}
