/* contractions.c - which contractions are summed over the samples, what their tiles may copy. */
#include "graph/nest.h"
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

int kernel_window_axes(const nest *n, int results, int axis[NEST_AXES])
{
    int order[NEST_AXES], count = 0;
    for (int i = nest_by_stride(n, NEST_Y, order); i-- > 0;)
        if (n->stride[order[i]][NEST_Y] % results == 0)
            axis[count++] = order[i];
    return count;
}

/* The forward pass of 2x2 windows of 14x14 results takes of its time, gcc and clang, 0.9 and 1.3 of
 * 8 channels, 0.6 and 0.7 of 16, 0.4 and 0.6 of 64. */
bool kernel_reads_windows(const node *copies, int results)
{
    const nest *n = copies->loops;
    int axis[NEST_AXES], last = 0;
    const int within = kernel_window_axes(n, results, axis);
    bool is_wide = false, moves = true;
    for (int k = 0; k < n->axes; k++) {
        const int to = n->stride[k][NEST_Y], from = n->stride[k][NEST_A];
        is_wide = is_wide || (to == 1 && from == 1 && n->size[k] >= BLOCK);
        moves = moves && to > 0 && from > 0;
        last += to % results == 0 ? 0 : to * (n->size[k] - 1);
    }
    return copies->arity == 1 && is_wide && moves && within >= 1 && within <= 2 && last < results &&
           n->first[NEST_Y] == 0 && nest_covers(n, NEST_Y, copies->cols);
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
