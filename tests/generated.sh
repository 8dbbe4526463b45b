#!/bin/sh
# generated.sh - the generated file as a text: lines, headers, and that compilers take it without a
# word, as C++17 and as C11, for several vector widths; that it agrees with its header. What C11
# compilers say of it when they optimize, for vectors and for one lane, and what it needs from
# outside, check.sh sees on the way.
#
#   tests/generated.sh [BPGEN [SPEC OPTIONS...]]     LONG=1: all vector widths for every spec
[ $# -gt 0 ] || set -- ./bpgen
bpgen=$(realpath "$1")
shift
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

good() { passed=$((passed + 1)); }
bad() { # NAME: what went wrong is in $scratch/log
    failed=$((failed + 1))
    echo "FAIL $1"
    sed 's/^/    /; 8q' "$scratch/log"
}

# compiles NAME COMPILER FLAGS...: without a word
once=build/tests/once
[ -x $once ] || once=
gcc_strict=$(tests/tools/strict gcc) clang_strict=$(tests/tools/strict clang)
compiles() {
    what=$1
    shift
    case $1 in *clang*) strict=$clang_strict ;; *) strict=$gcc_strict ;; esac
    # shellcheck disable=SC2086 # words
    if $once "$@" $strict > "$scratch/log" 2>&1 && [ ! -s "$scratch/log" ]; then
        good
    else
        bad "$what: $* (bpgen $options $spec)"
    fi
}

# empty NAME: the log says nothing
empty() {
    if [ -s "$scratch/log" ]; then bad "$1 (bpgen $options $spec)"; else good; fi
}

# ---- the text ----

text_is_plain() {
    awk -v columns="$scratch/columns" -v headers="$scratch/headers" -v places="$scratch/places" '
        BEGIN { printf "" > columns; printf "" > headers; printf "" > places }
        length > 100 { print FILENAME ": " FNR ": " length " columns" > columns }
        /[ \t\r]$/ { print FILENAME ": " FNR ": blanks at the end" > columns }
        /\t/ { print FILENAME ": " FNR ": a tab" > columns }
        /^#ifdef _OPENMP/ { threaded = 1 }
        !threaded && /^ *# *include/ &&
            !/^#include <(float|math|stdbool|stddef|stdint|string)\.h>$/ { print > headers }
        /^#else/ { threaded = 0 }
        /\/tmp|\/home|\.lua|20[0-9][0-9]-/ { print FNR ":" $0 > places }' "$c" "$h"
    for what in 'columns lines of at most 100 columns, without tabs' \
        'headers standard headers alone, without OpenMP' 'places no path and no date'; do
        if [ -s "$scratch/${what%% *}" ]; then
            cp "$scratch/${what%% *}" "$scratch/log"
            bad "${what#* } (bpgen $options $spec)"
        else
            good
        fi
    done
}

# ---- many files in one unit ----

# Files that C11 compilers have read alone, their headers first of all, are compiled for one lane
# and read as C++17 some at a time, which starts compilers less often. The names of each are its own.
together=0 names=' '
add_to_unit() { # OPTIONS... SPEC
    name=$(sed -n 's/^} \(.*\)_parameters;$/\1/p' "$h")
    case $names in
    *" $name "*)
        name=net_$together
        "$bpgen" "$@" --prefix $name -o "$scratch/unit_$together.c" -H "$scratch/unit_$together.h" \
            2> "$scratch/log" || bad "generates: bpgen --prefix $name $*" ;;
    *)
        names="$names$name "
        cp "$c" "$scratch/unit_$together.c"
        cp "$h" "$scratch/unit_$together.h" ;;
    esac
    echo "#include \"unit_$together.c\"" >> "$scratch/unit.c"
    echo "#include \"unit_$together.h\"" >> "$scratch/user.h"
    for f in init optimizer_init predict forward loss backward step; do
        echo "    (any)${name}_$f,"
    done >> "$scratch/functions"
    echo "    static ${name}_workspace ws$together; (void)ws$together;" >> "$scratch/workspaces"
    together=$((together + 1))
    members="$members; $*"
    [ $together -lt 8 ] || read_unit
}

