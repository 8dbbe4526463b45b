/* html.c - the derivation as one page: MathML, the circuit beside it, and a few lines of script
 * that mark the gates of an equation and the equations of a gate. */
#include <string.h>

#include "explain/markup.h"
#include "explain/text.h"

enum { NUMBERS_MOST = 12, DIGITS = 5 };

static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--back:#fff;--text:#1f2328;--soft:#57606a;--line:#d0d7de;"
    "--mark:#fff3b0;--box:#f6f8fa;--value:#1a7f37;--gradient:#b42318}\n"
    "@media(prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--soft:#9aa4af;"
    "--line:#30363d;--mark:#4d3f00;--box:#161b22;--value:#56d364;--gradient:#ff8f85}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--back);color:var(--text);font:15px/1.3 system-ui,sans-serif}\n"
    "header,main{max-width:1500px;margin:auto;padding:0 16px}\n"
    "h1{font-size:1.4rem;margin:.6rem 0}h2{font-size:1.1rem;margin:.9rem 0 .2rem}\n"
    "main{display:grid;grid-template-columns:minmax(0,1fr);gap:24px}\n"
    "p{margin:.15rem 0;overflow-wrap:anywhere}\n"
    ".e{padding:0 .6rem;border-left:3px solid transparent;cursor:pointer;display:flex;"
    "flex-wrap:wrap;column-gap:1rem;align-items:center}\n"
    ".e:hover,.e:focus{border-color:var(--line);outline:none}\n"
    ".e.on{background:var(--mark);border-color:var(--gradient)}\n"
    ".m{overflow-x:auto;overflow-y:hidden;padding:.05rem 0;display:flex;flex-wrap:wrap;"
    "gap:.1rem .5rem;max-width:100%;"
    "align-items:center}\n"
    ".m>.k,.s{color:var(--soft);font-size:.85rem;white-space:nowrap}\n"
    ".w{color:var(--soft);font-size:.8rem;line-height:1.25;overflow-wrap:anywhere}\n"
    ".v{color:var(--value);font:.85rem ui-monospace,monospace;overflow-wrap:anywhere}\n"
    ".c{overflow:auto;max-height:70vh;border:1px solid var(--line);border-radius:6px;"
    "background:var(--box)}\n"
    "math{font-size:1rem}\n"
    "svg path{fill:none;stroke:var(--soft)}svg .tip{fill:var(--soft);stroke:none}\n"
    "svg rect{fill:var(--back);stroke:var(--soft)}svg .end rect{stroke-width:2.5}\n"
    "svg text{fill:var(--text);font:12px system-ui,sans-serif;text-anchor:middle}\n"
    "svg .shape{fill:var(--soft);font-size:10px}svg .value{fill:var(--value)}"
    "svg .gradient{fill:var(--gradient)}svg .value,svg .gradient{text-anchor:start;"
    "font-size:11px;paint-order:stroke;stroke:var(--box);stroke-width:3px}\n"
    "svg .gate{cursor:pointer}svg .gate.on rect{fill:var(--mark);stroke:var(--gradient);"
    "stroke-width:2.5}\n"
    "@media(min-width:1000px){main{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}"
    ".c{position:sticky;top:16px;max-height:calc(100vh - 32px);align-self:start}}\n"
    "@media(max-width:999px){.c{order:-1}}\n"
    "@media print{:root{--back:#fff;--text:#000;--soft:#444;--line:#aaa;--mark:#fff;--box:#fff;"
    "--value:#060;--gradient:#900}main{display:block}.c{position:static;max-height:none;"
    "overflow:visible;page-break-after:always}.c svg{max-width:100%;height:auto}"
    ".e{break-inside:avoid}.m{overflow:visible;flex-wrap:wrap}}\n"
    "</style>\n";

static const char script[] =
    "<script>\n"
    "(function(){\n"
    "var all=document.querySelectorAll('.e,.gate');\n"
    "function gates(e){return e.dataset.g?e.dataset.g.split(' '):[]}\n"
    "function clear(){all.forEach(function(e){e.classList.remove('on')})}\n"
    "function show(e){\n"
    "  var was=e.classList.contains('on');clear();if(was)return;\n"
    "  if(e.classList.contains('gate')){e.classList.add('on');\n"
    "    document.querySelectorAll('.e').forEach(function(q){\n"
    "      if(gates(q).indexOf(e.id)>=0)q.classList.add('on')});\n"
    "  }else{e.classList.add('on');\n"
    "    gates(e).forEach(function(id,i){var g=document.getElementById(id);if(!g)return;\n"
    "      g.classList.add('on');if(!i)g.scrollIntoView({block:'nearest',inline:'center'})})}\n"
    "}\n"
    "all.forEach(function(e){\n"
    "  e.addEventListener('click',function(){show(e)});\n"
    "  e.addEventListener('keydown',function(k){if(k.key==='Enter')show(e)})});\n"
    "})();\n"
    "</script>\n";

