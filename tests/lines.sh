#!/bin/sh
# lines.sh - how long the C is that bpgen writes: of a few networks, in the vector style, at most
# what it has come down to, and no part that they cannot reach.
#
#   tests/lines.sh [BPGEN]
#
# A file that becomes longer wants a reason, and a new number here.
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"

layers() { # NAME BATCH OUTPUT: 2-3-1, tanh
    printf 'return network { name = "net", input = 2, layers = { dense(3, tanh), %s }, batch = %d,
        loss = half_squared_error }\n' "$3" "$2" > "$scratch/$1.lua"
}
layers linear 1 'dense(1)'
layers sigmoid 1 'dense(1, sigmoid)'

# at_most LINES WHAT SPEC OPTIONS...
at_most() {
    most=$1 what=$2
    shift 2
    "$bpgen" -o "$scratch/net.c" "$@"
    lines=$(wc -l < "$scratch/net.c")
    printf '%-44s%5d lines, at most %d\n' "$what" "$lines" "$most"
    expect "$what: $lines lines" [ "$lines" -le "$most" ]
}

# lacks WHAT WORDS: the file before has none of them
lacks() { expect "$1: none of '$2'" sh -c '! grep -nE "$1" "$2"' - "$2" "$scratch/net.c"; }

cd "$here/.." || exit 2
at_most 647 '2-3-1, one sample, tanh' "$scratch/linear.lua"
lacks '2-3-1' 'TILE|PANEL|strip|REGISTERS|COMPACT|UNROLL|LANES == (2|8|16)|LANES > [248]|size_t r'
at_most 676 '2-3-1, one sample, tanh and sigmoid' "$scratch/sigmoid.lua"
at_most 780 'xor: 2-4-1, batch 4' specs/xor.lua
lacks 'xor' 'TILE|PANEL|strip|REGISTERS|pack|transpose_|LANES == (2|8|16)|LANES > [248]'
at_most 1177 'iris: 4-8-3, batch 150' specs/iris.lua
lacks 'iris' 'TILE|PANEL|strip|REGISTERS|pack|transpose_|LANES == (2|16)|LANES > (2|8)'
at_most 1822 'mnist: 784-500-10, batch 200' specs/mnist.lua
lacks 'mnist' 'LANES == 2|LANES > 2'
at_most 825 'xor, double' --real double specs/xor.lua
at_most 2625 'gru: 12 steps, batch 8' specs/gru.lua
at_most 2647 'gru: 100 steps' -D steps=100 specs/gru.lua
at_most 998 'gru: 100 steps, plain' --style plain -D steps=100 specs/gru.lua
cat > "$scratch/deep.lua" << 'END'
local layers = {}
for i = 1, 60 do layers[i] = dense(16, tanh) end
return network { name = "net", input = 16, layers = layers, loss = half_squared_error,
                 batch = param("batch", 1), optimizer = adam }
END
at_most 1365 '60 x 16, one sample' "$scratch/deep.lua"
at_most 1037 '60 x 16, batch 32' -D batch=32 "$scratch/deep.lua"
at_most 651 '60 x 16, plain' --style plain "$scratch/deep.lua"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
