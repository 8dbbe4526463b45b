/* shapes.c - the shape of an equation, and those of its terms where it multiplies matrices. */
#include "explain/story.h"

const char *symbol_shape(arena *a, const symbol *s)
{
    return s->shape ? s->shape : arena_printf(a, "%dx%d", s->rows, s->cols);
}

static void add_shape(text *t, int rows, int cols)
{
    text_add(t, "[%dx%d]", rows, cols);
}

static bool is_product(const expr *e)
{
    return e->kind == EXPR_GATE && (e->gate == MATMUL || e->gate == MATMUL_T || e->gate == OUTER) &&
           e->in[0]->kind != EXPR_NUMBER && e->in[1]->kind != EXPR_NUMBER;
}

static bool has_product(const expr *e)
{
    const bool adds = e->kind == EXPR_GATE && (e->gate == ADD || e->gate == SUB);
    return is_product(e) || (adds && (has_product(e->in[0]) || has_product(e->in[1])));
}

static void add_terms(text *t, const expr *e)
{
    if (is_product(e)) {
        const expr *a = e->in[0], *b = e->in[1];
        if (e->gate == OUTER)
            add_shape(t, a->cols, a->rows);
        else
            add_shape(t, a->rows, a->cols);
        if (e->gate == MATMUL_T)
            add_shape(t, b->cols, b->rows);
        else
            add_shape(t, b->rows, b->cols);
    } else if (has_product(e)) {
        add_terms(t, e->in[0]);
        text_add(t, " + ");
        add_terms(t, e->in[1]);
    } else
        add_shape(t, e->rows, e->cols);
}

const char *story_shapes(arena *a, const line *l)
{
    text t = { .arena = a };
    const expr *last = l->right[l->right_count - 1];
    if (has_product(last)) {
        add_terms(&t, last);
        text_add(&t, " = ");
    }
    text_add(&t, "[%s]", symbol_shape(a, l->left));
    return t.at;
}
