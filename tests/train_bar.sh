#!/bin/sh
# train_bar.sh - the progress bar of bpgen train on a pseudo-terminal of several widths: it does not
# wrap, flood or leave half lines; where there is no terminal there is none.
#
#   tests/train_bar.sh [BPGEN]
# shellcheck disable=SC2016,SC2034,SC2154 # `expect ... eval` reads variables, and `seen` sets them
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
if ! command -v python3 > /dev/null; then
    echo 'SKIP python3 is not installed: there is no terminal'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
fi
mkdir cache
export CACHE="$scratch/cache"
lua5.4 -e 'math.randomseed(1) for i = 1, 4000 do print(string.format("%.4f,%.4f", math.random(), math.random())) end' > data.csv
net() { # NAME WIDTH
    echo "return network { name = '$1', input = 1, layers = { dense($2, tanh), dense($2, tanh), dense(1) },
      loss = half_squared_error, batch = 10, optimizer = sgd { rate = 0.001 } }" > "$1.lua"
}
net slow 500
net fast 1
seen() { # COLUMNS ARGUMENTS...: sets stdout: the screen, then what was counted
    columns=$1
    shift
    timeout 60 python3 "$here/terminal/terminal.py" "$columns" "$bpgen" train \
        --cc "$root/tests/faults/cached_cc.sh" "$@" > stdout 2> stderr
    status=$?
    for word in redrawn wrapped seconds exit; do
        value=$(sed -n "s/^$word //p" stdout)
        eval "$word=\${value:-none}"
    done
}
for columns in 40 80 200 120,50 50,120; do
    seen $columns slow.lua data.csv --epochs 2
    expect "$columns columns: exit $exit" [ "$status,$exit" = 0,0 ]
    expect "$columns columns: redrawn $redrawn times" [ "$redrawn" -ge 1 ]
    expect "$columns columns: not more than ten times a second" [ "$redrawn" -le $((10 * seconds + 5)) ]
    expect "$columns columns: it does not come to the edge" [ "$wrapped" = 0 ]
    expect "$columns columns: a line an epoch, and no half lines" \
        [ "$(sed -n '1,2p' stdout | grep -cEx 'epoch [12]  J [0-9.e-]+')" -eq 2 ]
    expect "$columns columns: no bar is left" eval '! grep -q "left$\|\[[#.]" stdout'
done
for columns in 1 5 20; do
    seen $columns slow.lua data.csv --epochs 1
    expect "$columns columns: it does not come to the edge" [ "$exit,$wrapped" = 0,0 ]
done
seen 80 fast.lua data.csv --epochs 30
expect "epochs of a millisecond: redrawn $redrawn times" [ "$exit,$((redrawn <= 10 * seconds))" = 0,1 ]
expect 'a line each' [ "$(grep -cEx 'epoch [0-9]+  J [0-9.e-]+' stdout)" -eq 30 ]
seen 80 slow.lua data.csv --epochs 1 -q
expect 'quiet: nothing' [ "$exit,$redrawn,$(sed '/^redrawn/,$d' stdout | tr -d '\n')" = 0,0, ]
if command -v gnuplot > /dev/null; then
    seen 80 fast.lua data.csv --epochs 5 --plot -
    expect 'a plot is at most 79 columns wide' [ "$(awk '{ print (length > 79) }' stdout | grep -c 1)" -eq 0 ]
    expect 'and 20 lines high' [ "$(wc -l < stdout)" -gt 25 ]
else
    skipped=$((skipped + 1))
    echo 'SKIP gnuplot is not installed'
fi
run train --cc "$root/tests/faults/cached_cc.sh" slow.lua data.csv --epochs 2
expect 'a file gets a line an epoch' [ "$(grep -cEx 'epoch [12]  J [0-9.e-]+' stdout)" -eq 2 ]
expect 'and no bar' eval '! grep -q "[[:cntrl:]]" stdout && ! grep -q "[[:cntrl:]]" stderr'

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
