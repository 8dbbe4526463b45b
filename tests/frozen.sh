#!/bin/sh
# frozen.sh - layers with train = false: no moments; with --weights constants of the file.
#
#   tests/frozen.sh [BPGEN]
#
# Predict, loss, backward and step compute the same bits with constants as with parameters, in both
# styles, with one function or all, the block in the file or apart. What is constant is in no struct
# and is initialised by nobody; what is not read is not written. The selftest holds all of it to the
# runtime, tests/check.sh the moments.
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2

cat > net.lua <<'E2'
local kind = param("kind", 1)
return network {
  input = 3,
  layers = {
    dense(20, tanh, { train = false, l1 = 0.001 }),
    dense(2, relu, { train = false, bias = false, name = "hidden" }),
    dense(1, identity, { train = kind < 3 }),
  },
  loss = half_squared_error, l2 = 0.01, batch = param("batch", 2),
  optimizer = ({ adam, polyak, momentum })[kind],
}
E2
python3 - <<'E2'
import random, struct
random.seed(1)
open("w.bin", "wb").write(struct.pack("<123f", *(random.uniform(-1, 1) for _ in range(123))))
E2

# ---- the same bits ----

# What a network computes from the weights of the file, in hexadecimal.
cat > main.c <<'E2'
#include <stdio.h>
#include "net.c"

static void show(const void *of, size_t size)
{
    for (size_t i = 0; i < size; i++)
        printf("%02x", ((const unsigned char *)of)[i]);
    puts("");
}

int main(void)
{
    const float x[6] = { 0.5f, -1, 2, -0.25f, 0.75f, 1 }, t[2] = { 1, -1 };
    float y[2], dx[6];
    net_parameters p = net_weights, g;
    net_optimizer o;
    net_workspace ws;
    net_optimizer_init(&o);
    net_predict(&p, x, y);
    show(y, sizeof y[0]);
    float J = net_backward(&p, NET_BATCH, x, t, &g, dx, &ws);
    show(&J, sizeof J);
    show(dx, NET_BATCH * sizeof x[0]);
#if TRAINED
    show(g.w3, sizeof g.w3);
    show(g.b3, sizeof g.b3);
#endif
    for (int i = 0; i < 3; i++)
        J = net_step(&p, &o, NET_BATCH, x, t, &ws);
    show(&J, sizeof J);
#if TRAINED
    show(p.w3, sizeof p.w3);
    show(p.b3, sizeof p.b3);
#endif
    J = net_loss(&p, NET_BATCH, x, t, &ws);
    show(&J, sizeof J);
}
E2
# computes FILE COMPILER...
computes() {
    file=$1
    shift
    # shellcheck disable=SC2086,SC2046 # words
    $once "$@" $("$here/tools/strict" "$1") -O1 main.c -o main -lm 2> stderr && ./main > "$file" &&
        [ ! -s stderr ]
}
sed 's/train = false, *//; s/train = kind < 3//' net.lua > trained.lua # no constant there
for style in vector plain; do
    for kind in 1 2 3; do
        for batch in 1 2; do
            of="--style $style -D kind=$kind -D batch=$batch"
            # shellcheck disable=SC2086 # words
            silent $of --prefix net --weights w.bin -o net.c net.lua
            holds "$of: gcc" computes constants gcc -std=c11 -march=native -DTRAINED=$((kind < 3))
            holds "$of: C++" computes in_cxx g++ -x c++ -std=c++17 -march=native \
                -DTRAINED=$((kind < 3))
            expect "$of: C++ computes the same" cmp constants in_cxx
            cp net.c constants.c
            # Polyak's step depends on all gradients, so that only what precedes it is compared.
            # shellcheck disable=SC2086
            silent $of --prefix net --weights w.bin -o net.c trained.lua
            holds "$of, trained" computes parameters gcc -std=c11 -march=native \
                -DTRAINED=$((kind < 3))
            head -n 5 constants > first
            [ $kind -lt 3 ] || head -n 3 constants > first
            head -n "$(wc -l < first)" parameters > same
            expect "$of: constants compute what parameters do" cmp first same
        done
    done
done

# ---- what is in the file ----

silent --prefix net --weights w.bin -o net.c -H net.h net.lua
expect 'parameters are those of the last layer' [ "$(sed -n '/struct net_parameters {/,/}/p' net.h |
    grep -c 'float ')" -eq 2 ]
expect 'they are counted' grep -q 'define NET_PARAMETERS 3 ' net.h
expect 'the header has no constant' sh -c '! grep -q frozen_ net.h'
expect 'constants are static' [ "$(grep -c '^static const float net_frozen_' net.c)" -eq 3 ]
expect 'nobody initialises them' sh -c '! sed -n "/^void net_init(net/,/^}/p" net.c | grep -q frozen_'
silent --prefix net --weights w.bin --only init -o net.c net.lua
expect 'init alone has no constant' sh -c '! grep -q net_frozen_ net.c'
silent --prefix net --weights w.bin --only predict --section .rom -o net.c net.lua
holds 'one function' sh -c 'gcc -c net.c -o net.o && objdump -t net.o | grep -q "[.]rom.*net_frozen_w1"'
silent --prefix net --weights w.bin --weights-file block.c -o net.c net.lua
expect 'the block goes apart, constants do not' [ "$(grep -c 'net_frozen_.*= {' net.c)/$(grep -c \
    frozen_ block.c)/$(grep -c 'net_weights = {' block.c)" = 3/0/1 ]
holds 'it compiles' gcc -std=c11 -Wall -Wextra -Werror -c block.c -o block.o
silent --prefix net --weights w.bin -D kind=3 -o net.c net.lua
expect 'nothing is left to train' grep -q 'define NET_PARAMETERS 0 ' net.c
silent --prefix net -D kind=3 -o net.c -H net.h net.lua
expect 'no moments' sh -c '! grep -q "net_moments\|parameters m;" net.h'
silent --prefix net -o net.c -H net.h net.lua
expect 'moments of the last layer' [ "$(sed -n '/struct net_moments {/,/}/p' net.h |
    grep -c 'float ')" -eq 2 ]
expect 'no matter what, all is a parameter without weights' grep -q 'define NET_PARAMETERS 123 ' net.h
"$bpgen" -D kind=2 -o net.c -H net.h net.lua
expect 'the gradient that a step in two passes keeps is of the last layer' [ "$(sed -n \
    '/struct net_trained {/,/}/p' net.h | grep -c float)/$(grep -c ' gradient;' net.h)" = 2/1 ]
sed 's/kind < 3/false/' net.lua > none.lua
"$bpgen" -D kind=2 -o net.c -H net.h none.lua
expect 'nothing trained: no such gradient' sh -c '! grep -q " gradient;\|net_trained" net.h'

# ---- the selftest holds it to the runtime ----

echo 'int net_selftest(void); int main(void) { return net_selftest(); }' > main.c
for style in vector plain; do
    for kind in 1 2 3; do
        silent --style $style -D kind=$kind --prefix net --selftest --weights w.bin -o net.c net.lua
        holds "selftest, $style, $kind" sh -c 'gcc -mfma -O1 main.c net.c -o main -lm && ./main'
        sed 's/net_frozen_w1\[3\]\[20\] = {/&{ 9 },/' net.c > wrong.c
        expect "selftest, $style, $kind: sees a wrong constant" sh -c \
            'gcc -w -mfma -O1 main.c wrong.c -o main -lm && ! ./main'
    done
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
