#!/bin/sh
# train.sh - bpgen train, evaluate and predict: they learn, go on where they stopped to the same
# bits, keep the best, end in good order, and say what is wrong.
#
#   tests/train.sh [BPGEN]      LONG=1: MNIST to its accuracy, and in time
#
# MNIST is looked for in $BPGEN_MNIST, data/mnist and ../shared/data/mnist.
# shellcheck disable=SC2016,SC2034 # $ is not always a shell's; `expect ... eval` reads variables
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
for folder in "${BPGEN_MNIST:-}" "$root/data/mnist" "$root/../shared/data/mnist"; do
    [ -n "$folder" ] && [ -d "$folder" ] && mnist=$(realpath "$folder") && break
done
cd "$scratch" || exit 2
mkdir cache
export CACHE="$scratch/cache"
with="--cc $root/tests/faults/cached_cc.sh --cflags -O1"

net() { # NAME LAYERS LOSS OPTIMIZER
    echo "return network { name = '$1', input = 2, layers = { $2 }, loss = $3, batch = 16,
  optimizer = $4 }" > "$1.lua"
}
net kinds 'dense(8, tanh), dense(3, softmax)' cross_entropy 'adam { rate = 0.02 }'
net plane 'dense(8, tanh), dense(1)' half_squared_error 'momentum { rate = 0.05 }'
net line 'dense(1)' half_squared_error 'sgd { rate = 0.1 }'
lua5.4 - <<'E2'
math.randomseed(3)
local function noise() return math.random() - 0.5 end
local kinds, plane = io.open("kinds.csv", "w"), io.open("plane.csv", "w")
kinds:write("a,b,kind\n")
for i = 1, 150 do
  local k = i % 3
  kinds:write(string.format("%.4f,%.4f,%s\n", noise() + k, noise() - k * k,
                            ({ "ant", "bee", "cat" })[k + 1]))
  local a, b = 2 * noise(), 2 * noise()
  plane:write(string.format("%.5f,%.5f,%.5f\n", a, b, a * b + a))
end
E2

# shellcheck disable=SC2086 # words
train() { # ARGUMENTS...
    run train $with "$@"
}
trains() { # ARGUMENTS...: exit 0
    train "$@"
    if [ $status -eq 0 ]; then good; else bad "exit $status: bpgen train $*"; fi
}

# ---- it learns ----
trains kinds.lua kinds.csv --validate 0.2 --test kinds.csv --epochs 12 -o kinds.npz --log log.csv
expect 'a line an epoch' [ "$(grep -Ecx 'epoch [0-9]+  J [0-9.e-]+  validation [0-9.e-]+  accuracy [0-9.]+ %' stdout)" -eq 12 ]
expect 'a table' grep -Eq '^test        150 samples  J [0-9.e-]+  accuracy (9[5-9]|100)' stdout
expect 'the log has its columns' \
    [ "$(head -n 1 log.csv)" = 'epoch,J,validation,validation_accuracy,rate,seconds' ]
expect 'and an epoch a line' [ "$(wc -l < log.csv)" -eq 13 ]
expect 'classes are told' grep -qx 'bpgen: classes in order of appearance: --classes bee,cat,ant' stderr
# shellcheck disable=SC2086
run evaluate $with --weights kinds.npz --classes bee,cat,ant kinds.lua kinds.csv
expect 'evaluate says what the table says' \
    [ "$(sed 's/.*accuracy/accuracy/' stdout)" = "$(grep 100 "$scratch/stdout" | sed 's/.*accuracy/accuracy/')" ]
