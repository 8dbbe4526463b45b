#!/bin/sh
# Handwritten digits: three networks by `bpgen train`, and one by a program that moves the digits about.
# Fails if any of them falls short.
#
#   run.sh BPGEN [BUILD]     BPGEN: the command; BUILD: where to build, default build/mnist;
#                            both as seen from the project's root
#
# The data are where BPGEN_MNIST says, plain or gzipped. CC chooses the compiler; it may carry options.
set -eu
cd "$(dirname "$0")/../.."

bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/mnist}
: "${BPGEN_MNIST:?must name the directory of the MNIST files}"
mkdir -p "$build"

if [ -z "${CC:-}" ]; then
    CC=gcc
    command -v clang > /dev/null && CC=clang
fi
native=-march=native
$CC $native -E -x c /dev/null > /dev/null 2>&1 || native=

# Shows a command as one would type it, then runs it.
try() {
    echo "\$ $*"
    "$@"
}
set_of() { # NAME: images,labels
    for kind in images-idx3 labels-idx1; do
        [ -e "$BPGEN_MNIST/$1-$kind-ubyte" ] && echo "$BPGEN_MNIST/$1-$kind-ubyte" ||
            echo "$BPGEN_MNIST/$1-$kind-ubyte.gz"
    done | paste -sd , -
}
# reaches LEAST SPEC OPTIONS...
reaches() {
    least=$1 spec=$2
    shift 2
    try "$bpgen" train "$spec" "$(set_of train)" --test "$(set_of t10k)" --cc "$CC" \
        --cflags "-O3 $native" -o "$build/net.npz" "$@" | tee "$build/log"
    awk -v least="$least" '/^test / { percent = $(NF - 1) }
                           END { if (!(percent >= least)) { print "less than " least " %"; exit 1 } }' "$build/log"
    echo
}

reaches 97.2 specs/mnist.lua --validate 0.083333333 --no-shuffle
reaches 98.2 examples/mnist/wide.lua --epochs 14 --schedule step:1:0.75
reaches 99.0 specs/digits_cnn.lua -D side=28 -D first=16 -D second=32 -D drop=0.5 -D batch=50 \
    --epochs 10 --rate 0.002 --schedule cosine
try "$bpgen" --prefix net -H "$build/net.h" -o "$build/net.c" specs/mnist.lua
# shellcheck disable=SC2086
try $CC -std=gnu11 -O3 $native -I"$build" -o "$build/train" examples/mnist/train.c "$build/net.c" -lz -lm
try "$build/train" "$BPGEN_MNIST" 20 98.0
