/* plain_products.c - matrix products of one sample as plain loops. Sums are local arrays, at which
 * nothing else can point, so that compilers keep them in registers. */
#include <string.h>

#include "emit/plain.h"
#include "plan/kernels.h"

typedef struct loops { /* of one product */
    const writer *w;
    const product *of;
    ref x, z;
    const char *copy;        /* of w, transposed */
    const char *w_at, *bias; /* the arrays in C; NULL: there is no b */
    bool declared;           /* z is a scalar that is declared here */
    const char *number;      /* of its equation, as a comment */
    text *to;
} loops;

static const char *indexed(const loops *l, ref r, const char *index)
{
    return element_of(l->w, r, index);
}

static const char *whole_number(const loops *l, int number)
{
    return arena_printf(l->to->arena, "%d", number);
}

/* The number of the equation, once. */
static const char *comment(loops *l)
{
    const char *number = l->number;
    l->number = "";
    return number;
}

/* ---- x w + b ---- */

static void print_scalar(loops *l)
{
    const char *z = indexed(l, l->z, "");
    const bool one = l->of->terms == 1;
    text_add(l->to, "%s%s = ", l->declared ? "@real " : "", z);
    text_add(l->to, l->bias ? "%s[0];%s\n" : "0;%.0s%s\n", l->bias, comment(l));
    if (!one)
        text_add(l->to, "for (int i = 0; i < %d; i++)\n    ", l->of->terms);
    text_add(l->to, "%s = @real_fma(%s, %s[%s][0], %s);\n", z, indexed(l, l->x, one ? "0" : "i"),
             l->w_at, one ? "0" : "i", z);
}

/* Part q of the sums: z itself, or an array beside it. */
static const char *part(const loops *l, const char *sums, int q)
{
    return q == 0 ? sums : arena_printf(l->to->arena, "part%d", q);
}

static const char *folded(const loops *l, const char *sums, int first, int step)
{
    if (step == l->of->parts)
        return arena_printf(l->to->arena, "%s[j]", part(l, sums, first));
    const char *a = folded(l, sums, first, 2 * step), *b = folded(l, sums, first + step, 2 * step);
    return arena_printf(l->to->arena, 2 * step == l->of->parts ? "%s + %s" : "(%s) + (%s)", a, b);
}

static void print_term(const loops *l, const char *sums, int indent, const char *i, int q)
{
    const char *s = part(l, sums, q % l->of->parts);
    text_add(l->to, "%*s%s[j] = @real_fma(%s, %s[%s][j], %s[j]);\n", indent, "", s,
             indexed(l, l->x, i), l->w_at, i, s);
}

static void print_parts(loops *l, const char *sums)
{
    const product *f = l->of;
    arena *a = l->to->arena;
    const int whole = f->terms / f->parts * f->parts;
    for (int q = 1; q < f->parts; q++)
        text_add(l->to, "@real %s[%d];\n", part(l, sums, q), f->width);
    text_add(l->to, "for (int j = 0; j < %d; j++) {%s\n    %s[j] = ", f->width, comment(l), sums);
    text_add(l->to, l->bias ? "%s[j];\n" : "0;\n", l->bias);
    for (int q = 1; q < f->parts; q++)
        text_add(l->to, "    %s[j] = 0;\n", part(l, sums, q));
    text_add(l->to, "}\nfor (int i = 0; i < %d; i += %d)\n    for (int j = 0; j < %d; j++) {\n",
             whole, f->parts, f->width);
    for (int q = 0; q < f->parts; q++)
        print_term(l, sums, 8, q ? arena_printf(a, "i + %d", q) : "i", q);
    text_add(l->to, "    }\n");
    for (int i = whole; i < f->terms; i++) {
        text_add(l->to, "for (int j = 0; j < %d; j++)\n", f->width);
        print_term(l, sums, 4, whole_number(l, i), i);
    }
}

static void print_sums(loops *l)
{
    const product *f = l->of;
    const char *z = l->w->places[l->z], *name = plan_node(l->w->plan, l->z)->name;
    const bool local = !strcmp(z, arena_printf(l->to->arena, "%s[%%s]", name));
    const char *sums = local ? name : "acc";
    const bool braces = !local || f->parts > 1;
    text *const to = l->to;
    text inner = { .arena = to->arena };
    l->to = &inner;
    if (!local)
        text_add(l->to, "@real acc[%d];\n", f->width);
    if (f->parts > 1) {
        print_parts(l, sums);
    } else {
        text_add(l->to, "for (int j = 0; j < %d; j++)%s\n    %s[j] = ", f->width, comment(l), sums);
        text_add(l->to, l->bias ? "%s[j];\n" : "0;\n", l->bias);
        text_add(l->to, "for (int i = 0; i < %d; i++)\n    for (int j = 0; j < %d; j++)\n",
                 f->terms, f->width);
        print_term(l, sums, 8, "i", 0);
    }
    if (f->parts > 1 || !local)
        text_add(l->to, "for (int j = 0; j < %d; j++)\n    %s = %s;\n", f->width,
                 indexed(l, l->z, "j"), folded(l, sums, 0, 1));
    l->to = to;
    if (braces)
        text_add(to, "{\n");
    plain_indent(to, inner.at, braces ? 4 : 0);
    if (braces)
        text_add(to, "}\n");
}

