/* numbers.c - many elements of an array as doubles, in the order in which they lie in the file: one
 * loop for each type and order of bytes, in blocks of a size that is known, which compilers make
 * vectors of at -O2. */
#include <string.h>

#include "weights/tensors.h"

enum { BLOCK = 32 };

static float single(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double wide(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The bits of a half in those of a float have an exponent that is less by 112; infinities and what
 * is no number keep theirs. */
static float half(uint32_t bits)
{
    const float size = single((bits & 0x7FFF) << 13) * 0x1p112F;
    uint32_t sized;
    memcpy(&sized, &size, sizeof sized);
    sized |= ((bits & 0x7C00) == 0x7C00 ? UINT32_C(0x7F800000) : 0) | (bits & 0x8000) << 16;
    return single(sized);
}

static float brain(uint32_t bits)
{
    return single(bits << 16);
}

static uint8_t same(uint8_t bits)
{
    return bits;
}

typedef void block_of(const unsigned char *restrict from, double *restrict to);

/* BLOCK numbers, each made of its bits. */
#define LOOP(name, bits_type, number) \
    static void name(const unsigned char *restrict from, double *restrict to) \
    { \
        for (size_t k = 0; k < BLOCK; k++) { \
            bits_type bits; \
            memcpy(&bits, from + k * sizeof bits, sizeof bits); \
            to[k] = (double)(number); \
        } \
    }

/* Of bits as they lie there, and of bits in the other order. */
#define NUMBERS(name, bits_type, swap, number) \
    LOOP(name, bits_type, number(bits)) \
    LOOP(name##_turned, bits_type, number(swap(bits)))

NUMBERS(halves, uint16_t, __builtin_bswap16, half)
NUMBERS(brains, uint16_t, __builtin_bswap16, brain)
NUMBERS(floats, uint32_t, __builtin_bswap32, single)
NUMBERS(doubles, uint64_t, __builtin_bswap64, wide)
NUMBERS(bytes, uint8_t, same, (uint8_t))
NUMBERS(signed_bytes, uint8_t, same, (int8_t))
NUMBERS(shorts, uint16_t, __builtin_bswap16, (uint16_t))
NUMBERS(signed_shorts, uint16_t, __builtin_bswap16, (int16_t))
NUMBERS(words, uint32_t, __builtin_bswap32, (uint32_t))
NUMBERS(signed_words, uint32_t, __builtin_bswap32, (int32_t))
NUMBERS(longs, uint64_t, __builtin_bswap64, (uint64_t))
NUMBERS(signed_longs, uint64_t, __builtin_bswap64, (int64_t))

static block_of *const blocks[TYPE_OTHER][2] = {
    /* in this machine's order, in the other one */
    [TYPE_F16] = { halves, halves_turned },
    [TYPE_BF16] = { brains, brains_turned },
    [TYPE_F32] = { floats, floats_turned },
    [TYPE_F64] = { doubles, doubles_turned },
    [TYPE_BOOL] = { bytes, bytes_turned },
    [TYPE_U8] = { bytes, bytes_turned },
    [TYPE_I8] = { signed_bytes, signed_bytes_turned },
    [TYPE_U16] = { shorts, shorts_turned },
    [TYPE_I16] = { signed_shorts, signed_shorts_turned },
    [TYPE_U32] = { words, words_turned },
    [TYPE_I32] = { signed_words, signed_words_turned },
    [TYPE_U64] = { longs, longs_turned },
    [TYPE_I64] = { signed_longs, signed_longs_turned },
};

void tensor_numbers(const tensor *t, size_t first, size_t count, double *to)
{
    const uint16_t one = 1;
    unsigned char low;
    memcpy(&low, &one, 1);
    block_of *const block = blocks[t->type][t->is_big_endian == (low == 1)];
    const size_t size = type_sizes[t->type];
    size_t k = 0;
    for (; k + BLOCK <= count; k += BLOCK)
        block(t->bytes + (first + k) * size, to + k);
    for (; k < count; k++)
        to[k] = tensor_number(t, first + k);
}
