/* simplify.c - building gates that are never built twice (hash-consing), folded when constant, and
 * rewritten by the identities of rewrites.h. Whatever is built here is simple from the start, so
 * there is no separate pass, and derivation works on stable forms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/fold.h"
#include "graph/logs.h"
#include "graph/moves.h"
#include "graph/nest.h"
#include "graph/rules.h"
#include "graph/simplify.h"
#include "graph/trace.h"

void simplify_init(graph *g, arena *a, bool is_double)
{
    graph_init(g, a);
    g->is_double = is_double;
    g->bucket_count = 1024;
    g->buckets = arena_alloc(a, (size_t)g->bucket_count * sizeof *g->buckets);
    g->rules = rules_new(a);
}

/* ---- sharing ---- */

static bool commutes(gate kind)
{
    return kind == ADD || kind == MUL;
}

static bool same_node(const node *a, const node *b)
{
    /* NOLINTNEXTLINE(*exp42-c,*flp37-c,*memory-comparison): 0 and -0 are two, a NaN is itself */
    const bool same_value = memcmp(&a->value, &b->value, sizeof a->value) == 0;
    if (a->gate != b->gate || a->arity != b->arity || a->rows != b->rows || a->cols != b->cols ||
        a->index != b->index || !same_value || !nest_same(a->loops, b->loops))
        return false;
    if (a->gate == VARIABLE)
        return !strcmp(a->name, b->name);
    if (commutes(a->gate) && a->in[0] == b->in[1] && a->in[1] == b->in[0])
        return true;
    return !a->arity || !memcmp(a->in, b->in, (size_t)a->arity * sizeof *a->in);
}

static uint64_t mix(uint64_t h)
{
    h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
    return (h ^ h >> 27) * 0x94d049bb133111ebu;
}

static unsigned hash_node(const node *n)
{
    uint64_t bits;
    memcpy(&bits, &n->value, sizeof bits);
    uint64_t h = bits ^ ((uint64_t)n->gate << 32) ^
                 (uint64_t)(n->index * 31 + n->cols * 7 + n->rows) ^ nest_hash(n->loops);
    if (n->gate == VARIABLE)
        for (const char *c = n->name; *c; c++)
            h = h * 31 + (unsigned char)*c;
    /* Commutative, so that a + b and b + a meet; mixed first, or else all of a chain's adjoints
     * d1 y9, d2 y8, d3 y7, ... would. */
    for (int i = 0; i < n->arity; i++)
        h += mix((uint64_t)n->in[i] + 1);
    return (unsigned)(mix(h) >> 32);
}

static void grow_buckets(graph *g)
{
    int count = 2 * g->bucket_count;
    g->buckets = arena_alloc(g->arena, (size_t)count * sizeof *g->buckets);
    g->bucket_count = count;
    for (ref r = 0; r < g->count; r++) {
        unsigned at = hash_node(&g->nodes[r]) % (unsigned)count;
        while (g->buckets[at])
            at = (at + 1) % (unsigned)count;
        g->buckets[at] = r + 1;
    }
}

/* The node equal to n, appended when there is none. Buckets hold ref + 1; 0 is empty. */
static ref shared(graph *g, const node *n)
{
    if (2 * g->count > g->bucket_count)
        grow_buckets(g);
    unsigned at = hash_node(n) % (unsigned)g->bucket_count;
    for (; g->buckets[at]; at = (at + 1) % (unsigned)g->bucket_count)
        if (same_node(&g->nodes[g->buckets[at] - 1], n))
            return g->buckets[at] - 1;
    ref r = graph_append(g, n);
    g->buckets[at] = r + 1;
    return r;
}

void graph_name(graph *g, ref r, const char *name)
{
    if (g->nodes[r].arity > 0 && !g->nodes[r].name)
        g->nodes[r].name = name;
}

