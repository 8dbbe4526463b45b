/* weights.c - bpgen weights: a file of weights in another format, or what it holds. */
#include "weights/weights.h"

#include <stdio.h>

#include "command/command.h"
#include "command/generate.h"
#include "command/outputs.h"

static void unknown_format(arena *a, const char *path, messages *m)
{
    usage_error(m, NULL, "'%s': %s", message_name(a, path), weights_formats);
}

/* Whether the formats are known, and what is asked of them can be done. */
static bool check_formats(arena *a, const request *r, messages *m)
{
    const char *from = r->operands[1], *to = r->options.output;
    const weights_format target = to ? weights_format_of(to) : WEIGHTS_UNKNOWN;
    if (weights_format_of(from) == WEIGHTS_UNKNOWN)
        unknown_format(a, from, m);
    else if (to && target == WEIGHTS_UNKNOWN)
        unknown_format(a, to, m);
    else if (r->options.pytorch && target != WEIGHTS_SAFETENSORS && target != WEIGHTS_NPZ)
        usage_error(m, NULL, "--pytorch is for -o FILE.safetensors and -o FILE.npz");
    return m->count == 0;
}

/* The table is what was asked for where all is well; else it is talk beside the messages. */
static int show(arena *a, const request *r, const text *table, messages *m)
{
    if (m->count && r->options.talk >= 0 && table->size)
        fputs(table->at, stderr);
    if (m->count)
        return m->exit_code;
    outputs to = { .count = 0 };
    outputs_add(&to, "standard output", NULL);
    output_take(&to.file[0], table);
    return outputs_write(a, &to, m);
}

int run_weights(arena *a, const request *r, messages *m)
{
    const options *o = &r->options;
    outputs to = { .count = 0 };
    if (o->output)
        outputs_add(&to, "-o", o->output);
    if (!check_formats(a, r, m) || !outputs_check(a, &to, r, m))
        return m->exit_code;
    const spec *s = request_spec(a, r, m);
    if (!s)
        return m->exit_code;
    text table = { .arena = a }, out = { .arena = a };
    const void *block = weights_read(a, s, r->operands[1], o->output ? NULL : &table, m);
    if (!o->output)
        return show(a, r, &table, m);
    if (!block || !weights_write(&out, s, block, weights_format_of(o->output), o->pytorch, m))
        return m->exit_code;
    output_take(&to.file[0], &out);
    return outputs_write(a, &to, m);
}
