#!/bin/sh
# functions.sh - the elementary functions of generated files: accuracy, equal bits, clean compiles.
#
#   tests/functions.sh [BPGEN]     LONG=1: over every float, and 2^24 doubles a function
#
# Expands templates/common/functions.in through the command, for float and for double, and builds
# tests/functions/program.c from it with gcc and clang, for several targets and vector widths.
# All builds with FMA must compute the same bits. Each function alone compiles without a warning.
here=$(cd "$(dirname "$0")" && pwd)
bpgen=$(realpath "${1:-./bpgen}")
templates=$here/../templates
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
once=$here/../build/tests/once
[ -x "$once" ] || once=
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL $1"; [ ! -f "${2:-}" ] || head -n 20 "$2"; }
check() { # WHAT COMMAND...: passes where the command does
    what=$1
    shift
    if "$@" > log 2>&1; then pass; else fail "$what: $*" log; fi
}

# Templates that expand nothing but functions.
cp -r "$templates" only
: > only/common/header.in
: > only/common/shim.in
cat > includes.c << 'END'
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
END
# a sum of 16 parts, which wants all of partial_sums.in
echo 'return network { input = 1, layers = { dense(16) }, loss = half_squared_error }' > net.lua

# expand REAL FILE WORDS...: the functions that the words name, and all they need, without the prefix
expand() {
    of=$1 file=$2
    shift 2
    cat > only/common/network.in << END
\$ real = net.real
\$ include "common/functions.in"
\$ block()
\$ for name in ("$*"):gmatch "%S+" do need(name) end
END
    "$bpgen" -T only --real "$of" net.lua > expanded || return 1
    {
        cat includes.c
        echo "typedef $of real;"
        sed 's/\<net_//g; s/\<NET_//g' expanded
    } > "$file"
}

operations='exp expm1 log log1p sqrt sin cos tanh sigmoid softplus erf pow
            fma max min abs lt le gt ge ne select'
more='vec_eq vec_any vec_first vec_load vec_store vec_load_some vec_store_some vec_keep vec_keep_or
      vec_one_hot vec_splat parts_fill parts_sum parts_max REAL_MAX REAL_INFINITY REAL_NAN FUSED'
words=$(for name in $operations; do echo "vec_$name real_$name"; done | tr '\n' ' ')
all=$(echo "$words $more" | tr '\n' ' ')

# The claims in the comments, as { "exp", 0.93, 1.21 },
claims() { # FILE
    awk '/^\/\* .*: at most [0-9.]+ ulp/ {
             sub(/.*at most /, ""); fused = plain = $1
             if ($0 ~ /without FMA/) plain = $3
         }
         fused && sub(/^static inline vec vec_/, "") {
             sub(/\(.*/, ""); printf "{ \"%s\", %s, %s },\n", $0, fused, plain
             fused = ""
         }' "$1"
}

# ---- each function alone compiles without a warning, so nothing is missing or left over ----

strict='-Wall -Wextra -pedantic -Wconversion -Werror'
alone() { # FLAGS...: each of $files; a clang for twenty of them
    # shellcheck disable=SC2086 # words
    if echo $files | xargs -n 20 clang -std=c11 $strict "$@" -fsyntax-only > log 2>&1; then
        passed=$((passed + $(echo $files | wc -w)))
    else
        fail "each function alone: clang -std=c11 $strict $* -fsyntax-only" log
    fi
}
for real in float double; do
    expand $real $real.c "$all" || { fail "expanding $real"; continue; }
    mkdir -p $real
    cp $real.c $real/functions.c
    claims $real.c > $real/claims.c
    check "$real: claims of 10 functions or more" test "$(wc -l < $real/claims.c)" -ge 10
    files=
    for word in $words; do
        expand $real "$real.$word.c" "$word" || { fail "expanding $word"; continue; }
        printf 'extern void (*const use[])(void);\n' >> "$real.$word.c"
        printf 'void (*const use[])(void) = { (void (*)(void))%s };\n' "$word" >> "$real.$word.c"
        files="$files $real.$word.c"
    done
    alone -DBPGEN_LANES=1 -mfma
    alone
    check "$real: lines of 100 columns" awk 'length > 100 { exit 1 }' $real.c
    for target in -march=x86-64 -march=x86-64-v4 -march=haswell -DBPGEN_LANES=1; do
        # shellcheck disable=SC2086 # words
        {
            check "$real" gcc -std=c11 $strict $target -fsyntax-only $real.c
            check "$real, C++" g++ -std=c++17 $strict -x c++ $target -fsyntax-only $real.c
            check "$real, C++" clang++ -std=c++17 $strict -Wno-unused -x c++ $target \
                -fsyntax-only $real.c
        }
    done
