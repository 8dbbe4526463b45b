#!/bin/sh
# examples.sh - what a user runs: the demonstration, the examples, and a training on MNIST where its files are.
#
#   tests/examples.sh [BPGEN]      LONG=1: all of examples/mnist, to the accuracies it promises
#
# MNIST is looked for in $BPGEN_MNIST, data/mnist and ../shared/data/mnist.
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0 skipped=0

# works NAME COMMAND...
works() {
    name=$1
    shift
    if "$@" > "$scratch/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name (exit $?): $*"
        tail -n 8 "$scratch/log" | sed 's/^/    /'
    fi
}

works 'demonstration with clang' env CC=clang examples/demo/run.sh "$bpgen" "$scratch/demo"
works 'both pictures and accuracies' \
    [ "$(grep -c ' % of [0-9]* new ' "$scratch/log")" -eq 2 ]
works 'demonstration with gcc' env CC=gcc examples/demo/run.sh "$bpgen" "$scratch/demo"

for folder in "${BPGEN_MNIST:-}" data/mnist ../shared/data/mnist; do
    [ -n "$folder" ] && [ -d "$folder" ] && mnist=$(realpath "$folder") && break
done
if [ -z "${mnist:-}" ]; then
    skipped=$((skipped + 1))
    echo 'SKIP MNIST: set BPGEN_MNIST to the folder of its four files'
elif [ -n "${LONG:-}" ]; then
    works 'MNIST' env BPGEN_MNIST="$mnist" examples/mnist/run.sh "$bpgen" "$scratch/mnist"
else
    "$bpgen" --prefix net -H "$scratch/net.h" -o "$scratch/net.c" specs/mnist.lua
    works 'MNIST compiles' clang -std=gnu11 -O3 -march=native -I"$scratch" -o "$scratch/train" \
        examples/mnist/train.c "$scratch/net.c" -lz -lm
    works 'MNIST, one epoch' "$scratch/train" "$mnist" 1 90
    works 'MNIST cannot reach 100 % in one epoch' sh -c '! "$1" "$2" 1 100' sh "$scratch/train" "$mnist"
fi

# ---- in other places ----

# shows NAME TOOLS COMMAND...: the same, where the tools are
shows() {
    name=$1 tools=$2
    shift 2
    for tool in $tools; do
        command -v "$tool" > /dev/null && continue
        skipped=$((skipped + 1))
        echo "SKIP $name: there is no $tool here"
        return 1
    done
    works "$name" "$@"
}
shows 'Python by ctypes' python3 examples/ctypes/run.sh "$bpgen" "$scratch/ctypes"
shows 'audio in C++' g++ env CXX=g++ examples/audio/run.sh "$bpgen" "$scratch/audio"
shows 'a policy and its Jacobian' cc examples/policy/run.sh "$bpgen" "$scratch/policy"
shows 'OpenMP' gcc env CC=gcc examples/openmp/run.sh "$bpgen" "$scratch/openmp"
if shows 'MPI' 'mpicc mpirun' examples/mpi/run.sh "$bpgen" "$scratch/mpi"; then
    works 'two and four ranks were compared' [ "$(grep -c ' apart, bound ' "$scratch/log")" -eq 2 ]
    head -c "$(wc -c < "$scratch/mpi/one.bin")" /dev/zero > "$scratch/zeros"
    works 'MPI: other parameters are seen' \
        sh -c '! OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "$1" compare "$2"' sh \
        "$scratch/mpi/train" "$scratch/zeros"
fi
if shows 'firmware of a Cortex-M4' 'arm-none-eabi-gcc qemu-system-arm' \
    examples/firmware/run.sh "$bpgen" "$scratch/firmware"; then
    # what it measures itself, with the frame of main that the paint begins below, and the linker
    cp "$scratch/log" "$scratch/said"
    for function in predict step; do
        told=$(awk -v f=$function '$1 == f { print $5 }' "$scratch/said")
        used=$(awk -v f="$function:" '/^stack of/ && $3 == f { print $4 }' "$scratch/said")
        works "stack of $function: $used bytes, $told in the report" \
            [ "$((used - told < 32 && told - used < 32))" = 1 ]
    done
    arm-none-eabi-nm -S --size-sort "$scratch/firmware/firmware.elf" > "$scratch/symbols"
    for of in p,parameters o,optimizer ws,workspace; do
        size=$(awk -v name="${of%,*}" '$4 == name { print $2 }' "$scratch/symbols")
        works "RAM of ${of#*,}" [ "$((0x$size))" = \
            "$(awk -v name="${of#*,}" '$1 == name { print $2; exit }' "$scratch/said")" ]
    done
    flash=$(sed -n 's/.*flash \([0-9]*\) .*/\1/p' "$scratch/said")
    linked=$(($(awk '$3 ~ /^[tTrR]$/ && $4 ~ /^(net_|wanted)/ { print "0x" $2 }' "$scratch/symbols" |
        tr '\n' '+')0))
    # literals of no name and alignment lie between them
    works "flash: $flash bytes in the report, $linked in the firmware" \
        [ "$((linked <= flash && linked > flash - flash / 20))" = 1 ]
fi

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
