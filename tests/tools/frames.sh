# frames.sh - for suites to read: bytes and stack of what a compiler makes, by size(1) and by its own
# notes (-fstack-usage). They work in the folder $scratch, on FILE.c there.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the suite's

m4='arm-none-eabi-gcc -std=c99 -Os -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard'

# frames FILE COMPILER...: compiles, with notes of frames and of calls
frames() {
    (cd "$scratch" && name=$1 && shift && "$@" -fstack-usage -c "$name.c" -o "$name.o")
}
# bytes FILE SIZE: of code and constants, as that size(1) tells
bytes() {
    "$2" "$scratch/$1.o" | awk 'NR == 2 { print $1 + $2 }'
}
# stack FILE FUNCTION...: the bytes of frames of functions that call each other
stack() {
    file=$scratch/$1.su
    shift
    for function in "$@"; do
        awk -F '[:\t]' -v name="net_$function" '$4 == name { print $5 }' "$file"
    done | awk '{ sum += $1 } END { print sum + 0 }'
}
