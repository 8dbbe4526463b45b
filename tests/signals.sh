#!/bin/sh
# signals.sh - INT, TERM and HUP at any moment: bpgen ends by that signal, and so do its children;
# files are old or new, and no temporary file or folder stays.
#
#   tests/signals.sh [BPGEN]
# shellcheck disable=SC2016 # `holds ... eval` expands later
[ -n "${HEARS_ALL:-}" ] || # whoever called us may ignore some
    HEARS_ALL=1 exec env --default-signal=INT,TERM,HUP "$0" "$@"
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
shim=$scratch/shim.so
${CC:-cc} -O1 -shared -fPIC -o "$shim" "$root/tests/faults/shim.c" -ldl || exit 2

gone() { # PROCESS: it has ended, whether or not someone has looked after it
    ! grep -q '^State:.*[^Z] (' "/proc/$1/status" 2> /dev/null
}

echo 'return network { input = 2, layers = { dense(1) }, loss = half_squared_error }' > net.lua
mkdir temporary cache work
export TMPDIR="$scratch/temporary" CACHE="$scratch/cache"
"$bpgen" -o net.c -H net.h net.lua || exit 2
echo before > before

is_quiet() { # bpgen has said nothing; a shell says how a command ended
    read -r word < stderr
    case $word in '' | Hangup | Terminated) return 0 ;; esac
    return 1
}
# has_words: standard output says so, too, and is no file that compiles
has_words() {
    read -r word < stdout
    [ "$(wc -l < stdout)" -eq 1 ] && [ "$word" = "#error \"bpgen: ended by signal $(printf %02d "$1")\"" ]
}
# clean: no file of ours is left, and those in `work` are whole
clean() {
    for file in work/.b* temporary/* temporary/.b*; do
        case $file in 'work/.b*' | 'temporary/*' | 'temporary/.b*') ;; *) return 1 ;; esac
    done
    { cmp -s before work/out.c || cmp -s net.c work/out.c; } &&
        { cmp -s before work/out.h || cmp -s net.h work/out.h; }
}

# ---- before each call of the library ----

# sweep ARGUMENTS...: each of the signals in turn before each call
sweep() {
    LD_PRELOAD=$shim FAULT_CALLS=all FAULT_MODE=15 FAULT_REPORT=report \
        "$bpgen" "$@" > stdout 2> stderr < /dev/null
    read -r count _ < report
    at=1
    while [ $at -le "$count" ]; do
        for number in 1 2 15; do
            [ $((at % 3)) -eq $((number % 3)) ] || [ "$count" -lt 25 ] || continue
            cp before work/out.c
            cp before work/out.h
            LD_PRELOAD=$shim FAULT_CALLS=all FAULT_AT=$at FAULT_MODE=$number FAULT_REPORT=report \
                "$bpgen" "$@" > stdout 2> stderr < /dev/null
            status=$? # 0, where this time it had to wait less often
            read -r reached _ < report
            if { [ $status -eq $((128 + number)) ] || [ "$status,$((reached < at))" = 0,1 ]; } &&
               is_quiet && { [ $status -eq 0 ] || has_words $number || is_whole; } && clean; then
                good
            else
                bad "signal $number before call $at of $count: exit $status: bpgen $*"
            fi
        done
        at=$((at + 1))
    done
}
is_whole() { cmp -s net.c stdout; }
sweep net.lua
"$bpgen" graph --seed 1 net.lua > drawn
is_whole() { cmp -s drawn stdout; }
sweep graph --seed 1 net.lua
"$bpgen" --selftest -q net.lua > tested
is_whole() { cmp -s tested stdout; }
sweep --selftest -q net.lua

# what draws, by other programs: these stand for them
mkdir tools
printf '#!/bin/sh\nunset LD_PRELOAD\necho "<svg/>" | tee "${3:-${1%%/*}/plot.out}"\n' > tools/dot
cp tools/dot tools/gnuplot
chmod +x tools/dot tools/gnuplot
PATH=$scratch/tools:$PATH
"$bpgen" graph -T svg net.lua > drawn
is_whole() { cmp -s drawn stdout; }
sweep graph -T svg net.lua
is_whole() { false; }
sweep -o work/out.c -H work/out.h net.lua
sweep -MD -MF /dev/null -o work/out.c -H work/out.h net.lua
sweep check -q --cc "$root/tests/faults/cached_cc.sh" --samples 1 net.lua
"$bpgen" report --cc "$root/tests/faults/cached_cc.sh" net.lua > told
is_whole() { cmp -s told stdout; }
sweep report --cc "$root/tests/faults/cached_cc.sh" net.lua
"$bpgen" report --selftest --cc "$root/tests/faults/cached_cc.sh" net.lua > told
sweep report --selftest --cc "$root/tests/faults/cached_cc.sh" net.lua

echo 0,1,1 > one.csv
ln -s /dev/null null.csv
ln -s /dev/null null.svg
is_whole() { [ $number -eq 2 ] && [ ! -s stdout ]; } # an interrupt lets the epoch end
sweep train -q --cc "$root/tests/faults/cached_cc.sh" --epochs 1 net.lua one.csv
sweep train -q --cc "$root/tests/faults/cached_cc.sh" --epochs 1 --log null.csv --plot null.svg \
    net.lua one.csv
head -c 12 /dev/zero > net.bin
cat > several.lua <<'E2'
local x = input("x", 2)
return network { name = "net", outputs = { a = dense(1)(x), b = tanh(x) }, batch = 2,
                 loss = mean_squared_error(x, target("t", 2)) }
E2
"$bpgen" predict --cc none -q --weights net.bin several.lua one.csv --input 1-2 > told
is_whole() { cmp -s told stdout; }
sweep predict --cc none -q --weights net.bin several.lua one.csv --input 1-2
is_whole() { false; }

# ---- at 50 moments ----

cat > slow <<'E2'
#!/bin/sh
for word; do [ "$before" != -o ] || library=$word; before=$word; done
echo $$ > compiler
mkdir -p "${library%/*}/inner"
echo text > "$TMPDIR/inner/file"
sleep 0.1
exec "$cached" "$@"
E2
chmod +x slow
export cached="$root/tests/faults/cached_cc.sh"
cp before work/out.c
cp before work/out.h
moment=0
while [ $moment -lt 50 ]; do
    case $((moment % 3)) in
    0) name=INT number=2 ;;
    1) name=TERM number=15 ;;
    *) name=HUP number=1 ;;
    esac
    : > compiler
    if [ $((moment % 5)) -eq 4 ]; then set -- -o work/out.c -H work/out.h net.lua
    else set -- check -q --cc ./slow --samples 50 net.lua; fi
    timeout --foreground --preserve-status -s $name "0.$(printf '%03d' $((4 * moment + 1)))" \
        "$bpgen" "$@" > stdout 2> stderr < /dev/null
    status=$?
    read -r process < compiler
    if { [ $status -eq $((128 + number)) ] || [ $status -eq 0 ]; } && is_quiet &&
       { [ ! -s stdout ] || has_words $number; } && clean && # (it may not have come to main)
       { [ -z "$process" ] || gone "$process"; }; then good; else
        bad "$name after $((4 * moment + 1)) ms: exit $status: bpgen $*"
    fi
    moment=$((moment + 1))
done

# ---- children that do not want to end ----
cat > stubborn <<'E2'
#!/bin/sh
trap '' INT TERM HUP
echo $$ > compiler
while :; do sleep 0.05; done
E2
chmod +x stubborn
cp -r "$root/templates" .
sed 's/    (void)t;/    (void)t; for (volatile int i = 0; !i;) continue;/' \
    "$root/templates/common/shim.in" > templates/common/shim.in
for name in INT TERM HUP; do
    case $name in INT) number=2 ;; TERM) number=15 ;; *) number=1 ;; esac
    rm -f compiler
    env --default-signal=INT "$bpgen" check --cc ./stubborn net.lua > stdout 2> stderr < /dev/null &
    while [ ! -s compiler ]; do sleep 0.02; done
    kill -s $name $!
    wait $! 2> /dev/null
    status=$?
    read -r process < compiler
    holds "$name: a compiler that ignores signals ends" \
        eval '[ $status -eq $((128 + number)) ] && gone "$process" && clean'
    timeout --foreground --preserve-status -s "$name" 1 "$bpgen" check --cc gcc --cflags -O0 \
        -T templates net.lua > stdout 2> stderr < /dev/null
    status=$?
    holds "$name: an endless network ends" eval '[ $status -eq $((128 + number)) ] && clean'
done

# ---- who ignores a signal goes on ----
(trap '' HUP; LD_PRELOAD=$shim FAULT_CALLS=all FAULT_AT=5 FAULT_MODE=1 \
    "$bpgen" -o work/out.c net.lua)
holds 'nohup' eval '[ $? -eq 0 ] && cmp -s net.c work/out.c'
(trap '' HUP; LD_PRELOAD=$shim FAULT_CALLS=ppoll FAULT_AT=1 FAULT_MODE=1 \
    "$bpgen" check -q --cc ./slow net.lua)
holds 'nohup, while the compiler runs' [ $? -eq 0 ]

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
