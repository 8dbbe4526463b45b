/* bench_report.c - the table of bpgen bench, as text or JSON. */
#include <stdio.h>

#include "command/bench.h"

/* Memory rules where its traffic leaves less of the time than the arithmetic does. */
static bool memory_rules(const bench_call *c)
{
    return c->of_bandwidth > c->of_peak;
}

static void print_text(const spec *s, const bench_options *o, const bench_table *t)
{
    printf("%s: %zu parameters, %s, batch %d, %s; %s %s\n", s->name, s->parameter_scalars,
           s->is_double ? "double" : "float", s->batch, s->optimizer.name, o->with.cc,
           o->with.cflags);
    printf("core %d, FMA peak %.1f GFLOP/s, medians of %d rounds\n\n", t->core, t->peak, t->rounds);
    printf("%-9s %6s %13s %11s %9s %8s %8s %8s\n", "function", "rows", "ns a call", "ns a row",
           "GFLOP/s", "of peak", "GB/s", "of it");
    bool rules = false;
    for (int i = 0; i < BENCH_CALLS; i++) {
        const bench_call *c = &t->call[i];
        printf("%-9s %6zu %13.1f %11.1f %9.1f %7.1f%%", c->name, c->rows, c->ns,
               c->ns / (double)c->rows, c->flops / c->ns, 100 * c->of_peak);
        if (memory_rules(c))
            printf(" %8.1f %7.1f%%\n", c->bytes / c->ns, 100 * c->of_bandwidth);
        else
            printf(" %8s %8s\n", "-", "-");
        rules |= memory_rules(c);
    }
    if (rules)
        printf("\nGB/s: where memory rules, the parameters' bytes read and written; of it: the "
               "share of\nthe speed at which plain loops make the same traffic.\n");
}

static void print_json_string(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_json(const spec *s, const bench_options *o, const bench_table *t)
{
    printf("{\n  \"name\": ");
    print_json_string(s->name);
    printf(",\n  \"real\": \"%s\",\n  \"parameters\": %zu,\n  \"batch\": %d,\n",
           s->is_double ? "double" : "float", s->parameter_scalars, s->batch);
    printf("  \"optimizer\": \"%s\",\n  \"cc\": ", s->optimizer.name);
    print_json_string(o->with.cc);
    printf(",\n  \"cflags\": ");
    print_json_string(o->with.cflags);
    printf(",\n  \"core\": %d,\n  \"rounds\": %d,\n  \"peak_gflops\": %.2f,\n", t->core, t->rounds,
           t->peak);
    printf("  \"functions\": [\n");
    for (int i = 0; i < BENCH_CALLS; i++) {
        const bench_call *c = &t->call[i];
        printf("    {\"name\": \"%s\", \"rows\": %zu, \"ns\": %.2f, \"flops\": %.0f, "
               "\"gflops\": %.2f, \"of_peak\": %.4f,\n     \"bytes\": %.0f, \"gbytes\": %.2f, "
               "\"of_bandwidth\": %.4f, \"limit\": \"%s\"}%s\n",
               c->name, c->rows, c->ns, c->flops, c->flops / c->ns, c->of_peak, c->bytes,
               c->bytes / c->ns, c->of_bandwidth, memory_rules(c) ? "memory" : "arithmetic",
               i + 1 < BENCH_CALLS ? "," : "");
    }
    printf("  ]\n}\n");
}

bool bench_report(const spec *s, const bench_options *o, const bench_table *t)
{
    if (o->json)
        print_json(s, o, t);
    else
        print_text(s, o, t);
    return fflush(stdout) == 0;
}
