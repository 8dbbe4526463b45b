/* report.c - bpgen report: plans a network, measures it where a compiler is named, and tells. */
#include "command/report.h"

#include <string.h>

#include "base/arguments.h"
#include "command/bench.h"
#include "command/command.h"
#include "command/outputs.h"

double report_multiply_adds(const report *r, int function)
{
    const unsigned bit = 1U << function;
    return bit & WRITE_OUTPUTS    ? bench_flops(r->plan, FORWARD) / 2
           : bit & WRITE_LOSS     ? bench_flops(r->plan, LOSS) / 2
           : bit & WRITE_TRAINING ? bench_flops(r->plan, TRAIN) / 2
                                  : 0;
}

size_t report_ram(const report *r, int function)
{
    const signature s = signature_of(r->plan, function);
    size_t bytes = 0;
    for (int i = 0; i < s.count; i++) {
        const int role = s.arguments[i].role;
        bytes += role == ARGUMENT_PARAMETERS || role == ARGUMENT_GRADIENT ? r->sizes.parameters
                 : role == ARGUMENT_OPTIMIZER                             ? r->sizes.optimizer
                 : role == ARGUMENT_WORKSPACE                             ? r->sizes.workspace
                                                                          : 0;
    }
    return bytes;
}

/* For size, unless the command has an -O of its own: a default that comes later would overrule. */
static const char *default_flags(arena *a, const char *cc)
{
    arguments words = { 0 };
    arguments_split(a, &words, cc);
    for (int i = 0; i < words.count; i++)
        if (!strncmp(words.word[i], "-O", 2))
            return "";
    return "-Os";
}

static const char *all_flags(arena *a, const compiler *with)
{
    text t = { .arena = a };
    text_add(&t, "%s%s-std=c11", with->cflags, *with->cflags ? " " : "");
    for (const char *const *flag = measure_flags; *flag; flag++)
        text_add(&t, " %s", *flag);
    return t.at;
}

/* What a compiler makes of it, where one is named. */
static bool take_measures(arena *a, const request *r, const generated *text, report *to,
                          messages *m)
{
    const options *o = &r->options;
    if (!o->cc)
        return true;
    compiler *with = arena_alloc(a, sizeof *with);
    measured *all = arena_alloc(a, sizeof *all);
    *with = request_compiler(r);
    if (!o->cflags)
        with->cflags = default_flags(a, o->cc);
    if (!measure(a, to->plan, text, with, all, m))
        return false;
    to->measured = all;
    to->flags = all_flags(a, with);
    to->sizes.parameters = all->parameters.size;
    to->sizes.optimizer = all->optimizer.size;
    to->sizes.workspace = all->workspace.size;
    return true;
}

int run_report(arena *a, const request *r, messages *m)
{
    const options *o = &r->options;
    generate_options how = request_generation(r);
    outputs to = { .count = 0 };
    generated c;
    derived d;
    plan p;
    outputs_add(&to, o->output ? "-o" : "standard output", o->output);
    if (!o->cc && o->cflags)
        usage_error(m, NULL, "--cflags wants --cc COMMAND: without it nothing is compiled");
    if (m->count || !outputs_check(a, &to, r, m))
        return m->exit_code;
    const spec *s = request_spec(a, r, m);
    if (!s || !request_extras(a, r, s, &how, m) || !generate(a, s, &how, &c, m) ||
        !generate_plan(a, s, &how, &d, &p, m))
        return m->exit_code;
    report all = { .plan = &p, .sizes = struct_sizes_of(&p) };
    text out = { .arena = a };
    if (!take_measures(a, r, &c, &all, m))
        return m->exit_code;
    if (o->json)
        report_json(&out, &all);
    else
        report_text(&out, &all);
    output_take(&to.file[0], &out);
    return outputs_write(a, &to, m);
}