# As C++17, and for one lane; and a program that has the headers alone.
read_unit() {
    [ $together -gt 0 ] || return
    spec=${members#; } options=
    for compiler in g++ clang++; do
        compiles 'C++17' $compiler -std=c++17 -fsyntax-only -x c++ "$scratch/unit.c"
    done
    compiles 'one lane' gcc -std=c11 -Og -DBPGEN_LANES=1 -c -o "$scratch/unit.o" "$scratch/unit.c"
    {
        cat "$scratch/user.h"
        printf 'typedef void (*any)(void);\nextern const any all[];\nconst any all[] = {\n'
        cat "$scratch/functions"
        printf '};\nint main(void)\n{\n'
        cat "$scratch/workspaces"
        echo '    return all[0] == 0;'
        echo '}'
    } > "$scratch/user.c"
    gcc -std=c11 -I"$scratch" -o "$scratch/user" "$scratch/user.c" "$scratch/unit.o" -lm \
        > "$scratch/log" 2>&1 &&
        "$scratch/user" >> "$scratch/log" 2>&1 || echo "does not link or run" >> "$scratch/log"
    empty 'a program that has the headers alone'
    begin_unit
}
begin_unit() {
    together=0 names=' ' members=
    for file in unit.c user.h functions workspaces; do : > "$scratch/$file"; done
}
begin_unit

# try_spec SPEC OPTIONS...
try_spec() {
    spec=$1
    shift
    options=$*
    c=$scratch/net.c h=$scratch/net.h
    # shellcheck disable=SC2086
    if ! "$bpgen" "$@" -o "$c" -H "$h" "$spec" > "$scratch/log" 2>&1; then
        bad "generates: bpgen $options $spec"
        return
    fi
    text_is_plain
    printf '#include "net.h"\n#include "net.c"\n#include "net.h"\n' > "$scratch/both.c"
    compiles 'C11, with the header before and after it' \
        gcc -std=c11 -march=native -fsyntax-only -I"$scratch" "$scratch/both.c"
    compiles 'C11' clang -std=c11 -march=native -fsyntax-only "$c"
    [ -z "$brief" ] || return
    [ -z "${wide:-}${LONG:-}" ] || try_widths
    add_to_unit "$@" "$spec"
}

# Every width of vectors, with all optimizations.
try_widths() {
    for width in -march=x86-64 -march=haswell -march=x86-64-v4 -march=native -DBPGEN_LANES=1 \
                 -DBPGEN_LANES=2; do
        for compiler in gcc clang; do
            compiles "$width" $compiler -std=c11 -O3 $width -c -o "$scratch/wide.o" "$c"
            compiles "$width" $compiler -std=c++17 -fsyntax-only $width -x c++ "$c"
        done
    done
}

tell() {
    echo "$passed passed, $failed failed"
    [ $failed -eq 0 ]
    exit
}

brief=
if [ $# -gt 0 ]; then
    try_spec "$@"
    read_unit
    tell
fi
wide=1
try_spec specs/xor.lua
try_spec specs/iris.lua --real double
wide=
for each in specs/*.lua examples/*/*.lua tests/specs/*.lua; do
    try_spec "$each"
done
for out in 2 15 16 17 31 33 100; do
    try_spec tests/specs/width.lua -D "out=$out"
done
try_spec tests/specs/width.lua -D batch=1 -D out=16
try_spec tests/specs/width.lua -D out=33 --unroll 0
try_spec tests/specs/width.lua -D out=33 --unroll 65536
[ -n "${LONG:-}" ] || brief=1 # the specs below differ little from those above
[ -z "$brief" ] || read_unit
for which in 2 3 4 5 6 7 8 9 10 11 12 13 14; do
    try_spec tests/specs/optimizer.lua -D "which=$which"
done
for each in two_heads forces residual; do
    try_spec specs/$each.lua --real double
done
read_unit

# ---- what is wrong by hand, and what is slow ----

# refuses LANES SPEC OPTIONS...: -DBPGEN_LANES=LANES is an error that says what it may be
refuses() {
    lanes=$1 spec=$2
    shift 2
    options=$*
    "$bpgen" "$@" -o "$scratch/net.c" "$spec"
    : > "$scratch/log"
    for compiler in gcc clang; do
        $compiler -DBPGEN_LANES="$lanes" -fsyntax-only "$scratch/net.c" 2>&1 |
            grep -q '#error.*BPGEN_LANES must be 1, 2, 4' || echo "$compiler takes it" >> "$scratch/log"
    done
    empty "-DBPGEN_LANES=$lanes is refused"
}
for lanes in 0 3 17 32; do
    refuses $lanes specs/xor.lua
done
refuses 16 specs/xor.lua --real double

# With a sanitizer's checks in it, a tile that is expanded in place takes compilers a minute.
spec=specs/two_heads.lua options=
"$bpgen" -o "$scratch/net.c" $spec
for compiler in gcc clang; do
    $once $compiler -std=c11 -O1 -fsanitize=address,undefined -march=x86-64-v4 -c \
        -o "$scratch/net.o" "$scratch/net.c" > "$scratch/log" 2>&1
    object=$(size "$scratch/net.o" | awk 'NR == 2 { print $1 }')
    [ "$object" -lt 600000 ] || echo "$compiler: $object bytes of code" >> "$scratch/log"
    empty 'sanitized code stays small'
done

# ---- width costs nothing in text ----

seconds() { # COMMAND...: how long it takes
    start=$(date +%s%N)
    "$@" > "$scratch/log" 2>&1 || bad "$*"
    echo "$(($(date +%s%N) - start))" | awk '{ printf "%.2f s", $1 / 1e9 }'
}
spec=tests/specs/wide.lua options=
generation=$(seconds "$bpgen" -o "$scratch/wide.c" $spec)
compilation=$(seconds clang -O3 -march=native -c -o "$scratch/net.o" "$scratch/wide.c")
bytes=$(wc -c < "$scratch/wide.c")
object=$(size "$scratch/net.o" | awk 'NR == 2 { print $1 }')
echo "4096-4096-4096: $bytes bytes of C in $generation; clang -O3: $object bytes of text in $compilation"
"$bpgen" -D n=512 -o "$scratch/narrow.c" $spec
"$bpgen" -D n=1024 -o "$scratch/paged.c" $spec # rows of whole pages, as of 4096
: > "$scratch/log"
[ "$bytes" -lt 100000 ] || echo "$bytes bytes of C" > "$scratch/log"
empty 'a wide network is a small text'
[ "$object" -lt 400000 ] || echo "$object bytes of code" > "$scratch/log"
empty 'a wide network is a small object'
difference=$((bytes - $(wc -c < "$scratch/narrow.c")))
[ $difference -lt 2000 ] || echo "512 to 4096 wide costs $difference bytes" > "$scratch/log"
empty 'text does not grow with width'
difference=$((bytes - $(wc -c < "$scratch/paged.c")))
[ $difference -lt 100 ] || echo "1024 to 4096 wide costs $difference bytes" > "$scratch/log"
empty 'text does not grow with width where rows are whole pages'

tell
