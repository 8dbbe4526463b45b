#!/bin/sh
# wrong_input.sh - what is wrong before a spec says anything: files, bytes, options.
#
#   tests/wrong_input.sh [BPGEN]
#
# Each case: the exit code and the one message, on standard error and as the #error line. Messages
# about a line of a file begin with it, all others with `bpgen:`.
bpgen=$(realpath "${1:-./bpgen}")
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
passed=0 failed=0

good='return network { input = 2, layers = { dense(1) }, loss = half_squared_error }'

# expect NAME EXIT MESSAGE ARGUMENTS...; standard input is the file `in`. No MESSAGE: none.
expect() {
    name=$1 code=$2 message=$3
    shift 3
    "$bpgen" "$@" < in > stdout 2> stderr
    status=$?
    if [ -n "$message" ]; then
        case $message in
        *.lua:[0-9]*:\ * | *.lua:\ * | \<stdin\>:[0-9]*:\ *) echo "$message" > wanted ;;
        *) echo "bpgen: $message" > wanted ;;
        esac
        echo "#error \"bpgen: $message\"" > wanted_line
        cmp -s wanted stderr && cmp -s wanted_line stdout
    else
        ! [ -s stderr ] && ! grep -q '^#error "bpgen: ' stdout
    fi
    if [ $? -eq 0 ] && [ $status -eq "$code" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name: exit $status, wanted $code: bpgen $*"
        sed 's/^/    stderr /; 9q' stderr
        sed 's/^/    stdout /; 3q' stdout
    fi
}

: > in
expect missing-file 3 'no/such.lua: No such file or directory' no/such.lua
mkdir directory.lua
expect directory 3 'directory.lua: Is a directory' directory.lua
printf '%1048577s' x > large.lua
expect large 3 'large.lua: is larger than 1048576 bytes' large.lua
printf 'return 1\nreturn \000 2\n' > nul.lua
expect nul-byte 1 'nul.lua:2: has a NUL byte: a spec is text' nul.lua
printf '\033Lua\124\000\031\223' > binary.lua
expect bytecode 1 'binary.lua:1: is Lua bytecode: a spec is text' binary.lua
: > empty.lua
expect empty 1 'empty.lua:1: the spec returns nothing: end it with `return network { ... }`' empty.lua

echo 'error("from stdin")' > in
expect stdin 1 '<stdin>:1: from stdin' -
echo "$good" > in
expect stdin-good 0 '' -
: > in
printf '\357\273\277%s\n' "$good" > bom.lua
expect byte-order-mark 0 '' bom.lua
printf '#!/usr/bin/env bpgen\n%s\n' "$good" > script.lua
expect shebang 0 '' script.lua
printf '#!/usr/bin/env bpgen\nerror("two")\n' > script.lua
expect shebang-line 1 'script.lua:2: two' script.lua
printf '%s\r\n' "-- carriage returns" "$good" > crlf.lua
expect carriage-returns 0 '' crlf.lua
printf '%s' "$good" > 2-layers.lua
expect file-name-as-name 0 '' 2-layers.lua

printf '%s' "$good" > net.lua
expect prefix 2 "--prefix: '2fast' is not a name of letters, digits and _ that begins with a letter" \
    --prefix 2fast net.lua
expect real 2 "--real: wants 'float' or 'double', got 'half'" --real half net.lua
echo "local n = param('hidden', 3)" "$good" > net.lua
expect definition-unused 1 "-D hiden: no param has this name (did you mean 'hidden'?)" \
    -D hiden=4 net.lua
expect definition-last 0 '' -D hidden=x -D hidden=4 net.lua
# What a spec prints comes before the message.
for flood in 'print("")' 'print()' 'print(("x"), 1, nil)' 'local s = "x" while true do s = s .. s print(s) end'
do
    echo "for i = 1, 9000000 do $flood end" > net.lua
    "$bpgen" net.lua 2>&1 > stdout | tail -n 1 > stderr
    if grep -qx 'net.lua:1: the spec prints too much: 1048576 bytes at most, and 10485 lines' stderr ||
       grep -qx 'net.lua:1: the spec makes a string of more than 65536 bytes' stderr
    then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL print flood: $flood: $(cat stderr)"
    fi
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
