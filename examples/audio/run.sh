#!/bin/sh
# An audio block processor in C++ with two networks in one translation unit.
#
#   run.sh BPGEN [BUILD]     CXX chooses the compiler
set -eu
cd "$(dirname "$0")/../.."
bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/audio}
mkdir -p "$build"
for net in gate shaper; do
    "$bpgen" -o "$build/$net.c" examples/audio/$net.lua
done
${CXX:-c++} -std=c++17 -O2 -march=native -I"$build" examples/audio/audio.cpp -o "$build/audio" -lm
"$build/audio"
