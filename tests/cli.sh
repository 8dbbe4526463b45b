#!/bin/sh
# cli.sh - the command: options, operands, exit codes, and that files are written whole or not at all.
#
#   tests/cli.sh [BPGEN]
# shellcheck disable=SC2016 # `holds ... eval` expands later
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2

# holds NAME TEST...: the test succeeds

# run ARGUMENTS...: sets $status, stdout, stderr

# refuses EXIT MESSAGE ARGUMENTS...: the one message, on standard error and as the #error line
refuses() {
    code=$1 message=$2
    shift 2
    run "$@"
    case $message in # about a line of a file, about a file as a whole, or about none
    *.lua:[0-9]*:\ * | *:\ No\ s* | *:\ Is\ a\ * | *:\ Not\ a\ * | *:\ Permission*) echo "$message" > wanted ;;
    *) echo "bpgen: $message" > wanted ;;
    esac
    echo "#error \"bpgen: $message\"" > wanted_line
    if [ $status -eq "$code" ] && cmp -s wanted stderr && cmp -s wanted_line stdout; then
        good
    else
        bad "exit $status, wanted $code and '$message': bpgen $*"
    fi
}

# silent ARGUMENTS...: succeeds and says nothing on standard error

more='(bpgen --help tells more)'
cat > net.lua <<'LUA'
return network {
  name = "net", input = 2, layers = { dense(param("hidden", 3), tanh), dense(1) },
  loss = half_squared_error,
}
LUA
echo 'return network { input = 2, layers = { dense(1, rleu) }, loss = half_squared_error }' > bad.lua

# ---- help and version ----
silent --help
cp stdout help
for option in --output --header --define --prefix --real --unroll --templates --cc --cflags \
              --samples --seed -MD -MF -MT -MQ -MP --weights --weights-file --section --pytorch --quiet \
              --verbose --help --version --at --depth --tex --html; do
    holds "help tells of $option" grep -q -e " $option" help
done
holds 'help is at most 80 columns' awk 'length > 80 { exit 1 }' help
silent -h
holds '-h is --help' cmp -s help stdout
silent help
holds 'help is --help' cmp -s help stdout
silent -h --nonsense
silent --version
holds 'version' grep -Eqx 'bpgen [0-9]+\.[0-9]+\.[0-9]+' stdout
cp stdout version
silent -V
holds '-V is --version' cmp -s version stdout

# ---- options and operands that are wrong ----
refuses 2 "which spec? $more"
refuses 2 "which spec? $more" -o x.c
refuses 2 "which spec? $more" check
refuses 2 "one spec at a time: what is 'bad.lua'? $more" net.lua bad.lua
refuses 2 "one spec at a time: what is 'bad.lua'? $more" check net.lua bad.lua
refuses 2 "unknown command 'chekc' (did you mean 'check'?)" chekc net.lua
refuses 2 "unknown command 'benhc' (did you mean 'bench'?)" benhc net.lua
refuses 2 "unknown option '--nonsense' $more" --nonsense net.lua
refuses 2 "unknown option '--prefxi' (did you mean '--prefix'?)" --prefxi=a net.lua
refuses 2 "unknown option '-x' $more" -qx net.lua
refuses 2 "option '--quiet' takes no argument $more" --quiet=yes net.lua
for option in -o -H -D -T --output --prefix --real --unroll --cc --cflags --samples --seed; do
    refuses 2 "option '$option' wants an argument $more" net.lua $option
done
refuses 2 "-D wants NAME=VALUE, not 'hidden' $more" -D hidden net.lua
refuses 2 "-D wants NAME=VALUE, not '=3' $more" -D =3 net.lua
for number in '' x 12x 1.5 -1 65537 99999999999999999999; do
    refuses 2 "--unroll wants a whole number from 0 to 65536, not '$number' $more" \
        --unroll "$number" net.lua
done
refuses 2 "--samples wants a whole number from 1 to 1000, not '0' $more" check --samples 0 net.lua
refuses 2 "--seed wants a whole number from 0 to 9223372036854775807, not 'x' $more" \
    check --seed x net.lua
refuses 2 "check has no option '-o' $more" check -o x.c net.lua
refuses 2 "check has no option '--header' $more" check --header=x.h net.lua
refuses 2 "option '--samples' is for check $more" --samples 2 net.lua
refuses 2 "option '--cc' is for check and bench and train and predict and evaluate and report $more" --cc gcc net.lua
refuses 2 "option '--se' may be '--section' or '--selftest' $more" check --se 2 net.lua
refuses 2 "--cc: a quote without its end: gcc -I'x $more" check --cc "gcc -I'x" net.lua
run check --cflags '-O1 "-I\"' net.lua
holds 'a quote after a backslash ends nothing' grep -q 'cflags: a quote without its end' stderr
refuses 2 "-o and -H both write 'x' $more" -o x -H x net.lua
refuses 2 "-o and -H both write '-' $more" -o - -H - net.lua
refuses 3 "nowhere: No such file or directory" -T nowhere net.lua
refuses 3 "./check: No such file or directory" ./check
run --nonsense -D x --unroll y
holds 'all wrong options are told' [ "$(wc -l < stderr)" -eq 3 ]
refuses 1 "bad.lua:1: layer 1: unknown activation 'rleu' (did you mean 'relu'?)" bad.lua
refuses 1 "bad.lua:1: layer 1: unknown activation 'rleu' (did you mean 'relu'?)" check bad.lua
printf '#include "x.c"\nint main(void) { return 0; }\n' > main.c
run bad.lua
cp stdout x.c
holds 'the #error line stops a compiler' eval '! cc -c -o main.o main.c 2> /dev/null'

