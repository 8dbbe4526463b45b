/* signatures.c - the arguments of the generated functions, in the order that all of them keep:
 * parameters, what is updated, n, inputs, targets or outputs, what backward writes, workspace. */
#include "emit/signatures.h"

const char *const function_names[FUNCTIONS] = {
    "predict", "forward", "loss", "backward", "step", "init", "optimizer_init", "selftest"
};

bool function_is_there(const plan *p, int function)
{
    return function == FUNCTION_SELFTEST         ? p->how.selftest
           : function == FUNCTION_OPTIMIZER_INIT ? plan_writes(p, WRITE_STEP)
                                                 : (p->how.only >> function & 1) != 0;
}

static void add(const plan *p, signature *s, argument a)
{
    s->arguments = arena_grow(p->graph.arena, s->arguments, s->count, &s->capacity,
                              sizeof *s->arguments);
    s->arguments[s->count++] = a;
}

/* As many as the first list; their names in C are in the second. */
static void add_ends(const plan *p, signature *s, int role, const end *ends, int count,
                     const char *const *names)
{
    const bool is_read = role == ARGUMENT_INPUT || role == ARGUMENT_TARGET;
    for (int i = 0; i < count; i++) {
        const char *type = is_read ? "const @real *" : "@real *";
        if (end_classes(&ends[i]) && is_read)
            type = "const int32_t *";
        add(p, s, (argument){ role, type, names[i], &ends[i] });
    }
}

static void add_inputs(const plan *p, signature *s)
{
    const spec *of = p->spec;
    add_ends(p, s, ARGUMENT_INPUT, of->inputs, of->input_count, p->input_names);
}

static void add_targets(const plan *p, signature *s)
{
    const spec *of = p->spec;
    add_ends(p, s, ARGUMENT_TARGET, of->targets, of->target_count, p->target_names);
}

static void add_outputs(const plan *p, signature *s)
{
    const spec *of = p->spec;
    add_ends(p, s, ARGUMENT_OUTPUT, of->outputs, of->output_count, p->output_names);
}

static const argument of_optimizer = { ARGUMENT_OPTIMIZER, "@optimizer *", "o", NULL };
static const argument of_workspace = { ARGUMENT_WORKSPACE, "@workspace *", "ws", NULL };
static const argument of_rows = { ARGUMENT_ROWS, "size_t ", "n", NULL };
static const argument of_gradient = { ARGUMENT_GRADIENT, "@parameters *", "g", NULL };
static const argument of_seed = { ARGUMENT_SEED, "uint64_t ", "seed", NULL };

signature signature_of(const plan *p, int function)
{
    const unsigned bit = 1U << function;
    const bool writes = (bit & (WRITE_STEP | WRITE_INIT)) != 0;
    signature s = { .type = bit & (WRITE_LOSS | WRITE_TRAINING) ? "@real" : "void" };
    if (function == FUNCTION_SELFTEST) {
        s.type = "int";
        return s;
    }
    if (function == FUNCTION_OPTIMIZER_INIT) {
        add(p, &s, of_optimizer);
        return s;
    }
    add(p, &s,
        (argument){ ARGUMENT_PARAMETERS, writes ? "@parameters *" : "const @parameters *", "p",
                    NULL });
    if (bit & WRITE_INIT) {
        add(p, &s, of_seed);
        return s;
    }
    if (bit & WRITE_STEP)
        add(p, &s, of_optimizer);
    s.has_rows = !(bit & WRITE_PREDICT);
    if (s.has_rows)
        add(p, &s, of_rows);
    add_inputs(p, &s);
    if (bit & WRITE_OUTPUTS)
        add_outputs(p, &s);
    else
        add_targets(p, &s);
    if (bit & WRITE_BACKWARD) {
        add(p, &s, of_gradient);
        add_ends(p, &s, ARGUMENT_DINPUT, p->spec->inputs, p->spec->input_count, p->dinput_names);
    }
    if (s.has_rows)
        add(p, &s, of_workspace);
    return s;
}
