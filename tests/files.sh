#!/bin/sh
# files.sh - what bpgen does to files: written whole or not at all, whatever fails; modes, owners
# and links stay; inputs are not overwritten; names may be anything.
#
#   tests/files.sh [BPGEN]
# shellcheck disable=SC2016 # `holds ... eval` expands later
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
shim=$scratch/shim.so
${CC:-cc} -O1 -shared -fPIC -o "$shim" "$root/tests/faults/shim.c" -ldl || exit 2

# refuses EXIT MESSAGE ARGUMENTS...: the one message, on standard error and as the #error line
refuses() {
    code=$1 message=$2
    shift 2
    run "$@"
    case $message in *:\ No\ space*) about= ;; *) about='bpgen: ' ;; esac # a file, or none
    printf '%s\n' "$about$message" > wanted
    printf '#error "bpgen: %s"\n' "$message" > wanted_line
    if [ $status -eq "$code" ] && cmp -s wanted stderr && cmp -s wanted_line stdout; then
        good
    else
        bad "exit $status, wanted $code and '$message': bpgen $*"
    fi
}

more='(bpgen --help tells more)'
cat > net.lua <<'LUA'
return network {
  name = "net", input = 2, layers = { dense(3, tanh), dense(1) }, loss = half_squared_error,
}
LUA
cp net.lua spec
silent -o net.c -H net.h net.lua
echo before > before

# ---- what stays ----
for mode in 600 755 664; do
    echo before > kept.c
    chmod $mode kept.c
    silent -o kept.c net.lua
    holds "mode $mode stays" eval '[ "$(stat -c %a kept.c)" = "$mode" ] && cmp -s net.c kept.c'
done
ln -s kept.c link.c
ln -s link.c links.c
echo before > kept.c
silent -o links.c net.lua
holds 'links are followed' eval '[ -L links.c ] && [ -L link.c ] && [ ! -L kept.c ] &&
    cmp -s net.c kept.c'
mkdir sub
ln -s sub/new.c dangling.c
silent -o dangling.c net.lua
holds 'a link to nothing yet' eval '[ -L dangling.c ] && cmp -s net.c sub/new.c'
for text in before "$(cat net.c net.c)"; do # shorter and longer than what comes
    echo "$text" > one.c
    ln -f one.c other.c
    chmod 640 one.c
    silent -o one.c net.lua
    holds 'a second name stays' eval '[ one.c -ef other.c ] && cmp -s net.c other.c &&
        [ "$(stat -c %a one.c)" = 640 ]'
done
cp net.c same.c
touch -d 2001-01-01 same.c
chmod 444 same.c
silent -o same.c -H net.h net.lua
holds 'the same text is not written again' [ "$(stat -c %Y same.c)" = "$(date -d 2001-01-01 +%s)" ]
echo before > kept.c
ls -i kept.c > number
silent -o kept.c net.lua
holds 'other text is a new file in its place' eval '! ls -i kept.c | cmp -s - number'
for text in before "$(cat net.c net.c)"; do
    echo "$text" > out.c
    silent -o /dev/stdout net.lua
    (echo first; "$bpgen" -o /dev/stdout net.lua; echo last) > out.c 2> stderr
    { echo first; cat net.c; echo last; } > wanted
    holds '/dev/stdout is standard output' cmp -s wanted out.c
done

if [ "$(id -u)" -eq 0 ] && command -v setpriv > /dev/null; then
    echo before > theirs.c
    chown 65534:65534 theirs.c
    silent -o theirs.c net.lua
    holds 'the owner stays' \
        eval '[ "$(stat -c %u:%g theirs.c)" = 65534:65534 ] && cmp -s net.c theirs.c'
    chmod 755 .
    cp "$bpgen" here
    nobody() { # ARGUMENTS...
        setpriv --reuid=65534 --clear-groups ./here "$@" > stdout 2> stderr
        status=$?
    }
    echo before > readonly.c
    chmod 644 readonly.c
    nobody -o readonly.c net.lua
    holds 'what may not be written is an error' eval '[ $status -eq 3 ] &&
        cmp -s before readonly.c && grep -qx "readonly.c: Permission denied" stderr'
    chmod 666 readonly.c
    nobody -o readonly.c net.lua
    holds 'a file that may be written in a folder that may not' \
        eval '[ $status -eq 0 ] && cmp -s net.c readonly.c'
else
    skipped=$((skipped + 1))
    echo 'SKIP owners: only root can give files away'
fi

# ---- inputs ----
ln -s net.lua spec.link
ln spec spec.name
for file in net.lua ./net.lua sub/../net.lua "$scratch/net.lua" spec.link; do
    refuses 2 "-o would overwrite the spec 'net.lua' $more" -o "$file" net.lua
    refuses 2 "-H would overwrite the spec 'net.lua' $more" -H "$file" net.lua
