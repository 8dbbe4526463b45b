/* test_graph.c - derivation does work that goes with the formula: twice the formula gives at most
 * twice the gates, the numbers in them, and the memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "graph/cone.h"
#include "graph/gradient.h"
#include "graph/moves.h"
#include "graph/simplify.h"

static ref gate_of(graph *g, gate kind, ref a, ref b)
{
    return simplify_gate(g, kind, gate_table[kind].arity, (const ref[]){ a, b }, 0);
}

static ref input(graph *g, int index, int cols)
{
    return simplify_leaf(g, &(node){ .gate = INPUT, .rows = 1, .cols = cols, .index = index });
}

/* ---- formulas of n links over an input x; each gives a scalar ---- */

typedef ref formula_of(graph *g, int n, ref *x);

static ref recurrence(graph *g, int n, ref *x) /* v = tanh(a v + b) */
{
    ref v = *x = input(g, 0, 4), a = input(g, 1, 4), b = input(g, 2, 4);
    for (int i = 0; i < n; i++)
        v = gate_of(g, TANH, gate_of(g, ADD, gate_of(g, MUL, a, v), b), 0);
    return gate_of(g, SUM, v, 0);
}

static ref used_twice(graph *g, int n, ref *x) /* v = v - (v v - 2)/(2 v) */
{
    ref v = *x = input(g, 0, 4), two = simplify_constant(g, 2);
    for (int i = 0; i < n; i++) {
        ref over = gate_of(g, SUB, gate_of(g, MUL, v, v), two);
        v = gate_of(g, SUB, v, gate_of(g, DIV, over, gate_of(g, MUL, two, v)));
    }
    return gate_of(g, SUM, v, 0);
}

static ref slices_of_one(graph *g, int n, ref *x) /* the sum of tanh(x_i x_0) */
{
    ref sum = simplify_constant(g, 0);
    *x = input(g, 0, n);
    for (int i = 0; i < n; i++)
        sum = gate_of(g, ADD, sum, gate_of(g, TANH, move_slice(g, *x, i, 1), 0));
    return sum;
}

static ref windows_of_one(graph *g, int n, ref *x) /* each element is in three of them */
{
    ref sum = simplify_constant(g, 0);
    *x = input(g, 0, 2 * n + 4);
    for (int i = 0; i < n; i++)
        sum = gate_of(g, ADD, sum, gate_of(g, TANH, move_slice(g, *x, 2 * i, 6), 0));
    return gate_of(g, SUM, sum, 0);
}

static ref sparse_slices(graph *g, int n, ref *x) /* every other element */
{
    ref sum = simplify_constant(g, 0);
    *x = input(g, 0, 2 * n);
    for (int i = 0; i < n; i++)
        sum = gate_of(g, ADD, sum, gate_of(g, TANH, move_slice(g, *x, 2 * i, 1), 0));
    return sum;
}

static ref state_in_parts(graph *g, int n, ref *x) /* v = concat(sin q, p q), p and q its halves */
{
    ref v = *x = input(g, 0, 8);
    for (int i = 0; i < n; i++) {
        ref p = move_slice(g, v, 0, 4), q = move_slice(g, v, 4, 4);
        ref parts[] = { gate_of(g, SIN, q, 0), gate_of(g, MUL, p, q) };
        v = simplify_gate(g, CONCAT, 2, parts, 0);
    }
    return gate_of(g, SUM, v, 0);
}

static ref gradients(graph *g, int n, ref *x) /* of n small scalars, added */
{
    ref sum = simplify_constant(g, 0);
    *x = input(g, 0, 4);
    for (int i = 0; i < n; i++) {
        ref scaled = gate_of(g, MUL, *x, simplify_constant(g, 2 + i / 1024.0)), d;
        ref e = gate_of(g, SUM, gate_of(g, TANH, scaled, 0), 0);
        derive_gradient(g, e, NULL, x, 1, &d);
        sum = gate_of(g, ADD, sum, gate_of(g, SUM, d, 0));
    }
    return sum;
}

/* ---- growth ---- */

typedef struct size {
    size_t gates, numbers; /* of the scalar and its gradient */
} size;

static size size_of(formula_of *formula, int n)
{
    arena *a = arena_new();
    graph g;
    ref x, dx;
    simplify_init(&g, a, false);
    ref e = formula(&g, n, &x);
    derive_gradient(&g, e, NULL, &x, 1, &dx);
    assert_true(dx >= 0);
    size s = { (size_t)g.count, 0 };
    for (int which = 0; which < 2; which++) {
        cone c = cone_open(&g, which ? dx : e, NULL, 0);
        for (int i = 0; i < c.count; i++)
            s.numbers += (size_t)g.nodes[c.nodes[i]].cols;
        cone_close(&g, &c);
    }
    arena_free(a);
    return s;
}

static void grows_with(void **state)
{
    formula_of *formula = *(formula_of **)*state;
    enum { N = 500 };
    size one = size_of(formula, N), two = size_of(formula, 2 * N);
    assert_in_range(two.gates, 0, 2 * one.gates + 100);
    assert_in_range(two.numbers, 0, 2 * one.numbers + 100);
}

/* ---- identities of moves ---- */

static void slices_are_found(void **state)
{
    (void)state;
    arena *a = arena_new();
    graph g;
    simplify_init(&g, a, false);
    ref x = input(&g, 0, 10), y = input(&g, 1, 5), parts[] = { x, y, x };
    ref all = simplify_gate(&g, CONCAT, 3, parts, 0);
    assert_int_equal(move_slice(&g, all, 0, 10), x);
    assert_int_equal(move_slice(&g, all, 10, 5), y);
    assert_int_equal(move_slice(&g, all, 17, 3), move_slice(&g, x, 2, 3));
    assert_int_equal(move_slice(&g, move_slice(&g, all, 11, 4), 1, 2), move_slice(&g, y, 2, 2));
    assert_int_equal(g.nodes[move_slice(&g, all, 8, 4)].in[0], all); /* of two parts */
    ref padded = move_pad(&g, y, 3, 20);
    assert_int_equal(move_slice(&g, padded, 4, 2), move_slice(&g, y, 1, 2));
    assert_true(graph_is_constant(&g, move_slice(&g, padded, 8, 12), 0));
    assert_int_equal(g.nodes[move_slice(&g, padded, 7, 2)].in[0], padded);
    ref halves[] = { move_slice(&g, x, 0, 4), move_slice(&g, x, 4, 6) };
    assert_int_equal(simplify_gate(&g, CONCAT, 2, halves, 0), x);
    arena_free(a);
}

/* clang-format off */
#define GROWS(formula) \
    { "the work of " #formula, grows_with, NULL, NULL, &(formula_of *){ formula } }
/* clang-format on */

int main(void)
{
    const struct CMUnitTest tests[] = {
        GROWS(recurrence),    GROWS(used_twice),
        GROWS(slices_of_one), GROWS(windows_of_one),
        GROWS(sparse_slices), GROWS(state_in_parts),
        GROWS(gradients),     cmocka_unit_test(slices_are_found),
    };
    return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
