/* likewise.h - lines that come again and again, as those of equal layers and steps do. */
#ifndef BPGEN_LIKEWISE_H
#define BPGEN_LIKEWISE_H

#include "base/likeness.h"

/* So many rounds of lines, alike but for the numbers in names and of elements, which grow by equal
 * steps from round to round; or one line alone. */
typedef struct likewise {
    int from, period, rounds;
} likewise;

/* Finds them, one after the other, `to` has room for each line; how many they are. */
int likewise_find(arena *a, const char *const *lines, int count, likewise *to);

#endif