bool graph_is_constant(const graph *g, ref r, double value)
{
    const node *n = &g->nodes[r];
    if (n->gate == SPREAD)
        n = &g->nodes[n->in[0]];
    return n->gate == CONSTANT && n->value == value;
}

ref simplify_leaf(graph *g, const node *leaf)
{
    return shared(g, leaf);
}

ref simplify_constant(graph *g, double value)
{
    return shared(g, &(node){ .gate = CONSTANT, .rows = 1, .cols = 1, .value = value });
}

static ref spread(graph *g, ref r, int cols)
{
    if (g->nodes[r].cols == cols)
        return r;
    return shared(g, &(node){ .gate = SPREAD, .arity = 1, .in = &r, .rows = 1, .cols = cols });
}

ref simplify_to_shape(graph *g, ref r, int rows, int cols)
{
    if (rows == 1 && cols == 1 && !graph_is_scalar(g, r))
        return simplify_gate(g, SUM, 1, &r, 0);
    return rows == 1 ? spread(g, r, cols) : r;
}

/* ---- folding ---- */

static bool folds(const graph *g, const node *n, double *value)
{
    double v[3] = { 0, 0, 0 };
    for (int i = 0; i < n->arity; i++) {
        const node *in = &g->nodes[n->in[i]];
        if (in->gate != CONSTANT)
            return false;
        v[i] = in->value;
    }
    *value = fold_gate(n->gate, v);
    return fold_is_real(g, *value);
}

static ref rewritten(graph *g, const node *n);

/* Whether scalar r is a variable of an update, or made of few such: neither large nor small. */
static bool is_of_variables(const graph *g, ref r, int deep)
{
    const node *n = &g->nodes[r];
    if (n->arity == 0 || deep == 0)
        return n->gate == VARIABLE;
    for (int i = 0; i < n->arity; i++)
        if (g->nodes[n->in[i]].gate != CONSTANT && !is_of_variables(g, n->in[i], deep - 1))
            return false;
    return graph_is_scalar(g, r);
}

/* a*(b*v) = (a*b)*v where v alone is a vector: in an update, scalars meet once, not in each
 * element. UNBOUND: n is no such product. */
static ref scalars_first(graph *g, const node *n)
{
    enum { DEEP = 3 };
    for (int i = 0; i < 2 && n->gate == MUL; i++) {
        const node *inner = &g->nodes[n->in[1 - i]];
        for (int k = 0; k < 2 && inner->gate == MUL && is_of_variables(g, n->in[i], DEEP); k++) {
            ref scalar[2] = { n->in[i], inner->in[k] }, vector = inner->in[1 - k];
            if (!is_of_variables(g, scalar[1], DEEP) || graph_is_scalar(g, vector))
                continue;
            ref product[2] = { simplify_gate(g, MUL, 2, scalar, n->line), vector };
            return simplify_gate(g, MUL, 2, product, n->line);
        }
    }
    return UNBOUND;
}

/* Element-wise: a spread operand gives way to its scalar, and the whole is spread where no operand
 * keeps the shape. */
static ref elements(graph *g, const node *n)
{
    ref in[3] = { 0 };
    bool wide = false;
    int cols = 1;
    for (int i = 0; i < n->arity; i++) {
        const node *operand = &g->nodes[n->in[i]];
        if (operand->cols > cols)
            cols = operand->cols;
        in[i] = operand->gate == SPREAD ? operand->in[0] : n->in[i];
        wide = wide || !graph_is_scalar(g, in[i]);
    }
    node own = *n;
    own.in = in;
    own.rows = wide ? n->rows : 1;
    own.cols = wide ? cols : 1;
    double value;
    if (folds(g, &own, &value))
        return spread(g, simplify_constant(g, value), cols);
    const node *condition = &g->nodes[in[0]];
    if (own.gate == WHERE && condition->gate == CONSTANT)
        return simplify_to_shape(g, condition->value != 0 ? in[1] : in[2], 1, cols);
    if (g->stage == STAGE_GRADIENT && own.gate == MUL && g->nodes[in[1]].gate == CONSTANT) {
        ref constant = in[1]; /* stands first */
        in[1] = in[0];
        in[0] = constant;
    }
    ref special = own.gate == LOG ? log_of_moved(g, in[0]) : scalars_first(g, &own);
    return spread(g, special != UNBOUND ? special : rewritten(g, &own), cols);
}

