/* stable.h - reading a spec's graph: gates in the form that loses nothing. */
#ifndef RUNTIME_STABLE_H
#define RUNTIME_STABLE_H

#include "tape.h"

typedef struct reader {
    const spec *spec;
    program *program;
    ref *map;          /* spec node -> own node */
    bool *independent; /* spec nodes that a GRAD derives by */
    int depth;         /* of log_from_logits */
} reader;

/* ---- program.c ---- */

/* Appends a node, its inputs copied. */
ref program_append(program *p, node n);

/* ---- stable.c ---- */

/* A node of the spec in stable form, or -1 where it is stable as it stands. */
ref stable_form(reader *rd, const node *n);

#endif
