/* rules.h - the derivative rules of gates.c in words. */
#ifndef BPGEN_EXPLAIN_RULES_H
#define BPGEN_EXPLAIN_RULES_H

#include "graph/graph.h"

typedef struct rule_words {
    const char *gate;     /* what a lecture calls it */
    const char *input[3]; /* what each input gets; NULL: nothing */
    /* Where the derivative comes from, equal formulas in a: the function by its definition, and its
     * derivative step by step. NULL: it is its own definition. */
    const char *definition, *derivative;
} rule_words;

extern const rule_words rule_words_of[GATES];
/* How a gate moves as its inputs do, where that takes other words than going backward. */
extern const char *const forward_words_of[GATES];

#endif
