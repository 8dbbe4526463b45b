#!/bin/sh
# sizes.sh - networks of the sizes that people use (sizes.lua) compile without a word, whatever the
# compiler, the language, the width of vectors, with OpenMP and without.
#
#   tests/sizes.sh [BPGEN [SEED [COUNT]]]    BPGEN: ./bpgen; SEED: 1; COUNT: 60, with LONG=1 1000
#
# and those that failed once, which are read for every width of vectors.
#
# Most compilers only read the file, which shows what does not compile, what is not used and what is
# converted. What follows from the flow of values they tell when they optimize: that is done of some
# networks, with LONG=1 of all.
here=$(cd "$(dirname "$0")" && pwd)

# turn NUMBER WORD...: that word of the list, which goes round
turn() {
    at=$(($1 % ($# - 1) + 2))
    eval "echo \"\${$at}\""
}

# compiles COMPILER FLAGS...: without a word
compiles() {
    strict=$("$here/tools/strict" "$1")
    # shellcheck disable=SC2086 # words
    if "$@" $strict "$scratch/$seed.c" > "$scratch/$seed.log" 2>&1 && [ ! -s "$scratch/$seed.log" ]
    then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL lua5.4 tests/sizes.lua $seed > net.lua; bpgen net.lua > net.c; $* $strict net.c"
        sed -n 's/^/    /; 1,6p' "$scratch/$seed.log"
    fi
}

width() {
    turn $((seed + $1 + shift)) -march=x86-64-v4 -march=haswell -march=x86-64 -DBPGEN_LANES=1 \
        -DBPGEN_LANES=2
}
openmp() { turn $((seed / 2 + $1)) -fopenmp -fno-openmp; }

# One seed, in a process of its own: sizes.sh --one BPGEN SCRATCH SEED
one() {
    bpgen=$1 scratch=$2 seed=$3 passed=0 failed=0 shift=0
    lua5.4 "$here/sizes.lua" "$seed" > "$scratch/$seed.lua"
    if "$bpgen" -o "$scratch/$seed.c" "$scratch/$seed.lua" > "$scratch/$seed.log" 2>&1; then
        read_it
        optimize_it
        while [ "$seed" -gt 9000 ] && [ $((shift += 1)) -lt 5 ]; do
            read_it
        done
    else
        failed=1
        echo "FAIL lua5.4 tests/sizes.lua $seed > net.lua; bpgen net.lua"
        sed -n 's/^/    /; 1,6p' "$scratch/$seed.log"
    fi
    echo "$passed passed, $failed failed"
    rm "$scratch/$seed".*
}

read_it() {
    for openmp in -fopenmp -fno-openmp; do
        compiles gcc -std=c11 -fsyntax-only $openmp "$(width 0)"
        compiles clang -std=c11 -fsyntax-only $openmp "$(width ${#openmp})"
    done
    for compiler in clang++ g++; do
        [ -n "$LONG" ] || [ $compiler = "$(turn "$seed" g++ clang++)" ] || continue
        compiles $compiler -std=c++17 -x c++ -fsyntax-only "$(openmp 0)" "$(width 2)"
    done
}

optimize_it() {
    gcc_each=4 clang_each=12
    [ -z "$LONG" ] || gcc_each=1 clang_each=4
    [ "$seed" -le 9000 ] || gcc_each=1
    if [ $((seed % gcc_each)) = 0 ]; then
        compiles gcc -std=c11 "$(turn $((seed / 4)) -O3 -O2 -O1)" -S -o /dev/null "$(openmp 1)" \
            "$(width 3)"
    fi
    if [ $((seed % clang_each)) = 2 ]; then
        compiles clang -std=c11 "$(turn "$seed" -O1 -O2)" -S -o /dev/null "$(openmp 0)" "$(width 1)"
    fi
}

if [ "$1" = --one ]; then
    one "$2" "$3" "$4"
    exit 0
fi

bpgen=$(realpath "${1:-./bpgen}")
first=${2:-1}
count=${3:-$([ -n "${LONG:-}" ] && echo 1000 || echo 60)}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
found=$(grep -c '^  "input\|^  "name' "$here/sizes.lua")
{ seq "$first" $((first + count - 1)); seq 9001 $((9000 + found)); } |
    xargs -n 1 -P "${JOBS:-$(nproc)}" "$here/sizes.sh" --one "$bpgen" "$scratch" > "$scratch/out"
grep -v ' passed, [0-9]* failed$' "$scratch/out"
awk '/ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
     END { print passed + 0 " passed, " failed + 0 " failed"
           exit failed > 0 || passed == 0 }' "$scratch/out"
