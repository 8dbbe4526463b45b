/* sample.c - the numbers of one sample. The runtime evaluates the gates of the derivation as those
 * of any spec: they are the outputs of a network of their own. */
#include "command/sample.h"

#include <string.h>

#include "base/process.h"
#include "command/oracle.h"
#include "command/points.h"

typedef struct job {
    arena *arena;
    const spec *spec;   /* for J and its gradient */
    const spec *values; /* its outputs are all gates that are wanted */
    double **inputs, **targets, *parameters;
    uint64_t seed;
    const request *request;
} job;

bool sample_wanted(const request *r)
{
    return r->options.at || r->options.seed >= 0;
}

/* ---- the network of all values ---- */

/* The largest element of x, which the runtime has no gate for. */
static ref largest(graph *g, ref x)
{
    ref most = graph_slice(g, x, 0, 1, 0);
    const char *why;
    for (int i = 1; i < g->nodes[x].cols; i++) {
        const ref two[2] = { most, graph_slice(g, x, i, 1, 0) };
        most = graph_gate(g, MAX, 2, two, 0, &why);
    }
    return most;
}

static ref copy_gate(graph *g, const graph *from, ref r, const ref *map)
{
    node n = from->nodes[r];
    if (n.gate == MAXIMUM)
        return largest(g, map[n.in[0]]);
    ref *in = arena_alloc(g->arena, ((size_t)n.arity + 1) * sizeof *in);
    for (int i = 0; i < n.arity; i++)
        in[i] = map[n.in[i]];
    n.in = in;
    if (n.gate == IDENTITY)
        n.gate = STOP_GRADIENT; /* only its value is asked for */
    return graph_append(g, &n);
}

static const spec *network_of_values(arena *a, const story *s, const bool *wanted)
{
    const graph *from = &s->derived->graph;
    spec *v = arena_alloc(a, sizeof *v);
    bool *needed = arena_alloc(a, (size_t)from->count);
    ref *map = arena_alloc(a, (size_t)from->count * sizeof *map);
    *v = *s->spec;
    graph_init(&v->graph, a);
    for (ref r = from->count - 1; r >= 0; r--) {
        needed[r] = needed[r] || wanted[r];
        for (int i = 0; i < from->nodes[r].arity && needed[r]; i++)
            needed[from->nodes[r].in[i]] = true;
    }
    v->outputs = arena_alloc(a, (size_t)from->count * sizeof *v->outputs);
    v->output_count = 0;
    for (ref r = 0; r < from->count; r++) {
        if (!needed[r])
            continue;
        map[r] = copy_gate(&v->graph, from, r, map);
        const node *n = &from->nodes[r];
        if (wanted[r])
            v->outputs[v->output_count++] = (end){ .size = n->rows * n->cols, .node = map[r] };
    }
    v->loss = map[s->derived->loss];
    return v;
}

/* ---- in a child ---- */

static size_t kept(size_t count)
{
    return count < NUMBERS_KEPT ? count : NUMBERS_KEPT;
}

/* Adds the first elements of all values, J, and those of the gradients. */
static int evaluate(void *data, text *out, messages *m)
{
    const job *j = data;
    runtime *of_values = oracle_open(j->values, m);
    runtime *whole = of_values ? oracle_open(j->spec, m) : NULL;
    if (!whole) {
        runtime_free(of_values);
        return EXIT_WRONG;
    }
    runtime_init(whole, j->parameters, j->seed);
    if (!j->request->options.at || sample_read(j->arena, j->request->options.at, j->spec, j->inputs,
                                               j->targets, j->parameters, m)) {
        const runtime_batch batch = { 1, j->parameters, (const double *const *)j->inputs,
                                      (const double *const *)j->targets };
        const runtime_result *r = runtime_forward(of_values, &batch);
        for (int i = 0; i < j->values->output_count; i++)
            text_add_bytes(out, (const char *)r->outputs[i],
                           kept((size_t)j->values->outputs[i].size) * sizeof(double));
        r = runtime_backward(whole, &batch);
        text_add_bytes(out, (const char *)&r->J, sizeof r->J);
        for (int i = 0; i < j->spec->parameter_count; i++) {
            const parameter *p = &j->spec->parameters[i];
            text_add_bytes(out, (const char *)(r->gradient + p->offset),
                           kept((size_t)p->rows * (size_t)p->cols) * sizeof(double));
        }
    }
    runtime_free(whole);
    runtime_free(of_values);
    return m->count ? m->exit_code : EXIT_OK;
}

/* ---- what it said ---- */

static const double *next_numbers(arena *a, const char **at, size_t count)
{
    double *values = arena_alloc(a, kept(count) * sizeof *values);
    memcpy(values, *at, kept(count) * sizeof *values);
    *at += kept(count) * sizeof *values;
    return values;
}

static const numbers *take_numbers(arena *a, const story *s, const bool *wanted, const char *at)
{
    const graph *g = &s->derived->graph;
    numbers *n = arena_alloc(a, sizeof *n);
    n->of = arena_alloc(a, (size_t)g->count * sizeof *n->of);
    for (ref r = 0; r < g->count; r++)
        if (wanted[r])
            n->of[r] = next_numbers(a, &at, (size_t)g->nodes[r].rows * (size_t)g->nodes[r].cols);
    n->J = *next_numbers(a, &at, 1);
    n->gradient = arena_alloc(a, (size_t)s->spec->parameter_count * sizeof *n->gradient);
    for (int i = 0; i < s->spec->parameter_count; i++) {
        const parameter *p = &s->spec->parameters[i];
        n->gradient[i] = next_numbers(a, &at, (size_t)p->rows * (size_t)p->cols);
    }
    return n;
}

const numbers *sample_numbers(arena *a, const request *r, const story *s, messages *m)
{
    enum { SECONDS = 60 };
    const spec *sp = s->spec;
    const bool *wanted = numbers_wanted(s);
    const long seed = r->options.seed < 0 ? 1 : r->options.seed;
    uint64_t random = (uint64_t)seed;
    point at;
    point_make(a, sp, 1, &random, &at);
    job j = { .arena = a,
              .spec = sp,
              .values = network_of_values(a, s, wanted),
              .inputs = at.inputs,
              .targets = at.targets,
              .parameters = arena_alloc(a, (sp->parameter_scalars + 1) * sizeof(double)),
              .seed = (uint64_t)seed,
              .request = r };
    outcome end = { 0 };
    if (process_call(a, evaluate, &j, SECONDS, &end, m) && !m->count && !end.answered)
        message_add(m, 1,
                    end.late ? "the numbers of one sample take more than %d s"
                             : "the numbers could not be computed (%d)",
                    end.late     ? SECONDS
                    : end.signal ? end.signal
                                 : end.code);
    return m->count ? NULL : take_numbers(a, s, wanted, end.said.at);
}