/* ---- x w' ---- */

/* Up to four products, each a part of its own. */
static const char *few_products(const loops *l, const char *row)
{
    arena *a = l->to->arena;
    const char *p[4] = { "" };
    for (int k = 0; k < l->of->terms; k++)
        p[k] = arena_printf(a, "@real_fma(%s, %s[%s][%d], 0)", indexed(l, l->x, whole_number(l, k)),
                            l->w_at, row, k);
    switch (l->of->terms) {
    case 1: return p[0];
    case 2: return arena_printf(a, "%s + %s", p[0], p[1]);
    case 3: return arena_printf(a, "(%s + %s) + %s", p[0], p[2], p[1]);
    default: return arena_printf(a, "(%s + %s) + (%s + %s)", p[0], p[2], p[1], p[3]);
    }
}

/* x as an array: "val->h1", "x + 3". */
static const char *address(const loops *l)
{
    const char *first = indexed(l, l->x, "");
    const char *bracket = strrchr(first, '[');
    const char *base = arena_printf(l->to->arena, "%.*s", (int)(bracket - first), first);
    const value *x = &l->w->plan->values[l->x];
    const char *from = rounds_index(l->to->arena, l->w->rounds, x->home.offset,
                                    l->w->step[x->source]);
    return strcmp(from, "0") != 0 ? arena_printf(l->to->arena, "%s + %s", base, from) : base;
}

static void print_transposed_value(loops *l, const char *value)
{
    const bool scalar = l->of->width == 1;
    if (!scalar)
        text_add(l->to, "for (int i = 0; i < %d; i++)%s\n    ", l->of->width, comment(l));
    text_add(l->to, "%s%s = %s;%s\n", scalar && l->declared ? "const @real " : "",
             indexed(l, l->z, scalar ? "" : "i"), value, comment(l));
}

static void print_transposed_sums(loops *l, bool copied)
{
    const product *f = l->of;
    if (f->width == 1) {
        const char *z = indexed(l, l->z, "");
        text_add(l->to, "%s%s = 0;%s\nfor (int j = 0; j < %d; j++)\n", l->declared ? "@real " : "",
                 z, comment(l), f->terms);
        text_add(l->to, "    %s = @real_fma(%s, %s[0][j], %s);\n", z, indexed(l, l->x, "j"),
                 l->w_at, z);
        return;
    }
    const char *z = indexed(l, l->z, "i");
    text_add(l->to, "for (int i = 0; i < %d; i++)%s%s\n", f->width, copied ? "" : " {", comment(l));
    if (copied)
        text_add(l->to,
                 "    %s = 0;\nfor (int j = 0; j < %d; j++)\n"
                 "    for (int i = 0; i < %d; i++)\n"
                 "        %s = @real_fma(%s, ws->%s[j][i], %s);\n",
                 z, f->terms, f->width, z, indexed(l, l->x, "j"), l->copy, z);
    else
        text_add(l->to,
                 "    @real acc = 0;\n    for (int j = 0; j < %d; j++)\n"
                 "        acc = @real_fma(%s, %s[i][j], acc);\n    %s = acc;\n}\n",
                 f->terms, indexed(l, l->x, "j"), l->w_at, z);
}

static void print_transposed(loops *l, bool copied)
{
    const product *f = l->of;
    const char *row = f->width == 1 ? "0" : "i";
    if (f->terms <= (f->one ? 4 : 1))
        print_transposed_value(l, few_products(l, row));
    else if (f->one)
        print_transposed_value(l, arena_printf(l->to->arena, "@dot_%d(%s, %s[%s])", f->terms,
                                               address(l), l->w_at, row));
    else
        print_transposed_sums(l, copied);
}

/* One column, of one sample: a sum in parts, to which b is added. */
static void print_column(loops *l)
{
    arena *a = l->to->arena;
    const char *sum = arena_printf(a, "@dot_%d(%s, %s[0])", l->of->terms, address(l), l->w_at);
    print_transposed_value(l, l->bias ? arena_printf(a, "%s + %s[0]", sum, l->bias) : sum);
}

const char *write_plain_product(const writer *w, const call *c, bool declared, bool copied)
{
    const plan *p = w->plan;
    const product *f = &p->products[c->index];
    const operand *at = c->operands + !f->one;
    text t = { .arena = p->graph.arena };
    loops l = { .w = w,
                .of = f,
                .x = at[0].index,
                .z = at[f->bias ? 3 : 2].index,
                .copy = w->copies[plan_node(p, at[1].index)->index],
                .w_at = w->arrays[plan_node(p, at[1].index)->index],
                .declared = declared,
                .to = &t };
    l.bias = f->bias ? w->arrays[plan_node(p, at[2].index)->index] : NULL;
    l.number = plain_numbers(p, &l.z, 1);
    if (f->transposed)
        print_transposed(&l, copied);
    else if (kernel_cuts_column(f))
        print_column(&l);
    else if (f->width == 1)
        print_scalar(&l);
    else
        print_sums(&l);
    return t.at;
}