/* ---- rewriting ---- */

static ref rewritten(graph *g, const node *n)
{
    ref r = shared(g, n);
    int rows = g->nodes[r].rows, cols = g->nodes[r].cols;
    const rewrite *rule = g->rules->rewrites[g->nodes[r].gate];
    for (; rule; rule = rule->next) {
        ref letters[LETTERS];
        for (int j = 0; j < LETTERS; j++)
            letters[j] = UNBOUND;
        double value;
        bool real = true;
        if ((rule->stage != ANY_STAGE && rule->stage != (int)g->stage) ||
            !formula_match(g, rule->from, r, letters))
            continue;
        formula_value(g, rule->to, letters, &value, &real);
        if (!real)
            continue;
        trace_rule(g, rule);
        return simplify_to_shape(g, formula_build(g, rule->to, letters), rows, cols);
    }
    return r;
}

/* sum(a*t) = a*sum(t) of a scalar a and a one-hot t, which has one term. */
static ref sum_of_multiple(graph *g, const node *product)
{
    for (int i = 0; i < 2 && product->gate == MUL; i++) {
        ref in[2] = { product->in[i], product->in[1 - i] };
        if (!graph_is_scalar(g, in[0]) || !graph_is_class(g, in[1]))
            continue;
        in[1] = simplify_gate(g, SUM, 1, &in[1], 0);
        return simplify_gate(g, MUL, 2, in, 0);
    }
    return UNBOUND;
}

/* Over vectors: what a reduction or a move of known elements comes to. UNBOUND: nothing simpler. */
static ref vector_identity(graph *g, const node *n)
{
    const node *a = &g->nodes[n->in[0]];
    switch (n->gate) {
    case SUM:
        if (a->gate == SPREAD) {
            ref in[2] = { simplify_constant(g, a->cols), a->in[0] };
            return simplify_gate(g, MUL, 2, in, n->line);
        }
        return graph_is_scalar(g, n->in[0]) ? n->in[0] : sum_of_multiple(g, a);
    case LOGSUMEXP:
    case MAXIMUM: return graph_is_scalar(g, n->in[0]) ? n->in[0] : UNBOUND;
    case SOFTMAX: return graph_is_scalar(g, n->in[0]) ? simplify_constant(g, 1) : UNBOUND;
    case CONCAT:
    case SLICE:
    case PAD: return move_simplified(g, n);
    case CONTRACT:
    case AMAX:
    case IS_AMAX: return nest_simplified(g, n);
    case SPREAD: return n->cols == 1 ? n->in[0] : UNBOUND;
    default: return UNBOUND;
    }
}

ref simplify_copy(graph *g, const node *n, const ref *in)
{
    node copy = *n;
    copy.in = in;
    copy.name = NULL;
    copy.adjoint_of = 0;
    copy.starts = NULL;
    if (n->gate == SUM)
        copy.value = graph_is_class(g, in[0]) ? g->nodes[in[0]].cols : 0;
    if (gate_table[n->gate].shape == SHAPE_ELEMENTS)
        return elements(g, &copy);
    ref simple = vector_identity(g, &copy);
    return simple != UNBOUND ? simple : rewritten(g, &copy);
}

ref simplify_gate(graph *g, gate kind, int arity, const ref *in, int line)
{
    node n = { .gate = kind, .arity = arity, .line = line, .rows = 1, .cols = 1 };
    const char *why = NULL;
    if (!graph_shape(g, &n, in, &why)) {
        fprintf(stderr, "bpgen: internal: %s\n", why);
        abort();
    }
    return simplify_copy(g, &n, in);
}
