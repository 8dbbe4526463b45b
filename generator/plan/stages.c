/* stages.c - each program as a sequence of stages, level by level: the means over the samples and
 * the products of the level, then one function of rows for all else; and when each parameter may be
 * updated. */
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "base/text.h"
#include "graph/nest.h"
#include "plan/alike.h"
#include "plan/kernels.h"
#include "plan/passes.h"

typedef struct stager {
    plan *plan;
    int *position;  /* of each node in the function being made, or -1 */
    int *starts_at; /* of each node: 1 + the last function that begins with it; 0: none */
    int *before;    /* of each function: 1 + the one before it that begins with the same node */
    int before_capacity;
    names names;
    alike alike;
    int *hashed; /* 1 + the last function of a hash; 0: none */
    int *next;   /* of each function: 1 + the one before it of that hash */
    int next_capacity;
} stager;

/* ---- functions of rows ---- */

static bool keeps(const plan *p, program of, ref r)
{
    return p->values[r].stored[of];
}

/* The function that does the same, perhaps for another program; -1: none. */
static int find_function(const stager *s, program of, const ref *nodes, int count)
{
    const plan *p = s->plan;
    /* NOLINTNEXTLINE(*NullDereference): nothing starts anywhere before there is a first function */
    for (int i = s->starts_at[nodes[0]]; i > 0; i = s->before[i - 1]) {
        const rows_function *f = &p->functions[i - 1];
        bool same = f->count == count && !memcmp(f->nodes, nodes, (size_t)count * sizeof *nodes);
        for (int k = 0; k < count && same; k++)
            same = keeps(p, of, nodes[k]) == ((f->treated[k] & KEPT) != 0);
        if (same)
            return i - 1;
    }
    return -1;
}

/* compute_z1_h1: after the first values that it stores */
static const char *function_name(stager *s, const rows_function *f)
{
    text t = { .arena = s->plan->graph.arena };
    text_add(&t, "compute");
    int named = 0;
    for (int i = 0; i < f->count && named < 2; i++)
        if (f->treated[i] & KEPT && ++named)
            text_add(&t, "_%s", plan_node(s->plan, f->nodes[i])->name);
    return names_new(&s->names, t.at, 2);
}

/* An element costs moving it, or an elementary function. */
static int64_t work_of(const plan *p, const rows_function *f)
{
    int64_t work = 0;
    for (int i = 0; i < f->count; i++) {
        const node *n = plan_node(p, f->nodes[i]);
        work += n->gate == CONTRACT ? nest_rounds(n->loops)
                                    : (int64_t)n->cols * (kernel_is_cheap(n->gate) ? 4 : 32);
    }
    return work;
}

/* Elements of the first loop along the row; 0: there is none. */
static int first_loop(const plan *p, const rows_function *f)
{
    for (int i = 0; i < f->statement_count; i++) {
        const statement *s = &f->statements[i];
        const node *n = plan_node(p, s->of[0]);
        if (s->kind == LOOP || (s->kind == MOVE && n->gate == PAD))
            return s->length;
        for (int k = 0; k < n->arity && s->kind == MOVE; k++)
            if (plan_node(p, n->in[k])->cols > 1)
                return plan_node(p, n->in[k])->cols;
    }
    return 0;
}

/* Of one sample: what a product had better read from memory, because it is the result of a long
 * computation that clang would take apart in registers, lane by lane. predict of 8-32-32-4, tanh,
 * gains 5 %. */
static ref long_result(const plan *p, const rows_function *f)
{
    int last = f->argument_count - 1;
    bool is_long = false;
    for (int i = 0; i < f->count; i++)
        is_long = is_long || (plan_node(p, f->nodes[i])->cols > 1 &&
                              kernel_is_long(plan_node(p, f->nodes[i])->gate));
    bool reads = p->spec->batch == 1 && is_long && first_loop(p, f) > BLOCK && last >= 0 &&
                 f->writes[last];
    return reads ? f->arguments[last] : -1;
}

enum { HASHES = 1 << 12 };

/* A function that does the same on other values, and the arguments for these; -1: none. */
static int find_alike(stager *s, const rows_function *f, uint64_t hash, ref **arguments)
{
    plan *p = s->plan;
    for (int i = s->hashed[hash % HASHES], looked_at = 0; i > 0 && looked_at < 64;
         i = s->next[i - 1], looked_at++) {
        rows_function *known = &p->functions[i - 1];
        *arguments = alike_arguments(&s->alike, f, known);
        if (!*arguments)
            continue;
        if (p->how.plain)
            return i - 1;
        for (int k = 0; k < f->count; k++) {
            known->alike = arena_grow(p->graph.arena, known->alike, known->alike_count,
                                      &known->alike_capacity, sizeof *known->alike);
            known->alike[known->alike_count++] = f->nodes[k];
        }
        return i - 1;
    }
    return -1;
}

