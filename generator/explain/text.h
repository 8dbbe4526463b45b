/* explain/text.h - the derivation for a terminal. */
#ifndef BPGEN_EXPLAIN_TEXT_H
#define BPGEN_EXPLAIN_TEXT_H

#include "explain/numbers.h"
#include "explain/story.h"

/* Lines of at most `width` columns, but for words that are longer. */
const char *explain_text(const story *s, const numbers *n, expr_style style, int width);

#endif
