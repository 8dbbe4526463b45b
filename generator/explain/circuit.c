/* circuit.c - a network as gates and wires, to be drawn; its layers, folded where many. */
#include "explain/circuit.h"

#include <string.h>

#include "graph/rules.h"

typedef struct builder {
    const story *story;
    const graph *graph;
    circuit *circuit;
    int *layer;       /* of each gate; 0: none */
    ref *share;       /* of each input of each gate, from first_input; NOTHING */
    int *first_input; /* of each gate */
    bool folds;
    ref *waiting; /* room for all gates */
} builder;

/* ---- layers ---- */

static void name_layers(builder *b)
{
    const spec *s = b->story->spec;
    circuit *c = b->circuit;
    for (int i = 0; i < s->parameter_count; i++)
        if (s->parameters[i].layer > c->layer_count)
            c->layer_count = s->parameters[i].layer;
    c->layers = arena_alloc(b->story->arena, ((size_t)c->layer_count + 1) * sizeof *c->layers);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *p = &s->parameters[i];
        const size_t size = strlen(p->name);
        const bool named = size > 2 && !strcmp(p->name + size - 2, "_w");
        if (p->is_vector && c->layers[p->layer])
            continue;
        c->layers[p->layer] = named ? arena_printf(b->story->arena, "%.*s", (int)size - 2, p->name)
                                    : arena_printf(b->story->arena, "layer %d", p->layer);
    }
}

/* The name of a layer's value: h1, hidden_h, and _2 of its second use. */
static bool is_value_of(const char *name, const char *parameter)
{
    const size_t size = strlen(parameter);
    const bool named = size > 2 && !strcmp(parameter + size - 2, "_w");
    const size_t prefix = named ? size - 1 : 0;
    if (named)
        return !strncmp(name, parameter, prefix) && name[prefix] == 'h' &&
               (!name[prefix + 1] || name[prefix + 1] == '_');
    return name[0] == 'h' && parameter[0] == 'w' && !strncmp(name + 1, parameter + 1, size - 1) &&
           (!name[size] || name[size] == '_');
}

/* The gates of an activation: from the layer's value back to its z. */
static void mark_activation(builder *b, ref r, int layer)
{
    ref *waiting = b->waiting;
    int count = 0;
    for (waiting[count++] = r; count;) {
        r = waiting[--count];
        const node *n = &b->graph->nodes[r];
        if (b->layer[r] || n->arity == 0 || !b->story->forward[r])
            continue;
        b->layer[r] = layer;
        for (int i = 0; i < n->arity; i++)
            if (!b->layer[n->in[i]] && b->graph->nodes[n->in[i]].arity > 0 &&
                count < b->graph->count)
                waiting[count++] = n->in[i];
    }
}

static void find_layers(builder *b)
{
    const story *s = b->story;
    const spec *sp = s->spec;
    for (ref r = 0; r < b->graph->count; r++) {
        const node *n = &b->graph->nodes[r];
        if (n->gate == PARAMETER)
            b->layer[r] = sp->parameters[n->index].layer;
        const bool own = n->gate == MATMUL || n->gate == ADD;
        for (int i = 0; i < n->arity && own && s->forward[r]; i++)
            if (b->graph->nodes[n->in[i]].gate == PARAMETER)
                b->layer[r] = b->layer[n->in[i]];
    }
    int at = 0;
    for (int k = 0; k < sp->graph.count; k++) {
        const char *name = sp->graph.nodes[k].name;
        if (!name || sp->graph.nodes[k].arity == 0)
            continue;
        for (int tries = 0; tries < sp->parameter_count; tries++) {
            const parameter *p = &sp->parameters[(at + tries) % sp->parameter_count];
            if (p->is_vector || !is_value_of(name, p->name))
                continue;
            mark_activation(b, s->derived->map[k], p->layer);
            at = (at + tries) % sp->parameter_count; /* the next is near */
            break;
        }
    }
}

/* ---- parts ---- */

static const char *sign_of(gate kind)
{
    switch (kind) {
    case ADD: return "+";
    case SUB: return "-";
    case MUL: return "*";
    case DIV: return "/";
    case POW: return "^";
    case NEG: return "-";
    case LT: return "<";
    case LE: return "<=";
    case GT: return ">";
    case GE: return ">=";
    case MATMUL: return "x w";
    case MATMUL_T: return "d w'";
    case OUTER: return "x' d";
    default: return gate_table[kind].name;
    }
}

/* The gate, with the constants that it reads: "0.5 *", "max 0". */
static const char *gate_label(const builder *b, const node *n)
{
    text t = { .arena = b->story->arena };
    const char *sign = sign_of(n->gate);
    for (int i = 0; i < n->arity; i++) {
        const node *in = &b->graph->nodes[n->in[i]];
        if (in->gate == CONSTANT && i == 0 && n->arity == 2)
            text_add(&t, "%.6g ", in->value);
        if (i == 0)
            text_add(&t, "%s", sign);
        if (in->gate == CONSTANT && (i > 0 || n->arity != 2))
            text_add(&t, " %.6g", in->value);
    }
    if (n->gate == SLICE)
        text_add(&t, " %d..%d", n->index + 1, n->index + n->cols);
    return t.at;
}

static int add_part(builder *b, part p)
{
    b->circuit->parts[b->circuit->part_count] = p;
    return b->circuit->part_count++;
}

