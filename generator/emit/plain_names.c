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

static const parameter *parameter_of(const plan *p, const weight_function *f)
{
    return &p->spec->parameters[p->gradients[f->gradient].parameter];
}

/* "o->m." of w2: m_w2_s, the array in round s. */
static const char *name_in_rounds(arena *a, const char *of, const parameter *q)
{
    const int letters = (int)strcspn(of, ".") - 3; /* of the moment */
    return !strncmp(of, "o->", 3)   ? arena_printf(a, "%.*s_%s_s", letters, of + 3, q->name)
           : !strncmp(of, "p->", 3) ? arena_printf(a, "%s_s", q->name)
                                    : arena_printf(a, "g_%s_s", q->name);
}

const char *array_element(const weight_at *at, const char *of)
{
    const parameter *q = parameter_of(at->plan, at->f);
    arena *a = at->plan->graph.arena;
    const char *array = at->in ? name_in_rounds(a, of, q)
                               : array_indexed(a, arena_printf(a, "%s%s", of, q->name), q);
    return arena_printf(a, "%s%s", array, element_index(a, at->f, q));
}

void declare_array(const weight_at *at, const char *of, text *to)
{
    const parameter *q = parameter_of(at->plan, at->f);
    const bool is_there = !strncmp(of, "ws->", 4), is_moment = !strncmp(of, "o->", 3);
    const bool writes = !is_there && (at->f->updates || *of != 'p');
    const char *base = is_there    ? "&ws->gradient"
                       : is_moment ? arena_printf(to->arena, "&%.*s", (int)strcspn(of, "."), of)
                                   : arena_printf(to->arena, "%c", *of);
    const int64_t *positions = at->plan->positions[is_there    ? HOLDS_GRADIENTS
                                                   : is_moment ? HOLDS_MOMENTS
                                                               : HOLDS_PARAMETERS];
    const int64_t step = positions[at->plan->gradients[at->later->gradient].parameter] -
                         positions[at->plan->gradients[at->f->gradient].parameter];
    const char *const_ = writes ? "" : "const ", *name = name_in_rounds(to->arena, of, q);
    const char *array = arena_printf(to->arena, "%s(%s, %s%s%s, %s)",
                                     writes ? "@later_out" : "@later", base, of, q->name,
                                     array_row(to->arena, q),
                                     rounds_index(to->arena, at->in, 0, (int)step));
    if (q->is_vector)
        text_add(to, "%s@real *const %s = %s;\n", const_, name, array);
    else
        text_add(to, "%s@real (*const %s)[%d] = (%s@real (*)[%d])%s;\n", const_, name, q->cols,
                 const_, q->cols, array);
}

const char *state_array(const plan *p, int k)
{
    return arena_printf(p->graph.arena, "o->%s.", p->spec->optimizer.state[k]);
}

/* ---- formulas ---- */

static const term *term_of(const plan *p, const weight_function *f, int k)
{
    return &p->gradients[f->gradient].terms[k];
}

const char *at_x(const weight_at *at, int k, const char *index)
{
    const plan *p = at->plan;
    return plain_round_element(p, term_of(p, at->f, k)->x, term_of(p, at->later, k)->x, at->in,
                               index);
}

const char *at_d(const weight_at *at, int k, const char *index)
{
    const plan *p = at->plan;
    return plain_round_element(p, term_of(p, at->f, k)->d, term_of(p, at->later, k)->d, at->in,
                               index);
}

/* What is written before all has been read is loaded first: these declarations. */
const char *name_arrays(const weight_at *at, weight_places *to)
{
    const plan *p = at->plan;
    const weight_function *f = at->f;
    text t = { .arena = p->graph.arena };
    const int states = f->updates ? weights_states(p, &p->gradients[f->gradient]) : 0;
    const char *w = array_element(at, "p->");
    if (states > 0 && f->formulas.reads_w)
        text_add(&t, "const @real w_j = %s;\n", w);
    name_leaf(to, "w", states > 0 ? "w_j" : w);
    for (int k = 0; k < states; k++) {
        const char *name = p->spec->optimizer.state[k];
        text_add(&t, "const @real %s_j = %s;\n", name, array_element(at, state_array(p, k)));
        name_leaf(to, name, arena_printf(t.arena, "%s_j", name));
    }
    if (!f->sums)
        name_leaf(to, "g", array_element(at, "ws->gradient."));
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

const char *name_sums(const weight_at *at, weight_places *to)
{
    const plan *p = at->plan;
    const weight_function *f = at->f;
    arena *a = p->graph.arena;
    const char *row = row_index(f), *column = column_index(f), *sum = "0";
    switch (summing_of(p, f)) {
    case ONE_PRODUCT:
        name_leaf(to, "x1", at_x(at, 0, f->swapped ? column : row));
        name_leaf(to, "d1", at_d(at, 0, f->swapped ? row : column));
        return NULL;
    case ONE_VECTOR: sum = arena_printf(a, "(0 + %s)", at_d(at, 0, column)); break;
    case SUM_OF_ROW: sum = arena_printf(a, "%s[%s]", row_sums(f), column); break;
    case SUM_OF_ELEMENT: sum = "acc"; break;
    default: break;
    }
    name_leaf(to, "sum", sum);
    return sum;
}
