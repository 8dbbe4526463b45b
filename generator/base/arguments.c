/* arguments.c - the words of a command line. */
#include "base/arguments.h"

#include <string.h>

void arguments_add(arena *a, arguments *list, const char *word)
{
    if (list->count + 1 >= list->capacity) {
        list->capacity = 2 * list->capacity + 16;
        char **words = arena_alloc(a, (size_t)list->capacity * sizeof *words);
        for (int i = 0; i < list->count; i++)
            words[i] = list->word[i];
        list->word = words;
    }
    list->word[list->count++] = arena_copy(a, word);
    list->word[list->count] = NULL;
}

/* One word, without its quotes, is written to `to`; what follows it, or NULL. */
static const char *take_word(const char *at, char *to)
{
    char quote = 0;
    for (; *at && (quote || !strchr(" \t\n", *at)); at++) {
        /* within "..." a backslash is only special before these */
        const bool escapes = *at == '\\' &&
                             (!quote || (quote == '"' && at[1] && strchr("\"\\$`\n", at[1])));
        if (*at == quote) {
            quote = 0;
        } else if (!quote && (*at == '"' || *at == '\'')) {
            quote = *at;
        } else if (escapes && at[1]) {
            at++;
            if (*at != '\n')
                *to++ = *at;
        } else {
            *to++ = *at;
        }
    }
    *to = '\0';
    return quote ? NULL : at;
}

bool arguments_split(arena *a, arguments *list, const char *line)
{
    char *word = arena_alloc(a, strlen(line) + 1);
    while (line && *(line += strspn(line, " \t\n"))) {
        line = take_word(line, word);
        if (line)
            arguments_add(a, list, word);
    }
    return line != NULL;
}
