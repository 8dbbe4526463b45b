/* homes.c - where values live between functions, and what they are called. */
#include <string.h>

#include "base/names.h"
#include "plan/kernels.h"
#include "plan/passes.h"

static bool feeds_product(const plan *p, ref r)
{
    for (int i = p->reader_start[r]; i < p->reader_start[r + 1]; i++) {
        const node *n = plan_node(p, p->readers[i]);
        if (n->gate == MATMUL && p->values[n->in[0]].source == r)
            return true;
    }
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): what is gathered is not placed */
static home home_of(const plan *p, ref r)
{
    const node *n = &p->graph.nodes[r];
    const value *v = &p->values[r];
    if (v->place >= 0) {
        home of = home_of(p, v->place);
        of.offset = v->place_offset;
        of.padded = false;
        return of;
    }
    if (n->gate == SLICE) {
        home of = p->values[n->in[0]].home;
        of.offset += n->index;
        of.padded = false;
        return of;
    }
    if (n->gate == PARAMETER || n->gate == ARRAY)
        return (home){ .name = n->name };
    if ((plan_is_leaf(p, r) && !v->is_copied) || v->is_callers)
        return (home){ .name = n->name, .stride = plan_is_class(p, r) ? 1 : n->cols };
    return (home){ .name = n->name,
                   .stride = kernel_row_stride(p, n->cols),
                   .padded = !p->how.plain && n->cols > 1,
                   .workspace = true };
}

void plan_find_homes(plan *p)
{
    for (int i = 0; i < p->spec->output_count; i++)
        p->values[p->outputs[i]].is_callers = true;
    for (int i = 0; i < p->spec->input_count; i++)
        p->values[p->dinputs[i]].is_callers = true;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        p->values[r].is_copied = n->gate == INPUT && kernel_copies_input(p, n->cols) &&
                                 feeds_product(p, r);
        p->values[r].home = home_of(p, r);
        p->values[r].successor = -1;
    }
}

void plan_name_values(plan *p, const names *reserved)
{
    plan_name_in_c(p, reserved);
    int reals = 0;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        home *of = &p->values[r].home;
        of->name = n->gate == SLICE ? p->values[n->in[0]].home.name : n->name;
        if (plan_has_array(p, r) && reals <= KERNEL_STACK_MOST)
            reals += of->stride;
    }
    p->on_stack = p->spec->batch == 1 && reals <= KERNEL_STACK_MOST;
}
