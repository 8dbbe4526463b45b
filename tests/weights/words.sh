# words.sh - what the suites of weights files share: their words, networks and files. Sourced in $scratch.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the suites'

files=$root/tests/weights

# refuses EXIT MESSAGE ARGUMENTS...: the first message is this one, the same as the #error line, and
# no file is left
refuses() {
    code=$1 message=$2
    shift 2
    rm -f out.*
    run "$@"
    printf '%s\n' "$message" | sed 's/[\\"]/\\&/g; s/.*/#error "bpgen: &"/' > wanted_line
    if [ "$status" -eq "$code" ] && grep -Fqx -e "$message" -e "bpgen: $message" stderr &&
       cmp -s wanted_line stdout && [ -z "$(find . -name 'out.*')" ]; then
        good
    else
        bad "exit $status, wanted $code and '$message': bpgen $*"
    fi
}
also() { holds "also told: $1" grep -Fqx -e "$1" stderr; } # by that command, too

network() { # FILE LAYERS
    echo "return network { name = 'net', input = 2, layers = { $2 }, loss = half_squared_error }" > "$1"
}
network net.lua 'dense(3, tanh), dense(1, { name = "out" })'
network plain.lua 'dense(3, tanh), dense(1)'
network named.lua 'dense(3, tanh, { name = "enc" }), dense(1, { name = "out" })'
printf 'return network { name = "net", input = 20, layers = { dense(30, relu), dense(10, softmax) },
  loss = cross_entropy }' > wide.lua
ln -s "$files"/*.npz "$files"/*.npy "$files"/*.safetensors "$files"/*.bin .
