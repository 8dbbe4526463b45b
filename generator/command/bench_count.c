/* bench_count.c - what the calls have to do: the operations of the plan's products and loops, and
 * the bytes that cannot stay in registers from one call to the next. */
#include "command/bench.h"
#include "command/points.h"
#include "graph/nest.h"

/* 2 in out: a multiplication and an addition for each weight. */
static double product_flops(const plan *p, ref product)
{
    const node *n = &p->graph.nodes[product];
    if (n->gate == ADD) /* of a bias, fused */
        n = &p->graph.nodes[n->in[p->values[n->in[0]].is_fused ? 0 : 1]];
    const node *w = &p->graph.nodes[n->in[1]];
    return 2.0 * w->rows * w->cols;
}

/* Of the sums of products that a function of rows computes by loops. */
static double loops_flops(const plan *p, const rows_function *f)
{
    double flops = 0;
    for (int i = 0; i < f->count; i++) {
        const node *n = &p->graph.nodes[f->nodes[i]];
        if (n->gate == CONTRACT && n->arity > 1)
            flops += 2.0 * (double)nest_rounds(n->loops);
    }
    return flops;
}

static double stages_flops(const plan *p, program of)
{
    double flops = 0;
    for (int i = 0; i < p->stages[of].count; i++) {
        const stage *s = &p->stages[of].at[i];
        if (s->kind == STAGE_PRODUCT && s->group == GROUP_ALL)
            flops += product_flops(p, s->product);
        else if (s->kind == STAGE_ROWS && s->group == GROUP_ALL)
            flops += loops_flops(p, &p->functions[s->function]);
    }
    return flops;
}

static double gradients_flops(const plan *p)
{
    double flops = 0;
    for (int i = 0; i < p->gradient_count; i++) {
        const gradient *g = &p->gradients[i];
        const parameter *w = &p->spec->parameters[g->parameter];
        for (int k = 0; k < g->term_count; k++)
            if (g->terms[k].loops)
                flops += 2.0 * (double)nest_rounds(g->terms[k].loops);
            else if (g->terms[k].row) /* additions alone */
                flops += p->graph.nodes[g->terms[k].d].cols;
            else if (g->terms[k].x >= 0)
                flops += 2.0 * w->rows * w->cols;
    }
    return flops;
}

double bench_flops(const plan *p, program of)
{
    return stages_flops(p, of) + (of == TRAIN ? gradients_flops(p) : 0);
}

void bench_count(const plan *p, size_t rows, bench_call call[BENCH_CALLS])
{
    const double n = (double)rows;
    const double block = (double)(p->spec->parameter_scalars * real_size(p->spec));
    const double forward = bench_flops(p, FORWARD);
    const double train = bench_flops(p, TRAIN);
    const double moments = p->spec->optimizer.states * block;
    call[BENCH_PREDICT] = (bench_call){ "predict", 1, forward, block, 0, 0, 0 };
    call[BENCH_FORWARD] = (bench_call){ "forward", rows, n * forward, block, 0, 0, 0 };
    call[BENCH_BACKWARD] = (bench_call){ "backward", rows, n * train, 3 * block, 0, 0, 0 };
    call[BENCH_STEP] = (bench_call){ "step", rows, n * train, 3 * block + 2 * moments, 0, 0, 0 };
}
