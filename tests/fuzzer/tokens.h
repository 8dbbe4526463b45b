/* tokens.h - the words of the language, chance, and the tokens of a spec. */
#ifndef BPGEN_TOKENS_OF_FUZZER_H
#define BPGEN_TOKENS_OF_FUZZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKENS_MAX = 4000 };

/* Reads the words from a dictionary of libFuzzer: KIND="word" lines. Whether there are any. */
bool dictionary_open(const char *path);
bool dictionary_known(void);
/* A word of that kind, by chance; NULL: of any. */
const char *word_of(const char *kind);
/* NULL: it is no word of the language. */
const char *word_kind(const char *text, size_t size);

/* What comes from a seed: a number below n; 0 for n = 0. */
void chance_from(unsigned seed);
size_t chance(size_t n);

typedef enum sort { WORD, NUMBER, STRING, OPEN, CLOSE, OTHER } sort;

typedef struct span {
    size_t at, size;
    sort sort;
} span;

/* Of the text that was scanned last. */
extern span tokens[TOKENS_MAX];
extern size_t token_count;

void tokens_scan(const char *text, size_t size);
/* The token that closes what is opened at i, or i. */
size_t token_closing(size_t i);
/* An expression by chance; a short one rather than a long one. */
span tokens_some_expression(void);

#endif