static int make_function(stager *s, program of, ref *nodes, int count, ref **arguments)
{
    plan *p = s->plan;
    int known = find_function(s, of, nodes, count);
    if (known >= 0) {
        *arguments = p->functions[known].arguments;
        return known;
    }
    p->functions = arena_grow(p->graph.arena, p->functions, p->function_count,
                              &p->function_capacity, sizeof *p->functions);
    s->before = arena_grow(p->graph.arena, s->before, p->function_count, &s->before_capacity,
                           sizeof *s->before);
    s->next = arena_grow(p->graph.arena, s->next, p->function_count, &s->next_capacity,
                         sizeof *s->next);
    rows_function *f = &p->functions[p->function_count];
    *f = (rows_function){ .nodes = nodes, .count = count };
    for (int i = 0; i < count; i++)
        s->position[nodes[i]] = i;
    plan_schedule_rows(p, of, s->position, f);
    for (int i = 0; i < count; i++)
        s->position[nodes[i]] = -1;
    const uint64_t hash = alike_hash(p, f);
    known = find_alike(s, f, hash, arguments);
    if (known >= 0 && !p->how.plain)
        return known;
    f->like = known >= 0 ? known : p->function_count;
    f->in_its_order = known >= 0 ? *arguments : f->arguments;
    *arguments = f->arguments;
    if (known < 0) {
        s->next[p->function_count] = s->hashed[hash % HASHES];
        s->hashed[hash % HASHES] = p->function_count + 1;
    }
    f->name = function_name(s, f);
    f->work = work_of(p, f);
    f->threads = kernel_pays_threads(p, p->spec->batch * f->work, 0);
    f->result = long_result(p, f);
    s->before[p->function_count] = s->starts_at[nodes[0]];
    return (s->starts_at[nodes[0]] = ++p->function_count) - 1;
}

/* ---- stages ---- */

static void add_stage(plan *p, program of, stage s)
{
    stage_list *list = &p->stages[of];
    list->at = arena_grow(p->graph.arena, list->at, list->count, &list->capacity, sizeof *list->at);
    list->at[list->count++] = s;
}

/* The nodes of one level and group. */
static void add_level(stager *s, program of, const ref *nodes, int count)
{
    plan *p = s->plan;
    const value *first = &p->values[nodes[0]];
    stage next = { .level = first->level, .group = first->group[of] };
    int rows = 0;
    for (int i = 0; i < count; i++) {
        if (!plan_is_mean(p, nodes[i]))
            continue;
        next.kind = STAGE_MEAN;
        next.product = nodes[i];
        add_stage(p, of, next);
    }
    for (int i = 0; i < count; i++) {
        if (p->values[nodes[i]].is_product) {
            next.kind = STAGE_PRODUCT;
            next.product = nodes[i];
            add_stage(p, of, next);
        }
        rows += plan_is_row_gate(p, nodes[i]) && p->values[nodes[i]].finisher < 0;
    }
    if (!rows)
        return;
    ref *of_rows = arena_alloc(p->graph.arena, (size_t)rows * sizeof *of_rows);
    rows = 0;
    for (int i = 0; i < count; i++)
        if (plan_is_row_gate(p, nodes[i]) && p->values[nodes[i]].finisher < 0)
            of_rows[rows++] = nodes[i];
    next.kind = STAGE_ROWS;
    next.function = make_function(s, of, of_rows, rows, &next.arguments);
    add_stage(p, of, next);
}

/* Sorts nodes by their key, keeping their order where keys are equal. */
static void sort_by(const plan *p, ref *nodes, int count, int (*key)(const value *))
{
    int most = 0;
    for (int i = 0; i < count; i++)
        most = key(&p->values[nodes[i]]) > most ? key(&p->values[nodes[i]]) : most;
    int *start = arena_alloc(p->graph.arena, (size_t)(most + 2) * sizeof *start);
    ref *sorted = arena_alloc(p->graph.arena, (size_t)(count + 1) * sizeof *sorted);
    for (int i = 0; i < count; i++)
        start[key(&p->values[nodes[i]]) + 1]++;
    for (int k = 0; k <= most; k++)
        start[k + 1] += start[k];
    for (int i = 0; i < count; i++)
        sorted[start[key(&p->values[nodes[i]])]++] = nodes[i];
    memcpy(nodes, sorted, (size_t)count * sizeof *nodes);
}

static int level_key(const value *v)
{
    return v->level;
}

static int forward_key(const value *v)
{
    return v->group[FORWARD];
}

/* Products first, in the order of LOSS. */
static int plain_forward_key(const value *v)
{
    return v->is_product ? 0 : 1 + v->group[FORWARD];
}

static int train_key(const value *v)
{
    return v->group[TRAIN];
}

static void make_program(stager *s, program of)
{
    const plan *p = s->plan;
    ref *nodes = arena_alloc(p->graph.arena, (size_t)(p->graph.count + 1) * sizeof *nodes);
    int count = 0;
    for (ref r = 0; r < p->graph.count; r++)
        if (p->values[r].needed[of])
            nodes[count++] = r;
    if (of != LOSS)
        sort_by(p, nodes, count,
                of == TRAIN    ? train_key
                : p->how.plain ? plain_forward_key
                               : forward_key);
    sort_by(p, nodes, count, level_key);
    for (int from = 0, to; from < count; from = to) {
        const value *v = &p->values[nodes[from]];
        for (to = from; to < count; to++) {
            const value *w = &p->values[nodes[to]];
            if (w->level != v->level || w->group[of] != v->group[of])
                break;
        }
        add_level(s, of, nodes + from, to - from);
    }
}

void plan_make_stages(plan *p)
{
    arena *a = p->graph.arena;
    const size_t count = (size_t)p->graph.count;
    stager s = { .plan = p,
                 .position = arena_alloc(a, count * sizeof(int)),
                 .starts_at = arena_alloc(a, count * sizeof(int)),
                 .names = { .arena = a },
                 .alike = alike_open(p),
                 .hashed = arena_alloc(a, HASHES * sizeof(int)) };
    for (ref r = 0; r < p->graph.count; r++)
        s.position[r] = -1;
    for (int of = 0; of < PROGRAMS; of++)
        make_program(&s, (program)of);
}