cp stdout compiled
run evaluate --cc none -q --weights kinds.npz --classes bee,cat,ant kinds.lua kinds.csv
expect 'so does the runtime' [ "$(sed 's/.*acc//' stdout)" = "$(sed 's/.*acc//' compiled)" ]
# shellcheck disable=SC2086
run predict $with --weights kinds.npz --classes bee,cat,ant kinds.lua kinds.csv
expect 'predict: a header and a line a sample' [ "$(head -n 1 stdout),$(wc -l < stdout)" = bee,cat,ant,151 ]
expect 'the largest is the class, mostly' [ "$(awk -F , 'NR > 1 { m = 1; for (i = 2; i <= 3; i++) if ($i > $m) m = i; n += m == (NR - 2) % 3 + 1 }
    END { print (n > 140) }' stdout)" = 1 ]
trains plane.lua plane.csv --validate plane.csv --epochs 40 -q -o plane.safetensors --pytorch
expect 'quiet' [ ! -s stdout ] && expect 'quiet' [ ! -s stderr ]
run evaluate --cc none -q --weights plane.safetensors plane.lua plane.csv
expect "R2: $(cat stdout)" grep -Eq 'rmse 0\.0[0-9]*  R2 0\.9' stdout

# ---- J falls as gradient descent says: y = w x, one sample, by hand ----
printf '1,0,2\n' > one.csv
lua5.4 -e 'io.write(string.pack("<fff", 0, 0, 0))' > zero.bin
trains line.lua one.csv --weights zero.bin --epochs 2 -o line.bin --no-shuffle
expect 'J of the first two steps: 2, 1.28' \
    [ "$(sed -n 's/.*  J //p' stdout | head -n 2 | paste -sd ' ')" = '2 1.28' ]
expect 'the weights after them' lua5.4 -e 'local w, v, b = string.unpack("<fff", io.open("line.bin", "rb"):read("a"))
    os.exit(math.abs(w - 0.36) < 1e-6 and v == 0 and math.abs(b - 0.36) < 1e-6)'
trains line.lua one.csv --weights zero.bin --epochs 1 --rate 0.25 -o line.bin
expect '--rate' lua5.4 -e 'os.exit(string.unpack("<f", io.open("line.bin", "rb"):read("a")) == 0.5)'
trains line.lua one.csv --weights zero.bin --epochs 1 --clip 0.5 --rate 1 -o line.bin
expect '--clip: as long as said' lua5.4 -e 'local w, v, b = string.unpack("<fff", io.open("line.bin", "rb"):read("a"))
    os.exit(math.abs(math.sqrt(w * w + b * b) - 0.5) < 1e-6 and math.abs(w - b) < 1e-6)'
trains line.lua one.csv --weights zero.bin --epochs 1 --clip 100 --rate 0.25 -o line.bin
expect '--clip: what is short stays' lua5.4 -e 'os.exit(string.unpack("<f", io.open("line.bin", "rb"):read("a")) == 0.5)'
cat > drops.lua <<'END'
return network { input = 64, layers = { dropout(0.5), dense(1, { init = zeros, bias = false }) },
                 loss = half_squared_error, batch = param("batch", 1) }
END
lua5.4 -e 'io.write(("1,"):rep(64), "2\n")' > ones.csv
for batch in 1 4; do
    trains drops.lua ones.csv -D batch=$batch --epochs 1 --clip 0.5 --rate 1 -o drops.bin
    expect "--clip: of what is left of dropout, batch $batch" lua5.4 -e 'local zeros, norm2 = 0, 0
        for w in io.open("drops.bin", "rb"):read("a"):gmatch "...." do
            w = string.unpack("<f", w)
            zeros, norm2 = zeros + (w == 0 and 1 or 0), norm2 + w * w
        end
        os.exit(zeros > 12 and zeros < 52 and math.abs(math.sqrt(norm2) - 0.5) < 1e-6)'
done
trains line.lua one.csv --epochs 4 --schedule step:2:0.5 --log log.csv -q
expect 'rates by step' [ "$(cut -d , -f 3 log.csv | sed 1d | paste -sd ' ')" = '0.1 0.1 0.05 0.05' ]
trains line.lua one.csv --epochs 4 --schedule cosine --rate 1 --log log.csv -q
expect 'rates by cosine' [ "$(cut -d , -f 3 log.csv | sed 1d | paste -sd ' ')" = '1 0.853553391 0.5 0.146446609' ]

# ---- class numbers under losses of numbers: the same measures as their rows of 0 and 1 ----
printf '%s\n' 0.5,0 -1,2 2,1 0.25,2 1,0 -2,1 3,2 > number.csv
sed 's/,0$/,1,0,0/; s/,1$/,0,1,0/; s/,2$/,0,0,1/' number.csv > rows.csv
for loss in mean_squared_error binary_cross_entropy 'function(y, t) return sum((y - t)^4) end'; do
    for form in index values; do
        echo "return network { name = 'n', input = 1, layers = { dense(3, sigmoid) }, batch = 3,
          loss = $loss, targets = '$form' }" > $form.lua
    done
    trains values.lua rows.csv --epochs 3 -q -o n.bin
    run evaluate index.lua number.csv --weights n.bin
    cp stdout number.out
    run evaluate values.lua rows.csv --weights n.bin
    expect "class numbers and $loss" eval '[ -s stdout ] && cmp -s stdout number.out'
done

# ---- hinge: 0 and 1, -1 and 1, and words are the same classes ----
echo "return network { name = 'n', input = 1, layers = { dense(1) }, batch = 3, loss = hinge }" > hinge.lua
printf '%s\n' 0.5,0 -1,1 2,1 -0.25,0 > zeros.csv
sed 's/,0$/,-1/' zeros.csv > signs.csv
sed 's/,0$/,a/; s/,1$/,b/' zeros.csv > words.csv
trains hinge.lua signs.csv --epochs 3 -q -o signs.bin
trains hinge.lua zeros.csv --epochs 3 -q -o zeros.bin
trains hinge.lua words.csv --classes a,b --epochs 3 -q -o words.bin
expect 'classes of hinge' eval 'cmp signs.bin zeros.bin && cmp signs.bin words.bin'

