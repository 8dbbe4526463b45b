/* plain.c - what the templates of the plain style read, but for sections and weights. */
#include "emit/plain.h"

#include "emit/calls.h"
#include "emit/pieces.h"
#include "emit/tables.h"
#include "plan/kernels.h"
#include "plan/parameters.h"

bool plain_has_array(const plan *p, ref r)
{
    return p->values[r].chain == r && p->values[r].place < 0;
}

const char *plain_declaration(const plan *p, ref r)
{
    const node *n = plan_node(p, r);
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s", n->name);
    if (p->values[r].slots > 1)
        text_add(&t, "[%d]", p->values[r].slots);
    if (n->cols > 1)
        text_add(&t, "[%d]", n->cols);
    return t.at;
}

/* Adds the struct of the values that are kept so, if there are any. */
static void push_kept(lua_State *lua, const plan *p, plain_home kind, const char *name,
                      const char *what)
{
    int count = 0;
    lua_newtable(lua);
    table_text(lua, "name", name);
    table_text(lua, "what", what);
    lua_newtable(lua);
    for (ref r = 0; r < p->graph.count; r++) {
        if (p->plain.homes[r] != kind || !plain_has_array(p, r))
            continue;
        lua_pushstring(lua, arena_printf(p->graph.arena, "%s;%s", plain_declaration(p, r),
                                         plan_chain_remark(p, r)));
        table_append(lua);
        count++;
    }
    table_end(lua, "fields");
    if (count)
        table_append(lua);
    else
        lua_pop(lua, 1);
}

static bool keeps(const plan *p, plain_home kind)
{
    for (ref r = 0; r < p->graph.count; r++)
        if (p->plain.homes[r] == kind)
            return true;
    return false;
}

/* Whether its results are sums along rows, in parts. */
static bool product_is_dot(const product *f)
{
    return f->transposed ? f->one : kernel_cuts_column(f);
}

/* The lengths of the sums that are cut into parts. */
static void push_dots(lua_State *lua, const plan *p)
{
    lua_newtable(lua);
    for (int i = 0; i < p->product_count; i++) {
        const product *f = &p->products[i];
        bool known = !product_is_dot(f);
        for (int k = 0; k < i && !known; k++)
            known = product_is_dot(&p->products[k]) && p->products[k].terms == f->terms;
        if (known)
            continue;
        lua_pushinteger(lua, f->terms);
        table_append(lua);
    }
    table_end(lua, "dots");
}

/* Sums of a row of weights that are too many for the stack. */
static int longest_row(const plan *p)
{
    int longest = 0;
    for (int i = 0; i < p->weight_count; i++)
        if (p->spec->batch > 1 && p->weights[i].width > longest)
            longest = p->weights[i].width;
    return longest > KERNEL_ROW_MOST ? longest : 0;
}

size_t plain_workspace_reals(const plan *p)
{
    const call *const *copies = plain_find_copies(p);
    const size_t batch = (size_t)p->spec->batch;
    size_t reals = (batch > 1 ? batch : 0) + (size_t)longest_row(p);
    for (ref r = 0; r < p->graph.count && !p->on_stack; r++)
        if (p->plain.homes[r] == PLAIN_FORWARD || p->plain.homes[r] == PLAIN_BACKWARD)
            reals += plain_has_array(p, r)
                         ? batch * (size_t)p->values[r].slots * (size_t)plan_node(p, r)->cols
                         : 0;
    for (int i = 0; i < p->spec->parameter_count; i++)
        if (copies[i])
            reals += (size_t)p->spec->parameters[i].rows * (size_t)p->spec->parameters[i].cols;
    return reals + plan_gradient_scalars(p);
}

static void push_workspace(lua_State *lua, const plan *p)
{
    text t = { .arena = p->graph.arena };
    const bool many = p->spec->batch > 1;
    if (!p->on_stack && keeps(p, PLAIN_FORWARD))
        text_add(&t, "@values val[@BATCH];\n");
    if (!p->on_stack && keeps(p, PLAIN_BACKWARD))
        text_add(&t, "@gradients grad[@BATCH];\n");
    if (many)
        text_add(&t, "@real losses[@BATCH];\n");
    plain_declare_copies(p, &t);
    const int row = longest_row(p);
    if (row)
        text_add(&t, "@real row[%d];\n", row);
    if (plan_gradient_type(p))
        text_add(&t, "%s gradient;\n", plan_gradient_type(p));
    table_lines(lua, "workspace_lines",
                t.size ? t.at : "@real unused; /* what a call needs is on the stack */\n");
}

/* Sets net[key], the sections of a pass where it has phases, or net[alone]. */
static void push_pass(lua_State *lua, writer *w, section from, section to, const char *key,
                      const char *alone)
{
    if (!w->plan->plain.phases) {
        plain_push_section(lua, w, from, alone);
        return;
    }
    lua_newtable(lua);
    for (section s = from; s < to; s++)
        plain_push_section(lua, w, s, NULL);
    table_end(lua, key);
}

bool plain_push(lua_State *lua, const plan *p, bool reads_rate)
{
    writer *w = writer_new(p, &plain_dialect);
    w->early = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *w->early);
    w->step = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *w->step);
    w->places = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *w->places);
    lua_newtable(lua);
    push_kept(lua, p, PLAIN_FORWARD, "values", "what the forward pass of a sample leaves");
    push_kept(lua, p, PLAIN_BACKWARD, "gradients",
              "what its backward pass leaves for those of parameters");
    table_end(lua, "kept");
    plain_find_arrays(w);
    plain_push_section(lua, w, SECTION_RUN, "run");
    plain_push_section(lua, w, SECTION_PREDICT, "predict");
    push_pass(lua, w, SECTION_LOSS, p->plain.train, "loss_phases", "loss");
    push_pass(lua, w, p->plain.train, p->plain.section_count, "train_phases", "train");
    table_flag(lua, "runs", p->plain.runs);
    table_flag(lua, "train_runs", p->plain.sections[p->plain.train].from > 0);
    plain_push_copies(lua, w);
    push_dots(lua, p);
    push_workspace(lua, p);
    table_names(lua, "input_names", p->input_names, p->spec->input_count);
    table_names(lua, "target_names", p->target_names, p->spec->target_count);
    table_names(lua, "output_names", p->output_names, p->spec->output_count);
    table_names(lua, "dinput_names", p->dinput_names, p->spec->input_count);
    const optimizer *o = &p->spec->optimizer;
    table_text(lua, "first_pass", first_pass_text(p));
    table_flag(lua, "reads_o", p->gradient_count > 0 && (reads_rate || o->states > 0));
    table_text(lua, "loss_name", plan_node(p, p->loss)->name);
    plain_weights_push(lua, w);
    return w->written <= TEXT_MAX;
}
