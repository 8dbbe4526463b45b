/* gates.c - one row a gate: name, arity, shape rule, and the adjoint of each input.
 *
 * A derivative is a formula over the inputs a, b, c, the gate's own value y and its adjoint d
 * (d = dE/dy; the formula gives that input's share of dE/d.). Shapes mend themselves: where an
 * operand was a scalar that spread over a vector its share is summed, and the other way round.
 * The rules use gates alone, so that derivation can be applied to its own result. */
#include "graph/graph.h"

/* clang-format off */
const gate_row gate_table[GATES] = {
    [CONSTANT]      = { "constant", 0, SHAPE_LEAF, { 0 } },
    [INPUT]         = { "input", 0, SHAPE_LEAF, { 0 } },
    [TARGET]        = { "target", 0, SHAPE_LEAF, { 0 } },
    [PARAMETER]     = { "parameter", 0, SHAPE_LEAF, { 0 } },
    [ARRAY]         = { "array", 0, SHAPE_LEAF, { 0 } },
    [DROPOUT]       = { "dropout", 0, SHAPE_LEAF, { 0 } },
    [VARIABLE]      = { "variable", 0, SHAPE_LEAF, { 0 } },

    [ADD]           = { "add", 2, SHAPE_ELEMENTS, { "d", "d" } },
    [SUB]           = { "sub", 2, SHAPE_ELEMENTS, { "d", "-d" } },
    [MUL]           = { "mul", 2, SHAPE_ELEMENTS, { "d*b", "d*a" } },
    [DIV]           = { "div", 2, SHAPE_ELEMENTS, { "d/b", "-(d*y/b)" } },
    [POW]           = { "pow", 2, SHAPE_ELEMENTS,
        { "d*(b*where(b, a^(b - 1), 1))", "d*where(le(max(abs(a), -b), 0), 0, y*log(a))" } },
    [NEG]           = { "neg", 1, SHAPE_ELEMENTS, { "-d" } },
    /* y > b where a > b: y is kept anyway, a need not be */
    [MAX]           = { "max", 2, SHAPE_ELEMENTS, { "where(gt(y, b), d, 0)",
                                                    "where(gt(y, b), 0, d)" } },
    [MIN]           = { "min", 2, SHAPE_ELEMENTS, { "where(lt(y, b), d, 0)",
                                                    "where(lt(y, b), 0, d)" } },
    [ABS]           = { "abs", 1, SHAPE_ELEMENTS,
                        { "d*where(gt(a, 0), 1, where(lt(a, 0), -1, 0))" } },
    [EXP]           = { "exp", 1, SHAPE_ELEMENTS, { "d*y" } },
    [EXPM1]         = { "expm1", 1, SHAPE_ELEMENTS, { "d*(y + 1)" } },
    [LOG]           = { "log", 1, SHAPE_ELEMENTS, { "d/a" } },
    [LOG1P]         = { "log1p", 1, SHAPE_ELEMENTS, { "d/(1 + a)" } },
    [SQRT]          = { "sqrt", 1, SHAPE_ELEMENTS, { "0.5*d/y" } },
    [SIN]           = { "sin", 1, SHAPE_ELEMENTS, { "d*cos(a)" } },
    [COS]           = { "cos", 1, SHAPE_ELEMENTS, { "-(d*sin(a))" } },
    [TANH]          = { "tanh", 1, SHAPE_ELEMENTS, { "d*(1 - y*y)" } },
    [SIGMOID]       = { "sigmoid", 1, SHAPE_ELEMENTS, { "d*(y*(1 - y))" } },
    [SOFTPLUS]      = { "softplus", 1, SHAPE_ELEMENTS, { "d*sigmoid(a)" } },
    [ERF]           = { "erf", 1, SHAPE_ELEMENTS, { "d*(1.1283791670955126*exp(-(a*a)))" } },
    [LT]            = { "lt", 2, SHAPE_ELEMENTS, { 0 } },
    [LE]            = { "le", 2, SHAPE_ELEMENTS, { 0 } },
    [GT]            = { "gt", 2, SHAPE_ELEMENTS, { 0 } },
    [GE]            = { "ge", 2, SHAPE_ELEMENTS, { 0 } },
    [WHERE]         = { "where", 3, SHAPE_ELEMENTS, { 0, "where(a, d, 0)", "where(a, 0, d)" } },
    [STOP_GRADIENT] = { "stop_gradient", 1, SHAPE_SAME, { 0 } },
    [IDENTITY]      = { "identity", 1, SHAPE_SAME, { "d" } },

    [SUM]           = { "sum", 1, SHAPE_SCALAR, { "d" } },
    [LOGSUMEXP]     = { "logsumexp", 1, SHAPE_SCALAR, { "d*softmax(a)" } },
    [MAXIMUM]       = { "maximum", 1, SHAPE_SCALAR, { 0 } }, /* made after derivation: lower.c */
    [SOFTMAX]       = { "softmax", 1, SHAPE_SAME, { "y*(d - sum(d*y))" } },
    [SPREAD]        = { "spread", 1, SHAPE_OWN, { "d" } },
    /* the adjoints of these move elements about: gradient.c */
    [CONTRACT]      = { "contract", -1, SHAPE_OWN, { 0 } },
    [AMAX]          = { "amax", 1, SHAPE_OWN, { 0 } },
    [IS_AMAX]       = { "is_amax", 1, SHAPE_SAME, { 0 } },
    [GATHER]        = { "gather", 2, SHAPE_OWN, { 0 } },
    [SCATTER]       = { "scatter", 2, SHAPE_OWN, { 0 } },
    [MEAN_N]        = { "mean_n", 1, SHAPE_SAME, { "mean_n(d)" } },
    [LEARNING]      = { "learning", 2, SHAPE_ELEMENTS, { 0 } },
    [MASK]          = { "mask", 1, SHAPE_OWN, { 0 } },
    [CONCAT]        = { "concat", -1, SHAPE_OWN, { 0 } },
    [SLICE]         = { "slice", 1, SHAPE_OWN, { 0 } },
    [PAD]           = { "pad", 1, SHAPE_OWN, { 0 } },

    [MATMUL]        = { "matmul", 2, SHAPE_OWN, { "matmul_t(d, b)", "outer(a, d)" } },
    [MATMUL_T]      = { "matmul_t", 2, SHAPE_OWN, { "matmul(d, b)", "outer(d, a)" } },
    [OUTER]         = { "outer", 2, SHAPE_OWN, { 0 } },
    [GRAD]          = { "grad", 2, SHAPE_OWN, { 0 } },
    [VJP]           = { "vjp", 3, SHAPE_OWN, { 0 } },
    [JVP]           = { "jvp", 3, SHAPE_OWN, { 0 } },
    [JACOBIAN]      = { "jacobian", 2, SHAPE_OWN, { 0 } },
};
/* clang-format on */

const notation notations[NOTATIONS] = {
    { SLICE, "x[1..3] are elements 1 to 3 of x." },
    { CONTRACT, "contract(a, b; [y] += [a] [b]; i < 3, j < 4): zeros whose element [y] grows by "
                "element [a] of a times [b] of b, for all i and j; elements from 0, the last axis "
                "fastest; before [y] how many, where that does not follow." },
    { MEAN_N, "mean_n in a formula is the same for all samples, and of one alone the value; "
              "predict and forward read running statistics in its place, z_running for z." },
    { AMAX, "amax(a, n): the largest of each n elements of a; is_amax(a, n): 1 at the first such, "
            "else 0." },
};
