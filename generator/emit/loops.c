/* loops.c - the loop along a row that is being written: which gates it computes, how often each is
 * read in it; and where long chains of gates are cut. */
#include "emit/writer.h"

void loop_begin(writer *w, const ref *of, int count)
{
    w->loops++;
    for (int i = 0; i < count; i++)
        w->loop[of[i]] = w->loops;
    for (int i = 0; i < count; i++) {
        const node *n = plan_node(w->plan, of[i]);
        for (int k = 0; k < n->arity; k++) {
            const ref in = n->in[k];
            w->reads[in] = w->read_by[in] == w->loops ? w->reads[in] + 1 : 1;
            w->read_by[in] = w->loops;
        }
    }
}

bool loop_reads_again(const writer *w, ref r)
{
    return w->read_by[r] == w->loops && w->reads[r] > 1;
}

/* Whether a gate of this loop reads the value of r, and does not write out its gate. */
static bool is_read(const writer *w, ref r)
{
    const plan *p = w->plan;
    for (int u = p->user_start[r]; u < p->user_start[r + 1]; u++) {
        const node *n = plan_node(p, p->users[u]);
        for (int k = 0; k < n->arity && w->loop[p->users[u]] == w->loops; k++)
            if (n->in[k] == r && !rows_absorbs(&w->own, n, k))
                return true;
    }
    return false;
}

/* How many gates may lead to a value. Printing one takes some 500 bytes of stack; and clang 14,
 * which evaluates what a constant is initialized with, follows the other constants in there by
 * recursion, 4.5 KB each: 1,800 of them end the 8 MB of its stack. */
enum { DEEPEST = 200 };

static int depth_of(const writer *w, const node *n)
{
    int depth = 0;
    for (int k = 0; k < n->arity; k++)
        if (w->depth[n->in[k]] > depth)
            depth = w->depth[n->in[k]];
    return depth + 1;
}

void cut_vectors(writer *w, const ref *of, int count)
{
    for (int i = 0; i < count; i++) {
        const node *n = plan_node(w->plan, of[i]);
        w->depth[of[i]] = depth_of(w, n);
        w->is_cut[of[i]] = w->depth[of[i]] >= DEEPEST && !rows_is_reduction(n) && is_read(w, of[i]);
        if (!w->is_cut[of[i]])
            continue;
        express_ahead(w, of[i]);
        w->depth[of[i]] = 0;
    }
    for (int i = 0; i < count; i++)
        w->depth[of[i]] = 0; /* other loops read memory, or what a sum came to */
}

void cut_scalars(writer *w, const rows_function *f)
{
    for (int i = 0; i < f->count; i++) {
        const ref r = f->nodes[i];
        const node *n = plan_node(w->plan, r);
        if (!rows_is_plain_scalar(n) || rows_is_move(n))
            continue;
        w->depth[r] = depth_of(w, n);
        w->is_cut[r] = w->depth[r] >= DEEPEST && !(f->treated[i] & (INLINED | ABSORBED));
        if (w->is_cut[r])
            w->depth[r] = 0;
    }
}