done
refuses 2 "-o would overwrite the spec 'spec' $more" -o spec.name spec
# shellcheck disable=SC2094 # that is the point
"$bpgen" -o net.lua - < net.lua > stdout 2> stderr
holds 'the spec on standard input' grep -q "would overwrite the spec '-'" stderr
cp net.lua appended.lua
# shellcheck disable=SC2094
"$bpgen" appended.lua >> appended.lua 2> stderr
holds 'the spec as standard output' grep -q "standard output would overwrite the spec" stderr
ln -s x x.link
for file in x ./x sub/../x "$scratch/x" x.link; do
    refuses 2 "-o and -H both write 'x' $more" -o x -H "$file" net.lua
    refuses 2 "-o and -H both write '$file' $more" -o "$file" -H x net.lua
done
holds 'nothing is written then' [ ! -e x ]
cp -r "$root/templates" .
refuses 2 "-o would overwrite the template 'templates/common/rows.in' $more" \
    -T templates -o templates/common/rows.in net.lua
silent -T templates -o templates/common/new.c net.lua
holds 'the specs are whole' eval 'cmp -s net.lua spec && cmp -s spec spec.name'
silent -o /dev/null -H /dev/null net.lua

# ---- names ----
long=$(printf '%246s' '' | tr ' ' n)
silent -o "$long.c" -H "$long.h" net.lua
holds 'names of 248 letters' cmp -s net.c "$long.c"
mkdir "odd ' \" \\ folder"
silent -o "odd ' \" \\ folder/x;y\$(z).c" net.lua
holds 'odd names' cmp -s net.c "odd ' \" \\ folder/x;y\$(z).c"
newline='
'
# says NAME SHOWN ESCAPED: how a file that is not there is told of
says() {
    run "$1"
    printf '%s: No such file or directory\n' "$2" > wanted
    printf '#error "bpgen: %s: No such file or directory"\n' "$3" > wanted_line
    if cmp -s wanted stderr && cmp -s wanted_line stdout; then good; else bad "the name '$1'"; fi
    # another preprocessor line follows: with trigraphs, too, the directive is one line
    { cat stdout; echo '#pragma whole'; } > line.c
    if [ "$(cc -std=c11 -E line.c 2> errors | grep -c '#pragma whole')" -eq 1 ] &&
       [ "$(grep -c '^line.c.*error' errors)" -eq 1 ]; then good; else bad "#error of '$1'"; fi
}
says 'a??/b' 'a??/b' 'a?\?/b'
says 'a???/' 'a???/' 'a?\?\?/'
says "new${newline}line" 'new\nline' 'new\\nline'
says "quote\"s" 'quote"s' 'quote\"s'
says 'back\slash' 'back\slash' 'back\\slash'
says "$(printf 'tab\tescape\033')" 'tab\tescape\x1B' 'tab\\tescape\\x1B'
says "$(printf 'umlaut \303\244 euro \342\202\254')" 'umlaut ä euro €' 'umlaut ä euro €'
says "$(printf 'latin \344 cut \342\202')" 'latin \xE4 cut \xE2\x82' 'latin \\xE4 cut \\xE2\\x82'
says "$(printf 'long form \300\257 surrogate \355\240\200')" \
    'long form \xC0\xAF surrogate \xED\xA0\x80' 'long form \\xC0\\xAF surrogate \\xED\\xA0\\x80'
deep=$(printf '%500s' '' | sed 's|....|/ä/|g')
run "$deep/net.lua"
holds 'a long path loses its middle' \
    grep -Eqx '/ä/.{100,250}\.\.\..{100,250}ä//net.lua: No such file or directory' stderr
run "/$long$long$long.lua"
holds 'a long name keeps its reason' grep -q 'n\.lua: File name too long$' stderr
run -D "$(printf '%9000s' '')" net.lua
holds 'a long message is a line of at most 600 bytes' [ "$(wc -c < stderr)" -le 600 ]

# ---- every call fails in turn ----

