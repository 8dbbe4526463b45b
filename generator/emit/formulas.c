/* formulas.c - formulas as text. They are those of the derived graph, before softmax falls into
 * parts. */
#include "emit/formulas.h"

#include <string.h>

#include "base/text.h"
#include "graph/nest.h"

enum { TERMS_MOST = 24, OPERANDS_MOST = 48 };

formulas formulas_open(const plan *p)
{
    return (formulas){ .plan = p, .arena = p->graph.arena };
}

static bool is_variable(const node *n, const char *name)
{
    return n->gate == VARIABLE && !strcmp(n->name, name);
}

const char *formulas_value(const formulas *f, ref r, int place)
{
    r = f->plan->same[r];
    const node *n = formulas_node(f, r);
    if (f->weight && is_variable(n, "w"))
        return f->weight;
    if (f->mean && is_variable(n, "inverse_n"))
        return place > PRODUCT_LEVEL ? "(1/n)" : "1/n";
    if (f->plan->symbols.of[r])
        return f->plan->symbols.of[r];
    const char *text = formulas_of(f, r);
    int level = binding_of(n->gate);
    if (*text == '-' && level > SIGN_LEVEL)
        level = SIGN_LEVEL;
    return level < place ? arena_printf(f->arena, "(%s)", text) : text;
}

static const char *call_text(const formulas *f, const node *n)
{
    text t = { .arena = f->arena };
    text_add(&t, "%s(", gate_table[n->gate].name);
    for (int i = 0; i < n->arity && i < OPERANDS_MOST; i++)
        text_add(&t, i ? ", %s" : "%s", formulas_value(f, n->in[i], LOOSE));
    text_add(&t, n->arity > OPERANDS_MOST ? ", ...)" : ")");
    return t.at;
}

static const char *infix_text(const formulas *f, const node *n, const char *sign, int left,
                              int right)
{
    return arena_printf(f->arena, "%s%s%s", formulas_value(f, n->in[0], left), sign,
                        formulas_value(f, n->in[1], right));
}

/* A minus before the second operand is the sign between the two. */
static const char *sum_text(const formulas *f, const node *n)
{
    const char *left = formulas_value(f, n->in[0], SUM_LEVEL);
    const char *right = formulas_value(f, n->in[1], n->gate == ADD ? SUM_LEVEL : SIGN_LEVEL);
    bool minus = *right == '-';
    return arena_printf(f->arena, "%s %s %s", left, (n->gate == ADD) == minus ? "-" : "+",
                        right + minus);
}

static bool is_one(const formulas *f, ref r)
{
    const node *n = formulas_node(f, r);
    return n->gate == CONSTANT && n->value == 1;
}

/* x w, d w' and x' d; a factor of 1 x 1 that is 1 goes without saying. */
static const char *product_text(const formulas *f, const node *n)
{
    const char *a = formulas_value(f, n->in[0], ATOM), *b = formulas_value(f, n->in[1], ATOM);
    const char *first = n->gate == OUTER ? "'" : "", *second = n->gate == MATMUL_T ? "'" : "";
    if (is_one(f, n->in[0]))
        return arena_printf(f->arena, "%s%s", b, second);
    if (n->gate == OUTER && is_one(f, n->in[1]))
        return arena_printf(f->arena, "%s'", a);
    return arena_printf(f->arena, "%s%s %s%s", a, first, b, second);
}

const char *formulas_number(const formulas *f, double value)
{
    return arena_printf(f->arena, "%.*g", f->plan->spec->is_double ? 15 : 9, value);
}

/* Targets that are classes sum to 1, which goes without saying as a factor. */
static bool is_class_sum(const formulas *f, ref r)
{
    const node *n = formulas_node(f, r);
    return n->gate == SUM && graph_is_class(&f->plan->derived->graph, n->in[0]);
}

/* A constant stands first. */
static const char *factors_text(const formulas *f, const node *n)
{
    for (int i = 0; i < 2; i++)
        if (is_class_sum(f, n->in[i]))
            return formulas_value(f, n->in[1 - i], PRODUCT_LEVEL);
    bool swapped = formulas_node(f, n->in[1])->gate == CONSTANT;
    return arena_printf(f->arena, "%s*%s", formulas_value(f, n->in[swapped], SIGN_LEVEL),
                        formulas_value(f, n->in[!swapped], PRODUCT_LEVEL));
}

