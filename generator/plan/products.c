/* products.c - the functions that compute matrix products: those of equal dimensions, strides and
 * finish are one. */
#include "plan/products.h"

#include "plan/kernels.h"

product_finder products_open(plan *p)
{
    return (product_finder){ .plan = p,
                             .finished = finish_list(p),
                             .product_of = arena_alloc(p->graph.arena,
                                                       (size_t)p->graph.count * sizeof(int)) };
}

ref products_bare(const plan *p, ref r)
{
    return plan_node(p, r)->gate == ADD ? plan_node(p, r)->in[0] : r;
}

static bool same_shape(const product *a, const product *b)
{
    return a->terms == b->terms && a->width == b->width && a->transposed == b->transposed;
}

static const char *product_name(const plan *p, const product *f)
{
    arena *a = p->graph.arena;
    int same = 1;
    for (int i = 0; i < p->product_count; i++)
        same += same_shape(&p->products[i], f);
    const char *verb = f->transposed ? "multiply_transposed" : "multiply";
    return same == 1 ? arena_printf(a, "%s_%dx%d", verb, f->terms, f->width)
                     : arena_printf(a, "%s_%dx%d_%d", verb, f->terms, f->width, same);
}

/* The number of what becomes of the sums of product r, 0: nothing. */
static int find_finish(product_finder *c, ref r)
{
    plan *p = c->plan;
    finish of;
    finish_make(p, &c->finished, r, &of);
    if (of.count == 0)
        return 0;
    for (int i = 0; i < p->finish_count; i++)
        if (finish_same(p, &p->finishes[i], &of))
            return i + 1;
    p->finishes = arena_grow(p->graph.arena, p->finishes, p->finish_count, &c->finish_capacity,
                             sizeof *p->finishes);
    p->finishes[p->finish_count++] = of;
    return p->finish_count;
}

static int find_product(product_finder *c, ref r)
{
    plan *p = c->plan;
    const node *z = plan_node(p, r), *n = plan_node(p, products_bare(p, r));
    product f = { .terms = plan_node(p, n->in[0])->cols,
                  .width = z->cols,
                  .x_stride = p->values[n->in[0]].home.stride,
                  .z_stride = p->values[r].home.stride,
                  .transposed = n->gate == MATMUL_T,
                  .bias = z->gate == ADD };
    kernel_choose_product(p, &f);
    f.finish = find_finish(c, r);
    if (f.finish) {
        finish own;
        finish_make(p, &c->finished, r, &own);
        f.z_stride = p->values[own.to[0]].home.stride;
    }
    for (int i = 0; i < p->product_count; i++) {
        const product *known = &p->products[i];
        if (same_shape(known, &f) && known->x_stride == f.x_stride &&
            known->z_stride == f.z_stride && known->bias == f.bias && known->finish == f.finish)
            return i;
    }
    f.name = product_name(p, &f);
    p->products = arena_grow(p->graph.arena, p->products, p->product_count, &c->product_capacity,
                             sizeof *p->products);
    p->products[p->product_count] = f;
    return p->product_count++;
}

static void note_computed(const plan *p, product *f, ref r)
{
    f->computes = arena_grow(p->graph.arena, f->computes, f->computes_count, &f->computes_capacity,
                             sizeof *f->computes);
    f->computes[f->computes_count++] = r;
}

int products_find(product_finder *c, ref r)
{
    if (!c->product_of[r]) {
        c->product_of[r] = 1 + find_product(c, r);
        note_computed(c->plan, &c->plan->products[c->product_of[r] - 1], r);
    }
    return c->product_of[r] - 1;
}
