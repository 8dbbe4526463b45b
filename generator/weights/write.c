/* write.c - a parameter block becomes a file of weights. */
#include <string.h>

#include "graph/reals.h"
#include "weights/matching.h"
#include "weights/weights.h"

typedef struct writing {
    const spec *spec;
    const void *block;
    bool with_pytorch;
} writing;

static size_t count_of(const parameter *q)
{
    return (size_t)q->rows * (size_t)q->cols;
}

static bool is_transposed(const writing *w, const parameter *q)
{
    return w->with_pytorch && q->axes > 1 && q->pytorch && !q->same_order;
}

static const char *name_of(arena *a, const writing *w, const parameter *q)
{
    const char *layer = parameter_layer(a, q);
    return !w->with_pytorch || !q->pytorch ? q->name
           : layer                         ? arena_printf(a, "%s.%s", layer, q->pytorch)
                                           : arena_printf(a, "%d.%s", q->layer, q->pytorch);
}

/* The shape in the file; its rank. */
static int shape_of(const writing *w, const parameter *q, size_t shape[PARAMETER_AXES])
{
    parameter_shape(q, is_transposed(w, q), shape);
    return q->axes;
}

/* The numbers of a parameter, in the order of the file, little-endian. */
static void add_numbers(text *out, const writing *w, const parameter *q)
{
    const size_t count = count_of(q);
    const bool turned = is_transposed(w, q);
    const size_t size = real_size(w->spec);
    char *bytes = arena_resize(out->arena, NULL, count * size + 1);
    for (size_t i = 0; i < count; i++) {
        const size_t from = q->offset + i, to = parameter_place(q, turned, i, false);
        uint64_t bits = 0;
        uint32_t narrow;
        if (w->spec->is_double) {
            memcpy(&bits, (const double *)w->block + from, sizeof bits);
        } else {
            memcpy(&narrow, (const float *)w->block + from, sizeof narrow);
            bits = narrow;
        }
        for (size_t k = 0; k < size; k++)
            bytes[to * size + k] = (char)(bits >> 8 * k & 255);
    }
    text_add_bytes(out, bytes, count * size);
    arena_resize(out->arena, bytes, 0);
}

static void add_all_numbers(text *out, const writing *w)
{
    for (int i = 0; i < w->spec->parameter_count; i++)
        add_numbers(out, w, &w->spec->parameters[i]);
}

static void write_safetensors(text *out, const writing *w)
{
    const size_t size = real_size(w->spec);
    text header = { .arena = out->arena };
    size_t at = 0;
    text_add(&header, "{");
    for (int i = 0; i < w->spec->parameter_count; i++) {
        const parameter *q = &w->spec->parameters[i];
        size_t shape[PARAMETER_AXES] = { 0 };
        const int rank = shape_of(w, q, shape);
        const size_t end = at + size * count_of(q);
        text_add(&header, "%s\"%s\":{\"dtype\":\"%s\",\"shape\":[%zu", i > 0 ? "," : "",
                 name_of(out->arena, w, q), w->spec->is_double ? "F64" : "F32", shape[0]);
        for (int k = 1; k < rank; k++)
            text_add(&header, ",%zu", shape[k]);
        text_add(&header, "],\"data_offsets\":[%zu,%zu]}", at, end);
        at = end;
    }
    text_add(&header, "}");
    while (header.size % 8) /* numbers begin at a multiple of 8 bytes */
        text_add(&header, " ");
    char length[8];
    for (int k = 0; k < 8; k++)
        length[k] = (char)((uint64_t)header.size >> 8 * k & 255);
    text_add_bytes(out, length, sizeof length);
    text_add_bytes(out, header.at, header.size);
    add_all_numbers(out, w);
}

static bool write_npz(text *out, const writing *w, messages *m)
{
    arena *a = out->arena;
    const spec *s = w->spec;
    const char *why;
    zip_entry *entries = arena_alloc(a, (size_t)(s->parameter_count + 1) * sizeof *entries);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        text array = { .arena = a };
        size_t shape[PARAMETER_AXES];
        const int rank = shape_of(w, q, shape);
        npy_head(&array, s->is_double ? "<f8" : "<f4", rank, shape);
        add_numbers(&array, w, q);
        entries[i] = (zip_entry){ arena_printf(a, "%s.npy", name_of(a, w, q)), array.at,
                                  array.size };
    }
    if (npz_write(out, entries, s->parameter_count, &why))
        return true;
    message_plain(m, EXIT_IO, "the npz file: %s", why);
    return false;
}

bool weights_write(text *out, const spec *s, const void *block, weights_format format,
                   bool with_pytorch, messages *m)
{
    const writing w = { s, block, with_pytorch };
    switch (format) {
    case WEIGHTS_SAFETENSORS: write_safetensors(out, &w); return true;
    case WEIGHTS_NPZ: return write_npz(out, &w, m);
    case WEIGHTS_NPY:
        npy_head(out, s->is_double ? "<f8" : "<f4", 1, &s->parameter_scalars);
        add_all_numbers(out, &w);
        return true;
    default: add_all_numbers(out, &w); return true;
    }
}
