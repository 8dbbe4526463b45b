#!/bin/sh
# torch.sh - weights go between PyTorch and C, both ways, and both predict the same: a perceptron that
# one of them has trained, and every layer that PyTorch has as well.
#
#   tests/torch.sh [BPGEN]      where /usr/bin/python3 or python3 has torch (python3-torch)
#
# The files that PyTorch once wrote (tests/weights/make.py) are read by weights.sh everywhere.
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
python=
for each in /usr/bin/python3 python3; do
    ! "$each" -c 'import torch, numpy' 2> said || python=$each
done
if [ -z "$python" ]; then
    echo 'SKIP PyTorch: there is no python3-torch here'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
fi
program() { # NAME ARGUMENTS...: what it says in judged
    name=$1
    shift
    PYTHONDONTWRITEBYTECODE=1 "$python" -W ignore "$root/tests/torch/$name.py" "$@" > judged 2> stderr
}
checks= # for the judge, who begins but once: PyTorch takes seconds for that
judge() { checks="$checks $1"; }
wrong=
judge_wrong() { wrong="$wrong $1"; } # those that it must not accept

cat > flowers.lua <<'E2'
return network { name = "net", input = 6, layers = { dense(32, tanh), dense(16, gelu), dense(3, softmax) },
                 loss = cross_entropy, batch = 50, optimizer = adam { rate = 0.01 } }
E2
cat > stack.lua <<'E2'
return network { real = "double", input = { 6, 4 }, layers = { conv1d(6, 3), layer_norm, lstm(5), lstm(5),
    attention(1), gru(3), group_norm(3), prelu, flatten, dense(2) }, loss = half_squared_error }
E2
holds 'PyTorch trains and writes' program write

# ---- one that PyTorch has trained, in C ----
cat > main.c <<'E2'
/* predicts the rows of inputs.csv with the weights in the C, as CSV */
#include <stdio.h>
#include "net.h"
int main(void)
{
    float x[NET_INPUTS], y[NET_OUTPUTS];
    int k = 0;
    puts("a,b,c");
    while (scanf("%f%*[,]", &x[k]) == 1) {
        if (++k < NET_INPUTS)
            continue;
        k = 0;
        net_predict(&net_weights, x, y);
        printf("%.9g,%.9g,%.9g\n", (double)y[0], (double)y[1], (double)y[2]);
    }
    return k;
}
E2
for ending in safetensors npz; do
    for style in vector plain; do
        silent --style $style --weights flowers.$ending -o net.c -H net.h flowers.lua
        holds "it compiles: $style" cc -O1 -o main main.c net.c -lm
        holds 'it predicts' eval './main < points.csv > "$style.$ending.csv"'
        judge "there=$style.$ending.csv"
    done
done
sed '3s/^[^,]*/0.5/' vector.npz.csv > changed.csv
judge_wrong there=changed.csv

# ---- one that C has trained, in PyTorch ----
cat > train.c <<'E2'
/* trains on flowers.csv, and writes the parameters as they lie in memory */
#include <stdio.h>
#include "net.h"
static net_parameters p;
static net_optimizer o;
static net_workspace ws;
static float x[400][NET_INPUTS], t[400][NET_OUTPUTS];
int main(void)
{
    for (int i = 0; i < 400; i++) {
        for (int k = 0; k < NET_INPUTS; k++)
            if (scanf("%f%*[,]", &x[i][k]) != 1)
                return 1;
        for (int k = 0; k < NET_OUTPUTS; k++)
            if (scanf("%f%*[,]", &t[i][k]) != 1)
                return 1;
    }
    net_init(&p, 3);
    net_optimizer_init(&o);
    for (int step = 0; step < 800; step++) {
        const int at = step % 8 * NET_BATCH;
        net_step(&p, &o, NET_BATCH, x[at], t[at], &ws);
    }
    return fwrite(&p, sizeof p, 1, stdout) != 1;
}
E2
silent -o net.c -H net.h flowers.lua
holds 'it compiles' cc -O1 -o train train.c net.c -lm
holds 'C trains it' eval './train < flowers.csv > trained.bin'
run predict flowers.lua points.csv --weights trained.bin -o trained.csv
holds 'bpgen predicts' [ "$status" -eq 0 ]
for ending in safetensors npz; do
    silent weights --pytorch flowers.lua trained.bin -o trained.$ending
    judge back=trained.csv,trained.$ending
done
judge_wrong back=vector.npz.csv,trained.npz
run train --pytorch flowers.lua flowers.csv --epochs 40 -q -o more.safetensors
holds 'train writes such files as well' [ "$status" -eq 0 ]
run predict flowers.lua points.csv --weights more.safetensors -o more.csv
holds 'and reads them' [ "$status" -eq 0 ]
judge back=more.csv,more.safetensors

# ---- every layer ----
net=$root/tests/layers/net.lua
for ending in safetensors npz; do
    run predict "$net" layers.csv --weights layers.$ending -o layers.$ending.csv
    holds "layers of .$ending" [ "$status" -eq 0 ]
    judge layers=layers.$ending.csv
    silent weights --pytorch "$net" layers.$ending -o back.$ending
    judge layouts=back.$ending
    run predict stack.lua stack.csv --weights stack.$ending -o stack.$ending.csv
    holds "by order, of .$ending" [ "$status" -eq 0 ]
    judge stack=stack.$ending.csv
done
silent weights "$net" layers.npz -o own.safetensors
judge_wrong layouts=own.safetensors

# shellcheck disable=SC2086 # words
program judge $checks $wrong
for check in $checks; do
    holds "PyTorch says: $(grep -F "bad $check:" judged)" grep -Fqx "good $check" judged
done
for check in $wrong; do
    holds "the judge sees a wrong one: $check" grep -Fq "bad $check:" judged
done

# ---- the firmware's network, trained again: what is kept of it is such a file ----
firmware=$root/examples/firmware
holds 'the network of the firmware learns' "$python" -W ignore "$firmware/pretrain.py" waves.safetensors
run weights "$firmware/net.lua" "$firmware/waves.safetensors"
mv stdout kept
run weights "$firmware/net.lua" waves.safetensors
holds 'and is what the firmware reads' cmp kept stdout

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
