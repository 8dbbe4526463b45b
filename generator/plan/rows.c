/* rows.c - what the gates of a function of rows are to each other, and what it reads and writes. */
#include "plan/rows.h"

#include <stdlib.h>

#include "plan/kernels.h"

bool rows_is_reduction(const node *n)
{
    return (n->gate == SUM && n->value == 0) || n->gate == MAXIMUM;
}

bool rows_is_plain_scalar(const node *n)
{
    return n->rows == 1 && n->cols == 1 && !rows_is_reduction(n);
}

int rows_loop_length(const plan *p, const node *n)
{
    return rows_is_reduction(n) ? plan_node(p, n->in[0])->cols : n->cols;
}

bool rows_is_loops(const node *n)
{
    return n->gate == CONTRACT || n->gate == AMAX || n->gate == IS_AMAX || n->gate == GATHER ||
           n->gate == SCATTER || n->gate == MASK;
}

bool rows_is_move(const node *n)
{
    return n->gate == CONCAT || n->gate == PAD || rows_is_loops(n);
}

bool rows_are_windows(const plan *p, program of, ref copies)
{
    const value *v = &p->values[copies];
    const node *n = plan_node(p, copies);
    bool are = n->gate == CONTRACT && !p->how.plain;
    int readers = 0;
    for (int i = p->reader_start[copies]; i < p->reader_start[copies + 1] && are; i++) {
        const ref by = p->readers[i];
        const value *w = &p->values[by];
        if (!w->needed[of])
            continue;
        readers++;
        are = plan_node(p, by)->gate == AMAX && plan_node(p, by)->in[0] == copies &&
              w->level == v->level && w->group[of] == v->group[of] &&
              kernel_reads_windows(n, plan_node(p, by)->cols);
    }
    return are && readers == 1;
}

bool rows_is_own_product(const own_gates *own, ref r)
{
    return rows_owns(own, r) && plan_node(own->plan, r)->gate == MUL;
}

bool rows_absorbs(const own_gates *own, const node *n, int k)
{
    gate operand = plan_node(own->plan, n->in[k])->gate;
    if (!rows_owns(own, n->in[k]))
        return false;
    if (n->gate == ADD || n->gate == SUB) { /* of two products the first, or the one taken off */
        int first = n->gate == SUB;
        return operand == MUL && (k == first || !rows_is_own_product(own, n->in[first]));
    }
    if (n->gate == SUM)
        return operand == MUL;
    return n->gate == WHERE && k == 0 && operand >= LT && operand <= GE;
}

bool rows_is_absorbed(const own_gates *own, const rows_function *f, int i)
{
    const plan *p = own->plan;
    ref r = f->nodes[i];
    bool used = false;
    for (int u = p->user_start[r]; u < p->user_start[r + 1]; u++) {
        const node *n = plan_node(p, p->users[u]);
        if (!rows_owns(own, p->users[u]))
            continue;
        used = true;
        for (int k = 0; k < n->arity; k++)
            if (n->in[k] == r && !rows_absorbs(own, n, k))
                return false;
    }
    return used && !(f->treated[i] & KEPT);
}

int rows_parts(int cols)
{
    int parts = 1;
    while (parts < BLOCK && parts < cols)
        parts *= 2;
    return parts;
}

static int by_index(const void *a, const void *b)
{
    return *(const ref *)a < *(const ref *)b ? -1 : *(const ref *)a > *(const ref *)b;
}

/* The place of r among the arguments, which are in index order. */
static int argument_at(const rows_function *f, ref r)
{
    int low = 0, high = f->argument_count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (f->arguments[middle] < r)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->argument_count && f->arguments[low] == r ? low : -1;
}

/* What is read in slices alone is told by the first of them, so that functions that read others of
 * the same distances are the same. */
static void find_first_slices(const own_gates *own, rows_function *f)
{
    const plan *p = own->plan;
    ref *first = arena_alloc(p->graph.arena, ((size_t)f->argument_count + 1) * sizeof *first);
    for (int i = 0; i < f->argument_count; i++)
        first[i] = f->writes[i] || plan_is_class(p, f->arguments[i]) ? f->arguments[i] : -1;
    for (int i = 0; i < f->count; i++) {
        const node *n = plan_node(p, f->nodes[i]);
        for (int k = 0; k < n->arity; k++) {
            const int at = argument_at(f, p->values[n->in[k]].source);
            if (at >= 0 && (first[at] < 0 ||
                            p->values[n->in[k]].home.offset < p->values[first[at]].home.offset))
                first[at] = n->in[k];
        }
    }
    f->arguments = first;
}

void rows_list_arguments(const own_gates *own, rows_function *f)
{
    const plan *p = own->plan;
    int capacity = 0, count = 0;
    for (int i = 0; i < f->count; i++) {
        const node *n = plan_node(p, f->nodes[i]);
        for (int k = 0; k <= n->arity; k++) {
            ref in = k < n->arity ? p->values[n->in[k]].source : f->nodes[i];
            int at = own->position[in];
            if (at >= 0 ? !(f->treated[at] & KEPT) : plan_node(p, in)->gate == CONSTANT)
                continue;
            f->arguments = arena_grow(p->graph.arena, f->arguments, count, &capacity,
                                      sizeof *f->arguments);
            f->arguments[count++] = in;
        }
    }
    if (count)
        qsort(f->arguments, (size_t)count, sizeof *f->arguments, by_index);
    for (int i = 0; i < count; i++)
        if (i == 0 || f->arguments[i] != f->arguments[i - 1])
            f->arguments[f->argument_count++] = f->arguments[i];
    f->writes = arena_alloc(p->graph.arena, (size_t)f->argument_count * sizeof *f->writes);
    for (int i = 0; i < f->argument_count; i++)
        f->writes[i] = rows_owns(own, f->arguments[i]);
    find_first_slices(own, f);
}

/* Whether f computes nothing that the other does not. */
static bool computes_all(const rows_function *f, const rows_function *more)
{
    int found = 0;
    for (int i = 0; i < f->count; i++)
        for (int k = 0; k < more->count; k++)
            found += more->nodes[k] == f->nodes[i];
    return found == f->count;
}

/* Whether a stage calls its function on the values that it was made of. */
static bool is_own(const plan *p, const stage *s)
{
    const rows_function *f = &p->functions[s->function];
    for (int i = 0; i < f->argument_count; i++)
        if (f->arguments[i] != s->arguments[i])
            return false;
    return true;
}

const stage *rows_shared(const plan *p, const stage *of)
{
    for (int i = 0; i < p->stages[TRAIN].count && is_own(p, of); i++) {
        const stage *s = &p->stages[TRAIN].at[i];
        if (s->kind == STAGE_ROWS && s->group == GROUP_ALL && s->level == of->level &&
            is_own(p, s) && computes_all(&p->functions[of->function], &p->functions[s->function]))
            return s;
    }
    return of;
}
