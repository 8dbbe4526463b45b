/* plain_names.c - what the variables of a weight's formulas are called in the plain style: elements
 * of arrays, products of values, sums. */
#include <string.h>

#include "base/text.h"
#include "emit/arrays.h"
#include "emit/plain_weights.h"
#include "plan/kernels.h"
#include "plan/weights.h"

void name_leaf(weight_places *to, const char *name, const char *place)
{
    to->leaves[to->count++] = name;
    to->leaves[to->count++] = place;
    to->leaves[to->count] = NULL;
}

/* What the loops over rows and columns count with, where there are such loops. */
const char *row_index(const weight_function *f)
{
    return f->height == 1 ? "0" : "i";
}

const char *column_index(const weight_function *f)
{
    return f->width == 1 ? "0" : "j";
}

/* "[i][j]": the element of a parameter's array that the loops are at. */
static const char *element_index(arena *a, const weight_function *f, const parameter *q)
{
    const char *row = row_index(f), *column = column_index(f);
    return q->is_vector ? arena_printf(a, "[%s]", column)
           : f->swapped ? arena_printf(a, "[%s][%s]", column, row)
                        : arena_printf(a, "[%s][%s]", row, column);
}

const char *array_element(const plan *p, const char *of, const weight_function *f)
{
    const parameter *q = &p->spec->parameters[p->gradients[f->gradient].parameter];
    const char *array = array_indexed(p->graph.arena,
                                      arena_printf(p->graph.arena, "%s%s", of, q->name), q);
    return arena_printf(p->graph.arena, "%s%s", array, element_index(p->graph.arena, f, q));
}

const char *state_array(const plan *p, int k)
{
    return arena_printf(p->graph.arena, "o->%s.", p->spec->optimizer.state[k]);
}

/* ---- formulas ---- */

const char *at_index(const plan *p, ref r, const char *index)
{
    return plain_round_element(p, r, r, NULL, index);
}

/* What is written before all has been read is loaded first: these declarations. */
const char *name_arrays(const plan *p, const weight_function *f, weight_places *to)
{
    text t = { .arena = p->graph.arena };
    const int states = f->updates ? weights_states(p, &p->gradients[f->gradient]) : 0;
    const char *w = array_element(p, "p->", f);
    if (states > 0 && f->formulas.reads_w)
        text_add(&t, "const @real w_j = %s;\n", w);
    name_leaf(to, "w", states > 0 ? "w_j" : w);
    for (int k = 0; k < states; k++) {
        const char *name = p->spec->optimizer.state[k];
        text_add(&t, "const @real %s_j = %s;\n", name, array_element(p, state_array(p, k), f));
        name_leaf(to, name, arena_printf(t.arena, "%s_j", name));
    }
    if (!f->sums)
        name_leaf(to, "g", array_element(p, "ws->gradient.", f));
    return t.size ? t.at : "";
}

summing summing_of(const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    if (f->formulas.x)
        return ONE_PRODUCT;
    if (!f->sums || of->term_count == 0)
        return NO_SUM;
    if (p->spec->batch == 1)
        return of->term_count == 1 && of->terms[0].rounds == 1 ? ONE_VECTOR : SUM_OF_ELEMENT;
    return of->terms[0].x >= 0 ? SUM_OF_ROW : SUM_OF_ELEMENT;
}

const char *row_sums(const weight_function *f)
{
    return f->width <= KERNEL_ROW_MOST ? "acc" : "ws->row";
}

const char *name_sums(const plan *p, const weight_function *f, weight_places *to)
{
    arena *a = p->graph.arena;
    const gradient *of = &p->gradients[f->gradient];
    const term t = of->term_count ? of->terms[0] : (term){ .x = -1, .d = -1 };
    const char *row = row_index(f), *column = column_index(f), *sum = "0";
    switch (summing_of(p, f)) {
    case ONE_PRODUCT:
        name_leaf(to, "x1", at_index(p, t.x, f->swapped ? column : row));
        name_leaf(to, "d1", at_index(p, t.d, f->swapped ? row : column));
        return NULL;
    case ONE_VECTOR: sum = arena_printf(a, "(0 + %s)", at_index(p, t.d, column)); break;
    case SUM_OF_ROW: sum = arena_printf(a, "%s[%s]", row_sums(f), column); break;
    case SUM_OF_ELEMENT: sum = "acc"; break;
    default: break;
    }
    name_leaf(to, "sum", sum);
    return sum;
}
