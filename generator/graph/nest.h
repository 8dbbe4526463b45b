/* nest.h - the loops of CONTRACT, graph.h. */
#ifndef BPGEN_NEST_H
#define BPGEN_NEST_H

#include "graph/graph.h"

/* The same loops with the fewest axes: none of size 1, and none that another goes on with. */
nest nest_tidy(const nest *n);
/* That of the adjoint of operand 0 or 1, on the adjoint of y and (of two) the other operand. */
nest nest_adjoint(const nest *n, int operand);
/* Makes room for one more axis: at first it is what stood there before. */
void nest_open_axis(nest *n, int at);
/* An axis as two, the inner one of so many rounds. */
void nest_split(nest *n, int at, int inner);
/* The axes that move a role, by the size of their steps, smallest first; how many there are. */
int nest_by_stride(const nest *n, int role, int order[NEST_AXES]);
/* How often the innermost statement runs. */
int64_t nest_rounds(const nest *n);
/* Whether the axes that move a role meet no element of it twice; whether there are others, which
 * do; how many elements are met, where none is by two ways; whether each of `count` elements is met
 * once. */
bool nest_is_injective(const nest *n, int role);
bool nest_repeats(const nest *n, int role);
int64_t nest_met(const nest *n, int role);
bool nest_covers(const nest *n, int role, int count);
/* Whether y, of so many elements as a, is a as it is. */
bool nest_is_copy(const nest *n, int count);
bool nest_same(const nest *a, const nest *b);
uint64_t nest_hash(const nest *n);

/* "[16 i + l] += [i + j] [16 j + l]; i < 26, j < 3, l < 16": what the mathematics says of it. It
 * begins with cols, the elements of y, where the last of them stays 0. */
const char *nest_text(arena *a, const nest *n, int arity, int cols);

/* Appends the gate to a graph that keeps every node; in[1] is not read where arity is 1. */
ref graph_contract(graph *g, int arity, const ref *in, const nest *loops, int cols, int line);
/* Of a simplified graph. */
ref simplify_contract(graph *g, int arity, const ref *in, const nest *loops, int cols, int line);
/* For simplify.c: what a CONTRACT, AMAX or IS_AMAX comes to, or UNBOUND where it is as simple as
 * can be. */
ref nest_simplified(graph *g, const node *n);

/* The loops that repeat each of so many elements: how AMAX goes back. */
nest nest_repeat(int groups, int length);
/* Which elements of x are the first largest of their `length`. */
ref nest_is_amax(graph *g, ref x, int length, int line);

#endif
