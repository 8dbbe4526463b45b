/* chains.c - the arrays of chains: a slot for each value, or one for all, where each is dead when
 * the next is computed. */
#include "plan/chains.h"

#include "plan/lives.h"

/* Whether in each function no two of the chain that begins with `first` live at a time. */
static bool take_turns(const ref *next, const life *lives, ref first)
{
    for (int of = 0; of < RUNS; of++) {
        const span *before = NULL;
        bool up = true, down = true;
        for (ref r = first; r >= 0; r = next[r]) {
            const span *here = &lives[r].of[of];
            if (!here->first)
                continue;
            up = up && (!before || before->last < here->first);
            down = down && (!before || here->last < before->first);
            before = here;
        }
        if (!up && !down)
            return false;
    }
    return true;
}

void chains_place(plan *p, const ref *next, const ref *before)
{
    const life *lives = lives_find(p, plan_array_of);
    for (ref first = 0; first < p->graph.count; first++) {
        if (next[first] < 0 || before[first] >= 0)
            continue;
        const bool in_turn = !p->how.plain && take_turns(next, lives, first);
        int slots = 0;
        for (ref r = first; r >= 0; r = next[r]) {
            value *v = &p->values[r];
            v->chain = first;
            v->slot = in_turn ? 0 : slots++;
            v->in_turn = in_turn;
            v->home.name = p->values[first].home.name;
        }
        p->values[first].slots = in_turn ? 1 : slots;
    }
    for (ref r = 0; r < p->graph.count; r++) /* what lies in others */
        p->values[r].home.name = p->values[plan_array_of(p, r)].home.name;
}

void chains_place_copies(plan *p, const ref *next, const ref *before)
{
    const int count = p->spec->parameter_count;
    p->plain.copies = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof *p->plain.copies);
    for (int i = 0; i < count; i++) {
        if (before[i] >= 0)
            continue;
        int slots = 0;
        for (int k = i; k >= 0; k = next[k] < 0 ? -1 : next[k] - p->graph.count)
            p->plain.copies[k] = (plain_copy){ .first = i, .slot = slots++ };
        p->plain.copies[i].slots = slots;
    }
}

const char *plan_chain_remark(const plan *p, ref r)
{
    const value *v = &p->values[r];
    const char *second = NULL, *last = NULL;
    int count = 1;
    for (ref of = r + 1; of < p->graph.count && (v->slots > 1 || v->in_turn); of++) {
        if (p->values[of].chain != r)
            continue;
        last = plan_node(p, of)->name;
        second = second ? second : last;
        if (++count == v->slots)
            break;
    }
    const char *how = v->in_turn ? ", in turn" : "";
    return count < 2 ? ""
           : count == 2
               ? arena_printf(p->graph.arena, " /* %s, %s%s */", plan_node(p, r)->name, second, how)
               : arena_printf(p->graph.arena, " /* %s, %s ... %s%s */", plan_node(p, r)->name,
                              second, last, how);
}
