/* read.c - a file of weights becomes a parameter block. */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "graph/reals.h"
#include "weights/matching.h"
#include "weights/weights.h"

enum { MEGABYTE = 1024 * 1024, WORDS_OF_ONE = 1000 /* bytes that tell of a tensor, at most */ };

const char weights_formats[] = "a file of weights ends in .safetensors, .npz, .npy or .bin";

weights_format weights_format_of(const char *path)
{
    static const char *const endings[] = { [WEIGHTS_SAFETENSORS] = ".safetensors",
                                           [WEIGHTS_NPZ] = ".npz",
                                           [WEIGHTS_NPY] = ".npy",
                                           [WEIGHTS_BIN] = ".bin" };
    const char *ending = strrchr(path, '.');
    for (int i = WEIGHTS_SAFETENSORS; i <= WEIGHTS_BIN && ending; i++)
        if (!strcmp(ending, endings[i]))
            return (weights_format)i;
    return WEIGHTS_UNKNOWN;
}

/* ---- numbers ---- */

/* "[3][4]" */
static const char *place_text(arena *a, const parameter *q, size_t i)
{
    const char *place = "";
    for (int k = q->axes; k-- > 0; i /= (size_t)q->axis[k])
        place = arena_printf(a, "[%zu]%s", i % (size_t)q->axis[k], place);
    return place;
}

/* False, with a message added, where an element is no number that a real can hold. */
static bool fill(tensors *f, const spec *s, const parameter *q, const match *found, void *block)
{
    const tensor *t = &f->at[found->tensor];
    const size_t count = (size_t)q->rows * (size_t)q->cols;
    for (size_t i = 0; i < count; i++) {
        const size_t place = parameter_place(q, found->is_transposed, i, t->is_column_major);
        const double value = tensor_number(t, place);
        const float narrow = (float)value;
        if (!isfinite(value))
            return tensors_wrong(f, "%s%s is %s, which is no number", q->name,
                                 place_text(f->arena, q, i), isnan(value) ? "nan" : "infinite");
        if (!s->is_double && isinf(narrow))
            return tensors_wrong(f, "%s%s is %g, more than a float can hold", q->name,
                                 place_text(f->arena, q, i), value);
        if (s->is_double)
            ((double *)block)[q->offset + i] = value;
        else
            ((float *)block)[q->offset + i] = narrow;
    }
    return true;
}

/* ---- files ---- */

/* The whole block as one vector of that type: tensor number 0. */
static bool read_bin(tensors *f, const spec *s)
{
    const tensor t = { .name = "block",
                       .type = s->is_double ? TYPE_F64 : TYPE_F32,
                       .type_name = type_names[s->is_double ? TYPE_F64 : TYPE_F32],
                       .rank = 1,
                       .shape = { s->parameter_scalars },
                       .bytes = f->bytes };
    const size_t size = real_size(s);
    if (f->size != size * s->parameter_scalars)
        return tensors_wrong(f, "has %zu bytes; %zu parameters of type %s take %zu", f->size,
                             s->parameter_scalars, s->is_double ? "double" : "float",
                             size * s->parameter_scalars);
    return tensors_add(f, &t);
}

static bool check_vector(tensors *f, const spec *s)
{
    const tensor *t = &f->at[0];
    if (t->rank != 1 || t->shape[0] != s->parameter_scalars)
        return tensors_wrong(f, "holds shape %s; the parameters are one vector [%zu]",
                             tensor_shape(f->arena, t), s->parameter_scalars);
    return tensor_is_real(t) ||
           tensors_wrong(f, "is of type %s; F16, BF16, F32 and F64 can be read", t->type_name);
}

/* Takes each parameter from its place in the vector. */
static void match_vector(matching *m, const tensors *f, const spec *s, tensors *parts)
{
    const tensor *t = &f->at[0];
    *parts = *f;
    parts->at = NULL;
    parts->count = parts->capacity = 0;
    parts->taken = (names){ .arena = f->arena };
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        tensor part = *t;
        part.name = q->name;
        part.rank = q->axes;
        for (int k = 0; k < q->axes; k++)
            part.shape[k] = (size_t)q->axis[k];
        part.is_column_major = false;
        part.bytes += q->offset * type_sizes[t->type];
        tensors_add(parts, &part);
    }
    match_tensors(m, f->arena, s, parts);
}

static bool read_tensors(tensors *f, const spec *s, weights_format format)
{
    switch (format) {
    case WEIGHTS_SAFETENSORS: return safetensors_read(f);
    case WEIGHTS_NPZ: return npz_read(f);
    case WEIGHTS_NPY: return npy_read(f, "block", "", f->bytes, f->size) && check_vector(f, s);
    default: return read_bin(f, s);
    }
}

void *weights_read(arena *a, const spec *s, const char *path, text *table, messages *m)
{
    const char *why;
    const weights_format format = weights_format_of(path);
    tensors f = { .arena = a, .messages = m, .file = message_name(a, path) }, parts;
    f.taken.arena = a;
    f.header_limit = MEGABYTE + WORDS_OF_ONE * (size_t)s->parameter_count;
    f.limit = 16 * (size_t)MEGABYTE + f.header_limit + 16 * s->parameter_scalars;
    f.bytes = (const unsigned char *)file_read(a, path, f.limit, &f.size, &why);
    if (!f.bytes) {
        message_file(m, EXIT_IO, f.file, "%s", why);
        return NULL;
    }
    if (!(f.size ? read_tensors(&f, s, format) : tensors_wrong(&f, "is empty")))
        return NULL;
    matching all;
    const bool is_vector = format == WEIGHTS_NPY || format == WEIGHTS_BIN;
    if (is_vector)
        match_vector(&all, &f, s, &parts);
    else
        match_tensors(&all, a, s, &f);
    if (table)
        match_table(table, &all);
    if (all.problem_count) {
        match_report(&all);
        return NULL;
    }
    void *block = arena_resize(a, NULL, (s->parameter_scalars + 1) * sizeof(double));
    for (int i = 0; i < s->parameter_count; i++)
        if (!fill(is_vector ? &parts : &f, s, &s->parameters[i], &all.of[i], block))
            return NULL;
    return block;
}
