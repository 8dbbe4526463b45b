/* gradients.c - the gradient of every trained parameter as a sum of terms x' d over the samples,
 * and the formulas of one weight: its gradient, its update. */
#include <string.h>

#include "graph/formula.h"
#include "graph/simplify.h"
#include "plan/kernels.h"
#include "plan/passes.h"
#include "plan/weights.h"

/* Of several samples rows are added where class numbers choose them as the gradient is summed: a
 * table for each sample would be as large as the parameter. */
static bool is_looked_up(const plan *p, const node *n)
{
    return n->gate == SCATTER && p->spec->batch > 1;
}

/* A sum of outer products, too, is the gradient of a matrix, and one of looked up rows that of a
 * table: each of its terms is a term here. */
static bool *find_sums(const plan *p)
{
    bool *is_sum = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *is_sum);
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        is_sum[r] = n->gate == OUTER || is_looked_up(p, n) ||
                    (n->gate == ADD && is_sum[n->in[0]] && is_sum[n->in[1]]);
    }
    return is_sum;
}

static term term_of(const plan *p, ref r)
{
    const node *n = plan_node(p, r);
    if (n->gate == OUTER)
        return (term){ .x = n->in[0], .d = n->in[1], .rounds = 1 };
    if (is_looked_up(p, n))
        return (term){ .x = n->in[1], .d = n->in[0], .row = n->index, .rounds = 1 };
    return (term){ .x = -1, .d = r, .rounds = 1 };
}

/* The terms of the sum r from left to right; `stack` has room for every node. */
static void add_terms(const plan *p, const bool *is_sum, gradient *to, ref r, ref *stack)
{
    int depth = 0, capacity = 0;
    for (stack[depth++] = r; depth > 0;) {
        ref at = stack[--depth];
        const node *n = &p->graph.nodes[at];
        if (n->gate == ADD && is_sum[at]) {
            stack[depth++] = n->in[1];
            stack[depth++] = n->in[0];
            continue;
        }
        to->terms = arena_grow(p->graph.arena, to->terms, to->term_count, &capacity,
                               sizeof *to->terms);
        to->terms[to->term_count++] = term_of(p, at);
    }
}

/* Of one sample, the factor that differs from row to row: x_i d_j stands in place of the sum, and
 * what is the same for a row of weights meets x_i once a row. NULL: there is a sum. */
static const char *row_factor(const plan *p, const gradient *of, bool updates)
{
    const parameter *q = &p->spec->parameters[of->parameter];
    bool one = p->spec->batch == 1 && weights_are_summed(p, of, updates) && !q->is_vector &&
               of->term_count == 1;
    return !one ? NULL : weights_are_swapped(q) ? "d1" : "x1";
}

/* x_i d_j in place of the sum. */
static ref put_product(plan *p, ref formula, const char *x)
{
    graph *g = &p->graph;
    ref in[2] = { simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = 1, .name = x }),
                  simplify_leaf(g, &(node){ .gate = VARIABLE,
                                            .rows = 1,
                                            .cols = BLOCK,
                                            .name = !strcmp(x, "x1") ? "d1" : "x1" }) };
    return formula_substitute(g, formula, "sum", simplify_gate(g, MUL, 2, in, 0));
}

static void make_formulas(plan *p, gradient *of, bool updates)
{
    const derived *d = p->derived;
    ref *to = updates ? of->next : of->sum;
    const char *x = row_factor(p, of, updates);
    of->x[updates] = x;
    to[0] = p->map[updates ? d->next_w[of->parameter] : d->gradient[of->parameter]];
    int states = updates ? weights_states(p, of) : 0;
    for (int k = 0; k < states; k++)
        to[1 + k] = p->map[d->next_state[of->parameter][k]];
    for (int k = 0; x && k < 1 + states; k++)
        to[k] = put_product(p, to[k], x);
}

/* Neither a penalty nor a moment moves it. */
static bool rests(plan *p, const gradient *of)
{
    graph *g = &p->graph;
    if (p->spec->optimizer.states > 0 || !weights_are_summed(p, of, true))
        return false;
    const ref none = simplify_to_shape(g, simplify_constant(g, 0), 1, BLOCK);
    const node *next = plan_node(p, formula_substitute(g, of->next[0], "sum", none));
    return next->gate == VARIABLE && !strcmp(next->name, "w");
}

static bool *find_read(const plan *p)
{
    bool *is_read = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *is_read);
    for (ref r = 0; r < p->graph.count; r++)
        for (int k = 0; k < p->graph.nodes[r].arity; k++)
            is_read[p->graph.nodes[r].in[k]] = true;
    return is_read;
}

/* A contraction that nothing else reads is summed where its gradient is, as x' d is. */
static void sum_contraction(const plan *p, gradient *of, const bool *is_read)
{
    if (of->term_count != 1 || of->terms[0].x >= 0 || is_read[of->terms[0].d])
        return;
    const node *n = plan_node(p, of->terms[0].d);
    if (n->gate == CONTRACT && n->arity > 1 && kernel_sums_contraction(p, n))
        of->terms[0] = (term){ .x = n->in[0], .d = n->in[1], .loops = n->loops, .rounds = 1 };
}

/* Whether functions of the file change it: a step leaves the variance of one number alone. */
static bool changes(const plan *p, const parameter *q)
{
    const bool runs = parameter_runs(q);
    const bool is_alone = q->statistic == STATISTIC_RUNNING_VARIANCE && p->spec->batch == 1 &&
                          q->positions == 1;
    return plan_writes(p, runs ? WRITE_STEP : WRITE_TRAINING) && (q->train || (runs && !is_alone));
}

void plan_find_gradients(plan *p)
{
    const spec *s = p->spec;
    arena *a = p->graph.arena;
    const bool *is_sum = find_sums(p), *is_read = find_read(p);
    ref *stack = arena_alloc(a, (size_t)(p->graph.count + 2) * sizeof *stack);
    p->gradients = arena_alloc(a, (size_t)s->parameter_count * sizeof *p->gradients);
    for (int i = 0; i < s->parameter_count; i++) {
        if (!changes(p, &s->parameters[i]))
            continue;
        gradient *to = &p->gradients[p->gradient_count++];
        to->parameter = i;
        to->runs = parameter_runs(&s->parameters[i]);
        if (p->dparameters[i] >= 0)
            add_terms(p, is_sum, to, p->dparameters[i], stack);
        sum_contraction(p, to, is_read);
    }
    for (int i = p->gradient_count; i-- > 0;)
        make_formulas(p, &p->gradients[i], true);
    for (int i = 0; i < p->gradient_count; i++)
        if (p->gradients[i].term_count && p->gradients[i].terms[0].row)
            p->gradients[i].rests = rests(p, &p->gradients[i]);
    for (int i = 0; i < p->gradient_count; i++)
        make_formulas(p, &p->gradients[i], false);
}
