/* dump.c - what the passes make, as text: the graph of the spec, derived, lowered, and the plan. */
#include "command/dump.h"

#include <string.h>

#include "graph/print.h"
#include "plan/print.h"

/* What the network comes to: the loss and the outputs. */
static void print_spec(text *to, const spec *s)
{
    ref *ends = arena_alloc(to->arena, ((size_t)s->output_count + 1) * sizeof *ends);
    for (int i = 0; i < s->output_count; i++)
        ends[i] = s->outputs[i].node;
    ends[s->output_count] = s->loss;
    for (int i = 0; i < s->output_count; i++)
        text_add(to, "output %s: %d\n", s->outputs[i].name, ends[i]);
    text_add(to, "loss: %d\n", s->loss);
    graph_print(to, &s->graph, ends, s->output_count + 1);
}

/* The gradients, and the formulas of one weight. */
static void print_derived(text *to, const spec *s, const derived *d)
{
    const int most = s->output_count + s->input_count + 2 * s->parameter_count + 1;
    ref *of = arena_alloc(to->arena, (size_t)most * sizeof *of);
    int count = 0;
    of[count++] = d->loss;
    text_add(to, "loss: %d\n", d->loss);
    for (int i = 0; i < s->output_count; i++)
        of[count++] = d->outputs[i];
    for (int i = 0; i < s->input_count; i++) {
        of[count++] = d->dinputs[i];
        text_add(to, "d%s of one sample: %d\n", s->inputs[i].name, d->dinputs[i]);
    }
    for (int i = 0; i < s->parameter_count; i++) {
        if (!s->parameters[i].train)
            continue;
        of[count++] = d->dparameters[i];
        of[count++] = d->next_w[i];
        text_add(to, "d%s of one sample: %d; the next %s, of one weight: %d\n",
                 s->parameters[i].name, d->dparameters[i], s->parameters[i].name, d->next_w[i]);
    }
    graph_print(to, &d->graph, of, count);
}

static void print_title(text *to, const char *letters, const char *title)
{
    if (letters[1]) /* more than one */
        text_add(to, "%s---- %s ----\n", to->size ? "\n" : "", title);
}

const char *dump(arena *a, const spec *s, const generate_options *o, const char *letters,
                 messages *m)
{
    if (!*letters || letters[strspn(letters, "gdlp")]) {
        message_plain(m, EXIT_USAGE,
                      "-d wants letters of g (graph), d (derived), l (lowered) and "
                      "p (plan), not '%s'",
                      letters);
        return NULL;
    }
    derived d;
    plan p;
    if (!generate_plan(a, s, o, &d, &p, m))
        return NULL;
    text t = { .arena = a };
    for (const char *letter = letters; *letter; letter++)
        switch (*letter) {
        case 'g':
            print_title(&t, letters, "graph");
            print_spec(&t, s);
            break;
        case 'd':
            print_title(&t, letters, "derived");
            print_derived(&t, s, &d);
            break;
        case 'l':
            print_title(&t, letters, "lowered");
            plan_print_graph(&t, &p);
            break;
        default:
            print_title(&t, letters, "plan");
            plan_print(&t, &p);
            break;
        }
    return t.at;
}