# ---- the same bits ----
trains kinds.lua kinds.csv --validate 0.2 --epochs 9 -q -o whole.bin
trains kinds.lua kinds.csv --validate 0.2 --epochs 4 -q --checkpoint part.npz
trains kinds.lua kinds.csv --validate 0.2 --epochs 9 -q --resume part.npz -o again.bin
expect 'stopped and resumed: the same bits' cmp -s whole.bin again.bin
trains kinds.lua kinds.csv --validate 0.2 --epochs 9 -q -o other.bin --seed 2
expect 'another seed: other bits' eval '! cmp -s whole.bin other.bin'
trains kinds.lua kinds.csv --validate 0.2 --epochs 9 -q -o other.bin --no-shuffle
expect 'another order: other bits' eval '! cmp -s whole.bin other.bin'
for cut in 0 1 100 400; do
    head -c $cut part.npz > cut.npz
    train kinds.lua kinds.csv --validate 0.2 -q --resume cut.npz -o no.bin
    expect "a checkpoint of $cut bytes" eval '[ $status -eq 1 ] && grep -q "^cut.npz: " stderr && [ ! -e no.bin ]'
done
wrong() { # STATUS MESSAGE ARGUMENTS...
    wanted=$1 message=$2
    shift 2
    train -q "$@"
    expect "$message: $(cat stderr)" eval '[ $status -eq $wanted ] && grep -Fqx -e "$message" stderr'
}
wrong 1 'part.npz: is of a training with another seed: 1, not 2' kinds.lua kinds.csv --validate 0.2 --seed 2 --resume part.npz
wrong 1 'part.npz: is of a training with other samples to train on: 120, not 150' kinds.lua kinds.csv --resume part.npz
sed '/cat/!s/^-/-1/' kinds.csv > other.csv
wrong 1 'part.npz: is of a training with other data' kinds.lua other.csv --validate 0.2 --resume part.npz
for option in '-o no/x.npz' '--log no/x.csv' '--plot no/x.svg' '--checkpoint no/x.npz'; do
    # before the first epoch, not after the last
    # shellcheck disable=SC2086 # words
    wrong 3 "${option#* }: No such file or directory" kinds.lua kinds.csv --epochs 1000000 $option
done
wrong 1 'part.npz: has 4 epochs already: --epochs 4 asks for no more' kinds.lua kinds.csv --validate 0.2 --epochs 4 --resume part.npz

# ---- the runtime ----
run train --cc none plane.lua plane.csv --epochs 3 -o r.bin
expect 'without a compiler it says so' \
    eval '[ $status -eq 0 ] && grep -qx "bpgen: no compiler .none.: the runtime computes, which is slow" stderr'
expect 'and learns' [ "$(sed -n 's/^epoch.*J //p' stdout | sort -rg | paste -sd ' ')" = "$(sed -n 's/^epoch.*J //p' stdout | paste -sd ' ')" ]
run train --cc none -q plane.lua plane.csv --epochs 6 -o whole.bin
run train --cc none -q plane.lua plane.csv --epochs 2 --checkpoint part.npz
run train --cc none -q plane.lua plane.csv --epochs 6 --resume part.npz -o again.bin
expect 'resumed by the runtime: the same bits' cmp -s whole.bin again.bin

# ---- the best weights ----
trains plane.lua plane.csv --validate 0.3 --epochs 200 --patience 3 --rate 0.5 -o best.bin
expect 'patience' eval '[ "$(grep -c ^epoch stdout)" -lt 201 ]'
best=$(sed -n 's/^epoch \([0-9]*\) of .* is the best by validation/\1/p' stdout)
expect "the best is the least by validation: $best" [ "$(sed -n 's/  R2.*//; s/^epoch \([0-9]*\)  J.*validation \([^ ]*\) .*/\2 \1/p' stdout |
    sort -g | head -n 1 | cut -d ' ' -f 2)" = "$best" ]

