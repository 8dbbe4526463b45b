/* tokens.h - the words and signs of Lua text that is known to be well formed. */
#ifndef BPGEN_TOKENS_H
#define BPGEN_TOKENS_H

#include <stddef.h>

/* A sign of one character is that character. */
enum token_kind {
    TOKEN_END = 0,
    TOKEN_NAME = 256,
    TOKEN_VALUE,    /* a string or number; -3 is two tokens */
    TOKEN_BEGINS,   /* function do if repeat: what `end` or `until` ends */
    TOKEN_ENDS,     /* end until */
    TOKEN_WORD,     /* any other word of Lua */
    TOKEN_OPERATOR, /* of two characters */
    TOKEN_DOTS      /* ... */
};

typedef struct token {
    int kind;
    const char *at; /* in the text */
    size_t length;
    int line; /* on which it begins */
} token;

typedef struct scanner {
    const char *at, *end;
    int line; /* from 1 */
} scanner;

/* The next token, past blanks and comments; TOKEN_END for ever at the end. */
token token_next(scanner *s);

#endif
