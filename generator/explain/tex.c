/* tex.c - the derivation as a TeX document. */
#include <string.h>

#include "explain/text.h"

enum { NUMBERS_MOST = 8, DIGITS = 4, LONG = 150 };

static const char opening[] =
    "\\documentclass[10pt,fleqn]{article}\n"
    "\\usepackage{amsmath}\n"
    "\\usepackage{graphicx}\n"
    "\\setlength{\\textwidth}{17cm}\\setlength{\\oddsidemargin}{-0.5cm}\n"
    "\\setlength{\\topmargin}{-1.5cm}\\setlength{\\textheight}{24cm}\n"
    "\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{2pt}\n"
    "\\allowdisplaybreaks\n"
    "% what is wider than the line is made smaller\n"
    "\\newcommand{\\fit}[1]{\\resizebox{\\ifdim\\width>0.72\\linewidth 0.72\\linewidth\\else\\width"
    "\\fi}{!}{$\\displaystyle #1$}}\n"
    "\\begin{document}\n"
    "\\setlength{\\abovedisplayskip}{1pt}\\setlength{\\belowdisplayskip}{1pt}\n"
    "\\setlength{\\abovedisplayshortskip}{1pt}\\setlength{\\belowdisplayshortskip}{1pt}\n"
    "\\setlength{\\jot}{1pt}\n";

static void add_escaped(text *t, const char *words)
{
    for (const char *c = words; *c; c++)
        if (story_sign(words, c, STYLE_TEX))
            text_add(t, "%s", story_sign(words, c, STYLE_TEX));
        else if (strchr("&%$#_{}", *c))
            text_add(t, "\\%c", *c);
        else if (*c == '^' || *c == '~')
            text_add(t, "\\%c{}", *c);
        else if (*c == '\\')
            text_add(t, "\\textbackslash{}");
        else if (*c == '<' || *c == '>')
            text_add(t, "$%c$", *c);
        else
            text_add(t, "%c", *c);
}

static void add_right(text *t, const story *s, const expr *e)
{
    text right = { .arena = t->arena };
    expr_write(&right, e, STYLE_TEX, s->spec->is_double);
    text_add(t, right.size > LONG ? "\\fit{%s}" : "%s", right.at);
}

static void add_equation(text *t, const story *s, const numbers *n, const line *l)
{
    text_add(t, "\\begin{align}\n");
    symbol_write(t, l->left, STYLE_TEX);
    for (int i = 0; i < l->right_count; i++) {
        text_add(t, i ? " \\notag \\\\\n &= " : " &= ");
        add_right(t, s, l->right[i]);
        if (i == 0)
            text_add(t, " \\qquad {\\scriptstyle \\text{%s}} \\tag{%d}", story_shapes(t->arena, l),
                     l->number);
    }
    if (l->element) {
        text_add(t, "%s \\\\\n", l->right_count > 1 ? " \\notag" : "");
        expr_write(t, story_left_element(t->arena, l), STYLE_TEX, false);
        text_add(t, " &= ");
        add_right(t, s, l->element);
        text_add(t, " \\notag");
    } else if (l->right_count > 1) {
        text_add(t, " \\notag");
    }
    text_add(t, "\n\\end{align}\n");
    int count;
    const double *values = numbers_of_line(n, s, l, &count);
    if (values)
        text_add(t, "\\mbox{}\\hfill\\texttt{%s}\\par\n",
                 numbers_text(t->arena, values, count, NUMBERS_MOST, DIGITS));
    if (l->words) {
        text_add(t, "{\\small ");
        add_escaped(t, l->words);
        text_add(t, "}\\par\n");
    }
}

static void add_line(text *t, const story *s, const numbers *n, const line *l)
{
    if (l->kind == LINE_EQUATION) {
        add_equation(t, s, n, l);
        return;
    }
    text_add(t, l->kind == LINE_TITLE ? "\\section*{" : "");
    add_escaped(t, l->words);
    text_add(t, l->kind == LINE_TITLE ? "}\n" : "\\par\n");
}

const char *explain_tex(const story *s, const numbers *n)
{
    text t = { .arena = s->arena };
    text_add(&t, "%s", opening);
    for (int i = 0; i < s->count; i++)
        add_line(&t, s, n, &s->lines[i]);
    text_add(&t, "\\end{document}\n");
    return t.at;
}
