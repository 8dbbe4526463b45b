/* opening.c - the mathematics of the network as the lines that open the generated file. */
#include <string.h>

#include "base/text.h"
#include "emit/likewise.h"
#include "emit/mathematics.h"
#include "emit/signatures.h"
#include "emit/tables.h"

/* Of a part of the mathematics, or a list, so much is shown: a reader sees how it goes on. */
enum { FIRST_SHOWN = 80, LAST_SHOWN = 4, LISTED = 48 };
/* Rounds are looked for among so many equations. */
enum { EQUATIONS_READ = 1 << 13 };

static void push_line(lua_State *lua, const char *line)
{
    lua_pushstring(lua, line);
    table_append(lua);
}

/* ---- lists ---- */

/* What the C calls it, where the mathematics has to say something else. */
static const char *in_c(const plan *p, const char *symbol, const char *name)
{
    return strcmp(symbol, name) ? arena_printf(p->graph.arena, " (in the C: %s)", name) : "";
}

/* The shape of a node of the spec. */
static const char *shape_of(const plan *p, ref r)
{
    return graph_shape_text(p->graph.arena, &p->spec->graph.nodes[r]);
}

static void push_list(lua_State *lua, text *list, int count)
{
    if (count > LISTED)
        text_add(list, " and %d more", count - LISTED);
    if (count)
        push_line(lua, list->at);
}

static void push_ends(lua_State *lua, const plan *p, const char *title, const end *ends,
                      const char *const *symbols, const char *const *names, int count)
{
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s", title);
    for (int i = 0; i < count && i < LISTED; i++)
        text_add(&t, "%s %s [%s]%s%s", i ? "," : "", symbols[i], shape_of(p, ends[i].node),
                 end_remark(t.arena, &ends[i]), in_c(p, symbols[i], names[i]));
    push_list(lua, &t, count);
}

/* Of rounds the first two and the last are listed: w2, b2, w3, b3 ... w60, b60. */
static void push_parameters(lua_State *lua, const plan *p)
{
    const int count = p->spec->parameter_count;
    arena *a = p->graph.arena;
    const char **all = arena_alloc(a, ((size_t)count + 1) * sizeof *all);
    likewise *rounds = arena_alloc(a, ((size_t)count + 1) * sizeof *rounds);
    text t = { .arena = a };
    for (int i = 0; i < count; i++) {
        const parameter *q = &p->spec->parameters[i];
        all[i] = arena_printf(a, "%s [%s]%s%s", p->symbols.parameters[i], shape_of(p, q->node),
                              parameter_remark(q), in_c(p, p->symbols.parameters[i], q->name));
    }
    const int found = likewise_find(a, all, count, rounds);
    int listed = 0, named = 0; /* named: in all, with those between */
    text_add(&t, "parameters");
    for (int k = 0; k < found; k++) {
        const likewise *of = &rounds[k];
        const int end = of->period * of->rounds, kept = of->period * ROUNDS_TOLD;
        for (int i = 0; i < end && listed < LISTED; i++) {
            const bool goes_on = end > kept && i == kept;
            i = goes_on ? end - of->period : i;
            text_add(&t, "%s %s", goes_on ? " ..." : listed ? "," : "", all[of->from + i]);
            listed++;
            named = of->from + i + 1;
        }
    }
    if (named < count)
        text_add(&t, " and %d more", count - named);
    if (count)
        push_line(lua, t.at);
}

/* The constant arrays that the file has. */
static void push_arrays(lua_State *lua, const plan *p)
{
    text t = { .arena = p->graph.arena };
    int count = 0;
    text_add(&t, "constants");
    for (ref r = 0; r < p->derived->graph.count; r++) {
        const node *n = &p->derived->graph.nodes[r];
        const bool drops = n->gate == DROPOUT && plan_writes(p, WRITE_STEP);
        if ((n->gate != ARRAY && !drops) || !plan_is_needed(p, p->map[r]) || count++ >= LISTED)
            continue;
        const char *symbol = p->symbols.of[r];
        text_add(&t, "%s %s [%s]%s", count > 1 ? "," : "", symbol, graph_shape_text(t.arena, n),
                 drops ? dropout_remark(t.arena, n)
                       : in_c(p, symbol, p->spec->arrays[n->index].name));
    }
    push_list(lua, &t, count);
}

