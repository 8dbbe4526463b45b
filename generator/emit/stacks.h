/* stacks.h - statements about arrays of parameters that come again for equal layers, as loops. */
#ifndef BPGEN_STACKS_H
#define BPGEN_STACKS_H

#include "base/text.h"
#include "emit/rounds.h"

/* A list of things, each about an array of a parameter. */
typedef struct stack {
    const plan *plan;
    int count;
    int (*parameter)(const struct stack *s, int i);
    bool (*alike)(const struct stack *s, int i, int k);          /* but for the arrays */
    bool (*goes_on)(const struct stack *s, int i, int k, int l); /* beyond them; or NULL */
    const void *of;
    bool braces; /* a thing may be several statements */
} stack;

/* The loop that begins with thing i and takes most of them in; of no rounds, if there is none. */
call_loop stack_loop(const stack *s, int i);

/* The array that in round 0 is this one of a struct, the parameter's, as C: "@later(p, p->w2[0],
 * 272*s)"; in: NULL: it alone. of: the struct. */
const char *stack_array(const stack *s, int i, const call_loop *in, holder of_struct, bool writes,
                        const char *of, const char *array);

/* Adds all things, in loops where they come again: `add` adds thing i, in a loop or not, after so
 * many blanks. */
typedef void stack_adder(text *t, const stack *s, int i, const call_loop *in, int indent);
void stack_write(text *t, const stack *s, int indent, const char *integer, stack_adder *add);

#endif
