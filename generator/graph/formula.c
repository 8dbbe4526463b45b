/* formula.c - the small infix language of the derivative rules and the rewrite rows.
 *
 *   sum     = product { ("+" | "-") product }        a..z    a letter, bound by the caller
 *   product = unary { ("*" | "/") unary }            k, m, n in a pattern: constants only
 *   unary   = "-" unary | atom [ "^" unary ]         0.5     a constant
 *   atom    = number | letter | gate "(" sum { "," sum } ")" | "(" sum ")"
 */
#include "graph/formula.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/cone.h"
#include "graph/fold.h"
#include "graph/simplify.h"

typedef struct parser {
    arena *arena;
    const char *at, *text;
} parser;

static formula *parse_sum(parser *p);

static void broken(const parser *p)
{
    fprintf(stderr, "bpgen: internal: formula '%s' is wrong at '%s'\n", p->text, p->at);
    abort();
}

static bool take(parser *p, char c)
{
    while (*p->at == ' ')
        p->at++;
    if (*p->at != c)
        return false;
    p->at++;
    return true;
}

static formula *new_formula(parser *p, formula f)
{
    formula *copy = arena_alloc(p->arena, sizeof *copy);
    *copy = f;
    return copy;
}

static formula *new_gate(parser *p, gate kind, formula *a, formula *b)
{
    return new_formula(p, (formula){ .kind = FORMULA_GATE,
                                     .gate = kind,
                                     .arity = b ? 2 : 1,
                                     .in = { a, b } });
}

static gate gate_named(parser *p, const char *name, size_t length)
{
    for (int kind = 0; kind < GATES; kind++) {
        const char *known = gate_table[kind].name;
        if (strlen(known) == length && !memcmp(known, name, length))
            return (gate)kind;
    }
    broken(p);
    return GATES;
}

static formula *parse_atom(parser *p)
{
    if (take(p, '(')) {
        formula *f = parse_sum(p);
        if (!take(p, ')'))
            broken(p);
        return f;
    }
    const char *start = p->at;
    if (isdigit((unsigned char)*start)) {
        char *end;
        double number = strtod(start, &end);
        p->at = end;
        return new_formula(p, (formula){ .kind = FORMULA_NUMBER, .number = number });
    }
    while (isalnum((unsigned char)*p->at) || *p->at == '_')
        p->at++;
    size_t length = (size_t)(p->at - start);
    if (length == 0)
        broken(p);
    if (length == 1)
        return new_formula(p, (formula){ .kind = FORMULA_LETTER, .letter = *start - 'a' });
    formula *f = new_formula(p, (formula){ .kind = FORMULA_GATE,
                                           .gate = gate_named(p, start, length) });
    if (!take(p, '('))
        broken(p);
    do {
        if (f->arity == 3)
            broken(p);
        f->in[f->arity++] = parse_sum(p);
    } while (take(p, ','));
    if (!take(p, ')'))
        broken(p);
    return f;
}

static formula *parse_unary(parser *p)
{
    if (take(p, '-')) {
        formula *f = parse_unary(p);
        if (f->kind != FORMULA_NUMBER)
            return new_gate(p, NEG, f, NULL);
        f->number = -f->number;
        return f;
    }
    formula *f = parse_atom(p);
    return take(p, '^') ? new_gate(p, POW, f, parse_unary(p)) : f;
}

static formula *parse_product(parser *p)
{
    formula *f = parse_unary(p);
    for (;;) {
        if (take(p, '*'))
            f = new_gate(p, MUL, f, parse_unary(p));
        else if (take(p, '/'))
            f = new_gate(p, DIV, f, parse_unary(p));
        else
            return f;
    }
}

static formula *parse_sum(parser *p)
{
    formula *f = parse_product(p);
    for (;;) {
        if (take(p, '+'))
            f = new_gate(p, ADD, f, parse_product(p));
        else if (take(p, '-'))
            f = new_gate(p, SUB, f, parse_product(p));
        else
            return f;
    }
}

formula *formula_parse(arena *a, const char *text)
{
    parser p = { a, text, text };
    formula *f = parse_sum(&p);
    while (*p.at == ' ')
        p.at++;
    if (*p.at)
        broken(&p);
    return f;
}

void formula_letters(const formula *f, bool has[LETTERS])
{
    if (f->kind == FORMULA_LETTER)
        has[f->letter] = true;
    for (int i = 0; i < f->arity; i++)
        formula_letters(f->in[i], has);
}

