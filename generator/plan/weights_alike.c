/* weights_alike.c - functions of parameters that do the same on other arrays, as those of equal
 * layers do: the first of them is written, and called for all. */
#include <string.h>

#include "graph/nest.h"
#include "plan/passes.h"
#include "plan/weights.h"

enum { HASHES = 1 << 10, LOOKED_AT = 64 };

static bool read_alike(const plan *p, ref r, ref s)
{
    const home *of = &p->values[r].home, *other = &p->values[s].home;
    return of->stride == other->stride && of->padded == other->padded;
}

static bool go_on_alike(const plan *p, ref r, ref later, ref s, ref other_later)
{
    return r < 0 || plan_distance(p, r, later) == plan_distance(p, s, other_later);
}

static bool same_term(const plan *p, const term *t, const term *u)
{
    const bool same = (t->x < 0) == (u->x < 0) && t->row == u->row && t->rounds == u->rounds &&
                      nest_same(t->loops, u->loops) && read_alike(p, t->d, u->d) &&
                      (t->x < 0 || read_alike(p, t->x, u->x)) &&
                      (!t->row || plan_node(p, t->x)->cols == plan_node(p, u->x)->cols);
    return same && (t->rounds == 1 || (go_on_alike(p, t->x, t->later_x, u->x, u->later_x) &&
                                       go_on_alike(p, t->d, t->later_d, u->d, u->later_d)));
}

static bool same_terms(const plan *p, const gradient *g, const gradient *h)
{
    bool same = g->term_count == h->term_count;
    for (int k = 0; k < g->term_count && same; k++)
        same = same_term(p, &g->terms[k], &h->terms[k]);
    return same;
}

static bool same_formulas(const weight_formulas *f, const weight_formulas *g)
{
    bool same = f->count == g->count;
    for (int k = 0; k < f->count && same; k++)
        same = f->of[k] == g->of[k];
    return same;
}

static bool same_penalties(const plan *p, const weight_function *f, const weight_function *g)
{
    bool same = f->penalty_count == g->penalty_count;
    for (int k = 0; k < f->penalty_count && same; k++)
        same = same_formulas(&p->penalties[f->penalties[k]].formulas,
                             &p->penalties[g->penalties[k]].formulas);
    return same;
}

/* What kernel_choose_weights and the shape leave. */
static bool same_kernel(const weight_function *f, const weight_function *g)
{
    return !strcmp(f->form, g->form) && f->height == g->height && f->width == g->width &&
           f->panel_rows == g->panel_rows && f->scattered == g->scattered &&
           f->rolled == g->rolled && f->together == g->together && f->in_pieces == g->in_pieces &&
           f->threads == g->threads;
}

static bool are_alike(const plan *p, int i, int k)
{
    const weight_function *f = &p->weights[i], *g = &p->weights[k];
    const gradient *of = &p->gradients[f->gradient], *other = &p->gradients[g->gradient];
    return f->updates == g->updates && f->sums == g->sums && f->swapped == g->swapped &&
           f->sums_too == g->sums_too && (f->product < 0) == (g->product < 0) &&
           same_kernel(f, g) && same_formulas(&f->formulas, &g->formulas) &&
           (!f->sums_too ||
            same_formulas(&p->weights[i - 1].formulas, &p->weights[k - 1].formulas)) &&
           same_penalties(p, f, g) && of->rests == other->rests && of->runs == other->runs &&
           same_terms(p, of, other);
}

static unsigned hash_of(const plan *p, const weight_function *f)
{
    const unsigned terms = (unsigned)p->gradients[f->gradient].term_count;
    return (((unsigned)f->height * 31 + (unsigned)f->width) * 31 + terms) * 2 + f->updates;
}

static void find_functions(plan *p)
{
    int *last = arena_alloc(p->graph.arena, HASHES * sizeof *last); /* 1 + the last of a hash */
    int *next = arena_alloc(p->graph.arena, ((size_t)p->weight_count + 1) * sizeof *next);
    for (int i = 0; i < p->weight_count; i++) {
        int *first = &last[hash_of(p, &p->weights[i]) % HASHES];
        int like = *first - 1;
        for (int tries = 0; like >= 0 && !are_alike(p, i, like); like = next[like] - 1)
            if (++tries == LOOKED_AT) {
                like = -1;
                break;
            }
        p->weights[i].like = like < 0 ? i : like;
        p->weights[i].alike_count = 0;
        if (like >= 0) {
            p->weights[like].alike_count++;
            continue;
        }
        next[i] = *first;
        *first = i + 1;
    }
}

static void find_penalties(plan *p)
{
    for (int i = 0; i < p->penalty_count; i++) {
        penalty *of = &p->penalties[i];
        const parameter *q = &p->spec->parameters[of->parameter];
        of->like = i;
        for (int k = i; k-- > 0 && k >= i - LOOKED_AT && of->like == i;) {
            const parameter *other = &p->spec->parameters[p->penalties[k].parameter];
            if (q->rows == other->rows && q->cols == other->cols &&
                same_formulas(&of->formulas, &p->penalties[k].formulas))
                of->like = p->penalties[k].like;
        }
    }
}

void plan_find_like_weights(plan *p)
{
    find_functions(p);
    find_penalties(p);
}
