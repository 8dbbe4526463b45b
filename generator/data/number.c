/* number.c - decimal numbers, to the bit as strtod reads them, and faster where that is easy. */
#include <stdlib.h>

#include "data/reading.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

typedef struct digits {
    uint64_t value;          /* of the first 19 that count */
    int count;               /* of those, without zeros before them */
    int exponent;            /* of 10, so far */
    bool is_there, is_whole; /* there is one; all of them are in value */
} digits;

static const char *read_digits(const char *at, const char *end, bool is_fraction, digits *d)
{
    enum { MOST = 19 };
    for (; at < end && is_digit(*at); at++) {
        d->is_there = true;
        if (d->count < MOST) {
            d->value = d->value * 10 + (uint64_t)(*at - '0');
            d->count += d->value > 0;
            d->exponent -= is_fraction;
        } else {
            d->is_whole = false;
        }
    }
    return at;
}

/* e-12; `at` where there is none. */
static const char *read_exponent(const char *at, const char *end, digits *d)
{
    enum { FAR = 100000 };
    const char *c = at + 1;
    if (at == end || (*at != 'e' && *at != 'E'))
        return at;
    const bool is_negative = c < end && *c == '-';
    c += c < end && (*c == '-' || *c == '+');
    if (c == end || !is_digit(*c))
        return at;
    int exponent = 0;
    for (; c < end && is_digit(*c); c++)
        exponent = exponent < FAR ? exponent * 10 + (*c - '0') : exponent;
    d->exponent += is_negative ? -exponent : exponent;
    return c;
}

/* A whole number below 2^53 and a power of ten to 10^22 are doubles without an error, so that their
 * product or quotient is rounded once, as it should be (Clinger). */
const char *decimal_read(const char *at, const char *end, double *value)
{
    static const double tens[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    enum { MOST = sizeof tens / sizeof *tens - 1 };
    const char *c = at;
    digits d = { .is_whole = true };
    const bool is_negative = c < end && *c == '-';
    c += c < end && (*c == '-' || *c == '+');
    c = read_digits(c, end, false, &d);
    if (c < end && *c == '.')
        c = read_digits(c + 1, end, true, &d);
    if (!d.is_there)
        return NULL;
    c = read_exponent(c, end, &d);
    if (d.is_whole && d.value <= UINT64_C(1) << 53 && d.exponent >= -MOST && d.exponent <= MOST) {
        const double size = (double)d.value;
        const double scaled = d.exponent < 0 ? size / tens[-d.exponent] : size * tens[d.exponent];
        *value = is_negative ? -scaled : scaled;
    } else {
        *value = strtod(at, NULL);
    }
    return c;
}
