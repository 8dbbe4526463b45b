/* binding.c - how tight gates bind where a formula is written out. */
#include "graph/binding.h"

binding binding_of(gate of)
{
    switch (of) {
    case LT:
    case LE:
    case GT:
    case GE: return LOOSE;
    case ADD:
    case SUB: return SUM_LEVEL;
    case NEG: return SIGN_LEVEL;
    case MUL:
    case DIV: return PRODUCT_LEVEL;
    case MATMUL:
    case MATMUL_T:
    case OUTER: return MATRIX_LEVEL;
    case POW: return POWER_LEVEL;
    default: return ATOM;
    }
}
