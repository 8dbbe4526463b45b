#!/bin/sh
# floors.sh - the house: which folder may include which (arrows run down only), and how long its
# files, functions and lines are.
#
#   tests/floors.sh
cd "$(dirname "$0")/.." || exit 2
passed=0 failed=0

# floor FOLDER ALLOWED...: what files of generator/FOLDER may include, besides its own
floor() {
    folder=$1
    shift
    allowed=$(echo "$folder $*" | tr ' ' '|')
    wrong=$(grep -nE '^#include "' generator/"$folder"/*.[ch] |
        grep -vE "#include \"(($allowed)/[a-z_]+|runtime)\.h\"$")
    if [ -z "$wrong" ] && [ -d "generator/$folder" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL generator/$folder includes from a floor above, or by a path of its own:"
        echo "$wrong" | sed 's/^/    /; 8q'
    fi
}

floor base
floor graph base
floor spec base graph
floor plan base graph
floor emit base graph plan
floor weights base graph
floor explain base graph
floor data base graph weights
floor command base graph spec plan emit weights explain data
[ "$(find generator -mindepth 1 -maxdepth 1 | wc -l)" -eq 9 ] || {
    failed=$((failed + 1))
    echo 'FAIL a folder of generator/ that no floor names'
}

# Of the runtime the command alone knows; the runtime knows the types of a spec, no more.
wrong=$(grep -nE '^#include "' runtime/*.[ch] |
    grep -vE '#include "([a-z_]+|graph/(graph|network))\.h"$')
if [ -z "$wrong" ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo 'FAIL the runtime includes more of the generator than the types of a spec:'
    echo "$wrong" | sed 's/^/    /; 8q'
fi

# ---- sizes ----

scratch=$(mktemp) || exit 2
trap 'rm -f "$scratch"' EXIT

# none WHAT: the lines in $scratch, of which there should be none
none() {
    found=$(cat "$scratch")
    if [ -z "$found" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1"
        echo "$found" | sed 's/^/    /; 8q'
    fi
}

wc -l generator/*/*.[ch] generator/spec/*.lua runtime/*.[ch] |
    awk '$2 != "total" && $1 > 300 { print $2 ": " $1 " lines" }' > "$scratch"
none 'files of over 300 lines'
awk 'FNR == 1 { start = 0 }
    /^[A-Za-z_].*\)$/ { start = FNR; name = $0 }
    /^}/ && start { if (FNR - start - 1 > 60) print FILENAME ": " name; start = 0 }' \
    generator/*/*.c runtime/*.c > "$scratch"
none 'functions of over 60 lines'
awk '{ line = $0; gsub("@", "", line) } # marks are not columns
    length(line) > 100 { print FILENAME ":" FNR ": " length(line) " columns" }' \
    generator/*/* runtime/*.[ch] templates/*/* > "$scratch"
none 'lines of over 100 columns'
awk 'FILENAME ~ /\.in$/ { all++; lua += /^\$/ && !/^\$\(/ && !/^\$ *block *(\(\)|\(?"[a-zA-Z_0-9]+"(, "short"\))?)$/ }
    END { if (4 * lua >= all) print lua " of " all " lines of templates are Lua" }' \
    templates/*/*.in > "$scratch"
none 'templates of C, of which under a quarter is Lua' # a label of a block is no choice

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
