/* arguments.h - the words of a command line. */
#ifndef BPGEN_ARGUMENTS_H
#define BPGEN_ARGUMENTS_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct arguments { /* a list of words that ends with NULL */
    char **word;
    int count, capacity;
} arguments;

void arguments_add(arena *a, arguments *list, const char *word);
/* Adds the words of a line as a shell would part them: blanks part words, '...' and "..." keep them
 * together, \ takes the next character as it is. Nothing is expanded, and nothing is run. False
 * where a quote has no end. */
bool arguments_split(arena *a, arguments *list, const char *line);

#endif
