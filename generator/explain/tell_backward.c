/* tell_backward.c - a gradient gate by gate backwards, as derive traced it: each adjoint by the
 * rules of the gates that hand it on, and what that comes to. */
#include <string.h>

#include "explain/rules.h"
#include "explain/story.h"
#include "graph/rules.h"

enum { SHARES_MOST = 24, SHORT = 6 };

/* ---- one share ---- */

static const int *starts_of(teller *t, ref concat)
{
    const node *n = &t->graph->nodes[concat];
    if (!t->starts[concat]) {
        int *starts = arena_alloc(t->story->arena, (size_t)n->arity * sizeof *starts);
        for (int i = 1; i < n->arity; i++)
            starts[i] = starts[i - 1] + t->graph->nodes[n->in[i - 1]].cols;
        t->starts[concat] = starts;
    }
    return t->starts[concat];
}

static const expr *by_formula(teller *t, const trace_step *step, const expr *d)
{
    const node *n = &t->graph->nodes[step->gate];
    const formula *rule = t->graph->rules->derivative[n->gate][step->input];
    const expr *letters[LETTERS] = { 0 };
    bool wanted[LETTERS] = { 0 };
    formula_letters(rule, wanted);
    for (int i = 0; i < n->arity; i++)
        if (wanted[i] && !(letters[i] = story_formula(t, n->in[i], false)))
            return NULL;
    letters['d' - 'a'] = d;
    if (wanted['y' - 'a'] && !(letters['y' - 'a'] = story_formula(t, step->gate, false)))
        return NULL;
    return expr_formula(t->story->arena, rule, letters);
}

/* What a gate hands to one of its inputs by its rule, from the adjoint d of the gate. */
static const expr *share(teller *t, const trace_step *step)
{
    arena *a = t->story->arena;
    const node *n = &t->graph->nodes[step->gate], *to = &t->graph->nodes[n->in[step->input]];
    const expr *d = t->hidden[step->gate] ? t->hidden[step->gate]
                                          : expr_symbol(a, t->adjoint[step->gate]);
    const expr *e;
    switch (n->gate) {
    case CONCAT: e = expr_slice(a, d, starts_of(t, step->gate)[step->input], to->cols); break;
    case PAD: e = expr_slice(a, d, n->index, to->cols); break;
    case SLICE: e = expr_pad(a, d, n->index, to->cols); break;
    case CONTRACT: e = tell_by_loops(t, n, step->input, d); break;
    case AMAX: e = tell_to_the_largest(t, n, d); break;
    case GATHER:
    case SCATTER: e = tell_by_lookup(t, n, d); break;
    default: e = by_formula(t, step, d);
    }
    if (e && to->rows == 1 && to->cols == 1 && e->cols > 1)
        e = expr_gate(a, SUM, 1, &e);
    return e;
}

/* ---- words ---- */

static void add_words(teller *t, text *words, const trace_step *step, const trace_step *before,
                      bool is_hidden)
{
    const node *n = &t->graph->nodes[step->gate];
    const rule_words *w = &rule_words_of[n->gate];
    const char *rule = w->input[n->gate == CONCAT ? 0 : step->input];
    if (before && before->gate == step->gate &&
        rule_words_of[n->gate].input[n->gate == CONCAT ? 0 : before->input] == rule)
        return;
    if (words->size)
        text_add(words, "; ");
    if (t->story->number[step->gate] && !is_hidden)
        text_add(words, "from (%d), ", t->story->number[step->gate]);
    if (t->rules[step->gate])
        text_add(words, "%s; ", t->rules[step->gate]);
    text_add(words, "%s: %s", w->gate, rule ? rule : "");
}

