#!/bin/sh
# graph.sh - bpgen graph: DOT that Graphviz reads, with all gates, layers as clusters or folded,
# values and gradients on the wires; drawings; wrong uses.
#
#   tests/graph.sh [BPGEN]
# shellcheck disable=SC2016 # `holds ... eval` expands later
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
dot=$(command -v dot) || { dot='' skipped=1; echo 'SKIP no Graphviz: nothing is drawn'; }

# ---- DOT ----

for file in "$root"/specs/*.lua "$root"/tests/specs/[b-v]*.lua; do
    case ${file##*/} in width.lua) continue ;; esac
    silent graph "$file"
    [ -z "$dot" ] || expect "Graphviz reads the gates of $file" dot -Tdot -o /dev/null stdout
done
for file in two_heads forces l_layer_binary gates; do
    silent graph --seed 1 --depth 2 "$root/specs/$file.lua"
    mv stdout numbers
    silent graph --depth 1 "$root/specs/$file.lua"
    mv stdout folded
    [ -z "$dot" ] || expect "Graphviz reads $file with numbers" dot -Tdot -o /dev/null numbers
    [ -z "$dot" ] || expect "Graphviz reads $file in layers" dot -Tdot -o /dev/null folded
    expect "layers of $file are folded" grep -q 'shape=box3d' folded
    expect "layers of $file are clusters" grep -q 'subgraph cluster_1 {' numbers
    expect "gates of $file are not, when folded" sh -c '! grep -q subgraph folded'
done

# ---- every gate, every wire ----

silent graph "$root/specs/two_layer_tanh.lua"
expect 'ends, parameters and gates' \
    sh -c '[ "$(grep -c "^ *g[0-9]* \[" stdout)" -eq 15 ] && [ "$(grep -c -e "->" stdout)" -eq 15 ]'
expect 'z1 is in the cluster of layer 1' \
    awk '/label="layer 1"/ { inside = 1 } /^  }/ { inside = 0 } inside && /<br\/>z1</ { found = 1 }
         END { exit !found }' stdout
expect 'tanh, too' \
    awk '/label="layer 1"/ { inside = 1 } /^  }/ { inside = 0 } inside && /<tanh</ { found = 1 }
         END { exit !found }' stdout

# ---- by hand: specs/gates.lua says what comes out ----

echo '{ "a": 3, "b": -4, "c": [2], "d": [[-1]] }' > at.json
silent graph --at at.json "$root/specs/gates.lua"
wire() { # NAME VALUE GRADIENT
    expect "on the wire from $1 are $2 and $3" awk -v name="$1" -v value="$2" -v gradient="$3" '
        $0 ~ "label=<" name "<br" || $0 ~ "<br/>" name "<br" { gate = $1 }
        $1 == gate && $2 == "->" && index($0, ">" value "<") && index($0, ">" gradient "<") { found = 1 }
        END { exit !found }' stdout
}
wire a 3 -8
wire b -4 6
wire c 2 2
wire d -1 0
wire v1 -12 2
wire v3 -10 2
wire w1 2 -10

# ---- large networks ----

cat > deep.lua <<'END'
local layers = {}
for i = 1, 1000 do layers[i] = dense(3, gelu) end
return network { input = 3, layers = layers, loss = half_squared_error }
END
silent graph deep.lua
expect 'a large network folds its layers' sh -c '[ "$(grep -c box3d stdout)" -eq 1000 ]'
expect 'and has a box a layer, no more' sh -c '[ "$(wc -l < stdout)" -lt 2100 ]'
silent graph --depth 2 deep.lua
expect '--depth 2 shows its gates' sh -c '[ "$(grep -c "label=<erf" stdout)" -eq 1000 ]'

# ---- drawings ----

if [ -n "$dot" ]; then
    silent graph -T svg -o net.svg "$root/specs/xor.lua"
    expect 'an SVG' grep -q '<svg ' net.svg
    silent graph -T png -o net.png --seed 2 "$root/specs/xor.lua"
    expect 'a PNG' sh -c 'head -c 4 net.png | grep -q PNG'
    mkdir temporary
    TMPDIR=$scratch/temporary "$bpgen" graph -T svg "$root/specs/xor.lua" > stdout 2> stderr
    expect 'nothing is left' sh -c '[ -s stdout ] && [ -z "$(ls temporary)" ]'
fi
mkdir empty
PATH=$scratch/empty "$bpgen" graph -T svg "$root/specs/xor.lua" > stdout 2> stderr
status=$?
holds 'without Graphviz' [ $status -eq 3 ]
expect 'the message says what to do' grep -q 'dot of Graphviz draws: .*without -T svg: the DOT' stderr
expect 'no file that looks whole' sh -c '[ "$(wc -l < stdout)" -eq 1 ] && grep -q "^#error" stdout'

# ---- wrong ----

wrong() { # STATUS WORDS ARGUMENTS...
    wanted=$1 words=$2
    shift 2
    run "$@"
    if [ $status -eq "$wanted" ] && grep -qF -e "$words" stderr &&
        ! grep -q '^bpgen: .*json:' stderr; then good
    else bad "exit $status: bpgen $*"; fi
}
xor=$root/specs/xor.lua
wrong 2 "-T wants svg or png, not 'pdf'" graph -T pdf "$xor"
wrong 2 '--depth' graph --depth 3 "$xor"
wrong 3 'none.json: No such file' graph --at none.json "$xor"
wrong 2 "would overwrite the file 'at.json'" graph --at at.json -o at.json "$xor"
wrong 1 "at.json: no input 'x'" graph --at at.json "$xor"
wrong 1 "the network has no 'a'" explain --at at.json "$xor"
say() { printf '%s' "$1" > wrong.json; }
say '{ "x": [1], "t": [1] }'
wrong 1 "'x' has 1 element, and the network's has 2" explain --at wrong.json "$xor"
say '{ "x": [1, true], "t": [1] }'
wrong 1 "'x' wants numbers" explain --at wrong.json "$xor"
say '{ "x": [1, 1e999], "t": [1] }'
wrong 1 'wrong.json:1: ' explain --at wrong.json "$xor"
say '[1, 2]'
wrong 1 'wants an object' explain --at wrong.json "$xor"
say '{ "x": [1, 2],
 "t": 1, "x": [1, 2] }'
wrong 1 'wrong.json:2: ' explain --at wrong.json "$xor"
say ''
wrong 1 'wrong.json:1: ' explain --at wrong.json "$xor"
head -c 100000 /dev/zero | tr '\0' '[' > wrong.json
wrong 1 'wrong.json:1: ' explain --at wrong.json "$xor"
say '{ "x": [0.5, 2], "t": 1, "w1": [[1, 0, 0, 0], [0, 1, 0, 0]], "b1": [0, 0, 0, 0] }'
silent explain --at wrong.json "$xor"
expect 'parameters of the file' grep -q '^         : 0.5 2 0 0$' stdout

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
