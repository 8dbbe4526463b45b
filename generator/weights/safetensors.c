/* safetensors.c - reads safetensors: the length of a header, the header (JSON: the type, shape and
 * place of each tensor), and the numbers, which fill the rest without gaps. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "weights/tensors.h"

/* ---- the header ---- */

typedef struct extent { /* of a tensor in the data */
    size_t first, end;
    const char *name;
} extent;

static bool is_size(const json_t *value, size_t *size)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *size = (size_t)json_integer_value(value);
    return true;
}

static bool read_shape(tensors *f, const json_t *shape, tensor *t)
{
    if (!json_is_array(shape))
        return tensors_wrong(f, "tensor '%s' has no shape", t->name);
    if (json_array_size(shape) > TENSOR_AXES)
        return tensors_wrong(f, "tensor '%s' has %zu axes, more than %d", t->name,
                             json_array_size(shape), TENSOR_AXES);
    t->rank = (int)json_array_size(shape);
    for (int i = 0; i < t->rank; i++)
        if (!is_size(json_array_get(shape, (size_t)i), &t->shape[i]))
            return tensors_wrong(f, "tensor '%s': its shape has what is no size", t->name);
    return true;
}

/* The type, the shape and the place of a tensor, which agree with each other. */
static bool read_tensor(tensors *f, const json_t *entry, tensor *t, extent *e)
{
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    const json_t *place = json_object_get(entry, "data_offsets");
    size_t bytes;
    if (!type)
        return tensors_wrong(f, "tensor '%s' has no dtype", t->name);
    t->type_name = arena_copy(f->arena, type);
    for (t->type = TYPE_F16; t->type < TYPE_OTHER && strcmp(type_names[t->type], type) != 0;)
        t->type++;
    if (!read_shape(f, json_object_get(entry, "shape"), t))
        return false;
    if (json_array_size(place) != 2 || !is_size(json_array_get(place, 0), &e->first) ||
        !is_size(json_array_get(place, 1), &e->end) || e->first > e->end)
        return tensors_wrong(f, "tensor '%s': its data_offsets are no two places", t->name);
    if (json_object_size(entry) > 3)
        return tensors_wrong(f, "tensor '%s' has more than dtype, shape and data_offsets", t->name);
    if (!tensor_bytes(t, &bytes) || (t->type != TYPE_OTHER && bytes != e->end - e->first))
        return tensors_wrong(f, "tensor '%s': %s of shape %s does not take the %zu bytes it has",
                             t->name, type, tensor_shape(f->arena, t), e->end - e->first);
    return true;
}

static int by_place(const void *one, const void *other)
{
    const extent *x = one, *y = other;
    return x->first != y->first ? (x->first > y->first) - (x->first < y->first)
                                : (x->end > y->end) - (x->end < y->end);
}

/* The tensors follow each other, from the beginning of the data to its end. */
static bool check_places(tensors *f, extent *list, int count, size_t size)
{
    size_t at = 0;
    if (count > 0)
        qsort(list, (size_t)count, sizeof *list, by_place);
    for (int i = 0; i < count; i++) {
        const extent *e = &list[i];
        if (e->end > size)
            return tensors_wrong(f, "is cut off: tensor '%s' ends at byte %zu of %zu", e->name,
                                 e->end, size);
        if (e->first < at)
            return tensors_wrong(f, "tensors '%s' and '%s' overlap", list[i - 1].name, e->name);
        if (e->first > at)
            return tensors_wrong(f, "bytes %zu to %zu of the data belong to no tensor", at,
                                 e->first);
        at = e->end;
    }
    return at == size || tensors_wrong(f, "%zu bytes behind the last tensor", size - at);
}

static bool read_entries(tensors *f, json_t *header, const unsigned char *data, size_t size)
{
    const char *name;
    json_t *entry;
    extent *list = arena_alloc(f->arena, (json_object_size(header) + 1) * sizeof *list);
    int count = 0;
    json_object_foreach(header, name, entry)
    {
        tensor t = { .name = name };
        extent e = { .name = name };
        if (!strcmp(name, "__metadata__"))
            continue;
        if (!read_tensor(f, entry, &t, &e) || !tensors_add(f, &t))
            return false;
        f->at[f->count - 1].bytes = e.first <= size ? data + e.first : data;
        list[count++] = e;
    }
    return check_places(f, list, count, size);
}

bool safetensors_read(tensors *f)
{
    enum { LENGTH = 8 };
    uint64_t length = 0;
    json_error_t why;
    if (f->size < LENGTH)
        return tensors_wrong(f, "is no safetensors file: it has %zu bytes", f->size);
    for (int i = LENGTH - 1; i >= 0; i--)
        length = length << 8 | f->bytes[i];
    if (length > f->header_limit)
        return tensors_wrong(f, "a header of %llu bytes is more than this network can need",
                             (unsigned long long)length);
    if (length > f->size - LENGTH)
        return tensors_wrong(f, "is cut off: a header of %llu bytes in a file of %zu",
                             (unsigned long long)length, f->size);
    json_use(f->arena);
    const char *text = (const char *)f->bytes + LENGTH;
    json_t *header = json_loadb(text, (size_t)length, JSON_REJECT_DUPLICATES, &why);
    if (!header)
        return tensors_wrong(f, "its header: %s (byte %d)", why.text, why.position);
    const unsigned char *data = f->bytes + LENGTH + length;
    const bool is_good = json_is_object(header)
                             ? read_entries(f, header, data, f->size - LENGTH - (size_t)length)
                             : tensors_wrong(f, "its header is no JSON object");
    json_decref(header);
    return is_good;
}