done

# ---- what they compute ----

build() { # REAL PROGRAM COMPILER...
    of=$1 program=$2
    shift 2
    libraries=-lm
    case "$of $1" in "double gcc") libraries='-lquadmath -lm' ;; esac
    define=
    [ "$of" = float ] || define=-DDOUBLE
    # shellcheck disable=SC2086
    $once "$@" -std=gnu11 -Wno-psabi -Wno-unused-function $define -I"$scratch/$of" \
        "$here/functions/program.c" -o "$program" $libraries > log 2>&1 ||
        { fail "building $of: $*" log; return 1; }
}

report() { # WHAT COMMAND...: counts the program's lines "ok ..." and "FAIL ..."
    what=$1
    shift
    "$@" > log 2>&1 || [ -s log ] || echo "FAIL died" > log
    grep -v -e '^ok ' -e '^FAIL ' log | head -n 5
    grep '^FAIL ' log | sed "s/^FAIL/FAIL $what:/"
    [ -z "${VERBOSE:-}" ] || sed -n "s/^ok/$what:/p" log
    passed=$((passed + $(grep -c '^ok ' log)))
    failed=$((failed + $(grep -c '^FAIL ' log)))
    grep -q -e '^ok ' -e '^FAIL ' log || fail "$what says nothing"
}

equal_bits() { # REAL STEP COMPILER...: its hashes are those of the first build
    of=$1 first=$1.$2.hashes stride=$2
    shift 2
    build "$of" program "$@" || return
    if ! $run ./program hash "$stride" > hashes 2> log; then
        fail "$of, $*: hash died" log
    elif [ ! -f "$first" ]; then
        mv hashes "$first"
        pass
    elif cmp -s hashes "$first"; then
        pass
    else
        diff "$first" hashes > log
        fail "$of: other bits from $*" log
    fi
    report "$of helpers, $*" $run ./program helpers
}
run= # what runs a program: nothing, or an emulator

has() { grep -q -w "$1" /proc/cpuinfo; }
coarse=65521
for real in float double; do
    [ -f $real.c ] || continue
    step=4093 hash_step=$coarse
    if [ -n "${LONG:-}" ]; then
        [ $real = float ] && step=1 || step=16
        hash_step=$step
    fi
    if has fma && has avx2; then
        build $real program gcc -O2 -march=haswell && report "$real" ./program accuracy "$step"
        build $real program gcc -O3 -march=haswell -ffast-math && report "$real" ./program fast
        equal_bits $real "$hash_step" gcc -O2 -march=haswell
        equal_bits $real "$hash_step" clang -O3 -march=haswell
        equal_bits $real $coarse gcc -O1 -mfma -ffp-contract=fast
        equal_bits $real $coarse clang -O2 -mfma -DBPGEN_LANES=1 -ffp-contract=off \
            -fsanitize=undefined -fno-sanitize-recover=all
    else
        skipped=$((skipped + 1))
        echo "SKIP $real: this machine has no FMA"
    fi
    if has avx512f && has avx512dq; then
        equal_bits $real "$hash_step" gcc -O3 -march=x86-64-v4
        equal_bits $real "$hash_step" clang -O2 -march=x86-64-v4
    else
        skipped=$((skipped + 1))
        echo "SKIP $real: this machine has no AVX-512"
    fi
    if [ -n "${LONG:-}" ] && has avx2; then
        for lanes in 1 2 4 8 16; do
            for level in -O0 -O2; do
                equal_bits $real $coarse gcc $level -march=haswell -DBPGEN_LANES=$lanes
                equal_bits $real $coarse clang $level -march=haswell -DBPGEN_LANES=$lanes \
                    -ffp-contract=fast
            done
        done
    fi
    if has fma && command -v qemu-aarch64 > log && command -v aarch64-linux-gnu-gcc > log; then
        run=qemu-aarch64
        equal_bits $real $coarse aarch64-linux-gnu-gcc -O2 -static
        run=
    elif [ -n "${LONG:-}" ]; then
        skipped=$((skipped + 1))
        echo "SKIP $real: no aarch64-linux-gnu-gcc or qemu-aarch64"
    fi
    build $real program gcc -O2 && report "$real without FMA" ./program accuracy "$step"
    build $real program clang -O3 -ffast-math && report "$real without FMA" ./program fast
done
if [ $skipped -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ]
