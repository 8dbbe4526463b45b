/* print.c - the plan as text that a person can read: values, kernels, calls. */
#include "plan/print.h"

#include "graph/print.h"

static const char *name_of(const plan *p, ref r)
{
    const char *name = plan_node(p, p->values[r].source)->name;
    return name ? name : "?";
}

void plan_print_graph(text *to, const plan *p)
{
    for (ref r = 0; r < p->graph.count; r++) {
        const value *v = &p->values[r];
        if (!plan_is_needed(p, r))
            continue;
        graph_print_node(to, &p->graph, r);
        text_add(to, "  level %d", v->level);
        if (v->is_product)
            text_add(to, ", product");
        if (v->finisher >= 0)
            text_add(to, ", finished by %d", v->finisher);
        text_add(to, "\n");
    }
}

/* ---- values ---- */

static void print_programs(text *to, const bool flags[PROGRAMS])
{
    static const char *const names[PROGRAMS] = { "forward", "loss", "train" };
    const char *before = "";
    for (int of = 0; of < PROGRAMS; of++) {
        if (!flags[of])
            continue;
        text_add(to, "%s%s", before, names[of]);
        before = " ";
    }
}

static void print_values(text *to, const plan *p)
{
    text_add(to, "values (a home is its stride, + padded, in the workspace or the caller's)\n");
    for (ref r = 0; r < p->graph.count; r++) {
        const value *v = &p->values[r];
        if (!v->is_callers && !plan_in_workspace(p, r))
            continue;
        text_add(to, "  %-12s %d columns, stride %d%s, %s, level %d, stored by ", name_of(p, r),
                 plan_node(p, r)->cols, v->home.stride, v->home.padded ? "+" : "",
                 v->is_callers ? "caller"
                 : p->on_stack ? "stack"
                               : "workspace",
                 v->level);
        print_programs(to, v->stored);
        if (v->place >= 0)
            text_add(to, ", at %d of %s", v->place_offset, name_of(p, v->place));
        if (p->values[v->chain].slots > 1)
            text_add(to, ", slot %d of %s", v->slot, v->home.name);
        if (v->successor >= 0)
            text_add(to, ", then %s", p->values[v->successor].home.name);
        text_add(to, "\n");
    }
}

/* ---- kernels ---- */

static void print_rows(text *to, const plan *p, const rows_function *f)
{
    static const char *const kinds[] = { [SCALAR] = "scalar", [MOVE] = "move", [LOOP] = "loop" };
    text_add(to, "  %s: %lld a row%s\n", f->name, (long long)f->work,
             f->threads ? ", threads" : "");
    for (int i = 0; i < f->statement_count; i++) {
        const statement *s = &f->statements[i];
        text_add(to, "    %s", kinds[s->kind]);
        if (s->kind == LOOP)
            text_add(to, " of %d", s->length);
        for (int k = 0; k < s->count; k++)
            text_add(to, "%s %d %s", k ? "," : ":", s->of[k], name_of(p, s->of[k]));
        text_add(to, "\n");
    }
}

static void print_product(text *to, const product *f)
{
    text_add(to, "  %s: %s, %d terms, %d wide", f->name, f->form, f->terms, f->width);
    if (f->straight)
        text_add(to, ", straight line");
    if (f->panels)
        text_add(to, ", %d panel%s%s", f->panels, f->panels > 1 ? "s" : "",
                 f->scattered ? " (scattered)" : "");
    if (f->parts > 1)
        text_add(to, ", %d parts", f->parts);
    if (f->finish)
        text_add(to, ", finish %d", f->finish);
    text_add(to, "%s\n", f->threads ? ", threads" : "");
}

static void print_finish(text *to, const plan *p, const finish *f, int number)
{
    text_add(to, "  finish %d, of product %d:", number, f->product);
    for (int i = 0; i < f->count; i++)
        text_add(to, " %d %s", f->nodes[i], name_of(p, f->nodes[i]));
    text_add(to, "; writes");
    for (int i = 0; i < f->to_count; i++)
        text_add(to, " %s", name_of(p, f->to[i]));
    for (int i = 0; i < f->with_count; i++)
        text_add(to, "%s %s", i ? "" : ", reads", name_of(p, f->with[i]));
    text_add(to, "\n");
}

