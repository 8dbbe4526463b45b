/* loops.h - calls that come again and again, as those of the steps of a sequence do: rounds of
 * calls of the same kernels, on operands that stay, that move along an array, or that are the next
 * of their chain, whose values lie one after the other in one array. */
#ifndef BPGEN_LOOPS_PLAN_H
#define BPGEN_LOOPS_PLAN_H

enum { ROUNDS_LEAST = 3 }; /* of which a loop is made */

typedef struct call_loop { /* of a list of calls: `rounds` times `period` of them, from the first */
    int from, period, rounds;
} call_loop;

typedef struct loop_list {
    call_loop *at;
    int count, capacity;
} loop_list;

#endif
