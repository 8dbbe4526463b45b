/* identities.c - the identities of graph/rewrites.h by which a line differs from its rule. */
#include <string.h>

#include "explain/story.h"
#include "graph/rules.h"

enum { NAMED_MOST = 4, LONG = 90 };

typedef struct named {
    const rewrite *all[NAMED_MOST];
    int count, more;
} named;

static void add(named *to, const rewrite *rule)
{
    for (int i = 0; i < to->count; i++)
        if (to->all[i] == rule)
            return;
    if (to->count < NAMED_MOST)
        to->all[to->count++] = rule;
    else
        to->more++;
}

static const char *in_words(arena *a, const named *n)
{
    text t = { .arena = a };
    for (int i = 0; i < n->count; i++) {
        const rewrite *r = n->all[i];
        const bool is_long = strlen(r->from_text) + strlen(r->to_text) > LONG;
        text_add(&t, "%s%s = %s", i ? ", " : "", r->from_text, is_long ? "..." : r->to_text);
    }
    if (n->more)
        text_add(&t, ", and others");
    return t.size ? t.at : NULL;
}

const char *story_identities(const story *s, const trace_adjoint *j)
{
    const trace *t = s->trace;
    named all = { .count = 0 };
    enum { STEPS_MOST = 64 };
    int steps[STEPS_MOST] = { 0 }, count = 0;
    for (int i = j->last_step; i >= 0 && count < STEPS_MOST; i = t->steps[i].before)
        steps[count++] = i;
    while (count--)
        for (int k = t->steps[steps[count]].first_rewrite; k < t->steps[steps[count]].end_rewrite;
             k++)
            add(&all, t->rewrites[k].rule);
    return in_words(s->arena, &all);
}

/* Powers that are written as products still look like powers. */
static bool is_of_formula(const story *s, const trace_rewrite *r)
{
    return !r->in_gradient && r->graph_count <= s->derived->loss + 1 &&
           strncmp(r->rule->from_text, "a^", 2) != 0;
}

const char *story_formula_identities(const story *s)
{
    const graph *g = &s->derived->graph;
    named all = { .count = 0 };
    bool has_logs = false;
    for (int k = 0; k < s->trace->rewrite_count; k++)
        if (is_of_formula(s, &s->trace->rewrites[k]))
            add(&all, s->trace->rewrites[k].rule);
    for (ref r = 0; r < s->spec->graph.count; r++)
        has_logs = has_logs || s->spec->graph.nodes[r].gate == LOG;
    for (ref r = 0; r < g->count; r++) /* graph/logs.c looks through moves as well */
        if (has_logs && s->forward[r] && g->nodes[r].gate == LOGSUMEXP)
            for (const rewrite *w = g->rules->rewrites[LOG]; w; w = w->next)
                if (!strcmp(w->from_text, "log(softmax(a))"))
                    add(&all, w);
    return in_words(s->arena, &all);
}
