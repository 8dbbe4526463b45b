#!/bin/sh
# Generates, compiles and trains both networks on MNIST, and fails if either falls short.
#
#   run.sh BPGEN [BUILD]     BPGEN: the command; BUILD: where to build, default build/mnist;
#                            both as seen from the project's root
#
# The data are where BPGEN_MNIST says. CC chooses the compiler; it may carry options.
set -eu
cd "$(dirname "$0")/../.."

bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/mnist}
: "${BPGEN_MNIST:?must name the directory of the MNIST files}"

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

# run NAME SPEC TRAIN-OPTIONS...
run() {
    dir=$build/$1
    spec=$2
    shift 2
    mkdir -p "$dir"
    try "$bpgen" --prefix net -H "$dir/net.h" -o "$dir/net.c" "$spec"
    # shellcheck disable=SC2086
    try $CC -std=gnu11 -O3 $native -I"$dir" -o "$dir/train" \
        examples/mnist/train.c examples/mnist/idx.c "$dir/net.c" -lz -lm
    try "$dir/train" "$@"
    echo
}

run mnist specs/mnist.lua --at-least 97.2
run wide examples/mnist/wide.lua --images 60000 --shuffle --epochs 14 --rate-decay 0.75 --at-least 98.2
