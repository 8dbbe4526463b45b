#!/bin/sh
# fuzz.sh - random specs of fuzz.lua: compiled without a word (tools/strict) and held to the runtime
# (bpgen check, clang and gcc by turns), to what calls promise (numerics/contract.c, with the other
# compiler), and to one hash (numerics/bits.c) from builds that have little in common.
#
#   tests/fuzz.sh [BPGEN [SEED [COUNT]]]    BPGEN: ./bpgen; SEED: 1; COUNT: 15, with LONG=1 400
here=$(cd "$(dirname "$0")" && pwd)
# One seed, in a process of its own: fuzz.sh --one BPGEN SCRATCH SEED
one() {
    bpgen=$1 scratch=$2 seed=$3 spec=$scratch/$3.lua
    gcc="gcc -std=gnu11 -O2 -march=native -ffp-contract=fast"
    clang="clang -std=c11 -O0 -mfma -mavx2 -DBPGEN_LANES=4"
    case $((seed % 2)) in # the same build for the contract and for its bits
    0) checked=clang contract=$gcc ;;
    1) checked=gcc contract=$clang ;;
    esac
    flags="-O1 -march=native"
    lua5.4 "$here/fuzz.lua" "$seed" > "$spec"
    if timeout 600 "$bpgen" check -q --cc "$here/tools/strict $checked" --cflags "$flags" \
                   --seed "$seed" "$spec" > "$scratch/$seed.log" 2>&1; then
        echo "1 passed, 0 failed"
    else
        echo "FAIL seed $seed (exit $?): lua5.4 tests/fuzz.lua $seed > net.lua;" \
             "bpgen check --cc 'tests/tools/strict $checked' --cflags '$flags' --seed $seed net.lua"
        grep -v ' ok$' "$scratch/$seed.log" | sed -n 's/^/    /; 1,6p'
        echo "0 passed, 1 failed"
    fi
    "$here/numerics/job.sh" "$bpgen" "$scratch" "seed $seed | contract | $contract | | $spec"
    for cc in "$gcc" "$clang"; do
        "$here/numerics/job.sh" "$bpgen" "$scratch" "seed $seed | bits | $cc | | $spec"
    done > "$scratch/$seed.bits"
    grep -v '^bits ' "$scratch/$seed.bits"
    [ "$(grep '^bits ' "$scratch/$seed.bits" | sort -u | wc -l)" = 1 ] ||
        printf 'FAIL seed %s: gcc and clang compute other bits\n0 passed, 1 failed\n' "$seed"
}
if [ "$1" = --one ]; then
    one "$2" "$3" "$4"
    exit 0
fi

bpgen=$(realpath "${1:-./bpgen}")
seed=${2:-1}
count=${3:-$([ -n "$LONG" ] && echo 400 || echo 15)}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
once=$here/../build/tests/once
[ -x "$once" ] || once=
for file in net reference contract bits; do
    $once gcc -std=gnu11 -O1 -c "$here/numerics/$file.c" -o "$scratch/$file.o" || exit 2
done
seq "$seed" $((seed + count - 1)) |
    xargs -n 1 -P "$(nproc)" "$here/fuzz.sh" --one "$bpgen" "$scratch" > "$scratch/out"
grep -v ' passed, [0-9]* failed$' "$scratch/out"
awk '/ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
     END { print passed + 0 " passed, " failed + 0 " failed"
           exit failed > 0 || passed == 0 }' "$scratch/out"
