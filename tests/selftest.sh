#!/bin/sh
# selftest.sh - --selftest: what the file tests on the machine that it runs on.
#
#   tests/selftest.sh [BPGEN]
#
# Both styles, float and double, with and without a fused multiply-add, of all kinds of ends: 0. With
# a line of the C broken: the number of what it breaks. Of a large network any wrong gradient changes
# a sum. The same under emulators of other processors, where they are.
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
warnings=$("$root/tests/tools/strict" gcc)

echo 'int net_selftest(void); int main(void) { return net_selftest(); }' > main.c
# writes ARGUMENTS...: net.c
writes() {
    "$bpgen" --prefix net --selftest -o net.c "$@" 2> stderr || bad "bpgen --selftest $*"
}
# tests COMPILER...: the exit code of the selftest of net.c, in $code
tests() {
    # shellcheck disable=SC2086 # words
    if $once "$@" -c net.c -o net.o 2> stderr && gcc main.c net.o -o main -lm 2>> stderr; then
        ./main
        code=$?
    else
        code=none
    fi
}
# is_right ARGUMENTS...: net.c of these says 0, compiled without a word
is_right() {
    writes "$@"
    # shellcheck disable=SC2086
    tests gcc -std=c11 -O1 $build $warnings
    holds "bpgen --selftest $*, gcc $build" [ "$code" = 0 ]
    expect "without a word: $*" [ ! -s stderr ]
}

# ---- it is right ----

build=-mfma
for of in plain,float plain,double vector,float; do
    set -- --style "${of%,*}" --real "${of#*,}"
    for spec in specs/xor specs/newton specs/two_heads tests/specs/index tests/specs/frozen \
        tests/specs/losses; do
        case $of,$spec in vector,*/losses) continue ;; esac
        is_right "$@" "$root/$spec.lua"
    done
done
for style in plain vector; do
    is_right --style $style "$root/tests/specs/dropout.lua"
    is_right --style $style -D polyak=1 -D batch=1 "$root/tests/specs/dropout.lua"
done
for which in 4 6 8 9 11 14; do
    is_right --style plain -D which=$which "$root/tests/specs/optimizer.lua"
done
build=
is_right --style plain "$root/specs/two_heads.lua"
is_right "$root/specs/xor.lua"
tests g++ -x c++ -std=c++17 -O1
expect 'C++ gives it the name of C' [ "$code" = 0 ]
echo 'extern "C" int net_selftest(void); int main() { return net_selftest(); }' > main.cc
expect 'C++' sh -c 'g++ -O1 -x c++ -std=c++17 net.c main.cc -o main && ./main'
cp net.c before.c
writes "$root/specs/xor.lua"
expect 'the same bytes twice' cmp net.c before.c
"$bpgen" --prefix net -o without.c "$root/specs/xor.lua"
expect 'nothing of it without the option' sh -c '! grep -q selftest without.c'
"$bpgen" --prefix net --selftest -o net.c -H net.h "$root/specs/xor.lua"
expect 'the header declares it' grep -q '^int net_selftest(void);' net.h

# ---- some functions alone ----

build=-mfma
for style in plain vector; do
    for list in predict forward loss backward step predict,step; do
        is_right --style $style --only $list "$root/specs/xor.lua"
    done
done
writes --style plain --only predict "$root/specs/xor.lua"
expect 'predict alone needs no workspace' sh -c '! grep -q -e _workspace -e _optimizer net.c'
run --selftest --only init "$root/specs/xor.lua"
expect 'nothing to test' sh -c "[ $status -eq 2 ] && grep -q 'leaves none of them' stderr"
run check --selftest "$root/specs/xor.lua"
expect 'check has none' sh -c "[ $status -eq 2 ] && grep -q 'check' stderr"

# ---- a broken line is noticed ----

cat > two.lua <<'END'
return network { name = "net", input = 3, layers = { dense(5, tanh), dense(2, sigmoid) },
                 loss = half_squared_error, batch = 4, l2 = 0.01, optimizer = adam }
END
# breaks FUNCTION EDIT ARGUMENTS...: with the edit the first wrong number is of that function
breaks() {
    of=$1 edit=$2
    shift 2
    writes "$@"
    sed "$edit" net.c > broken.c
    expect "an edit changes the text: $edit" sh -c '! cmp -s net.c broken.c'
    mv broken.c net.c
    tests gcc -std=gnu11 -O1 -mfma
    # "8 to 15  dw1 of backward": whose number it is
    found=$(awk -v code="$code" '/^ \*   [0-9]+ / { last = $3 == "to" ? $4 : $2
        if (code + 0 >= $2 && code + 0 <= last)
            for (i = 1; i < NF; i++) if ($i == "of" && !seen) { seen = 1; sub(",", "", $(i + 1)); print $(i + 1) } }' net.c)
    holds "$edit: number $code, of '$found', not of $of" [ "$found" = "$of" ]
}
for style in plain vector; do
    set -- --style $style two.lua
    breaks predict 's/net_selftest_fill(&state, x1, \([0-9]*\), 0, 0.015625f)/net_selftest_fill(\&state, x1, \1, 0, 0.0078125f)/' "$@"
    breaks backward 's/^    return J;/    return 1.00001f * J;/' --only backward "$@"
    breaks step 's/o->rate = 0.001f/o->rate = 0.00101f/' "$@"
    breaks step 's/const float correction2 = /&1.01f * /' "$@"