# ---- it ends in good order ----
train plane.lua plane.csv --rate 1e30 -o no.bin
expect 'J not finite' eval '[ $status -eq 1 ] && grep -q "^plane.lua: J is .* in epoch 1, step .*: the training diverges; a smaller --rate than 1e+30, --clip 1," stderr && [ ! -e no.bin ]'
expect 'and an #error line' eval 'tail -n 1 stdout | grep -q "^#error \"bpgen: plane.lua: J is"'
train plane.lua plane.csv --epochs 30 --schedule step:1:100 --rate 0.001 -o kept.bin
expect 'the weights before it are kept' eval '[ $status -eq 1 ] && [ -s kept.bin ]'
# shellcheck disable=SC2086
env --default-signal=INT "$bpgen" train $with kinds.lua kinds.csv --epochs 1000000 -o int.bin --checkpoint int.npz > stdout 2> stderr &
while [ ! -s int.npz ]; do sleep 0.05; done
kill -INT $!
wait $!
status=$?
expect "an interrupt: exit $status" eval '[ $status -eq 130 ] && [ -s int.bin ] && grep -q "^bpgen: interrupted after epoch [0-9]*$" stderr'
expect 'no #error line then' eval '! grep -q error stdout'
before=$(grep -c '^epoch' stdout)
trains kinds.lua kinds.csv --epochs $((before + 2)) --resume int.npz
expect 'and goes on' [ "$(grep -c '^epoch' stdout)" -ge 2 ]

# ---- pictures ----
if command -v gnuplot > /dev/null; then
    trains kinds.lua kinds.csv --epochs 3 --validate 0.2 --plot j.svg -q
    expect 'svg' grep -q '<svg' j.svg
    trains kinds.lua kinds.csv --epochs 3 --plot j.png -q
    expect 'png' [ "$(head -c 4 j.png | tail -c 3)" = PNG ]
    trains kinds.lua kinds.csv --epochs 3 --plot -
    expect 'in the terminal' grep -q 'training of kinds' stdout
else
    skipped=$((skipped + 1))
    echo 'SKIP gnuplot is not installed'
fi
mkdir bin
for program in sh mkdir cp cat "${CC:-cc}" sha256sum cut mv rm ld as clang dirname; do
    where=$(command -v "$program") && ln -sf "$where" bin/
done
PATH=$scratch/bin run train --cc none kinds.lua kinds.csv --epochs 1 --plot j2.svg
expect 'without gnuplot one line says so' \
    eval '[ $status -eq 0 ] && grep -qx "bpgen: no plot: gnuplot is not installed" stderr && [ ! -e j2.svg ]'

# ---- usage ----
usage() { # MESSAGE ARGUMENTS...
    message=$1
    shift
    run "$@"
    expect "$message: $(cat stderr)" eval '[ $status -eq 2 ] && grep -Fq -e "$message" stderr'
}
usage "--rate wants a number above 0, not 'fast'" train kinds.lua kinds.csv --rate fast
usage "--clip wants a number above 0, not '-1'" train kinds.lua kinds.csv --clip -1
usage "--schedule is constant, cosine or step:EVERY:FACTOR, not 'step:0:1'" train kinds.lua kinds.csv --schedule step:0:1
usage '--patience wants --validate' train kinds.lua kinds.csv --patience 3
usage "--validate wants a fraction between 0 and 1, or data, not '1.5'" train kinds.lua kinds.csv --validate 1.5
for share in 0 1 -0.5 nan; do
    usage "--validate wants a fraction between 0 and 1, or data, not '$share'" \
        train kinds.lua kinds.csv --validate $share
done
usage '--validate 0.001: of 150 samples that is none' train kinds.lua kinds.csv --validate 0.001
usage "--plot wants FILE.svg, FILE.png or -, not 'j.gif'" train kinds.lua kinds.csv --plot j.gif
usage "'w.txt': a file of weights ends in" train kinds.lua kinds.csv -o w.txt
usage 'evaluate wants --weights FILE' evaluate kinds.lua kinds.csv
usage 'predict wants --weights FILE' predict kinds.lua kinds.csv
usage 'train wants net.lua DATA' train kinds.lua
usage "--log would overwrite the file 'kinds.csv'" train kinds.lua kinds.csv --log kinds.csv
usage "--checkpoint and -o both write 'w.npz'" train kinds.lua kinds.csv -o w.npz --checkpoint w.npz

# ---- MNIST ----
if [ -z "${mnist:-}" ]; then
    skipped=$((skipped + 1))
    echo 'SKIP MNIST: set BPGEN_MNIST to the folder of its four files'
else
    of() { # FILE: with .gz or without
        [ -e "$mnist/$1" ] && echo "$mnist/$1" || echo "$mnist/$1.gz"
    }
    epochs=1 least=91.00
    [ -z "${LONG:-}" ] || epochs=20 least=97.20
    run train "$root/specs/mnist.lua" "$(of train-images-idx3-ubyte),$(of train-labels-idx1-ubyte)" \
        --test "$(of t10k-images-idx3-ubyte),$(of t10k-labels-idx1-ubyte)" \
        --validate 0.083333333 --no-shuffle --epochs $epochs -o mnist.npz
    expect "MNIST: $(tail -n 2 stdout)" eval 'sed -n "s/^test .*accuracy \(.*\) %/\1/p" stdout |
        awk -v least=$least "{ good = \$1 >= least } END { exit !good }"'
fi

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
