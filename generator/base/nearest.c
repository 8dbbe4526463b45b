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

/* Insertions, deletions, replacements and swaps of neighbours from a to b; case is free. Of the
 * table only what can lead to at most `most` slips is computed; more are told as most + 1. */
static int edit_distance(const char *a, int m, const char *b, int n, int most)
{
    int rows[3][WORD_MAX + 1], *before = rows[0], *last = rows[1], *row = rows[2];
    if (abs(m - n) > most)
        return most + 1;
    for (int j = 0; j <= n; j++)
        last[j] = j;
    for (int i = 1; i <= m; i++) {
        int first = i > most ? i - most : 1, end = least(n, i + most);
        int nearest = row[first - 1] = first == 1 ? i : most + 1;
        for (int j = first; j <= end; j++) {
            bool same = folded(a[i - 1]) == folded(b[j - 1]);
            int above = j < i + most ? last[j] : most + 1; /* outside of the last row's part */
            row[j] = least(last[j - 1] + !same, least(above, row[j - 1]) + 1);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                folded(a[i - 2]) == folded(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
            nearest = least(nearest, row[j]);
        }
        if (nearest > most)
            return most + 1;
        int *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[n];
}

/* About one slip in three letters. */
static int slips_allowed(int m, int n)
{
    int longest = m > n ? m : n;
    if (longest < 4)
        return longest > 1;
    return (longest + (abs(m - n) > 1 ? 2 : 0)) / 3;
}

int nearest_rank(const char *word, const char *candidate)
{
    size_t length = strlen(word), other = strlen(candidate);
    if (length > WORD_MAX || other > WORD_MAX || !strcmp(word, candidate))
        return -1;
    int m = (int)length, n = (int)other, allowed = slips_allowed(m, n);
    int distance = edit_distance(word, m, candidate, n, allowed);
    if (distance > allowed)
        return -1;
    return 4 * distance + least(abs(m - n), 3); /* "tahn" is "tanh" rather than "tan" */
}

const char *nearest_word(const char *word, const char *const *words, int count)
{
    const char *nearest = NULL;
    int nearest_so_far = 0;
    for (int i = 0; i < count; i++) {
        int rank = nearest_rank(word, words[i]);
        if (rank < 0 || (nearest && (rank > nearest_so_far ||
                                     (rank == nearest_so_far && strcmp(words[i], nearest) >= 0))))
            continue;
        nearest = words[i];
        nearest_so_far = rank;
    }
    return nearest;
}
