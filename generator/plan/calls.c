/* calls.c - the bodies of the generated functions as calls of kernels on operands. The products and
 * what becomes of their sums are found on the way: those of equal dimensions are one function. */
#include <stdlib.h>
#include <string.h>

#include "plan/products.h"
#include "plan/kernels.h"
#include "plan/passes.h"
#include "plan/rows.h"
#include "plan/weights.h"

typedef struct caller {
    plan *plan;
    product_finder products;
    int *beside;   /* of each node: 1 + the gradient whose update computes that product, or 0 */
    int *by_level; /* gradients in order of their level */
} caller;

/* ---- operands ---- */

static call new_call(const plan *p, int kernel, int index, int operands)
{
    call c = { .kernel = kernel, .index = index };
    c.operands = arena_alloc(p->graph.arena, (size_t)operands * sizeof *c.operands);
    return c;
}

static void add_operand(call *c, int role, int index, bool writes)
{
    c->operands[c->operand_count++] = (operand){ .role = role, .index = index, .writes = writes };
}

static void add_call(const plan *p, call_list *to, call c)
{
    to->at = arena_grow(p->graph.arena, to->at, to->count, &to->capacity, sizeof *to->at);
    to->at[to->count++] = c;
}

/* ---- products ---- */

/* The call that computes product r; its function is new, if none is like it. */
static call call_product(caller *c, ref r)
{
    plan *p = c->plan;
    const int index = products_find(&c->products, r);
    const product *f = &p->products[index];
    const node *n = plan_node(p, products_bare(p, r));
    finish own;
    finish_make(p, &c->products.finished, r, &own);
    call made = new_call(p, CALL_PRODUCT, index, 6 + own.to_count + own.with_count);
    if (!f->one)
        add_operand(&made, ROWS_HERE, 0, false);
    add_operand(&made, VALUE, n->in[0], false);
    add_operand(&made, VALUE, n->in[1], false);
    if (f->bias)
        add_operand(&made, VALUE, plan_node(p, r)->in[1], false);
    if (own.count == 0)
        add_operand(&made, VALUE, r, true);
    for (int i = 0; i < own.to_count && own.count > 0; i++)
        add_operand(&made, VALUE, own.to[i], true);
    for (int i = 0; i < own.with_count; i++)
        add_operand(&made, VALUE, own.with[i], false);
    if (f->panels)
        add_operand(&made, PANEL_OF, f->transposed, true);
    return made;
}

/* ---- rows ---- */

static call call_rows(const plan *p, const stage *s)
{
    const rows_function *own = &p->functions[s->function], *f = &p->functions[own->like];
    const ref *arguments = p->how.plain ? own->in_its_order : s->arguments;
    call made = new_call(p, CALL_ROWS, s->function, 1 + f->argument_count);
    if (p->spec->batch > 1 || p->how.plain)
        add_operand(&made, ROWS_HERE, 0, false);
    for (int i = 0; i < f->argument_count; i++) {
        const node *n = plan_node(p, arguments[i]);
        bool scalar = n->gate == VARIABLE;
        add_operand(&made, scalar ? SCALAR_OF : VALUE, arguments[i], f->writes[i]);
        made.operands[made.operand_count - 1].name = scalar ? n->name : NULL;
    }
    return made;
}

static void call_copies(const plan *p, call_list *to, program of)
{
    for (ref r = 0; r < p->graph.count; r++) {
        if (!p->values[r].needed[of] || !p->values[r].is_copied)
            continue;
        call made = new_call(p, CALL_COPY, plan_node(p, r)->index, 2);
        add_operand(&made, ROWS_HERE, 0, false);
        add_operand(&made, VALUE, r, true);
        add_call(p, to, made);
    }
}

/* Of rows that are all there, as a product's are. */
static call call_mean(const plan *p, ref r)
{
    const ref in = plan_node(p, r)->in[0];
    call made = new_call(p, CALL_MEAN, plan_node(p, r)->cols, 3);
    add_operand(&made, ROWS_HERE, 0, false);
    add_operand(&made, VALUE, in, false);
    add_operand(&made, VALUE, r, true);
    return made;
}

