/* mathematics.h - the network's formulas as a reader writes them. */
#ifndef BPGEN_MATHEMATICS_H
#define BPGEN_MATHEMATICS_H

#include <lua.h>

#include "plan/plan.h"

/* The formula of derived node r, down to the values that have equations of their own. */
const char *mathematics_formula(const plan *p, ref r);

/* The numbered equations of these lowered nodes, one a line: "(3) h1 = max(z1, 0)". */
const char *mathematics_of(const plan *p, const ref *nodes, int count);

/* dw1 = x' dz1/n + 0.01*w1; w1 = w1 - rate*dw1; 0.01 sum w1^2 */
const char *mathematics_gradient(const plan *p, const gradient *of);
const char *mathematics_update(const plan *p, const parameter *of);
const char *mathematics_penalty(const plan *p, const penalty *of);

/* Sets net.mathematics: the lines of the header comment. */
void mathematics_push(lua_State *lua, const plan *p);

#endif
