/* text.c - the derivation for a terminal. */
#include "explain/text.h"

#include <string.h>

enum { NUMBERS_MOST = 12, DIGITS = 5 };

typedef struct page {
    text out;
    const story *story;
    const numbers *numbers;
    expr_style style;
    int width;
} page;

/* Columns: characters, of UTF-8. */
static int columns(const char *text, size_t size)
{
    int count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

/* A paragraph, its first line indented by `first`, those that follow by `next`. */
static void add_wrapped(page *p, const char *first, int next, const char *words)
{
    int at = columns(first, strlen(first));
    text_add(&p->out, "%s", first);
    for (bool begins = true; *words; begins = false) {
        size_t size = strcspn(words, " ");
        const size_t blanks = begins ? 0 : 1;
        while (words[size] == ' ' && words[size + 1] == ' ') /* before the shape */
            size += 1 + strspn(words + size + 1, " ") + strcspn(words + size + 3, " ");
        const int wide = columns(words, size);
        if (!begins && at + 1 + wide > p->width) {
            text_add(&p->out, "\n%*s", next, "");
            at = next;
        } else if (blanks) {
            text_add(&p->out, " ");
            at++;
        }
        text_add_bytes(&p->out, words, size);
        at += wide;
        words += size;
        words += *words == ' ';
    }
    text_add(&p->out, "\n");
}

static void add_equation_text(page *p, const line *l)
{
    text t = { .arena = p->out.arena };
    const bool is_double = p->story->spec->is_double;
    symbol_write(&t, l->left, p->style);
    for (int i = 0; i < l->right_count; i++) {
        text_add(&t, " = ");
        expr_write(&t, l->right[i], p->style, is_double);
    }
    text_add(&t, "   %s", story_shapes(p->out.arena, l));
    add_wrapped(p, arena_printf(p->out.arena, "  (%d) ", l->number), 13, t.at);
}

static void add_elements(page *p, const line *l)
{
    text t = { .arena = p->out.arena };
    if (!l->element)
        return;
    symbol_write(&t, l->left, p->style);
    if (l->index[0])
        text_add(&t, l->index[1] ? "[%c,%c]" : "[%c]", l->index[0], l->index[1]);
    text_add(&t, " = ");
    expr_write(&t, l->element, p->style, p->story->spec->is_double);
    add_wrapped(p, "         ", 13, t.at);
}

static void add_numbers(page *p, const line *l)
{
    int count;
    const double *values = numbers_of_line(p->numbers, p->story, l, &count);
    if (!values)
        return;
    add_wrapped(p, "         : ", 13,
                numbers_text(p->out.arena, values, count, NUMBERS_MOST, DIGITS));
}

static const char *in_signs(const page *p, const char *words)
{
    text t = { .arena = p->out.arena };
    for (const char *c = words; *c; c++) {
        const char *sign = story_sign(words, c, p->style);
        text_add(&t, sign ? "%s" : "%.1s", sign ? sign : c);
    }
    return t.at;
}

static void add_line(page *p, const line *l)
{
    if (l->kind == LINE_TITLE) {
        text_add(&p->out, "%s", p->out.size ? "\n" : "");
        add_wrapped(p, "", 4, arena_printf(p->out.arena, "%s:", l->words));
        return;
    }
    if (l->kind == LINE_WORDS) {
        add_wrapped(p, "  ", 6, in_signs(p, l->words));
        return;
    }
    add_equation_text(p, l);
    add_elements(p, l);
    add_numbers(p, l);
    if (l->words)
        add_wrapped(p, "         ", 11, in_signs(p, l->words));
}

static void add_circuit(page *p)
{
    const char *drawn = circuit_sketch(p->story, p->numbers, p->style, p->width);
    add_line(p, &(line){ .kind = LINE_TITLE,
                         .words = "The circuit: values above the wires, gradients below" });
    if (drawn)
        text_add(&p->out, "%s", drawn);
    else
        add_wrapped(p, "  ", 6,
                    "It is too large for these lines: bpgen graph draws it, and --html.");
}

const char *explain_text(const story *s, const numbers *n, expr_style style, int width)
{
    page p = { .out.arena = s->arena, .story = s, .numbers = n, .style = style, .width = width };
    for (int i = 0; i < s->count; i++)
        add_line(&p, &s->lines[i]);
    if (n)
        add_circuit(&p);
    return p.out.at;
}
