/* net.h - a generated network as data, so that one harness tests any network: adapter.lua makes
 * the `struct net` from the header that bpgen -H writes, and nothing else is known of the
 * generator. Here too: what every harness counts, draws and compares with.
 */
#ifndef NUMERICS_NET_H
#define NUMERICS_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct argument { /* an input, its gradient, a target or output: `size` scalars a row */
    const char *name;
    int size;
    int classes, numbers; /* classes > 0: so many class numbers, int32_t, instead */
};

struct block { /* a field of the parameters */
    const char *name;
    int rows, cols;
    size_t first; /* its first scalar */
    bool is_bias;
};

struct net {
    const char *name;
    bool is_double;
    size_t real_size, batch, parameters, sizeof_p, sizeof_o, sizeof_ws;
    int inputs, targets, outputs, blocks, states;
    const struct argument *input, *dinput, *target, *output;
    const struct block *block;
    const char *const *state;
    const size_t *state_offset; /* of each moment, in the optimizer */
    size_t rate_offset;
    void (*init)(void *p, uint64_t seed);
    void (*optimizer_init)(void *o);
    void (*predict)(const void *p, void *const *x, void *const *y);
    void (*forward)(const void *p, size_t n, void *const *x, void *const *y, void *ws);
    double (*loss)(const void *p, size_t n, void *const *x, void *const *t, void *ws);
    double (*backward)(const void *p, size_t n, void *const *x, void *const *t, void *g,
                       void *const *dx, void *ws);
    double (*step)(void *p, void *o, size_t n, void *const *x, void *const *t, void *ws);
};

#ifdef __cplusplus
extern "C" {
#endif
extern const struct net net_1, net_2; /* net_2 only where a harness compares two */
#ifdef __cplusplus
}
#endif

/* ---- reals of either width ---- */

double get(const struct net *net, const void *array, size_t i);
void set(const struct net *net, void *array, size_t i, double value);
double to_real(const struct net *net, double value); /* rounded to the network's reals */
double unit_roundoff(const struct net *net);
double smallest(const struct net *net); /* normal real */

/* ---- arrays of a network ----
 * Filled with garbage (0xa5 bytes), aligned as reals and no better, between guards that arrays_free
 * checks. With NUMERICS_EXACT in the environment, plain malloc, for a sanitizer to guard. */

enum { ENDS_MAX = 8 };

struct arrays {
    const struct net *net;
    void *p, *g, *o, *ws;
    void *x[ENDS_MAX], *dx[ENDS_MAX], *t[ENDS_MAX], *y[ENDS_MAX]; /* for `rows` rows */
    size_t rows;
};

/* Memory of that kind, of a network's reals; and its check and its end. */
void *guarded_new(const struct net *net, size_t bytes);
bool guarded_free(void *array);

void arrays_new(struct arrays *a, const struct net *net, size_t rows);
void arrays_free(struct arrays *a);
/* Random inputs in [-1, 1], or class numbers of which some are none, and targets: in [0, 1],
 * summing to 1 over a row of more than one, or a class number. */
void arrays_random(struct arrays *a);
/* Parameters from the network's own init, the biases (zeros of themselves) random too. */
void parameters_random(struct arrays *a, uint64_t seed);
/* Fills with NaNs, quiet ones with odd bits. */
void fill_nan(const struct net *net, void *array, size_t bytes);

/* Argument i's first row at row r. */
void *row(const struct net *net, const struct argument *argument, void *array, size_t r);
size_t row_bytes(const struct net *net, const struct argument *argument);
const struct block *find_block(const struct net *net, const char *name);
/* p's block of this name becomes the identity matrix, or zeros where it is a bias. */
void set_identity(const struct net *net, void *p, const char *name);

/* ---- checks ---- */

/* Counts a check; a failure prints "FAIL " and the text, for the first few. Returns ok. */
bool check(bool ok, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* |got - wanted| <= bound, and never so for a NaN unless wanted is one. */
bool check_near(double got, long double wanted, long double bound, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Prints "N passed, M failed"; the exit code. */
int finish(void);

uint64_t random_bits(void);
double random_between(double low, double high);
void random_seed(uint64_t seed);

#endif
