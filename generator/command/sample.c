/* sample.c - the numbers of one sample. The runtime evaluates the gates of the derivation as those
 * of any spec: they are the outputs of a network of their own. Of gradients that are shown in part
 * no more than the first rows are computed. */
#include "command/sample.h"

#include <string.h>

#include "base/process.h"
#include "command/oracle.h"
#include "command/points.h"

typedef struct job {
    arena *arena;
    const spec *spec;
    const spec *values; /* its outputs are all gates that are wanted */
    double **inputs, **targets;
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

static size_t kept(size_t count)
{
    return count < NUMBERS_KEPT ? count : NUMBERS_KEPT;
}

typedef struct copying {
    graph *to;
    const graph *from;
    ref *map;     /* of each gate that is needed */
    bool *needed; /* by what is wanted */
    bool *whole;  /* is read as a whole; else by sums alone that are not either */
    bool *begun;  /* the first rows alone were copied */
} copying;

static void find_needed(copying *c, const bool *wanted)
{
    for (ref r = c->from->count - 1; r >= 0; r--) {
        const node *n = &c->from->nodes[r];
        c->needed[r] = c->needed[r] || wanted[r];
        const bool in_part = n->gate == ADD && n->rows > 1 && !c->whole[r];
        for (int i = 0; i < n->arity && c->needed[r]; i++) {
            c->needed[n->in[i]] = true;
            c->whole[n->in[i]] = c->whole[n->in[i]] || !in_part;
        }
    }
}

/* The first rows of an outer product or of a sum of such, enough for what is kept; -1: it has no
 * more, or is none. */
static ref first_rows(const copying *c, ref r)
{
    const node *n = &c->from->nodes[r];
    const int rows = 1 + NUMBERS_KEPT / n->cols;
    const char *why;
    if (c->whole[r] || n->rows <= rows || (n->gate != OUTER && n->gate != ADD))
        return -1;
    ref in[2] = { c->map[n->in[0]], c->map[n->in[1]] };
    if (n->gate == OUTER)
        in[0] = graph_slice(c->to, in[0], 0, rows, 0);
    else if (!c->begun[n->in[0]] || !c->begun[n->in[1]])
        return -1;
    c->begun[r] = true;
    return graph_gate(c->to, n->gate, 2, in, 0, &why);
}

/* What is kept of a gate, as an output. */
static end kept_of(graph *g, ref r)
{
    const int size = g->nodes[r].rows * g->nodes[r].cols;
    if (size <= NUMBERS_KEPT)
        return (end){ .size = size, .node = r };
    return (end){ .size = NUMBERS_KEPT, .node = graph_slice(g, r, 0, NUMBERS_KEPT, 0) };
}

/* ---- the gradient of J, where weights cost ---- */

/* A formula of one weight w, of the sum of its gradients over one sample and of inverse_n = 1, of
 * as many weights as `w` has. */
static ref copy_formula(const copying *c, ref r, ref w, ref sum)
{
    const node *n = &c->from->nodes[r];
    if (n->gate == VARIABLE)
        return !strcmp(n->name, "w") ? w : !strcmp(n->name, "sum") ? sum : graph_constant(c->to, 1);
    node copy = *n;
    ref *in = arena_alloc(c->to->arena, ((size_t)n->arity + 1) * sizeof *in);
    for (int i = 0; i < n->arity; i++)
        in[i] = copy_formula(c, n->in[i], w, sum);
    if (n->arity == 0)
        return graph_append(c->to, &copy);
    const char *why;
    return graph_gate(c->to, n->gate, n->arity, in, 0, &why);
}

static bool costs(const parameter *p)
{
    return p->l2 != 0 || p->l1 != 0;
}

static bool some_cost(const spec *s)
{
    bool some = false;
    for (int i = 0; i < s->parameter_count; i++)
        some = some || costs(&s->parameters[i]);
    return some;
}

static ref weight(const copying *c, const story *s, int i)
{
    const ref r = s->derived->map[s->spec->parameters[i].node];
    return c->needed[r] ? c->map[r] : graph_append(c->to, &c->from->nodes[r]);
}

/* The first elements of the gradient of each parameter that costs and is trained. */
static void add_gradients(const copying *c, const story *s, spec *v)
{
    const derived *d = s->derived;
    for (int i = 0; i < s->spec->parameter_count; i++) {
        const parameter *p = &s->spec->parameters[i];
        if (!costs(p) || !p->train)
            continue;
        const ref w = weight(c, s, i), own = d->dparameters[i];
        const int size = (int)kept((size_t)p->rows * (size_t)p->cols);
        const ref sum = own < 0 ? graph_constant(c->to, 0)
                                : graph_slice(c->to, c->map[own], 0, size, 0);
        const ref first = graph_slice(c->to, w, 0, size, 0);
        v->outputs[v->output_count++] = (end){ .size = size,
                                               .node = copy_formula(c, d->gradient[i], first,
                                                                    sum) };
    }
}

static const spec *network_of_values(arena *a, const story *s, const bool *wanted)
{
    const graph *from = &s->derived->graph;
    const size_t count = (size_t)from->count;
    spec *v = arena_alloc(a, sizeof *v);
    *v = *s->spec;
    graph_init(&v->graph, a);
    copying c = { &v->graph,
                  from,
                  arena_alloc(a, count * sizeof *c.map),
                  arena_alloc(a, count),
                  arena_alloc(a, count),
                  arena_alloc(a, count) };
    find_needed(&c, wanted);
    const size_t ends = count + (size_t)s->spec->parameter_count;
    v->outputs = arena_alloc(a, ends * sizeof *v->outputs);
    v->output_count = 0;
    for (ref r = 0; r < from->count; r++) {
        if (!c.needed[r])
            continue;
        const ref begin = first_rows(&c, r);
        c.map[r] = begin < 0 ? copy_gate(&v->graph, from, r, c.map) : begin;
        if (wanted[r])
            v->outputs[v->output_count++] = kept_of(&v->graph, c.map[r]);
    }
    add_gradients(&c, s, v);
    v->loss = c.map[s->derived->loss];
    return v;
}

/* ---- in a child ---- */

/* Adds the first elements of all values, and J where it is not the loss. */
static int evaluate(void *data, text *out, messages *m)
{
    const job *j = data;
    runtime *of_values = oracle_open(j->values, m);
    if (!of_values)
        return EXIT_WRONG;
    double *parameters = arena_alloc(j->arena,
                                     (j->spec->parameter_scalars + 1) * sizeof *parameters);
    runtime_init(of_values, parameters, j->seed);
    if (!j->request->options.at || sample_read(j->arena, j->request->options.at, j->spec, j->inputs,
                                               j->targets, parameters, m)) {
        const runtime_batch batch = { 1, parameters, (const double *const *)j->inputs,
                                      (const double *const *)j->targets };
        const runtime_result *r = runtime_forward(of_values, &batch);
        for (int i = 0; i < j->values->output_count; i++)
            text_add_bytes(out, (const char *)r->outputs[i],
                           (size_t)j->values->outputs[i].size * sizeof(double));
        if (some_cost(j->values)) {
            r = runtime_loss(of_values, &batch);
            text_add_bytes(out, (const char *)&r->J, sizeof r->J);
        }
    }
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
    const spec *sp = s->spec;
    static const double none[NUMBERS_KEPT];
    n->gradient = arena_alloc(a, (size_t)sp->parameter_count * sizeof *n->gradient);
    for (int i = 0; i < sp->parameter_count; i++) {
        const parameter *p = &sp->parameters[i];
        const ref own = s->derived->dparameters[i];
        n->gradient[i] = costs(p) && p->train
                             ? next_numbers(a, &at, (size_t)p->rows * (size_t)p->cols)
                         : own < 0 ? none
                                   : n->of[own];
    }
    n->J = some_cost(sp) ? *next_numbers(a, &at, 1) : *n->of[s->derived->loss];
    return n;
}

const numbers *sample_numbers(arena *a, const request *r, const story *s, messages *m)
{
    enum { SECONDS = 60 };
    const spec *sp = s->spec;
    const bool *wanted = numbers_wanted(s, (int)r->options.depth);
    const long seed = r->options.seed < 0 ? 1 : r->options.seed;
    uint64_t random = (uint64_t)seed;
    point at;
    point_make(a, sp, 1, &random, &at);
    job j = { .arena = a,
              .spec = sp,
              .values = network_of_values(a, s, wanted),
              .inputs = at.inputs,
              .targets = at.targets,
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
