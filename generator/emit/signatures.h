/* signatures.h - the arguments of the generated functions, and how large the structs are. */
#ifndef BPGEN_SIGNATURES_H
#define BPGEN_SIGNATURES_H

#include "plan/plan.h"

/* A file's functions: those of --only, by their bits, and what comes along. */
enum { FUNCTION_OPTIMIZER_INIT = 6, FUNCTION_SELFTEST, FUNCTIONS };
extern const char *const function_names[FUNCTIONS];
/* Whether the file has it. */
bool function_is_there(const plan *p, int function);

typedef struct argument {
    enum {
        ARGUMENT_PARAMETERS, /* const, but of init and step */
        ARGUMENT_GRADIENT,   /* parameters that are written, or NULL */
        ARGUMENT_OPTIMIZER,
        ARGUMENT_WORKSPACE,
        ARGUMENT_ROWS, /* size_t n */
        ARGUMENT_SEED, /* uint64_t */
        ARGUMENT_INPUT,
        ARGUMENT_TARGET,
        ARGUMENT_OUTPUT,
        ARGUMENT_DINPUT
    } role;
    const char *type, *name; /* in C, the file's own names marked: "const @real *" */
    const end *of;           /* of an end: which one */
} argument;

typedef struct signature {
    const char *type; /* of the result */
    argument *arguments;
    int count, capacity;
    bool has_rows; /* takes n samples, not one */
} signature;

signature signature_of(const plan *p, int function);

/* What a plan knows of the structs, on a machine whose float has 4 bytes, double and uint64_t 8,
 * each at a multiple of that. 0: the file has no such struct. */
typedef struct struct_sizes {
    size_t parameters, optimizer, workspace;
    int corrections; /* uint64_t in the optimizer, behind the rate */
} struct_sizes;

struct_sizes struct_sizes_of(const plan *p);

#endif
