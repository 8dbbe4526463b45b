/* c_names.c - what values, inputs, targets and outputs are called in C: names of their own, that no
 * word of the generated functions or macro of a header hides. */
#include <ctype.h>
#include <string.h>

#include "base/names.h"
#include "base/text.h"
#include "plan/passes.h"

/* Headers and compilers define macros in capitals, types that end in _t, and a few other words. */
static bool may_be_macro(const char *name)
{
    /* clang-format off */
    static const char *const old[] = { "unix", "linux", "i386", "sun", "errno", "stdin", "stdout",
                                       "stderr", "assert", "math_errhandling", "uint", "ulong",
                                       "ushort" };
    /* clang-format on */
    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        if (!strcmp(name, old[i]))
            return true;
    size_t length = strlen(name);
    if (length > 2 && !strcmp(name + length - 2, "_t")) /* a type */
        return true;
    size_t capitals = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
    return !name[capitals] && capitals > 2;
}

/* Of a value z1 there may be a vector z1_j, a scalar z1_r, and the parts of a sum, z1_parts: its
 * family. False where one of these, or the name as one of another family, is taken. */
static bool take_family(names *taken, const char *name)
{
    static const char *const endings[] = { "_j", "_r", "_parts" };
    const size_t size = strlen(name);
    text member = { .arena = taken->arena };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t end = strlen(endings[i]);
        if (size > end && !strcmp(name + size - end, endings[i]) &&
            names_is_stem(taken, name, size - end))
            return false;
        member.size = 0;
        text_add(&member, "%s%s", name, endings[i]);
        if (names_has(taken, member.at))
            return false;
    }
    names_take(taken, name);
    names_mark_stem(taken, name);
    return true;
}

static const char *new_name(names *taken, const char *hint)
{
    if (hint && may_be_macro(hint))
        names_take(taken, hint);
    for (;;) {
        const char *name = names_new(taken, hint, 1);
        if (take_family(taken, name))
            return name;
    }
}

/* ---- ends ---- */

static const char **name_ends(const plan *p, names *taken, const end *ends, int count)
{
    const char **list = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof *list);
    for (int i = 0; i < count; i++)
        list[i] = new_name(taken, ends[i].name);
    return list;
}

/* An output and a target may have one name: they never meet in one function. */
static void name_all_ends(plan *p, names *taken)
{
    const spec *s = p->spec;
    arena *a = p->graph.arena;
    p->input_names = name_ends(p, taken, s->inputs, s->input_count);
    p->dinput_names = arena_alloc(a, ((size_t)s->input_count + 1) * sizeof *p->dinput_names);
    for (int i = 0; i < s->input_count; i++)
        p->dinput_names[i] = new_name(taken, arena_printf(a, "d%s", p->input_names[i]));
    names targets = names_copy(a, taken);
    p->target_names = name_ends(p, &targets, s->targets, s->target_count);
    p->output_names = name_ends(p, taken, s->outputs, s->output_count);
    for (int i = 0; i < s->target_count; i++)
        take_family(taken, p->target_names[i]);
}

static void put_end_names(plan *p)
{
    const spec *s = p->spec;
    for (int i = 0; i < s->output_count; i++)
        p->graph.nodes[p->outputs[i]].name = p->output_names[i];
    for (int i = 0; i < s->input_count; i++)
        p->graph.nodes[p->dinputs[i]].name = p->dinput_names[i];
    for (ref r = 0; r < p->graph.count; r++) {
        node *n = &p->graph.nodes[r];
        if (n->gate == INPUT)
            n->name = p->input_names[n->index];
        else if (n->gate == TARGET)
            n->name = p->target_names[n->index];
    }
}

/* ---- values ---- */

static bool has_own_name(const plan *p, ref r)
{
    const value *v = &p->values[r];
    return plan_is_needed(p, r) && !plan_is_leaf(p, r) && !v->is_callers && !v->is_outer &&
           p->graph.nodes[r].gate != SLICE;
}

/* Every row gate and product gets a name of its own: its hint, or v and its number. */
static void name_gate(plan *p, names *taken, bool *named, ref r, const char *hint)
{
    node *n = &p->graph.nodes[r];
    if (has_own_name(p, r) && !named[r])
        n->name = new_name(taken, n->name ? n->name : hint);
    named[r] = true;
}

/* The derivative by a value without a hint is called as if there had been one: v3 has dv3. */
static const char *adjoint_name(const plan *p, ref derived)
{
    const int of = p->derived->graph.nodes[derived].adjoint_of; /* + 1 */
    ref r = of ? p->map[of - 1] : -1;
    const char *name = r >= 0 && p->equation[r] ? plan_node(p, r)->name : NULL;
    return name ? arena_printf(p->graph.arena, "d%s", name) : NULL;
}

/* Plain: what arrays are called in round s of a loop over equal layers. */
static void take_layers(const plan *p, names *taken)
{
    const spec *s = p->spec;
    for (int i = 0; i < s->parameter_count && p->how.plain; i++) {
        const char *name = s->parameters[i].name;
        names_take(taken, arena_printf(taken->arena, "%s_s", name));
        names_take(taken, arena_printf(taken->arena, "g_%s_s", name));
        for (int k = 0; k < s->optimizer.states; k++)
            names_take(taken, arena_printf(taken->arena, "%s_%s_s", s->optimizer.state[k], name));
    }
}

/* What has an equation comes first, so that its numbers run on. */
void plan_name_in_c(plan *p, const names *reserved)
{
    arena *a = p->graph.arena;
    names taken = reserved ? names_copy(a, reserved) : (names){ .arena = a };
    bool *named = arena_alloc(a, (size_t)p->graph.count * sizeof *named);
    take_layers(p, &taken);
    name_all_ends(p, &taken);
    put_end_names(p);
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        if (n->gate == PARAMETER || n->gate == VARIABLE)
            names_take(&taken, n->name);
    }
    for (ref r = 0; r < p->graph.count; r++)
        if (plan_node(p, r)->gate == ARRAY)
            p->graph.nodes[r].name = new_name(&taken, plan_node(p, r)->name);
    for (int i = 0; i < p->equation_count; i++) {
        const equation *e = &p->equations[i];
        if (e->kind == EQUATION_VALUE)
            name_gate(p, &taken, named, p->map[e->formula],
                      e->part == PART_BACKWARD ? adjoint_name(p, e->formula) : NULL);
    }
    for (ref r = 0; r < p->graph.count; r++)
        name_gate(p, &taken, named, r, NULL);
}
