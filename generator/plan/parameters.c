/* parameters.c - which arrays of parameters the structs of the file hold, and where the rest is. */
#include "plan/parameters.h"

#include <string.h>

#include "plan/kernels.h"
#include "plan/passes.h"

bool plan_bakes(const plan *p, const parameter *q)
{
    return p->how.bakes && parameter_is_frozen(q);
}

bool plan_penalties_read(const plan *p)
{
    for (int i = 0; i < p->penalty_count; i++)
        if (!plan_bakes(p, &p->spec->parameters[p->penalties[i].parameter]))
            return true;
    return false;
}

bool plan_lists_penalties(const plan *p)
{
    return p->penalty_count >= LAYERS_LEAST;
}

static bool has_moments(const plan *p, const parameter *q)
{
    return p->spec->optimizer.states > 0 && q->train;
}

static bool is_summed(const plan *p, const parameter *q)
{
    return p->derived->two_pass && q->train;
}

static size_t scalars_of(const plan *p, bool holds(const plan *p, const parameter *of))
{
    size_t scalars = 0;
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        scalars += holds(p, q) ? (size_t)q->rows * (size_t)q->cols : 0;
    }
    return scalars;
}

static bool is_held(const plan *p, const parameter *q)
{
    return !plan_bakes(p, q);
}

size_t plan_parameter_scalars(const plan *p)
{
    return scalars_of(p, is_held);
}

size_t plan_moment_scalars(const plan *p)
{
    return scalars_of(p, has_moments);
}

/* The struct that holds so many: that of the parameters, if these are all; NULL: none. */
static const char *type_of(const plan *p, size_t scalars, const char *fewer)
{
    return scalars == 0 ? NULL : scalars == plan_parameter_scalars(p) ? "@parameters" : fewer;
}

const char *plan_moments_type(const plan *p)
{
    return type_of(p, plan_moment_scalars(p), "@moments");
}

size_t plan_gradient_scalars(const plan *p)
{
    return scalars_of(p, is_summed);
}

const char *plan_gradient_type(const plan *p)
{
    const size_t scalars = plan_gradient_scalars(p);
    return scalars && p->spec->drops ? "@trained" : type_of(p, scalars, "@trained");
}

bool plan_has_own_pass(const plan *p)
{
    const char *type = plan_gradient_type(p);
    return p->derived->two_pass && (p->spec->drops || (type && !strcmp(type, "@trained")));
}

void plan_find_arrays(plan *p)
{
    arena *a = p->graph.arena;
    p->arrays = arena_alloc(a, ((size_t)p->spec->parameter_count + 1) * sizeof *p->arrays);
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        p->arrays[i] = arena_printf(a, plan_bakes(p, q) ? "@frozen_%s" : "p->%s", q->name);
    }
}
