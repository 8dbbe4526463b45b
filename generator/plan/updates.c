/* updates.c - when each parameter may be updated, and what is computed in the same pass. */
#include "plan/kernels.h"
#include "plan/passes.h"

/* Of one sample the last product that reads a parameter, d w', and its update x' d are one pass:
 * each weight is read once for both. */
static ref product_beside_update(const plan *p, const gradient *of, ref w)
{
    const parameter *q = &p->spec->parameters[of->parameter];
    if (!kernel_updates_beside_product(p, q) || of->term_count != 1 || of->terms[0].x < 0)
        return -1;
    term t = of->terms[0];
    ref product = -1;
    for (int i = p->user_start[w]; i < p->user_start[w + 1]; i++) {
        ref r = p->users[i];
        const node *n = plan_node(p, r);
        const value *v = &p->values[r];
        if (!v->needed[TRAIN] || v->group[TRAIN] != GROUP_ALL ||
            (v->level < of->level && n->gate != SLICE))
            continue;
        if (product >= 0 || n->gate != MATMUL_T || n->in[1] != w || n->in[0] != t.d)
            return -1;
        product = r;
    }
    bool ready = p->values[t.d].level < of->level && p->values[t.x].level < of->level;
    return ready ? product : -1;
}

/* An update in place waits for the last product that reads its parameter, and for the terms. */
void plan_place_updates(plan *p)
{
    ref *leaf = arena_alloc(p->graph.arena, ((size_t)p->spec->parameter_count + 1) * sizeof *leaf);
    for (int i = 0; i < p->spec->parameter_count; i++)
        leaf[i] = -1;
    for (ref r = 0; r < p->graph.count; r++)
        if (plan_node(p, r)->gate == PARAMETER)
            leaf[plan_node(p, r)->index] = r;
    for (int i = 0; i < p->gradient_count; i++) {
        gradient *of = &p->gradients[i];
        const ref w = leaf[of->parameter];
        int level = 0;
        for (int k = 0; k < of->term_count; k++) {
            term t = of->terms[k];
            level = p->values[t.d].level > level ? p->values[t.d].level : level;
            level = t.x >= 0 && p->values[t.x].level > level ? p->values[t.x].level : level;
        }
        for (int k = w < 0 ? 0 : p->user_start[w]; k < (w < 0 ? 0 : p->user_start[w + 1]); k++) {
            const value *v = &p->values[p->users[k]];
            if (v->needed[TRAIN] && v->group[TRAIN] == GROUP_ALL && v->level > level)
                level = v->level;
        }
        of->level = level;
        of->product = w < 0 ? -1 : product_beside_update(p, of, w);
    }
}
