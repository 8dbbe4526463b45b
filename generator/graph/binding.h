/* binding.h - how tight gates bind where a formula is written out. */
#ifndef BPGEN_BINDING_H
#define BPGEN_BINDING_H

#include "graph/graph.h"

/* From loose to tight: what binds looser than its place is put in ( ). */
typedef enum binding {
    LOOSE,
    SUM_LEVEL,
    SIGN_LEVEL,
    PRODUCT_LEVEL,
    MATRIX_LEVEL,
    POWER_LEVEL,
    ATOM
} binding;

binding binding_of(gate of);

#endif
