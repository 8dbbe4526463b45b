/* arrays.h - how the arrays of the parameters are declared and addressed in C. */
#ifndef BPGEN_ARRAYS_H
#define BPGEN_ARRAYS_H

#include "plan/plan.h"

/* "[5][8][16]" */
const char *array_brackets(arena *a, const parameter *q);
/* What a reader of its declaration wants to know: a comment, "layer 1, w[in][out]"; or "". */
const char *array_comment(arena *a, const spec *s, int i);
/* What makes the array the address of its first number: "[0][0]"; of a vector "". */
const char *array_row(arena *a, const parameter *q);
/* The first row of parameter i, wherever it is: "p->w1[0]", "@frozen_b1". */
const char *array_first(const plan *p, int i);
/* The whole of `array`, "p->w1", as one array of numbers: "p->b1", "(&p->w1[0][0][0])". */
const char *array_flat(arena *a, const char *array, const parameter *q);
/* What [i][j], or [j] of what is a row to the graph, are written behind. */
const char *array_indexed(arena *a, const char *array, const parameter *q);

/* A constant array: "@c1". */
const char *array_in_c(arena *a, const array *of);

#endif
