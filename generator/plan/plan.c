/* plan.c - the passes in a row. */
#include "plan/plan.h"

#include <string.h>

#include "graph/gradient.h"
#include "plan/passes.h"

bool plan_is_leaf(const plan *p, ref r)
{
    return p->graph.nodes[r].arity == 0;
}

bool plan_is_row_gate(const plan *p, ref r)
{
    const node *n = &p->graph.nodes[r];
    const value *v = &p->values[r];
    return n->arity > 0 && n->rows == 1 && n->gate != SLICE && !v->is_product && !v->is_fused &&
           !v->is_outer && !v->is_gathered && n->gate != MEAN_N;
}

bool plan_writes(const plan *p, unsigned functions)
{
    const bool passes = p->derived->two_pass && (p->how.only & WRITE_STEP);
    return ((p->how.only | (passes ? WRITE_BACKWARD : 0u)) & functions) != 0;
}

bool plan_is_needed(const plan *p, ref r)
{
    const value *v = &p->values[r];
    return v->needed[FORWARD] || v->needed[LOSS] || v->needed[TRAIN];
}

bool plan_is_class(const plan *p, ref r)
{
    return graph_is_class(&p->graph, r);
}

bool plan_is_counter(const node *n)
{
    return n->gate == VARIABLE && !strcmp(n->name, "counter");
}

bool plan_is_integer(const plan *p, ref r)
{
    return plan_is_class(p, r) || graph_is_numbers(&p->graph.nodes[r]);
}

bool plan_in_workspace(const plan *p, ref r)
{
    const value *v = &p->values[r];
    bool kept = v->is_copied && plan_is_needed(p, r);
    for (int of = 0; of < PROGRAMS; of++)
        kept = kept || (v->stored[of] && v->needed[of]);
    return kept && v->home.workspace && p->graph.nodes[r].gate != SLICE;
}

ref plan_array_of(const plan *p, ref r)
{
    const ref source = p->values[r].source, place = p->values[source].place;
    return place >= 0 ? place : source;
}

bool plan_has_array(const plan *p, ref r)
{
    return plan_in_workspace(p, r) && p->values[r].chain == r && p->values[r].place < 0;
}

int plan_distance(const plan *p, ref r, ref later)
{
    const value *v = &p->values[r], *w = &p->values[later];
    const int slots = p->values[plan_array_of(p, later)].slot - p->values[plan_array_of(p, r)].slot;
    return slots * p->spec->batch * v->home.stride + w->home.offset - v->home.offset;
}

bool plan_make(plan *p, const spec *s, const derived *d, const plan_options *how,
               const names *reserved)
{
    *p = (plan){ .spec = s, .derived = d, .how = *how, .real = s->is_double ? "double" : "float" };
    p->how.only = how->only ? how->only : WRITE_ALL;
    lower(p);
    if (derived_too_large(&p->graph))
        return false;
    plan_find_gradients(p);
    plan_find_arrays(p);
    plan_find_positions(p);
    plan_index(p);
    plan_find_products(p);
    plan_find_needs(p);
    plan_find_levels(p);
    plan_find_homes(p);
    if (!how->plain)
        plan_find_finishes(p);
    plan_find_output_groups(p);
    plan_find_stored(p);
    plan_number_equations(p);
    plan_name_values(p, reserved);
    plan_name_equations(p);
    plan_place_updates(p);
    plan_make_stages(p);
    plan_make_weights(p);
    plan_find_like_weights(p);
    plan_make_calls(p);
    if (how->plain)
        plan_cut_sections(p);
    plan_find_loops(p);
    plan_fold_terms(p);
    plan_find_like_weights(p);
    plan_find_tiles(p);
    if (how->plain)
        plan_make_sections(p);
    else
        plan_share_memory(p);
    return true;
}
