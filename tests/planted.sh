#!/bin/sh
# planted.sh - wrong edits to the generator, its templates and the runtime, each of which the tests
# must catch: tests that cannot fail prove nothing.
#
#   tests/planted.sh [BPGEN]      BPGEN is not used, but for its folder; LONG=1: every edit, not 5;
#                                 FROM=N: those from number N on
#
# Which five are made depends on the commit, so that all are made in time, and the same again for
# the same commit. Whether the others still apply is seen in any case.
#
# A line of the list below: the file, the sed command that breaks it, and who must notice: `check`
# (bpgen check on sample specs), `mathematics`, `explain`, `graph` (those suites, over text alone),
# `suite NAME` (that suite, whole) or the jobs of numerics.sh of that name. An
# edit is made in a copy of the tree, which is built. One that does not apply any more, or does not
# build, fails as well.
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

list() {
    cat <<'END'
generator/spec/formulas.lua | s|return max(x, 0) end|return where(ge(x, 0), x, 0) end| | relu float
generator/spec/formulas.lua | s|0.5 \* (w \* w)|w * w| | l2
templates/common/body.in | s|1 / (@real)n|1| | contract xor
generator/graph/gates.c | s|"where(a, d, 0)", "where(a, 0, d)"|"where(a, 0, d)", "where(a, d, 0)"| | leaky_relu float
templates/common/body.in | s/if (n < 1 || n > @BATCH)/if (n > @BATCH)/ | contract xor
generator/graph/gates.c | s|"d\*(1 - y\*y)"|"d*(1 - y)"| | tanh float
generator/graph/gates.c | s|"d\*(y + 1)"|"d*y"| | elu float
generator/graph/gates.c | s|"0.5\*d/y"|"d/y"| | second gates
generator/graph/gates.c | s|1.1283791670955126|1.1283791| | gelu double
generator/graph/gates.c | s|"d/(1 + a)"|"d/a"| | second gates
generator/graph/gates.c | s|"-(d\*y/b)"|"d*y/b"| | softsign float
generator/graph/gates.c | s|"y\*(d - sum(d\*y))"|"y*d"| | softmax float
generator/graph/gates.c | s|"matmul_t(d, b)", "outer(a, d)"|"matmul_t(d, b)", "outer(a, 2*d)"| | check
generator/graph/gates.c | s|"matmul(d, b)", "outer(d, a)"|"matmul(d, b)", "outer(d, a*a)"| | differences forces
generator/graph/gates.c | s|where(gt(a, 0), 1, where(lt(a, 0), -1, 0))|where(lt(a, 0), -1, 1)| | absolute_error float
generator/graph/gates.c | s|"where(gt(y, b), 0, d)"|"where(gt(y, b), 0, 2*d)"| | quantile float
templates/batch/gradient_tiles.in | s|first < done ? done : first|first| | contract wide
templates/batch/gradient_tiles.in | s|penalty\$(k)(w_j, total|penalty$(k)(sum_j, total| | l2
templates/batch/product_tiles.in | s|k = whole; k < terms|k = terms - @LANES; k < terms| | contract wide
templates/batch/multiply_tiles.in | s|@vec_splat(x\[k\]), @vec_load_some(w + at|@vec_splat(x[0]), @vec_load_some(w + at| | contract wide
templates/batch/multiply_tiles.in | s|@vec_store(z + first, sum)|@vec_store(z + done, sum)| | contract one output
templates/common/helpers.in | s|to + r\*to_stride|to + r*from_stride| | contract wide, copied
templates/batch/outer_tiles.in | s|sum\[at\] = add ? .*;|sum[at] = @vec_splat(0);| | shared layers 51
templates/batch/outer_tiles.in | s|d += 2, sums += |d += 2, sums += 0 * | | shared layers 51
templates/one/transposed_rows.in | s|part\[q\] += part\[q + half / @LANES\]|part[q] += part[q]| | differences one sample
templates/one/gradient_product.in | s|vec_load_some(%s + at, size - j)|vec_load(%s + at)| | contract one sample, sanitized
templates/batch/product_tiles.in | s|+ c), row, c);|+ c), row, j);| | contract wide
templates/common/threads.in | s|(panels\*i + threads - 1)|(panels*i)| | threads.lua
templates/common/threads.in | s|@real own\[count\]; (void)(shared)|@real *const own = (shared)| | races threads.lua
generator/plan/finishes.c | s|!follows\[r\] \&\& !read\[r\]|!follows[r]| | contract forces
generator/plan/memory.c | s|s->end\[k\] = l->of\[k\].last|s->end[k] = l->of[k].first| | check
generator/graph/simplify.c | s|{ n->in\[i\], inner->in\[k\] }|{ n->in[i], n->in[i] }| | contract xor
generator/graph/rewrites.h | /"log(softmax(a))"/d | saturated by_log_of_softmax
generator/graph/rewrites.h | /"log(1 - sigmoid(a))"/d | saturated by_logs_of_sigmoid
generator/graph/rewrites.h | s|"where(a, where(a, b, c), d)", "where(a, b, d)"|"where(a, where(a, b, c), d)", "where(a, c, d)"| | check
generator/graph/rewrites.h | s|"k\*(-a)", "(-k)\*a"|"k*(-a)", "k*a"| | second
generator/spec/formulas.lua | s|le(a, d), 0.5 \* (a \* a)|le(a, 1), 0.5 * (a * a)| | huber_half float
generator/spec/formulas.lua | s|max(q \* e, (q - 1) \* e)|max(q * e, (1 - q) * e)| | quantile_quarter float
generator/spec/formulas.lua | s|sum(max(0, 1 - t \* y))|sum(max(0, 1 + t * y))| | hinge float
generator/spec/formulas.lua | s|1.6732632423543772848|1.67326| | selu float
generator/spec/formulas.lua | s|(max(min(x, 3), -3) + 3) / 6|(max(min(x, 2.5), -2.5) + 2.5) / 5| | hardsigmoid float
generator/spec/formulas.lua | s|o.momentum \* v.m + g$|o.momentum * v.m - g| | momentum
generator/spec/formulas.lua | s|nesterov and g + o.momentum \* m or m|nesterov and m or m| | nesterov
generator/spec/formulas.lua | s|unbiased = sqrt(v.correction2)|unbiased = sqrt(v.correction1)| | adam
generator/graph/derive.c | s|simplify_gate(g, LT, 2, least, 0), simplify_constant(g, 0), r|simplify_gate(g, GE, 2, least, 0), r, simplify_constant(g, 0)| | momentum
generator/spec/formulas.lua | s|g / (sqrt(square_mean) + o.epsilon)|g / sqrt(square_mean + o.epsilon)| | rmsprop
generator/spec/formulas.lua | s|v.w \* (1 - v.rate \* o.weight_decay)|v.w * (1 - o.weight_decay)| | adamw
generator/spec/formulas.lua | s|v.J / v.norm2|2 * v.J / v.norm2| | polyak
generator/spec/formulas.lua | s|beta \* old + (1 - beta) \* new|beta * old + new| | adam
generator/spec/formulas.lua | s|function penalty_l1(w) return abs(w) end|function penalty_l1(w) return w end| | l1
generator/emit/statements.c | s|memset(&g->%s, 0|memset(\&g->%s, 1| | frozen, sgd
templates/batch/panels.in | s|w\[c\*terms + k\]|w[c*terms]| | check
templates/common/elementwise_update.in | s|    sum_j += \$(d);|    sum_j = $(d);| | contract xor
templates/common/nests.in | s|sum\[r\*columns + c\] += @vec_load_some(to|sum[r*columns + c] = @vec_load_some(to| | check
templates/common/nests.in | s|of.width > @LANES \&\& !of.adds|of.width > @LANES| | check
templates/common/nests.in | s|most = @vec_select(more, next, most)|most = @vec_select(more, most, next)| | check
generator/emit/tiles.c | s|= whole ? (int)step : 0|= whole ? 0 : (int)step| | check
generator/plan/tiling.c | s|n->first\[role\] += n->stride|n->first[role] -= n->stride| | check
generator/emit/addresses.c | s|: w->first\[source\];|: 0;| | check
generator/emit/initial.c | s|"%s \* @next_uniform|"%s * 0.9f * @next_uniform| | initialisers
generator/emit/initial.c | s|return sqrt(6 / (in + out))|return sqrt(6 / in)| | initialisers
generator/graph/rewrites.h | s|"where(a, b + d, c)" }|"where(a, b + d, c + d)" }| | huber float
generator/emit/formulas.c | s|return level < place|return level > place| | mathematics
generator/emit/formulas.c | s|n->gate == MATMUL_T ? "'"|n->gate == MATMUL ? "'"| | mathematics
generator/emit/formulas.c | s|(n->gate == ADD) == minus|minus| | mathematics
generator/emit/mathematics.c | s|\*coefficient \*= |*coefficient += | | mathematics
generator/plan/symbols.c | s|"%s_next"|"%s"| | mathematics
generator/plan/numbers.c | s|end\[r\] ? EQUATION_OUTPUT : EQUATION_VALUE|EQUATION_VALUE| | mathematics
generator/emit/constants.c | s|for (int i = 0; i < of->size \&\& !s->is_double; i++)|for (int i = 1; i < of->size \&\& !s->is_double; i++)| | check
generator/graph/jacobian.c | s|wide.stride\[0\]\[NEST_Y\] = n->cols|wide.stride[0][NEST_Y] = n->cols - 1| | suite layers
generator/graph/jacobian.c | s|(axis){ k, cols, 1 }, (axis){ cols, 1, 0 }|(axis){ k, cols, 0 }, (axis){ cols, 1, 0 }| | suite layers
generator/graph/tangent.c | s|in\[input\] = simplify_to_shape|in[0] = simplify_to_shape| | suite layers
generator/explain/tell_products.c | s|expr_gate(a, STOP_GRADIENT, 1, &seed)|seed| | explain
runtime/gradient.c | s|\*to_v = t.plain_of_moved;|*to_v = u;| | suite layers
runtime/gradient.c | s|\*to_u = jet_upper(a, \&inner.values\[y\], inner.level)|*to_u = inner.values[y]| | suite layers
generator/weights/names.c | s|own\[last\] / filters \* in + own\[last - 1\]|own[last - 1]| | suite layers
generator/spec/convolutions.lua | s|channels // (d.groups or 1), d.filters // (d.groups or 1)$|d.filters // (d.groups or 1), channels // (d.groups or 1)| | suite layers
generator/emit/lookups.c | s|class_i >= 0 \&\& class_i < %d;|class_i < %d;| | suite layers
generator/emit/lookups.c | s|class_i >= 0 \&\& class_i < %d;|class_i >= 0 \&\& class_i <= %d;| | suite layers
generator/data/cells.c | s|is_class_number(value, f->end->classes)|is_class_number(value, f->end->classes + 1)| | suite layers
generator/command/train_statistics.c | s|all->count++;|all->count += 2;| | suite layers
generator/command/train_statistics.c | s|deviation > 0 \&\& isfinite(deviation)|isfinite(deviation)| | suite layers
generator/graph/gates.c | s|"mean_n(d)"|"d"| | check
generator/graph/derive.c | s|simplify_constant(g, p->momentum)|simplify_constant(g, 1)| | check
generator/graph/derive.c | s|gate_of(g, SUB, each, inverse_n)|each| | suite layers
generator/plan/levels.c | s|n->gate == MEAN_N|false| | check
templates/common/dropout.in | s|counter \* UINT32_C|0 * counter * UINT32_C| | suite layers
templates/common/dropout.in | s|draw < below ? 0 : scale|draw < below ? 0 : 1| | suite layers
templates/plain/arguments.lua | s|"@dropout_key(counter, r)"|"@dropout_key(counter, 0)"| | suite layers
templates/common/body.in | s|net.step.counter and "    const uint32_t counter = ++o|net.step.counter and "    const uint32_t counter = o| | suite layers
templates/common/nests.in | s|x + a\*row + b\*column + j, left|x + a*row + j, left| | check
templates/common/lookups.in | s/if (ids\[i\] < 0 || ids/if (ids/ | suite layers
templates/common/lookups.in | s|+ @vec_load_some(from + j, left)|* 0 + @vec_load_some(from + j, left)| | check
templates/batch/rows_update.in | s|@vec_splat(0), left|sum_j, left| | check
generator/plan/gradients.c | s|return next->gate == VARIABLE|return next->gate != VARIABLE| | suite layers
generator/emit/plain_weights.c | s|class_i\*%d + j\] += %s|class_i*%d + j] = %s| | contract embedding
generator/plan/lower.c | s|source->gate == PARAMETER;|source->gate == GATES;| | check
generator/graph/fold.c | s|case EXPM1: return expm1(a)|case EXPM1: return exp(a)| | check
runtime/jet.c | s|case TANH: t = binary(a, MUL, y, y)|case TANH: t = binary(a, ADD, y, y)| | check
runtime/jet.c | s|case SIGMOID: t = jet_sub(a, \&one, y); return binary(a, MUL, y, \&t)|case SIGMOID: t = jet_sub(a, \&one, y); return t| | check
templates/small/product.in | s|= w\[j\*\$(terms) + k\]|= w[j*$(terms)]| | check
templates/small/gradient.in | s|sum\[q\] = @vec_fma(|sum[0] = @vec_fma(| | check
templates/small/product_one.in | s|+ %d, " .. terms|+ %d, " .. 1| | check
templates/small/gradient_one.in | s|i\*\$(width) + j|i + j| | check
generator/explain/tell_shares.c | s|expr_pad(a, d, n->index, to->cols)|expr_pad(a, d, 0, to->cols)| | explain
generator/explain/elements.c | s|element(x, e->in\[1\], col, k, 0)|element(x, e->in[1], k, col, 0)| | explain
generator/base/likeness.c | s/like_number_of(l, c, i) - like_number_of(l, b, i) ==/like_number_of(l, c, i) >= like_number_of(l, b, i) ||/ | explain
generator/explain/tell_ends.c | s|coefficient \*= t->graph|coefficient += t->graph| | explain
generator/explain/shapes.c | s|add_shape(t, a->cols, a->rows)|add_shape(t, a->rows, a->cols)| | explain
generator/explain/sketch.c | s|y - 1 + 2 \* own|y + 1 - 2 * own| | explain
generator/explain/identities.c | s|t->steps\[steps\[count\]\].end_rewrite|t->steps[steps[count]].first_rewrite| | explain
generator/explain/circuit.c | s|b->first_input\[t->steps\[at\].gate\] + t->steps\[at\].input|b->first_input[t->steps[at].gate]| | graph
generator/explain/circuit.c | s|b->layer\[r\] = b->layer\[n->in\[i\]\]|b->layer[r] = i| | graph
generator/explain/dot.c | s|numbers_text(t->arena, n->of\[w->gradient\]|numbers_text(t->arena, n->of[w->value]| | graph
generator/emit/kernels.c | s|most = parts > most ? parts : most|most = parts < most ? parts : most| | softmax float
generator/data/arrays.c | s|index\[k\] \* stride|index[k]| | suite data
generator/data/gather.c | s|k + BLOCK <= count; k += BLOCK|k + BLOCK <= count; k += 2 * BLOCK| | suite data
generator/command/train_epochs.c | s|row->validation.J < now->best|row->validation.J > now->best| | suite train
generator/command/train_epochs.c | /session_set_rate(s, row.rate)/d | suite train
generator/command/checkpoint.c | /memcpy(e->o, o, e->optimizer_size)/d | suite train_bits
generator/command/train_bar.c | s|columns - 1 : 0|USUAL : 0| | suite train_bar
generator/weights/names.c | s|place \* shape\[k\] + index\[k\]|place * shape[k]| | suite weights
generator/weights/safetensors.c | s|e->end > size|e->end > size + 1| | suite weights_wrong
generator/command/report.c | s|r->sizes.workspace|r->sizes.optimizer| | suite report
generator/command/report.c | s|? r->sizes.parameters|? r->sizes.workspace| | suite report
templates/common/selftest.in | s|return number;|return 0;| | suite selftest
templates/common/selftest.in | s|difference <= bound|difference <= bound + 1| | suite selftest
generator/data/columns.c | s|(int)end_width(&s->targets\[i\])|2 * (int)end_width(\&s->targets[i])| | suite data
generator/data/columns.c | s|as_classes = out.count == w.compact|as_classes = out.count == w.targets| | suite data
generator/data/columns.c | s|take_columns(in, 0, w->inputs - 1|take_columns(in, c->count - w->inputs, c->count - 1| | suite data
generator/data/cells.c | s|!f->is_known)$|f->is_known)| | suite data
generator/graph/network.h | s|value == floor(value);|value == value;| | suite data
generator/data/csv.c | s|c->line++|c->line += 2| | suite data
generator/data/idx.c | s|(size_t)b\[2\] << 8|(size_t)b[2] << 4| | suite data
generator/data/number.c | s|d->exponent -= is_fraction|d->exponent -= 1| | suite data
generator/data/inflate.c | s|inflateReset(\&u->stream);|break;| | suite data
generator/weights/names.c | s|size < other_size ? -1 : 1|1| | suite weights
generator/weights/match.c | s|has_word ? name_fits(t->name, q, &n)|has_word ? true| | suite layers
generator/weights/match.c | s|has_two == (pass == BY_TWO_WORDS)|has_two == (pass == BY_ONE_WORD)| | suite layers
generator/weights/npy.c | s|now = 2;|now = 1;| | suite weights
generator/weights/tensors.c | s|ldexp(fraction, -24)|ldexp(fraction, -25)| | suite weights_wrong
generator/weights/write.c | s|parameter_place(q, turned, i, false)|i| | suite weights
generator/weights/safetensors.c | s|if (e->first < at)|if (e->end < at)| | suite weights_wrong
templates/plain/body.in | s|header_$(net.fingerprint) = 0|header_ = 0| | suite fits
generator/emit/fingerprint.c | s|(hash ^ (unsigned char)\*c)|(hash ^ 1)| | suite fits
generator/plan/positions.c | s/here - plan_position(p, a) == next - here/next > here/ | suite loops
generator/plan/weights_alike.c | s/of->stride == other->stride \&\& of->padded == other->padded/of \&\& other/ | suite loops
generator/plan/chains.c | s/before->last < here->first/before->first < here->first/ | suite loops
generator/emit/stacks.c | s/rounds_index(s->plan->graph.arena, \&r, 0, (int)step)/rounds_index(s->plan->graph.arena, \&r, (int)step, (int)step)/ | suite loops
generator/emit/calls.c | s/const operand \*first = step < 0 ? last : o;/const operand *first = o;/ | suite loops
generator/emit/plain_copies.c | s/p->plain.copies\[later\].slot - of->slot/0 * later/ | suite loops
generator/emit/opening.c | s/from + kept + 1, from + all,/from + kept + 2, from + all,/ | mathematics
templates/batch/product_tiles.in | s|{ "@LONG_STRIP", "@SHORT_STRIP", 4, 2, 1 }|{ "@LONG_STRIP", 4, 2, 1 }| | check
templates/batch/gradient_tiles.in | s|vec_load(sums + (size_t)(r\*columns + c)|vec_load(sums + (size_t)(r*columns)| | check
templates/common/dispatch.in | s|{ return \$(one.asks); }|{ return !(\$(one.asks)); }| | suite dispatch
END
}

# Whether the tests notice: exit 0 if a check failed.
noticed() {
    bpgen=$1/bpgen who=$2
    if [ "$who" = check ]; then
        for s in specs/xor.lua specs/two_heads.lua specs/two_layer_tanh.lua \
                 "-D form=kinks tests/numerics/specs/second.lua" tests/specs/numbers.lua \
                 tests/specs/one_small.lua tests/specs/constants.lua \
                 tests/specs/contractions.lua tests/specs/parameters.lua tests/specs/pools.lua \
                 tests/specs/batch_norm.lua tests/specs/distinct.lua \
                 "-D steps=4 specs/gru.lua"; do
            # shellcheck disable=SC2086
            (cd "$1" && ./bpgen check -q --cc "build/tests/once clang" \
                --cflags "-O1 -march=native" $s) > "$1/log" 2>&1
            [ $? -eq 1 ] && grep -q -e 'check failed' -e 'of numbers is' "$1/log" && return 0
        done
        return 1
    fi
    case $who in mathematics | explain | graph)
        FIRST=1 LONG='' TEXT=1 "$1/tests/$who.sh" "$bpgen" 1 0 > "$1/log" 2>&1
        [ $? -eq 1 ] && grep -q ' [1-9][0-9]* failed' "$1/log"
        return
        ;;
    suite\ *)
        FIRST=1 LONG='' timeout 300 "$1/tests/${who#suite }.sh" "$bpgen" > "$1/log" 2>&1
        [ $? -eq 1 ] && grep -q '[1-9][0-9]* failed' "$1/log"
        return ;;
    esac
    ONLY="^$who" LONG='' "$1/tests/numerics.sh" "$bpgen" > "$1/log" 2>&1
    [ $? -eq 1 ] && grep -q '[1-9][0-9]* failed$' "$1/log" && ! grep -q 'FAIL.*bpgen ' "$1/log"
}

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
mkdir -p "$scratch/build/tests"
for part in Makefile packaging generator templates runtime specs docs examples tests build/ready build/embed \
    build/embedded.c build/embedded.o build/generator build/runtime build/bpgen.a build/tests/once
do
    [ ! -e "$root/$part" ] || cp -a "$root/$part" "$scratch/$part"
done
passed=0 failed=0
fail() {
    failed=$((failed + 1))
    echo "FAIL $1: $2"
}

make -s -C "$scratch" bpgen > "$scratch/log" 2>&1 || fail "unchanged" "does not build"
list > "$scratch/list"
count=$(wc -l < "$scratch/list")
from=${FROM:-$(($("$here/tools/turn" $(((count + 4) / 5))) * 5 + 1))}
to=$((from + 4))
[ -z "${LONG:-}" ] || from=1 to=$count
echo "NOTE edits $from to $to of $count are made (FROM=$from)"
number=0
while IFS= read -r line; do
    number=$((number + 1))
    file=${line%% |*} who=${line##*| } edit=${line#* | }
    edit=$(printf '%s\n' "${edit% |*}" | sed 's/ *|* *$//')
    case $edit in s\|*) edit="$edit|" ;; esac
    if [ ! -f "$scratch/$file" ]; then
        fail "$file: $edit" "there is no such file any more"
        continue
    fi
    cp -p "$scratch/$file" "$scratch/original"
    sed -i "$edit" "$scratch/$file" 2> "$scratch/log"
    if cmp -s "$scratch/original" "$scratch/$file"; then
        fail "$file: $edit" "changes nothing any more"
    elif [ $number -lt "$from" ] || [ $number -gt "$to" ]; then
        passed=$((passed + 1))
    elif ! make -s -C "$scratch" bpgen > "$scratch/log" 2>&1; then
        fail "$file: $edit" "does not build"
    elif noticed "$scratch" "$who" < /dev/null; then
        passed=$((passed + 1))
    else
        fail "$file: $edit" "unnoticed by $who"
    fi
    cp "$scratch/original" "$scratch/$file"
done < "$scratch/list"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