static bool is_mean(const formulas *f, const node *n)
{
    return f->mean && is_variable(formulas_node(f, n->in[0]), "sum") &&
           is_variable(formulas_node(f, n->in[1]), "inverse_n");
}

static const char *move_text(const formulas *f, const node *n)
{
    const int first = n->index, in = formulas_node(f, n->in[0])->cols;
    if (n->gate == SLICE)
        return arena_printf(f->arena, "%s[%d..%d]", formulas_value(f, n->in[0], ATOM), first + 1,
                            first + n->cols);
    const char *of = formulas_value(f, n->in[0], LOOSE);
    return n->gate == PAD
               ? arena_printf(f->arena, "pad(%s, %d, %d)", of, first, n->cols - first - in)
               : arena_printf(f->arena, "spread(%s, %d)", of, n->cols);
}

/* Sums told by loops, or groups of so many elements. */
static const char *loops_text(const formulas *f, const node *n)
{
    const char *a = formulas_value(f, n->in[0], LOOSE);
    if (n->gate != CONTRACT)
        return arena_printf(f->arena, "%s(%s, %d)", gate_table[n->gate].name, a, n->index);
    return arena_printf(f->arena, "contract(%s%s%s; %s)", a, n->arity > 1 ? ", " : "",
                        n->arity > 1 ? formulas_value(f, n->in[1], LOOSE) : "",
                        nest_text(f->arena, n->loops, n->arity, n->cols));
}

/* "gather(w, ids, 8)", rows of 8; "scatter(d, ids, 8, 80)", into 80 zeros. */
static const char *lookup_text(const formulas *f, const node *n)
{
    const char *a = formulas_value(f, n->in[0], LOOSE), *ids = formulas_value(f, n->in[1], LOOSE);
    const char *size = n->gate == SCATTER ? arena_printf(f->arena, ", %d", n->cols) : "";
    return arena_printf(f->arena, "%s(%s, %s, %d%s)", gate_table[n->gate].name, a, ids, n->index,
                        size);
}

const char *formulas_of(const formulas *f, ref r)
{
    const node *n = formulas_node(f, r);
    switch (n->gate) {
    case CONSTANT: return formulas_number(f, n->value);
    case ADD:
    case SUB: return sum_text(f, n);
    case MUL: return is_mean(f, n) ? f->mean : factors_text(f, n);
    case DIV: return infix_text(f, n, "/", SIGN_LEVEL, MATRIX_LEVEL);
    case POW: return infix_text(f, n, "^", ATOM, ATOM);
    case NEG: return arena_printf(f->arena, "-%s", formulas_value(f, n->in[0], PRODUCT_LEVEL));
    case LT: return infix_text(f, n, " < ", SUM_LEVEL, SUM_LEVEL);
    case LE: return infix_text(f, n, " <= ", SUM_LEVEL, SUM_LEVEL);
    case GT: return infix_text(f, n, " > ", SUM_LEVEL, SUM_LEVEL);
    case GE: return infix_text(f, n, " >= ", SUM_LEVEL, SUM_LEVEL);
    case MATMUL:
    case MATMUL_T:
    case OUTER: return product_text(f, n);
    case SLICE:
    case PAD:
    case SPREAD: return move_text(f, n);
    case GATHER:
    case SCATTER: return lookup_text(f, n);
    case CONTRACT:
    case AMAX:
    case IS_AMAX: return loops_text(f, n);
    default: return call_text(f, n);
    }
}

const char *formulas_whole(const formulas *f, ref r, int place)
{
    const node *n = formulas_node(f, r);
    bool spreads = n->gate == SPREAD && !f->plan->symbols.of[r];
    return formulas_value(f, spreads ? n->in[0] : r, place);
}

const char *formulas_terms(const formulas *f, ref r)
{
    const node *nodes = f->plan->derived->graph.nodes;
    if (!f->plan->values[f->plan->map[r]].is_outer)
        return formulas_value(f, r, LOOSE);
    text t = { .arena = f->arena };
    ref waiting[TERMS_MOST + 1];
    int count = 0, terms = 0;
    for (waiting[count++] = r; count && terms < TERMS_MOST; terms++) {
        r = waiting[--count];
        for (; nodes[r].gate == ADD && count < TERMS_MOST; r = nodes[r].in[0])
            waiting[count++] = nodes[r].in[1];
        text_add(&t, "%s%s", terms ? " + " : "",
                 nodes[r].gate == ADD ? "..." : product_text(f, &nodes[r]));
    }
    if (count)
        text_add(&t, " + ...");
    return t.at;
}
