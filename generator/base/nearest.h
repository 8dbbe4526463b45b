/* nearest.h - what a misspelt word was meant to be. */
#ifndef BPGEN_NEAREST_H
#define BPGEN_NEAREST_H


/* The word of `words` that `word` is most likely a slip of, or NULL when none is near. */
const char *nearest_word(const char *word, const char *const *words, int count);

#endif
