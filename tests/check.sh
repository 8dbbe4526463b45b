#!/bin/sh
# check.sh - `bpgen check` of every sample spec: values, gradients and a step against the runtime,
# in float and double, compiled by clang and by gcc; and that check does see what is wrong.
#
#   tests/check.sh [BPGEN]      LONG=1: the large networks in every combination, more points
bpgen=$(realpath "${1:-./bpgen}")
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

checks() { # SPEC OPTIONS...
    if "$bpgen" check -q "$@" > "$scratch/log" 2>&1 && [ ! -s "$scratch/log" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL bpgen check $*"
        sed 's/^/    /; 5q' "$scratch/log"
    fi
}

for spec in specs/*.lua examples/*/*.lua tests/specs/*.lua; do
    case $spec in
    tests/specs/wide.lua) set -- -D n=70 ;; # 4096 in the long form
    *) set -- ;;
    esac
    for cc in clang gcc; do
        case $cc in # gcc's best is slow to compile, and changes no bit
        clang) flags='-O3 -march=native' ;;
        gcc) flags='-O1 -march=native' ;;
        esac
        [ -z "${LONG:-}" ] || flags='-O3 -march=native'
        for real in float double; do
            case $spec,$real in
            */mnist.lua,double | */mnist/wide.lua,double) [ -n "${LONG:-}" ] || continue ;;
            */mnist.lua,* | */mnist/wide.lua,*) set -- --samples 2 ;;
            esac
            [ -z "${LONG:-}" ] || set -- --samples 10
            checks --cc $cc --cflags "$flags" --real $real "$@" "$spec"
        done
    done
done
for out in 2 15 16 17 31 33 100; do
    checks --cflags '-O1 -march=native' -D out=$out tests/specs/width.lua
    checks --cflags '-O1 -DBPGEN_LANES=1' -D out=$out --unroll 0 tests/specs/width.lua
done
for which in 2 3 4 5 6 7 8 9 10 11 12 13 14; do
    checks --cflags '-O1 -march=native' -D which=$which tests/specs/optimizer.lua
done

# ---- a network that is wrong fails, by name ----

# planted NAME TEMPLATE OLD NEW: in a copy of the templates OLD is NEW; check says so of NAME
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
    "$bpgen" check -T "$scratch/templates" --samples 2 specs/iris.lua > "$scratch/log" 2>&1
    if [ $? -eq 1 ] && grep -q "check failed: $1" "$scratch/log"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL planted in $2, '$3' for '$4': $1 is not reported wrong"
        tail -n 4 "$scratch/log" | sed 's/^/    /'
    fi
}
planted J common/helpers.in 'return sum / (@real)n' 'return sum / (@real)(n + 1)'
planted 'dw1' common/body.in '1 / (@real)n' '1 / (@real)(n + 1)'
planted 'db2' common/elementwise_update.in 'sum_j += ' 'sum_j -= '
planted 'y' batch/product.in 'vec_splat(x\[' 'vec_splat(-x['

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