/* ---- weights ---- */

static void add_terms(call *made, const gradient *of)
{
    for (int k = 0; k < of->term_count; k++) {
        if (of->terms[k].x >= 0)
            add_operand(made, VALUE, of->terms[k].x, false);
        add_operand(made, VALUE, of->terms[k].d, false);
    }
}

static void add_scalar(call *made, const char *name)
{
    add_operand(made, SCALAR_OF, 0, false);
    made->operands[made->operand_count - 1].name = name;
}

/* The scalar, or 0 where the formulas do without. */
static const char *is_read(const weight_formulas *f, const char *scalar)
{
    for (int k = 0; k < f->scalar_count; k++)
        if (!strcmp(f->scalars[k], scalar))
            return scalar;
    return "0";
}

/* The call that sums gradient i, or updates its parameter. */
static call call_weights(const plan *p, int i, bool updates)
{
    const bool joined = p->weights[2 * i + 1].sums_too;
    const int index = 2 * i + (updates || joined);
    const weight_function *f = &p->weights[index];
    const gradient *of = &p->gradients[i];
    const int scalars = f->formulas.scalar_count, states = weights_states(p, of);
    call made = new_call(p, CALL_WEIGHT, index, 7 + scalars + 2 * of->term_count + states);
    if (f->sums && p->spec->batch > 1)
        add_operand(&made, ROWS_HERE, 0, false);
    if (joined)
        add_scalar(&made, updates ? "true" : "false");
    for (int k = 0; k < scalars; k++)
        add_scalar(&made, is_read(&p->weights[2 * i + updates].formulas, f->formulas.scalars[k]));
    if (f->sums)
        add_terms(&made, of);
    if (updates || (f->formulas.reads_w && !joined))
        add_operand(&made, PARAMETER_OF, of->parameter, updates);
    if (!f->sums)
        add_operand(&made, GRADIENT_THERE, of->parameter, false);
    for (int k = 0; k < (updates ? states : joined ? 1 + states : 1); k++) {
        add_operand(&made, updates ? STATE_OF : GRADIENT_OF, of->parameter, true);
        made.operands[made.operand_count - 1].state = k;
    }
    if (f->product >= 0)
        add_operand(&made, VALUE, f->product, true);
    if (f->penalty_count)
        add_operand(&made, COLUMNS_OF, 0, true);
    if (f->panel_rows)
        add_operand(&made, PANEL_OF, 0, true);
    return made;
}

