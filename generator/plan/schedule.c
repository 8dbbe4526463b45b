/* schedule.c - the row gates of one level as a list of statements: scalars as soon as
 * they can be computed, and loops along the row, cut where a gate needs the whole of a vector that
 * another computes (a sum, a slice). */
#include "plan/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/kernels.h"
#include "plan/passes.h"
#include "plan/queue.h"

typedef struct extent {
    int depth, gates;
} extent;

typedef struct schedule {
    plan *plan;
    own_gates own;
    rows_function *f;
    int *waiting; /* of each gate: operands that are not computed yet */
    int *loop;    /* of each gate: the number of the loop that computes it, from 1 */
    extent *text; /* of each scalar */
    bool *done;
    int loops, left;     /* gates that are not done */
    queue scalars, rest; /* what is ready, by position; `rest` also has what is done meanwhile */
    queues by_length;    /* vectors and sums, by the length of their loop */
    int statement_capacity;
} schedule;

static const node *node_at(const schedule *s, int i)
{
    return plan_node(s->plan, s->f->nodes[i]);
}

/* ---- what is ready ---- */

static void put_ready(schedule *s, int i)
{
    const node *n = node_at(s, i);
    if (rows_is_plain_scalar(n)) {
        queue_put(s->plan, &s->scalars, i);
        return;
    }
    queue_put(s->plan, &s->rest, i);
    if (!rows_is_move(n))
        queue_put(s->plan, queues_of(s->plan, &s->by_length, rows_loop_length(s->plan, n)), i);
}

/* Gate i, or a vector while the loop that computes it goes on (then `sliced` is false), can be read
 * now: by its users, or by what slices it. */
static void tell_readers(schedule *s, int i, bool whole, bool sliced)
{
    const plan *p = s->plan;
    ref r = s->f->nodes[i];
    for (int k = p->reader_start[r]; k < p->reader_start[r + 1]; k++) {
        ref by = p->readers[k];
        int reader = s->own.position[by];
        if (reader < 0 || (k > p->reader_start[r] && p->readers[k - 1] == by))
            continue;
        const node *n = plan_node(p, by);
        int ready = 0;
        for (int m = 0; m < n->arity; m++)
            ready += p->values[n->in[m]].source == r && (n->in[m] == r ? whole : sliced);
        s->waiting[reader] -= ready;
        if (ready > 0 && s->waiting[reader] == 0)
            put_ready(s, reader);
    }
}

static void finish_gate(schedule *s, int i)
{
    s->done[i] = true;
    s->left--;
}

static void add_statement(schedule *s, int kind, ref *of, int count, int length)
{
    rows_function *f = s->f;
    f->statements = arena_grow(s->plan->graph.arena, f->statements, f->statement_count,
                               &s->statement_capacity, sizeof *f->statements);
    f->statements[f->statement_count++] =
        (statement){ .kind = kind, .of = of, .count = count, .length = length };
}

/* ---- scalars ---- */

/* How deep the text of scalar i is, and how many gates long, from what is written out in it. */
static void measure_scalar(schedule *s, int i)
{
    const node *n = node_at(s, i);
    int depth = 0, gates = 1;
    for (int k = 0; k < n->arity; k++) {
        const int operand = s->own.position[n->in[k]];
        const int treated = operand >= 0 ? s->f->treated[operand] : 0;
        if (treated & INLINED && s->text[operand].depth > depth)
            depth = s->text[operand].depth;
        if (treated & (INLINED | ABSORBED))
            gates += s->text[operand].gates;
    }
    s->text[i] = (extent){ depth + 1, gates };
}

/* Whether another scalar gate, alone, reads scalar i: then i is written out where it is read. */
static bool is_read_once(const schedule *s, int i)
{
    enum { DEEPEST = 3, LONGEST = 40 };
    const plan *p = s->plan;
    ref r = s->f->nodes[i];
    int uses = 0;
    for (int u = p->user_start[r]; u < p->user_start[r + 1] && uses < 2; u++) {
        const node *n = plan_node(p, p->users[u]);
        if (!rows_owns(&s->own, p->users[u]))
            continue;
        if (!rows_is_plain_scalar(n) || rows_is_move(n))
            return false;
        uses++;
    }
    return uses == 1 && !(s->f->treated[i] & KEPT) && s->text[i].depth <= DEEPEST &&
           s->text[i].gates <= LONGEST;
}

static void compute_scalar(schedule *s, int i)
{
    measure_scalar(s, i);
    if (rows_is_absorbed(&s->own, s->f, i))
        s->f->treated[i] |= ABSORBED;
    else if (is_read_once(s, i))
        s->f->treated[i] |= INLINED;
    else
        add_statement(s, SCALAR, &s->f->nodes[i], 1, 1);
    finish_gate(s, i);
    tell_readers(s, i, true, true);
}

/* ---- moves and loops ---- */

static void compute_move(schedule *s, int i)
{
    const int kept = s->f->treated[i] & (KEPT | ABSORBED);
    s->f->treated[i] |= kept ? 0 : OWN;
    if (kept != ABSORBED)
        add_statement(s, MOVE, &s->f->nodes[i], 1, node_at(s, i)->cols);
    finish_gate(s, i);
    tell_readers(s, i, true, true);
}

/* Whether the loop being made computes gate r. */
static bool is_looped(const schedule *s, ref r)
{
    int i = s->own.position[r];
    return i >= 0 && s->loop[i] == s->loops;
}

