/* match.c - finds the tensor of each parameter: by our own name, by the name of its layer, or by
 * order.
 *
 * Parameters go by order only where none of their kind, those of layers with a name and those of
 * layers with a number, has been found by name: else one that the file lacks would get another's
 * numbers. Each is matched with tensors of as many axes. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "weights/matching.h"

static void problem(matching *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void problem(matching *m, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(m->arena, format, arguments);
    va_end(arguments);
    m->problems = arena_grow(m->arena, m->problems, m->problem_count, &m->problem_capacity,
                             sizeof *m->problems);
    m->problems[m->problem_count++] = text;
}

static void take(matching *m, int parameter, int tensor, bool is_transposed)
{
    m->of[parameter] = (match){ tensor, is_transposed };
    m->is_used[tensor] = true;
}

/* ---- by name ---- */

/* Whether a tensor is a layer's parameter, by PyTorch's name or Keras's. */
static bool is_of_layer(const char *tensor, const char *layer, bool is_vector, bool *is_transposed)
{
    const tensor_name n = tensor_name_of(tensor);
    *is_transposed = !is_vector && name_has_word(&n, "weight");
    return name_has_module(&n, layer) &&
           (is_vector ? name_has_word(&n, "bias") : *is_transposed || name_has_word(&n, "kernel"));
}

static int find_own(const matching *m, const char *name)
{
    for (int i = 0; i < m->file->count; i++)
        if (!strcmp(m->file->at[i].name, name))
            return i;
    return NO_TENSOR;
}

/* Finds one parameter. Whether there is one of its name, or several. */
static bool match_by_name(matching *m, int parameter)
{
    const struct parameter *q = &m->spec->parameters[parameter];
    const char *layer = parameter_layer(m->arena, q);
    const int own = find_own(m, q->name);
    int found = NO_TENSOR;
    bool is_transposed, found_transposed = false;
    if (own != NO_TENSOR) {
        take(m, parameter, own, false);
        return true;
    }
    for (int i = 0; i < m->file->count && layer; i++) {
        if (m->is_used[i] || !is_of_layer(m->file->at[i].name, layer, q->axes == 1, &is_transposed))
            continue;
        if (found != NO_TENSOR) {
            problem(m, "%s may be '%s' or '%s'", parameter_text(m->arena, q),
                    m->file->at[found].name, m->file->at[i].name);
            m->is_used[found] = m->is_used[i] = true;
            return true;
        }
        found = i;
        found_transposed = is_transposed;
    }
    if (found != NO_TENSOR)
        take(m, parameter, found, found_transposed);
    return found != NO_TENSOR;
}

/* ---- by order ---- */

static int by_name(const void *one, const void *other)
{
    const tensor *const *x = one, *const *y = other;
    return names_order((*x)->name, (*y)->name);
}

/* The tensors of so many axes that nothing uses, in the order of their names. */
static const tensor **rest_of_rank(const matching *m, int rank, int *count)
{
    const tensor **list = arena_alloc(m->arena, (size_t)(m->file->count + 1) * sizeof *list);
    *count = 0;
    for (int i = 0; i < m->file->count; i++)
        if (!m->is_used[i] && m->file->at[i].rank == rank)
            list[(*count)++] = &m->file->at[i];
    qsort(list, (size_t)*count, sizeof *list, by_name);
    return list;
}

/* Matches those parameters that have so many axes, unless their number is another. */
static void match_by_order(matching *m, const bool *is_open, int axes)
{
    int count, wanted = 0, next = 0;
    const tensor **list = rest_of_rank(m, axes, &count);
    for (int i = 0; i < m->spec->parameter_count; i++)
        wanted += is_open[i] && m->spec->parameters[i].axes == axes;
    for (int i = 0; i < m->spec->parameter_count && wanted == count; i++) {
        if (!is_open[i] || m->spec->parameters[i].axes != axes)
            continue;
        const tensor_name n = tensor_name_of(list[next]->name);
        take(m, i, (int)(list[next++] - m->file->at), axes > 1 && name_has_word(&n, "weight"));
    }
}

/* A layer's vector comes from the module that its matrix comes from: else there were as many of
 * each by chance. */
