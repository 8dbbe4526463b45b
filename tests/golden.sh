#!/bin/sh
# golden.sh - texts as someone has read and approved them: the C and the header of one small
# network; of more networks what the passes make (bpgen -d): graph, derived, lowered, plan.
#
#   tests/golden.sh [BPGEN]              compares
#   tests/golden.sh BPGEN --write        writes them anew (make golden); read the difference
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/golden" || exit 2
write=${2:-}
passed=0 failed=0

text() { # FILE: what it should hold, on standard output
    spec=../../specs/${1%.*}.lua
    case $1 in
    *.c) "$bpgen" -o - "$spec" ;;
    *.h) "$bpgen" -H - "$spec" ;;
    *.passes) "$bpgen" -d gdlp "$spec" ;;
    *.plan) "$bpgen" -d p "$spec" ;;
    esac
}

# Small networks whole; of larger ones, where the kernels are what is of interest, the plan.
for file in xor.c xor.h newton.passes two_layer_l2.passes two_heads.passes mnist.plan forces.plan \
    residual.plan; do
    if [ "$write" = --write ]; then
        # shellcheck disable=SC2094 # text reads the name alone
        text "$file" > "$file" || exit 1
    elif text "$file" | cmp -s - "$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $file is not what it was (if that is meant: make golden, and read the difference)"
        text "$file" | diff "$file" - | sed 's/^/    /; 10q'
    fi
done
[ "$write" != --write ] || exit 0

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