/* ---- equations ---- */

static const char *in_brackets(const plan *p, const char *shape)
{
    return arena_printf(p->graph.arena, "   [%s]", shape);
}

static const char *remark(const plan *p, const equation *e)
{
    const parameter *q = &p->spec->parameters[e->which];
    switch (e->kind) {
    case EQUATION_STEP:
    case EQUATION_CORRECTION: return "";
    case EQUATION_NORM: return "   over all parameters";
    case EQUATION_RUNNING:
    case EQUATION_GRADIENT: return in_brackets(p, shape_of(p, q->node));
    case EQUATION_DINPUT: return in_brackets(p, shape_of(p, p->spec->inputs[e->which].node));
    case EQUATION_OUTPUT: return in_brackets(p, shape_of(p, p->spec->outputs[e->which].node));
    case EQUATION_VALUE:
        return in_brackets(p,
                           graph_shape_text(p->graph.arena, &p->derived->graph.nodes[e->formula]));
    default: return in_brackets(p, "1x1");
    }
}

static const char *equation_line(const plan *p, int i)
{
    return arena_printf(p->graph.arena, "%s%s", mathematics_equation(p, i),
                        remark(p, &p->equations[i]));
}

static const char *numbered(const plan *p, int i, const char *line)
{
    return arena_printf(p->graph.arena, "  (%d) %s", i + 1, line);
}

typedef struct told { /* lines, each of an equation, or of many from that number on */
    struct {
        const char *line;
        int number;
    } * lines;
    int count;
} told;

/* The equations from one to another: of what comes again likewise, two rounds. */
static void tell(const plan *p, int first, int end, told *to)
{
    arena *a = p->graph.arena;
    const char **lines = arena_alloc(a, ((size_t)(end - first) + 1) * sizeof *lines);
    likewise *rounds = arena_alloc(a, ((size_t)(end - first) + 1) * sizeof *rounds);
    for (int i = first; i < end; i++)
        lines[i - first] = equation_line(p, i);
    const int found = likewise_find(a, lines, end - first, rounds);
    for (int k = 0; k < found; k++) {
        const likewise *of = &rounds[k];
        const int all = of->period * of->rounds, kept = of->period * ROUNDS_TOLD;
        const int from = first + of->from, shown = kept < all ? kept : all;
        for (int i = from; i < from + shown; i++) {
            to->lines[to->count].line = numbered(p, i, lines[i - first]);
            to->lines[to->count++].number = i + 1;
        }
        if (shown == all)
            continue;
        to->lines[to->count].line = arena_printf(a, "  ... (%d) to (%d) likewise, %d a round",
                                                 from + kept + 1, from + all, of->period);
        to->lines[to->count++].number = from + kept + 1;
    }
}

static void push_equations(lua_State *lua, const plan *p, equation_part part, const char *title)
{
    const int first = p->part_start[part], end = p->part_start[part + 1];
    if (first == end)
        return;
    push_line(lua, title);
    const int most = first + EQUATIONS_READ < end ? first + EQUATIONS_READ : end;
    told all = { .lines = arena_alloc(p->graph.arena, (size_t)(end - first) * sizeof *all.lines) };
    tell(p, first, most, &all);
    const bool is_whole = most == end && all.count <= FIRST_SHOWN + LAST_SHOWN + 1;
    for (int i = 0; i < all.count && (is_whole || i < FIRST_SHOWN); i++)
        push_line(lua, all.lines[i].line);
    if (is_whole)
        return;
    push_line(lua, arena_printf(p->graph.arena,
                                "  ... and so on: (%d) to (%d) are above "
                                "the functions that compute them",
                                all.lines[FIRST_SHOWN].number, end - LAST_SHOWN));
    for (int i = end - LAST_SHOWN; i < end; i++)
        push_line(lua, numbered(p, i, equation_line(p, i)));
}

/* ---- the step ---- */

/* What the mathematics calls a variable of the update; NULL: the update does not read it. */
static const char *variable(const plan *p, const char *name)
{
    for (ref r = 0; r < p->derived->graph.count; r++) {
        const node *n = &p->derived->graph.nodes[r];
        if (n->gate == VARIABLE && !strcmp(n->name, name))
            return p->symbols.of[r];
    }
    return NULL;
}

