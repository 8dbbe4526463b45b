#!/bin/sh
# floors.sh - the house: which folder may include which. Arrows run down only.
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
floor command base graph spec plan emit
[ "$(find generator -mindepth 1 -maxdepth 1 | wc -l)" -eq 6 ] || {
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

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
