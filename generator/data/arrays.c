/* arrays.c - arrays of files become rows of ends. What a network takes as it lies in the file stays
 * there; all else is converted once, in its place if there is room. Files are read and not mapped:
 * nothing happens to rows when one shrinks. 500 MB take 0.13 (floats, bytes) to 0.3 s of processor
 * time (shorts to floats); a copy from the page cache to nowhere takes 0.1. */
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
    double zero; /* what 0 stands for: -1, the first class, of a target of hinge */
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

enum { BLOCK = 32, PIECE = 1024 };

/* Whether all exponents are those of finite numbers; in blocks that compilers make vectors of. */
#define ARE_FINITE(name, bits_type, exponent) \
    static bits_type name##_other(const unsigned char *at) \
    { \
        bits_type bits; \
        memcpy(&bits, at, sizeof bits); \
        return (bits & (exponent)) == (exponent); \
    } \
    static bool name(const unsigned char *bytes, size_t count) \
    { \
        bits_type others = 0; \
        size_t i = 0; \
        for (; i + BLOCK <= count; i += BLOCK) \
            for (size_t l = 0; l < BLOCK; l++) \
                others |= name##_other(bytes + (i + l) * sizeof others); \
        for (; i < count; i++) \
            others |= name##_other(bytes + i * sizeof others); \
        return !others; \
    }

ARE_FINITE(are_finite_floats, uint32_t, UINT32_C(0x7F800000))
ARE_FINITE(are_finite_doubles, uint64_t, UINT64_C(0x7FF) << 52)

/* Elements `first` to first + count - 1 in the order of rows. */
static void numbers_of(const tensor *t, size_t first, size_t count, double *to)
{
    if (!t->is_column_major) {
        tensor_numbers(t, first, count, to);
        return;
    }
    for (size_t k = 0; k < count; k++)
        to[k] = tensor_number(t, place_of(t, first + k));
}

/* The first of some elements that is no finite number of the network's, told. */
static bool find_wrong(const taking *t, size_t first, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]) || (!t->reading->spec->is_double && !isfinite((float)values[i])))
            return wrong_number(t, first + i, values[i]);
    return true;
}

static bool find_wrong_in_file(const taking *t)
{
    double values[PIECE];
    const size_t all = t->rows * t->width;
    for (size_t i = 0; i < all; i += PIECE) {
        const size_t count = all - i < PIECE ? all - i : PIECE;
        numbers_of(t->tensor, i, count, values);
        if (!find_wrong(t, i, values, count))
            return false;
    }
    return true;
}

static void narrow(const double *restrict from, float *restrict to)
{
    for (size_t k = 0; k < PIECE; k++)
        to[k] = (float)from[k];
}

static void replace_zeros(const taking *t, double *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        values[k] = values[k] == 0 && t->zero != 0 ? t->zero : values[k];
}

/* Piece by piece: of numbers no wider than the file's, `to` may be their place in it. */
static bool convert(const taking *t, unsigned char *to)
{
    const bool is_double = t->reading->spec->is_double;
    const size_t size = real_size(t->reading->spec), all = t->rows * t->width;
    double wide[PIECE] = { 0 };
    float narrowed[PIECE];
    for (size_t i = 0; i < all; i += PIECE) {
        const size_t count = all - i < PIECE ? all - i : PIECE;
        numbers_of(t->tensor, i, count, wide);
        replace_zeros(t, wide, count);
        if (!is_double)
            narrow(wide, narrowed);
        const void *piece = is_double ? (const void *)wide : narrowed;
        const bool is_good = is_double ? are_finite_doubles(piece, count)
                                       : are_finite_floats(piece, count);
        if (!is_good)
            return find_wrong(t, i, wide, count);
        memcpy(to + i * size, piece, count * size);
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
    if (n->type == TYPE_U8 && !n->is_column_major && t->zero == 0) {
        to->kind = DATA_BYTES;
        to->divisor = divisor;
        return true;
    }
    if (is_plain && t->zero == 0 && n->type == (is_double ? TYPE_F64 : TYPE_F32)) {
        const bool is_good = is_double ? are_finite_doubles(n->bytes, count)
                                       : are_finite_floats(n->bytes, count);
        return is_good || find_wrong_in_file(t);
    }
    const size_t size = real_size(t->reading->spec);
    const bool fits = !n->is_column_major && size <= type_sizes[n->type];
    unsigned char *numbers = fits ? (unsigned char *)(uintptr_t)n->bytes /* the arena's own */
                                  : arena_resize(t->reading->arena, NULL, count * size + 1);
    to->rows = numbers;
    return convert(t, numbers);
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
    double piece[PIECE];
    for (size_t i = 0; i < t->rows; i++) {
        if (i % PIECE == 0)
            numbers_of(t->tensor, i, t->rows - i < PIECE ? t->rows - i : PIECE, piece);
        const double value = piece[i % PIECE];
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
    double piece[PIECE];
    for (size_t i = 0; i < count; i++) {
        if (i % PIECE == 0)
            numbers_of(t->tensor, i, count - i < PIECE ? count - i : PIECE, piece);
        const double value = piece[i % PIECE];
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
    taking now = { r,
                   f,
                   t,
                   end_text(r->arena, e, is_target),
                   0,
                   0,
                   is_target ? class_end(r->spec, which).off : 0 };
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
