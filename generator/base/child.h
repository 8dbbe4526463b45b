/* child.h - the life of a child process; for process.c. */
#ifndef BPGEN_CHILD_H
#define BPGEN_CHILD_H

#include <sys/types.h>

#include "base/process.h"

typedef struct child {
    pid_t pid;
    int said; /* the end of the pipe that we read from, or -1 */
} child;

typedef struct limits { /* seconds */
    double all, processor;
    volatile int *asked; /* gets the first SIGINT, which then ends nothing; or NULL */
} limits;

/* A child to be, which ends with the arena. */
child *child_new(arena *a);
/* A pipe that programs which we start do not inherit. False, with errno, on error. */
bool child_pipe(int ends[2]);
/* Keeps up to `most` bytes of what a child says until it ends or its time is over, and reaps it.
 * Its pid and pipe are set; signals have been held for it, and are released here. */
void child_attend(arena *a, child *c, limits seconds, size_t most, outcome *o);

#endif
