#!/bin/sh
# processes.sh - the children of check and bench: started without a shell, in a folder of their own,
# whatever TMPDIR, --cc and --cflags hold; they end in time, and nothing of them stays.
#
#   tests/processes.sh [BPGEN]
# shellcheck disable=SC2016 # `holds ... eval` expands later
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
shim=$scratch/shim.so
${CC:-cc} -O1 -shared -fPIC -o "$shim" "$root/tests/faults/shim.c" -ldl || exit 2

run() { # ARGUMENTS...: sets $status, stdout, stderr
    timeout 60 "$bpgen" "$@" > stdout 2> stderr < /dev/null
    status=$?
}
# fails EXIT PATTERN NAME ARGUMENTS...: the one message, which grep finds, on both
fails() {
    code=$1 pattern=$2 name=$3
    shift 3
    run "$@"
    if [ $status -eq "$code" ] && [ "$(wc -l < stderr)" -eq 1 ] && grep -q "$pattern" stderr &&
       [ "$(wc -l < stdout)" -eq 1 ] && grep -q '^#error "bpgen: ' stdout &&
       [ -z "$(ls temporary)" ]; then good; else bad "$name: exit $status, wanted $code and '$pattern'"; fi
}

echo 'return network { input = 2, layers = { dense(1) }, loss = half_squared_error }' > net.lua
mkdir temporary cache
export TMPDIR="$scratch/temporary" CACHE="$scratch/cache"
cached="$root/tests/faults/cached_cc.sh"
# compiler NAME: a script, from standard input, that is given to --cc; it knows its $library
compiler() {
    {
        echo '#!/bin/sh'
        echo 'for word; do [ "$before" != -o ] || library=$word; before=$word; done'
        cat
    } > "$1"
    chmod +x "$1"
}

# ---- TMPDIR ----
newline='
'
for cc in 'gcc -O0' 'clang -O0'; do
    for odd in "quote's \"two\" back\\slash" 'x;touch hacked;' '$(touch hacked) `touch hacked` * ä' \
        "new${newline}line" '-o' '@x'; do
        mkdir -p -- "./$odd"
        TMPDIR=$odd
        run check -q --cc "$cc" --cflags '' --samples 1 net.lua
        holds "$cc, TMPDIR='$odd'" \
            eval '[ $status -eq 0 ] && [ ! -s stderr ] && [ -z "$(ls -A "./$odd")" ]'
    done
done
TMPDIR=$scratch/temporary
holds 'no word of it was run' [ ! -e hacked ]
for none in nowhere net.lua /nowhere; do
    TMPDIR=$none
    case $none in net.lua) why='Not a directory' ;; *) why='No such file or directory' ;; esac
    fails 3 "^bpgen: cannot make a folder in '$none' (TMPDIR): $why$" "TMPDIR=$none" check net.lua
done
TMPDIR=$scratch/temporary
if [ "$(id -u)" -eq 0 ] && command -v setpriv > /dev/null; then
    chmod 755 .
    cp "$bpgen" here
    (TMPDIR=$scratch setpriv --reuid=65534 --clear-groups ./here check net.lua) > stdout 2> stderr
    status=$?
    holds 'a folder that may not be written' eval '[ $status -eq 3 ] &&
        grep -qx "bpgen: cannot make a folder in .* (TMPDIR): Permission denied" stderr'
else
    skipped=$((skipped + 1))
    echo 'SKIP a folder that may not be written: root may write everywhere'
