/* circuit.h - a network as gates and wires, to be drawn. */
#ifndef BPGEN_CIRCUIT_H
#define BPGEN_CIRCUIT_H

#include "explain/numbers.h"
#include "explain/story.h"

typedef struct part { /* an end, a parameter, a gate; or a whole layer, folded */
    ref gate;         /* the last of its gates */
    int layer;        /* 0: none */
    const char *label, *name;
    bool is_leaf, is_end, is_folded;
    int rank; /* how many wires it is from the ends, at most */
} part;

typedef struct wire {
    int from, to;
    ref value;    /* the gate whose value it carries */
    ref gradient; /* the share of the gradient that comes back on it; NOTHING */
} wire;

typedef struct circuit {
    part *parts;
    int part_count;
    wire *wires;
    int wire_count, wire_capacity;
    const char **layers; /* their titles, from 1 */
    int layer_count;
    int *part_of; /* of each gate of the derived graph: its part, -1: none */
} circuit;

enum { DEPTH_LAYERS = 1, DEPTH_GATES = 2, GATES_SHOWN = 150 };

/* depth 0: gates, or, of a network with more than GATES_SHOWN of them, layers. */
circuit *circuit_make(const story *s, int depth);

/* The column of each part, and how many there are: ends and parameters stand just before the first
 * gate that reads them. */
int circuit_ranks(const circuit *c, int *rank);

/* As DOT of Graphviz; numbers: on the wires, or NULL. */
const char *circuit_dot(const story *s, const circuit *c, const numbers *n);

#endif
