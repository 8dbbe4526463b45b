#!/bin/sh
# job.sh BPGEN SCRATCH 'LABEL | HARNESS | CC FLAGS | ARGUMENTS | SPEC AND OPTIONS [| SPEC AND
# OPTIONS]'
#
# One test: generates a network (or two), compiles it behind its adapter, links the harness that
# numerics.sh has compiled in SCRATCH, and runs it with the arguments. What it prints goes to
# standard output, the label before each FAIL; the last line is "N passed, M failed". A compiler's
# warning, a signal or a time-out fails.
bpgen=$1 scratch=$2
here=$(cd "$(dirname "$0")" && pwd)
IFS='|' read -r label harness cc arguments first second <<END
$3
END
once=$here/../../build/tests/once
[ -x "$once" ] || once=
trim() { # sets $trimmed; forks nothing, for there are hundreds of jobs
    trimmed=${1#"${1%%[! ]*}"}
    trimmed=${trimmed%"${trimmed##*[! ]}"}
}
trim "$label" && label=$trimmed
trim "$harness" && harness=$trimmed
trim "$cc" && cc=$trimmed
dir=$(mktemp -d "$scratch/job-XXXXXX") || exit 2
fail() {
    echo "FAIL $label: $1"
    [ -s "$dir/log" ] && sed -n 's/^/    /; 1,6p' "$dir/log"
    echo "    again: $0 $bpgen DIRECTORY '$job'"
    echo "0 passed, 1 failed"
    rm -rf "$dir"
    exit 1
}
job=$3

objects=
number=1
for spec in "$first" "$second"; do
    trim "$spec"
    [ -n "$trimmed" ] || continue
    # shellcheck disable=SC2086 # the options are words
    (cd "$here/specs" && "$bpgen" $spec -o "$dir/net$number.c" -H "$dir/net$number.h") \
        2> "$dir/log" || fail "bpgen$spec"
    (cd "$dir" && lua5.4 "$here/adapter.lua" net$number.h net$number.c net_$number) \
        > "$dir/adapter$number.c" 2> "$dir/log" || fail "adapter"
    # shellcheck disable=SC2086
    $once $cc -Wall -Wextra -pedantic -Wconversion -I"$dir" -I"$here" -c "$dir/adapter$number.c" \
        -o "$dir/net$number.o" 2> "$dir/log" || fail "$cc"
    [ -s "$dir/log" ] && fail "warnings of $cc"
    objects="$objects $dir/net$number.o"
    number=$((number + 1))
done
case $cc in # gcc, where no library of the compiler is needed, for it starts sooner than clang
*sanitize* | *openmp*) link=$cc ;;
*) link=gcc ;;
esac
# shellcheck disable=SC2086
$once $link -o "$dir/run" "$scratch/$harness.o" "$scratch/net.o" "$scratch/reference.o" \
    $objects -lm 2> "$dir/log" || fail "link"
case $cc in *sanitize*) export NUMERICS_EXACT=1 ;; esac # arrays of malloc, for it to guard
case $cc in *sanitize=thread*) export TSAN_OPTIONS=ignore_noninstrumented_modules=1 ;; esac
# shellcheck disable=SC2086
timeout 600 "$dir/run" $arguments > "$dir/out" 2> "$dir/log"
status=$?
grep -q 'passed, [0-9]* failed$' "$dir/out" || fail "exit $status"
[ -s "$dir/log" ] && fail "$(sed 1q "$dir/log")"
sed "s|^FAIL |FAIL $label: |; s|^bits |bits $label: |" "$dir/out" # a label has no |
[ $status -eq 0 ] || echo "    again: $0 $bpgen DIRECTORY '$job'"
rm -rf "$dir"
exit $status
