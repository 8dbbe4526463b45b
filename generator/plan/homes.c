/* homes.c - where values live between functions, and what they are called. */
#include <string.h>

#include "plan/plan.h"

/* Rows are padded so that two vectors of any target may be read at once. Long ones take an odd
 * number of 64-byte lines, so that a column of rows spreads over the sets of a cache. */
static int padded(const plan *p, int cols)
{
    int line = p->spec->is_double ? 8 : 16, block = cols <= BLOCK ? BLOCK : 2 * BLOCK;
    int size = (cols + block - 1) / block * block;
    if (cols > 4 * BLOCK && size / line % 2 == 0)
        size += line;
    return cols == 1 ? 1 : size;
}

static bool is_caller_value(const plan *p, ref r)
{
    for (int i = 0; i < p->spec->output_count; i++)
        if (p->outputs[i] == r)
            return true;
    for (int i = 0; i < p->spec->input_count; i++)
        if (p->dinputs[i] == r)
            return true;
    return false;
}

/* Rows whole pages apart fall into one set of the nearest cache, with no room for as many as a tile
 * takes. Measured, float: 1024 wide gain 2 % at batch 32, nothing at 16; 2048 wide 10 % at 64. */
bool plan_is_copied(const plan *p, ref r)
{
    enum { LEAST_BATCH = 32 };
    const node *n = &p->graph.nodes[r];
    if (n->gate != INPUT || plan_row_bytes(p, n->cols) % PAGE != 0 ||
        p->spec->batch < LEAST_BATCH)
        return false;
    for (ref of = 0; of < p->graph.count; of++) {
        const node *product = &p->graph.nodes[of];
        if (product->gate == MATMUL && plan_source(p, product->in[0]) == r)
            return true;
    }
    return false;
}

home plan_home(const plan *p, ref r)
{
    const node *n = &p->graph.nodes[r];
    if (n->gate == SLICE) {
        home of = plan_home(p, n->in[0]);
        of.offset += n->index;
        of.padded = false;
        return of;
    }
    if (n->gate == PARAMETER)
        return (home){ .name = n->name };
    if ((plan_is_leaf(p, r) && !plan_is_copied(p, r)) || is_caller_value(p, r))
        return (home){ .name = n->name,
                       .stride = n->gate == TARGET && n->value == 1 ? 1 : n->cols };
    return (home){ .name = n->name, .stride = padded(p, n->cols), .padded = n->cols > 1,
                   .workspace = true };
}

bool plan_in_workspace(const plan *p, ref r)
{
    bool kept = plan_is_copied(p, r) && plan_is_needed(p, r);
    for (int program = 0; program < PROGRAMS; program++)
        kept = kept || (p->stored[program][r] && p->needed[program][r]);
    return kept && plan_home(p, r).workspace && p->graph.nodes[r].gate != SLICE;
}

/* Few values of one sample are local variables, so that compilers keep them in registers. */
bool plan_is_local(const plan *p)
{
    enum { MOST = 4096 };
    int reals = 0;
    for (ref r = 0; r < p->graph.count && reals <= MOST; r++)
        if (plan_in_workspace(p, r))
            reals += plan_home(p, r).stride;
    return p->spec->batch == 1 && reals <= MOST;
}

static bool name_taken(const plan *p, const char *name, ref by)
{
    static const char *const arguments[] = { "p", "g", "o", "n", "ws", "r", "j", "seed", "J" };
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        if (!strcmp(name, arguments[i]))
            return true;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        bool first = r < by || plan_is_leaf(p, r) || is_caller_value(p, r);
        if (r != by && first && n->name && !strcmp(n->name, name))
            return true;
    }
    return false;
}

/* Every row gate and product gets a name of its own: its hint, or v and its number. */
void plan_name_values(plan *p)
{
    int next = 1;
    for (ref r = 0; r < p->graph.count; r++) {
        node *n = &p->graph.nodes[r];
        if (!plan_is_needed(p, r) || plan_is_leaf(p, r) || is_caller_value(p, r) ||
            n->gate == SLICE ||
            p->is_outer[r])
            continue;
        const char *hint = n->name;
        for (int i = 1; !n->name || name_taken(p, n->name, r); i++)
            n->name = hint ? arena_printf(p->graph.arena, "%s_%d", hint, i)
                           : arena_printf(p->graph.arena, "v%d", next++);
    }
}
