#!/bin/sh
# wrong.sh - specs that are wrong, and what bpgen must say of them.
#
#   tests/wrong.sh [BPGEN [FILE...]]      BPGEN: ./bpgen; FILE: all of tests/wrong/
#
# A file of tests/wrong opens with one comment `-- error: LINE: text` for each message that is
# expected, in order (without LINE: about no file; `and N more` after ten), and perhaps
# `-- options: -D x=1`. bpgen must exit with 1, print on standard error exactly these messages,
# `FILE:LINE: text` or `bpgen: text`, and on standard output exactly the first of them as the line
# `#error "bpgen: FILE:LINE: text"`, so that `bpgen net.lua > net.c` cannot leave a file that compiles.
here=$(dirname "$0")
bpgen=${1:-./bpgen}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- "$here"/wrong/*.lua

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

for file in "$@"; do
    sed -n 's/^-- error: //p' "$file" | while IFS= read -r text; do
        case $text in
        [0-9]*:*) printf '%s:%s\n' "$file" "$text" ;;
        *) printf 'bpgen: %s\n' "$text" ;;
        esac
    done > "$scratch/messages"
    sed -n '1s/^bpgen: //; 1s/[\\"]/\\&/g; 1s/.*/#error "bpgen: &"/p' "$scratch/messages" \
        > "$scratch/line"
    options=$(sed -n 's/^-- options: //p' "$file")

    # shellcheck disable=SC2086 # the options are words
    timeout 60 "$bpgen" $options "$file" > "$scratch/stdout" 2> "$scratch/stderr"
    status=$?

    if [ -s "$scratch/messages" ] && [ $status -eq 1 ] &&
       cmp -s "$scratch/messages" "$scratch/stderr" && cmp -s "$scratch/line" "$scratch/stdout"
    then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $file (exit $status): $bpgen $options $file"
        diff "$scratch/messages" "$scratch/stderr" | sed -n 's/^/    stderr /; 1,9p'
        diff "$scratch/line" "$scratch/stdout" | sed -n 's/^/    stdout /; 1,9p'
    fi
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
