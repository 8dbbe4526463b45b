/* identities.c - the identities of graph/rewrites.h by which a line's form differs from the rule. */
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
    int steps[STEPS_MOST], count = 0;
    for (int i = j->last_step; i >= 0 && count < STEPS_MOST; i = t->steps[i].before)
        steps[count++] = i;
    while (count--)
        for (int k = t->steps[steps[count]].first_rewrite; k < t->steps[steps[count]].end_rewrite;
             k++)
            add(&all, t->rewrites[k].rule);
    return in_words(s->arena, &all);
}

const char *story_log_identities(const story *s)
{
    named all = { .count = 0 };
    for (int k = 0; k < s->trace->rewrite_count; k++)
        if (!s->trace->rewrites[k].in_gradient &&
            !strncmp(s->trace->rewrites[k].rule->from_text, "log", 3))
            add(&all, s->trace->rewrites[k].rule);
    for (ref r = 0; r < s->derived->graph.count; r++) /* graph/logs.c looks through moves as well */
        if (s->forward[r] && s->derived->graph.nodes[r].gate == LOGSUMEXP)
            for (const rewrite *w = s->derived->graph.rules->rewrites[LOG]; w; w = w->next)
                if (!strcmp(w->from_text, "log(softmax(a))"))
                    add(&all, w);
    return in_words(s->arena, &all);
}
