/* remarks.c - what is said of the leaves of a network, beside their shapes. */
#include "graph/network.h"

const char *end_remark(arena *a, const end *e)
{
    return e->is_class  ? " (one-hot of a class)"
           : e->classes ? arena_printf(a, " (of %d classes)", e->classes)
                        : "";
}

const char *dropout_remark(arena *a, const node *n)
{
    return arena_printf(a, " (dropout %.9g: 1 but in a step)", n->value);
}
