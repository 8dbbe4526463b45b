#!/bin/sh
# depfile.sh - what files depend on (-MD -MF -MT -MQ -MP): spelled as gcc spells it, and make understands
# it, whatever characters the names have; and files whose text would not change are left as they are.
#
#   tests/depfile.sh [BPGEN]
# shellcheck disable=SC2016 # `holds ... eval` expands later
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2

says() { # FILE TEXT: that is all it says
    printf '%s\n' "$2" > wanted
    if cmp -s wanted "$1"; then good; else bad "$1 is not '$2' but '$(cat "$1")'"; fi
}
refuses() { # MESSAGE ARGUMENTS...: and writes nothing
    message=$1
    shift
    ls > before
    run "$@"
    ls > after
    if [ $status -eq 2 ] && [ "$(cat stderr)" = "bpgen: $message" ] && cmp -s before after; then good; else
        bad "exit $status, wanted '$message': bpgen $*"
    fi
}

cp "$root/specs/xor.lua" net.lua
: > before; : > after; : > wanted; : > stdout; : > stderr
"$bpgen" -o plain.c -H plain.h net.lua
"$bpgen" --only init -o init.c -H init.h --prefix x net.lua
printf '#include "x.h"\n#include <stdio.h>\nint main(void) { x_parameters p; x_init(&p, 1);
    return fwrite(&p, sizeof p, 1, stdout) != 1; }\n' > main.c
mv init.h x.h
cc -o init main.c init.c -lm && ./init > w.bin

# ---- where it goes, and what it says ----
silent -MD -o net.c net.lua
says net.d 'net.c: net.lua'
holds 'the C is the same' cmp -s plain.c net.c
silent -MD -o net.c -H net.h net.lua
says net.d 'net.c net.h: net.lua'
holds 'and the header' cmp -s plain.h net.h
mkdir -p out
silent -MD -MP -o out/a.b.c -H out/net.h --weights w.bin --weights-file out/w.c ./net.lua
says out/a.b.d 'out/a.b.c out/net.h out/w.c: net.lua w.bin
w.bin:'
silent -MD -MF deps -o net.c net.lua
says deps 'net.c: net.lua'
silent -MD -MFdeps -MT 'a b$' -MQ 'a b$' -MTc -o net.c net.lua
says deps 'a b$ a\ b$$ c: net.lua'
silent -MD -MF - -o net.c net.lua
says stdout 'net.c: net.lua'
rm -f net.d
silent -MD net.lua
says net.d 'net.c: net.lua'
holds 'C on standard output' cmp -s plain.c stdout
(cd out && "$bpgen" -MD -H - ../net.lua) > stdout 2> stderr
says out/net.d 'net.h: ../net.lua'
holds 'the header on standard output' cmp -s plain.h stdout
"$bpgen" -MD -MP -o net.c - < net.lua > stdout 2> stderr
says net.d 'net.c:'
silent -MD -MP -T "$root/templates" --style plain -o net.c net.lua
"$bpgen" --style plain net.lua > styled.c
holds '-T: the same' cmp -s styled.c net.c
holds '-T: templates that were read' grep -q ' [^ ]*/templates/plain/network.in' net.d
holds '-T: none that was not' eval '! grep -q common/network.in net.d'
holds '-MP: an empty rule for each but the spec' \
    [ "$(grep -c '/templates/.*:$' net.d)" -eq "$(sed '/:$/d' net.d | grep -o '/templates/' | wc -l)" ]
holds 'lines as long as gcc writes them' \
    awk 'length > 74 && NF > 2 { exit 1 } / \\$/ { broken++ } END { exit !broken }' net.d

