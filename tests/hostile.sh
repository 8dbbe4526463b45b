#!/bin/sh
# hostile.sh - specs that want for ever, or more than there is: each is answered in time.
#
#   tests/hostile.sh [BPGEN [NAME...]]
#
# The specs are written by tests/hostile.lua from tests/hostile/*.lua. Within 2 seconds of processor
# time and 500 MB bpgen writes the C, or says what it will not do and on which line. Answers:
#   good         the C
#   compiles     ... which clang reads without a word, in the usual 8 MB of stack
#   any          the C, or exit 1 and a message with its line
#   LINE: text   exit 1 and a first message that begins so
#   stopped LINE a limit of the sandbox, whichever comes first
#   printed      ... of what a spec may print
# Some of the specs that are good are explained, too, within the same limits.
bpgen=$(realpath "${1:-./bpgen}")
[ $# -gt 0 ] && shift
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
cd "$scratch" || exit 2
passed=0 failed=0 seconds=2 late=

lua5.4 "$here/hostile.lua" . "$here"/hostile/*.lua || exit 2
# shellcheck disable=SC2046 # names are words
[ $# -gt 0 ] || set -- $(cat list)

limits='the spec (runs more than 10 million instructions|'
limits=$limits'takes more than 1 second of processor time|'
limits=$limits'wants more than 8 MB of memory|makes a string of more than 65536 bytes)|'
limits=$limits'.*stack overflow: a function calls itself without end'

silent() { said=$("$@" 2>&1) && [ -z "$said" ]; }

# answered NAME: whether bpgen says of it what it should, in time
answered() {
    answer=$(cat "$1.answer")
    (
        # shellcheck disable=SC3045 # dash and bash have both limits
        ulimit -t "$seconds" && ulimit -v 500000 || exit 99
        timeout 60 "$bpgen" "$1.lua" > stdout 2> stderr
        exit $?
    ) 2> shell # which tells of signals
    status=$?
    message=$(grep "^$1.lua:[0-9]*: " stderr | head -n 1)
    case $answer in
    any) [ $status -eq 0 ] || { [ $status -eq 1 ] && [ -n "$message" ]; } ;;
    good) [ $status -eq 0 ] && [ ! -s stderr ] ;;
    compiles) [ $status -eq 0 ] && [ ! -s stderr ] && mv stdout net.c && silent \
        clang -std=c11 -march=native -Wall -Wextra -fsyntax-only net.c ;;
    printed) [ $status -eq 1 ] && echo "$message" | grep -q ': the spec prints too much: ' ;;
    stopped*) [ $status -eq 1 ] && echo "$message" | grep -Eq "^$1.lua:${answer#* }: ($limits)" ;;
    *) [ $status -eq 1 ] && case $message in "$1.lua:$answer"*) ;; *) false ;; esac ;;
    esac
}

# explained NAME: the derivation of a spec that is good, in time
explained() {
    (
        # shellcheck disable=SC3045 # dash and bash have both limits
        ulimit -t "$seconds" && ulimit -v 500000 || exit 99
        timeout 60 "$bpgen" explain "$1.lua" > stdout 2> stderr
        exit $?
    ) 2> shell
    status=$?
    [ $status -eq 0 ] && [ ! -s stderr ] && [ "$(wc -c < stdout)" -lt 1000000 ]
}

# Caches and cores that others use as well make processor time longer, on some machines by half:
# what ran out of it has another try and twice the time, and is named.
again() {
    late="$late $2" seconds=4
    "$@"
    set -- $?
    seconds=2
    return "$1"
}

for name in layer-shared-5000 nested-finish logs-of-choices chain-tanh-20000 chain-mean-20000 \
    grad-same; do
    case " $* " in *" $name "*) ;; *) continue ;; esac
    if explained "$name" || { [ $status -ge 128 ] && again explained "$name"; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL the derivation of $name (exit $status)"
    fi
done

for name in "$@"; do
    if answered "$name" || { [ $status -ge 128 ] && again answered "$name"; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name (exit $status, wanted '$(cut -c 1-60 "$name.answer")')"
        grep -v '^$' stderr | tail -n 2 | cut -c 1-200 | sed 's/^/    /'
    fi
done
[ -z "$late" ] || echo "    NOTE beyond 2 seconds at first:$late"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
