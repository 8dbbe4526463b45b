/* bodies.c - the bodies of the generated functions: what they do not read, their local variables,
 * their calls. */
#include <string.h>

#include "base/names.h"
#include "base/text.h"
#include "emit/calls.h"
#include "emit/tables.h"
#include "plan/kernels.h"
#include "plan/parameters.h"

typedef struct body { /* of one generated function */
    const plan *plan;
    sequence calls;
    bool dinputs; /* the gradients by inputs are wanted */
    names reads;  /* arguments, locals, scalars */
} body;

static void add_line(text *t, int indent, const char *code)
{
    text_add(t, "%s%*s%s", t->size ? "\n" : "", indent, "", code);
}

static void push_lines(lua_State *lua, const char *key, const text *t)
{
    table_text(lua, key, t->size ? t->at : "");
}

/* ---- calls, each behind what must not be NULL ---- */

/* What one dinput alone wants stands inside what any of them wants. */
static bool stands_inside(const plan *p, int group, int outer)
{
    return group == outer || (outer == GROUP_DINPUTS && group >= GROUP_DINPUT &&
                              group < GROUP_DINPUT + p->spec->input_count);
}

/* Calls that are printed: of one list, from one to another, in rounds or, in: NULL, once each. */
typedef struct call_lines {
    const body *body;
    sequence of;
    int end;
    place at;
    const rounds *in;
    int indent;
    int base; /* the group that all stands inside of */
    int open[2], depth; /* groups with a guard around what comes next, */
    bool braces[2];     /* in braces, if that is several statements */
    text *to;
} call_lines;

/* The loop that begins with call i, or NULL. */
static const call_loop *loop_at(const call_lines *l, int i)
{
    const loop_list *loops = &l->body->plan->loops[l->of];
    for (int k = 0; k < loops->count && !l->in; k++)
        if (loops->at[k].from == i)
            return &loops->at[k];
    return NULL;
}

/* What call i, or the loop that begins with it, is for: where its calls differ, GROUP_ALL. */
static int group_at(const call_lines *l, int i)
{
    const call *first = &l->body->plan->calls[l->of].at[i];
    const call_loop *loop = loop_at(l, i);
    for (int k = 1; loop && k < loop->period; k++)
        if (first[k].group != first[0].group)
            return GROUP_ALL;
    return first->group;
}

static bool is_left_out(const call_lines *l, int i)
{
    const call *c = &l->body->plan->calls[l->of].at[i];
    return !l->body->dinputs && group_at(l, i) == c->group &&
           call_is_for_dinputs(l->body->plan, c);
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
    while (l->depth > 0 && !stands_inside(l->body->plan, group, l->open[l->depth - 1]))
        if (l->braces[--l->depth])
            add_line(l->to, l->indent + 4 * l->depth, "}");
}