# ---- where the C goes ----
silent net.lua
cp stdout net.c
holds 'C on standard output' grep -q net_backward net.c
silent -o out.c net.lua
holds '-o: nothing on standard output' [ ! -s stdout ]
holds '-o writes the same' cmp -s net.c out.c
silent --output=- net.lua
holds '-o - is standard output' cmp -s net.c stdout
silent -H net.h -o out.c net.lua
holds '-H writes the header' grep -q 'net_workspace;' net.h
holds '-H leaves the C as it is' cmp -s net.c out.c
silent -H - net.lua
holds '-H - alone writes the header' cmp -s net.h stdout
silent -H - -o out.c net.lua
holds '-H - with -o' cmp -s net.h stdout
silent -H net.h net.lua
holds '-H without -o: C on standard output' cmp -s net.c stdout
"$bpgen" - < net.lua > stdout 2> stderr
holds "'-' is standard input" cmp -s net.c stdout
silent -- net.lua
holds '-- ends the options' cmp -s net.c stdout
silent net.lua -q
holds 'options after the spec' cmp -s net.c stdout
silent -v -q net.lua
silent --quie net.lua
holds 'a long option by its beginning' cmp -s net.c stdout
silent -qvqo joined.c net.lua
holds 'letters joined, and an argument' cmp -s net.c joined.c
silent -ojoined.c -Dhidden=3 net.lua
holds 'arguments joined' cmp -s net.c joined.c
run -v net.lua
holds '-v tells on standard error' grep -Eqx 'bpgen: net: 13 parameters, [0-9]+ bytes of C' stderr
holds '-v leaves the C as it is' cmp -s net.c stdout
mkdir sub
ln -s sub/target.c link.c
: > sub/target.c
silent -o link.c net.lua
holds '-o through a symbolic link' eval '[ -L link.c ] && cmp -s net.c sub/target.c'
mkfifo pipe
timeout 20 cat pipe > from_pipe &
silent -o pipe net.lua
wait $!
holds '-o to a pipe' eval '[ -p pipe ] && cmp -s net.c from_pipe'
silent -o /dev/null net.lua
holds '/dev/null stays a device' [ -c /dev/null ]

# ---- what the options do ----
silent -D hidden=5 net.lua
holds '-D sets a param' grep -q 'float w1\[2\]\[5\]' stdout
silent --define hidden=5 -Dhidden=4 net.lua
holds 'the last -D wins' grep -q 'float w1\[2\]\[4\]' stdout
silent --prefix other net.lua
holds '--prefix' eval 'grep -q other_backward stdout && ! grep -qi "net_" stdout'
silent --real double net.lua
holds '--real double' eval 'grep -q "double w1" stdout && ! grep -q "float w1" stdout'
silent --real=float net.lua
holds '--real float' cmp -s net.c stdout
silent --unroll 0 net.lua
silent --unroll 65536 net.lua
holds '--unroll changes the text' eval '"$bpgen" --unroll 0 net.lua | cmp -s - stdout; [ $? -eq 1 ]'
silent -T "$root/templates" net.lua
holds '-T with the same templates' cmp -s net.c stdout
cp -r "$root/templates" .
echo 'int changed;' >> templates/common/network.in
silent -T templates net.lua
holds '-T with others' [ "$(tail -n 1 stdout)" = 'int changed;' ]
silent check -q net.lua
holds 'check -q prints nothing' [ ! -s stdout ]
silent check --cc gcc --cflags '-O1 -g' --samples 1 --seed 7 net.lua
holds 'check prints a table' grep -q '^w1 after a step .* ok$' stdout
refuses 3 "cannot run the compiler 'no-such-cc': install it, or name one with --cc" \
    check --cc no-such-cc net.lua
run check --cflags --no-such-flag net.lua
holds 'check: a compiler that fails' eval '[ $status -eq 1 ] && grep -q no-such-flag stderr'

# ---- whole or not at all ----
mkdir clean
refuses 1 "bad.lua:1: layer 1: unknown activation 'rleu' (did you mean 'relu'?)" \
    -o clean/x.c -H clean/x.h bad.lua