/* The definition and the derivative of a function, once for each. */
static void explain_function(teller *t, gate kind)
{
    const rule_words *w = &rule_words_of[kind];
    if (!t->story->in_detail || !w->derivative || t->explained[kind])
        return;
    t->explained[kind] = true;
    story_add(t->story, LINE_WORDS,
              arena_printf(t->story->arena, "%s(a) = %s", gate_table[kind].name, w->definition));
    story_add(t->story, LINE_WORDS,
              arena_printf(t->story->arena, "d %s(a)/da = %s", gate_table[kind].name,
                           w->derivative));
}

/* ---- an adjoint ---- */

typedef struct shares {
    ref by[BY_MOST];
    int by_count;
    const expr *sum; /* NULL: too long */
    text words;
    int count;
} shares;

static shares add_shares(teller *t, const trace_adjoint *j)
{
    const trace *told = t->story->trace;
    int list[SHARES_MOST], kept = 0;
    shares all = { .words.arena = t->story->arena };
    for (int i = j->last_step; i >= 0; i = told->steps[i].before) {
        if (kept < SHARES_MOST)
            list[kept++] = i;
        all.count++;
    }
    for (int k = kept - 1; k >= 0; k--) {
        const trace_step *step = &told->steps[list[k]];
        const expr *e = share(t, step);
        const expr *two[2] = { all.sum, e };
        all.sum = k == kept - 1 ? e : e && all.sum ? expr_gate(t->story->arena, ADD, 2, two) : NULL;
        if (all.by_count < BY_MOST)
            all.by[all.by_count++] = step->gate;
        add_words(t, &all.words, step, k < kept - 1 ? &told->steps[list[k + 1]] : NULL,
                  t->story->hidden[j->of]);
        explain_function(t, t->graph->nodes[step->gate].gate);
    }
    if (all.count > kept) {
        const expr *two[2] = { all.sum, expr_symbol(t->story->arena, &story_omitted) };
        all.sum = all.sum ? expr_gate(t->story->arena, ADD, 2, two) : NULL;
        text_add(&all.words, "; and %d more like these", all.count - kept);
    }
    if (all.count > 1)
        text_add(&all.words, "; paths that meet are added");
    return all;
}

static bool is_target(const teller *t, const expr *e)
{
    for (int i = 0; i < t->story->spec->target_count && e->kind == EXPR_SYMBOL; i++)
        if (e->symbol == t->targets[i])
            return true;
    return false;
}

static bool is_read_by(const teller *t, const trace_adjoint *j, gate kind)
{
    const trace *told = t->story->trace;
    bool is = false;
    for (int i = j->last_step; i >= 0 && !is; i = told->steps[i].before)
        is = t->graph->nodes[told->steps[i].gate].gate == kind;
    return is;
}

/* What is known of softmax with cross-entropy: sum(t) is 1, and then y sum(t) - t is y - t; and of
 * sigmoid with binary cross-entropy. */
static const char *known_form(const teller *t, const trace_adjoint *j, const expr *e)
{
    if (e->kind != EXPR_GATE)
        return "";
    if (e->gate == SUM && is_target(t, e->in[0]))
        return ", which is 1 where the targets are one class, or probabilities";
    if (e->gate != SUB || !is_target(t, e->in[1]))
        return "";
    if (is_read_by(t, j, LOGSUMEXP))
        return ": softmax with cross-entropy is y - t where the targets sum to 1";
    if (is_read_by(t, j, SOFTPLUS))
        return ": sigmoid with binary cross-entropy is y - t, for s(-z) = 1 - s(z)";
    return "";
}

/* The name of the adjoint of x w in z = x w + b is that of z: the sum hands it on as it is. */
static bool is_handed_on(teller *t, const trace_adjoint *j)
{
    const trace_step *step = j->last_step < 0 ? NULL : &t->story->trace->steps[j->last_step];
    if (!t->story->inlined[j->of] || !step)
        return false;
    t->adjoint[j->of] = t->adjoint[step->gate];
    t->story->adjoint[j->of] = j->adjoint;
    return true;
}