static void add_words(text *t, const char *words)
{
    for (const char *c = words; *c; c++) {
        const char *sign = story_sign(words, c, STYLE_MATHML);
        const char one[2] = { *c, 0 };
        if (sign)
            text_add(t, "%s", sign);
        else
            markup_add(t, one);
    }
}

static void open_math(text *t)
{
    text_add(t, "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\">"
                "<mstyle displaystyle=\"true\"><mrow>");
}

static void close_math(text *t)
{
    text_add(t, "</mrow></mstyle></math>");
}

/* The gates that an equation is about, as drawn, each once. */
static void add_gates(text *t, const circuit *c, const line *l)
{
    int kept[BY_MOST + 1], count = 0;
    for (int i = -1; i < l->by_count; i++) {
        const ref r = i < 0 ? l->about : l->by[i];
        const int of = r == NOTHING ? -1 : c->part_of[r];
        bool is_new = of >= 0;
        for (int k = 0; k < count; k++)
            is_new = is_new && kept[k] != of;
        if (!is_new)
            continue;
        text_add(t, count ? " g%d" : "g%d", of);
        kept[count++] = of;
    }
}

static void add_formula(text *t, const story *s, const line *l)
{
    text_add(t, "<div class=\"m\"><span class=\"k\">(%d)</span>", l->number);
    open_math(t);
    symbol_write(t, l->left, STYLE_MATHML);
    for (int i = 0; i < l->right_count; i++) {
        if (i) { /* a line may end before each = */
            close_math(t);
            open_math(t);
        }
        text_add(t, "<mo>=</mo>");
        expr_write(t, l->right[i], STYLE_MATHML, s->spec->is_double);
    }
    close_math(t);
    text_add(t, "<span class=\"s\">%s</span></div>\n", story_shapes(t->arena, l));
    if (!l->element)
        return;
    text_add(t, "<div class=\"m\">");
    open_math(t);
    expr_write(t, story_left_element(t->arena, l), STYLE_MATHML, false);
    text_add(t, "<mo>=</mo>");
    expr_write(t, l->element, STYLE_MATHML, s->spec->is_double);
    close_math(t);
    text_add(t, "</div>\n");
}

static void add_equation(text *t, const story *s, const circuit *c, const numbers *n, const line *l)
{
    text_add(t, "<div class=\"e\" id=\"e%d\" tabindex=\"0\" data-g=\"", l->number);
    add_gates(t, c, l);
    text_add(t, "\">");
    add_formula(t, s, l);
    int count;
    const double *values = numbers_of_line(n, s, l, &count);
    if (values)
        text_add(t, "<div class=\"v\">%s</div>\n",
                 numbers_text(t->arena, values, count, NUMBERS_MOST, DIGITS));
    if (l->words) {
        text_add(t, "<div class=\"w\">");
        add_words(t, l->words);
        text_add(t, "</div>");
    }
    text_add(t, "</div>\n");
}

static void add_lines(text *t, const story *s, const circuit *c, const numbers *n)
{
    for (int i = 0; i < s->count; i++) {
        const line *l = &s->lines[i];
        if (l->kind == LINE_EQUATION) {
            add_equation(t, s, c, n, l);
            continue;
        }
        text_add(t, l->kind == LINE_TITLE ? "<h2>" : "<p>");
        add_words(t, l->words);
        text_add(t, l->kind == LINE_TITLE ? "</h2>\n" : "</p>\n");
    }
}

const char *explain_html(const story *s, const numbers *n)
{
    text t = { .arena = s->arena };
    const circuit *c = circuit_make(s, 0);
    text_add(&t,
             "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head>"
             "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n"
             "<title>%s: the derivation</title>\n%s</head><body>\n<header><h1>%s: the derivation"
             "</h1>\n<p class=\"w\">An equation marks its gates in the circuit, a gate its "
             "equations.%s</p></header>\n<main><div>\n",
             s->spec->name, style, s->spec->name,
             n ? " On the wires are values above gradients." : "");
    add_lines(&t, s, c, n);
    text_add(&t, "</div>\n<div class=\"c\">\n");
    circuit_svg(&t, s, c, n);
    text_add(&t, "</div></main>\n%s</body></html>\n", script);
    return t.at;
}
