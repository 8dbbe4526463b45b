#!/bin/sh
# plain.sh - the plain style: the bits of the vector style, ISO C99 and nothing else, small.
#
#   tests/plain.sh [BPGEN]
#
# Specs and random ones (fuzz.lua) are built in both styles and hashed (numerics/bits.c): one hash.
# The text has no extension; every compiler that is here takes it without a word (those that are
# not are named). Sizes are those of arm-none-eabi-gcc -Os for a Cortex-M4F.
here=$(cd "$(dirname "$0")" && pwd)

# The hash of a spec in both styles, in a process of its own: plain.sh --one BPGEN SCRATCH SPEC
if [ "$1" = --one ]; then
    bpgen=$2 scratch=$3 spec=$4
    name=$(basename "$spec" .lua)
    for build in "gcc -std=c99 -O1 -mfma | | $spec --style plain" \
                 "gcc -std=gnu11 -O1 -mfma -mavx2 | | $spec"; do
        "$here/numerics/job.sh" "$bpgen" "$scratch" "$name | bits | $build"
    done > "$scratch/$name.bits"
    if grep -q FAIL "$scratch/$name.bits"; then
        grep -v ' passed, ' "$scratch/$name.bits"
        echo "0 passed, 1 failed"
    elif [ "$(grep '^bits ' "$scratch/$name.bits" | sort -u | wc -l)" = 1 ]; then
        echo "1 passed, 0 failed"
    else
        printf 'FAIL %s: the styles compute other bits\n0 passed, 1 failed\n' "$spec"
    fi
    exit 0
fi

# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"

# ---- bits ----

for file in net reference bits; do
    $once gcc -std=gnu11 -O1 -c "$here/numerics/$file.c" -o "$scratch/$file.o" || exit 2
done
for seed in $(seq 1 "$([ -n "${LONG:-}" ] && echo 200 || echo 6)"); do
    lua5.4 "$here/fuzz.lua" "$seed" > "$scratch/random_$seed.lua"