/* Whether gate n reads operand k of it from memory: after the loop being made, or through a slice.
 * Where n writes the operand's gate out itself, what that reads counts. */
static bool reads_later(const schedule *s, ref n, ref in)
{
    return !is_looped(s, n) || plan_node(s->plan, in)->gate == SLICE;
}

static bool absorber_reads_later(const schedule *s, ref product, ref in)
{
    const plan *p = s->plan;
    for (int u = p->user_start[product]; u < p->user_start[product + 1]; u++) {
        ref by = p->users[u];
        const node *n = plan_node(p, by);
        for (int k = 0; k < n->arity && rows_owns(&s->own, by); k++)
            if (n->in[k] == product && rows_absorbs(&s->own, n, k) && reads_later(s, by, in))
                return true;
    }
    return false;
}

/* Whether vector r is read by what this loop does not write. */
static bool is_needed_later(const schedule *s, ref r)
{
    const plan *p = s->plan;
    for (int i = p->reader_start[r]; i < p->reader_start[r + 1]; i++) {
        ref by = p->readers[i];
        const node *n = plan_node(p, by);
        for (int k = 0; k < n->arity && rows_owns(&s->own, by); k++) {
            ref in = n->in[k];
            if (p->values[in].source != r)
                continue;
            if ((!rows_absorbs(&s->own, n, k) && reads_later(s, by, in)) ||
                absorber_reads_later(s, by, in))
                return true;
        }
    }
    return false;
}

/* All that a loop of this length can compute: what is ready, and what that makes ready. */
static void compute_loop(schedule *s, int length)
{
    queue *ready = queues_of(s->plan, &s->by_length, length);
    ref *of = NULL;
    int count = 0, capacity = 0;
    s->loops++;
    while (ready->count) {
        int i = queue_take(ready);
        if (s->loop[i])
            continue;
        s->loop[i] = s->loops;
        of = arena_grow(s->plan->graph.arena, of, count, &capacity, sizeof *of);
        of[count++] = s->f->nodes[i];
        if (!rows_is_reduction(node_at(s, i)))
            tell_readers(s, i, true, false);
        ready = queues_of(s->plan, &s->by_length, length); /* the list may have moved */
    }
    for (int k = 0; k < count; k++) {
        int i = s->own.position[of[k]];
        if (!rows_is_reduction(node_at(s, i)) && !(s->f->treated[i] & KEPT) &&
            is_needed_later(s, of[k]))
            s->f->treated[i] |= OWN;
    }
    add_statement(s, LOOP, of, count, length);
    for (int k = 0; k < count; k++) {
        int i = s->own.position[of[k]];
        finish_gate(s, i);
        tell_readers(s, i, rows_is_reduction(node_at(s, i)), true);
    }
}

/* ---- the function ---- */

/* Puts what is ready at the start into its queue; gates that are known have been computed. */
static void start(schedule *s, const bool *known)
{
    const plan *p = s->plan;
    for (int i = 0; i < s->f->count; i++) {
        const node *n = node_at(s, i);
        if (known && known[s->f->nodes[i]])
            continue;
        for (int k = 0; k < n->arity; k++) {
            ref in = p->values[n->in[k]].source;
            s->waiting[i] += s->own.position[in] >= 0 && !(known && known[in]);
        }
        if (s->waiting[i] == 0)
            put_ready(s, i);
    }
}

static void run(schedule *s)
{
    while (s->left > 0) {
        while (s->scalars.count)
            compute_scalar(s, queue_take(&s->scalars));
        int next = -1;
        while (next < 0 && s->rest.count) {
            next = queue_take(&s->rest);
            next = s->done[next] ? -1 : next;
        }
        if (next >= 0 && rows_is_move(node_at(s, next))) {
            compute_move(s, next);
        } else if (next >= 0) {
            compute_loop(s, rows_loop_length(s->plan, node_at(s, next)));
        } else if (s->left > 0) {
            fprintf(stderr, "bpgen: internal: the row gates of a level form a circle\n");
            abort();
        }
    }
}

static schedule new_schedule(plan *p, const int *position, rows_function *f)
{
    arena *a = p->graph.arena;
    const size_t count = (size_t)f->count;
    f->treated = arena_alloc(a, count);
    return (schedule){ .plan = p,
                       .own = { p, position },
                       .f = f,
                       .left = f->count,
                       .waiting = arena_alloc(a, count * sizeof(int)),
                       .loop = arena_alloc(a, count * sizeof(int)),
                       .text = arena_alloc(a, count * sizeof(extent)),
                       .done = arena_alloc(a, count * sizeof(bool)) };
}

void plan_schedule_rows(plan *p, program of, const int *position, rows_function *f)
{
    schedule s = new_schedule(p, position, f);
    for (int i = 0; i < f->count; i++)
        f->treated[i] = p->values[f->nodes[i]].stored[of]      ? KEPT
                        : rows_are_windows(p, of, f->nodes[i]) ? ABSORBED
                                                               : 0;
    start(&s, NULL);
    run(&s);
    rows_list_arguments(&s.own, f);
}

void plan_schedule_scalars(plan *p, const int *position, const bool *known, rows_function *f)
{
    schedule s = new_schedule(p, position, f);
    start(&s, known);
    while (s.scalars.count)
        compute_scalar(&s, queue_take(&s.scalars));
}
