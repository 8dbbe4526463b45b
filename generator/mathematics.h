/* mathematics.h - the network's formulas as a reader writes them. */
#ifndef BPGEN_MATHEMATICS_H
#define BPGEN_MATHEMATICS_H

#include "plan.h"

/* The formula of derived node r, down to the values that have equations of their own. */
const char *mathematics_formula(const plan *p, ref r);

/* Numbers the equations: of every product, and of every value that outlives its function. */
void mathematics_number(plan *p);

/* The numbered equations of these lowered nodes, one a line: "(3) h1 = max(z1, 0)". */
const char *mathematics_of(const plan *p, const ref *nodes, int count);

#endif
