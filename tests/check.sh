#!/bin/sh
# check.sh - `bpgen check` of every sample spec: values, gradients and a step against the runtime,
# in float and double, compiled by clang and by gcc without a word, needing nothing and keeping no
# state (tools/strict); and that all this does see what is wrong.
#
#   tests/check.sh [BPGEN [SPEC OPTIONS...]]    LONG=1: every combination, more points;
#                                               QUICK=1: a few specs
#
# In the short form a spec is compiled by clang in float and by gcc in double. gcc follows values at
# -Og as well as at -O1, in half the time; sizes.sh, fuzz.sh and numerics.sh have its warnings at -O1
# to -O3, generated.sh those for one lane. Samples of plain layers have their kernels in common with
# those of tests/specs, where clang does its best (-O3) of a third of them in turn. That unlike
# builds compute the same bits is for numerics.sh.
[ $# -gt 0 ] || set -- ./bpgen
bpgen=$(realpath "$1")
shift
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 2
strict=tests/tools/strict
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

checks() { # COMPILER FLAGS OPTIONS... SPEC
    cc=$1 flags=$2
    shift 2
    if "$bpgen" check -q --cc "$strict $cc" --cflags "$flags" "$@" > "$scratch/log" 2>&1 && [ ! -s "$scratch/log" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL bpgen check --cc '$strict $cc' --cflags '$flags' $*"
        sed 's/^/    /; 5q' "$scratch/log"
    fi
}

both() { # OPTIONS... SPEC
    checks clang '-O1 -march=native' "$@"
    checks gcc '-O1 -march=native' "$@"
}

tell() {
    echo "$passed passed, $failed failed"
    [ $failed -eq 0 ]
    exit
}

if [ $# -gt 0 ]; then
    both "$@"
    tell
fi
if [ -n "${QUICK:-}" ]; then
    for spec in specs/forces.lua specs/two_heads.lua tests/specs/activations.lua; do
        both "$spec"
    done
    checks clang '-O1 -march=native' -D batch=1 -D out=31 tests/specs/width.lua
    checks gcc '-O1 -DBPGEN_LANES=1' --real double tests/specs/frozen.lua
    tell
fi
turn=$(tests/tools/turn 3) number=0 # of tests/specs, a third of them in each run
for spec in specs/*.lua examples/*/*.lua tests/specs/*.lua; do
    set --
    [ -z "${LONG:-}" ] || set -- --samples 10
    case $spec in
    tests/specs/wide.lua) set -- -D n=70 "$@" ;; # 4096 is generated.sh's
    */mnist.lua | */mnist/wide.lua) [ -n "${LONG:-}" ] || set -- --samples 2 ;;
    esac
    case $spec in tests/*) level=-O1 number=$((number + 1)) ;; *) level=-O0 ;; esac
    [ $level = -O0 ] || [ $((number % 3)) -ne "$turn" ] || level=-O3
    if [ -n "${LONG:-}" ]; then
        for cc in clang gcc; do
            for real in float double; do
                checks "$cc" '-O3 -march=native' --real "$real" "$@" "$spec"
            done
        done
    else
        case $spec in */mnist.lua | */mnist/wide.lua) real=float ;; *) real=double ;; esac
        checks clang "$level -march=native" "$@" "$spec"
        checks gcc '-Og -march=native' --real "$real" "$@" "$spec"
    fi
done
variant() { # OPTIONS... SPEC: of one that is above
    checks gcc '-Og -march=native' "$@"
    [ -z "${LONG:-}" ] || checks clang '-O1 -march=native' "$@"
}
for out in 2 15 16 17 31 33 100; do
    variant -D out=$out tests/specs/width.lua
    checks gcc '-O1 -DBPGEN_LANES=1' -D out=$out --unroll 0 tests/specs/width.lua
done
variant -D batch=1 -D out=16 tests/specs/width.lua
variant -D out=33 --unroll 0 tests/specs/width.lua
variant -D out=33 --unroll 65536 tests/specs/width.lua
for which in 2 3 4 5 6 7 8 9 10 11 12 13 14; do # by clang in numerics.sh
    variant -D which=$which tests/specs/optimizer.lua
done

# ---- a network that is wrong fails, by name ----

# planted MESSAGE TEMPLATE OLD NEW: in a copy of the templates OLD is NEW; check says so
planted() {
    rm -rf "$scratch/templates"
    cp -r templates "$scratch/templates"
    file=$scratch/templates/$2
    sed "s|$3|$4|" "$file" > "$scratch/edited"
    if cmp -s "$file" "$scratch/edited"; then
        echo "FAIL planted in $2: '$3' is not there any more"
        failed=$((failed + 1))
        return
    fi
    cp "$scratch/edited" "$file"
    "$bpgen" check -T "$scratch/templates" --cc "$strict clang" --cflags -O1 --samples 2 \
        specs/iris.lua > "$scratch/log" 2>&1
    if [ $? -eq 1 ] && grep -q "$1" "$scratch/log"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL planted in $2, '$3' for '$4': check does not say '$1'"
        tail -n 4 "$scratch/log" | sed 's/^/    /'
    fi
}
planted 'check failed: J' common/mean_loss.in 'return sum / (@real)n' 'return sum / (@real)(n + 1)'
planted 'check failed: dw1' common/body.in '1 / (@real)n' '1 / (@real)(n + 1)'
planted 'check failed: db2' common/elementwise_update.in 'sum_j += ' 'sum_j -= '
planted 'check failed: y' small/product.in 'vec_splat(\$(x) + k' 'vec_splat(-\$(x) + k'

inverse='const @real inverse_n = '
planted "error: unused variable 'more'" common/body.in "$inverse" "int more; $inverse"
planted 'counted is state' common/body.in "$inverse" "static int counted; $inverse counted++ ? 2 : "
planted 'error: needs rand from outside' common/body.in "$inverse" \
    "extern int rand(void); $inverse rand() ? 2 : "
planted 'error: defines .*mean_loss' common/mean_loss.in '^static \(.*mean_loss\)' '\1'
tell
