/* likeness.h - lines that come again and again, alike but for numbers that grow by equal steps, as
 * those of equal layers and steps do. Which numbers may grow is for who takes the lines. */
#ifndef BPGEN_LIKENESS_H
#define BPGEN_LIKENESS_H

#include <stdint.h>

#include "base/arena.h"

enum { ROUNDS_TOLD = 2 }; /* the others follow from them */

typedef struct likeness {
    uint64_t rest;    /* a hash of the line without those numbers; 0: it is like no other */
    int first, count; /* of the numbers */
} likeness;

typedef struct like_lines {
    arena *arena;
    likeness *of; /* of each line */
    int *numbers;
    int number_count, number_capacity;
} like_lines;

/* Room for so many lines, each like no other yet. */
like_lines like_lines_new(arena *a, int count);

/* A line is taken piece by piece: letters, and the digits at c; returns the last of them. */
void like_begin(like_lines *l, int line);
void like_letter(like_lines *l, int line, char letter);
const char *like_number(like_lines *l, int line, const char *c);

/* Number i of a line. */
int like_number_of(const like_lines *l, int line, int i);

/* How many lines, from `at` on and before `end`, are a round of those that follow, and how many
 * rounds these are; 0: there are too few to be worth a word. */
int like_period(const like_lines *l, int at, int end, int *rounds);

#endif