# strike CALLS N MODE ERRNO ARGUMENTS...: runs bpgen, the N-th of the calls failing; what it left
strike() {
    calls=$1 n=$2 mode=$3 error=$4
    shift 4
    LD_PRELOAD=$shim FAULT_CALLS=$calls FAULT_AT=$n FAULT_MODE=$mode FAULT_ERRNO=$error \
        FAULT_REPORT=report "$bpgen" "$@" > stdout 2> stderr < /dev/null
    status=$?
}
# is_new_or_old FILE: whole, as it was or as it is to be; sets $age
is_new_or_old() {
    age=new
    case $1 in *.h) cmp -s net.h "$1" ;; *) cmp -s net.c "$1" ;; esac && return
    age=old
    [ ! -e "$1" ] || cmp -s before "$1"
}
# one_line FILE BEGINNING: the file is one line, which begins so
one_line() {
    { IFS= read -r text && ! IFS= read -r _; } < "$1" || return
    case $text in "$2"*) return 0 ;; esac
    return 1
}
# judge FILE...: after a strike these are old or new, all new where bpgen says so, and alone
judge() {
    ages=
    for file; do
        is_new_or_old "$file" || return
        ages="$ages $age"
    done
    [ "$mode" != 9 ] || return 0
    for file in work/* work/.[!.]*; do
        case $file in 'work/*' | 'work/.[!.]*' | work/out.? | work/second.c) ;; *) return 1 ;; esac
    done
    case $status,$ages in
    0,*old* | 3,\ new | 3,*new*new) return 1 ;;
    0,*) [ ! -s stderr ] ;;
    3,*) one_line stderr '' && one_line stdout '#error "bpgen: ' ;;
    *) return 1 ;;
    esac
}
# sweep NAME MODES FILES ARGUMENTS...: each call fails, alone (once) or with all that follow (on),
# or the program is killed just before it (9)
sweep() {
    name=$1 modes=$2 files=$3
    shift 3
    ready
    strike files 0 once 0 "$@"
    read -r count _ < report
    holds "$name: without a fault" [ $status -eq 0 ]
    for mode in $modes; do
        n=1
        while [ $n -le "$count" ]; do
            ready
            strike files $n "$mode" 5 "$@" # EIO
            # shellcheck disable=SC2086 # words
            if judge $files; then good; else
                bad "$name: call $n of $count fails ($mode): exit $status,$ages"
            fi
            n=$((n + 1))
        done
    done
}
mkdir -p work
ready() { rm -f work/* work/.b*; }
sweep 'a new file' 'once 9' work/out.c -o work/out.c net.lua
ready() { rm -f work/* work/.b*; cp before work/out.c; cp before work/out.h; }
sweep 'files replaced' 'once on 9' 'work/out.c work/out.h' -o work/out.c -H work/out.h net.lua
sweep 'a file, and standard output' once work/out.c -o work/out.c -H - net.lua
# (no way to undo where writing fails for ever, or after being killed)
ready() { rm -f work/* work/.b*; cp before work/out.c; ln work/out.c work/second.c; }
sweep 'a file of two names' once work/out.c -o work/out.c net.lua
cat before net.c net.c > longer
mv before shorter
mv longer before
sweep 'a file of two names, longer than its new text' once work/out.c -o work/out.c net.lua
mv shorter before

ready
rm -f work/second.c
strike fsync 1 once 5 -o work/out.c net.lua
holds 'what is not on the disk does not take the name' \
    eval '[ $status -eq 3 ] && cmp -s before work/out.c'
strike fsync 0 once 5 -o work/out.c net.lua
read -r count _ < report
holds 'the file and its folder get to the disk' [ "$count" -eq 2 ]
for error in 28 5; do # ENOSPC, EIO
    strike write 1 on $error net.lua
    holds 'the #error line is all' eval '[ $status -eq 3 ] && [ "$(wc -l < stdout)" -eq 1 ]'
done

# ---- full disks, closed descriptors ----
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=16k none small 2> /dev/null; then
    (echo first; "$bpgen" net.lua) > small/out.c 2> stderr
    status=$?
    { echo first; echo '#error "bpgen: standard output: No space left on device"'; } > wanted
    holds 'a full disk behind standard output gets the #error line' cmp -s wanted small/out.c
    for file in out.c second.c; do
        rm -f small/*
        echo before > small/out.c
        [ $file = out.c ] || ln small/out.c small/second.c
        refuses 3 "small/$file: No space left on device" -o small/$file net.lua
        holds 'a full disk keeps the old file' cmp -s before small/out.c
        rm -f small/*
    done
    umount small
else
    skipped=$((skipped + 1))
    echo 'SKIP a full disk: no right to mount one'
fi
"$bpgen" -o net.lua/x.c net.lua 2>&- > stdout
holds 'a message with nowhere to go is in no file' [ "$(cat stdout)" = \
    '#error "bpgen: net.lua/x.c: Not a directory"' ]
rm -f out.c
"$bpgen" -o out.c -H net.lua/x net.lua >&- 2>&- <&-
status=$?
holds 'closed descriptors are not taken for files' eval '[ $status -eq 3 ] && [ ! -e out.c ]'
(ulimit -f 4; "$bpgen" -o limited.c net.lua) > stdout 2> stderr
status=$?
holds 'a limit on the size of files' eval '[ $status -eq 3 ] && [ ! -e limited.c ] &&
    grep -qx "limited.c: File too large" stderr && [ -z "$(find . -name ".bpgen*")" ]'
mkfifo pipe
timeout 20 cat pipe > from_pipe &
silent -o pipe -H work/piped.h net.lua
wait $!
holds 'a pipe' eval '[ -p pipe ] && cmp -s net.c from_pipe'
timeout 20 head -c 1 pipe > from_pipe &
# more than a pipe holds, so that the reader is gone before the end
"$bpgen" -o pipe -H work/gone.h "$root/specs/mnist.lua" > stdout 2> stderr
status=$?
wait $!
holds 'a reader that goes away undoes the rest' eval '[ $status -eq 141 ] && [ ! -s stderr ] &&
    [ ! -e work/gone.h ] && [ -z "$(find work -name ".bpgen*")" ]'

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
