/* option_values.h - what the options of a command line are set to. */
#ifndef BPGEN_OPTION_VALUES_H
#define BPGEN_OPTION_VALUES_H

#include "command/options.h"

typedef struct reading { /* of a command line */
    arena *arena;
    request *request;
    messages *messages;
    char **argv;
    int argc, next;           /* the word to come */
    const option_row **given; /* each option, and the word that it was given by */
    const char **given_as;
    int given_count;
} reading;

/* Where the option's value is in the request. */
void *option_place(const reading *r, const option_row *row);

/* Sets an option, given as the word `as`, to the value that the text says, or adds a message. */
void option_take(reading *r, const option_row *row, const char *as, const char *value);

#endif
