#!/bin/sh
# Data-parallel training with OpenMP: one, two and four threads end with the same bits.
#
#   run.sh BPGEN [BUILD]     CC chooses the compiler
set -eu
cd "$(dirname "$0")/../.."
bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/openmp}
mkdir -p "$build"
"$bpgen" -H "$build/net.h" -o "$build/net.c" examples/openmp/net.lua
# The network itself without -fopenmp: here threads have samples, not parts of a product.
${CC:-cc} -std=gnu11 -O3 -march=native -c "$build/net.c" -o "$build/net.o"
${CC:-cc} -std=gnu11 -O2 -ffp-contract=off -fopenmp -I"$build" examples/openmp/train.c "$build/net.o" \
    -o "$build/train" -lm
for threads in 1 2 4; do
    OMP_NUM_THREADS=$threads "$build/train" > "$build/$threads"
    echo "$threads threads: $(cat "$build/$threads")"
done
cmp "$build/1" "$build/2"
cmp "$build/1" "$build/4"
