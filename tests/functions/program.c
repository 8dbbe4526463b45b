/* program.c - one build of the elementary functions, tested: see ../functions.sh.
 *
 *   program hash [STEP]          a hash of the results of each function; equal in all FMA builds
 *   program accuracy [STEP]      the largest error of each in ulp, against its bound
 *   program helpers              loads, stores, selections and sums
 *   program fast                 that -ffast-math leaves ordinary results ordinary
 *
 * float: every STEP-th of all 2^32 floats (default 4093; 1: all). double: 2^28 / STEP arguments,
 * random in several ways. functions.c are the generated functions, claims.c is what their comments
 * say of their errors, in a folder given by -I; -D DOUBLE: real is double.
 */
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions.c"

#ifdef DOUBLE
#if defined __x86_64__ && defined __GNUC__ && !defined __clang__
#include <quadmath.h>
typedef __float128 wide;
#define WIDE(name) name##q
#else
typedef long double wide;
#define WIDE(name) name##l
#endif
typedef uint64_t word;
enum { DIGITS = DBL_MANT_DIG, LOWEST = -1074, HIGHEST = 1024 };
#else
typedef double wide;
#define WIDE(name) name
typedef uint32_t word;
enum { DIGITS = FLT_MANT_DIG, LOWEST = -149, HIGHEST = 128 };
#endif

/* ---- the functions ---- */

enum { BATCH = 1024 }; /* a multiple of every LANES */

