#!/bin/sh
# data_fuzzer.sh - files that libFuzzer makes (tests/data_fuzzer/), read as data in one process under
# ASan and UBSan: no crash, hang, leak or overrun, a message for what is refused.
#
#   tests/data_fuzzer.sh [BPGEN [SECONDS]]     SECONDS: 15, with LONG=1 ten minutes
#
# BPGEN is not used: make FUZZER=1 builds what runs. What it finds is in build/fuzzer/found.
cd "$(dirname "$0")/.." || exit 2
seconds=${2:-$([ -n "${LONG:-}" ] && echo 600 || echo 15)}
fuzzer=build/fuzzer/data_fuzzer
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
make -s FUZZER=1 $fuzzer > "$scratch/log" 2>&1 || {
    echo 'FAIL make FUZZER=1'
    sed 's/^/    /; 8q' "$scratch/log"
    echo '0 passed, 1 failed'
    exit 1
}
mkdir -p "$scratch/seeds" build/fuzzer/found
lua5.4 - "$scratch/seeds" <<'E2'
local count = 0
local function seed(bytes)
  for _, choice in ipairs { 64, 65, 66, 0, 97 } do
    count = count + 1
    local f = io.open(arg[1] .. "/" .. count, "wb")
    f:write(string.char(choice), bytes)
    f:close()
  end
end
seed("a,b,c\n1,2,0\n3,4e-5,1\n")
seed('"a"\t"b""c"\td\r\n1.5\t-2\tx\r\n\r\n1\t2\t"y"\r\n')
seed("1;2;1;0\n3;4;0;1")
seed(string.pack(">I4I4I4", 0x802, 2, 2) .. "abcd")
seed(string.pack(">I4I4I4", 0xD02, 1, 2) .. string.pack(">ff", 1, 2))
seed("\x93NUMPY\1\0" .. string.pack("<s2", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n")
     .. string.pack("<ff", 1, 2))
E2
for file in tests/weights/own.npz tests/weights/fortran.npz tests/weights/block.npy; do
    { printf '@'; cat $file; } > "$scratch/seeds/${file##*/}"
done
$fuzzer -timeout=20 -rss_limit_mb=4000 -max_total_time="$seconds" -print_final_stats=1 -max_len=2000 \
    -artifact_prefix=build/fuzzer/found/ "$scratch/seeds" > "$scratch/log" 2>&1
status=$?
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$scratch/log")
if [ $status -eq 0 ] && [ "${runs:-0}" -gt 0 ]; then
    echo "NOTE $runs files"
    echo "$runs passed, 0 failed"
    exit 0
fi
echo "FAIL exit $status: $(sed -n 's/^artifact_prefix=.*written to //p' "$scratch/log" | tail -n 1)"
grep -E 'ERROR: |fuzzer: |runtime error: |^ *#[0-9]+ .*generator/' "$scratch/log" | sed 's/^/    /; 12q'
echo "${runs:-0} passed, 1 failed"
exit 1
