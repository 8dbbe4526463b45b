/* random.h - numbers that follow from a seed. */
#ifndef BPGEN_RANDOM_H
#define BPGEN_RANDOM_H

#include <stdint.h>

/* The next 64 bits of Steele, Lea and Flood's splitmix64. */
uint64_t random_bits(uint64_t *state);

#endif
