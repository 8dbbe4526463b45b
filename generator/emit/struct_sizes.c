/* struct_sizes.c - how large the generated structs are: what templates/common/declarations.in and
 * plain/workspace.in declare, in bytes. */
#include "emit/plain.h"
#include "emit/signatures.h"
#include "emit/tables.h"
#include "graph/reals.h"
#include "plan/parameters.h"

/* Values that share memory, one after the other, take as much as the largest. */
static size_t place_reals(const plan *p, ref first)
{
    size_t most = 0;
    for (ref r = first; r >= 0; r = p->values[r].successor) {
        const value *v = &p->values[r];
        const size_t row = plan_node(p, r)->cols > 1 ? (size_t)v->home.stride : 1;
        most = row * (size_t)v->slots > most ? row * (size_t)v->slots : most;
    }
    return (size_t)p->spec->batch * most;
}

static size_t vector_workspace_reals(const plan *p)
{
    size_t reals = p->on_stack; /* its field `unused` */
    reals += 2 * (size_t)p->penalty_stride + (size_t)2 * BLOCK * (size_t)p->panel;
    for (ref r = 0; r < p->graph.count && !p->on_stack; r++)
        if (plan_has_array(p, r) && !p->values[r].succeeds)
            reals += place_reals(p, r);
    return reals + plan_gradient_scalars(p);
}

struct_sizes struct_sizes_of(const plan *p)
{
    const spec *s = p->spec;
    const size_t real = real_size(s);
    const size_t scalars = plan_parameter_scalars(p);
    struct_sizes sizes = { .parameters = scalars ? scalars * real : 1 };
    if (plan_writes(p, WRITE_STEP)) {
        sizes.corrections = optimizer_reads(p, "correction1") + optimizer_reads(p, "correction2");
        /* an integer stands at a multiple of its size, and so does what follows the struct */
        const size_t block = sizes.corrections ? sizeof(uint64_t) : real;
        const size_t counter = s->drops ? real : 0; /* with what follows it at its own place */
        const size_t all = block + (size_t)sizes.corrections * sizeof(uint64_t) + counter +
                           (size_t)s->optimizer.states * plan_moment_scalars(p) * real;
        sizes.optimizer = (all + block - 1) / block * block;
    }
    if (plan_writes(p, WRITE_ALL & ~(unsigned)(WRITE_PREDICT | WRITE_INIT))) {
        const size_t reals = p->how.plain ? plain_workspace_reals(p) : vector_workspace_reals(p);
        sizes.workspace = (reals ? reals : 1) * real; /* a struct has a field */
    }
    return sizes;
}
