#!/bin/sh
# Trains a control policy on what a controller does, puts its weights into C, steers with it and
# holds its Jacobian to central differences.
#
#   run.sh BPGEN [BUILD]     CC chooses the compiler
set -eu
cd "$(dirname "$0")/../.."
bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/policy}
here=examples/policy
mkdir -p "$build"

# Spring, damper, and a force across, as a magnet's; the actuators saturate. The states fill a box.
awk 'function at(i, a) { return 3 * (i * a % 1) - 1.5 }
    function tanh(z) { z = exp(2 * z); return (z - 1) / (z + 1) }
    BEGIN {
        print "x1,x2,v1,v2,u1,u2"
        for (i = 1; i <= 4000; i++) {
            x = at(i, 0.8566749); y = at(i, 0.7338919)
            v = at(i, 0.6287067); w = at(i, 0.5385973)
            printf "%.5f,%.5f,%.5f,%.5f,%.5f,%.5f\n", x, y, v, w,
                tanh(-2 * x - 2 * v - 0.5 * w), tanh(-2 * y - 2 * w + 0.5 * v)
        }
    }' > "$build/expert.csv"
"$bpgen" train -q --seed 1 --validate 0.2 --epochs 100 --schedule cosine \
    -o "$build/policy.safetensors" $here/policy.lua "$build/expert.csv"

# in float to steer, in double to compare with; both in this program
set -- --weights "$build/policy.safetensors" $here/policy.lua
"$bpgen" -D rows=true --only predict,backward -o "$build/policy.c" -H "$build/policy.h" "$@"
"$bpgen" --prefix policy64 --real double --only predict \
    -o "$build/policy64.c" -H "$build/policy64.h" "$@"
${CC:-cc} -std=c11 -O2 -I"$build" $here/main.c "$build/policy.c" "$build/policy64.c" \
    -o "$build/policy" -lm
"$build/policy"
