/* plain_sections.c - the sections of the plain style as Lua tables: blocks of local variables, and
 * the lines of products and functions of rows. */
#include "emit/plain.h"

#include <string.h>

#include "emit/calls.h"
#include "emit/mathematics.h"
#include "emit/pieces.h"
#include "emit/tables.h"
#include "plan/kernels.h"
#include "plan/parameters.h"

/* ---- blocks: what is computed at one level, where something wants it ---- */

typedef struct block {
    const call *calls;
    int count;
    int arrays; /* local ones: where there are several such blocks, each has braces around it */
    bool braces;
    const call_loop *loop; /* of whose rounds it is a part, or NULL */
} block;

typedef struct block_list {
    block *at;
    int count, arrays; /* blocks with arrays */
    const call *calls; /* of the section, */
    ref *copied;       /* and of each the product that it only copies to the caller, or -1 */
} block_list;

static bool is_array_of_level(const writer *w, const operand *o)
{
    const plan *p = w->plan;
    return o->role == VALUE && o->writes && plan_node(p, o->index)->cols > 1 &&
           p->plain.homes[o->index] == PLAIN_OF_LEVEL && !w->early[o->index];
}

/* The product that a function of rows does no more than copy to the caller; -1: none. readers: how
 * often the section reads each value. */
static ref copied_product(const plan *p, const call *c, const int *readers)
{
    const rows_function *f = c->kernel == CALL_ROWS ? &p->functions[c->index] : NULL;
    const node *n = f ? plan_node(p, f->nodes[0]) : NULL;
    if (!f || f->count != 1 || n->gate != STOP_GRADIENT || !p->values[f->nodes[0]].is_callers)
        return -1;
    const ref in = n->in[0];
    const bool only_copied = p->values[in].is_product && p->plain.homes[in] == PLAIN_OF_LEVEL &&
                             readers[in] == 1;
    return only_copied ? in : -1;
}

/* What is copied so goes to the caller at once. */
static void find_copied(writer *w, block_list *list, int count)
{
    const plan *p = w->plan;
    int *readers = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *readers);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < list->calls[i].operand_count; k++) {
            const operand *o = &list->calls[i].operands[k];
            if (o->role == VALUE && !o->writes)
                readers[p->values[o->index].source]++;
        }
    list->copied = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof *list->copied);
    for (int i = 0; i < count; i++) {
        const ref copied = copied_product(p, &list->calls[i], readers);
        list->copied[i] = copied;
        if (copied < 0)
            continue;
        w->places[copied] = w->places[p->functions[list->calls[i].index].nodes[0]];
        w->early[copied] = true;
    }
}

static block_list find_blocks(writer *w, section s)
{
    const plan *p = w->plan;
    const call_range *of = &p->plain.sections[s];
    const call *calls = p->calls[of->of].at + of->from;
    const int count = of->to - of->from;
    block_list list = { .calls = calls,
                        .at = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof(block)) };
    find_copied(w, &list, count);
    const call_loop *loop = p->plain.loops[s].at;
    const call_loop *loops_end = loop ? loop + p->plain.loops[s].count : NULL;
    for (int i = 0; i < count; i++) {
        if (loop < loops_end && of->from + i == loop->from + loop->period) {
            i = loop->from - of->from + loop->rounds * loop->period; /* its other rounds */
            loop++;
            if (i == count)
                break;
        }
        const call *c = &calls[i];
        if (i == 0 || c->level != c[-1].level || c->group != c[-1].group)
            list.at[list.count++] = (block){ .calls = c };
        block *b = &list.at[list.count - 1];
        b->loop = loop < loops_end && of->from + i >= loop->from ? loop : NULL;
        b->count++;
        for (int k = 0; k < c->operand_count; k++)
            b->arrays += is_array_of_level(w, &c->operands[k]);
    }
    for (int i = 0; i < list.count; i++)
        list.arrays += list.at[i].arrays > 0;
    for (int i = 0; i < list.count; i++) {
        block *b = &list.at[i];
        b->braces = b->calls->group != GROUP_ALL || (b->arrays > 0 && list.arrays > 1);
    }
    return list;
}

/* Declares what a call writes and later blocks read: arrays, and scalars that the block's braces
 * would hide; of which that is said in w->early. */
static void declare_early(writer *w, section s, const block *b, const call *c, bool *declared,
                          text *to)
{
    const plan *p = w->plan;
    const char *scalar = c->group == GROUP_ALL ? "@real %s;\n" : "@real %s = 0;\n";
    for (int k = 0; k < c->operand_count; k++) {
        const operand *o = &c->operands[k];
        if (o->role != VALUE || !o->writes || plain_home_in(p, s, o->index) != PLAIN_LOCAL)
            continue;
        const ref array = p->values[plan_array_of(p, o->index)].chain;
        const bool is_array = plan_node(p, array)->cols > 1 || p->values[array].slots > 1;
        w->early[o->index] = b->braces;
        if ((is_array || b->braces) && !declared[array])
            text_add(to, is_array ? "@real %s;\n" : scalar, plain_declaration(p, array));
        declared[array] = true;
    }
}

static void push_section_locals(lua_State *lua, writer *w, section s, const block_list *list)
{
    text t = { .arena = w->plan->graph.arena };
    bool *declared = arena_alloc(t.arena, (size_t)w->plan->graph.count * sizeof *declared);
    for (int i = 0; i < list->count; i++)
        for (int c = 0; c < list->at[i].count; c++)
            declare_early(w, s, &list->at[i], &list->at[i].calls[c], declared, &t);
    table_lines(lua, "locals", t.size ? t.at : "");
}

