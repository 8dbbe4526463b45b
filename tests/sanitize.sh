#!/bin/sh
# sanitize.sh - the command itself under sanitizers: built with ASan and UBSan, each object of its
# arenas exactly what malloc gave, it writes the C of every spec, of wrong ones and of random ones,
# and no sanitizer says a word. First, that they do see mistakes.
#
#   tests/sanitize.sh [BPGEN [COUNT]]     BPGEN is not used: make SANITIZE=1 builds its own;
#                                         COUNT: random specs of fuzz.lua, 30, with LONG=1 1000
cd "$(dirname "$0")/.." || exit 2
count=${2:-$([ -n "${LONG:-}" ] && echo 1000 || echo 30)}
bpgen=build/sanitize/bpgen
mistakes=build/sanitize/tests/sanitize/mistakes
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
passed=0 failed=0

good() { passed=$((passed + 1)); }
bad() { # NAME: what was said is in $scratch/log
    failed=$((failed + 1))
    echo "FAIL $1" | sed "s|$scratch/||g"
    grep -E 'ERROR: |runtime error: |^ *#[0-9]+ .*(generator|runtime)/' "$scratch/log" |
        sed 's/on address.*//; s/0x[0-9a-f]* //; s/^/    /; 8q'
    [ "$status" -eq 99 ] || sed 's/^/    /; 4q' "$scratch/log"
}

# An exit code that nothing else has.
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1 LSAN_OPTIONS=exitcode=99

# ends CODE COMMAND...: with this code
ends() {
    code=$1
    shift
    "$@" > "$scratch/log" 2>&1 < /dev/null
    status=$?
    if [ $status -eq "$code" ]; then good; else bad "exit $status, not $code: $*"; fi
}

make -s SANITIZE=1 $bpgen $mistakes > "$scratch/log" 2>&1 || {
    status=1
    bad 'make SANITIZE=1'
    echo "$passed passed, $failed failed"
    exit 1
}

# ---- what they see ----
ends 0 $mistakes none
for mistake in behind before ended overflow; do
    ends 99 $mistakes $mistake
done

# ---- what they do not see in the command ----
writes() { # OPTIONS... SPEC: the C and its header
    ends 0 $bpgen -o "$scratch/net.c" -H "$scratch/net.h" "$@"
}
for spec in specs/*.lua examples/*/*.lua tests/specs/*.lua tests/numerics/specs/*.lua; do
    writes "$spec"
    writes --real double --unroll 0 "$spec"
done
for which in 2 3 4 5 6 7 8 9 10 11 12 13 14; do
    writes -D which=$which tests/specs/optimizer.lua
done
for out in 1 8 16 33 100 1000; do
    writes -D batch=1 -D out=$out tests/specs/width.lua
done
writes -D optimizer=adam -D l2=0.1 tests/numerics/specs/one_sample.lua
for seed in $(seq "$count"); do
    lua5.4 tests/fuzz.lua "$seed" > "$scratch/seed_$seed.lua"
    writes "$scratch/seed_$seed.lua"
    writes -D batch=1 "$scratch/seed_$seed.lua"
done
if [ -z "${SANITIZED:-}" ]; then # `make test` runs them with this command anyway
    for suite in wrong wrong_input templates; do
        ends 0 tests/$suite.sh $bpgen
    done
fi
for spec in specs/two_heads.lua specs/forces.lua tests/specs/gates.lua tests/specs/moves.lua; do
    ends 0 $bpgen explain -v --seed 1 $spec
    ends 0 $bpgen explain --tex $spec
    ends 0 $bpgen explain --html --seed 1 $spec
    ends 0 $bpgen graph --depth 1 $spec
done
ends 0 $bpgen --help
ends 2 $bpgen --unroll x -D y specs/xor.lua

# ---- nor in the runtime ----
for spec in two_heads forces; do
    ends 0 $bpgen check -q --cflags -O0 specs/$spec.lua
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
