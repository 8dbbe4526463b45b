/* contractions.c - which contractions are summed over the samples, what their tiles may copy. */
#include "plan/kernels.h"
#include "plan/tiling.h"

enum {
    COPY_MOST = 1 << 16, /* reals on the stack, 256 KB of floats: as much as panels take there, */
    SLAB_MOST = 1 << 14  /* and of one sample, which is copied again and again */
};

/* The sums of a sample are in registers until they are added: memory and its way are saved. Of what
 * a parameter holds they would be too late, for that may be updated before. */
bool kernel_sums_contraction(const plan *p, const node *n)
{
    tiling t;
    bool sums = !p->how.plain && p->spec->batch > 1 && tiling_of(n->loops, n->arity, n->cols, &t) &&
                !t.adds && t.terms > 0 && t.packed < 0;
    for (int i = 0; i < n->arity && sums; i++) {
        const node *in = plan_node(p, n->in[i]);
        while (in->gate == SLICE)
            in = plan_node(p, in->in[0]);
        sums = in->gate != CONSTANT && in->gate != PARAMETER && !plan_is_class(p, n->in[i]) &&
               !graph_is_scalar(&p->graph, n->in[i]);
    }
    return sums;
}

int64_t kernel_gradient_work(const parameter *q, const nest *loops, bool is_matrix)
{
    const int moving = 8; /* a number */
    return loops ? nest_rounds(loops) : (int64_t)q->rows * q->cols * (is_matrix ? 1 : moving);
}

bool kernel_packs(int64_t elements)
{
    return elements <= SLAB_MOST;
}

bool kernel_packs_before(const plan *p, int64_t elements)
{
    return p->spec->batch > 1 && elements <= COPY_MOST;
}
