/* alike.h - functions of rows that do the same on other values. */
#ifndef BPGEN_ALIKE_H
#define BPGEN_ALIKE_H

#include "plan/plan.h"

/* Finds them. Of every node, but between two questions all are 0. */
typedef struct alike {
    const plan *plan;
    int *own[2];      /* 1 + its place among the nodes of the one function, and of the other */
    int *argument[2]; /* 1 + its place among their arguments, of what these are slices of */
    int *twin[2];     /* 1 + the argument of the other function that stands in its place */
} alike;

alike alike_open(const plan *p);
/* A number that is the same for functions that are alike. */
uint64_t alike_hash(const plan *p, const rows_function *f);
/* The arguments with which f does what g does: as g has them; or NULL. */
ref *alike_arguments(const alike *a, const rows_function *f, const rows_function *g);

#endif
