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

# takes FILE COMPILER FLAGS...: without a word
takes() {
    file=$1
    shift
    # shellcheck disable=SC2086 # words
    $once "$@" $strict "$file" > "$file.log" 2>&1 && [ ! -s "$file.log" ]
}

fails() { # FILE COMMAND
    failed=$((failed + 1))
    echo "FAIL $2"
    sed -n 's/^/    /; 1,6p' "$1.log"
}

# compiles SEED COMPILER FLAGS...
compiles() {
    of=$1
    shift
    strict=$("$here/tools/strict" "$1")
    if takes "$scratch/net_$of.c" "$@"; then
        passed=$((passed + 1))
    else
        fails "$scratch/net_$of.c" \
            "lua5.4 tests/sizes.lua $of > net.lua; bpgen net.lua > net.c; $* $strict net.c"
    fi
}

# reads COMPILER FLAGS...: all of the group, and one by one where it does not
reads() {
    strict=$("$here/tools/strict" "$1")
    if takes "$scratch/unit_$first.c" "$@"; then
        passed=$((passed + count))
        return
    fi
    before=$failed
    for seed in $seeds; do
        compiles "$seed" "$@"
    done
    [ "$failed" -gt "$before" ] ||
        fails "$scratch/unit_$first.c" "the networks $seeds in one file: $* $strict"
}

width() {
    turn $((group + $1 + shift)) -march=x86-64-v4 -march=haswell -march=x86-64 -DBPGEN_LANES=1 \
        -DBPGEN_LANES=2
}
openmp() { turn $((group / 2 + $1)) -fopenmp -fno-openmp; }

# A group of seeds, in a process of its own: sizes.sh --group BPGEN SCRATCH FIRST LAST. Compilers
# that only read take the files of a group as one, for half of the time goes into starting them.
group() {
    bpgen=$1 scratch=$2 first=$3 last=$4 passed=0 failed=0 shift=0 seeds='' count=0
    group=$((first / GROUP))
    : > "$scratch/unit_$first.c"
    for seed in $(seq "$first" "$last"); do
        of=$scratch/net_$seed
        lua5.4 "$here/sizes.lua" "$seed" > "$of.lua"
        prefix="--prefix net_$seed"
        ! grep -q ' name = ' "$of.lua" || [ "$seed" -le 9000 ] || prefix=
        # shellcheck disable=SC2086 # words
        if "$bpgen" $prefix -o "$of.c" "$of.lua" > "$of.c.log" 2>&1; then
            seeds="$seeds $seed" count=$((count + 1))
            echo "#include \"net_$seed.c\"" >> "$scratch/unit_$first.c"
        else
            fails "$of.c" "lua5.4 tests/sizes.lua $seed > net.lua; bpgen $prefix net.lua"
        fi
    done
    [ $count = 0 ] || read_it
    while [ $count -gt 0 ] && [ "$first" -gt 9000 ] && [ $((shift += 1)) -lt 5 ]; do
        read_it
    done
    for seed in $seeds; do
        optimize_it
    done
    echo "$passed passed, $failed failed"
    for seed in $seeds; do
        rm "$scratch/net_$seed".*
    done
    rm -f "$scratch/unit_$first".*
}

read_it() {
    for openmp in -fopenmp -fno-openmp; do
        reads gcc -std=c11 -fsyntax-only $openmp "$(width 0)"
        reads clang -std=c11 -fsyntax-only $openmp "$(width ${#openmp})"
    done
    for compiler in clang++ g++; do
        [ -n "$LONG" ] || [ $compiler = "$(turn "$group" g++ clang++)" ] || continue
        reads $compiler -std=c++17 -x c++ -fsyntax-only "$(openmp 0)" "$(width 2)"
    done
}

optimize_it() {
    group=$seed gcc_each=4 clang_each=12
    [ -z "$LONG" ] || gcc_each=1 clang_each=4
    [ "$seed" -le 9000 ] || gcc_each=1
    if [ $((seed % gcc_each)) = 0 ]; then
        compiles "$seed" gcc -std=c11 "$(turn $((seed / 4)) -O3 -O2 -O1)" -c \
            -o "$scratch/net_$seed.o" "$(openmp 1)" "$(width 3)"
    fi
    if [ $((seed % clang_each)) = 2 ]; then
        compiles "$seed" clang -std=c11 "$(turn "$seed" -O1 -O2)" -c -o "$scratch/net_$seed.o" \
            "$(openmp 0)" "$(width 1)"
    fi
}

GROUP=6
once=$here/../build/tests/once
[ -x "$once" ] || once=
if [ "$1" = --group ]; then
    group "$2" "$3" "$4" "$5"
    exit 0
fi

bpgen=$(realpath "${1:-./bpgen}")
first=${2:-1}
count=${3:-$([ -n "${LONG:-}" ] && echo 1000 || echo 60)}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
found=$(grep -c '^  "input\|^  "name' "$here/sizes.lua")
last=$((first + count - 1))
{
    echo 9001 $((9000 + found))
    for from in $(seq "$first" $GROUP $last); do
        to=$((from + GROUP - 1))
        echo "$from $((to < last ? to : last))"
    done
} | xargs -n 2 -P "${JOBS:-$(nproc)}" "$here/sizes.sh" --group "$bpgen" "$scratch" > "$scratch/out"
grep -v ' passed, [0-9]* failed$' "$scratch/out"
awk '/ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
     END { print passed + 0 " passed, " failed + 0 " failed"
           exit failed > 0 || passed == 0 }' "$scratch/out"