static void print_weights(text *to, const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    text_add(to, "  %s: %s, %dx%d", f->name, f->form, f->height, f->width);
    for (int k = 0; k < of->term_count && f->sums; k++)
        text_add(to,
                 of->terms[k].loops ? "%s loops of %s and %s"
                 : of->terms[k].row ? "%s rows by %s of %s"
                                    : "%s %s' %s",
                 k ? " +" : ",", of->terms[k].x < 0 ? "1" : name_of(p, of->terms[k].x),
                 name_of(p, of->terms[k].d));
    if (f->tiles)
        text_add(to, ", tiles %d", f->tiles);
    if (f->product >= 0)
        text_add(to, ", with product %s", name_of(p, f->product));
    if (f->panel_rows)
        text_add(to, ", panel of %d rows", f->panel_rows);
    text_add(to, "%s\n", f->threads ? ", threads" : "");
}

static void print_kernels(text *to, const plan *p)
{
    text_add(to, "kernels\n");
    for (int i = 0; i < p->product_count; i++)
        print_product(to, &p->products[i]);
    for (int i = 0; i < p->finish_count; i++)
        print_finish(to, p, &p->finishes[i], i + 1);
    for (int i = 0; i < p->function_count; i++)
        print_rows(to, p, &p->functions[i]);
    for (int i = 0; i < p->weight_count; i++)
        print_weights(to, p, &p->weights[i]);
    for (int i = 0; i < p->penalty_count; i++)
        text_add(to, "  %s: coefficient %s%s\n", p->penalties[i].name,
                 number_text(to->arena, p->penalties[i].coefficient),
                 p->penalties[i].summed_by_update ? ", summed by the update" : "");
}

/* ---- calls ---- */

static void print_operand(text *to, const plan *p, const operand *o)
{
    const parameter *q = &p->spec->parameters[o->index];
    switch (o->role) {
    case ROWS_HERE: text_add(to, "n"); break;
    case VALUE: text_add(to, "%s", name_of(p, o->index)); break;
    case SCALAR_OF: text_add(to, "%s", o->name); break;
    case PARAMETER_OF: text_add(to, "%s", q->name); break;
    case GRADIENT_OF:
    case GRADIENT_THERE: text_add(to, "d%s", q->name); break;
    case STATE_OF: text_add(to, "%s of %s", p->spec->optimizer.state[o->state], q->name); break;
    case COLUMNS_OF: text_add(to, "columns"); break;
    default: text_add(to, "panel"); break;
    }
    text_add(to, o->writes ? "!" : "");
}

static void print_call(text *to, const plan *p, sequence of, const call *c)
{
    switch (c->kernel) {
    case CALL_ROWS: text_add(to, "  %s(", p->functions[c->index].name); break;
    case CALL_PRODUCT: text_add(to, "  %s(", p->products[c->index].name); break;
    case CALL_WEIGHT: text_add(to, "  %s(", p->weights[c->index].name); break;
    case CALL_MEAN: text_add(to, "  mean_n("); break;
    case CALL_COPY: text_add(to, "  copy %s(", p->spec->inputs[c->index].name); break;
    default: text_add(to, "  sum of %s(", p->penalties[c->index].name); break;
    }
    for (int i = 0; i < c->operand_count; i++) {
        text_add(to, i ? ", " : "");
        print_operand(to, p, &c->operands[i]);
    }
    text_add(to, c->group == GROUP_ALL ? ")\n"
                 : of == OF_BACKWARD   ? ")  where dinputs are wanted\n"
                                       : ")  where its output is wanted\n");
}

void plan_print(text *to, const plan *p)
{
    static const char *const names[SEQUENCES] = { "predict",
                                                  "forward",
                                                  "loss",
                                                  "backward",
                                                  "step",
                                                  "gradients, of backward",
                                                  "updates, of a step in two passes" };
    print_values(to, p);
    print_kernels(to, p);
    for (int s = 0; s < SEQUENCES; s++) {
        if (p->calls[s].count == 0 || (s == OF_UPDATES && !p->derived->two_pass))
            continue;
        text_add(to, "%s (! is written)\n", names[s]);
        for (int i = 0, loop = 0; i < p->calls[s].count; i++) {
            if (loop < p->loops[s].count && p->loops[s].at[loop].from == i) {
                text_add(to, "  loop: %d rounds of %d\n", p->loops[s].at[loop].rounds,
                         p->loops[s].at[loop].period);
                loop++;
            }
            print_call(to, p, (sequence)s, &p->calls[s].at[i]);
        }
    }
}
