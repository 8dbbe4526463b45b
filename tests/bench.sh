#!/bin/sh
# bench.sh - bpgen bench: it measures and says so in text and JSON; what goes wrong gets one clear
# message. And bench/run: a race of a small network, and the page that it writes of known figures.
# Nothing here depends on how fast the machine is.
#
#   tests/bench.sh [BPGEN]
bpgen=$(realpath "${1:-./bpgen}")
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
passed=0 failed=0

good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAIL $1"
    head -n 8 stdout stderr | sed 's/^/    /'
}
holds() { # NAME COMMAND...
    name=$1
    shift
    if "$@" > log 2>&1; then good; else bad "$name: $*"; fi
}
run() { # ARGUMENTS...: sets $status, stdout, stderr
    "$bpgen" bench --seconds 0 --rounds 2 --cflags -O1 "$@" > stdout 2> stderr < /dev/null
    status=$?
}
refuses() { # EXIT MESSAGE ARGUMENTS...: MESSAGE is a pattern of grep for the one line
    code=$1 message=$2
    shift 2
    run "$@"
    if [ $status -eq "$code" ] && [ "$(wc -l < stderr)" -eq 1 ] &&
        grep -Eq "^(bpgen: )?$message" stderr && grep -q '^#error "bpgen: ' stdout &&
        [ "$(wc -l < stdout)" -eq 1 ]; then good
    else bad "exit $status, wanted $code and '$message': bpgen bench $*"; fi
}

# ---- what it prints ----

# Reads JSON with the strictness of the standard; fields are then told as lines `path value`.
cat > json.lua <<'LUA'
local text, at = io.read("a"), 1
local function fail(what) error(what .. " at byte " .. at, 0) end
local function skip() at = text:find("[^ \t\r\n]", at) or #text + 1 end
local function take(pattern)
    skip()
    local from, to = text:find("^" .. pattern, at)
    if not from then return nil end
    at = to + 1
    return text:sub(from, to)
end
local value
local function list(path, close, item)
    if take(close) then return end
    local n = 0
    repeat item(path, n); n = n + 1 until not take(",")
    if not take(close) then fail("wanted " .. close) end
end
function value(path)
    if take("{") then
        list(path, "}", function()
            local key = take('"[%w_]+"') or fail("key")
            if not take(":") then fail(":") end
            value(path .. "." .. key:sub(2, -2))
        end)
    elseif take("%[") then
        list(path, "%]", function(_, n) value(path .. "." .. n) end)
    else
        local leaf = take('"[^"\\%c]*"') or take("%-?%d+%.%d+") or take("%-?%d+") or fail("value")
        print(path, leaf)
    end
end
value("")
skip()
if at <= #text then fail("more") end
LUA
field() { awk -v path="$1" '$1 == path { print $2 }' fields; }
# counts SPEC ROWS FORWARD_FLOPS TRAIN_FLOPS BYTES OPTIONS...: flops of a row, bytes of step
counts() {
    spec=$1 rows=$2 forward=$3 train=$4 bytes=$5
    shift 5
    run --json "$@" "$spec"
    if [ $status -ne 0 ] || [ -s stderr ] || ! lua5.4 json.lua < stdout > fields 2> log; then
        bad "exit $status: bench --json $* $spec"
        return
    fi
    holds "$spec: rows" [ "$(field .functions.3.rows)" -eq "$rows" ]
    holds "$spec: flops of predict" [ "$(field .functions.0.flops)" -eq "$forward" ]
    holds "$spec: flops of forward" [ "$(field .functions.1.flops)" -eq $((rows * forward)) ]
    holds "$spec: flops of backward" [ "$(field .functions.2.flops)" -eq $((rows * train)) ]
    holds "$spec: flops of step" [ "$(field .functions.3.flops)" -eq $((rows * train)) ]
    holds "$spec: bytes of step" [ "$(field .functions.3.bytes)" -eq "$bytes" ]
    holds "$spec: times" awk '/\.(ns|gflops|of_peak|peak_gflops)/ { n++; if (!($2 > 0)) exit 1 }
        END { exit n != 13 }' fields
}
cat > net.lua <<'LUA'
return network { name = "net", input = 6, layers = { dense(5, tanh), dense(4, tanh), dense(3) },
                 loss = half_squared_error, batch = 8 }
LUA
sed 's/batch = 8/batch = 8, optimizer = adam {}/' net.lua > adam.lua
# forward 2 (6 5 + 5 4 + 4 3) = 124; dX not of the first layer: 2 (5 4 + 4 3) = 64; dW as forward.
# 74 parameters: read twice and written once, and two moments read and written.
counts net.lua 8 124 312 888
counts net.lua 3 124 312 888 --n 3
counts net.lua 8 124 312 1776 --real double --cc gcc
counts adam.lua 8 124 312 2072

