/* mathematics.h - the network's equations as a reader writes them: (2) h1 = max(z1, 0).
 *
 * Which there are, their order and their names are the plan's (plan/equations.c, plan/symbols.c).
 * Every line of the mathematics that begins with a number in ( ) is an equation of this grammar:
 *
 *   equation = "(" number ")" name "=" formula [ "   " remark ]
 *   formula  = sum [ ( "<" | "<=" | ">" | ">=" ) sum ]               1 or 0
 *   sum      = [ "-" ] product { ( "+" | "-" ) product }
 *   product  = matrix { ( "*" | "/" ) matrix }                       element by element
 *   matrix   = power { " " power }                                   a product of matrices
 *   power    = operand [ "^" operand ]                               of each element
 *   operand  = atom { "'" | "[" first ".." last "]" }                transposed; elements, from 1
 *   atom     = number | name | name "(" formula { "," formula } ")" | "(" formula ")"
 *
 * Operators of one level associate to the left. Nothing but a product of matrices stands between
 * two operands with a blank alone; the name of a function and its ( have none between them. An
 * element-wise operation takes operands of one shape, and scalars, which spread over the others:
 * the whole of a formula does over the shape on its left side. Functions are the gates of the
 * language, element by element but for
 *
 *   sum(a), logsumexp(a), softmax(a)   over the elements of a row, or (sum) of a parameter
 *   concat(a, b, ...)                  end to end
 *   pad(a, before, after)              with so many zeros
 *   spread(a, n)                       a scalar, n times
 *   where(c, a, b)                     a where c is not 0, else b
 *   contract(a, b; [y] += [a] [b]; i < 3, j < 4)   sums of products of elements: for all i and j,
 *                                      element [y] of a row of zeros grows by a's [a] times b's
 *                                      [b], counted from 0; an index is a sum such as 16 i + j;
 *                                      before [y] how many zeros, where the last element is one
 *   amax(a, n), is_amax(a, n)          of n rows, each column's largest; 1 at the first, else 0
 *   stop_gradient(a)                   a
 *   mean_n(a)                          the mean of a over the n samples of a call
 *
 * A list that is longer than a reader wants ends in `...`, and its equation says less than the C
 * computes; a line that begins with `...` stands for equations that are left out. Where it says
 * `likewise, 2 a round`, these follow from the two rounds before it: the numbers in names, and of
 * elements, grow by equal steps. So do parameters between those before and after a `...`.
 *
 * Names are defined before they are used: inputs, targets and parameters in the lists above the
 * equations, n, and k, the number of the step, in words; all else on the left side of an earlier
 * equation. An equation of a value, an output or the loss is of one sample, one of the step is of
 * each weight w and its gradient g. The remark is the shape, [rows x columns], or words. */
#ifndef BPGEN_MATHEMATICS_H
#define BPGEN_MATHEMATICS_H

#include <lua.h>

#include "plan/plan.h"

/* Equation i of the plan, from 0, without its number and remark: "h1 = max(z1, 0)". */
const char *mathematics_equation(const plan *p, int i);

/* The equations of these lowered nodes, one a line, in order: "(3) h1 = max(z1, 0)"; "": none. */
const char *mathematics_of(const plan *p, const ref *nodes, int count);

/* Their numbers alone: "(3) (7)"; "": none. */
const char *mathematics_numbers(const plan *p, const ref *nodes, int count);

/* What the functions of one parameter compute, as part of a sentence. */
const char *mathematics_gradient(const plan *p, const weight_function *f);
const char *mathematics_update(const plan *p, const weight_function *f);
const char *mathematics_penalty(const plan *p, const penalty *of);

/* Sets net.mathematics: the lines of the header comment. */
void mathematics_push(lua_State *lua, const plan *p);

#endif
