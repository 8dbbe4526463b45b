/* tensors.c - arrays of numbers: their sizes, and their elements as doubles. */
#include "weights/tensors.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

const char *const type_names[TYPE_OTHER] = { "F16", "BF16", "F32", "F64", "BOOL", "U8", "I8",
                                             "U16", "I16",  "U32", "I32", "U64",  "I64" };
const size_t type_sizes[TYPE_OTHER] = { 2, 2, 4, 8, 1, 1, 1, 2, 2, 4, 4, 8, 8 };

bool tensor_is_real(const tensor *t)
{
    return t->type <= TYPE_F64;
}

bool tensors_wrong(tensors *f, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(f->arena, format, arguments);
    va_end(arguments);
    message_file(f->messages, EXIT_WRONG, f->file, "%s", text);
    return false;
}

bool tensors_add(tensors *f, const tensor *t)
{
    const char *name = arena_copy(f->arena, t->name);
    if (!names_take(&f->taken, name))
        return tensors_wrong(f, "two tensors of the name '%s'", name);
    f->at = arena_grow(f->arena, f->at, f->count, &f->capacity, sizeof *f->at);
    f->at[f->count] = *t;
    f->at[f->count++].name = name;
    return true;
}

bool tensor_count(const tensor *t, size_t *count)
{
    *count = 1;
    for (int i = 0; i < t->rank; i++)
        if (t->shape[i] == 0)
            *count = 0;
    for (int i = 0; i < t->rank && *count; i++) {
        if (t->shape[i] > SIZE_MAX / 16 / *count)
            return false;
        *count *= t->shape[i];
    }
    return true;
}

bool tensor_bytes(const tensor *t, size_t *bytes)
{
    if (!tensor_count(t, bytes))
        return false;
    *bytes *= t->type == TYPE_OTHER ? 1 : type_sizes[t->type];
    return true;
}

/* (-1)^s 2^(e - 15) (1 + f / 1024), subnormals 2^-14 f / 1024. */
static double half(unsigned bits)
{
    const int exponent = (int)(bits >> 10 & 31), fraction = (int)(bits & 1023);
    const double special = (double)(fraction ? NAN : INFINITY);
    const double size = exponent == 31  ? special
                        : exponent == 0 ? ldexp(fraction, -24)
                                        : ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -size : size;
}

static float single(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double tensor_number(const tensor *t, size_t i)
{
    const size_t size = type_sizes[t->type];
    const unsigned char *at = t->bytes + i * size;
    uint64_t bits = 0;
    double value;
    for (size_t k = 0; k < size; k++)
        bits = bits << 8 | at[t->is_big_endian ? k : size - 1 - k];
    switch (t->type) {
    case TYPE_F16: return half((unsigned)bits);
    case TYPE_BF16: return (double)single((uint32_t)bits << 16);
    case TYPE_F32: return (double)single((uint32_t)bits);
    case TYPE_F64: memcpy(&value, &bits, sizeof value); return value;
    case TYPE_I8: return (double)(int8_t)bits;
    case TYPE_I16: return (double)(int16_t)bits;
    case TYPE_I32: return (double)(int32_t)bits;
    case TYPE_I64: return (double)(int64_t)bits;
    default: return (double)bits;
    }
}

const char *tensor_shape(arena *a, const tensor *t)
{
    const char *shape = "[";
    for (int i = 0; i < t->rank; i++)
        shape = arena_printf(a, "%s%s%zu", shape, i > 0 ? ", " : "", t->shape[i]);
    return arena_printf(a, "%s]", shape);
}
