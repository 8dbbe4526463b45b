#!/bin/sh
# suggestions.sh - what bpgen suggests for a word that it does not know can stand in its place.
#
#   tests/suggestions.sh [BPGEN]
#
# In the place of each kind of word (activation, loss, ...): slips of every word of that kind, and
# what other libraries call it. The one suggestion is put there and must be accepted. Of a word that
# is like none the choices are listed, and each is accepted.
bpgen=$(realpath "${1:-./bpgen}")
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
passed=0 failed=0

# spec KIND WORD: a spec with the word in a place of that kind
spec() {
    a=tanh o='' i='' f='' l='dense(3)' loss=half_squared_error before=''
    case $1 in
    activation) a=$2 ;;
    loss) loss=$2 ;;
    layer)
        l=$2
        case $2 in # those with arguments, of what they take
        dense | group_norm) l="$2(3)" ;;
        rnn | gru | lstm | attention) l="function(x) return flatten($2(1)(reshape(x, 3, 1))) end" ;;
        conv1d | conv_transpose1d) l="function(x) return flatten($2(1, 1)(reshape(x, 3, 1))) end" ;;
        conv2d | conv_transpose2d) l="function(x) return flatten($2(1, 1)(reshape(x, 3, 1, 1))) end" ;;
        max_pool | average_pool) l="function(x) return flatten($2(1)(reshape(x, 3, 1))) end" ;;
        dropout) l="$2(0.1)" ;;
        embedding)
            l="function(x) return x + flatten($2(4, 1)(input('ids', 3, { classes = 4 }))) end" ;;
        global_*_pool) l="function(x) return $2(reshape(x, 3, 1)) end" ;;
        esac ;;
    optimizer) o=", optimizer = $2" ;;
    initialiser) i=", { init = $2 }"
        case $2 in uniform | constant) i=", { init = $2(0.1) }" ;; esac ;;
    own) before='local width, act, rest = 3, tanh, { dense(3) }' a=$2 ;;
    option-dense) i=", { $2 = $(value "$2") }" ;;
    option-adam) o=", optimizer = adam { $2 = $(value "$2") }" ;;
    option-rmsprop) o=", optimizer = rmsprop { $2 = $(value "$2") }" ;;
    option-network) f=", $2 = $(value "$2")" ;;
    esac
    echo "$before"
    echo "return network { input = 3, layers = { $l, dense(2, $a$i) }, loss = $loss$o$f }" |
        case $1-$2 in # what the spec has already
        option-network-input | option-network-layers | option-network-loss)
            sed "s/, $2 = [^,]*}\$/ }/" ;;
        *) cat ;;
        esac
}

value() {
    case $1 in
    bias | train) echo true ;;
    init) echo zeros ;;
    name) echo '"n"' ;;
    real) echo '"double"' ;;
    targets) echo '"index"' ;;
    optimizer) echo adam ;;
    batch) echo 2 ;;
    *) echo 0.5 ;;
    esac
}

# The words of each kind, with slips and other libraries' names: `KIND WORD`.
cat > words.lua <<'E2'
local folder = arg[1]
nearest = function() end
dofile(folder .. "/kinds.lua")
local function slips(word)
  if #word < 5 then return { word .. "s", word:sub(1, -2) } end
  return { word:sub(1, 2) .. word:sub(4, 4) .. word:sub(3, 3) .. word:sub(5),
           word:sub(1, 3) .. word:sub(5), word:upper() }
end
local function say(kind, word)
  if not kind_of_word(word) and not set_of("sin tan flatten")[word] then print(kind, word) end
end
for kind, k in pairs(kinds) do
  for _, word in ipairs(k.words) do
    for _, slip in ipairs(slips(word)) do say(kind, slip) end
  end
  for theirs in pairs(k.meaning) do say(kind, theirs) end
end
E2
lua5.4 words.lua "$here/../generator/spec" | sort > words || exit 2
cat >> words <<'E2'
own akt
own Act
option-dense use_bias
option-dense trainable
option-dense requires_grad
option-dense weight_decay
option-dense kernel_initializer
option-dense naem
option-dense biass
option-adam lr
option-adam eps
option-adam betas
option-adam rat
option-rmsprop rho
option-rmsprop alpha
option-rmsprop mu
option-network batch_size
option-network dtype
option-network weight_decay
option-network optim
option-network btach
E2

check() { # KIND GIVEN SUGGESTED
    spec "$1" "$3" > net.lua
    if "$bpgen" net.lua > net.c 2> stderr; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1 $2: suggests '$3', which is not accepted: $(cat stderr)"
    fi
}

while read -r kind word; do
    spec "$kind" "$word" > net.lua
    "$bpgen" net.lua > net.c 2> stderr
    near=$(sed -n "s/.*(did you mean '\([a-z_0-9]*\)'?)\$/\1/p" stderr)
    if [ "$(grep -c . stderr)" -ne 1 ] || [ -z "$near" ]; then
        failed=$((failed + 1))
        echo "FAIL $kind $word: wants one suggestion: $(cat stderr)"
    else
        check "$kind" "$word" "$near"
    fi
done < words

for kind in activation loss optimizer initialiser layer option-dense option-adam; do
    spec "$kind" qqqqqqqq > net.lua
    "$bpgen" net.lua > net.c 2> stderr
    choices=$(sed -n 's/.*(choices: \(.*\))$/\1/p' stderr | sed 's/, or any function.*//; s/,//g')
    for choice in ${choices:-none}; do
        check "$kind" qqqqqqqq "$choice"
    done
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
