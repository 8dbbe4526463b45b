# tally.sh - for suites to read: they count what holds and tell what does not. A suite sets passed and
# failed to 0, $bpgen, and works in a folder where stdout and stderr are of what ran last.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the suite's

good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    [ $failed -gt 20 ] && return
    echo "FAIL $*"
    for stream in stderr stdout; do
        [ ! -e $stream ] || sed "s/^/    $stream /; 4q" $stream
    done
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
