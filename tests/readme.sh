#!/bin/sh
# readme.sh - the README's code works: its specs generate and pass check, its program prints what is
# shown, and what it names is there.
#
#   tests/readme.sh [BPGEN]
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/.." || exit 2
root=$PWD
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

holds() { # NAME COMMAND...
    name=$1
    shift
    if "$@" > log 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        sed 's/^/    /; 8q' log
    fi
}

# Blocks become files: Lua and C those that their first lines name, sh commands, the rest output.
cd "$scratch" || exit 2
awk '/^```$/ && inside { inside = 0; next }
     /^```/ { inside = 1; kind = substr($0, 4); file = ""; next }
     inside && file == "" { file = kind == "sh" ? "commands" : kind == "" ? "plain" ++plain : $2 }
     inside { print > file }' "$root/README.md"
# The data of its training: three kinds around three points.
awk 'BEGIN { split("setosa versicolor virginica", kind, " "); srand(1); print "a,b,c,d,kind"
    for (i = 0; i < 60; i++) { k = i % 3
        printf "%.3f,%.3f,%.3f,%.3f,%s\n", k + rand(), k * k + rand(), rand() - k, rand(), kind[k + 1] } }' > iris.csv
cp iris.csv more.csv
cut -d , -f 1-4 iris.csv > new.csv
mkdir bin
ln -s "$bpgen" bin/bpgen

holds 'its commands run' env PATH="$PWD/bin:$PATH" sh -e commands
holds 'its program says what is shown' sh -c './xor | diff plain1 -'
holds 'its training can predict' [ "$(head -n 1 classes.csv),$(wc -l < classes.csv)" = y1,y2,y3,61 ]
holds 'residual.lua passes check' "$bpgen" check residual.lua
holds 'the spec has ten lines' [ "$(grep -vc '^--' xor.lua)" -le 10 ]
grep -o '`[A-Za-z_]*/[A-Za-z_./0-9-]*' "$root/README.md" | tr -d '`' > named
while read -r path; do
    case $path in ./bpgen) continue ;; esac
    holds "$path is there" [ -e "$root/$path" ]
done < named
for spec in "$root"/specs/*.lua; do
    holds "$(basename "$spec") is told of" grep -q "$(basename "$spec" .lua | sed 's/two_layer//')" \
        "$root/README.md"
done
for target in demo test golden install clean; do
    holds "make help tells of $target" sh -c "make -s -C '$root' help | grep -q 'make $target'"
done
if command -v groff > /dev/null; then
    for page in bpgen.1 bpgen-spec.5 bpgen-numerics.7; do
        holds "$page is well formed" sh -c \
            "! groff -t -man -ww -Tutf8 -z '$root/docs/$page' 2>&1 | grep ."
    done
fi
for word in $("$bpgen" --help | awk '/^  *-/ { sub(/^  */, ""); sub(/  .*/, ""); print }' |
    grep -oE -e '(^|[ ,])--?[A-Za-z-]+' | tr -d ' ,' | sort -u); do
    holds "the manual tells of $word" sh -c \
        "sed -n '/^.SH OPTIONS/,/^.SH EXIT/p' '$root/docs/bpgen.1' | tr -d '\\\\' | grep -q -e ' \"*$word'"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
