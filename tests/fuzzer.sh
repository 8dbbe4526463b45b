#!/bin/sh
# fuzzer.sh - specs that libFuzzer makes (tests/fuzzer/), read and generated in one process under
# ASan and UBSan: no crash, hang, leak or overrun, a message with its line for what is refused, a
# whole text for what is not. It begins with the specs of the tests and with tests/fuzzer/seeds, in
# which there is whatever it has found.
#
#   tests/fuzzer.sh [BPGEN [SECONDS [OPTION...]]]
#
# BPGEN is not used: make FUZZER=1 builds what runs. SECONDS: 30, with LONG=1 an hour. OPTION: of
# libFuzzer, -jobs=2 or -runs=1000000. Where it fails, the spec is in build/fuzzer/found.
cd "$(dirname "$0")/.." || exit 2
seconds=${2:-$([ -n "${LONG:-}" ] && echo 3600 || echo 30)}
if [ $# -ge 2 ]; then shift 2; else shift $#; fi
fuzzer=build/fuzzer/fuzzer
found=build/fuzzer/found
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

make -s FUZZER=1 $fuzzer > "$scratch/log" 2>&1 || {
    echo 'FAIL make FUZZER=1'
    sed 's/^/    /; 8q' "$scratch/log"
    echo '0 passed, 1 failed'
    exit 1
}

# The seeds: short ones, for a long spec takes long.
mkdir -p "$scratch/seeds" "$found"
for spec in specs/*.lua tests/specs/*.lua tests/numerics/specs/*.lua tests/wrong/*.lua \
    tests/fuzzer/seeds/*.lua; do
    [ "$(wc -c < "$spec")" -gt 1500 ] || cp "$spec" "$scratch/seeds/$(echo "$spec" | tr / _)"
done
for seed in 1 2 3 4 5 6 7 8 9 10; do
    lua5.4 tests/fuzz.lua $seed | head -c 1500 > "$scratch/seeds/seed_$seed.lua"
done

# Freed memory is soon used again: with more of it in quarantine, or stacks of allocations, a run
# takes twice as long. What is found is run again with them.
quick=quarantine_size_mb=1:thread_local_quarantine_size_kb=64:malloc_context_size=0
quick=$quick:allocator_release_to_os_interval_ms=-1:max_free_fill_size=0:max_malloc_fill_size=0
# The same inputs for the same commit.
ASAN_OPTIONS=$quick $fuzzer -seed="$(tests/tools/turn 1000000000)" \
    -dict=tests/fuzzer/words.dict -max_len=1500 -timeout=20 -rss_limit_mb=1500 \
    -close_fd_mask=3 -artifact_prefix=$found/ -max_total_time="$seconds" -print_final_stats=1 \
    "$@" "$scratch/seeds" > "$scratch/log" 2>&1
status=$?
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$scratch/log")
reached=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$scratch/log" | tail -n 1)
if [ $status -eq 0 ] && [ "${runs:-0}" -gt 0 ]; then
    echo "NOTE $runs specs, $reached of $(sed -n 's/.* PC tables (\([0-9]*\) PCs).*/\1/p' \
        "$scratch/log") edges reached"
    echo "$runs passed, 0 failed"
    exit 0
fi
spec=$(sed -n 's/^artifact_prefix=.*written to //p' "$scratch/log" | tail -n 1)
echo "FAIL exit $status: $fuzzer $spec"
[ -z "$spec" ] || $fuzzer -timeout=20 "$spec" 2>&1 |
    grep -E 'ERROR: |fuzzer: |runtime error: |^ *#[0-9]+ .*(generator|runtime)/' |
    sed 's/^/    /; 12q'
echo "${runs:-0} passed, 1 failed"
exit 1