/* Nor has that of a gate without a line: what it comes to is written out where it is read. */
static bool is_written_out(teller *t, const trace_adjoint *j)
{
    story *s = t->story;
    if (!s->hidden[j->of] || j->last_step < 0)
        return false;
    shares all = add_shares(t, j);
    const expr *simple = story_formula(t, j->adjoint, false);
    t->hidden[j->of] = simple ? simple : all.sum ? all.sum : expr_symbol(s->arena, &story_omitted);
    t->rules[j->of] = all.words.at;
    s->adjoint[j->of] = j->adjoint;
    return true;
}

static int size_of(const expr *e)
{
    int size = 1;
    for (int i = 0; i < e->count; i++)
        size += size_of(e->in[i]);
    return size;
}

/* What the rules come to. A gate without a name of its own is written out for what has one: dy =
 * y - t. */
static void simplify_right(teller *t, line *l, const trace_adjoint *j, symbol *own)
{
    story *s = t->story;
    const ref of = j->of, adjoint = j->adjoint;
    const bool is_plain = s->number[adjoint] && !t->wish[adjoint] && t->wish[of];
    const expr *simple = story_formula(t, adjoint, !s->of[adjoint]);
    const expr *plain = is_plain ? story_formula(t, adjoint, true) : NULL;
    if (plain && !expr_has(plain, MATMUL) && !expr_has(plain, MATMUL_T))
        simple = plain;
    if (!simple)
        return;
    const char *known = known_form(t, j, simple), *identities = story_identities(s, j);
    if (*known)
        story_right(s, l, tell_put_in(t, l->right[0]));
    story_right(s, l, simple);
    if (size_of(simple) <= SHORT)
        own->is = simple;
    if (l->right_count > 1 && l->words)
        l->words = identities
                       ? arena_printf(s->arena, "%s; simplified by %s%s", l->words, identities,
                                      known)
                       : arena_printf(s->arena, "%s; what is known put in%s", l->words, known);
}

void tell_adjoint(teller *t, const trace_adjoint *j, const symbol *e)
{
    story *s = t->story;
    const node *n = &t->graph->nodes[j->of];
    if (is_handed_on(t, j) || is_written_out(t, j))
        return;
    const symbol *by = s->of[j->of];
    const bool is_end = n->arity == 0;
    symbol *own = story_derivative(t, e ? e : is_end ? t->loss : NULL, by, j->adjoint);
    shares all = add_shares(t, j);
    const expr *right = j->last_step < 0 ? expr_number(s->arena, 1) : all.sum;
    if (!right)
        right = story_formula(t, j->adjoint, !s->of[j->adjoint]);
    line *l = story_equation(s, own, right ? right : expr_symbol(s->arena, &story_omitted));
    l->words = j->last_step < 0 ? arena_printf(s->arena, "the derivative of %s by itself", by->text)
                                : all.words.at;
    l->value = j->adjoint;
    l->about = j->of;
    memcpy(l->by, all.by, sizeof l->by);
    l->by_count = all.by_count;
    if (right)
        simplify_right(t, l, j, own);
    story_elements(s, l);
    t->adjoint[j->of] = own;
    if (t->graph->nodes[j->adjoint].arity > 0 && !t->wish[j->adjoint]) {
        if (!s->of[j->adjoint])
            s->number[j->adjoint] = l->number;
        if (!is_end || !s->of[j->adjoint])
            s->of[j->adjoint] = own;
    }
    if (!e) {
        s->adjoint[j->of] = j->adjoint;
        s->gradient[j->of] = own;
    }
}

void tell_sweep(teller *t, const trace_sweep *w, const symbol *e)
{
    story *s = t->story;
    story_add(s, LINE_TITLE, "Backward, one sample, gate by gate");
    for (int i = 0; i < w->adjoint_count; i++)
        tell_adjoint(t, &s->trace->adjoints[w->first_adjoint + i], e);
    if (w->adjoint_count == 0)
        story_add(s, LINE_WORDS, "The loss depends on no parameter and no input.");
}
