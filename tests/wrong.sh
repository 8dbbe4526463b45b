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

# What is wanted of each file, and its options: a line `NUMBER FILE OPTIONS`.
awk -v scratch="$scratch" '
    FNR == 1 { file[++n] = FILENAME; wanted = scratch "/" n ".wanted" }
    sub(/^-- options: /, "") { options[n] = $0 }
    sub(/^-- error: /, "") {
        message = (/^[0-9]+:/ ? FILENAME ":" : "") $0
        if (!first[n]) first[n] = message
        print "stderr " (/^[0-9]+:/ ? "" : "bpgen: ") message > wanted
    }
    END {
        for (i = 1; i <= n; i++) {
            wanted = scratch "/" i ".wanted"
            gsub(/[\\"]/, "\\\\&", first[i])
            print "stdout #error \"bpgen: " first[i] "\"\nexit 1" > wanted
            print i, file[i], options[i]
        }
    }' "$@" > "$scratch/cases"

while read -r number file options; do
    # shellcheck disable=SC2086 # the options are words
    timeout 60 "$bpgen" $options "$file" > "$scratch/$number.stdout" 2> "$scratch/$number.stderr" \
        < /dev/null
    echo "exit $?" > "$scratch/$number.exit"
done < "$scratch/cases"

awk -v scratch="$scratch" -v bpgen="$bpgen" '
    function lines(file, label, list,   line) { # adds the lines of a file to the list
        while ((getline line < file) > 0) list = list label line "\n"
        close(file)
        return list
    }
    {
        at = scratch "/" $1
        wanted = lines(at ".wanted", "", "")
        said = lines(at ".exit", "", lines(at ".stdout", "stdout ", lines(at ".stderr", "stderr ", "")))
        if (said == wanted && wanted ~ /^stderr /) { passed++; next }
        failed++
        $1 = ""
        print "FAIL " bpgen $0
        gsub(/\n/, "\n    ", wanted)
        gsub(/\n/, "\n    ", said)
        printf "    wanted\n    %s\n    got\n    %s\n", wanted, said
    }
    END {
        print passed + 0 " passed, " failed + 0 " failed"
        exit failed > 0 || passed == 0
    }' "$scratch/cases"