# ---- what is wrong ----
more='(bpgen --help tells more)'
refuses "-MF wants -MD $more" -MF x net.lua
refuses "-MT wants -MD $more" -MT x net.lua
refuses "-MT wants -MD $more" -MQ x net.lua
refuses "-MP wants -MD $more" -MP net.lua
refuses "option '-MF' wants an argument $more" -MD net.lua -MF
refuses "unknown option '-M' $more" -M net.lua
refuses "-MD wants -MF FILE or -o FILE $more" -MD -
refuses "-MF and -o both write 'net.c' $more" -MD -MF net.c -o net.c net.lua
refuses "-MD and -o both write 'x.d' $more" -MD -o x.d net.lua
refuses "-MF would overwrite the spec 'net.lua' $more" -MD -MF net.lua -o x.c net.lua
refuses "-MF would overwrite the file 'w.bin' $more" -MD -MF w.bin -o x.c --weights w.bin net.lua
refuses "-MF and standard output both write '-' $more" -MD -MF - net.lua
refuses "check has no option '-MD' $more" check -MD net.lua
refuses "-d prints what the passes make: there is nothing for -MD to tell $more" -MD -d g net.lua
line='new
line.c'
refuses "-MD: no makefile can hold the name 'new\\nline.c' $more" -MD -o "$line" net.lua
run -MD -MF no/such/net.d -o never.c net.lua
holds 'no dependencies, no C' eval '[ $status -eq 3 ] && [ ! -e never.c ]'
echo 'return network { input = 2, layers = { dense(1, rleu) }, loss = hinge }' > bad.lua
run -MD -o never.c bad.lua
holds 'a wrong spec leaves none' eval '[ $status -eq 1 ] && [ ! -e never.d ]'

# ---- names: as gcc writes them, and make reads them ----
odd() { # NAME
    cp w.bin "$1.bin"
    echo > "$1.bin.h"
    printf '#include "%s.bin.h"\n' "$1" > inc.c
    gcc -MM -MT net.c -MF gcc.d inc.c 2> stderr
    sed 's/inc\.c/net.lua/; s/\.bin\.h/.bin/' gcc.d > expected
    silent -MD -MF odd.d -o net.c --weights "$1.bin" net.lua
    case $1 in *:*) good ;; *) expect "$1: spelled as gcc does" cmp -s expected odd.d ;; esac
    # the name is the target as well
    silent -MD -MF odd.d -o "$1.c" --weights "$1.bin" net.lua
    touch -d '2001-01-01' net.lua
    touch -d '2002-01-01' "$1.bin"
    touch -d '2003-01-01' "$1.c"
    printf '%%.c:\n\t@echo made\ninclude odd.d\n' > makefile
    make -s -f makefile "$1.c" > stdout 2> stderr
    expect "$1: make finds it up to date" [ ! -s stdout ]
    case $1 in *'	'*) return ;; esac # of a tab make knows no spelling
    touch -d '2004-01-01' "$1.bin"
    make -s -f makefile "$1.c" > stdout 2> stderr
    expect "$1: make finds it out of date" [ "$(cat stdout)" = made ]
}
for name in simple 'with blank' 'two  blanks' 'sharp#' 'dollar$x' 'a\b' 'a\ b' 'a\\ b' 'tab	x' 'co:lon' \
    "quote'" 'bang!' 'at@' 'comma,' 'paren(x)' 'plus+' 'ümlaut' 'equals&'; do
    odd "$name"
done

# ---- what would not change is left untouched ----
untouched() { # FILE COMMAND...: it keeps its time
    file=$1
    shift
    touch -d '2001-02-03' "$file"
    silent "$@"
    expect "$file is left untouched: $*" [ "$(stat -c %Y "$file")" = "$(date -d '2001-02-03' +%s)" ]
}
silent -o net.c -H net.h --weights w.bin --weights-file w.c net.lua
for file in net.c net.h w.c; do
    untouched $file -o net.c -H net.h --weights w.bin --weights-file w.c net.lua
done
silent -MD -o net.c net.lua
untouched net.d -MD -o net.c net.lua
silent weights -o w.npz net.lua w.bin
untouched w.npz weights -o w.npz net.lua w.bin
sed 's/dense(8/dense(9/' net.lua > other.lua
touch -d '2001-02-03' net.c net.h
silent -o net.c -H net.h other.lua
holds 'another text is written' [ "$(find . -name 'net.[ch]' -newer other.lua | wc -l)" -eq 2 ]

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
