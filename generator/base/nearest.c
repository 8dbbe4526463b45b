/* nearest.c - what a misspelt word was meant to be. */
#include "base/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 40 }; /* longer words are not compared */

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int folded(char c)
{
    return tolower((unsigned char)c);
}

/* Insertions, deletions, replacements and swaps of neighbours from a to b; case is free. */
static int edit_distance(const char *a, int m, const char *b, int n)
{
    int d[WORD_MAX + 1][WORD_MAX + 1];
    for (int i = 0; i <= m; i++) {
        for (int j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            bool same = folded(a[i - 1]) == folded(b[j - 1]);
            d[i][j] = least(d[i - 1][j - 1] + !same, least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                folded(a[i - 2]) == folded(b[j - 1]))
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[m][n];
}

/* About one slip in three letters. */
static int slips_allowed(int m, int n)
{
    int longest = m > n ? m : n;
    if (longest < 4)
        return longest > 1;
    return (longest + (abs(m - n) > 1 ? 2 : 0)) / 3;
}

const char *nearest_word(const char *word, const char *const *words, int count)
{
    const char *nearest = NULL;
    int nearest_rank = 0;
    size_t length = strlen(word);
    for (int i = 0; i < count; i++) {
        size_t other = strlen(words[i]);
        if (length > WORD_MAX || other > WORD_MAX || !strcmp(words[i], word))
            continue;
        int m = (int)length, n = (int)other;
        int distance = edit_distance(word, m, words[i], n);
        if (distance > slips_allowed(m, n))
            continue;
        int rank = 4 * distance + least(abs(m - n), 3); /* "tahn" is "tanh" rather than "tan" */
        if (nearest && (rank > nearest_rank ||
                        (rank == nearest_rank && strcmp(words[i], nearest) >= 0)))
            continue;
        nearest = words[i];
        nearest_rank = rank;
    }
    return nearest;
}