static void check_modules(matching *m, const bool *is_open)
{
    const struct parameter *q = m->spec->parameters;
    for (int i = 1; i < m->spec->parameter_count; i++) {
        const int w = m->of[i - 1].tensor, b = m->of[i].tensor;
        if (!is_open[i] || !is_open[i - 1] || q[i].layer != q[i - 1].layer || w == NO_TENSOR ||
            b == NO_TENSOR)
            continue;
        const tensor_name of_w = tensor_name_of(m->file->at[w].name);
        const tensor_name of_b = tensor_name_of(m->file->at[b].name);
        if (of_w.module_size != of_b.module_size ||
            memcmp(of_w.text, of_b.text, of_w.module_size) != 0)
            problem(m, "'%s' and '%s' would be %s and %s by order, but are not of one layer",
                    of_w.text, of_b.text, q[i - 1].name, q[i].name);
    }
}

/* ---- what does not fit ---- */

static void wanted_sizes(const struct parameter *q, bool is_transposed,
                         size_t sizes[PARAMETER_AXES])
{
    for (int k = 0; k < q->axes; k++)
        sizes[k] = (size_t)q->axis[k];
    if (is_transposed)
        parameter_pytorch_shape(q, sizes);
}

/* "[784, 500]" */
static const char *wanted_shape(arena *a, const struct parameter *q, bool is_transposed)
{
    const char *shape = "";
    size_t sizes[PARAMETER_AXES];
    wanted_sizes(q, is_transposed, sizes);
    for (int k = 0; k < q->axes; k++)
        shape = arena_printf(a, "%s%s%zu", shape, k ? ", " : "", sizes[k]);
    return arena_printf(a, "[%s]", shape);
}

static void check_shape(matching *m, const struct parameter *q, const match *found)
{
    const tensor *t = &m->file->at[found->tensor];
    bool fits = t->rank == q->axes;
    size_t sizes[PARAMETER_AXES];
    wanted_sizes(q, found->is_transposed, sizes);
    for (int k = 0; k < q->axes && fits; k++)
        fits = t->shape[k] == sizes[k];
    if (!fits)
        problem(m, "%s wants shape %s%s; '%s' has %s", parameter_text(m->arena, q),
                wanted_shape(m->arena, q, found->is_transposed),
                found->is_transposed ? q->axes > 2 ? " (out, in, kernel)" : " (out, in)" : "",
                t->name, tensor_shape(m->arena, t));
    else if (!tensor_is_real(t))
        problem(m, "'%s' is of type %s; F16, BF16, F32 and F64 can be read", t->name, t->type_name);
}

static void check_fit(matching *m)
{
    for (int i = 0; i < m->spec->parameter_count; i++)
        if (m->of[i].tensor == NO_TENSOR)
            problem(m, "%s is missing", parameter_text(m->arena, &m->spec->parameters[i]));
        else
            check_shape(m, &m->spec->parameters[i], &m->of[i]);
    for (int i = 0; i < m->file->count; i++)
        if (!m->is_used[i])
            problem(m, "'%s' %s is not used", m->file->at[i].name,
                    tensor_shape(m->arena, &m->file->at[i]));
}

/* Of a layer with a name, of one with a number, or neither w nor b of a layer. */
enum { OF_NAMED, OF_NUMBERED, OF_OTHERS, PARAMETER_KINDS };

static int kind_of(arena *a, const struct parameter *q)
{
    return !parameter_is_of_layer(a, q) ? OF_OTHERS
           : parameter_layer(a, q)      ? OF_NAMED
                                        : OF_NUMBERED;
}

void match_tensors(matching *m, arena *a, const spec *s, const tensors *f)
{
    const size_t count = (size_t)s->parameter_count + 1;
    bool *is_open = arena_alloc(a, count * sizeof *is_open);
    bool has[PARAMETER_KINDS] = { false };
    *m = (matching){ .arena = a, .spec = s, .file = f };
    m->of = arena_alloc(a, count * sizeof *m->of);
    m->is_used = arena_alloc(a, ((size_t)f->count + 1) * sizeof *m->is_used);
    for (int i = 0; i < s->parameter_count; i++) {
        m->of[i].tensor = NO_TENSOR;
        const bool is_found = match_by_name(m, i);
        bool *any = &has[kind_of(a, &s->parameters[i])];
        *any = *any || is_found;
    }
    for (int i = 0; i < s->parameter_count; i++)
        is_open[i] = !has[kind_of(a, &s->parameters[i])];
    for (int axes = PARAMETER_AXES; axes > 0; axes--)
        match_by_order(m, is_open, axes);
    check_modules(m, is_open);
    check_fit(m);
}