ref formula_build(graph *g, const formula *f, const ref letters[LETTERS])
{
    if (f->kind == FORMULA_NUMBER)
        return simplify_constant(g, f->number);
    if (f->kind == FORMULA_LETTER)
        return letters[f->letter];
    ref in[3];
    for (int i = 0; i < f->arity; i++)
        in[i] = formula_build(g, f->in[i], letters);
    return simplify_gate(g, f->gate, f->arity, in, 0);
}

typedef struct substitution {
    const char *name;
    ref by;
    cone cone;  /* of the formula */
    ref *image; /* of each of its nodes; -1: not made yet */
} substitution;

/* As deep as a formula of one weight is. */
static ref substitute(graph *g, const substitution *s, ref r)
{
    ref *image = &s->image[cone_place(&s->cone, r)];
    const node n = g->nodes[r];
    if (*image < 0 && n.gate == VARIABLE)
        *image = strcmp(n.name, s->name) ? r : s->by;
    else if (*image < 0 && n.arity) {
        ref in[3];
        for (int i = 0; i < n.arity; i++)
            in[i] = substitute(g, s, n.in[i]);
        *image = simplify_copy(g, &n, in);
    } else if (*image < 0)
        *image = r;
    return *image;
}

ref formula_substitute(graph *g, ref r, const char *name, ref by)
{
    substitution s = { name, by, cone_open(g, r, NULL, 0), NULL };
    s.image = arena_alloc(g->arena, (size_t)s.cone.count * sizeof *s.image);
    for (int i = 0; i < s.cone.count; i++)
        s.image[i] = -1;
    ref image = substitute(g, &s, r);
    cone_close(g, &s.cone);
    return image;
}

static bool may_stand_for(const graph *g, int letter, ref r)
{
    const node *n = &g->nodes[r];
    double size = fabs(n->value);
    switch ('a' + letter) {
    case 'k':
    case 'm': return n->gate == CONSTANT;
    case 'n': return n->gate == CONSTANT && size >= 1.0 / 1024 && size <= 1024;
    case 's': return graph_is_scalar(g, r);
    default: return true;
    }
}

bool formula_value(const graph *g, const formula *f, const ref letters[LETTERS], double *value,
                   bool *real)
{
    if (f->kind != FORMULA_GATE) {
        ref r = f->kind == FORMULA_LETTER ? letters[f->letter] : UNBOUND;
        *value = r == UNBOUND ? f->number : g->nodes[r].value;
        return f->kind == FORMULA_NUMBER || (r != UNBOUND && g->nodes[r].gate == CONSTANT);
    }
    double v[3] = { 0, 0, 0 };
    bool all = gate_table[f->gate].shape == SHAPE_ELEMENTS;
    for (int i = 0; i < f->arity; i++)
        all = formula_value(g, f->in[i], letters, &v[i], real) && all;
    if (all) {
        *value = fold_gate(f->gate, v);
        *real = *real && fold_is_real(g, *value);
    }
    return all;
}

static bool match_inputs(const graph *g, const formula *f, const ref *in, bool swapped,
                         ref letters[LETTERS])
{
    for (int i = 0; i < f->arity; i++)
        if (!formula_match(g, f->in[i], in[swapped ? 1 - i : i], letters))
            return false;
    return true;
}

bool formula_match(const graph *g, const formula *f, ref r, ref letters[LETTERS])
{
    const node *n = &g->nodes[r];
    if (f->kind == FORMULA_NUMBER)
        return n->gate == CONSTANT && n->value == f->number;
    if (f->kind == FORMULA_LETTER) {
        if (letters[f->letter] != UNBOUND)
            return letters[f->letter] == r;
        letters[f->letter] = r;
        return may_stand_for(g, f->letter, r);
    }
    if (n->gate == CONSTANT) {
        double value;
        bool real = true;
        return formula_value(g, f, letters, &value, &real) && value == n->value;
    }
    if (n->gate != f->gate || n->arity != f->arity)
        return false;
    ref before[LETTERS];
    memcpy(before, letters, sizeof before);
    if (match_inputs(g, f, n->in, false, letters))
        return true;
    memcpy(letters, before, sizeof before);
    return (f->gate == ADD || f->gate == MUL) && match_inputs(g, f, n->in, true, letters);
}