done
breaks backward 's/^    const float inverse_n = 1 \/ (float)n;/    const float inverse_n = 1 \/ ((float)n + 0.001f);/' --style plain two.lua
for number in 3 30; do # a stored number, and any single value, is held to its bound
    writes --style plain two.lua
    awk -v at=$number '/wanted\[[0-9]*\]\[2\] = / { on = 1 }
        on && n < at { line = $0; out = ""
            while (match(line, /\{ [^,]*,/)) { n++
                piece = substr(line, RSTART, RLENGTH)
                if (n == at) piece = "{ 1.5f,"
                out = out substr(line, 1, RSTART - 1) piece; line = substr(line, RSTART + RLENGTH) }
            $0 = out line }
        { print }' net.c > broken.c
    mv broken.c net.c
    tests gcc -std=gnu11 -O1 -mfma
    holds "number $number" [ "$code" = $number ]
done

# Of 100,000 parameters, in sums: one gradient of them that is wrong by as much as a usual one is large.
cat > large.lua <<'END'
return network { name = "net", input = 200, layers = { dense(400, tanh), dense(50) },
                 loss = half_squared_error, batch = 4 }
END
writes --style plain large.lua
expect 'many parameters are a short text' sh -c '[ "$(sed -n "/wanted\[/,/};/p" net.c | wc -c)" -lt 30000 ]'
sed 's/^\(.*\)net_selftest_differs((const float \*)g.w1, \(.*\)/    if (at >= 0) (\&g.w1[0][0])[at] += by;\n&/
     s/^int net_selftest(void)$/long at = -1;\nfloat by;\n&/' net.c > planted.c
cat > planting.c <<'END'
#include <stdio.h>
#include "planted.c"
/* Every hundredth gradient in turn, moved by the mean size of a gradient: noticed how often? */
int main(void)
{
    static net_parameters p, g;
    static net_workspace ws;
    static float x[4 * 200], t[4 * 50];
    uint32_t state = 1;
    float size = 0;
    int tried = 0, seen = 0;
    if (net_selftest() != 0)
        return 1;
    net_selftest_fill(&state, (float *)p.w1, 80000, 0, 0.0009765625f);
    net_selftest_fill(&state, (float *)p.w2, 20000, 0, 0.00048828125f);
    net_selftest_fill(&state, x, 800, 0, 0.015625f);
    net_backward(&p, 4, x, t, &g, NULL, &ws);
    for (int i = 0; i < 80000; i++)
        size += fabsf((&g.w1[0][0])[i]) / 80000;
    for (at = 17, by = size; at < 80000; at += 2003, tried++)
        seen += net_selftest() != 0;
    printf("%d of %d single wrong gradients are seen\n", seen, tried);
    return seen < tried;
}
END
expect 'one wrong gradient of 100,000' sh -c 'gcc -std=gnu11 -O2 -mfma planting.c -o planting -lm && ./planting'

# ---- the weights of a file ----

"$bpgen" weights --help > /dev/null
lua5.4 -e 'for i = 1, 32 do io.write(string.pack("<f", i / 40 - 0.4)) end' > net.bin
writes --weights net.bin --style plain two.lua
tests gcc -std=c11 -O1 -mfma
holds 'with weights' [ "$code" = 0 ]
sed -i 's/-0.375f, /-0.374f, /' net.c
tests gcc -std=c11 -O1 -mfma
holds 'a weight that is not as it was' [ "$code" -gt 0 ]

# ---- other processors ----

while read -r emulator compiler; do
    for style in plain vector; do
        # shellcheck disable=SC2086 # words
        if { [ "$emulator" = none ] || command -v "$emulator" > /dev/null; } &&
            $compiler main.c -o main 2> /dev/null -Dnet_selftest=main_of -c; then
            [ "$emulator" != none ] || emulator=
            writes --style $style "$root/specs/two_heads.lua"
            if ! $compiler -O1 main.c net.c -o main -lm 2> stderr; then
                echo "SKIP $compiler: it has no C library here"
                continue
            fi
            expect "$compiler, $style" sh -c "$emulator ./main"
        else
            echo "SKIP $compiler: it or its emulator is not here"
        fi
    done
done <<'END'
none gcc -m32 -std=c11
qemu-arm arm-linux-gnueabihf-gcc -static -std=c11
qemu-aarch64 aarch64-linux-gnu-gcc -static -std=c11
qemu-riscv64 riscv64-linux-gnu-gcc -static -std=c11
END

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