bool plain_reads_copy(const plan *p, section s, const call *c)
{
    return s >= p->plain.train && c->kernel == CALL_PRODUCT && p->products[c->index].panels > 0;
}

static const char *item_lines(writer *w, section s, const call *c)
{
    const plan *p = w->plan;
    if (c->kernel != CALL_PRODUCT)
        return write_plain_rows(w, &p->functions[c->index], 8);
    const product *f = &p->products[c->index];
    const ref z = c->operands[!f->one + (f->bias ? 3 : 2)].index;
    const plain_home of = plain_home_in(p, s, z);
    const bool declared = !w->early[z] && (of == PLAIN_OF_LEVEL || of == PLAIN_LOCAL);
    return write_plain_product(w, c, declared, plain_reads_copy(p, s, c));
}

/* The head of the loop that begins with this block, and whether one ends with it. */
static void push_loop(lua_State *lua, const writer *w, section s, const block_list *list,
                      const block *b, const rounds *in)
{
    arena *a = w->plan->graph.arena;
    const block *end = list->at + list->count;
    const int first = in->down ? in->count - 1 : 0;
    if (b == list->at || b[-1].loop != b->loop) {
        const char *arrays = plain_arrays_of(w->plan, s, b->calls, b->loop->period, in);
        const char *head = rounds_head(a, in, arrays ? "size_t" : "int");
        table_text(lua, "loop",
                   arena_printf(a, "%s { /* the equations are those of s = %d */", head, first));
        table_lines(lua, "arrays", arrays ? arrays : "");
    }
    table_flag(lua, "ends_loop", b + 1 == end || b[1].loop != b->loop);
}

static void push_block(lua_State *lua, writer *w, section s, const block_list *list, const block *b)
{
    const plan *p = w->plan;
    text t = { .arena = p->graph.arena };
    rounds in = { .count = 0 };
    lua_newtable(lua);
    if (b->loop) {
        in = rounds_of(p, p->calls[p->plain.sections[s].of].at + b->loop->from, b->loop);
        push_loop(lua, w, s, list, b, &in);
    }
    table_flag(lua, "braces", b->braces);
    table_text(lua, "guard", call_guard(p, b->calls->group));
    lua_newtable(lua);
    for (int i = 0; i < b->count; i++) {
        const call *c = &b->calls[i];
        for (int k = 0; k < c->operand_count; k++)
            if (is_array_of_level(w, &c->operands[k]))
                text_add(&t, "@real %s[%d];\n", plan_node(p, c->operands[k].index)->name,
                         plan_node(p, c->operands[k].index)->cols);
        if (list->copied[c - list->calls] >= 0)
            continue;
        lua_newtable(lua);
        if (b->loop)
            plain_enter_rounds(w, s, c, &in);
        table_lines(lua, "lines", item_lines(w, s, c));
        if (b->loop)
            plain_enter_rounds(w, s, c, NULL);
        table_append(lua);
    }
    table_end(lua, "items");
    table_lines(lua, "locals", t.size ? t.at : "");
    table_append(lua);
}

/* ---- what a section reads ---- */

static const char *word_for(const plan *p, section s, const operand *o)
{
    if (o->role == SCALAR_OF)
        return o->name;
    if (o->role != VALUE)
        return NULL;
    const ref source = plan_array_of(p, o->index);
    switch (plain_home_in(p, s, source)) {
    case PLAIN_FORWARD: return "val";
    case PLAIN_BACKWARD: return "grad";
    default: break;
    }
    const node *n = plan_node(p, source);
    if (n->gate == PARAMETER)
        return plan_bakes(p, &p->spec->parameters[n->index]) ? NULL : "p";
    if (n->gate == ARRAY)
        return NULL;
    return plan_is_leaf(p, source) || p->values[source].is_callers ? n->name : NULL;
}

/* What the guard of a group asks for. */
static void push_guard_reads(lua_State *lua, const plan *p, int group)
{
    for (int i = 0; i < p->spec->input_count && group != GROUP_ALL; i++)
        if (group == GROUP_DINPUTS || group == GROUP_DINPUT + i)
            table_flag(lua, p->dinput_names[i], true);
}

/* reads: which of the names p, val, grad, ws, inverse_n, and of the ends, the section mentions;
 * with "dx!" what of the ends it writes. */
static void push_reads(lua_State *lua, const plan *p, section s, const block_list *list)
{
    lua_newtable(lua);
    for (int i = 0; i < list->count; i++)
        for (int c = 0; c < list->at[i].count; c++) {
            const call *of = &list->at[i].calls[c];
            if (plain_reads_copy(p, s, of))
                table_flag(lua, "ws", true);
            push_guard_reads(lua, p, of->group);
            for (int k = 0; k < of->operand_count; k++) {
                const bool is_copy = k == 2 && p->plain.phases && plain_reads_copy(p, s, of);
                const char *word = is_copy ? NULL : word_for(p, s, &of->operands[k]);
                if (word)
                    table_flag(lua, word, true);
                if (word && of->operands[k].writes)
                    table_flag(lua, arena_printf(p->graph.arena, "%s!", word), true);
            }
        }
    table_end(lua, "reads");
}

void plain_push_section(lua_State *lua, writer *w, section s, const char *key)
{
    plain_find_places(w, s);
    const block_list list = find_blocks(w, s);
    lua_newtable(lua);
    push_section_locals(lua, w, s, &list);
    lua_newtable(lua);
    for (int i = 0; i < list.count && w->written <= TEXT_MAX; i++)
        push_block(lua, w, s, &list, &list.at[i]);
    table_end(lua, "blocks");
    push_reads(lua, w->plan, s, &list);
    plain_push_means(lua, w->plan, s);
    if (key)
        table_end(lua, key);
    else
        table_append(lua);
}
