#!/bin/sh
# readme.sh - the code of the README, docs/firmware.md and docs/science.md works: specs generate and pass check,
# commands run and print what is shown, and what the README names is there.
#
#   tests/readme.sh [BPGEN]
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/.." || exit 2
root=$PWD
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0 skipped=0

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
unpack() { # PAGE
    awk '/^```$/ && inside { inside = 0; next }
         /^```/ { inside = 1; kind = substr($0, 4); file = ""; next }
         inside && file == "" { file = kind == "sh" ? "commands" : kind == "" ? "plain" ++plain : $2
             sub(/:$/, "", file) }
         inside { print > file }' "$root/$1"
}
cd "$scratch" || exit 2
unpack README.md
# The data of its training: three kinds around three points.
awk 'BEGIN { split("setosa versicolor virginica", kind, " "); srand(1); print "a,b,c,d,kind"
    for (i = 0; i < 60; i++) { k = i % 3
        printf "%.3f,%.3f,%.3f,%.3f,%s\n", k + rand(), k * k + rand(), rand() - k, rand(), kind[k + 1] } }' > iris.csv
cp iris.csv more.csv
cut -d , -f 1-4 iris.csv > new.csv
mkdir -p usr/bin usr/share/cmake
ln -s "$bpgen" usr/bin/bpgen
PATH=$PWD/usr/bin:$PATH

holds 'its commands run' sh -e commands
holds 'its program says what is shown' sh -c './xor | diff plain1 -'
holds 'its training can predict' [ "$(head -n 1 classes.csv),$(wc -l < classes.csv)" = y1,y2,y3,61 ]
holds 'residual.lua passes check' "$bpgen" check residual.lua
holds 'the spec has ten lines' [ "$(grep -vc '^--' xor.lua)" -le 10 ]

# ---- docs/firmware.md, docs/science.md ----

# shows PAGE: its commands run, in a folder of their own, and print the lines that it shows, in their
# order, numbers to a tenth: compilers and machines differ.
shows() {
    sh -e commands > said 2>&1 < /dev/null
    status=$?
    holds "$1: its commands run" sh -c "[ $status -eq 0 ] || { tail -n 6 said; exit 1; }"
    holds "$1 shows what they print" awk '
        function same(a, b, k) {
            gsub(/[][,:;()\/]/, " & ", a)
            gsub(/[][,:;()\/]/, " & ", b)
            if (split(a, of_a) != split(b, of_b))
                return 0
            for (k in of_a)
                if (of_a[k] != of_b[k] && (of_a[k] "," of_b[k] !~ /^-?[0-9.]+(e-[0-9]+)?,-?[0-9.]+(e-[0-9]+)?$/ ||
                    (of_a[k] - of_b[k]) ^ 2 > 0.01 * of_b[k] ^ 2))
                    return 0
            return 1
        }
        FILENAME == "said" { said[++lines] = $0; next }
        NF { for (at++; at <= lines && !same($0, said[at]);) at++
             if (at > lines) { print "not printed: " $0; shown = 0; exit }
             shown++ }
        END { exit !shown }' said plain*
}
lacks() { # NAME TOOLS: one is not here
    for tool in $2; do
        command -v "$tool" > /dev/null && continue
        skipped=$((skipped + 1))
        echo "SKIP $1: there is no $tool here"
        return 0
    done
    return 1
}
awk 'BEGIN { split("sine square triangle", kind, " "); print "a,b,c,d,e,f,g,h,shape"
    for (i = 0; i < 900; i++) { k = i % 3; phase = i * 0.618034 % 1
        for (j = 0; j < 8; j++) { t = phase + j / 8; t -= int(t); wave = t < 0.5 ? 4 * t - 1 : 3 - 4 * t
            if (k == 0) wave *= 1.5 - 0.5 * wave * wave
            if (k == 1) wave = t < 0.5 ? 1 : -1
            printf "%.4f,", wave + 0.06 * ((8 * i + j) * 0.754878 % 1 - 0.5) }
        print kind[k + 1] } }' > waves.csv
lacks docs/firmware.md 'arm-none-eabi-gcc qemu-system-arm cmake' || {
    mkdir firmware usr/share/cmake/bpgen
    cp "$root/packaging/bpgenConfig.cmake" usr/share/cmake/bpgen
    cp waves.csv "$root"/examples/firmware/board.* firmware
    cd firmware && unpack docs/firmware.md && shows docs/firmware.md
    cd ..
}
lacks docs/science.md 'clang gcc python3' || {
    mkdir science
    cp "$root/examples/ctypes/network.py" science
    cd science && unpack docs/science.md && shows docs/science.md
    cd ..
}

# ---- what is named is there ----

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

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
