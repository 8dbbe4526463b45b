/* demo.h - what the demonstrations share: random numbers and pixels in the terminal. */
#ifndef DEMO_H
#define DEMO_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t random_state = 1;

static inline uint64_t random_bits(void) /* splitmix64 */
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* U(0, 1). */
static inline float uniform(void)
{
    return (float)(random_bits() >> 40) * 0x1p-24f;
}

/* One of 0 .. n - 1. */
static inline int one_of(int n)
{
    return (int)(random_bits() % (uint64_t)n);
}

/* N(0, 1) but for its tails: the sum of twelve uniforms, less its mean. */
static inline float gaussian(void)
{
    float sum = -6;
    for (int i = 0; i < 12; i++) {
        sum += uniform();
    }
    return sum;
}

/* Whether standard output is a terminal that shows colours. */
static inline bool has_colours(void)
{
    const char *terminal = getenv("TERM");
    const char *no_color = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && terminal && strcmp(terminal, "dumb") != 0 &&
           !(no_color && *no_color);
}

/* Two square pixels, one above the other, in one character; colours of the 256-colour palette. */
static inline void print_pixels(int upper, int lower)
{
    printf("\033[38;5;%d;48;5;%dm\u2580", upper, lower);
}

static inline void print_line_end(void)
{
    puts("\033[0m");
}

#endif
