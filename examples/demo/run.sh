#!/bin/sh
# Generates, checks, compiles and trains two small networks on data they make themselves.
#
#   run.sh BPGEN [BUILD]     BPGEN: the command; BUILD: where to build, default build/demo;
#                            both as seen from the project's root
#
# CC chooses the compiler; it may carry options.
set -eu
cd "$(dirname "$0")/../.."

bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/demo}

if [ -z "${CC:-}" ]; then
    CC=gcc
    command -v clang >/dev/null && CC=clang
fi
native=-march=native
$CC $native -E -x c /dev/null >/dev/null 2>&1 || native=

# Shows a command as one would type it, then runs it.
try() {
    echo "\$ $*"
    "$@"
}

# run NAME SPEC
run() {
    try "$bpgen" check "$2"
    try "$bpgen" -H "$build/$1.h" -o "$build/$1.c" "$2"
    # shellcheck disable=SC2086
    try $CC -std=gnu11 -O3 $native -I"$build" -o "$build/$1" "examples/demo/$1.c" "$build/$1.c" -lm
    try "$build/$1"
    echo
}

mkdir -p "$build"
run spirals specs/spirals.lua
run digits examples/demo/digits.lua
