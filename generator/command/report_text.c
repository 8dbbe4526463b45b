/* report_text.c - bpgen report as a table. */
#include "command/report.h"

#include <string.h>

static void add_struct(text *out, const char *name, size_t size, const measured_struct *of)
{
    if (!size)
        return;
    text_add(out, "%-14s %12zu", name, size);
    text_add(out, of ? " %12zu\n" : "\n", of ? of->alignment : 0);
}

static void add_structs(text *out, const report *r)
{
    const measured *m = r->measured;
    text_add(out, m ? "\n%-14s %12s %12s\n" : "\n%-14s %12s\n", "struct", "bytes", "alignment");
    add_struct(out, "parameters", r->sizes.parameters, m ? &m->parameters : NULL);
    add_struct(out, "optimizer", r->sizes.optimizer, m ? &m->optimizer : NULL);
    add_struct(out, "workspace", r->sizes.workspace, m ? &m->workspace : NULL);
}

static void add_functions(text *out, const report *r)
{
    text_add(out, "\n%-14s %12s %12s", "function", "mult-adds", "RAM");
    text_add(out, r->measured ? " %12s %12s\n" : "\n", "flash", "stack");
    for (int i = 0; i < FUNCTIONS; i++) {
        const measured_function *f = r->measured ? &r->measured->function[i] : NULL;
        if (!function_is_there(r->plan, i))
            continue;
        text_add(out, "%-14s %12.0f %12zu", function_names[i], report_multiply_adds(r, i),
                 report_ram(r, i));
        if (f && f->stack < 0)
            text_add(out, " %12zu %12s", f->flash, "?");
        else if (f)
            text_add(out, " %12zu %12ld%s", f->flash, f->stack, f->is_least ? "+" : "");
        text_add(out, "\n");
    }
}

/* What is called and not counted, in lines of at most 100 columns. */
static void add_outside(text *out, const measured *m)
{
    size_t column = 0;
    for (int i = 0; i < m->outside_count; i++) {
        const size_t size = strlen(m->outside[i]) + 1;
        if (!column)
            text_add(out, "\nLibrary functions that it calls:");
        column = column && column + size <= 100 ? column : 0;
        text_add(out, "%s %s", column ? "" : "\n   ", m->outside[i]);
        column = column ? column + size : size + 4;
    }
    if (column)
        text_add(out, "\n");
}

static void add_legend(text *out, const report *r)
{
    const measured *m = r->measured;
    if (m)
        text_add(out,
                 "\nThe whole file: flash %zu (text %zu, data %zu), RAM of its own %zu (data %zu, "
                 "bss %zu).\n",
                 m->text + m->data, m->text, m->data, m->data + m->bss, m->data, m->bss);
    if (m)
        add_outside(out, m);
    text_add(out, "\nmult-adds: of one sample, in products. RAM: the structs that the "
                  "function is\ngiven; x, y, t and dx are the caller's. ");
    if (!m) {
        text_add(out, "--cc COMMAND measures flash and stack.\n");
        return;
    }
    text_add(out, "flash: its code and constants with all that it calls,\nwhich functions share. "
                  "stack: of the deepest chain of calls, as the compiler tells. What libraries\n"
                  "take is in neither.\n");
    for (int i = 0; i < FUNCTIONS; i++)
        if (m->function[i].is_least) {
            text_add(out, "+: at least; a frame grows while it runs.\n");
            break;
        }
}

void report_text(text *out, const report *r)
{
    const spec *s = r->plan->spec;
    text_add(out, "%s: %zu parameters, %s, batch %d, %s, style %s\n", s->name, s->parameter_scalars,
             r->plan->real, s->batch, s->optimizer.name, r->plan->how.plain ? "plain" : "vector");
    if (r->measured)
        text_add(out, "%s %s\n", r->measured->with->cc, r->flags);
    add_structs(out, r);
    add_functions(out, r);
    add_legend(out, r);
}
