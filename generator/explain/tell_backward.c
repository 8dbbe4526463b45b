/* tell_backward.c - a gradient gate by gate backwards, as derive traced it: each adjoint by the
 * rules of the gates that hand it on, and what that comes to. */
#include <string.h>

#include "explain/rules.h"
#include "explain/story.h"

enum { SHARES_MOST = 24, CITED_MOST = 4, SHORT = 6 };

/* ---- words ---- */

static const char *rule_of(const teller *t, const trace_step *step)
{
    const gate kind = t->graph->nodes[step->gate].gate;
    const char *forward = t->sweep->is_forward ? forward_words_of[kind] : NULL;
    return forward ? forward : rule_words_of[kind].input[kind == CONCAT ? 0 : step->input];
}

static const char *rules_from(const teller *t, const trace_step *step)
{
    const bool is_forward = t->sweep->is_forward;
    return t->rules[is_forward ? t->graph->nodes[step->gate].in[step->input] : step->gate];
}

/* Whether the words of one step are those of the other, but for the number of its equation. */
static bool is_told_with(const teller *t, const trace_step *step, const trace_step *before)
{
    const gate kind = t->graph->nodes[step->gate].gate;
    return kind == t->graph->nodes[before->gate].gate && rule_of(t, step) == rule_of(t, before) &&
           (step->gate == before->gate || (!rules_from(t, step) && !rules_from(t, before)));
}

/* "from (9), (5) and 3 others, ": the equations of the last `count` steps of list. */
static void cite(const teller *t, text *words, const int *list, int count)
{
    int numbers[SHARES_MOST], cited = 0;
    for (int k = 1; k <= count; k++) {
        const int number = t->story->number[t->story->trace->steps[list[-k]].gate];
        if (number && (!cited || number != numbers[cited - 1]))
            numbers[cited++] = number;
    }
    const int shown = cited > CITED_MOST + 1 ? CITED_MOST : cited;
    for (int i = 0; i < shown; i++)
        text_add(words, "%s(%d)", i == 0 ? "from " : i == cited - 1 ? " and " : ", ", numbers[i]);
    if (cited > shown)
        text_add(words, " and %d others", cited - shown);
    text_add(words, "%s", cited ? ", " : "");
}

/* The words of the `count` steps that list ends with, the last first, as far as they are the same;
 * returns how many those are. */
static int add_words(teller *t, text *words, const int *list, int count, bool is_hidden)
{
    const trace_step *steps = t->story->trace->steps, *step = &steps[list[count - 1]];
    const char *rule = rule_of(t, step), *before = rules_from(t, step);
    int told = 1;
    while (told < count && is_told_with(t, &steps[list[count - 1 - told]], step))
        told++;
    if (words->size)
        text_add(words, "; ");
    if (!is_hidden)
        cite(t, words, list + count, told);
    if (before)
        text_add(words, "%s; ", before);
    text_add(words, "%s: %s", rule_words_of[t->graph->nodes[step->gate].gate].gate,
             rule ? rule : "");
    return told;
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

/* Going forward, x w of x w + b has none either: it moves with its own rule. */
static bool has_no_line(const teller *t, ref r)
{
    return t->story->hidden[r] || (t->sweep->is_forward && t->story->inlined[r]);
}

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
    for (int k = kept - 1, untold = kept; k >= 0; k--) {
        const trace_step *step = &told->steps[list[k]];
        const expr *e = tell_share(t, step);
        const expr *two[2] = { all.sum, e };
        all.sum = k == kept - 1 ? e : e && all.sum ? expr_gate(t->story->arena, ADD, 2, two) : NULL;
        if (all.by_count < BY_MOST)
            all.by[all.by_count++] = step->gate;
        if (k < untold)
            untold = k + 1 - add_words(t, &all.words, list, k + 1, has_no_line(t, j->of));
        explain_function(t, t->graph->nodes[step->gate].gate);
    }
    if (all.count > kept) {
        const expr *two[2] = { all.sum, expr_symbol(t->story->arena, &story_omitted) };
        all.sum = all.sum ? expr_gate(t->story->arena, ADD, 2, two) : NULL;
        text_add(&all.words, "; and %d more like these", all.count - kept);
    }
    if (all.count > 1 && !t->sweep->is_forward)
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
    if (e->kind != EXPR_GATE || t->sweep->is_forward)
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
    if (!t->story->inlined[j->of] || !step || t->sweep->is_forward)
        return false;
    t->adjoint[j->of] = t->adjoint[step->gate];
    t->story->adjoint[j->of] = j->adjoint;
    return true;
}