done
# wide.lua takes a minute by itself
printf '%s\n' "$here"/../specs/*.lua "$here"/specs/*.lua "$scratch"/random_*.lua |
    if [ -n "${LONG:-}" ]; then cat; else grep -v -e /wide.lua -e /mnist.lua -e /autoencoder.lua; fi |
    xargs -n 1 -P "$(nproc)" "$here/plain.sh" --one "$bpgen" "$scratch" > "$scratch/out"
grep -v ' passed, [0-9]* failed$' "$scratch/out"
passed=$(awk '/ passed, [0-9]+ failed$/ { sum += $1 } END { print sum + 0 }' "$scratch/out")
failed=$(awk '/ passed, [0-9]+ failed$/ { sum += $3 } END { print sum + 0 }' "$scratch/out")

# ---- text and compilers ----

mkdir "$scratch/headers" # of a C library for a target that has none here
printf '%s\n' 'float sqrtf(float); float fabsf(float); float copysignf(float, float);' \
    '#define INFINITY __builtin_inff()' '#define NAN __builtin_nanf("")' > "$scratch/headers/math.h"
printf '%s\n' '#include <stddef.h>' 'void *memcpy(void *, const void *, size_t);' \
    'void *memset(void *, int, size_t);' > "$scratch/headers/string.h"
flags='-pedantic -Wall -Wextra -Wconversion -Wshadow -Wundef -Wredundant-decls -Wdouble-promotion'
flags="$flags -Wvla -Wcast-qual -Werror"

# silent FILE COMPILER...
silent() {
    source=$1
    shift
    # shellcheck disable=SC2086 # flags are words
    if ! $once "$@" $flags -Os -c "$source" -o "$scratch/x.o" > "$scratch/said" 2>&1 ||
        [ -s "$scratch/said" ]; then
        sed -n 's/^/    /; 1,4p' "$scratch/said"
        return 1
    fi
}

cat > "$scratch/small.lua" <<'END'
return network { name = "net", input = 3, layers = { dense(5, tanh), dense(2, sigmoid) },
                 loss = binary_cross_entropy, batch = 4, l2 = 0.01, optimizer = adam }
END
cat > "$scratch/tiny.lua" <<'END'
return network { name = "net", input = 2, layers = { dense(3, tanh), dense(1) },
                 loss = half_squared_error, batch = 1 }
END
cat > "$scratch/control.lua" <<'END'
return network { name = "net", input = 24, layers = { dense(32, relu), dense(16, relu), dense(6) },
                 loss = half_squared_error }
END
for spec in small tiny control; do
    "$bpgen" --style plain "$scratch/$spec.lua" -o "$scratch/$spec.c" || exit 2
done
for spec in activations moves gates; do
    "$bpgen" --style plain "$here/specs/$spec.lua" -o "$scratch/$spec.c" || exit 2
done
for file in small tiny control activations moves gates; do
    expect "$file: no extension" sh -c "! grep -nE '__attribute|[Pp]ragma|vector_size|__extension|\
__builtin_[^f]|__builtin_f[^m]|restrict' '$scratch/$file.c'"
    while read -r compiler; do
        # shellcheck disable=SC2086
        expect "$file, $compiler" silent "$scratch/$file.c" $compiler
    done <<'END'
gcc -std=c99
clang -std=c99
g++ -x c++ -std=c++17
clang++ -x c++ -std=c++17
END
done
while read -r compiler arguments; do
    if ! command -v "$compiler" > /dev/null; then
        echo "SKIP $compiler: it is not here"
        continue
    fi
    for file in small tiny control; do
        # shellcheck disable=SC2086 # words
        expect "$file, $compiler $arguments" silent "$scratch/$file.c" $compiler $arguments -std=c99
    done
done <<END
arm-none-eabi-gcc -mthumb -mcpu=cortex-m0
arm-none-eabi-gcc -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard
arm-none-eabi-gcc -mthumb -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard
avr-gcc -mmcu=atmega2560
i686-linux-gnu-gcc
riscv64-linux-gnu-gcc
aarch64-linux-gnu-gcc
clang --target=wasm32 -isystem $scratch/headers
tcc
END
gcc -std=c89 -c "$scratch/tiny.c" -o "$scratch/x.o" 2> "$scratch/said"
expect 'C89: one error' sh -c "[ \$(grep -c ' error: ' '$scratch/said') = 1 ] &&
    grep -q 'this file is C99 or C++' '$scratch/said'"
expect 'a style that there is not' sh -c "'$bpgen' --style fancy '$scratch/tiny.lua' 2>&1 >/dev/null |
    grep -q \"^bpgen: --style is vector or plain, not 'fancy'\""

# ---- sizes ----

# shellcheck source=tests/tools/frames.sh
. "$here/tools/frames.sh"
# at_most WHAT FIGURE BAR
at_most() {
    printf '%-44s %6d, at most %d\n' "$1" "$2" "$3"
    expect "$1: $2, more than $3" [ "$2" -le "$3" ]
}
if command -v arm-none-eabi-gcc > /dev/null; then
    for file in control tiny; do
        # shellcheck disable=SC2086 # words
        frames $file $m4
    done
    at_most '24-32-16-6 on a Cortex-M4: bytes' "$(bytes control arm-none-eabi-size)" 3500
    at_most 'its stack in predict' "$(stack control predict run)" 400
    at_most 'its stack in step' "$(stack control step sweep back run)" 700
    at_most '2-3-1, tanh, on a Cortex-M4: bytes' "$(bytes tiny arm-none-eabi-size)" 1400
else
    echo 'SKIP sizes: there is no arm-none-eabi-gcc here'
fi

# ---- instructions ----

# Those that an emulated Cortex-M4 carries out: no clock is asked.
if command -v arm-none-eabi-gcc > /dev/null && command -v qemu-system-arm > /dev/null; then
    board=$here/../examples/firmware
    # shellcheck disable=SC2086 # words
    expect 'a Cortex-M4 counts' $m4 -std=gnu11 -Os -nostartfiles --specs=nosys.specs -I"$board" \
        -I"$scratch" -T "$board/board.ld" "$here/plain/count.c" "$board/board.c" \
        -o "$scratch/count.elf" -lm
    timeout 60 qemu-system-arm -M mps2-an386 -icount shift=10 -nographic -monitor none -serial none \
        -semihosting-config enable=on,target=native -kernel "$scratch/count.elf" > "$scratch/said" 2>&1
    expect 'predict computes what naive loops do' [ $? -eq 0 ]
    predict=$(sed -n 's/predict \([0-9]*\),.*/\1/p' "$scratch/said")
    naive=$(sed -n 's/.*naive loops //p' "$scratch/said")
    at_most 'instructions of predict, as naive loops take' "${predict:-1}" "${naive:-0}"
else
    echo 'SKIP instructions: there is no arm-none-eabi-gcc or qemu-system-arm here'
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
