/* lives.h - when values live: from the first call that names them to the last, in each function. */
#ifndef BPGEN_LIVES_H
#define BPGEN_LIVES_H

#include "plan/plan.h"

/* What runs from a clean workspace to its end: a public function. */
typedef enum run { RUN_FORWARD, RUN_LOSS, RUN_BACKWARD, RUN_STEP, RUNS } run;

/* From the first call that names a value to the last one, counted from 1; 0: none does. */
typedef struct span {
    int first, last;
} span;

typedef struct life {
    span of[RUNS];
} life;

/* Of each node that others lie in, as array_of says, the life of all of these. */
life *lives_find(const plan *p, ref array_of(const plan *p, ref r));

#endif
