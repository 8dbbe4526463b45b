#!/bin/sh
# Python trains a generated network through ctypes.
#
#   run.sh BPGEN [BUILD]     needs python3; CC chooses the compiler
set -eu
cd "$(dirname "$0")/../.."
bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/ctypes}
mkdir -p "$build"
"$bpgen" -o "$build/xor.c" specs/xor.lua
"$bpgen" report --json -o "$build/xor.json" specs/xor.lua
${CC:-cc} -std=c11 -O2 -shared -fPIC "$build/xor.c" -o "$build/xor.so" -lm
python3 examples/ctypes/network.py "$(realpath "$build/xor.so")" "$build/xor.json"
