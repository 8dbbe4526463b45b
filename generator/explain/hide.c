/* hide.c - gates of a loss that no reader wants a line for: signs, what guards 0 ln 0, products
 * with a target. Their formulas are written out in the line of the gate that reads them, and so are
 * their rules, going backward. -v hides none. */
#include "explain/story.h"

enum { HIDDEN_MOST = 14 }; /* gates of a formula */

typedef struct facts {
    const graph *graph;
    bool *learns;   /* depends on a parameter or an input */
    bool *targets;  /* on a target */
    ref *reader;    /* the one gate that reads it; NOTHING: none, or many */
    bool *has_many; /* readers */
    int *size;      /* of its formula, as far as it is hidden */
} facts;

static facts facts_new(const story *s)
{
    const graph *g = &s->derived->graph;
    const size_t count = (size_t)g->count;
    facts f = { .graph = g };
    f.learns = arena_alloc(s->arena, count);
    f.targets = arena_alloc(s->arena, count);
    f.has_many = arena_alloc(s->arena, count);
    f.reader = arena_alloc(s->arena, count * sizeof *f.reader);
    f.size = arena_alloc(s->arena, count * sizeof *f.size);
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        f.reader[r] = NOTHING;
        f.learns[r] = n->gate == PARAMETER || n->gate == INPUT;
        f.targets[r] = n->gate == TARGET;
        for (int i = 0; i < n->arity && s->forward[r]; i++) {
            const ref in = n->in[i];
            f.learns[r] = f.learns[r] || f.learns[in];
            f.targets[r] = f.targets[r] || f.targets[in];
            f.has_many[in] = f.has_many[in] || (f.reader[in] != NOTHING && f.reader[in] != r);
            f.reader[in] = r;
        }
    }
    return f;
}

static bool is_plain(const facts *f, const node *n)
{
    const bool first = n->arity > 0 && f->learns[n->in[0]];
    const bool second = n->arity > 1 && f->learns[n->in[1]];
    switch (n->gate) {
    case MUL: return first != second;
    case WHERE: return !first;
    case ADD:
    case SUB: return first && second && f->targets[n->in[0]] && f->targets[n->in[1]];
    default: return false;
    }
}

static bool is_hidden(const facts *f, ref r)
{
    const node *n = &f->graph->nodes[r];
    if (n->arity == 0 || f->reader[r] == NOTHING)
        return false;
    if (!f->learns[r]) /* 1 - t */
        return f->targets[r] && (n->gate == SUB || n->gate == NEG) && f->size[r] <= 2;
    if (f->has_many[r])
        return false;
    return n->gate == NEG || (f->targets[r] && is_plain(f, n));
}

/* Whether the loss has logarithms, whose guards make it long. */
static bool has_logarithms(const spec *s)
{
    bool has = false;
    for (ref r = 0; r < s->graph.count && !has; r++)
        has = s->graph.nodes[r].gate == LOG;
    return has;
}

void story_hide(story *s, const char *const *wish)
{
    const graph *g = &s->derived->graph;
    if (s->in_detail || !has_logarithms(s->spec))
        return;
    const facts f = facts_new(s);
    for (ref r = 0; r < g->count; r++) {
        f.size[r] = 1;
        for (int i = 0; i < g->nodes[r].arity; i++)
            f.size[r] += s->hidden[g->nodes[r].in[i]] ? f.size[g->nodes[r].in[i]] : 0;
        s->hidden[r] = s->forward[r] && !wish[r] && !s->inlined[r] && f.size[r] <= HIDDEN_MOST &&
                       is_hidden(&f, r);
    }
}
