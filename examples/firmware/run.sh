#!/bin/sh
# Puts a network that PyTorch has trained (waves.safetensors, by pretrain.py) into the flash of a
# Cortex-M4, which tests itself, predicts, and fine-tunes its last layer; under QEMU. And what
# `bpgen report` says of flash, RAM and stack.
#
#   run.sh BPGEN [BUILD [WEIGHTS]]     WEIGHTS: of another training of pretrain.py, as seen from the
#                                      project's root. Needs gcc-arm-none-eabi,
#                                      libnewlib-arm-none-eabi and qemu-system-arm
set -eu
cd "$(dirname "$0")/../.."
bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/firmware}
here=examples/firmware
weights=${3:-$here/waves.safetensors}
mkdir -p "$build"

# the tensors of torch.nn.Sequential, in its layout, beside the parameters that they become
"$bpgen" weights $here/net.lua "$weights"
echo

m4='arm-none-eabi-gcc -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -Os'
set -- --style plain -D all=0 --only predict,step --weights "$weights" --selftest $here/net.lua
"$bpgen" -H "$build/net.h" -o "$build/net.c" "$@"
"$bpgen" report --cc "$m4" "$@" | tee "$build/report"
"$bpgen" report --json --cc "$m4" -o "$build/report.json" "$@"
flags='-std=gnu11 -ffunction-sections -fdata-sections -Wl,--gc-sections -nostartfiles --specs=nano.specs'
# shellcheck disable=SC2086 # words
$m4 $flags -I"$build" -I$here -T $here/board.ld $here/main.c $here/board.c "$build/net.c" \
    -o "$build/firmware.elf" -lm
echo
qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none \
    -semihosting-config enable=on,target=native -kernel "$build/firmware.elf" < /dev/null