/* Opens the guard of call i, if there is one that is not open. */
static void open_guard(call_lines *l, int i)
{
    const plan *p = l->body->plan;
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
    const plan *p = l->body->plan;
    const rounds in = rounds_of(p, &p->calls[l->of].at[loop->from], loop);
    const int indent = l->indent + 4 * l->depth;
    call_lines inner = { .body = l->body,
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
    const plan *p = l->body->plan;
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

static void push_calls(lua_State *lua, const body *b, sequence s, const char *key, int indent)
{
    const plan *p = b->plan;
    text t = { .arena = p->graph.arena };
    call_lines lines = { .body = b,
                         .of = s,
                         .end = p->calls[s].count,
                         .at = place_of(p, s),
                         .indent = indent,
                         .base = GROUP_ALL,
                         .to = &t };
    add_calls(&lines, 0);
    push_lines(lua, key, &t);
}

/* ---- what is not read, and what is local ---- */

static void push_unread(lua_State *lua, const body *b, const char *first, const char *second,
                        bool targets, bool workspace)
{
    const plan *p = b->plan;
    const spec *s = p->spec;
    text t = { .arena = p->graph.arena };
    const char *all[2] = { first, second };
    for (int i = 0; i < 2; i++)
        if (all[i] && !names_has(&b->reads, all[i]))
            add_line(&t, 4, arena_printf(t.arena, "(void)%s;", all[i]));
    for (int i = 0; i < s->input_count; i++)
        if (!names_has(&b->reads, p->input_names[i]))
            add_line(&t, 4, arena_printf(t.arena, "(void)%s;", p->input_names[i]));
    for (int i = 0; i < (targets ? s->target_count : 0); i++)
        if (!names_has(&b->reads, p->target_names[i]))
            add_line(&t, 4, arena_printf(t.arena, "(void)%s;", p->target_names[i]));
    if (workspace && !names_has(&b->reads, "ws"))
        add_line(&t, 4, "(void)ws;");
    push_lines(lua, "unread", &t);
}

/* Of one sample no vector had better lie on two cache lines; small ones do not anyway. */
static void push_locals(lua_State *lua, const body *b)
{
    const plan *p = b->plan;
    const char *aligned = p->spec->batch == 1 && !kernel_is_small(p) ? "@ALIGNED " : "";
    text t = { .arena = p->graph.arena }, list = { .arena = p->graph.arena };
    for (ref r = 0; r < p->graph.count; r++) {
        const value *v = &p->values[r];
        bool forward = v->stored[FORWARD] && v->needed[FORWARD] && plan_node(p, r)->gate != INPUT;
        if (!plan_has_array(p, r) ||
            !(b->calls == OF_PREDICT ? forward : p->on_stack && names_has(&b->reads, v->home.name)))
            continue;
        text_add(&list, "%s%s", list.size ? ", " : "", v->home.name);
        if (v->slots > 1)
            text_add(&list, "[%d]", v->slots);
        text_add(&list, "[%d]", v->home.stride);
    }
    if (list.size)
        add_line(&t, 4, arena_printf(t.arena, "%s@real %s;", aligned, list.at));
    if (b->calls == OF_PREDICT && p->predict_panel > 0)
        add_line(&t, 4, arena_printf(t.arena, "@real panel[%d * @PANEL];", p->predict_panel));
    push_lines(lua, "locals", &t);
}

/* ---- the functions ---- */

const char *first_pass_text(const plan *p)
{
    const spec *s = p->spec;
    text t = { .arena = p->graph.arena };
    text_add(&t, "@backward(p, n");
    for (int i = 0; i < s->input_count; i++)
        text_add(&t, ", %s", p->input_names[i]);
    for (int i = 0; i < s->target_count; i++)
        text_add(&t, ", %s", p->target_names[i]);
    text_add(&t, ", %s", plan_gradient_type(p) ? "&ws->gradient" : "NULL");
    for (int i = 0; i < s->input_count; i++)
        text_add(&t, ", NULL");
    text_add(&t, ", ws)");
    return t.at;
}

static void push_first_pass(lua_State *lua, body *b)
{
    const plan *p = b->plan;
    if (plan_has_own_pass(p)) {
        push_calls(lua, b, OF_BACKWARD, "first_calls", 4);
        push_calls(lua, b, OF_GRADIENTS, "gradients", 4);
        return;
    }
    for (int i = 0; i < p->spec->input_count; i++)
        names_take(&b->reads, p->input_names[i]);
    for (int i = 0; i < p->spec->target_count; i++)
        names_take(&b->reads, p->target_names[i]);
    names_take(&b->reads, "p");
    names_take(&b->reads, "ws");
    table_text(lua, "first_pass", first_pass_text(p));
}

static body open_body(lua_State *lua, const plan *p, sequence calls, sequence more, bool returns_J)
{
    const bool own_pass = calls == OF_UPDATES && plan_has_own_pass(p);
    body b = { p, calls, !own_pass, { .arena = p->graph.arena } };
    lua_newtable(lua);
    calls_read(p, calls, true, &b.reads);
    if (more != SEQUENCES)
        calls_read(p, more, true, &b.reads);
    if (own_pass) {
        calls_read(p, OF_BACKWARD, false, &b.reads);
        calls_read(p, OF_GRADIENTS, false, &b.reads);
    }
    if (returns_J && p->penalty_count > 0) {
        if (plan_penalties_read(p))
            names_take(&b.reads, "p");
        names_take(&b.reads, "ws");
    }
    if (returns_J && !p->on_stack)
        names_take(&b.reads, "ws");
    return b;
}

static void close_body(lua_State *lua, const body *b, const char *key)
{
    push_locals(lua, b);
    push_calls(lua, b, b->calls, "calls", 4);
    table_flag(lua, "counter", names_has(&b->reads, "counter"));
    table_flag(lua, "inverse_n", names_has(&b->reads, "inverse_n"));
    table_end(lua, key);
}

/* The call of predict that forward of one sample comes to, if it is written; else nil. */
static void push_predict(lua_State *lua, const plan *p)
{
    const spec *s = p->spec;
    text t = { .arena = p->graph.arena };
    if (!p->on_stack || !plan_writes(p, WRITE_PREDICT))
        return;
    text_add(&t, "@predict(p");
    for (int i = 0; i < s->input_count; i++)
        text_add(&t, ", %s", p->input_names[i]);
    for (int i = 0; i < s->output_count; i++)
        text_add(&t, ", %s", p->output_names[i]);
    text_add(&t, ");");
    table_text(lua, "is_predict", t.at);
}

void bodies_push(lua_State *lua, const plan *p, bool reads_rate)
{
    const bool two_pass = p->derived->two_pass;
    push_predict(lua, p);
    body b = open_body(lua, p, OF_PREDICT, SEQUENCES, false);
    push_unread(lua, &b, "p", NULL, false, false);
    close_body(lua, &b, "predict");
    b = open_body(lua, p, OF_FORWARD, SEQUENCES, false);
    push_unread(lua, &b, "p", NULL, false, true);
    close_body(lua, &b, "forward");
    b = open_body(lua, p, OF_LOSS, SEQUENCES, true);
    push_unread(lua, &b, "p", NULL, true, true);
    close_body(lua, &b, "loss");
    b = open_body(lua, p, OF_BACKWARD, OF_GRADIENTS, true);
    push_unread(lua, &b, "p", NULL, true, true);
    push_calls(lua, &b, OF_GRADIENTS, "gradients", 8);
    close_body(lua, &b, "backward");
    b = open_body(lua, p, two_pass ? OF_UPDATES : OF_STEP, SEQUENCES, true);
    if (reads_rate || names_has(&b.reads, "counter"))
        names_take(&b.reads, "o");
    if (two_pass)
        push_first_pass(lua, &b);
    push_unread(lua, &b, "p", "o", true, true);
    close_body(lua, &b, "step");
}
