/* mistakes.c - one of the mistakes that the sanitizers must see, chosen by the first argument: a
 * byte read behind an object of an arena or before it, an object of an arena that has ended, a sum
 * that overflows. With another argument, none. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

int main(int count, char **arguments)
{
    const char *mistake = count > 1 ? arguments[1] : "none";
    arena *a = arena_new();
    arena_alloc(a, 24);
    const volatile char *object = arena_alloc(a, 24);
    arena_alloc(a, 24);
    int sum = object[0] + object[23];
    if (!strcmp(mistake, "behind"))
        sum += object[24];
    if (!strcmp(mistake, "before"))
        sum += object[-1];
    if (!strcmp(mistake, "overflow"))
        sum += INT_MAX + count;
    arena_free(a);
    if (!strcmp(mistake, "ended"))
        sum += object[0];
    printf("%d\n", sum);
    return 0;
}
