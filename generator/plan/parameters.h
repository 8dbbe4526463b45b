/* parameters.h - which arrays of parameters the structs of the file hold. */
#ifndef BPGEN_PARAMETERS_H
#define BPGEN_PARAMETERS_H

#include "plan/plan.h"

/* A constant of the file, which parameters and gradient leave out. */
bool plan_bakes(const plan *p, const parameter *q);
bool plan_penalties_read(const plan *p); /* some are of parameters that are no constants */
/* Whether a step keeps the sums of penalties in an array, which loops go along. */
bool plan_lists_penalties(const plan *p);
size_t plan_parameter_scalars(const plan *p);
size_t plan_moment_scalars(const plan *p); /* of one kind of moments */
/* The type of the moments: that of the parameters, where they are as many; NULL: there are none. */
const char *plan_moments_type(const plan *p);
/* The gradient in the workspace, of a step in two passes: of what is trained. Its type likewise. */
size_t plan_gradient_scalars(const plan *p);
const char *plan_gradient_type(const plan *p);
/* Whether such a step does not begin with backward, but with a first pass of its own: its gradient
 * leaves out what is frozen, or it drops what backward does not. */
bool plan_has_own_pass(const plan *p);

/* ---- positions.c ---- */

/* Whose array an operand is, or begins in; -1: nobody's. */
int plan_parameter_of(const plan *p, const operand *o);
/* How many scalars lie before that in its struct; -1: it is in none. */
int64_t plan_position(const plan *p, const operand *o);
/* Whether c lies as far from b as b from a; a: NULL in the second round. */
bool plan_position_goes_on(const plan *p, const operand *a, const operand *b, const operand *c);

#endif
