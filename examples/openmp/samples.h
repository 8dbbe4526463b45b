/* samples.h - what the examples of data-parallel training learn: numbers, and a function of them. It
 * stands after net.h, which says how many of each. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdint.h>

enum { SHARDS = 8, ROWS = SHARDS * NET_BATCH, STEPS = 600 };

static float x[ROWS][NET_INPUTS], t[ROWS][NET_OUTPUTS];

static float number(uint32_t *state) /* in (-1, 1) */
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (float)(int32_t)*state / 2147483648.0f;
}

/* The samples of a step: all of its shards. */
static void samples(uint32_t *state)
{
    for (int i = 0; i < ROWS; i++) {
        for (int k = 0; k < NET_INPUTS; k++)
            x[i][k] = number(state);
        for (int k = 0; k < NET_OUTPUTS; k++)
            t[i][k] = x[i][k] * x[i][k + 1];
    }
}

#endif
