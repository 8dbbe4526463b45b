#!/bin/sh
# train_bits.sh - bpgen train to the bit: on one thread or several, in one go, or stopped, interrupted
# or killed at any epoch and resumed, the weights are the same.
#
#   tests/train_bits.sh [BPGEN]
# shellcheck disable=SC2016 # `expect ... eval` reads variables
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
mkdir cache
export CACHE="$scratch/cache"
trains() { # ARGUMENTS...: exit 0
    run train -q "$@"
    if [ $status -eq 0 ]; then good; else bad "exit $status: bpgen train $*"; fi
}
same() { # NAME: the weights of now and those of the whole run
    if cmp -s whole.bin now.bin; then good; else bad "other bits: $1"; fi
}
other() { if cmp -s whole.bin now.bin; then bad "the same bits: $1"; else good; fi; }

# ---- threads ----
# 64 to 256 wide: above what threads pay for (THREADS_PAY, SHARED_PAY in the generated file)
lua5.4 - <<'E2'
math.randomseed(5)
local f = io.open("wide.csv", "w")
for i = 1, 300 do
  local row = {}
  for k = 1, 64 do row[k] = string.format("%.4f", math.random() - (k % 5 == i % 5 and 0.5 or 0)) end
  row[65] = i % 5
  f:write(table.concat(row, ","), "\n")
end
E2
wide() { # OPTIMIZER
    echo "return network { name = 'wide', input = 64, layers = { dense(256, relu), dense(128, tanh),
      dense(5, softmax) }, loss = cross_entropy, batch = 128, optimizer = $1 }" > wide.lua
}
has_threads() { echo '#include <omp.h>' | "$1" -fopenmp -E - > /dev/null 2>&1; }
for of in 'clang adam { rate = 0.001 }' 'gcc momentum { rate = 0.01 }'; do
    cc=${of%% *}
    if ! has_threads "$cc"; then
        skipped=$((skipped + 1))
        echo "SKIP $cc has no OpenMP here"
        continue
    fi
    wide "${of#* }"
    counts='1 2 4' # fewer optimizations are enough, and are compiled in half the time
    [ "$cc" = clang ] || counts=4
    set -- --cc "$cc" --cflags '-O1 -march=native' wide.lua wide.csv --epochs 3
    trains "$@" --validate 0.2 -o whole.bin
    for threads in $counts; do
        OMP_DISPLAY_ENV=true trains "$@" --validate 0.2 --threads "$threads" -o now.bin
        same "$cc, $threads threads"
        told=$(grep -c "OMP_NUM_THREADS *= *'$threads'" stderr)
        expect "$cc: $threads threads have work" [ $((threads == 1 || told > 0)) = 1 ]
    done
    [ "$cc" = clang ] || continue
    trains "$@" --validate 0.2 --seed 2 -o now.bin
    other "another seed"
done
cat > without <<'E2'
#!/bin/sh
for word; do [ "$word" != -fopenmp ] || { echo 'cc: no -fopenmp here' >&2; exit 1; }; done
exec cc "$@"
E2
chmod +x without
run train -q --cc ./without --threads 2 wide.lua wide.csv --epochs 1 -o no.bin
expect 'a compiler without threads says so' \
    eval '[ $status -eq 1 ] && grep -q "^bpgen: the compiler .*without .* failed: cc: no -fopenmp here$" stderr && [ ! -e no.bin ]'
trains --cc ./without wide.lua wide.csv --epochs 1

# ---- stopped and resumed ----
lua5.4 - <<'E2'
math.randomseed(3)
local f = io.open("kinds.csv", "w")
for i = 1, 150 do
  local k = i % 3
  f:write(string.format("%.4f,%.4f,%d\n", math.random() + k, math.random() - k * k, k))
end
E2
kinds() { # OPTIMIZER
    echo "return network { name = 'kinds', input = 2, layers = { dense(8, tanh), dense(3, softmax) },
      loss = cross_entropy, batch = 16, optimizer = $1 }" > kinds.lua
}
epochs=7
for of in 'sgd { rate = 0.1 }' 'adamw { rate = 0.02 }' 'polyak { rate = 0.01 }'; do
    kinds "$of"
    set -- --cc "$root/tests/faults/cached_cc.sh" kinds.lua kinds.csv --validate 0.2
    trains "$@" --epochs $epochs -o whole.bin --log whole.csv
    stops='1 2 3 4 5 6'
    case $of in sgd* | polyak*) stops='2 5' ;; esac # half the time
    for stop in $stops; do
        trains "$@" --epochs "$stop" --checkpoint part.npz
        trains "$@" --epochs $epochs --resume part.npz -o now.bin --log now.csv
        same "$of, stopped after epoch $stop"
        expect "$of: and the same log" \
            [ "$(cut -d , -f 1-5 whole.csv)" = "$(cut -d , -f 1-5 now.csv)" ]
    done
    # a stop after a stop, each from the checkpoint before
    trains "$@" --epochs 1 --checkpoint part.npz
    for stop in ${stops#1 }; do
        trains "$@" --epochs "$stop" --resume part.npz --checkpoint part.npz
    done
    trains "$@" --epochs $epochs --resume part.npz -o now.bin
    same "$of, stopped again and again"
    trains "$@" --epochs $((epochs - 1)) -o now.bin
    other "$of, an epoch less"
done
kinds 'adam { rate = 0.02 }'
for cc in none "$root/tests/faults/cached_cc.sh"; do # with all that an epoch depends on
    set -- --cc "$cc" kinds.lua kinds.csv --schedule step:2:0.5 --no-shuffle --validate 0.3
    trains "$@" --epochs $epochs -o whole.bin
    trains "$@" --epochs 3 --checkpoint part.npz
    trains "$@" --epochs $epochs --resume part.npz -o now.bin
    same "$cc: steps of the rate, no shuffle"
done

# ---- interrupted, and killed while it saves ----
# The runtime of these is some seconds; where in it a signal comes is chance, and must not matter.
many=60000
set -- --cc "$root/tests/faults/cached_cc.sh" kinds.lua kinds.csv --epochs $many --schedule cosine --validate 0.2
trains "$@" -o whole.bin
begin() { # ARGUMENTS...: in the background; sets $process
    rm -f said
    env --default-signal=INT "$bpgen" train "$@" > said 2> stderr < /dev/null &
    process=$!
    while { [ ! -s said ] || [ ! -s part.npz ]; } && kill -0 $process 2> /dev/null; do sleep 0.02; done
}
# goes_on NAME SIGNAL: after a stop by it, and another, to the end
goes_on() {
    rm -f part.npz
    begin "$@" --checkpoint part.npz
    stop_once
    begin "$@" --resume part.npz --checkpoint part.npz
    stop_once
    trains "$@" --resume part.npz -o now.bin
}
stop_once() {
    kill -s "$signal" $process 2> /dev/null
    wait $process 2> /dev/null
    ended=$?
    expect "$signal: exit $ended" [ $ended -eq $wanted ]
    expect "$signal: there is a checkpoint" [ -s part.npz ]
}
signal=INT wanted=130
goes_on "$@"
same 'interrupted twice'
signal=KILL wanted=137
goes_on "$@"
same 'killed twice'

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
