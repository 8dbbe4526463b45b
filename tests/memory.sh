#!/bin/sh
# memory.sh - memory that ends: the n-th allocation fails, alone or with all that follow. However
# far the work has come: one message, one #error line, exit 3, nothing leaked, no file left or
# changed.
#
#   tests/memory.sh [BPGEN]      LONG=1: every n, not some hundred of them (an hour)
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
kept=0 # blocks that stay where the C library has them
shim=$scratch/shim.so
${CC:-cc} -O1 -shared -fPIC -o "$shim" "$root/tests/faults/shim.c" -ldl || exit 2

message='bpgen: out of memory'
line="#error \"$message\""

# strike N MODE ARGUMENTS...: runs bpgen in the folder `work`, its N-th allocation failing
strike() {
    n=$1 mode=$2
    shift 2
    LD_PRELOAD=$shim FAULT_CALLS=memory FAULT_AT=$n FAULT_MODE=$mode FAULT_REPORT=report \
        TMPDIR=$scratch/temporary "$bpgen" "$@" > stdout 2> stderr < /dev/null
    status=$?
}

# ends N MODE ARGUMENTS...: that run ends as it should
ends() {
    echo '- -' > report
    strike "$@"
    { IFS= read -r said; ! IFS= read -r _; } < stderr
    alone=$?
    { IFS= read -r told; ! IFS= read -r _; } < stdout
    alone=$alone$?
    read -r _ leaked < report
    left=
    for file in work/* temporary/*; do
        case $file in
        work/out.c) IFS= read -r old < work/out.c; [ "$old" = before ] || left=$file ;;
        'work/*' | 'temporary/*') ;;
        work/* | temporary/*) left=$file ;;
        esac
    done
    case $said in # the words of the C library where it loads a library
    'bpgen: cannot load the compiled network: '*) said=$message told=$line ;;
    esac
    if [ $status -eq 3 ] && [ "$said" = "$message" ] && [ "$told" = "$line" ] &&
       [ $alone = 00 ] && [ "$leaked" -le $kept ] && [ -z "$left" ]; then
        good
    elif [ $status -eq 0 ] && [ ! -s stderr ] && [ "$1" -gt "$count" ] && [ -z "$left" ]; then
        good
    else
        bad "exit $status, $leaked blocks leaked${left:+, $left left}: allocation $1 $2: bpgen $*"
    fi
}

# sweep POINTS BEYOND ARGUMENTS...: allocations fail in turn, spread evenly, then each of the last
# 10, and some of BEYOND more, which only a child process comes to
sweep() {
    points=$1 beyond=$2
    shift 2
    mkdir -p work temporary
    rm -f work/*
    strike 0 once "$@"
    read -r count leaked < report
    if [ $status -ne 0 ] || [ "$leaked" -gt $kept ] || [ -s stderr ]; then
        bad "exit $status, $leaked blocks leaked: bpgen $*"
        return
    fi
    good
    step=$((count / points + 1)) beyond_step=8
    [ -z "${LONG:-}" ] || step=1 beyond_step=1
    echo before > work/out.c
    n=1
    while [ $n -le $((count + beyond)) ]; do
        ends "$n" on "$@"
        ends "$n" once "$@"
        if [ "$n" -gt "$count" ]; then n=$((n + beyond_step))
        elif [ "$n" -gt $((count - 10)) ]; then n=$((n + 1))
        else n=$((n + step)); fi
    done
}

for spec in xor two_heads gates; do
    sweep 20 0 -o work/out.c "$root/specs/$spec.lua"
done
sweep 12 0 "$root/specs/xor.lua"
sweep 12 0 -MD -MP -MF /dev/null -T "$root/templates" -o work/out.c "$root/specs/xor.lua"
sweep 4 0 --dispatch "$root/specs/xor.lua"
sweep 4 20 --selftest "$root/specs/xor.lua"
cat > net.lua <<'E2'
return network { name = "net", input = 2, layers = { dense(3, tanh), dense(1, { name = "out" }) },
                 loss = half_squared_error }
E2
ln -s /dev/null null.npz
sweep 15 0 weights net.lua "$root/tests/weights/torch.safetensors"
kept=3 # the time zone, which libzip asks for
sweep 15 0 weights net.lua "$root/tests/weights/torch.npz"
sweep 15 0 weights -o null.npz net.lua "$root/tests/weights/own.safetensors"
kept=0
sweep 12 0 explain -o work/out.c net.lua
sweep 10 40 explain --html --seed 1 net.lua
sweep 8 0 graph net.lua

# what draws, by other programs: these stand for them
mkdir tools
printf '#!/bin/sh\nunset LD_PRELOAD\necho "<svg/>" | tee "${3:-${1%%/*}/plot.out}"\n' > tools/dot
cp tools/dot tools/gnuplot
chmod +x tools/dot tools/gnuplot
PATH=$scratch/tools:$PATH
sweep 6 20 graph -T svg net.lua

export CACHE="$scratch/cache"
mkdir cache
set -- --cc "$root/tests/faults/cached_cc.sh" "$root/specs/xor.lua"
sweep 4 120 check --samples 1 "$@"
sweep 2 60 bench --seconds 0 --rounds 1 "$@"
sweep 12 0 report --json "$@"
sweep 4 20 report --selftest "$@"
printf '0,1,1\n1,1,0\n' > xor.csv
kept=3
sweep 12 60 train -q --epochs 2 --validate 0.5 -o null.npz "$@" xor.csv
kept=0
ln -s /dev/null null.csv
ln -s /dev/null null.svg
ln -s /dev/null null.safetensors
sweep 6 40 train -q --epochs 2 --schedule step:1:0.5 --log null.csv --plot null.svg --pytorch \
    -o null.safetensors "$@" xor.csv
sweep 4 40 train -q --epochs 1 --plot - --test xor.csv --clip 1 "$@" xor.csv
"$bpgen" train -q --cc none --epochs 1 -o xor.bin "$root/specs/xor.lua" xor.csv
sweep 6 20 evaluate --cc none -q --weights xor.bin "$root/specs/xor.lua" xor.csv
sweep 6 20 predict --cc none -q --weights xor.bin "$root/specs/xor.lua" xor.csv
cat > several.lua <<'E2'
local x = input("x", 2)
return network { name = "net", outputs = { a = dense(2)(x), b = tanh(x) }, batch = 2,
                 loss = mean_squared_error(x, target("t", 2)) }
E2
head -c 24 /dev/zero > several.bin
sweep 6 20 predict --cc none -q --weights several.bin several.lua xor.csv --input 1-2

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
