/* explain/text.h - the derivation for a terminal. */
#ifndef BPGEN_EXPLAIN_TEXT_H
#define BPGEN_EXPLAIN_TEXT_H

#include "explain/numbers.h"
#include "explain/story.h"

/* Whether line i is in the middle of a long section; called for each line in order, with what it
 * keeps in between. */
bool explain_omits(const story *s, int i, int *section, int *place);

/* Lines of at most `width` columns, but for words that are longer; equations beyond a few hundred
 * leave out the middle unless the story is in detail. */
const char *explain_text(const story *s, const numbers *n, expr_style style, int width);

#endif
