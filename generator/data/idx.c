/* idx.c - IDX, the format of MNIST. */
#include "data/reading.h"

static number_type type_of(unsigned code)
{
    switch (code) {
    case 0x08: return TYPE_U8;
    case 0x09: return TYPE_I8;
    case 0x0B: return TYPE_I16;
    case 0x0C: return TYPE_I32;
    case 0x0D: return TYPE_F32;
    case 0x0E: return TYPE_F64;
    default: return TYPE_OTHER;
    }
}

bool is_idx(const unsigned char *bytes, size_t size)
{
    return size >= 4 && bytes[0] == 0 && bytes[1] == 0 && type_of(bytes[2]) != TYPE_OTHER;
}

bool idx_read(tensors *f, const char *name)
{
    enum { MAGIC = 4, AXIS = 4 };
    tensor t = { .name = name, .is_big_endian = true };
    t.type = type_of(f->bytes[2]);
    t.type_name = type_names[t.type];
    t.rank = f->bytes[3];
    if (t.rank < 1 || t.rank > TENSOR_AXES)
        return tensors_wrong(f, "an IDX file of %d axes; 1 to %d can be read", t.rank, TENSOR_AXES);
    const size_t before = MAGIC + (size_t)t.rank * AXIS;
    if (f->size < before)
        return tensors_wrong(f, "is cut off in its header");
    for (int i = 0; i < t.rank; i++) {
        const unsigned char *b = f->bytes + MAGIC + (size_t)i * AXIS;
        t.shape[i] = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
    }
    size_t wanted;
    const size_t there = f->size - before;
    t.bytes = f->bytes + before;
    if (!tensor_bytes(&t, &wanted) || wanted > there)
        return tensors_wrong(f, "is cut off: %zu bytes for %s of shape %s", there, t.type_name,
                             tensor_shape(f->arena, &t));
    if (wanted < there)
        return tensors_wrong(f, "has %zu bytes behind its numbers", there - wanted);
    return tensors_add(f, &t);
}
