/* tokens.c - the words of the language, chance, and the tokens of a spec. */
#include "tokens.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 400, WORD_SIZE = 40 };

typedef struct word {
    char kind[WORD_SIZE], text[WORD_SIZE];
} word;

static word words[WORDS_MAX];
static int word_count;

bool dictionary_open(const char *path)
{
    FILE *f = fopen(path, "r");
    char line[200];
    while (f && word_count < WORDS_MAX && fgets(line, sizeof line, f)) {
        word *w = &words[word_count];
        if (sscanf(line, "%39[a-z]=\"%39[^\"]\"", w->kind, w->text) == 2)
            word_count++;
    }
    if (f)
        (void)fclose(f);
    return word_count > 0;
}

bool dictionary_known(void)
{
    return word_count > 0;
}

/* ---- chance ---- */

static uint64_t state;

void chance_from(unsigned seed)
{
    state = seed;
}

size_t chance(size_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return n ? (size_t)((state >> 33) % n) : 0;
}

const char *word_of(const char *kind)
{
    for (int tries = 0; tries < 100; tries++) {
        const word *w = &words[chance((size_t)word_count)];
        if (!kind || !strcmp(w->kind, kind))
            return w->text;
    }
    return "x";
}

const char *word_kind(const char *text, size_t size)
{
    for (int i = 0; i < word_count; i++)
        if (!strncmp(words[i].text, text, size) && !words[i].text[size])
            return words[i].kind;
    return NULL;
}

/* ---- tokens ---- */

span tokens[TOKENS_MAX];
size_t token_count;

static size_t length_of(const char *text, size_t left, sort *which)
{
    size_t size = 1;
    if (isalpha((unsigned char)*text) || *text == '_') {
        *which = WORD;
        while (size < left && (isalnum((unsigned char)text[size]) || text[size] == '_'))
            size++;
    } else if (isdigit((unsigned char)*text)) {
        *which = NUMBER;
        while (size < left && (isalnum((unsigned char)text[size]) || text[size] == '.' ||
                               (strchr("+-", text[size]) && strchr("eE", text[size - 1]))))
            size++;
    } else if (*text == '"' || *text == '\'') {
        *which = STRING;
        while (size < left && text[size] != *text && text[size] != '\n')
            size++;
        size += size < left;
    } else {
        *which = strchr("([{", *text) ? OPEN : strchr(")]}", *text) ? CLOSE : OTHER;
        size += left > 1 && strchr("=~<>.", *text) && (text[1] == '=' || text[1] == *text);
    }
    return size;
}

void tokens_scan(const char *text, size_t size)
{
    token_count = 0;
    for (size_t at = 0; at < size && token_count < TOKENS_MAX;) {
        if (isspace((unsigned char)text[at]) || !text[at]) {
            at++;
            continue;
        }
        span *t = &tokens[token_count++];
        t->at = at;
        t->size = length_of(text + at, size - at, &t->sort);
        at += t->size;
    }
}

size_t token_closing(size_t i)
{
    int depth = 0;
    for (size_t k = i; k < token_count; k++) {
        depth += (tokens[k].sort == OPEN) - (tokens[k].sort == CLOSE);
        if (depth == 0)
            return k;
    }
    return i;
}

/* An expression that begins at token i: f(...)(...), { ... }, x, 3. */
static span token_expression(size_t i)
{
    size_t last = token_closing(i);
    while (last + 1 < token_count && tokens[last + 1].sort == OPEN)
        last = token_closing(last + 1) > last + 1 ? token_closing(last + 1) : token_count;
    last = last < token_count ? last : i;
    return (span){ tokens[i].at, tokens[last].at + tokens[last].size - tokens[i].at, OTHER };
}

span tokens_some_expression(void)
{
    span best = { 0, 0, OTHER };
    for (int tries = 0; tries < 8 && token_count; tries++) {
        const size_t i = chance(token_count);
        if (tokens[i].sort == CLOSE || tokens[i].sort == OTHER)
            continue;
        span s = token_expression(i);
        if (!best.size || (s.size < best.size && chance(2)))
            best = s;
    }
    return best;
}
