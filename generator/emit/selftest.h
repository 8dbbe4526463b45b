/* selftest.h - NAME_selftest: which results a generated file tests on the machine that it runs on.
 *
 * Arguments are multiples of powers of 2, the same on every machine, so that no text has to carry
 * them. Results are stored one by one or, where they are many, as sums of `block` of them in a row
 * with signs of a random sequence: a wrong value changes its sum, whatever the others do. */
#ifndef BPGEN_SELFTEST_H
#define BPGEN_SELFTEST_H

#include <lua.h>

#include "plan/plan.h"

enum {
    SELFTEST_ROWS = 17,       /* samples, where the batch allows: a strip of a tile and some more */
    SELFTEST_GRADIENTS = 256, /* about as many sums of gradients, */
    SELFTEST_OUTPUTS = 64,    /* of outputs or of gradients by inputs */
    SELFTEST_REALS = 16       /* up to as many are summed in the network's reals, more in double */
};

typedef struct selftest_check {
    int function; /* of function_names */
    enum { SELFTEST_OUTPUT, SELFTEST_J, SELFTEST_GRADIENT, SELFTEST_DINPUT, SELFTEST_AFTER } kind;
    int index; /* of the output, parameter or input; 1: the J of a step, which may drop elements */
    size_t size, block;
    int first, count; /* of its numbers, from 1 */
} selftest_check;

typedef struct selftest {
    int rows;
    uint32_t seed;
    bool of_weights; /* the parameters are those in the file */
    selftest_check *checks;
    int check_count, check_capacity;
    int count;               /* of all numbers */
    double *wanted, *bounds; /* a bound below 0: nothing is known of it */
} selftest;

/* Which functions of `only` (WRITE_...) are tested, and by how many numbers. */
void selftest_plan(selftest *t, const spec *s, unsigned only);
/* Values of a parameter are center + step * (an odd number from -127 to 127); so are those of a
 * moment, of which v is positive. */
void selftest_range(const parameter *q, double *center, double *step);
extern const double selftest_x_step, selftest_t_center, selftest_t_step; /* of inputs, targets */
void selftest_state_range(const char *state, double *center, double *step);
/* The next of a sequence, of 16 bits. */
uint32_t selftest_next(uint32_t *state);

/* Sets net.selftest, and adds it to net.only. */
void selftest_push(lua_State *lua, const plan *p, const selftest *t);

#endif
