#!/bin/sh
# dispatch.sh - --dispatch: what computes for three sets of instructions, and the choice among them.
#
#   tests/dispatch.sh [BPGEN]
#
# A test program answers __builtin_cpu_supports itself, so one object runs each of its versions here:
# the bits are those of the file without --dispatch, compiled for that set. Which version runs is
# seen by how often it asks, and each is made of its set's instructions. C and C++, gcc and clang,
# without a word; what compilers and other targets cannot, they leave out; wrong uses.
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2

if [ "$(uname -m)" != x86_64 ]; then
    echo 'SKIP this is no x86-64'
    echo '1 passed, 0 failed, 1 skipped'
    exit 0
fi
avx2='-mavx2 -mfma'
avx512="-mavx512f -mavx512dq -mavx512bw -mavx512vl $avx2"
has() { grep -q -w "$1" /proc/cpuinfo; }
sets=0 # those that this processor has
if has avx2 && has fma; then
    sets='0 1'
    has avx512f && has avx512dq && has avx512bw && has avx512vl && sets='0 1 2'
fi
if [ "$sets" != '0 1 2' ]; then
    skipped=1
    echo "SKIP sets of instructions that this processor lacks; it has $sets"
fi

flags_of() {
    case $1 in 2) echo "$avx512" ;; 1) echo "$avx2" ;; esac
}

cat > batch.lua <<'END'
return network { name = "net", input = 70, layers = { dense(50, tanh), dense(10, softmax) },
  loss = cross_entropy, l2 = 1e-3, batch = 24, optimizer = adam {} }
END
cat > one.lua <<'END'
return network { name = "net", input = 20, layers = { dense(33, gelu), dense(7) },
  loss = half_squared_error, batch = 1, optimizer = momentum {} }
END
cat > small.lua <<'END'
return network { name = "net", input = 3, layers = { dense(5, sigmoid), dense(1) },
  loss = half_squared_error, batch = 6, optimizer = polyak {} }
END
# What the program prints: a hash of all that the calls leave, and how often a predict asks.
cat > main.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int set_here = 0, asked = 0;
#if defined FAKE
static int fake_supports(const char *feature)
{
    asked++;
    return set_here >= (strncmp(feature, "avx512", 6) ? 1 : 2);
}
#define __builtin_cpu_supports fake_supports
#endif
#include "net.c"
static uint64_t hash = 14695981039346656037u;
static void take(const void *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const unsigned char *)at)[i]) * 1099511628211u;
}
static net_parameters p, g;
static net_optimizer o;
static net_workspace ws;
static REAL x[NET_BATCH * NET_INPUTS], t[NET_BATCH * NET_OUTPUTS], y[NET_BATCH * NET_OUTPUTS],
    dx[NET_BATCH * NET_INPUTS];
int main(int argc, char **argv)
{
    set_here = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 0; i < NET_BATCH * NET_INPUTS; i++)
        x[i] = (REAL)(i * 37 % 101) / 101;
    for (int i = 0; i < NET_BATCH * NET_OUTPUTS; i++)
        t[i] = (REAL)(i * 17 % 11) / 11;
    net_init(&p, 1);
    net_optimizer_init(&o);
    REAL J = 0;
    for (int i = 0; i < 5; i++) {
        J = net_step(&p, &o, NET_BATCH, x, t, &ws);
        take(&J, sizeof J);
    }
    take(&p, sizeof p);
    J = net_loss(&p, NET_BATCH, x, t, &ws);
    take(&J, sizeof J);
    net_forward(&p, NET_BATCH, x, y, &ws);
    take(y, sizeof y);
    J = net_backward(&p, NET_BATCH, x, t, &g, dx, &ws);
    take(&g, sizeof g);
    take(dx, sizeof dx);
    asked = 0;
    net_predict(&p, x, y);
    take(y, sizeof y);
    printf("%016llx\n", (unsigned long long)hash);
    fprintf(stderr, "%d\n", asked);
    return 0;
}
END

# The registers in a version's functions, sorted.
registers() { # OBJECT VERSION
    objdump -d --no-show-raw-insn "$1" |
        awk -v name="_$2_" '/^[0-9a-f]+ </ { on = index($0, name) } on' |
        grep -o '%[xyz]mm' | sort -u | tr '\n' ' '
}

# program NAME FLAGS...: of the net.c that is here.
program() {
    made=$1
    shift
    $once "$@" -o "$made" main.c -lm
}

# of_set CC SET REAL SPEC
of_set() {
    cp plain.c net.c
    # shellcheck disable=SC2046
    program "for.$2" "$1" -std=c11 -O0 -DREAL="$3" $(flags_of "$2")
    ./for."$2" > "want.$2" 2> /dev/null
    ./choosing "$2" > got 2> asked
    holds "$4, $3, $1, set $2: the bits of a build for it" cmp "want.$2" got
    case $2 in 0) asks=2 ;; 1) asks=3 ;; 2) asks=6 ;; esac
    holds "$4, $3, $1, set $2: it is the one that is chosen" [ "$(cat asked)" = "$asks" ]
}

