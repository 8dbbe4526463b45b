/* reals.c - arrays in the real type of a network. */
#include "graph/reals.h"

size_t real_size(const spec *s)
{
    return s->is_double ? sizeof(double) : sizeof(float);
}

double real_get(const spec *s, const void *array, size_t i)
{
    return s->is_double ? ((const double *)array)[i] : (double)((const float *)array)[i];
}

void real_set(const spec *s, void *array, size_t i, double value)
{
    if (s->is_double)
        ((double *)array)[i] = value;
    else
        ((float *)array)[i] = (float)value;
}
