#!/bin/sh
# names.sh - any legal name of an input, target, output or layer compiles, as C and as C++, and any
# number of generated files fit into one translation unit.
#
#   tests/names.sh [BPGEN]      LONG=1: check holds each group of names to the runtime, too
#
# The names that are tried are found, not listed: each word of the templates, and each macro that
# the headers of a generated file, or the compiler itself, define.
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
passed=0 failed=0

good() { passed=$((passed + 1)); }
bad() { # NAME: what went wrong is in $scratch/log
    failed=$((failed + 1))
    echo "FAIL $1"
    sed 's/^/    /; 6q' "$scratch/log"
}
silent() { # NAME COMMAND...
    what=$1
    shift
    if "$@" > "$scratch/log" 2>&1 && [ ! -s "$scratch/log" ]; then good; else bad "$what: $*"; fi
}
strict='-Wall -Wextra -pedantic -Wconversion -Wshadow -Werror'
takes() { # NAME FILE: every compiler takes it without a word
    for cc in $compilers; do
        case $cc in *++) standard='-std=c++17 -x c++' ;; *) standard=-std=gnu11 ;; esac
        # shellcheck disable=SC2086 # words
        silent "$1" $cc $standard $strict -fsyntax-only "$2"
    done
}

# ---- several files in one translation unit ----

for spec in xor mnist newton two_heads forces; do
    "$bpgen" -o "$scratch/$spec.c" -H "$scratch/$spec.h" specs/$spec.lua || exit 2
    echo "#include \"$spec.c\""
done > "$scratch/all.c"
"$bpgen" --prefix twice --real double -o "$scratch/twice.c" specs/xor.lua
printf '#include "xor.h"\n#include "twice.c"\n#include "mnist.h"\n' >> "$scratch/all.c"
compilers='gcc clang g++ clang++'
takes 'six files in one' "$scratch/all.c"

# ---- names ----

# Words of the templates' C and Lua, and macros: legal names that are no words of C.
cat templates/*/* | grep -oE '[A-Za-z][A-Za-z0-9_]*' > "$scratch/words"
for header in float math stdbool stddef stdint string; do echo "#include <$header.h>"; done |
    tee "$scratch/headers.c" | gcc -std=gnu11 -fopenmp -dM -E - |
    sed -nE 's/^#define ([A-Za-z][A-Za-z0-9_]*).*/\1/p' >> "$scratch/words"
clang -std=gnu11 -dM -E "$scratch/headers.c" |
    sed -nE 's/^#define ([A-Za-z][A-Za-z0-9_]*).*/\1/p' >> "$scratch/words"
sort -u "$scratch/words" | awk 'length < 50' > "$scratch/names"
keywords='auto break case char const continue default do double else enum extern float for goto if
    inline int long register restrict return short signed sizeof static struct switch typedef union
    unsigned void volatile while'
for word in $keywords; do sed -i "/^$word\$/d" "$scratch/names"; done
echo "$(wc -l < "$scratch/names") names, in groups"

# Inputs and outputs apart, because one name cannot be both.
[ -n "${LONG:-}" ] || compilers="clang g++"
split -l 120 -a 3 "$scratch/names" "$scratch/group."
for group in "$scratch"/group.???; do
    awk '{ name[NR] = $0 }
        END {
            printf "local x = input(\"x0\", 3)\nlocal h = dense(4, tanh, { name = \"%s\" })(x)\n", name[1]
            printf "return network { name = \"net\", optimizer = adam {}, batch = param(\"batch\", 1),\n"
            printf "  outputs = { "
            for (i = 1; i <= NR; i++) printf "[\"%s\"] = h * %d, ", name[i], i
            printf "},\n  loss = half_squared_error(h, target(\"%s\", 4)) }\n", name[NR]
        }' "$group" > "$scratch/outputs.lua"
    awk '{ name[NR] = $0 }
        END {
            for (i = 1; i <= NR; i++) printf "local i%d = input(\"%s\", %d)\n", i, name[i], 1 + i % 3
            printf "local all = concat { "
            for (i = 1; i <= NR; i++) printf "i%d, ", i
            printf "}\nlocal h = dense(4, tanh)(all)\n"
            printf "return network { name = \"net\", batch = param(\"batch\", 3),\n"
            printf "  outputs = { y0 = h }, loss = half_squared_error(h, target(\"t0\", 4)) }\n"
        }' "$group" > "$scratch/inputs.lua"
    for kind in inputs outputs; do
        if "$bpgen" -o "$scratch/net.c" "$scratch/$kind.lua" > "$scratch/log" 2>&1; then
            takes "$kind $(tr '\n' ' ' < "$group")" "$scratch/net.c"
        else
            bad "$kind: $(tr '\n' ' ' < "$group")"
        fi
        [ -z "${LONG:-}" ] ||
            silent "check of $kind" "$bpgen" check -q --cflags -O1 "$scratch/$kind.lua"
    done
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