for spec in batch one small; do
    compilers="gcc clang" real=float
    [ $spec = one ] && compilers=gcc real=double
    [ $spec = small ] && compilers=clang
    mkdir "$spec.$real" && cd "$spec.$real" && cp ../main.c . || exit 2
    silent --real $real ../$spec.lua -o plain.c -H plain.h
    silent --real $real --dispatch ../$spec.lua -o all.c -H all.h
    holds 'the declarations are the same' cmp plain.h all.h
    holds 'the file says that bits depend on the host' grep -q 'processors without FMA' all.c
    for cc in $compilers; do
        cp all.c net.c
        program choosing "$cc" -std=c11 -O0 -DREAL="$real" -DFAKE
        program asking "$cc" -std=c11 -O1 -DREAL="$real"
        for set in $sets; do of_set "$cc" "$set" $real $spec; done
        ./asking > got 2> /dev/null
        holds "$spec, $real, $cc: the processor has its best" cmp "want.${sets##* }" got
    done
    [ "$sets" = 0 ] || holds "$spec, $real: other bits without FMA" \
        eval '! cmp -s want.0 want.1'
    cd ..
done

# Each version is made of its instructions, and no other one has them.
cp batch.float/all.c net.c
for cc in gcc clang; do
    $once $cc -std=c11 -O2 -c net.c -o net.o
    holds "$cc: AVX-512" eval 'registers net.o avx512 | grep -q zmm'
    holds "$cc: AVX2" eval 'registers net.o avx2 | grep -q ymm'
    holds "$cc: AVX2 alone" eval '! registers net.o avx2 | grep -q zmm'
    holds "$cc: baseline" [ "$(registers net.o base)" = '%xmm ' ]
    holds "$cc: no state" [ -z "$(nm net.o | grep -i ' [bdc] ')" ]
done

# What is left out, and where.
kept() { # FLAGS...
    gcc -std=c11 "$@" -E -P net.c | grep -o -E '\bnet_(base|avx2|avx512)_step' | sort -u |
        sed 's/net_//; s/_step//' | tr '\n' ' '
}
holds 'all three' [ "$(kept -O2)" = 'avx2 avx512 base ' ]
holds '-D BPGEN_DISPATCH=1' [ "$(kept -DBPGEN_DISPATCH=1)" = 'avx2 base ' ]
holds '-D BPGEN_DISPATCH=0' [ "$(kept -DBPGEN_DISPATCH=0)" = 'base ' ]
# shellcheck disable=SC2086
holds 'compiled for AVX2' [ "$(kept $avx2)" = 'avx512 base ' ]
# shellcheck disable=SC2086
holds 'compiled for AVX-512' [ "$(kept $avx512)" = 'base ' ]
holds 'lanes by hand' [ "$(kept -DBPGEN_LANES=4)" = 'base ' ]
sed 's/__x86_64__/__another__/' net.c > another.c && mv another.c net.c
holds 'another processor' [ "$(kept)" = 'base ' ]

# Compilers say nothing, of the whole file and of parts of it; two in one unit.
quiet() { $once "$@" > said 2>&1 && [ ! -s said ]; }
for part in predict init predict,forward,loss,backward,step,init; do
    selftest=$([ $part = init ] || echo --selftest)
    # shellcheck disable=SC2086
    silent --dispatch $selftest --only "$part" --prefix a batch.lua -o a.c
    silent --dispatch --only "$part" --prefix b one.lua -o b.c
    printf '#include "a.c"\n#include "b.c"\nint unused;\n' > unit.c
    for cc in gcc clang; do
        warnings=$("$here/tools/strict" $cc)
        # shellcheck disable=SC2086
        expect "$part: $cc" quiet $cc -std=c11 -Og $warnings -c unit.c -o unit.o
        # shellcheck disable=SC2086
        expect "$part: $cc, C++" quiet $cc -x c++ -std=c++17 -fsyntax-only -O1 $warnings unit.c
        # shellcheck disable=SC2086
        expect "$part: $cc -fopenmp" quiet $cc -std=c11 -Og -Wall -fopenmp -fsyntax-only unit.c
    done
done

# The self-test of what was chosen; frozen layers, which are constants of the whole file.
cat > frozen.lua <<'END'
return network { name = "net", input = 9, batch = 4, loss = half_squared_error,
  layers = { dense(20, tanh, { train = false }), dense(2) } }
END
head -c $((4 * (9 * 20 + 20 + 20 * 2 + 2))) /dev/zero | tr '\0' '<' > frozen.bin
silent --dispatch --selftest --weights frozen.bin frozen.lua -o net.c
holds 'one copy of the constants' [ "$(grep -c 'static const float net_.*w1\[' net.c)" = 1 ]
printf '#include "net.c"\nint main(void) { return net_selftest(); }\n' > self.c
for cc in gcc clang; do
    for set in 2 1 0; do
        $once $cc -std=c11 -O1 -DBPGEN_DISPATCH=$set self.c -o self -lm
        holds "frozen, $cc, set $set: --selftest" ./self
    done
done

# A step in two passes, of which the first is its own: the struct of its gradient is the whole file's.
cat > passes.lua <<'END'
return network { name = "net", input = 9, batch = 4, loss = half_squared_error, optimizer = polyak,
  layers = { dense(20, tanh, { train = false }), batch_norm, dense(2) } }
END
silent --dispatch --selftest passes.lua -o net.c
# shellcheck disable=SC2086 # words
holds 'a step with a first pass of its own compiles' $once gcc -std=c11 -O1 self.c -o self -lm
holds 'a step with a first pass of its own: --selftest' ./self

# The commands that compile.
run check --dispatch -v --samples 1 small.lua
holds 'check compiles for each set' [ "$status $(grep -c '^bpgen: clang' stderr)" = '0 3' ]
run report --dispatch --cc gcc small.lua
holds 'report' [ $status = 0 ]
run --dispatch --style plain batch.lua
holds 'plain has no vectors' eval '[ $status = 2 ] && grep -q -e "--dispatch" stderr'
run --dispatch=yes batch.lua
holds '--dispatch takes no word' [ $status = 2 ]

if [ $skipped -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ]
