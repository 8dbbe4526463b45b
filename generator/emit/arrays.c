/* arrays.c - how the arrays of the parameters are declared and addressed in C. */
#include "emit/arrays.h"

#include "base/text.h"

const char *array_brackets(arena *a, const parameter *q)
{
    text t = { .arena = a };
    for (int k = 0; k < q->axes; k++)
        text_add(&t, "[%d]", q->axis[k]);
    return t.at;
}

const char *array_comment(arena *a, const spec *s, int i)
{
    static const char
        *const window[PARAMETER_AXES + 1] = { [3] = "[kernel]", [4] = "[height][width]" };
    const parameter *q = &s->parameters[i];
    if (!q->layer)
        return "";
    if (*q->kind == 'w' && q->axes > 1)
        return arena_printf(a, " /* layer %d, %s%s[in%s][out] */", q->layer, q->kind,
                            window[q->axes] ? window[q->axes] : "", q->groups > 1 ? "/groups" : "");
    const bool is_first = i == 0 || s->parameters[i - 1].layer != q->layer;
    return is_first ? arena_printf(a, " /* layer %d */", q->layer) : "";
}

static const char *zeros(arena *a, int count)
{
    text t = { .arena = a };
    for (int k = 0; k < count; k++)
        text_add(&t, "[0]");
    return t.size ? t.at : "";
}

const char *array_row(arena *a, const parameter *q)
{
    return zeros(a, q->axes - 1);
}

const char *array_first(const plan *p, int i)
{
    arena *a = p->graph.arena;
    return arena_printf(a, "%s%s", p->arrays[i], array_row(a, &p->spec->parameters[i]));
}

const char *array_flat(arena *a, const char *array, const parameter *q)
{
    return q->axes == 1 ? array : arena_printf(a, "(&%s%s)", array, zeros(a, q->axes));
}

const char *array_in_c(arena *a, const array *of)
{
    return arena_printf(a, "@%s", of->name);
}

const char *array_indexed(arena *a, const char *array, const parameter *q)
{
    return q->is_vector ? array_flat(a, array, q) : array;
}
