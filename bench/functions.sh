#!/bin/sh
# functions.sh - times the elementary functions of generated files, gcc's and clang's code for them,
# against glibc's libmvec (4 ulp) and, where it is installed (libsleef-dev), SLEEF (1 ulp).
#
#   bench/functions.sh [BPGEN [REAL...]]
#
# Prints the median nanoseconds an element, on this machine's widest vectors, arrays in cache.
here=$(cd "$(dirname "$0")" && pwd)
bpgen=$(realpath "${1:-./bpgen}")
[ $# -lt 2 ] || shift
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2

wide= # gcc's own choice may be half a register
[ "$(uname -m)" != x86_64 ] || wide=-mprefer-vector-width=512
cp -r "$here/../templates" only
: > only/common/header.in
: > only/common/shim.in
cat > only/common/network.in << 'END'
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
$ real = net.real
$ include "common/functions.in"
$ block()
$ need "vec_load"
$ need "vec_store"
$ for name in ("exp expm1 log log1p sqrt sin cos tanh sigmoid softplus erf pow"):gmatch "%w+" do
$     need("vec_" .. name)
$ end
END
echo 'return network { input = 1, layers = { dense(1) }, loss = half_squared_error }' > net.lua

[ "${1:-}" = float ] || [ "${1:-}" = double ] || set -- float double
for real; do
    define='' libraries=-lm
    [ "$real" = float ] || define=-DDOUBLE
    "$bpgen" -T only --real "$real" net.lua > expanded || exit 1
    { echo "typedef $real real;"; sed "s/\\<net_//g; s/\\<NET_//g" expanded; } > "$real.c"
    for compiler in gcc clang; do
        $compiler -O3 -march=native $define -DOURS -DPREFIX=$compiler \
            -DFILE_OF_FUNCTIONS="\"$scratch/$real.c\"" -c "$here/functions.c" -o $compiler.o ||
            exit 1
    done
    # shellcheck disable=SC2086 # a word or none
    gcc -O3 -ffast-math -march=native $wide $define -DMVEC -DPREFIX=mvec \
        -c "$here/functions.c" -o mvec.o || exit 1
    objects='gcc.o clang.o mvec.o'
    if gcc -O3 -march=native $define -DSLEEF -DPREFIX=sleef -c "$here/functions.c" -o sleef.o \
        2> /dev/null; then
        objects="$objects sleef.o" libraries="-lsleef -lm"
    fi
    # shellcheck disable=SC2086
    gcc -O2 $define "$here/functions.c" $objects -o bench $libraries || exit 1
    echo "$real"
    ./bench
done