#define ONE(name) \
    static void run_##name(const real *x, const real *unused, real *y) \
    { \
        (void)unused; \
        for (size_t i = 0; i < BATCH; i += LANES) \
            vec_store(y + i, vec_##name(vec_load(x + i))); \
    }
/* clang-format off */
ONE(exp) ONE(expm1) ONE(log) ONE(log1p) ONE(sqrt) ONE(sin) ONE(cos) ONE(tanh) ONE(sigmoid)
ONE(softplus) ONE(erf)
/* clang-format on */

static void run_pow(const real *x, const real *exponent, real *y)
{
    for (size_t i = 0; i < BATCH; i += LANES)
        vec_store(y + i, vec_pow(vec_load(x + i), vec_load(exponent + i)));
}

/* clang-format off */
#define REFERENCE(name) static wide want_##name(wide x, wide unused) \
    { (void)unused; return WIDE(name)(x); }
REFERENCE(exp) REFERENCE(expm1) REFERENCE(log) REFERENCE(log1p) REFERENCE(sqrt) REFERENCE(sin)
REFERENCE(cos) REFERENCE(tanh) REFERENCE(erf)
/* clang-format on */

static wide want_sigmoid(wide x, wide unused)
{
    (void)unused;
    const wide e = WIDE(exp)(-WIDE(fabs)(x));
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

static wide want_softplus(wide x, wide unused)
{
    (void)unused;
    return (x > 0 ? x : 0) + WIDE(log1p)(WIDE(exp)(-WIDE(fabs)(x))) + (x != x ? x : 0);
}

static wide want_pow(wide x, wide y)
{
    return WIDE(pow)(x, y);
}

static const struct function {
    const char *name;
    void (*run)(const real *x, const real *exponent, real *y);
    wide (*want)(wide x, wide exponent);
} functions[] = {
    { "exp", run_exp, want_exp },
    { "expm1", run_expm1, want_expm1 },
    { "log", run_log, want_log },
    { "log1p", run_log1p, want_log1p },
    { "sqrt", run_sqrt, want_sqrt },
    { "sin", run_sin, want_sin },
    { "cos", run_cos, want_cos },
    { "tanh", run_tanh, want_tanh },
    { "sigmoid", run_sigmoid, want_sigmoid },
    { "softplus", run_softplus, want_softplus },
    { "erf", run_erf, want_erf },
    { "pow", run_pow, want_pow },
};
enum { FUNCTIONS_COUNT = sizeof functions / sizeof *functions };

/* What the functions' comments claim, in ulp, with FMA and without: { "exp", 0.93, 1.21 }, */
static const struct claim {
    const char *name;
    double fused, plain;
} claims[] = {
#include "claims.c"
    { "sqrt", 0.5, 0.5 }
};

static double claim(const char *name)
{
    const struct claim *c = claims;
    while (strcmp(c->name, name) != 0)
        c++;
#ifdef FUSED
    return c->fused;
#else
    return c->plain;
#endif
}

/* ---- arguments ---- */

static uint64_t random_state;

static uint64_t random_bits(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

static real random_within(double size)
{
    return (real)((double)(int64_t)random_bits() * 0x1p-63 * size);
}

static real of_word(uint64_t bits)
{
    const word w = (word)bits;
    real x;
    memcpy(&x, &w, sizeof x);
    return x == x ? x : (real)NAN; /* signalling NaNs are out of scope */
}

/* clang-format off */
static const double specials[] = {
    0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e10, -1e10, 0x1p24, 0x1p24 - 1, 1 - 0x1p24,
    0x1p22 - 0.5, 0x1p53, 0x1p53 - 1, 1 - 0x1p53, 0x1p-126, -0x1p-126, 0x1p-149, -0x1p-149,
    1e-40, -1e-40, FLT_MAX,
    -FLT_MAX, 0x1p-1022, 0x1p-1074, 1 + 0x1p-23, 1 - 0x1p-24, 1 + 0x1p-52, 1 - 0x1p-53, 88.72283,
    88.722839, -87.4, -103.97, -104, 709.78, 709.79, -745.1, -745.2, 1600, 1e6, 1e22, 1.0 / 3,
    (double)INFINITY, -(double)INFINITY, (double)NAN,
};
/* clang-format on */
enum { SPECIALS = sizeof specials / sizeof *specials };

/* The i-th argument of a function of one argument. */
static real argument(uint64_t i, uint64_t step)
{
    static const double sizes[] = { 1, 4, 40, 750, 1e6 };
    if (i < SPECIALS)
        return (real)specials[i];
    if (sizeof(real) == 4)
        return of_word((i - SPECIALS) * step);
    if (i % 8 < 5)
        return random_within(sizes[i % 8]);
    if (i % 8 == 5) /* near a multiple of pi/2 */
        return (real)((double)(random_bits() >> (33 + random_bits() % 30)) * 1.5707963267948966);
    return of_word(random_bits());
}

/* The i-th pair of arguments of pow: all pairs of specials first. */
static void pair(uint64_t i, real *x, real *y)
{
    if (i < SPECIALS * SPECIALS) {
        *x = (real)specials[i / SPECIALS];
        *y = (real)specials[i % SPECIALS];
        return;
    }
    static const double sizes[] = { 4, 1000, 40, 4, 4 };
    *x = i % 3 == 0 ? of_word(random_bits()) : real_abs(random_within(2));
    *y = i % 5 == 0 ? of_word(random_bits()) : random_within(sizes[i % 5]);
    if (i % 7 == 0)
        *y = (real)(int32_t)random_within(100);
}

/* ---- errors ---- */

/* |got - want| in units in the last place of want; infinite where one is NaN, or zeros differ. */
static double error_in_ulp(real got, wide want)
{
    const wide top = WIDE(ldexp)(1, HIGHEST);
    if (want != want || got != got)
        return want != want && got != got ? 0 : (double)INFINITY;
    if (want == 0)
        return got == 0 && !signbit(got) == (WIDE(copysign)(1, want) > 0) ? 0 : (double)INFINITY;
    wide g = got;
    if (WIDE(fabs)(g) >= top)
        g = g > 0 ? top : -top;
    if (WIDE(fabs)(want) >= top)
        want = want > 0 ? top : -top;
    int e;
    WIDE(frexp)(want, &e);
    if (WIDE(fabs)(want) == top)
        e = HIGHEST;
    e = e - DIGITS < LOWEST ? LOWEST : e - DIGITS;
    return (double)WIDE(fabs)(WIDE(ldexp)(g - want, -e));
}

/* ---- modes ---- */

typedef struct result {
    uint64_t hash;
    double worst;
    real x, exponent, got;
} result;

static result run(const struct function *f, uint64_t step, int is_pow, int measure)
{
    static real x[BATCH], exponent[BATCH], y[BATCH];
    const uint64_t all = sizeof(real) == 4 && !is_pow ? (uint64_t)1 << 32 : (uint64_t)1 << 28;
    const uint64_t count = all / step + SPECIALS * SPECIALS;
    result r = { .hash = 14695981039346656037u, .worst = -1 };
    random_state = 88172645463325252u;
    for (uint64_t i = 0; i < count;) {
        for (int j = 0; j < BATCH; j++, i++)
            if (is_pow)
                pair(i, &x[j], &exponent[j]);
            else
                x[j] = argument(i, step);
        f->run(x, exponent, y);
        for (int j = 0; j < BATCH; j++) {
            word w;
            memcpy(&w, &y[j], sizeof w);
            r.hash = (r.hash ^ (y[j] != y[j] ? 1 : w)) * 1099511628211u; /* all NaNs are one */
            const double error = measure ? error_in_ulp(y[j], f->want(x[j], exponent[j])) : -1;
            if (!(error <= r.worst))
                r = (result){ r.hash, error, x[j], exponent[j], y[j] };
        }
    }
    return r;
}

static int accuracy(const struct function *f, uint64_t step)
{
    const int is_pow = f->run == run_pow;
    const result r = run(f, step, is_pow, 1);
    const double bound = claim(f->name);
    const int ok = r.worst <= bound;
    printf("%s %s %.4f ulp (at most %g) at %a", ok ? "ok" : "FAIL", f->name, r.worst, bound,
           (double)r.x);
    if (is_pow)
        printf(", %a", (double)r.exponent);
    printf(": got %a, wanted %a\n", (double)r.got, (double)f->want(r.x, r.exponent));
    return ok;
}

/* Under -ffast-math inf, NaN and subnormals may go wrong, but nothing else. */
static int fast(const struct function *f)
{
    static real x[BATCH], exponent[BATCH], y[BATCH];
    double worst = 0, at = 0;
    random_state = 88172645463325252u;
    for (int round = 0; round < 64; round++) {
        for (int j = 0; j < BATCH; j++) {
            const double sizes[] = { 0x1p-20, 0.01, 1, 10, 60 };
            x[j] = random_within(sizes[j % 5]);
            if (f->run == run_log || f->run == run_sqrt || f->run == run_pow)
                x[j] = real_abs(x[j]);
            if (f->run == run_log1p && x[j] < -1)
                x[j] = -x[j];
            exponent[j] = random_within(10);
        }
        f->run(x, exponent, y);
        for (int j = 0; j < BATCH; j++) {
            const wide want = f->want(x[j], exponent[j]), size = WIDE(fabs)(want);
            if (size < (wide)1e-37 || size > (wide)1e37)
                continue;
            const double error = error_in_ulp(y[j], want);
            if (!(error <= worst)) {
                worst = error;
                at = (double)x[j];
            }
        }
    }
    /* of pow in double what is added in two parts may come apart: 200 is the most of y log2 x here */
    const int ok = worst <= (f->run == run_pow && sizeof(real) == 8 ? 200 : 16);
    printf("%s fast %s %.2f ulp at %a\n", ok ? "ok" : "FAIL", f->name, worst, at);
    return ok;
}

#include "helpers.h"

int main(int count, char **argument_of)
{
    const char *mode = count > 1 ? argument_of[1] : "";
    const uint64_t step = count > 2 ? strtoull(argument_of[2], NULL, 10) : 4093;
    int failed = 0;
    if (!strcmp(mode, "helpers"))
        return helpers();
    for (int i = 0; i < FUNCTIONS_COUNT; i++) {
        const struct function *f = &functions[i];
        const int is_pow = f->run == run_pow;
        if (!strcmp(mode, "accuracy"))
            failed += !accuracy(f, step);
        else if (!strcmp(mode, "fast"))
            failed += !fast(f);
        else
            printf("%s %016llx\n", f->name, (unsigned long long)run(f, step, is_pow, 0).hash);
    }
    return failed != 0;
}
