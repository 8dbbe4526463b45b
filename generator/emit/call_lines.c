/* call_lines.c - the calls of a sequence as lines, in loops where they come again, each behind what
 * must not be NULL. */
#include "base/text.h"
#include "emit/calls.h"

static void add_line(text *t, int indent, const char *code)
{
    text_add(t, "%s%*s%s", t->size ? "\n" : "", indent, "", code);
}

/* What one dinput alone wants stands inside what any of them wants. */
static bool stands_inside(const plan *p, int group, int outer)
{
    return group == outer || (outer == GROUP_DINPUTS && group >= GROUP_DINPUT &&
                              group < GROUP_DINPUT + p->spec->input_count);
}

/* Calls that are printed: of one list, from one to another, in rounds or, in: NULL, once each. */
typedef struct call_lines {
    const plan *plan;
    bool dinputs; /* what they alone want is among them */
    sequence of;
    int end;
    place at;
    const rounds *in;
    int indent;
    int base;           /* the group that all stands inside of */
    int open[2], depth; /* groups with a guard around what comes next, */
    bool braces[2];     /* in braces, if that is several statements */
    text *to;
} call_lines;

/* The loop that begins with call i, or NULL. */
static const call_loop *loop_at(const call_lines *l, int i)
{
    const loop_list *loops = &l->plan->loops[l->of];
    int from = 0, to = l->in ? 0 : loops->count; /* they are in the order of their calls */
    while (from < to) {
        const int middle = (from + to) / 2;
        if (loops->at[middle].from < i)
            from = middle + 1;
        else
            to = middle;
    }
    const bool begins = !l->in && from < loops->count && loops->at[from].from == i;
    return begins ? &loops->at[from] : NULL;
}

/* What call i, or the loop that begins with it, is for: where its calls differ, GROUP_ALL. */
static int group_at(const call_lines *l, int i)
{
    const call *first = &l->plan->calls[l->of].at[i];
    const call_loop *loop = loop_at(l, i);
    for (int k = 1; loop && k < loop->period; k++)
        if (first[k].group != first[0].group)
            return GROUP_ALL;
    return first->group;
}

static bool is_left_out(const call_lines *l, int i)
{
    const call *c = &l->plan->calls[l->of].at[i];
    return !l->dinputs && group_at(l, i) == c->group && call_is_for_dinputs(l->plan, c);
}

/* Where what comes after call i, or the loop that begins with it, begins. */
static int after(const call_lines *l, int i)
{
    const call_loop *loop = loop_at(l, i);
    return i + (loop ? loop->rounds * loop->period : 1);
}

/* Closes the guards that group does not stand in. */
static void close_guards(call_lines *l, int group)
{
    while (l->depth > 0 && !stands_inside(l->plan, group, l->open[l->depth - 1]))
        if (l->braces[--l->depth])
            add_line(l->to, l->indent + 4 * l->depth, "}");
}

/* Opens the guard of call i, if there is one that is not open. */
static void open_guard(call_lines *l, int i)
{
    const plan *p = l->plan;
    const int group = group_at(l, i);
    if (group == l->base || group == GROUP_ALL || (l->depth > 0 && l->open[l->depth - 1] == group))
        return;
    int next = after(l, i);
    while (next < l->end && is_left_out(l, next))
        next = after(l, next);
    l->braces[l->depth] = next < l->end && stands_inside(p, group_at(l, next), group);
    const char *guard = call_guard(p, group);
    add_line(l->to, l->indent + 4 * l->depth,
             arena_printf(l->to->arena, "if (%s)%s", guard, l->braces[l->depth] ? " {" : ""));
    l->open[l->depth++] = group;
}

static void add_calls(call_lines *l, int from);

/* NOLINTNEXTLINE(misc-no-recursion): there is no loop in a loop */
static void add_loop(const call_lines *l, const call_loop *loop)
{
    const plan *p = l->plan;
    const rounds in = rounds_of(p, &p->calls[l->of].at[loop->from], loop);
    const int indent = l->indent + 4 * l->depth;
    call_lines inner = { .plan = l->plan,
                         .dinputs = l->dinputs,
                         .of = l->of,
                         .end = loop->from + loop->period,
                         .at = l->at,
                         .in = &in,
                         .indent = indent + 4,
                         .base = group_at(l, loop->from),
                         .to = l->to };
    const char *head = rounds_head(l->to->arena, &in, "size_t");
    add_line(l->to, indent, arena_printf(l->to->arena, "%s {", head));
    add_calls(&inner, loop->from);
    add_line(l->to, indent, "}");
}

/* NOLINTNEXTLINE(misc-no-recursion): see add_loop */
static void add_calls(call_lines *l, int from)
{
    const plan *p = l->plan;
    for (int i = from; i < l->end; i = after(l, i)) {
        if (is_left_out(l, i))
            continue;
        close_guards(l, group_at(l, i));
        open_guard(l, i);
        const call_loop *loop = loop_at(l, i);
        if (loop)
            add_loop(l, loop);
        else
            add_line(l->to, l->indent + 4 * l->depth,
                     call_text(&l->at, &p->calls[l->of].at[i], l->in));
    }
    close_guards(l, GROUP_ALL);
}

const char *calls_lines(const plan *p, sequence s, bool dinputs, int indent)
{
    text t = { .arena = p->graph.arena };
    call_lines lines = { .plan = p,
                         .dinputs = dinputs,
                         .of = s,
                         .end = p->calls[s].count,
                         .at = place_of(p, s),
                         .indent = indent,
                         .base = GROUP_ALL,
                         .to = &t };
    add_calls(&lines, 0);
    return t.size ? t.at : "";
}
