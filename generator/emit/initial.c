/* initial.c - the initialisers: what each parameter is at first, and the statements that set it. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "emit/arrays.h"
#include "emit/stacks.h"
#include "emit/tables.h"
#include "plan/parameters.h"

/* The limit of a uniform, the deviation of a normal, or the constant. Fan-in is the rows of w,
 * fan-out its columns; times the kernel of a convolution. Glorot and Bengio 2010, He et al. 2015,
 * LeCun et al. 1998. */
static double initial_scale(const parameter *q)
{
    double in = q->fan_in, out = q->fan_out;
    switch (q->init) {
    case INIT_GLOROT_UNIFORM: return sqrt(6 / (in + out));
    case INIT_GLOROT_NORMAL: return sqrt(2 / (in + out));
    case INIT_HE_UNIFORM: return sqrt(6 / in);
    case INIT_HE_NORMAL: return sqrt(2 / in);
    case INIT_LECUN_NORMAL: return sqrt(1 / in);
    case INIT_UNIFORM:
    case INIT_CONSTANT: return q->init_value;
    default: return 0;
    }
}

static const char *initial_kind(const parameter *q)
{
    switch (q->init) {
    case INIT_GLOROT_NORMAL:
    case INIT_HE_NORMAL:
    case INIT_LECUN_NORMAL: return "normal";
    case INIT_ZEROS:
    case INIT_CONSTANT: return "constant";
    default: return "uniform";
    }
}

/* What an element of q is at first; NULL: 0. */
static const char *first_value(arena *a, const parameter *q, bool is_double)
{
    const char *kind = initial_kind(q);
    const double scale = initial_scale(q);
    const char *factor = real_literal(a, scale, is_double);
    if (!strcmp(kind, "constant"))
        return scale == 0 && !signbit(scale) ? NULL : factor;
    const bool is_normal = !strcmp(kind, "normal");
    return arena_printf(a, is_normal ? "%s * @next_normal(&seed)" : "%s * @next_uniform(&seed)",
                        factor);
}

/* ---- statements ---- */

typedef struct initial { /* what is not 0 at first */
    int *parameters;
    const char **first;
    int count;
} initial;

static int parameter_of(const stack *s, int i)
{
    return ((const initial *)s->of)->parameters[i];
}

static bool begin_alike(const stack *s, int i, int k)
{
    const initial *of = s->of;
    const parameter *q = &s->plan->spec->parameters[of->parameters[i]],
                    *other = &s->plan->spec->parameters[of->parameters[k]];
    return q->rows * q->cols == other->rows * other->cols && !strcmp(of->first[i], of->first[k]);
}

static initial find_initial(const plan *p)
{
    const int most = p->spec->parameter_count;
    initial to = { arena_alloc(p->graph.arena, ((size_t)most + 1) * sizeof *to.parameters),
                   arena_alloc(p->graph.arena, ((size_t)most + 1) * sizeof *to.first), 0 };
    for (int i = 0; i < most; i++) {
        const parameter *q = &p->spec->parameters[i];
        const char *first = plan_bakes(p, q) ? NULL
                                             : first_value(p->graph.arena, q, p->spec->is_double);
        if (!first)
            continue;
        to.parameters[to.count] = i;
        to.first[to.count++] = first;
    }
    return to;
}

static void add_initial(text *t, const stack *s, int i, const call_loop *in, int indent)
{
    const initial *of = s->of;
    const int which = of->parameters[i];
    const parameter *q = &s->plan->spec->parameters[which];
    const int size = q->rows * q->cols;
    const char *array = in ? stack_array(s, i, in, HOLDS_PARAMETERS, true, "p",
                                         array_first(s->plan, which))
                           : array_flat(t->arena, s->plan->arrays[which], q);
    text_add(t, "%*s%sfor (size_t i = 0; i < %d; i++)\n", indent, "", size > 16 ? "@ROLLED " : "",
             size);
    text_add(t, "%*s%s[i] = %s;\n", indent + 4, "", array, of->first[i]);
}

void initial_push(lua_State *lua, const plan *p)
{
    const initial all = find_initial(p);
    const stack s = { p, all.count, parameter_of, begin_alike, NULL, &all, false };
    text t = { .arena = p->graph.arena };
    const char *draws = NULL; /* the most that any parameter is drawn from */
    for (int i = 0; i < all.count; i++) {
        const char *kind = initial_kind(&p->spec->parameters[all.parameters[i]]);
        if (!strcmp(kind, "normal") || (!draws && strcmp(kind, "constant") != 0))
            draws = kind;
    }
    stack_write(&t, &s, 4, "size_t", add_initial);
    table_text(lua, "draws", draws);
    table_statements(lua, "initial", t.size ? t.at : "");
}
