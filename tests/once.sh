#!/bin/sh
# once.sh - tools/once, which keeps what compilers made: it gives back the same bytes for the same
# text and command, runs the compiler where anything differs, and hides no warning.
#
#   tests/once.sh [BPGEN]      BPGEN is not used
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
passed=0 failed=0
ONCE=$scratch/kept COUNT=$scratch/count
export ONCE COUNT
cc -o once "$root/tests/tools/once.c" || exit 2

# A compiler that counts how often it runs.
cat > counted <<'END'
#!/bin/sh
echo run >> "$COUNT"
exec cc "$@"
END
chmod +x counted

# runs TIMES NAME ARGUMENTS...: `once counted ARGUMENTS` runs the compiler so often, 0 or 1
runs() {
    times=$1 name=$2
    shift 2
    : > count
    ./once ./counted "$@" > said 2>&1
    status=$?
    if [ "$(wc -l < count)" -eq "$times" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name: not $times runs: $*"
        sed 's/^/    /; 4q' said
    fi
}
holds() { # NAME COMMAND...
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name: $*"
    fi
}

mkdir sub
echo '#define VALUE 1' > value.h
printf '#include "value.h"\nint value(void) { return VALUE; }\n' > value.c
runs 1 'the first time' -c -o 1.o value.c
runs 0 'the second time' -c -o 2.o value.c
holds 'the same object' cmp 1.o 2.o
runs 1 'another option' -O1 -c -o 2.o value.c
runs 1 'another macro' -DX -c -o 2.o value.c
cp value.[ch] sub
runs 0 'the same text elsewhere' -c -o 2.o sub/value.c
echo '#define VALUE 2' > value.h
runs 1 'another header' -c -o 2.o value.c
holds 'another object' [ "$(cmp 1.o 2.o 2>&1)" != '' ]
mv value.h sub/other.h
printf '#include "other.h"\nint value(void) { return VALUE; }\n' > value.c
runs 1 'a header from -I' -Isub -c -o 1.o value.c
runs 0 'and again' -Isub -c -o 2.o value.c
echo '#define VALUE 3' > sub/other.h
runs 1 'and another' -Isub -c -o 2.o value.c
echo 'int value(void); int main(void) { return value(); }' > main.c
runs 1 'a program' -o main main.c 2.o
runs 0 'again' -o again main.c 2.o
holds 'it runs' sh -c './again; [ $? -eq 3 ]'
runs 1 'another object in it' -o again main.c 1.o
runs 1 'no output' -fsyntax-only main.c
runs 0 'no output again' -fsyntax-only main.c
echo 'int f(void) { int unused; return 0; }' > warns.c
for time in first second; do
    runs 1 "a warning, the $time time" -Wall -c -o w.o warns.c
    holds "is seen the $time time" grep -q unused said
done
echo 'int f(void) { return none; }' > wrong.c
for time in first second; do
    runs 1 "an error, the $time time" -c -o w.o wrong.c
    holds "fails the $time time" [ $status -ne 0 ]
done
printf '#define FILE "value.h"\n#include FILE\n' > macro.c
cp sub/other.h value.h
for time in first second; do
    runs 1 "what it cannot see through, the $time time" -c -o m.o macro.c
done
runs 1 'a device' -c -o /dev/null main.c
runs 1 'a device again' -c -o /dev/null main.c
holds 'it stays one' [ -c /dev/null ]
ONCE=
runs 1 'without a folder' -fsyntax-only main.c
ONCE=$scratch/kept
: > count
./once ./counted -O2 -c -o 1.o main.c &
./once ./counted -O2 -c -o 2.o main.c
wait $!
holds 'two at a time run it once' [ "$(wc -l < count)" -eq 1 ]
holds 'for both' cmp 1.o 2.o
echo >> counted
runs 1 'another compiler' -fsyntax-only main.c

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
