/* alike.c - functions of rows that do the same on other values: of the steps of a sequence, of
 * equal layers. Their gates are the same one by one, and each value that the one reads stands where
 * the other reads one that lies in memory as it does. */
#include "plan/alike.h"

#include "graph/nest.h"
#include "plan/rows.h"

alike alike_open(const plan *p)
{
    const size_t count = (size_t)p->graph.count;
    alike a = { .plan = p };
    for (int side = 0; side < 2; side++) {
        a.own[side] = arena_alloc(p->graph.arena, count * sizeof(int));
        a.argument[side] = arena_alloc(p->graph.arena, count * sizeof(int));
        a.twin[side] = arena_alloc(p->graph.arena, count * sizeof(int));
    }
    return a;
}

uint64_t alike_hash(const plan *p, const rows_function *f)
{
    uint64_t h = (uint64_t)f->argument_count;
    for (int i = 0; i < f->count; i++) {
        const node *n = plan_node(p, f->nodes[i]);
        h = h * 1000003 + (uint64_t)n->gate * 64 + f->treated[i];
        h = h * 1000003 + (uint64_t)n->cols * 16 + (uint64_t)n->arity;
    }
    return h;
}

static ref source_of(const alike *a, ref r)
{
    return a->plan->values[r].source;
}

static void note(const alike *a, int side, const rows_function *f)
{
    for (int i = 0; i < f->count; i++)
        a->own[side][f->nodes[i]] = i + 1;
    for (int k = 0; k < f->argument_count; k++)
        a->argument[side][source_of(a, f->arguments[k])] = k + 1;
}

static void forget(const alike *a, int side, const rows_function *f)
{
    for (int i = 0; i < f->count; i++)
        a->own[side][f->nodes[i]] = 0;
    for (int k = 0; k < f->argument_count; k++) {
        const ref source = source_of(a, f->arguments[k]);
        a->argument[side][source] = a->twin[side][source] = 0;
    }
}

/* Whether two values of equal width are read and written in the same way. */
static bool same_memory(const plan *p, ref r, ref s)
{
    const home *of = &p->values[r].home, *other = &p->values[s].home;
    return of->stride == other->stride && of->padded == other->padded &&
           plan_is_integer(p, r) == plan_is_integer(p, s);
}

static int offset_in(const alike *a, ref r, ref from)
{
    return a->plan->values[r].home.offset - a->plan->values[from].home.offset;
}

/* Whether argument `at` of f stands where that of g does, and nowhere else. */
static bool is_twin(const alike *a, ref source, int at, ref other, int other_at)
{
    int *twin = &a->twin[0][source], *back = &a->twin[1][other];
    if (*twin == 0 && *back == 0) {
        *twin = other_at;
        *back = at;
    }
    return *twin == other_at && *back == at;
}

static bool same_operand(const alike *a, const rows_function *f, ref r, const rows_function *g,
                         ref s)
{
    const plan *p = a->plan;
    const node *n = plan_node(p, r), *m = plan_node(p, s);
    const ref of = source_of(a, r), other = source_of(a, s);
    if (n->rows != m->rows || n->cols != m->cols)
        return false;
    if (a->own[0][of] || a->own[1][other])
        return a->own[0][of] == a->own[1][other] && offset_in(a, r, of) == offset_in(a, s, other);
    const int at = a->argument[0][of], other_at = a->argument[1][other];
    if (!at || !other_at) /* constants */
        return r == s;
    if (plan_node(p, of)->gate == VARIABLE || plan_node(p, other)->gate == VARIABLE)
        return of == other && is_twin(a, of, at, other, other_at);
    return same_memory(p, r, s) &&
           (plan_node(p, of)->cols == 1) == (plan_node(p, other)->cols == 1) &&
           offset_in(a, r, f->arguments[at - 1]) == offset_in(a, s, g->arguments[other_at - 1]) &&
           is_twin(a, of, at, other, other_at);
}

/* The same of what they keep; but what computes a caller's value is called after that. */
static bool keep_alike(const alike *a, ref r, ref s)
{
    const value *v = a->plan->values;
    return !v[r].is_callers && !v[s].is_callers && same_memory(a->plan, r, s) &&
           is_twin(a, r, a->argument[0][r], s, a->argument[1][s]);
}

static bool same_gate(const alike *a, const rows_function *f, const rows_function *g, int i)
{
    const node *n = plan_node(a->plan, f->nodes[i]), *m = plan_node(a->plan, g->nodes[i]);
    bool same = f->treated[i] == g->treated[i] && n->gate == m->gate && n->arity == m->arity &&
                n->rows == m->rows && n->cols == m->cols && n->value == m->value &&
                n->index == m->index && nest_same(n->loops, m->loops) &&
                (!(f->treated[i] & KEPT) || keep_alike(a, f->nodes[i], g->nodes[i]));
    for (int k = 0; k < n->arity && same; k++)
        same = same_operand(a, f, n->in[k], g, m->in[k]);
    return same;
}

static bool same_statement(const alike *a, const statement *s, const statement *t)
{
    bool same = s->kind == t->kind && s->count == t->count && s->length == t->length;
    for (int i = 0; i < s->count && same; i++)
        same = a->own[0][s->of[i]] == a->own[1][t->of[i]];
    return same;
}

static bool are_alike(const alike *a, const rows_function *f, const rows_function *g)
{
    bool same = f->count == g->count && f->argument_count == g->argument_count &&
                f->statement_count == g->statement_count;
    for (int i = 0; i < f->count && same; i++)
        same = same_gate(a, f, g, i);
    for (int i = 0; i < f->statement_count && same; i++)
        same = same_statement(a, &f->statements[i], &g->statements[i]);
    for (int k = 0; k < f->argument_count && same; k++)
        same = a->twin[1][source_of(a, g->arguments[k])] > 0;
    return same;
}

ref *alike_arguments(const alike *a, const rows_function *f, const rows_function *g)
{
    ref *arguments = NULL;
    note(a, 0, f);
    note(a, 1, g);
    if (are_alike(a, f, g)) {
        arguments = arena_alloc(a->plan->graph.arena,
                                ((size_t)f->argument_count + 1) * sizeof *arguments);
        for (int k = 0; k < g->argument_count; k++)
            arguments[k] = f->arguments[a->twin[1][source_of(a, g->arguments[k])] - 1];
    }
    forget(a, 0, f);
    forget(a, 1, g);
    return arguments;
}
