/* group.c - makes net_1, which a harness tests, one of the networks of a group: that of the number
 * NUMERICS_NET. A harness knows nothing of it: its main begins later.
 */
#include <stdio.h>
#include <stdlib.h>

#define net_1 constant_net_1 /* here it is none */
#include "net.h"
#undef net_1

extern const struct net *const group[];
extern const int group_count;
extern struct net net_1;
struct net net_1;

__attribute__((constructor)) static void choose(void)
{
    const char *word = getenv("NUMERICS_NET");
    const long number = word ? strtol(word, NULL, 10) : -1;
    if (number < 0 || number >= group_count) {
        fprintf(stderr, "NUMERICS_NET is no number below %d\n", group_count);
        exit(2);
    }
    net_1 = *group[number];
}
