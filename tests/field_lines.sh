#!/bin/sh
# field_lines.sh - what is wrong with a field is told with the line of that field, however the spec
# is written.
#
#   tests/field_lines.sh [BPGEN]      LONG=1: 5000 specs
#
# Each random spec of field_lines.lua has one mistake. Where the table comes in a variable, the line
# of the call will do.
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
[ -z "${LONG:-}" ] || count=5000
passed=0 failed=0 exact=0

for seed in $(seq "${count:-150}"); do
    lua5.4 tests/field_lines.lua "$seed" > "$scratch/net.lua" || exit 2
    wanted=$(sed -n '1s/^-- error: //p' "$scratch/net.lua")
    lines=${wanted%%:*} text=${wanted#*: }
    "$bpgen" "$scratch/net.lua" > "$scratch/stdout" 2> "$scratch/stderr"
    told=$(cat "$scratch/stderr")
    case $told in
    "$scratch/net.lua:${lines%|*}: $text"*) passed=$((passed + 1)) exact=$((exact + 1)) ;;
    "$scratch/net.lua:${lines#*|}: $text"*) passed=$((passed + 1)) ;;
    *) failed=$((failed + 1))
        echo "FAIL seed $seed: wanted $wanted, got $told" ;;
    esac
done

if [ $exact -le $((passed * 8 / 10)) ]; then
    failed=$((failed + 1))
    echo "FAIL only $exact of $passed lines are exact"
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
