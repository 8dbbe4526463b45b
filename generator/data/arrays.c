/* arrays.c - arrays of files become rows of ends. What a network takes as it lies in the file stays
 * there; all else is converted once. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "data/reading.h"
#include "graph/reals.h"

typedef struct taking {
    const reading *reading;
    const tensors *file;
    const tensor *tensor;
    const char *what; /* "input 'x'" */
    size_t rows, width;
} taking;

static bool wrong(const taking *t, const char *what)
{
    return data_wrong(t->reading, t->file->file, 0, "%s: %s", t->what, what);
}

static bool is_little_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static bool wrong_number(const taking *t, size_t i, double value)
{
    return wrong(t, arena_printf(t->reading->arena, "row %zu, element %zu is %s", i / t->width + 1,
                                 i % t->width + 1,
                                 isnan(value)   ? "nan, no number"
                                 : isinf(value) ? "infinite"
                                                : "more than a float can hold"));
}

/* Where element i, in the order of rows, is in the file. */
static size_t place_of(const tensor *t, size_t i)
{
    if (!t->is_column_major)
        return i;
    size_t place = 0;
    size_t stride = 1, index[TENSOR_AXES] = { 0 };
    for (int k = t->rank - 1; k >= 0; k--) {
        index[k] = i % t->shape[k];
        i /= t->shape[k];
    }
    for (int k = 0; k < t->rank; k++) {
        place += index[k] * stride;
        stride *= t->shape[k];
    }
    return place;
}

/* ---- reals ---- */

/* Whether all exponents are those of finite numbers. */
static bool are_finite_floats(const unsigned char *bytes, size_t count)
{
    const uint32_t exponent = UINT32_C(0x7F800000);
    bool has_others = false;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
        has_others |= (bits & exponent) == exponent;
    }
    return !has_others;
}

static bool are_finite_doubles(const unsigned char *bytes, size_t count)
{
    const uint64_t exponent = UINT64_C(0x7FF) << 52;
    bool has_others = false;
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
        has_others |= (bits & exponent) == exponent;
    }
    return !has_others;
}

/* The first element that is no finite number of the network's, told. */
static bool find_wrong(const taking *t)
{
    for (size_t i = 0; i < t->rows * t->width; i++) {
        const double value = tensor_number(t->tensor, place_of(t->tensor, i));
        if (!isfinite(value) || (!t->reading->spec->is_double && fabs(value) > (double)FLT_MAX))
            return wrong_number(t, i, value);
    }
    return true;
}

static bool convert(const taking *t, bool is_plain, unsigned char *to)
{
    const bool is_double = t->reading->spec->is_double;
    const bool is_wide = is_plain && t->tensor->type == TYPE_F64;
    for (size_t i = 0; i < t->rows * t->width; i++) {
        double value;
        if (is_wide)
            memcpy(&value, t->tensor->bytes + i * sizeof value, sizeof value);
        else
            value = tensor_number(t->tensor, place_of(t->tensor, i));
        const float narrow = (float)value;
        if (!isfinite(value) || (!is_double && isinf(narrow)))
            return wrong_number(t, i, value);
        if (is_double)
            memcpy(to + i * sizeof value, &value, sizeof value);
        else
            memcpy(to + i * sizeof narrow, &narrow, sizeof narrow);
    }
    return true;
}

static bool take_reals(const taking *t, data_end *to, float divisor)
{
    const bool is_double = t->reading->spec->is_double;
    const tensor *n = t->tensor;
    const size_t count = t->rows * t->width;
    const bool is_plain = !n->is_column_major && is_little_endian() && !n->is_big_endian;
    to->kind = DATA_REALS;
    to->rows = n->bytes;
    if (n->type == TYPE_U8 && !n->is_column_major) {
        to->kind = DATA_BYTES;
        to->divisor = divisor;
        return true;
    }
    if (is_plain && n->type == (is_double ? TYPE_F64 : TYPE_F32)) {
        const bool is_good = is_double ? are_finite_doubles(n->bytes, count)
                                       : are_finite_floats(n->bytes, count);
        return is_good || find_wrong(t);
    }
    const size_t size = real_size(t->reading->spec);
    unsigned char *numbers = arena_resize(t->reading->arena, NULL, count * size + 1);
    to->rows = numbers;
    return convert(t, is_plain, numbers);
}