/* Nor has that of a gate without a line: what it comes to is written out where it is read. */
static bool is_written_out(teller *t, const trace_adjoint *j)
{
    story *s = t->story;
    if (!has_no_line(t, j->of) || j->last_step < 0)
        return false;
    shares all = add_shares(t, j);
    const expr *simple = story_formula(t, j->adjoint, false);
    t->hidden[j->of] = simple ? simple : all.sum ? all.sum : expr_symbol(s->arena, &story_omitted);
    t->rules[j->of] = all.words.at;
    if (t->sweep->kind == SWEEP_GRADIENT && !t->sweep->name)
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
    const bool is_of_loss = t->sweep->kind == SWEEP_GRADIENT && !t->sweep->name;
    const bool is_plain = is_of_loss && s->number[adjoint] && !t->wish[adjoint] && t->wish[of];
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

const char *tell_rules(teller *t, const trace_adjoint *j)
{
    return add_shares(t, j).words.at;
}

/* What a sweep begins with, and why. */
static const expr *begin(teller *t, const symbol *e, const symbol *by, const char **words)
{
    arena *a = t->story->arena;
    const trace_sweep *w = t->sweep;
    const bool is_one = w->kind == SWEEP_GRADIENT || !e || e == by;
    *words = w->is_forward ? "where it begins"
             : is_one      ? arena_printf(a, "the derivative of %s by itself", by->text)
                           : "each element counts as the vector says";
    return w->kind == SWEEP_GRADIENT ? expr_number(a, 1) : tell_seed(t);
}

void tell_adjoint(teller *t, const trace_adjoint *j, const symbol *e)
{
    story *s = t->story;
    const node *n = &t->graph->nodes[j->of];
    if (is_handed_on(t, j) || is_written_out(t, j))
        return;
    const symbol *by = s->of[j->of];
    const bool is_end = n->arity == 0;
    symbol *own = t->sweep->is_forward ? story_derivative(t, by, t->along, j->adjoint)
                                       : story_derivative(t,
                                                          e        ? e
                                                          : is_end ? t->loss
                                                                   : NULL,
                                                          by, j->adjoint);
    if (t->sweep->is_forward) { /* of the shape of what moves */
        own->rows = by->rows;
        own->cols = by->cols;
        own->shape = by->shape;
    }
    shares all = add_shares(t, j);
    const char *words = all.words.at;
    const expr *right = j->last_step < 0 ? begin(t, e, by, &words) : all.sum;
    if (!right)
        right = story_formula(t, j->adjoint, !s->of[j->adjoint]);
    line *l = story_equation(s, own, right ? right : expr_symbol(s->arena, &story_omitted));
    l->words = words;
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
        const bool is_read = e || t->sweep->is_forward; /* by its first name, in the loss as well */
        if (!s->of[j->adjoint] || !(is_end || is_read))
            s->of[j->adjoint] = own;
    }
    if (t->sweep->kind == SWEEP_GRADIENT && !e) {
        s->adjoint[j->of] = j->adjoint;
        s->gradient[j->of] = own;
    }
}

void tell_sweep(teller *t, const trace_sweep *w, const symbol *e)
{
    story *s = t->story;
    t->sweep = w;
    story_add(s, LINE_TITLE, "Backward, one sample, gate by gate");
    for (int i = 0; i < w->adjoint_count; i++)
        tell_adjoint(t, &s->trace->adjoints[w->first_adjoint + i], e);
    if (w->adjoint_count == 0)
        story_add(s, LINE_WORDS, "The loss depends on no parameter and no input.");
}
