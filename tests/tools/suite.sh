# suite.sh - what a suite begins with, and its words: they count what holds and tell what does not.
#
#   . "$(dirname "$0")/tools/suite.sh"
#
# Sets root (of the project), here (tests/), bpgen (the suite's first argument, or ./bpgen), scratch (a
# folder that goes with the suite), once (what runs compilers, or nothing), and the counts. The words
# work in a folder where stdout and stderr are of what ran last; most suites go to $scratch.
# FIRST=1 in the environment: ends with the first failure.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the suite's

root=$(cd "$(dirname "$0")/.." && pwd)
here=$root/tests
bpgen=$(realpath "${1:-./bpgen}")
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
once=$root/build/tests/once
[ -x "$once" ] || once=
passed=0 failed=0 skipped=0

good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    [ $failed -gt 20 ] && return
    echo "FAIL $*"
    for stream in stderr stdout; do
        [ ! -e $stream ] || sed "s/^/    $stream /; 4q" $stream
    done
    [ -z "${FIRST:-}" ] || { echo "$passed passed, $failed failed"; exit 1; }
}
holds() { # NAME TEST...
    held=$1
    shift
    if "$@"; then good; else bad "$held: $*"; fi
}
expect() { # NAME TEST...: the same, where the name says it all
    held=$1
    shift
    if "$@"; then good; else bad "$held"; fi
}
run() { # ARGUMENTS...: sets $status, stdout, stderr
    "$bpgen" "$@" > stdout 2> stderr < /dev/null
    status=$?
}
silent() { # ARGUMENTS...: succeeds and says nothing on standard error
    run "$@"
    if [ $status -eq 0 ] && [ ! -s stderr ]; then good; else bad "exit $status: bpgen $*"; fi
}
