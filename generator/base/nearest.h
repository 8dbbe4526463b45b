/* nearest.h - what a misspelt word was meant to be. */
#ifndef BPGEN_NEAREST_H
#define BPGEN_NEAREST_H

/* How far `word` is from `candidate`, if it may be a slip of it: 0 is nearest; -1: it is none, or
 * the very same word. */
int nearest_rank(const char *word, const char *candidate);

/* The word of `words` that `word` is most likely a slip of, or NULL when none is near. */
const char *nearest_word(const char *word, const char *const *words, int count);

#endif
