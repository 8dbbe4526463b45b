/* functions.c - nanoseconds an element of the elementary functions of generated files, against
 * glibc's libmvec and SLEEF. See functions.sh, which builds one object a contestant from this file:
 * -D OURS, -D MVEC or -D SLEEF and -D PREFIX=name, and the harness without any of them.
 * -D DOUBLE measures double. */
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef DOUBLE
typedef double number;
#else
typedef float number;
#endif

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)

/* f(name, SLEEF's name, first argument's range) */
/* clang-format off */
#define FUNCTIONS(f) \
    f(exp, exp, -10, 10) f(expm1, expm1, -10, 10) f(log, log, 0, 100) f(log1p, log1p, -1, 100) \
    f(sqrt, sqrt, 0, 100) f(sin, sin, -10, 10) f(cos, cos, -10, 10) f(tanh, tanh, -5, 5) \
    f(sigmoid, none, -10, 10) f(softplus, none, -10, 10) f(erf, erf, -3, 3)
/* clang-format on */

#if defined OURS

#include FILE_OF_FUNCTIONS

#define DEFINE(name, sleef, low, high) \
    void JOIN(PREFIX, name)(const number *x, number *y, size_t n) \
    { \
        for (size_t i = 0; i < n; i += LANES) \
            vec_store(y + i, vec_##name(vec_load(x + i))); \
    }
FUNCTIONS(DEFINE)
void JOIN(PREFIX, pow)(const number *x, number *y, size_t n)
{
    for (size_t i = 0; i < n; i += LANES)
        vec_store(y + i, vec_pow(vec_load(x + i), vec_load(x + n + i)));
}

#elif defined MVEC /* with -O3 -ffast-math, as it takes for gcc to call libmvec */

#ifdef DOUBLE
#define CALL(name) name
#else
#define CALL(name) name##f
#endif
static number sigmoid(number x)
{
    return 1 / (1 + CALL(exp)(-x));
}
static number softplus(number x)
{
    return CALL(log1p)(CALL(exp)(-CALL(fabs)(x))) + (x > 0 ? x : 0);
}
#define sigmoidf sigmoid
#define softplusf softplus
#define DEFINE(name, sleef, low, high) \
    void JOIN(PREFIX, name)(const number *restrict x, number *restrict y, size_t n) \
    { \
        for (size_t i = 0; i < n; i++) \
            y[i] = CALL(name)(x[i]); \
    }
FUNCTIONS(DEFINE)
void JOIN(PREFIX, pow)(const number *restrict x, number *restrict y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] = CALL(pow)(x[i], x[n + i]);
}

#elif defined SLEEF

#include <immintrin.h>
#include <sleef.h>

#ifdef DOUBLE
#define ACCURACY(name, u) Sleef_##name##d8_##u##avx512f
#define vector __m512d
#define LOAD _mm512_loadu_pd
#define STORE _mm512_storeu_pd
#define WIDTH 8
static vector none(vector x)
{
    return x;
}
#else
#define ACCURACY(name, u) Sleef_##name##f16_##u##avx512f
#define vector __m512
#define LOAD _mm512_loadu_ps
#define STORE _mm512_storeu_ps
#define WIDTH 16
#endif
#define LOOP(name, call) \
    void JOIN(PREFIX, name)(const number *x, number *y, size_t n) \
    { \
        for (size_t i = 0; i < n; i += WIDTH) \
            STORE(y + i, call); \
    }
#define ONE(name) LOOP(name, ACCURACY(name, u10)(LOAD(x + i)))
/* clang-format off */
ONE(exp) ONE(expm1) ONE(log) ONE(log1p) ONE(sin) ONE(cos) ONE(tanh) ONE(erf)
LOOP(sqrt, ACCURACY(sqrt, u05)(LOAD(x + i)))
LOOP(pow, ACCURACY(pow, u10)(LOAD(x + i), LOAD(x + n + i)))
/* clang-format on */

#else /* the harness */

enum { COUNT = 2048, ROUNDS = 31, REPEATS = 40 };
typedef void function(const number *x, number *y, size_t n);

#define DECLARE(name, sleef, low, high) \
    function gcc_##name, clang_##name, mvec_##name, sleef_##name __attribute__((weak));
FUNCTIONS(DECLARE)
DECLARE(pow, pow, 0, 0)

static const char *const contestants[] = { "bpgen, gcc", "bpgen, clang", "libmvec", "SLEEF u10" };
#define ROW(name, sleef, low, high) \
    { #name, low, high, { gcc_##name, clang_##name, mvec_##name, sleef_##name } },
static const struct row {
    const char *name;
    double low, high;
    function *run[4];
} rows[] = { FUNCTIONS(ROW) ROW(pow, pow, 0, 10) };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

int main(void)
{
    static number x[2 * COUNT], y[COUNT];
    printf("%-10s", "ns");
    for (int c = 0; c < 4; c++)
        printf("%14s", contestants[c]);
    printf("\n");
    for (size_t f = 0; f < sizeof rows / sizeof *rows; f++) {
        uint64_t random = 1;
        for (int i = 0; i < 2 * COUNT; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            x[i] = (number)(rows[f].low + (rows[f].high - rows[f].low) *
                                              ((double)(random >> 11) + 0.5) * 0x1p-53);
        }
        double time[4][ROUNDS];
        for (int r = 0; r < ROUNDS; r++)
            for (int c = 0; c < 4; c++) {
                const double start = now();
                for (int i = 0; rows[f].run[c] && i < REPEATS; i++)
                    rows[f].run[c](x, y, COUNT);
                time[c][r] = (now() - start) / COUNT / REPEATS;
            }
        printf("%-10s", rows[f].name);
        for (int c = 0; c < 4; c++) {
            qsort(time[c], ROUNDS, sizeof **time, compare);
            printf(rows[f].run[c] ? "%14.3f" : "             -", time[c][ROUNDS / 2]);
        }
        printf("\n");
    }
}

#endif
