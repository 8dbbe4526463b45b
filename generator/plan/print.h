/* print.h - the plan as text that a person can read. */
#ifndef BPGEN_PLAN_PRINT_H
#define BPGEN_PLAN_PRINT_H

#include "base/text.h"
#include "plan/plan.h"

/* Values that outlive their function, with their homes; kernels; the calls of each function. */
void plan_print(text *to, const plan *p);

/* The lowered graph: what any program needs, each node with its level. */
void plan_print_graph(text *to, const plan *p);

#endif
