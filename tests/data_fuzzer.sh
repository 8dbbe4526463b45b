#!/bin/sh
# data_fuzzer.sh - files that libFuzzer makes (tests/data_fuzzer/), read as data and as weights in one
# process under ASan and UBSan: no crash, hang, leak or overrun, a message for what is refused, and
# weights that are taken and written read back to the bit.
#
#   tests/data_fuzzer.sh [BPGEN [SECONDS]]     SECONDS of each: 8, with LONG=1 five minutes
#
# BPGEN is not used: make FUZZER=1 builds what runs. What it finds is in build/fuzzer/found.
cd "$(dirname "$0")/.." || exit 2
seconds=${2:-$([ -n "${LONG:-}" ] && echo 300 || echo 8)}
fuzzer=build/fuzzer/data_fuzzer
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
make -s FUZZER=1 $fuzzer > "$scratch/log" 2>&1 || {
    echo 'FAIL make FUZZER=1'
    sed 's/^/    /; 8q' "$scratch/log"
    echo '0 passed, 1 failed'
    exit 1
}
mkdir -p "$scratch/data" "$scratch/weights" "$scratch/temporary" build/fuzzer/found
lua5.4 - "$scratch" <<'E2'
local count = 0
local function seed(to, choices, bytes)
  for _, choice in ipairs(choices) do
    count = count + 1
    local f = io.open(arg[1] .. "/" .. to .. "/" .. count, "wb")
    f:write(string.char(choice), bytes)
    f:close()
  end
end
local function data(bytes) seed("data", { 64, 65, 66, 0, 97 }, bytes) end
local function weights(format, bytes) -- for each network, with a table or without
  for network = 0, 3 do
    seed("weights", { 128 + 64 * (network % 2) + 8 * network + format }, bytes)
  end
end
local function array(type, shape, numbers)
  return "\x93NUMPY\1\0" .. string.pack("<s2", "{'descr': '" .. type ..
    "', 'fortran_order': False, 'shape': (" .. shape .. "), }\n") .. numbers
end
data("a,b,c\n1,2,0\n3,4e-5,1\n")
data('"a"\t"b""c"\td\r\n1.5\t-2\tx\r\n\r\n1\t2\t"y"\r\n')
data("1;2;1;0\n3;4;0;1")
data(string.pack(">I4I4I4", 0x802, 2, 2) .. "abcd")
data(string.pack(">I4I4I4", 0xD02, 1, 2) .. string.pack(">ff", 1, 2))
data(array("<f4", "1, 2", string.pack("<ff", 1, 2)))
local formats = { safetensors = 0, npz = 1, npy = 2, bin = 3 }
for file in io.popen("ls tests/weights/*.*"):lines() do
  local format, bytes = formats[file:match("%w+$")], io.open(file, "rb"):read("a")
  if format and #bytes < 3000 then weights(format, bytes) end
  if format == 1 or format == 2 then data(bytes) end
end
-- entries of an npz file that the fuzzer itself makes
local function entry(name, bytes) return string.pack("<s1s2", name, bytes) end
for _, names in ipairs { { "w1", "b1", "out_w", "out_b" }, { "w1", "b1", "w2", "b2" },
                         { "enc/kernel", "enc/bias", "out/kernel", "out/bias" } } do
  weights(4, entry(names[1], array("<f4", "2, 3", ("<"):rep(24))) ..
             entry(names[2], array("<f2", "3,", ("<"):rep(6))) ..
             entry(names[3], array(">f8", "3, 1", ("@"):rep(24))) ..
             entry(names[4], array("<f4", "1,", "\0\0\0\0")))
end
E2
runs=0
# fuzz WHAT: data or weights
fuzz() {
    TMPDIR=$scratch/temporary $fuzzer -timeout=20 -rss_limit_mb=4000 -max_total_time="$seconds" \
        -print_final_stats=1 -max_len=3000 -dict=tests/data_fuzzer/words.dict \
        -artifact_prefix=build/fuzzer/found/ "$scratch/$1" > "$scratch/log" 2>&1
    status=$?
    number=$(sed -n 's/^stat::number_of_executed_units: *//p' "$scratch/log")
    runs=$((runs + ${number:-0}))
    if [ $status -eq 0 ] && [ "${number:-0}" -gt 0 ] && [ -z "$(ls "$scratch/temporary")" ]; then
        echo "NOTE $number files of $1"
        return
    fi
    echo "FAIL $1, exit $status: $(sed -n 's/^artifact_prefix=.*written to //p' "$scratch/log" | tail -n 1)"
    grep -E 'ERROR: |fuzzer: |runtime error: |^ *#[0-9]+ .*generator/' "$scratch/log" | sed 's/^/    /; 12q'
    echo "$runs passed, 1 failed"
    exit 1
}
fuzz data
fuzz weights
echo "$runs passed, 0 failed"
