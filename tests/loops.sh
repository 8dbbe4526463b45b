#!/bin/sh
# loops.sh - the steps of a recurrence are loops, and equal layers: the text does not grow with them,
# of layers and of what a user wrote, in both styles, of one sample and of several; and both styles
# compute the same bits, those of straight text, keep the promises of the calls, and stay inside
# their arrays.
#
#   tests/loops.sh [BPGEN]      SPECS="own gru", STACKS="deep": bits of these alone; "": of none
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
recurrence forty 'gru(40, { last = true }), dense(3)' mean_squared_error
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

# Stacks of layers. apart=1: arrays of odd sizes lie between those of the layers, so that no loop can
# go along them, and the text is straight.
stack() { # NAME LAYER REST: LAYER is of x and i
    cat > "$scratch/$1.lua" << END
local function between(i) if param("apart", 0) > 0 then parameter(i * i % 11 + 1) end end
local x = dense(9, tanh)(input("x", 9)) -- rows of an input lie closer than those of layers
for i = 1, param("n", 9) do
  x = $2
  between(i)
end
local y = dense(2)(x)
return network { name = "net", outputs = { y = y }, batch = param("batch", 5),
                 loss = half_squared_error(y, target("t", 2)), $3 }
END
}
stack deep 'dense(9, tanh, { l1 = 1e-3 })(x)' 'l2 = 1e-2, optimizer = adam'
stack narrow 'dense(9, tanh)(x)' 'optimizer = momentum'
stack blocks 'x + 0.1 * dense(9)(dense(30, relu, { train = i % 3 ~= 0 })(x))' 'l2 = 1e-3, optimizer = momentum'
stack normed 'dense(9, gelu)(layer_norm {}(x))' 'optimizer = adamw'
stack wide 'dense(9, relu)(dense(40, tanh)(x))' 'l2 = 1e-3, optimizer = sgd { rate = 0.1 }'
cat > "$scratch/images.lua" << 'END'
local x = conv2d(3, 3, relu, { padding = 1 })(input("x", 6, 6, 1))
for i = 1, param("n", 9) do
  x = conv2d(3, 3, relu, { padding = 1 })(x)
  if param("apart", 0) > 0 then parameter(i * i % 11 + 1) end
end
local y = dense(2)(flatten(x))
return network { name = "net", outputs = { y = y }, batch = param("batch", 5),
                 loss = half_squared_error(y, target("t", 2)), optimizer = adam }
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
# deepens SPEC FROM TO OPTIONS...: by how many lines for so many more layers, without the struct's
deepens() {
    spec=$1 few=$2 many=$3
    shift 3
    for n in "$few" "$many"; do
        "$bpgen" -D n="$n" "$@" "$scratch/$spec.lua" |
            sed -e '/^\/\* ---- threads/,/^\/\* ----/d' \
                -e '/^typedef struct .*_\(parameters\|moments\)/,/^}/d' | wc -l
    done | paste -s -d - | { IFS=- read -r few many && echo $((many - few)); }
}
for style in vector plain; do
    for batch in 1 5; do
        for name in deep narrow normed wide images; do
            by=$(deepens $name 40 60 --style $style -D batch=$batch)
            expect "$name, batch $batch, $style: $by lines for 20 layers" [ "$by" -le 5 ]
        done
        by=$(deepens blocks 42 60 --style $style -D batch=$batch) # of which each third is frozen
        expect "blocks, batch $batch, $style: $by lines for 18 blocks" [ "$by" -le 8 ]
        by=$(deepens narrow 20 40 --style $style -D batch=$batch)
        expect "20 layers, batch $batch, $style: $by lines for 20 more" [ "$by" -le 3 ]
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
for spec in ${SPECS-gru lstm rnn forty applied own dropped narrow}; do
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
# looped SPEC OPTIONS...: the calls of layers in loops compute the bits of straight text
looped() {
    spec=$1 dir=$scratch/looped
    shift
    rm -rf "$dir" && mkdir "$dir" || return 1
    set -- -D n=16 "$@"
    "$bpgen" --prefix loops -o "$dir/loops.c" -H "$dir/loops.h" "$@" "$scratch/$spec.lua" &&
        "$bpgen" --prefix lines -o "$dir/lines.c" -H "$dir/lines.h" -D apart=1 "$@" \
            "$scratch/$spec.lua" || return 1
    grep -q '_later(p, ' "$dir/loops.c" && ! grep -q '_later(p, ' "$dir/lines.c" || return 1
    sed -n '/^typedef struct loops_parameters/,/^}/s/^    float \([a-z0-9]*\)\[.*/SAME(\1)/p' \
        "$dir/loops.h" > "$dir/fields.h"
    for text in loops lines; do
        $once gcc -std=gnu11 -O1 -mfma -mavx2 -I "$dir" -c "$dir/$text.c" -o "$dir/$text.o" ||
            return 1
    done
    gcc -std=gnu11 -O1 -I "$dir" tests/loops/same.c "$dir/loops.o" "$dir/lines.o" -lm \
        -o "$dir/same" && "$dir/same"
}
for spec in ${STACKS-deep blocks images}; do
    for batch in 1 5; do
        for style in vector plain; do
            expect "$spec, batch $batch, $style: in loops the bits of straight text" \
                looped "$spec" -D batch=$batch --style $style
        done
    done
done
for style in plain vector; do
    for options in '-D batch=1' ''; do
        cc='gcc -std=gnu11 -O1 -mfma -fsanitize=address,undefined -fno-sanitize-recover'
        job "own | contract | $cc | | $scratch/own.lua $options --style $style" > "$scratch/said"
        expect "own $options, $style: the promises of its calls, its arrays" \
            grep -q '^[1-9][0-9]* passed, 0 failed$' "$scratch/said"
        grep -A 4 FAIL "$scratch/said"
        job "deep | contract | $cc | | $scratch/deep.lua $options --style $style" > "$scratch/said"
        expect "deep $options, $style: the promises of its calls, its arrays" \
            grep -q '^[1-9][0-9]* passed, 0 failed$' "$scratch/said"
        grep -A 4 FAIL "$scratch/said"
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
