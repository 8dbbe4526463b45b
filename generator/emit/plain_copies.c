/* plain_copies.c - transposed copies of weights, which training makes once for all samples. */
#include "emit/arrays.h"
#include "emit/calls.h"
#include "emit/plain.h"
#include "emit/stacks.h"
#include "emit/tables.h"

/* Of each parameter the first call of backward that reads a transposed copy of it, or NULL. */
const call *const *plain_find_copies(const plan *p)
{
    const call **first = arena_alloc(p->graph.arena,
                                     ((size_t)p->spec->parameter_count + 1) * sizeof *first);
    for (int i = 0; i < p->calls[OF_BACKWARD].count; i++) {
        const call *c = &p->calls[OF_BACKWARD].at[i];
        if (c->kernel != CALL_PRODUCT || !p->products[c->index].panels)
            continue;
        const call **of = &first[plan_node(p, c->operands[2].index)->index];
        *of = *of ? *of : c;
    }
    return first;
}

void plain_declare_copies(const plan *p, text *to)
{
    const call *const *copies = plain_find_copies(p);
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        const plain_copy *of = &p->plain.copies[i];
        if (!copies[i] || of->first != i)
            continue;
        text_add(to, "@real %s_transposed", q->name);
        if (of->slots > 1)
            text_add(to, "[%d]", of->slots);
        text_add(to, "[%d][%d];\n", q->cols, q->rows);
    }
}

const char *plain_copy_of(const plan *p, int i, int later, const rounds *in)
{
    const plain_copy *of = &p->plain.copies[i];
    arena *a = p->graph.arena;
    const char *name = p->spec->parameters[of->first].name;
    if (p->plain.copies[of->first].slots < 2)
        return arena_printf(a, "%s_transposed", name);
    const int step = p->plain.copies[later].slot - of->slot;
    return arena_printf(a, "%s_transposed[%s]", name, rounds_index(a, in, of->slot, step));
}

/* ---- making them ---- */

typedef struct copied { /* what is copied, in the order of backward */
    int *parameters;
    const call *const *calls;
} copied;

static int parameter_of(const stack *s, int i)
{
    return ((const copied *)s->of)->parameters[i];
}

static bool copy_alike(const stack *s, int i, int k)
{
    const copied *of = s->of;
    const int a = of->parameters[i], b = of->parameters[k];
    return s->plan->plain.copies[a].first == s->plan->plain.copies[b].first &&
           of->calls[a]->group == of->calls[b]->group;
}

static bool slots_go_on(const stack *s, int i, int k, int l)
{
    const plain_copy *c = s->plan->plain.copies;
    const int a = parameter_of(s, i), b = parameter_of(s, k), d = parameter_of(s, l);
    return c[b].slot - c[a].slot == c[d].slot - c[b].slot;
}

static void add_copy(text *t, const stack *s, int i, const call_loop *in, int indent)
{
    const plan *p = s->plan;
    const int which = parameter_of(s, i);
    const parameter *q = &p->spec->parameters[which];
    const rounds r = { .count = in ? in->rounds : 1 };
    const char *guard = call_guard(p, ((const copied *)s->of)->calls[which]->group);
    const char *to = plain_copy_of(p, which, in ? parameter_of(s, i + in->period) : which,
                                   in ? &r : NULL);
    const char *w = in ? stack_array(s, i, in, HOLDS_PARAMETERS, false, "p", array_first(p, which))
                       : p->arrays[which];
    text_add(t, "%*sfor (int i = 0; i < %d", indent, "", q->rows);
    text_add(t, guard ? " && (%s); i++)\n" : "%.0s; i++)\n", guard ? guard : "");
    text_add(t, "%*sfor (int j = 0; j < %d; j++)\n", indent + 4, "", q->cols);
    text_add(t, "%*sws->%s[j][i] = ", indent + 8, "", to);
    if (in)
        text_add(t, "%s[i*%d + j];\n", w, q->cols);
    else
        text_add(t, "%s[i][j];\n", w);
}

/* Sets net.transposed, the statements that make the copies. */
void plain_push_copies(lua_State *lua, const writer *w)
{
    const plan *p = w->plan;
    const int most = p->spec->parameter_count;
    copied of = { arena_alloc(p->graph.arena, ((size_t)most + 1) * sizeof *of.parameters),
                  plain_find_copies(p) };
    stack s = { .plan = p,
                .parameter = parameter_of,
                .alike = copy_alike,
                .goes_on = slots_go_on,
                .of = &of };
    for (int i = 0; i < most; i++)
        if (of.calls[i])
            of.parameters[s.count++] = i;
    text t = { .arena = p->graph.arena };
    stack_write(&t, &s, 4, "size_t", add_copy);
    table_statements(lua, "transposed", t.size ? t.at : "");
}