static void push_step(lua_State *lua, const plan *p)
{
    const optimizer *o = &p->spec->optimizer;
    text t = { .arena = p->graph.arena };
    text_add(&t, "A step of %s, for each weight %s and its gradient %s;", o->name, variable(p, "w"),
             variable(p, "g"));
    if (variable(p, "correction1") || variable(p, "correction2"))
        text_add(&t, " k = 1, 2, ...;");
    text_add(&t, " at first rate is %.9g", o->rate);
    for (int k = 0; k < o->states; k++)
        text_add(&t, "%s%s", k == 0 ? ", " : " and ", variable(p, o->state[k]));
    text_add(&t, o->states ? " 0:" : ":");
    push_equations(lua, p, PART_STEP, t.at);
}

static bool has_gradients(const plan *p)
{
    for (ref r = 0; r < p->spec->graph.count; r++)
        if (p->spec->graph.nodes[r].gate == GRAD) /* others have no names */
            return true;
    return false;
}

/* Whether a gate stands in the mathematics. */
static bool has_equation_with(const plan *p, gate kind)
{
    for (ref r = 0; r < p->derived->graph.count; r++)
        if (p->derived->graph.nodes[r].gate == kind && plan_is_needed(p, p->map[r]))
            return true;
    return false;
}

static void push_notation(lua_State *lua, const plan *p)
{
    const bool derives = plan_writes(p, WRITE_TRAINING),
               means = derives || plan_writes(p, WRITE_LOSS);
    push_line(lua, arena_printf(p->graph.arena,
                                "x w is a product of matrices, x' is x transposed, x*w multiplies "
                                "element by element%s",
                                derives || means || has_gradients(p) ? ";" : "."));
    if (derives || means || has_gradients(p))
        push_line(lua, arena_printf(p->graph.arena,
                                    "dz is the derivative of the loss by z,%s mean_n "
                                    "the mean over the n samples.",
                                    has_gradients(p) ? " dE_dz that of E," : ""));
    for (int i = 0; i < NOTATIONS; i++)
        if (has_equation_with(p, notations[i].of))
            push_line(lua, notations[i].words);
}

/* What a caller has to have. Where an integer may stand anywhere, the optimizer takes less. */
static void push_memory(lua_State *lua, const plan *p)
{
    const struct_sizes sizes = struct_sizes_of(p);
    text t = { .arena = p->graph.arena };
    text_add(&t, "bytes: parameters %zu", sizes.parameters);
    if (sizes.optimizer)
        text_add(&t, ", optimizer %zu", sizes.optimizer);
    if (sizes.workspace)
        text_add(&t, ", workspace %zu", sizes.workspace);
    push_line(lua, t.at);
}

void mathematics_push(lua_State *lua, const plan *p)
{
    const spec *s = p->spec;
    lua_newtable(lua);
    push_ends(lua, p, "inputs", s->inputs, p->symbols.inputs, p->input_names, s->input_count);
    if (plan_writes(p, WRITE_LOSS | WRITE_TRAINING))
        push_ends(lua, p, "targets", s->targets, p->symbols.targets, p->target_names,
                  s->target_count);
    if (plan_writes(p, WRITE_OUTPUTS))
        push_ends(lua, p, "outputs", s->outputs, p->symbols.outputs, p->output_names,
                  s->output_count);
    push_parameters(lua, p);
    push_arrays(lua, p);
    push_memory(lua, p);
    push_line(lua, "");
    push_notation(lua, p);
    push_line(lua, "");
    push_equations(lua, p, PART_FORWARD, "Forward, one sample:");
    push_equations(lua, p, PART_OBJECTIVE, "The objective:");
    push_equations(lua, p, PART_BACKWARD, "Backward, one sample:");
    push_equations(lua, p, PART_GRADIENT,
                   "The gradient, of the objective by each parameter and each input:");
    push_equations(lua, p, PART_RUNNING, "The running statistics, which a step moves:");
    if (plan_writes(p, WRITE_STEP))
        push_step(lua, p);
    table_end(lua, "mathematics");
}
