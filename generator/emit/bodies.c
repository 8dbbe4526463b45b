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

static void push_calls(lua_State *lua, const body *b, sequence s, const char *key, int indent)
{
    table_text(lua, key, calls_lines(b->plan, s, b->dinputs, indent));
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
