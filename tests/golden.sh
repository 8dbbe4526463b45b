#!/bin/sh
# golden.sh - the whole text of three small networks, as someone has read and approved it.
#
#   tests/golden.sh [BPGEN]              compares
#   tests/golden.sh BPGEN --write        writes them anew (make golden); read the difference
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/golden" || exit 2
passed=0 failed=0

for name in xor newton two_layer_l2; do
    if [ "${2:-}" = --write ]; then
        "$bpgen" -o $name.c -H $name.h ../../specs/$name.lua || exit 1
        continue
    fi
    for file in $name.c $name.h; do
        case $file in *.c) output=-o ;; *) output=-H ;; esac
        if "$bpgen" $output - ../../specs/$name.lua | cmp -s - "$file"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAIL $file is not what it was (if that is meant: make golden, and read the difference)"
            "$bpgen" $output - ../../specs/$name.lua | diff "$file" - | sed 's/^/    /; 10q'
        fi
    done
done
[ "${2:-}" != --write ] || exit 0

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
