/* tokens.c - the words and signs of Lua text that is known to be well formed. */
#include "spec/tokens.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static char peek(const scanner *s, size_t ahead)
{
    return s->at < s->end && ahead < (size_t)(s->end - s->at) ? s->at[ahead] : '\0';
}

/* One character; a line ends as it does for Lua, \r\n being one end. */
static void step(scanner *s)
{
    char c = peek(s, 0), next = peek(s, 1);
    if (c == '\n' || c == '\r') {
        s->line++;
        if ((next == '\n' || next == '\r') && next != c)
            s->at++;
    }
    if (s->at < s->end)
        s->at++;
}

/* The = between the brackets of [==[, or -1. */
static int long_level(const scanner *s)
{
    int level = 0;
    while (peek(s, 1 + (size_t)level) == '=')
        level++;
    return peek(s, 0) == '[' && peek(s, 1 + (size_t)level) == '[' ? level : -1;
}

static void skip_long(scanner *s, int level)
{
    for (; s->at < s->end; step(s)) {
        size_t same = 1;
        while (peek(s, 0) == ']' && same <= (size_t)level && peek(s, same) == '=')
            same++;
        if (peek(s, 0) == ']' && same == (size_t)level + 1 && peek(s, same) == ']') {
            s->at += same + 1;
            return;
        }
    }
}

static void skip_quoted(scanner *s)
{
    char quote = peek(s, 0);
    for (s->at++; s->at < s->end && peek(s, 0) != quote; step(s)) {
        if (peek(s, 0) == '\\')
            s->at++;
    }
    s->at++;
}

static void skip_blanks(scanner *s)
{
    while (s->at < s->end) {
        if (isspace((unsigned char)*s->at)) {
            step(s);
        } else if (*s->at == '-' && peek(s, 1) == '-') {
            s->at += 2;
            int level = long_level(s);
            if (level >= 0)
                skip_long(s, level);
            while (level < 0 && s->at < s->end && *s->at != '\n' && *s->at != '\r')
                s->at++;
        } else {
            return;
        }
    }
}

static bool is_among(const char *words, const char *at, size_t length)
{
    for (size_t n; *words; words += n + (words[n] == ' ')) {
        n = strcspn(words, " ");
        if (n == length && !memcmp(words, at, n))
            return true;
    }
    return false;
}

static int kind_of_word(const char *at, size_t length)
{
    static const char other[] = "and break else elseif false for goto in local nil not or return "
                                "then true while";
    return is_among("function do if repeat", at, length) ? TOKEN_BEGINS
           : is_among("end until", at, length)           ? TOKEN_ENDS
           : is_among(other, at, length)                 ? TOKEN_WORD
                                                         : TOKEN_NAME;
}

token token_next(scanner *s)
{
    skip_blanks(s);
    token t = { .at = s->at, .line = s->line };
    char c = peek(s, 0);
    t.kind = (unsigned char)c;
    if (isalpha((unsigned char)c) || c == '_') {
        while (isalnum((unsigned char)peek(s, 0)) || peek(s, 0) == '_')
            s->at++;
        t.kind = kind_of_word(t.at, (size_t)(s->at - t.at));
    } else if (isdigit((unsigned char)c)) {
        while (isalnum((unsigned char)peek(s, 0)) || peek(s, 0) == '.')
            s->at++;
        t.kind = TOKEN_VALUE;
    } else if (c == '"' || c == '\'') {
        skip_quoted(s);
        t.kind = TOKEN_VALUE;
    } else if (c == '[' && long_level(s) >= 0) {
        skip_long(s, long_level(s));
        t.kind = TOKEN_VALUE;
    } else if (c) {
        bool is_pair = peek(s, 1) == '=' && strchr("=~<>", c);
        bool is_concat = c == '.' && peek(s, 1) == '.', is_dots = is_concat && peek(s, 2) == '.';
        s->at += is_dots ? 3 : is_pair || is_concat ? 2 : 1;
        if (is_pair || is_concat)
            t.kind = is_dots ? TOKEN_DOTS : TOKEN_OPERATOR;
    }
    t.length = (size_t)(s->at - t.at);
    return t;
}
