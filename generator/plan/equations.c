/* equations.c - which values have an equation of their own in the mathematics.
 *
 * Those that a function hands to another; those that are read more than once, unless they are as
 * short as a name (y - t); and parts of formulas that would be longer than a line. So the text
 * grows with the number of gates and no faster, and no formula nests deeper than it is long. */
#include <stdio.h>
#include <string.h>

#include "plan/passes.h"

enum {
    LONG = 80,  /* columns of a formula */
    SHORT = 16, /* what is no longer is no part to be named */
    CALLED = 4  /* columns of a name that is not known yet */
};

typedef struct choice {
    plan *plan;
    const graph *graph; /* the derived one */
    ref *same;
    int *part;   /* the first that reads it; PARTS: nothing does */
    bool *kept;  /* it has an equation, whoever reads it */
    bool *named; /* it has an equation */
    int *uses;   /* how often it would be written; 2: more than once */
    int *length; /* of its formula, about */
} choice;

static bool is_leaf(const choice *c, ref r)
{
    return c->graph->nodes[r].arity == 0;
}

/* A sum of products x' d: what the functions of one parameter add up, whose terms the gradient's
 * equation lists. */
static bool is_gradient(const choice *c, ref r)
{
    return c->plan->values[c->plan->map[r]].is_outer;
}

/* ---- which nodes are the same ---- */

static void read_by(choice *c, ref r, equation_part part)
{
    if (r >= 0 && c->part[c->same[r]] > (int)part)
        c->part[c->same[r]] = part;
}

static void read_roots(choice *c)
{
    const spec *s = c->plan->spec;
    const derived *d = c->plan->derived;
    for (ref r = 0; r < c->graph->count; r++)
        c->part[r] = PARTS;
    const plan *p = c->plan;
    for (int i = 0; i < s->output_count && plan_writes(p, WRITE_OUTPUTS); i++)
        read_by(c, d->outputs[i], PART_FORWARD);
    if (plan_writes(p, WRITE_LOSS | WRITE_TRAINING))
        read_by(c, d->loss, PART_FORWARD);
    for (int i = 0; i < s->parameter_count && plan_writes(p, WRITE_TRAINING); i++)
        read_by(c, d->dparameters[i], PART_BACKWARD);
    for (int i = 0; i < s->input_count && plan_writes(p, WRITE_BACKWARD); i++)
        read_by(c, d->dinputs[i], PART_BACKWARD);
    if (!plan_writes(p, WRITE_STEP))
        return;
    read_by(c, d->plain_next_w, PART_STEP);
    for (int k = 0; k < s->optimizer.states; k++)
        read_by(c, d->plain_next_state[k], PART_STEP);
}

/* Of those that become one lowered node the first stands for all. Rewriting leaves nodes behind
 * that nothing comes of: those do not count. */
static void find_same(choice *c)
{
    ref *first = arena_alloc(c->graph->arena, (size_t)c->plan->graph.count * sizeof *first);
    for (ref r = 0; r < c->graph->count; r++)
        c->same[r] = r;
    read_roots(c);
    for (ref r = c->graph->count - 1; r >= 0; r--)
        for (int i = 0; i < c->graph->nodes[r].arity && c->part[r] < PARTS; i++)
            read_by(c, c->graph->nodes[r].in[i], PART_FORWARD);
    for (ref r = 0; r < c->graph->count; r++) {
        ref *of = &first[c->plan->map[r]]; /* + 1 */
        if (c->part[r] < PARTS && *of == 0)
            *of = r + 1;
        c->same[r] = c->part[r] < PARTS ? *of - 1 : r;
    }
}

/* ---- what has an equation ---- */

bool plan_hands_on(const plan *p, ref derived)
{
    const value *v = &p->values[p->map[derived]];
    bool stored = v->is_product;
    for (int of = 0; of < PROGRAMS; of++)
        stored = stored || v->stored[of];
    return stored && plan_is_needed(p, p->map[derived]);
}

static void keep(choice *c, ref r)
{
    c->kept[c->same[r]] = !is_leaf(c, c->same[r]);
}

static void find_kept(choice *c)
{
    const plan *p = c->plan;
    for (ref r = 0; r < c->graph->count; r++)
        if (c->part[r] < PARTS && c->graph->nodes[r].gate != SLICE && plan_hands_on(p, r))
            keep(c, r);
    for (int i = 0; i < p->spec->output_count && plan_writes(p, WRITE_OUTPUTS); i++)
        keep(c, p->derived->outputs[i]);
    if (plan_writes(p, WRITE_LOSS | WRITE_TRAINING))
        keep(c, p->derived->loss);
    if (!plan_writes(p, WRITE_STEP))
        return;
    keep(c, p->derived->plain_next_w);
    for (int k = 0; k < p->spec->optimizer.states; k++)
        keep(c, p->derived->plain_next_state[k]);
}

static bool is_comparison(const node *n)
{
    return n->gate >= LT && n->gate <= GE;
}

static bool is_sum(const node *n)
{
    return n->gate == ADD || n->gate == SUB;
}

