#!/bin/sh
# templates.sh - the template expander: what a line becomes, and what it refuses, with the line.
#
#   tests/templates.sh [BPGEN]
#
# tests/expand/NAME.in takes the place of common/network.in. It expands to the bytes of NAME.out; or, where
# there is NAME.error, ends with that one message and exit code 1.
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/.." || exit 2
root=$PWD
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

mkdir "$scratch/common"
echo header | tee "$scratch/common/header.in" > "$scratch/common/shim.in"
cp tests/expand/part.in "$scratch"
cat > "$scratch/net.lua" <<'LUA'
return network { name = "net", input = 2, layers = { dense(3, tanh) }, loss = half_squared_error }
LUA
cd "$scratch" || exit 2

for template in "$root"/tests/expand/*.in; do
    name=$(basename "$template" .in)
    [ "$name" != part ] || continue
    cp "$template" common/network.in
    "$bpgen" -T . net.lua > stdout 2> stderr
    status=$?
    if [ -f "$root/tests/expand/$name.error" ]; then
        sed 's/^/bpgen: template /' "$root/tests/expand/$name.error" | cmp -s - stderr &&
            [ $status -eq 1 ] && [ "$(grep -c '^#error "' stdout)" -eq 1 ] &&
            [ "$(wc -l < stdout)" -eq 1 ]
    else
        cmp -s "$root/tests/expand/$name.out" stdout && [ $status -eq 0 ] && [ ! -s stderr ]
    fi
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL tests/expand/$name.in (exit $status)"
        sed 's/^/    stderr /; 4q' stderr
        diff "$root/tests/expand/$name.out" stdout 2> /dev/null | sed 's/^/    /; 10q'
    fi
done

rm common/network.in
"$bpgen" -T . net.lua > stdout 2> stderr
if [ $? -ne 0 ] && grep -qx 'bpgen: template common/network.in: No such file or directory' stderr; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo 'FAIL a template that is not there'
    sed 's/^/    /' stderr
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
