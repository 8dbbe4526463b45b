#!/bin/sh
# loops.sh - the steps of a recurrence are loops: the text does not grow with them, of layers and of
# what a user wrote, in both styles, of one sample and of several; and both styles compute the same
# bits, keep the promises of the calls, and stay inside their arrays.
#
#   tests/loops.sh [BPGEN]      SPECS="own gru": bits of these alone
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$here/.." || exit 2

recurrence() { # NAME LAYERS LOSS
    printf 'return network { name = "net", input = { param("steps", 9), 5 }, layers = { %s },
        loss = %s, batch = param("batch", 6), optimizer = adam }\n' "$2" "$3" > "$scratch/$1.lua"
}
recurrence gru 'gru(8, { last = true }), dense(4, softmax)' cross_entropy
recurrence lstm 'lstm(6), dense(3)' mean_squared_error
recurrence rnn 'rnn(5, { reverse = true }), rnn(6, { last = true }), dense(2)' mean_squared_error
recurrence wide 'gru(40, { last = true }), dense(3)' mean_squared_error
cat > "$scratch/applied.lua" <<'END'
local f, h = dense(16, relu), input("x", 16)
for _ = 1, param("steps", 9) do h = f(h) end
return network { name = "net", outputs = { y = h }, loss = half_squared_error(h, target("t", 16)),
                 batch = param("batch", 6), optimizer = sgd { rate = 0.1 } }
END
cp tests/specs/recurrent.lua "$scratch/own.lua"
cat > "$scratch/dropped.lua" <<'END'
local x, cell, out = input("x", 8, 3), dense(7, tanh), dense(1)
local h, all = constant { 0, 0, 0, 0, 0, 0, 0 }, {}
for i = 1, 8 do -- prediction keeps less of a step than training
  h = dropout(0.2)(cell(concat(reshape(slice(x, i, i, 1), 3), h)))
  all[i] = out(h)
end
return network { name = "net", outputs = { y = concat(all) }, batch = param("batch", 4),
                 loss = mean_squared_error(concat(all), target("t", 8)), optimizer = momentum }
END

# ---- how long it is ----

# grows SPEC OPTIONS...: by how many lines from 100 steps to 300, whose lists are folded more often,
# for their numbers have more digits; of fewer, the mathematics shows more and more; no OpenMP,
# which work brings
grows() {
    for steps in 100 300; do
        "$bpgen" -D steps=$steps "$@" | sed '/^\/\* ---- threads/,/^\/\* ----/d' | wc -l
    done | paste -s -d - | { IFS=- read -r few many && echo $((many - few)); }
}
for style in vector plain; do
    for name in gru lstm rnn applied own; do
        for batch in 1 6; do
            by=$(grows "$scratch/$name.lua" --style $style -D batch=$batch)
            expect "$name, batch $batch, $style: $by lines for 200 steps" [ "$by" -le 30 ]
        done
    done
done
for style in vector plain; do
    "$bpgen" --style $style -o "$scratch/net.c" "$scratch/gru.lua"
    expect "gru, $style: its steps are loops" grep -q 'for (.* s = 0; s < 8; s++)' "$scratch/net.c"
done

# ---- what it computes ----

for file in net reference bits contract; do
    $once gcc -std=gnu11 -O1 -c "tests/numerics/$file.c" -o "$scratch/$file.o" || exit 2
done
job() { tests/numerics/job.sh "$bpgen" "$scratch" "$1"; }
for spec in ${SPECS:-gru lstm rnn wide applied own dropped}; do
    for options in '-D batch=1' '--real double'; do
        for style in plain vector; do
            cc='gcc -std=c99 -O1 -mfma'
            [ $style = vector ] && cc='gcc -std=gnu11 -O2 -mfma -mavx2'
            job "$spec | bits | $cc | | $scratch/$spec.lua $options --style $style"
        done > "$scratch/bits"
        expect "$spec $options: the styles compute the same bits" \
            [ "$(grep '^bits ' "$scratch/bits" | sort | uniq -c | awk '{ print $1 }')" = 2 ]
        grep -A 4 FAIL "$scratch/bits"
    done
done
for style in plain vector; do
    for options in '-D batch=1' ''; do
        cc='gcc -std=gnu11 -O1 -mfma -fsanitize=address,undefined -fno-sanitize-recover'
        job "own | contract | $cc | | $scratch/own.lua $options --style $style" > "$scratch/said"
        expect "own $options, $style: the promises of its calls, its arrays" \
            grep -q '^[1-9][0-9]* passed, 0 failed$' "$scratch/said"
        grep -A 4 FAIL "$scratch/said"
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
