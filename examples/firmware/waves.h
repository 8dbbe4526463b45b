/* waves.h - what the sensor sees: a sine, square or triangle wave at any phase, and noise. */
#include <stddef.h>
#include <stdint.h>

static inline float noise(uint32_t *state) /* in (-1, 1) */
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (float)(int32_t)*state / 2147483648.0f;
}

/* Phase t of a wave of period 1. */
static inline float wave(int kind, float t)
{
    t -= (float)(int)t;
    const float triangle = t < 0.5f ? 4 * t - 1 : 3 - 4 * t;
    return kind == 2   ? triangle
           : kind == 1 ? (t < 0.5f ? 1.0f : -1.0f)
                       : triangle * (1.5f - 0.5f * triangle * triangle);
}

/* n samples and their classes; the sensor's own gain and offset. */
static inline void waves(uint32_t *state, size_t n, float gain, float offset, float (*x)[8],
                         int32_t *t)
{
    for (size_t i = 0; i < n; i++) {
        const float phase = 0.5f + 0.5f * noise(state);
        t[i] = (int32_t)(*state >> 16) % 3;
        for (int k = 0; k < 8; k++)
            x[i][k] = gain * wave((int)t[i], phase + (float)k / 8) + offset + 0.03f * noise(state);
    }
}
