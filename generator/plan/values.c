/* values.c - what is known of each node of the lowered graph: who reads it, which programs need it,
 * and whether it outlives the function that computes it. */
#include <string.h>

#include "plan/kernels.h"
#include "plan/passes.h"
#include "plan/rows.h"

/* ---- who reads what ---- */

/* Lists, for each node, the gates with an operand in it, in index order; by_source: of an operand
 * that is a slice the node that it cuts counts, and slices themselves read nothing. */
static void list_users(const plan *p, bool by_source, int **start, ref **users)
{
    const graph *g = &p->graph;
    *start = arena_alloc(g->arena, (size_t)(g->count + 2) * sizeof **start);
    int *next = *start + 1, total = 0; /* next[r] becomes the end of r's list, start of r + 1's */
    for (int fill = 0; fill < 2; fill++) {
        for (ref r = 0; r < g->count; r++) {
            const node *n = &g->nodes[r];
            for (int k = 0; k < n->arity && !(by_source && n->gate == SLICE); k++) {
                ref in = by_source ? p->values[n->in[k]].source : n->in[k];
                if (fill)
                    (*users)[next[in]++] = r;
                else
                    next[in + 1]++;
            }
        }
        if (fill)
            break;
        for (ref r = 0; r < g->count; r++) {
            total += next[r + 1];
            next[r + 1] = total;
        }
        *users = arena_alloc(g->arena, (size_t)(total + 1) * sizeof **users);
    }
}

void plan_index(plan *p)
{
    const graph *g = &p->graph;
    p->values = arena_alloc(g->arena, (size_t)g->count * sizeof *p->values);
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        p->values[r].source = n->gate == SLICE ? p->values[n->in[0]].source : r;
        p->values[r].finisher = p->values[r].place = -1;
        p->values[r].chain = r;
        p->values[r].slots = 1;
    }
    list_users(p, false, &p->user_start, &p->users);
    list_users(p, true, &p->reader_start, &p->readers);
}

/* ---- what each program needs ---- */

/* What the nodes needed so far are computed from. */
static void need_operands(plan *p, program of)
{
    for (ref r = p->graph.count - 1; r >= 0; r--) {
        const node *n = &p->graph.nodes[r];
        for (int k = 0; k < n->arity && p->values[r].needed[of]; k++)
            p->values[n->in[k]].needed[of] = true;
    }
}

void plan_find_needs(plan *p)
{
    const spec *s = p->spec;
    value *v = p->values;
    for (int i = 0; i < s->output_count; i++)
        v[p->outputs[i]].needed[FORWARD] = plan_writes(p, WRITE_OUTPUTS);
    need_operands(p, FORWARD);
    v[p->loss].needed[LOSS] = plan_writes(p, WRITE_LOSS);
    v[p->loss].needed[TRAIN] = plan_writes(p, WRITE_TRAINING);
    need_operands(p, LOSS);
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            term t = p->gradients[i].terms[k];
            v[t.d].needed[TRAIN] = true;
            if (t.x >= 0)
                v[t.x].needed[TRAIN] = true;
        }
    need_operands(p, TRAIN);
    for (ref r = 0; r < p->graph.count; r++)
        v[r].group[TRAIN] = v[r].needed[TRAIN] ? GROUP_ALL : GROUP_DINPUTS;
    for (int i = 0; i < s->input_count; i++)
        v[p->dinputs[i]].needed[TRAIN] = plan_writes(p, WRITE_BACKWARD);
    need_operands(p, TRAIN);
    for (ref r = 0; r < p->graph.count; r++)
        v[r].group[TRAIN] = v[r].needed[TRAIN] ? v[r].group[TRAIN] : GROUP_ALL;
    for (int i = 0; i < s->input_count && s->input_count > 1; i++)
        v[p->dinputs[i]].group[TRAIN] = GROUP_DINPUT + i;
}

/* ---- what outlives its function ---- */

static bool same_function(const plan *p, program of, ref a, ref b)
{
    const value *v = &p->values[a], *w = &p->values[b];
    return plan_is_row_gate(p, b) && v->level == w->level && v->group[of] == w->group[of] &&
           v->finisher == w->finisher;
}

/* What loops read or write is an array: a long one is in the workspace, not on the stack. */
static bool is_long_array(const plan *p, program by, ref array, ref of)
{
    return plan_is_row_gate(p, array) && plan_node(p, array)->cols > KERNEL_ARRAY_MOST &&
           rows_is_loops(plan_node(p, of)) && !rows_are_windows(p, by, array);
}

static void store_operands(plan *p, program of, ref r)
{
    const node *n = &p->graph.nodes[r];
    if (is_long_array(p, of, r, r))
        p->values[r].stored[of] = true;
    for (int i = 0; i < n->arity; i++) {
        ref in = p->values[n->in[i]].source;
        if (is_long_array(p, of, in, r))
            p->values[in].stored[of] = true;
        if ((plan_is_row_gate(p, in) && !(plan_is_row_gate(p, r) && same_function(p, of, in, r))) ||
            (p->values[in].is_product && p->values[r].finisher != in) || plan_is_mean(p, in))
            p->values[in].stored[of] = true;
    }
}

static void store_term(plan *p, ref r)
{
    ref source = p->values[r].source;
    if (!plan_is_leaf(p, source))
        p->values[source].stored[TRAIN] = true;
}

/* A product that finishes its sums itself is one function for all programs: it stores what any of
 * them reads. */
static void agree_on_finishes(plan *p)
{
    for (ref r = 0; r < p->graph.count; r++) {
        value *v = &p->values[r];
        bool finishes = v->finisher >= 0, stored = false;
        for (int i = p->user_start[r]; i < p->user_start[r + 1] && v->is_product && !finishes; i++)
            finishes = p->values[p->users[i]].finisher == r;
        for (int of = 0; of < PROGRAMS && finishes; of++)
            stored = stored || (v->needed[of] && v->stored[of]);
        for (int of = 0; of < PROGRAMS && finishes; of++)
            v->stored[of] = stored;
    }
}

void plan_find_stored(plan *p)
{
    for (int of = 0; of < PROGRAMS; of++)
        for (ref r = 0; r < p->graph.count; r++)
            if (p->values[r].needed[of] && p->graph.nodes[r].gate != SLICE)
                store_operands(p, (program)of, r);
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            store_term(p, p->gradients[i].terms[k].d);
            if (p->gradients[i].terms[k].x >= 0)
                store_term(p, p->gradients[i].terms[k].x);
        }
    for (int i = 0; i < p->spec->output_count; i++)
        p->values[p->outputs[i]].stored[FORWARD] = true;
    for (int i = 0; i < p->spec->input_count; i++)
        p->values[p->dinputs[i]].stored[TRAIN] = true;
    p->values[p->loss].stored[LOSS] = p->values[p->loss].stored[TRAIN] = true;
    for (ref r = 0; r < p->graph.count; r++)
        for (int of = 0; of < PROGRAMS && p->values[r].place >= 0; of++)
            if (p->values[p->values[r].place].needed[of])
                p->values[r].stored[of] = p->values[p->values[r].place].stored[of] = true;
    agree_on_finishes(p);
}