/* ---- classes ---- */

data_end class_end(const spec *s, int target)
{
    const char *loss = data_loss_of(s, target);
    const bool is_hinge = loss && !strcmp(loss, "hinge");
    return (data_end){ .kind = DATA_CLASSES,
                       .size = end_width(&s->targets[target]),
                       .is_class = s->targets[target].is_class,
                       .off = is_hinge ? -1 : 0,
                       .on = 1 };
}

static bool take_classes(const taking *t, const end *e, data_end *to)
{
    int32_t *numbers = arena_resize(t->reading->arena, NULL, t->rows * sizeof *numbers + 1);
    for (size_t i = 0; i < t->rows; i++) {
        const double value = tensor_number(t->tensor, place_of(t->tensor, i));
        if (!is_class_number(value, e->size))
            return wrong(t, arena_printf(t->reading->arena,
                                         "row %zu is class %g; the network has 0 to %d", i + 1,
                                         value, e->size - 1));
        numbers[i] = (int32_t)value;
    }
    to->rows = (const unsigned char *)numbers;
    return true;
}

/* The numbers of an input of classes. */
static bool take_numbers(const taking *t, const end *e, data_end *to)
{
    const size_t count = t->rows * t->width;
    int32_t *numbers = arena_resize(t->reading->arena, NULL, count * sizeof *numbers + 1);
    for (size_t i = 0; i < count; i++) {
        const double value = tensor_number(t->tensor, place_of(t->tensor, i));
        if (!is_class_number(value, e->classes))
            return wrong(t,
                         arena_printf(t->reading->arena,
                                      "row %zu, element %zu is class %g; the network has 0 to "
                                      "%d",
                                      i / t->width + 1, i % t->width + 1, value, e->classes - 1));
        numbers[i] = (int32_t)value;
    }
    to->kind = DATA_NUMBERS;
    to->rows = (const unsigned char *)numbers;
    return true;
}

/* ---- both ---- */

bool array_to_end(const reading *r, const tensors *f, const tensor *t, int which, bool is_target,
                  float divisor)
{
    const end *e = is_target ? &r->spec->targets[which] : &r->spec->inputs[which];
    taking now = { r, f, t, end_text(r->arena, e, is_target), 0, 0 };
    data_end *to = is_target ? &r->to->targets[which] : &r->to->inputs[which];
    size_t count;
    if (t->type == TYPE_OTHER)
        return wrong(&now, arena_printf(r->arena, "an array of type %s, which is no number",
                                        t->type_name));
    now.rows = t->rank ? t->shape[0] : 0;
    if (!tensor_count(t, &count) || !count || !now.rows)
        return wrong(&now, "an array without rows");
    now.width = count / now.rows;
    const bool by_class = is_target && now.width == 1 &&
                          (e->is_class || (e->size > 1 && data_tells_classes(r->spec, which)));
    if (!by_class && (now.width != (size_t)e->size || e->is_class))
        return wrong(&now, arena_printf(r->arena, "shape %s; a row has %zu element%s",
                                        tensor_shape(r->arena, t), end_width(e),
                                        end_width(e) == 1 ? "" : "s"));
    if (r->to->rows && r->to->rows != now.rows)
        return wrong(&now, arena_printf(r->arena, "%zu rows; other arrays have %zu", now.rows,
                                        r->to->rows));
    r->to->rows = now.rows;
    *to = (data_end){ .size = (size_t)e->size };
    if (e->classes)
        return take_numbers(&now, e, to);
    if (!by_class)
        return take_reals(&now, to, divisor);
    *to = class_end(r->spec, which);
    return take_classes(&now, e, to);
}