holds 'a wrong spec leaves nothing behind' [ -z "$(ls -A clean)" ]
echo before > clean/x.c
run -o clean/x.c bad.lua
holds 'a wrong spec leaves the old file' [ "$(cat clean/x.c)" = before ]
refuses 3 'no/such/x.c: No such file or directory' -o no/such/x.c net.lua
refuses 3 'no/such/x.h: No such file or directory' -H no/such/x.h net.lua
refuses 3 'no/such/x.h: No such file or directory' -H no/such/x.h -o clean/y.c net.lua
holds 'no header, no C' [ ! -e clean/y.c ]
refuses 3 'sub: Is a directory' -o sub net.lua
refuses 3 'net.lua/x.c: Not a directory' -o net.lua/x.c net.lua
refuses 3 '/dev/full: No space left on device' -o /dev/full net.lua
refuses 3 '/dev/full: No space left on device' -H /dev/full -o clean/y.c net.lua
holds 'no header, no C' [ ! -e clean/y.c ]
"$bpgen" - < . > stdout 2> stderr
status=$?
holds 'standard input is a folder' \
    eval '[ $status -eq 3 ] && grep -qx "<stdin>: Is a directory" stderr'

full() { # NAME ARGUMENTS...: standard output is full
    name=$1
    shift
    "$bpgen" "$@" > /dev/full 2> stderr < /dev/null
    status=$?
    : > stdout
    holds "$name on a full device" \
        eval '[ $status -eq 3 ] && [ "$(cat stderr)" = "bpgen: standard output: No space left on device" ]'
}
full C net.lua
full help --help
full version --version
full header -H - net.lua
full check check net.lua
"$bpgen" net.lua >&- 2> stderr
status=$?
holds 'standard output closed' eval '[ $status -eq 3 ] && grep -q "^bpgen: standard output: " stderr'
"$bpgen" -o closed.c net.lua >&- 2>&- <&-
holds '-o with everything closed' cmp -s net.c closed.c
"$bpgen" --real double net.lua 2> stderr | head -n 1 > stdout
holds 'a reader that goes away hears nothing' [ ! -s stderr ]

mkdir locked
chmod 555 locked
if [ "$(id -u)" -ne 0 ]; then
    refuses 3 'locked/x.c: Permission denied' -o locked/x.c net.lua
elif command -v setpriv > /dev/null; then # root may write everywhere
    chmod 755 .
    cp "$bpgen" here
    setpriv --reuid=65534 --clear-groups ./here -o locked/x.c net.lua > stdout 2> stderr
    status=$?
    holds 'a read-only folder' \
        eval '[ $status -eq 3 ] && grep -qx "locked/x.c: Permission denied" stderr'
else
    skipped=$((skipped + 1))
    echo 'SKIP a read-only folder: root may write everywhere'
fi
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=16k none small 2> /dev/null; then
    echo before > small/x.c
    refuses 3 'small/x.c: No space left on device' -o small/x.c net.lua
    holds 'a full disk keeps the old file alone' \
        eval '[ "$(ls -A small)" = x.c ] && [ "$(cat small/x.c)" = before ]'
    umount small
else
    skipped=$((skipped + 1))
    echo 'SKIP a full disk: no right to mount one'
fi

# ---- the bytes depend on nothing else ----
same() { # NAME: stdout is net.c
    holds "same bytes: $1" cmp -s net.c stdout
}
silent "$scratch/net.lua"; same 'an absolute path'
(cd / && "$bpgen" "$scratch/net.lua") > stdout 2> stderr; same 'from /'
(cd sub && "$bpgen" ../net.lua) > stdout 2> stderr; same 'from a folder below'
cp net.lua 'sub/other name.lua'
silent 'sub/other name.lua'; same 'another file name'
for locale in C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8 $(locale -a 2> /dev/null | head -n 20); do
    LC_ALL=$locale LANG=tr_TR LC_NUMERIC=$locale "$bpgen" net.lua > stdout 2> stderr
    same "locale $locale"
done
(umask 077; "$bpgen" -o private.c net.lua) > stdout 2> stderr
holds 'same bytes: umask 077' cmp -s net.c private.c
holds 'the mode follows the umask' [ "$(stat -c %a private.c)" = 600 ]
TZ=Asia/Tokyo HOME=/ USER=nobody TMPDIR=/nowhere "$bpgen" net.lua > stdout 2> stderr
same 'another environment'
env -i "$bpgen" net.lua > stdout 2> stderr; same 'no environment'
for _ in 1 2 3 4 5; do "$bpgen" net.lua; done > stdout 2> stderr
holds 'same bytes: five times' eval 'for _ in 1 2 3 4 5; do cat net.c; done | cmp -s - stdout'
holds 'no path, date or host in the C' \
    eval '! grep -q -e "$scratch" -e "$(uname -n)" -e "$(date +%Y-)" -e "net\.lua" net.c'

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