/* What a formula has beside its operands. */
static int own_length(const node *n)
{
    switch (n->gate) {
    case ADD:
    case SUB:
    case LT:
    case LE:
    case GT:
    case GE: return 3;
    case MUL:
    case DIV:
    case POW:
    case NEG:
    case MATMUL: return 1;
    case MATMUL_T:
    case OUTER: return 2;
    case CONTRACT: return 14 + 12 * n->loops->axes;
    default: return (int)strlen(gate_table[n->gate].name) + 2 * n->arity;
    }
}

static int name_length(const choice *c, ref r)
{
    const node *n = &c->graph->nodes[r];
    if (n->gate == CONSTANT)
        return snprintf(NULL, 0, "%.9g", n->value);
    return n->name ? (int)strlen(n->name) : CALLED;
}

/* A comparison, or arithmetic of a name and a leaf (y - t, 1 - h1): no longer than a name, and
 * clearer, so it may be written twice. */
static bool is_short(const choice *c, ref r)
{
    const node *n = &c->graph->nodes[r];
    int length = own_length(n), leaves = 0;
    for (int i = 0; i < n->arity; i++) {
        ref in = c->same[n->in[i]];
        if (!is_leaf(c, in) && !c->kept[in])
            return false;
        leaves += is_leaf(c, in);
        length += name_length(c, in);
    }
    bool is_arithmetic = n->gate == ADD || n->gate == SUB || n->gate == MUL;
    return length <= SHORT && (n->gate == NEG || n->gate == SLICE || n->gate == SPREAD ||
                               is_comparison(n) || (is_arithmetic && leaves > 0));
}

/* From the readers to what they read. */
static void find_uses(choice *c)
{
    read_roots(c);
    for (int i = 0; i < c->plan->spec->input_count && plan_writes(c->plan, WRITE_BACKWARD); i++)
        if (c->plan->derived->dinputs[i] >= 0)
            c->uses[c->same[c->plan->derived->dinputs[i]]]++;
    for (ref r = c->graph->count - 1; r >= 0; r--) {
        const node *n = &c->graph->nodes[r];
        if (c->part[r] == PARTS || n->arity == 0)
            continue;
        bool repeated = c->uses[r] > 1 && !is_short(c, r);
        c->named[r] = (c->kept[r] || repeated) && !is_gradient(c, r);
        for (int i = 0; i < n->arity; i++) {
            ref in = c->same[n->in[i]];
            int uses = c->uses[in] + (c->named[r] || c->uses[r] < 2 ? 1 : 2);
            c->uses[in] = uses < 2 ? uses : 2;
            read_by(c, in, (equation_part)c->part[r]);
        }
    }
}

/* Its columns as an operand of `by`. */
static int written_length(const choice *c, ref r, const node *by)
{
    if (is_leaf(c, r) || c->named[r])
        return name_length(c, r);
    const node *n = &c->graph->nodes[r];
    bool in_brackets = (is_sum(n) && (by->gate == MUL || by->gate == DIV || by->gate == NEG)) ||
                       by->gate == POW || is_comparison(n);
    return c->length[r] + 2 * in_brackets;
}

/* Gives the longest operand of a formula that is too long a name; whether there is one. */
static bool cut(choice *c, const node *n, int *length)
{
    ref longest = -1;
    int most = SHORT;
    for (int i = 0; i < n->arity; i++) {
        ref in = c->same[n->in[i]];
        if (!is_leaf(c, in) && !c->named[in] && c->length[in] > most) {
            longest = in;
            most = c->length[in];
        }
    }
    if (longest < 0)
        return false;
    c->named[longest] = true;
    *length -= most - name_length(c, longest);
    return true;
}

static void name_parts(choice *c)
{
    enum { FEW = 3 };
    for (ref r = 0; r < c->graph->count; r++) {
        const node *n = &c->graph->nodes[r];
        if (c->part[r] == PARTS || n->arity == 0 || is_gradient(c, r))
            continue;
        int length = own_length(n);
        for (int i = 0; i < n->arity; i++) {
            ref in = c->same[n->in[i]];
            if (n->arity > FEW && !is_leaf(c, in) && c->length[in] > SHORT)
                c->named[in] = true;
            length += written_length(c, in, n);
        }
        while (length > LONG && n->arity <= FEW && cut(c, n, &length))
            ;
        c->length[r] = length;
    }
}

void plan_choose_equations(plan *p, equation_choice *chosen)
{
    const graph *g = &p->derived->graph;
    const size_t count = (size_t)g->count;
    choice c = { .plan = p,
                 .graph = g,
                 .same = arena_alloc(g->arena, count * sizeof(ref)),
                 .part = arena_alloc(g->arena, count * sizeof(int)),
                 .kept = arena_alloc(g->arena, count),
                 .named = arena_alloc(g->arena, count),
                 .uses = arena_alloc(g->arena, count * sizeof(int)),
                 .length = arena_alloc(g->arena, count * sizeof(int)) };
    find_same(&c);
    find_kept(&c);
    find_uses(&c);
    name_parts(&c);
    p->same = c.same;
    *chosen = (equation_choice){ .named = c.named, .part = c.part };
}