run net.lua
holds 'exit 0' [ $status -eq 0 ]
holds 'nothing on stderr' [ ! -s stderr ]
holds 'the network' grep -q '^net: 74 parameters, float, batch 8, sgd; clang -O1$' stdout
holds 'the peak' grep -Eq '^core [0-9]+, FMA peak [0-9.]+ GFLOP/s, medians of 2 rounds$' stdout
for name in predict forward backward step; do
    holds "$name" grep -Eq "^$name +[18] +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+%" stdout
done
for spec in two_heads forces newton; do # several ends; a second derivative; two passes
    run "$root/specs/$spec.lua"
    if [ $status -eq 0 ] && [ ! -s stderr ]; then good; else bad "$spec"; fi
done

# ---- what goes wrong ----

more='\(bpgen --help tells more\)$'
refuses 3 "cannot run the compiler 'no-such-cc'" --cc no-such-cc net.lua
refuses 1 "the compiler 'false -O1' failed\$" --cc false net.lua
refuses 1 "the compiler 'clang -no-such' failed: .*no-such" --cflags -no-such net.lua
refuses 2 "--n 9: the spec's batch is 8\$" --n 9 net.lua
refuses 2 "--n wants a whole number from 1 .*$more" --n 0 net.lua
refuses 2 "--rounds wants a whole number from 1 to 1000, not 'x' $more" --rounds x net.lua
refuses 2 "--limit wants a whole number from 1 to .*$more" --limit 0 net.lua
refuses 2 "bench has no option .-o. $more" -o net.c net.lua
refuses 2 "which spec[?] $more"
refuses 3 "none.lua: No such file" none.lua
cat > bad.lua <<'LUA'
return network { input = 2, layers = { dense(1, rleu) }, loss = half_squared_error }
LUA
refuses 1 "bad.lua:1: .*rleu" bad.lua
cat > slow.lua <<'LUA'
local layers = {}
for i = 1, 8 do layers[i] = dense(2048, tanh) end
return network { input = 2048, layers = layers, loss = half_squared_error, batch = 2048 }
LUA
refuses 1 'slow.lua:1: bench stopped: one call of [a-z]+ with [0-9]+ rows? takes more than 1 s' \
    --cflags '-O0 -DBPGEN_LANES=1' --limit 1 slow.lua
"$bpgen" bench --seconds 0 --rounds 1 --cflags -O1 net.lua > /dev/full 2> stderr
if [ $? -eq 3 ] && grep -q '^bpgen: standard output: No space left' stderr; then good
else bad 'a full disk'; fi

# ---- make bench ----

one() { # NAME OURS SECONDS: a contestant; the limit is 1 ms
    share=$(awk "BEGIN { print 0.001 / $3 }")
    echo "{ name = \"$1\", ours = $2, seconds = $3, share = $share, spread = 0.01," \
        "times = { $3, $3, $3 } },"
}
known() { # ROWS SECONDS_OF_LIBRARY: a result as bench/store.lua keeps it
    title="step, 784-500-10, batch $1"
    {
        echo "return { work = { title = \"$title\", flops = 2e8 }, limit = 0.001,"
        {
            one oneDNN nil "$2"
            one 'bpgen, clang' '"clang"' 0.002
            one 'bpgen, gcc' '"gcc"' 0.004
        } | sort -t = -k 4n # the fastest first
        echo '}'
    } > "known/quick/step_784_500_10_batch_$1.lua"
}
mkdir -p known/quick
known 16 0.001
known 64 0.003
run_bench() {
    (cd "$root" && bench/run --quick --bpgen "$bpgen" "$@") > stdout 2> stderr
}
holds 'a report' run_bench --report --folder "$scratch/known" --write "$scratch"
page=performance.md
holds 'its summary' grep -Fqx \
    '| step, 784-500-10, batch 16 | 50.0 % | 25.0 % | 100.0 % | oneDNN | 0.50 | 0.25 |' "$page"
holds 'its table' grep -Fqx \
    '| bpgen, gcc | 4.000 ms | 50.0 GFLOP/s | 25.0 % | 2.00 | 1 |  |' "$page"
holds 'what is faster' grep -Fqx \
    '* step, 784-500-10, batch 16: oneDNN, 2.00 times as fast' "$page"
holds 'and nothing else' [ "$(grep -c 'times as fast' "$page")" -eq 1 ]
holds 'a race' run_bench --only '^predict, 2%-3%-1' --folder "$scratch/race"
holds 'of compilers' [ "$(grep -Ec '^  bpgen, (clang|gcc) +[0-9.]+ ns' stdout)" -eq 2 ]
holds 'and loops' grep -Eq '^  plain loops, gcc +[0-9.]+ ns' stdout
run_bench --no-such
if [ $? -ne 2 ] || ! grep -q "unknown option '--no-such'" stderr
then bad 'bench/run: an unknown option'; else good; fi
(cd "$root" && bench/run --help) > stdout 2> stderr
if [ $? -ne 0 ] || [ -s stderr ] || ! grep -q -e '--resume ' stdout
then bad 'bench/run --help'; else good; fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