static bool is_end_of(const story *s, ref r)
{
    bool is = r == s->derived->loss;
    for (int i = 0; i < s->spec->output_count && !is; i++)
        is = s->derived->outputs[i] == r;
    return is;
}

static void make_parts(builder *b)
{
    const story *s = b->story;
    circuit *c = b->circuit;
    int *folded = arena_alloc(s->arena, ((size_t)c->layer_count + 1) * sizeof *folded); /* + 1 */
    for (ref r = 0; r < b->graph->count; r++) {
        const node *n = &b->graph->nodes[r];
        const int layer = b->layer[r];
        c->part_of[r] = -1;
        if (!s->forward[r] || n->gate == CONSTANT)
            continue;
        if (b->folds && layer) {
            if (!folded[layer])
                folded[layer] = add_part(b, (part){ .layer = layer,
                                                    .label = c->layers[layer],
                                                    .is_folded = true }) +
                                1;
            c->part_of[r] = folded[layer] - 1;
            if (n->arity)
                c->parts[folded[layer] - 1].gate = r;
            continue;
        }
        const symbol *own = n->arity ? s->own[r] : s->of[r];
        const char *name = own ? own->text : NULL;
        c->part_of[r] = add_part(b, (part){ .gate = r,
                                            .layer = layer,
                                            .label = n->arity ? gate_label(b, n) : name,
                                            .name = n->arity ? name : NULL,
                                            .is_leaf = n->arity == 0,
                                            .is_end = n->arity > 0 && is_end_of(s, r) });
    }
}

/* ---- wires ---- */

/* What came back on each wire, of the loss. */
static void find_shares(builder *b)
{
    const trace *t = b->story->trace;
    int inputs = 0;
    for (ref r = 0; r < b->graph->count; r++) {
        b->first_input[r] = inputs;
        inputs += b->graph->nodes[r].arity;
    }
    b->share = arena_alloc(b->story->arena, ((size_t)inputs + 1) * sizeof *b->share);
    for (int i = 0; i < inputs; i++)
        b->share[i] = NOTHING;
    for (int i = 0; i < t->sweep_count; i++) {
        const trace_sweep *w = &t->sweeps[i];
        if (w->name || w->kind != SWEEP_GRADIENT || w->e != b->story->derived->loss)
            continue;
        for (int k = w->first_adjoint; k < w->first_adjoint + w->adjoint_count; k++)
            for (int at = t->adjoints[k].last_step; at >= 0; at = t->steps[at].before)
                b->share[b->first_input[t->steps[at].gate] + t->steps[at].input] =
                    t->steps[at].share;
    }
}

static void make_wires(builder *b)
{
    circuit *c = b->circuit;
    arena *a = b->story->arena;
    int *last = arena_alloc(a, ((size_t)c->part_count + 1) * sizeof *last); /* + 1: its reader */
    for (ref r = 0; r < b->graph->count; r++) {
        const node *n = &b->graph->nodes[r];
        const int to = c->part_of[r];
        for (int i = 0; i < n->arity && to >= 0; i++) {
            const int from = c->part_of[n->in[i]];
            if (from < 0 || from == to || (b->folds && last[from] == to + 1))
                continue;
            last[from] = to + 1;
            c->wires = arena_grow(a, c->wires, c->wire_count, &c->wire_capacity, sizeof *c->wires);
            c->wires[c->wire_count++] = (wire){ from, to, n->in[i],
                                                b->share[b->first_input[r] + i] };
            if (from < to && c->parts[to].rank <= c->parts[from].rank)
                c->parts[to].rank = c->parts[from].rank + 1;
        }
    }
}

circuit *circuit_make(const story *s, int depth)
{
    arena *a = s->arena;
    const graph *g = &s->derived->graph;
    const size_t count = (size_t)g->count;
    circuit *c = arena_alloc(a, sizeof *c);
    builder b = { .story = s, .graph = g, .circuit = c };
    int gates = 0;
    for (ref r = 0; r < g->count; r++)
        gates += s->forward[r] && g->nodes[r].arity > 0;
    b.folds = depth == DEPTH_LAYERS || (depth != DEPTH_GATES && gates > GATES_SHOWN);
    b.layer = arena_alloc(a, count * sizeof *b.layer);
    b.first_input = arena_alloc(a, count * sizeof *b.first_input);
    c->parts = arena_alloc(a, (count + 1) * sizeof *c->parts);
    c->part_of = arena_alloc(a, count * sizeof *c->part_of);
    b.waiting = arena_alloc(a, count * sizeof *b.waiting);
    name_layers(&b);
    find_layers(&b);
    make_parts(&b);
    find_shares(&b);
    make_wires(&b);
    return c;
}

int circuit_ranks(const circuit *c, int *rank)
{
    int count = 0;
    for (int i = 0; i < c->part_count; i++)
        rank[i] = c->parts[i].is_leaf ? -1 : c->parts[i].rank;
    for (int i = 0; i < c->wire_count; i++) {
        int *from = &rank[c->wires[i].from];
        const int before = c->parts[c->wires[i].to].rank - 1;
        if (c->parts[c->wires[i].from].is_leaf && (*from < 0 || before < *from))
            *from = before > 0 ? before : 0;
    }
    for (int i = 0; i < c->part_count; i++) {
        rank[i] = rank[i] < 0 ? 0 : rank[i];
        count = rank[i] >= count ? rank[i] + 1 : count;
    }
    return count;
}