fi
compiler look <<'E2'
folder=${library%/*}
stat -c '%a %U' "$folder" > mode
echo "$TMPDIR" > inner
mkdir -p "$folder/deep/er"
touch "$folder/deep/er/file" "$folder/.hidden"
exec gcc "$@"
E2
run check -q --cc ./look --cflags -O0 net.lua
holds 'the folder is ours alone' [ "$(cat mode)" = "700 $(id -un)" ]
holds 'what the compiler leaves goes with it' [ -z "$(ls -A temporary)" ]
holds 'its temporary files are there, too' \
    eval 'case $(cat inner) in "$TMPDIR"/bpgen-*) ;; *) false ;; esac'

# ---- no shell ----
holds 'the program knows no function that starts one' \
    eval '! nm -D --undefined-only "$bpgen" | grep -wE "system|popen|wordexp|exec[vl]p?e?"'
mkdir 'a b'
cp "$root/tests/faults/cached_cc.sh" 'a b/c;d'
run check -q --cc "'a b/c;d'" net.lua
holds 'a compiler in a path with blanks' [ $status -eq 0 ]
run check -q --cc "a\\ b/c\";\"d" net.lua
holds 'the same in other quotes' [ $status -eq 0 ]
compiler words <<'E2'
printf '%s\n' "$@" > words.txt
exec gcc -shared -fPIC -o "$library" "${library%.so}.c" -lm
E2
run check -q --cc './words first "second word"' \
    --cflags "-O0  -DA='b c' -DB=\"\\\"x\\\"\" \$(touch hacked) ; \`touch hacked\` -DC=\\\$x*" net.lua
cat > wanted <<'E2'
first
second word
-O0
-DA=b c
-DB="x"
$(touch
hacked)
;
`touch
hacked`
-DC=$x*
-std=c11
E2
head -n 12 words.txt > stdout
holds 'words are parted as a shell would, and nothing more' cmp -s wanted stdout
holds 'no word of them was run' [ ! -e hacked ]
fails 2 "^bpgen: --cc names no compiler: ' '" 'no compiler' check --cc ' ' net.lua
fails 3 "^bpgen: cannot run the compiler './net.lua': Permission denied$" 'no program' \
    check --cc ./net.lua net.lua
fails 3 "^bpgen: cannot run the compiler 'no-such-cc': install it, or name one with --cc$" \
    'no such program' check --cc no-such-cc net.lua
echo 'exit 0' > script
chmod +x script
fails 3 "^bpgen: cannot run the compiler './script': Exec format error$" 'no #! line' \
    check --cc ./script net.lua

# ---- compilers that go wrong ----
compiler killed <<'E2'
kill -9 $$
E2
fails 1 "^bpgen: the compiler './killed -O3 -march=native' ended with signal 9$" \
    'a compiler killed' check --cc ./killed net.lua
compiler silent <<'E2'
exit 3
E2
fails 1 "^bpgen: the compiler './silent -O3 -march=native' failed$" 'a silent failure' \
    check --cc ./silent net.lua
compiler loud <<'E2'
yes 'net.c: warning: loud' | head -n 200000
echo 'net.c:1: error: at the end' >&2
exit 1
E2
fails 1 'failed: net.c: warning: loud$' 'a compiler that says too much' check --cc ./loud net.lua
compiler does_nothing <<'E2'
exit 0
E2
fails 3 'cannot load the compiled network: ' 'no library' check --cc ./does_nothing net.lua
for flags in -c -E -S; do
    fails 3 'cannot load the compiled network: ' "--cflags $flags" \
        check --cc gcc --cflags $flags net.lua
done
for command in check 'bench --seconds 0 --rounds 1'; do
    # shellcheck disable=SC2086 # words
    fails 1 "the compiled network does not show its function 'bpgen_sizes'" 'hidden symbols' \
        $command --cc gcc --cflags '-O0 -fvisibility=hidden' net.lua
done
run check --cc gcc --cflags '-O0 -fsanitize=address' net.lua # it is not loaded first, and says so
holds 'a library that ends the program' eval '[ $status -eq 1 ] && tail -n 1 stderr |
    grep -q "^net.lua:1: check failed: the compiled network ended with exit code"'

# ---- ends ----
gone() { # the process of the file pid has ended, whether or not someone has looked after it
    [ ! -e "/proc/$(cat pid)" ] || grep -q '^State:.*Z' "/proc/$(cat pid)/status"
}
compiler leaves_one <<'E2'
sleep 1000 > /dev/null 2>&1 &
echo $! > pid
exec gcc "$@"
E2
run check -q --cc ./leaves_one --cflags -O0 net.lua
holds 'what a compiler started ends with it' eval '[ $status -eq 0 ] && gone'
compiler leaves_pipe <<'E2'
setsid sleep 5 &
exec gcc "$@"
E2
run check -q --cc ./leaves_pipe --cflags -O0 net.lua
holds 'a pipe that is left open is not waited for' [ $status -eq 0 ]
compiler endless <<'E2'
echo $$ > pid
echo started
sleep 1000
E2
# the shim's clock makes a day of each look at it
LD_PRELOAD=$shim FAULT_CLOCK=86400 \
    "$bpgen" check --cc ./endless net.lua > stdout 2> stderr < /dev/null
status=$?
echo "bpgen: the compiler './endless -O3 -march=native' takes more than 1800 s" > wanted
holds 'an endless compiler' eval '[ $status -eq 1 ] && cmp -s wanted stderr'
holds 'and it has ended' gone
cp -r "$root/templates" .
printf '\n' >> templates/common/shim.in
# planted OLD NEW: in the shim of new templates, OLD is NEW
planted() { sed "s|$1|$2|" "$root/templates/common/shim.in" > templates/common/shim.in; }
planted '    (void)t;' '    (void)t; for (volatile int i = 0; !i;) continue;'
fails 1 '^net.lua:1: check stopped: it takes more than 1 s of the processor for 1 point (--l' \
    'an endless network' check --cc gcc --cflags -O0 -T templates --samples 1 --limit 1 net.lua
planted '    (void)t;' '    (void)t; __builtin_trap();'
fails 1 "^net.lua:1: check failed: the compiled network ended with signal " \
    'a network that crashes' check --cc gcc --cflags -O0 -T templates net.lua
planted '    (void)t;' '    (void)t; extern void exit(int); exit(7);'
fails 1 "^net.lua:1: check failed: the compiled network ended with exit code 7$" \
    'a network that ends the program' check --cc gcc --cflags -O0 -T templates net.lua
planted '    (void)t;' '    (void)t; extern void exit(int); exit(0);'
fails 1 "^net.lua:1: check failed: the compiled network ended with exit code 0$" \
    'a network that ends the program as if all were well' \
    check --cc gcc --cflags -O0 -T templates net.lua
planted '_loss(\$(p), n' '_loss($(p), 1'
run check --cc gcc --cflags -O0 -T templates --samples 3 net.lua
holds 'a failed check: the table is talk' eval '[ $status -eq 1 ] && grep -q WRONG stderr &&
    [ "$(wc -l < stdout)" -eq 1 ] && grep -q "^#error \"bpgen: .*check failed: J of loss" stdout'

# ---- calls that fail ----
for at in $(seq 1 12); do
    for calls in processes files; do
        rm -f report
        FAULT_CALLS=$calls FAULT_AT=$at FAULT_MODE=once FAULT_REPORT=report LD_PRELOAD=$shim \
            "$bpgen" check -q --cc "$cached" --samples 1 net.lua > stdout 2> stderr < /dev/null
        status=$?
        case $status in
        0) [ ! -s stdout ] && [ ! -s stderr ] ;;
        3) [ "$(wc -l < stdout)" -eq 1 ] && [ "$(wc -l < stderr)" -eq 1 ] ;;
        *) false ;;
        esac && [ -z "$(ls -A temporary)" ]
        holds "call $at of $calls fails: exit $status" [ $? -eq 0 ]
    done
done

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
