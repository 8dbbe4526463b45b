/* net.c - what the harnesses share: reals of either width, arrays, checks. */
#include "net.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reals ---- */

double get(const struct net *net, const void *array, size_t i)
{
    double d;
    float f;
    memcpy(net->is_double ? (void *)&d : &f, (const char *)array + i * net->real_size,
           net->real_size);
    return net->is_double ? d : f;
}

void set(const struct net *net, void *array, size_t i, double value)
{
    const float f = (float)value;
    memcpy((char *)array + i * net->real_size, net->is_double ? (void *)&value : (void *)&f,
           net->real_size);
}

double to_real(const struct net *net, double value)
{
    return net->is_double ? value : (float)value;
}

double unit_roundoff(const struct net *net)
{
    return net->is_double ? 0x1p-53 : 0x1p-24;
}

double smallest(const struct net *net)
{
    return net->is_double ? DBL_MIN : FLT_MIN;
}

/* ---- random numbers: splitmix64 ---- */

static uint64_t state = 1;

void random_seed(uint64_t seed)
{
    state = seed;
}

uint64_t random_bits(void)
{
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

double random_between(double low, double high)
{
    return low + (high - low) * (double)(random_bits() >> 11) * 0x1p-53;
}

/* ---- arrays ---- */

enum { GUARD = 128, GARBAGE = 0xa5 };

/* A block: its size, GUARD bytes, the array (one real past good alignment), GUARD bytes. */
void *guarded_new(const struct net *net, size_t bytes)
{
    const bool exact = getenv("NUMERICS_EXACT");
    const size_t front = exact ? 0 : 2 * (size_t)GUARD + net->real_size;
    char *block = aligned_alloc(64, (front + bytes + GUARD + 63) / 64 * 64);
    if (exact)
        free(block), block = malloc(bytes ? bytes : 1);
    if (!block)
        exit(3);
    memset(block, GARBAGE, exact ? bytes : front + bytes + GUARD);
    if (!exact) {
        memcpy(block, &front, sizeof front);
        memcpy(block + sizeof front, &bytes, sizeof bytes);
        memcpy(block + front - sizeof front, &front, sizeof front);
    }
    return block + front;
}

/* Whether nothing was written beside it. */
bool guarded_free(void *array)
{
    size_t front, bytes;
    if (!array || getenv("NUMERICS_EXACT")) {
        free(array);
        return true;
    }
    memcpy(&front, (char *)array - sizeof front, sizeof front);
    unsigned char *block = (unsigned char *)array - front;
    memcpy(&bytes, block + sizeof front, sizeof bytes);
    bool intact = true;
    for (size_t i = 2 * sizeof front; i < front - sizeof front; i++)
        intact = intact && block[i] == GARBAGE;
    for (size_t i = 0; i < GUARD; i++)
        intact = intact && block[front + bytes + i] == GARBAGE;
    free(block);
    return intact;
}

size_t row_bytes(const struct net *net, const struct argument *argument)
{
    return argument->classes ? (size_t)argument->numbers * sizeof(int32_t)
                             : (size_t)argument->size * net->real_size;
}

void *row(const struct net *net, const struct argument *argument, void *array, size_t r)
{
    return (char *)array + r * row_bytes(net, argument);
}

void arrays_new(struct arrays *a, const struct net *net, size_t rows)
{
    *a = (struct arrays){ .net = net, .rows = rows };
    a->p = guarded_new(net, net->sizeof_p);
    a->g = guarded_new(net, net->sizeof_p);
    a->o = guarded_new(net, net->sizeof_o);
    a->ws = guarded_new(net, net->sizeof_ws);
    for (int i = 0; i < net->inputs; i++) {
        a->x[i] = guarded_new(net, rows * row_bytes(net, &net->input[i]));
        a->dx[i] = guarded_new(net, rows * row_bytes(net, &net->dinput[i]));
    }
    for (int i = 0; i < net->targets; i++)
        a->t[i] = guarded_new(net, rows * row_bytes(net, &net->target[i]));
    for (int i = 0; i < net->outputs; i++)
        a->y[i] = guarded_new(net, rows * row_bytes(net, &net->output[i]));
}

void arrays_free(struct arrays *a)
{
    bool ok = guarded_free(a->p) & guarded_free(a->g) & guarded_free(a->o) & guarded_free(a->ws);
    for (int i = 0; i < ENDS_MAX; i++)
        ok &= guarded_free(a->x[i]) & guarded_free(a->dx[i]) & guarded_free(a->t[i]) &
              guarded_free(a->y[i]);
    check(ok, "%s wrote outside its arrays", a->net->name);
}

static void random_target(const struct net *net, const struct argument *t, void *target)
{
    if (t->classes) {
        const int32_t class_number = (int32_t)(random_bits() % (uint64_t)t->classes);
        memcpy(target, &class_number, sizeof class_number);
        return;
    }
    double sum = 0;
    for (int j = 0; j < t->size; j++) {
        set(net, target, (size_t)j, random_between(0, 1));
        sum += get(net, target, (size_t)j);
    }
    for (int j = 0; t->size > 1 && j < t->size; j++)
        set(net, target, (size_t)j, get(net, target, (size_t)j) / sum);
}

static void random_input(const struct net *net, const struct argument *x, void *input)
{
    for (int j = 0; j < x->size && !x->classes; j++)
        set(net, input, (size_t)j, random_between(-1, 1));
    for (int j = 0; j < x->numbers; j++) { /* of classes, and of the two beside them */
        const int32_t number = (int32_t)(random_bits() % ((uint64_t)x->classes + 2)) - 1;
        memcpy((int32_t *)input + j, &number, sizeof number);
    }
}

void arrays_random(struct arrays *a)
{
    const struct net *net = a->net;
    for (int i = 0; i < net->inputs; i++)
        for (size_t r = 0; r < a->rows; r++)
            random_input(net, &net->input[i], row(net, &net->input[i], a->x[i], r));
    for (int i = 0; i < net->targets; i++)
        for (size_t r = 0; r < a->rows; r++)
            random_target(net, &net->target[i], row(net, &net->target[i], a->t[i], r));
}

void parameters_random(struct arrays *a, uint64_t seed)
{
    const struct net *net = a->net;
    net->init(a->p, seed);
    for (int i = 0; i < net->blocks; i++) {
        const double least = strstr(net->block[i].name, "running_var") ? 0.5 : -0.5;
        for (size_t j = 0; net->block[i].is_bias && j < (size_t)net->block[i].cols; j++)
            set(net, a->p, net->block[i].first + j, random_between(least, least + 1));
    }
}

void fill_nan(const struct net *net, void *array, size_t bytes)
{
    const uint64_t d = UINT64_C(0x7ff8badc0ffee000);
    const uint32_t f = 0x7fc0beef;
    for (size_t i = 0; i + net->real_size <= bytes; i += net->real_size)
        memcpy((char *)array + i, net->is_double ? (const void *)&d : &f, net->real_size);
}

const struct block *find_block(const struct net *net, const char *name)
{
    for (int i = 0; i < net->blocks; i++)
        if (!strcmp(net->block[i].name, name))
            return &net->block[i];
    fprintf(stderr, "%s has no parameter %s\n", net->name, name);
    exit(3);
}

void set_identity(const struct net *net, void *p, const char *name)
{
    const struct block *b = find_block(net, name);
    for (int i = 0; i < b->rows; i++)
        for (int j = 0; j < b->cols; j++)
            set(net, p, b->first + (size_t)(i * b->cols + j), !b->is_bias && i == j);
}

/* ---- checks ---- */

enum { FAILURES_PRINTED = 5 };
static long passed, failed;

static void count(bool ok, const char *format, va_list arguments)
{
    if (ok) {
        passed++;
        return;
    }
    if (failed++ >= FAILURES_PRINTED)
        return;
    printf("FAIL ");
    vprintf(format, arguments);
    printf("\n");
    fflush(stdout);
}

bool check(bool ok, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    count(ok, format, arguments);
    va_end(arguments);
    return ok;
}

bool check_near(double got, long double wanted, long double bound, const char *format, ...)
{
    const bool same = got == (double)wanted || (isnan(wanted) && isnan(got));
    const bool ok = same || fabsl(got - wanted) <= bound;
    char place[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(place, sizeof place, format, arguments);
    va_end(arguments);
    return check(ok, "%s: got %.17g, wanted %.17Lg, bound %.3Lg", place, got, wanted, bound);
}

int finish(void)
{
    if (failed > FAILURES_PRINTED)
        printf("FAIL and %ld more\n", failed - FAILURES_PRINTED);
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
