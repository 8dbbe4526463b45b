/* reals.h - arrays in the real type of a network. */
#ifndef BPGEN_REALS_H
#define BPGEN_REALS_H

#include "graph/network.h"

size_t real_size(const spec *s);
double real_get(const spec *s, const void *array, size_t i);
void real_set(const spec *s, void *array, size_t i, double value);

#endif
