#!/bin/sh
# text_hash.sh - one hash for each generated C file, to see what a change of the generator changes:
# of all sample specs and of random ones, float and double, with their headers.
#
#   tests/text_hash.sh [BPGEN [COUNT]] > before     COUNT: random specs of fuzz.lua, 400
#   ...
#   tests/text_hash.sh [BPGEN [COUNT]] | diff before -
#
# A tool for refactoring: what keeps the text has nothing to show here. Not one of the suites.
bpgen=$(realpath "${1:-./bpgen}")
count=${2:-400}
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# hash LABEL OPTIONS...: of the C and the header
hash() {
    label=$1
    shift
    "$bpgen" "$@" -o "$scratch/net.c" -H "$scratch/net.h" > "$scratch/log" 2>&1
    status=$?
    [ $status -eq 0 ] || mv "$scratch/log" "$scratch/net.c" # a message is a text, too
    echo "$(cat "$scratch"/net.? | sha256sum | cut -c 1-16) $status $label"
    rm "$scratch"/net.?
}

for real in float double; do
    for spec in specs/*.lua examples/*/*.lua tests/specs/*.lua tests/numerics/specs/*.lua; do
        hash "$real $spec" --real $real "$spec"
    done
    for which in 2 3 4 5 6 7 8 9 10 11 12 13 14; do
        hash "$real optimizer $which" --real $real -D which=$which tests/specs/optimizer.lua
    done
    for batch in 1 200; do
        for out in 1 2 5 8 15 16 17 31 32 33 64 65 100 500 1024; do
            for unroll in 0 1024; do
                hash "$real batch $batch, $out wide, --unroll $unroll" --real $real --unroll $unroll \
                    -D batch=$batch -D out=$out tests/specs/width.lua
            done
        done
    done
done
for seed in $(seq "$count"); do
    lua5.4 tests/fuzz.lua "$seed" > "$scratch/spec.lua"
    hash "seed $seed" "$scratch/spec.lua"
    hash "seed $seed, one sample" -D batch=1 "$scratch/spec.lua"
done