/* The penalties whose columns an update has just summed, one below the other. */
static void call_column_sums(const plan *p, call_list *to, int i)
{
    const weight_function *f = &p->weights[2 * i + 1];
    for (int k = 0; k < f->penalty_count; k++) {
        call made = new_call(p, CALL_COLUMNS, f->penalties[k], 1);
        add_operand(&made, COLUMNS_OF, k * p->penalty_stride, false);
        add_call(p, to, made);
    }
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Updates of the gradients from number `next` of the list by levels on, below to_level, in order of
 * their parameters; the number after them. */
static int call_updates(const caller *c, call_list *to, int next, int to_level)
{
    const plan *p = c->plan;
    int end = next;
    while (end < p->gradient_count && p->gradients[c->by_level[end]].level < to_level)
        end++;
    qsort(c->by_level + next, (size_t)(end - next), sizeof *c->by_level, by_number);
    for (; next < end; next++) {
        const int i = c->by_level[next];
        if (p->gradients[i].product >= 0)
            continue;
        add_call(p, to, call_weights(p, i, true));
        call_column_sums(p, to, i);
    }
    return end;
}

/* ---- sequences ---- */

static void call_program(caller *c, sequence to, program of)
{
    const plan *p = c->plan;
    const bool shares = to == OF_LOSS && p->on_stack && kernel_is_small(p) && !p->how.plain &&
                        plan_writes(p, WRITE_TRAINING);
    if (to != OF_PREDICT && !p->on_stack)
        call_copies(p, &c->plan->calls[to], of);
    for (int i = 0; i < p->stages[of].count; i++) {
        const stage *s = &p->stages[of].at[i];
        call made = s->kind == STAGE_MEAN      ? call_mean(p, s->product)
                    : s->kind == STAGE_PRODUCT ? call_product(c, s->product)
                                               : call_rows(p, shares ? rows_shared(p, s) : s);
        made.group = s->group;
        made.level = s->level;
        add_call(p, &c->plan->calls[to], made);
    }
}

/* TRAIN without the dinputs, with each update as soon as nothing reads its parameter any more. */
static void call_step(caller *c)
{
    const plan *p = c->plan;
    call_list *to = &c->plan->calls[OF_STEP];
    int level = 0, updated = 0;
    if (!p->on_stack)
        call_copies(p, to, TRAIN);
    for (int i = 0; i < p->stages[TRAIN].count; i++) {
        const stage *s = &p->stages[TRAIN].at[i];
        if (s->group != GROUP_ALL)
            continue;
        if (s->level > level) {
            updated = call_updates(c, to, updated, s->level);
            level = s->level;
        }
        int beside = s->kind == STAGE_PRODUCT ? c->beside[s->product] - 1 : -1;
        call made = beside >= 0                ? call_weights(p, beside, true)
                    : s->kind == STAGE_MEAN    ? call_mean(p, s->product)
                    : s->kind == STAGE_PRODUCT ? call_product(c, s->product)
                                               : call_rows(p, s);
        made.level = s->level;
        add_call(p, to, made);
    }
    call_updates(c, to, updated, p->graph.count + 1);
}

static void sort_by_level(const plan *p, int *list)
{
    int *start = arena_alloc(p->graph.arena, ((size_t)p->graph.count + 2) * sizeof *start);
    for (int i = 0; i < p->gradient_count; i++)
        start[p->gradients[i].level + 1]++;
    for (int level = 0; level <= p->graph.count; level++)
        start[level + 1] += start[level];
    for (int i = 0; i < p->gradient_count; i++)
        list[start[p->gradients[i].level]++] = i;
}

/* Rows of the scratch that products want; of transposed ones alone, which a single row wants. */
static int product_panel(const plan *p, bool transposed)
{
    int rows = 0;
    for (int i = 0; i < p->product_count; i++)
        if ((p->products[i].transposed || !transposed) && p->products[i].panel_rows > rows)
            rows = p->products[i].panel_rows;
    return rows;
}

void plan_make_calls(plan *p)
{
    arena *a = p->graph.arena;
    const size_t count = (size_t)p->graph.count;
    caller c = { .plan = p,
                 .products = products_open(p),
                 .beside = arena_alloc(a, count * sizeof(int)),
                 .by_level = arena_alloc(a, ((size_t)p->gradient_count + 1) * sizeof(int)) };
    sort_by_level(p, c.by_level);
    for (int i = 0; i < p->gradient_count; i++)
        if (p->gradients[i].product >= 0)
            c.beside[p->gradients[i].product] = i + 1;
    call_program(&c, OF_PREDICT, FORWARD);
    p->predict_panel = product_panel(p, true);
    call_program(&c, OF_FORWARD, FORWARD);
    call_program(&c, OF_LOSS, LOSS);
    call_program(&c, OF_BACKWARD, TRAIN);
    if (!p->derived->two_pass)
        call_step(&c);
    for (int i = 0; i < p->gradient_count; i++) {
        if (!p->gradients[i].runs)
            add_call(p, &p->calls[OF_GRADIENTS], call_weights(p, i, false));
        add_call(p, &p->calls[OF_UPDATES], call_weights(p, i, true));
    }
    p->panel = product_panel(p, false);
    for (int i = 0; i < p->weight_count; i++)
        p->panel = p->weights[i].panel_rows > p->panel ? p->weights[i].panel_rows : p->panel;
    p->inlined = kernel_inlines(p);
}
