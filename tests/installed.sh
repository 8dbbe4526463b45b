#!/bin/sh
# installed.sh - what `make install` puts where, and takes away; man pages, completion, annotations; the
# Debian package.
#
#   tests/installed.sh [BPGEN]
# shellcheck disable=SC2016,SC2086,SC2154 # `holds ... eval` expands later; a command's name may be nothing
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
# shellcheck source=tests/builds/words.sh
. "$root/tests/builds/words.sh"

# ---- make install, make uninstall ----

(cd "$installed" && find . -type f | LC_ALL=C sort) > stdout
cat > wanted <<'E2'
./bin/bpgen
./share/bash-completion/completions/bpgen
./share/bpgen/bpgen.d.lua
./share/cmake/bpgen/bpgenConfig.cmake
./share/cmake/bpgen/bpgenConfigVersion.cmake
./share/man/man1/bpgen.1
./share/man/man5/bpgen-spec.5
./share/man/man7/bpgen-numerics.7
./share/pkgconfig/bpgen.pc
./share/zsh/site-functions/_bpgen
E2
holds 'what is installed' cmp -s wanted stdout
holds 'the command is the one' cmp -s "$root/bpgen" "$installed/bin/bpgen"
holds 'modes' [ "$(find "$installed" -type f -perm 644 | wc -l)" -eq 9 ]
cp -r "$stage" "$scratch/other"
touch "$scratch/other/opt/some where/share/bpgen/of another"
works 'make uninstall' in_house uninstall DESTDIR="$scratch/other" PREFIX='/opt/some where'
find other -type f > stdout
holds 'leaves what is of another' [ "$(cat stdout)" = "other/opt/some where/share/bpgen/of another" ]
holds 'and no empty folder of its own' [ ! -e "other/opt/some where/share/cmake/bpgen" ]
works 'make uninstall again' in_house uninstall DESTDIR="$scratch/other" PREFIX='/opt/some where'
fails 'make install where nobody may' ' ' in_house install DESTDIR=/proc/no PREFIX=/x
holds 'versions agree' [ "$("$bpgen" --version | cut -d' ' -f2)" = \
    "$(sed -n '1s/.*(\(.*\)).*/\1/p' "$root/packaging/changelog")" ]

# From here on the command is the installed one.
PATH="$installed/bin:$PATH"
version=$(bpgen --version | cut -d' ' -f2)
works 'pkg-config' env PKG_CONFIG_PATH="$share/pkgconfig" pkg-config --modversion bpgen
holds 'its version' [ "$(cat stdout)" = "$version" ]
works 'pkg-config --variable' env PKG_CONFIG_PATH="$share/pkgconfig" pkg-config --variable=bpgen bpgen
found=$(cat stdout)
works 'pkg-config: the command' sh -c "$found --version" # with its blanks quoted

# ---- man pages (tests/tools/wrap_man breaks long lines) ----

page() { # PATH: of the folder man
    if has mandoc; then
        works "$1 is well formed" mandoc -Tlint -Wstyle "$share/man/$1"
    fi
    holds "$1 has examples" grep -q '^.SH EXAMPLES' "$share/man/$1"
}
has mandoc || skip 'mandoc is not installed: man pages are not looked at'
page man1/bpgen.1
page man5/bpgen-spec.5
if has mandoc; then works 'bpgen-numerics.7' mandoc -Tlint -Wstyle "$share/man/man7/bpgen-numerics.7"; fi
lua5.4 "$root/tests/builds/words.lua" "$root" > words
holds 'there are words' [ "$(wc -l < words)" -gt 80 ]
tr -cs 'A-Za-z0-9_' '\n' < "$share/man/man5/bpgen-spec.5" | sort -u > told
grep -v '^math\.' words | grep -vxF -f told > stdout
holds 'bpgen-spec(5) tells of each word' [ ! -s stdout ]
# its specs are specs
mkdir specs
awk '/^\.EX/ { inside = 1; n++; next } /^\.EE/ { inside = 0 }
    inside { gsub(/\\-/, "-"); print > ("specs/" n ".lua") }' "$share/man/man5/bpgen-spec.5"
holds 'bpgen-spec(5) has specs' [ "$(find specs -type f | wc -l)" -ge 5 ]
for spec in specs/*; do
    works "bpgen-spec(5): $spec" bpgen -o /dev/null "$spec"
done

# ---- annotations ----

lua5.4 "$root/tests/builds/words.lua" "$root" "$share/bpgen/bpgen.d.lua" > annotated
diff words annotated > stdout
holds 'bpgen.d.lua has the words of the language, and no others' [ ! -s stdout ]
holds 'a word that is missing would be seen' eval 'echo nonsense | cat - words | sort | diff - words > log;
    grep -q "^< nonsense" log'
# "LABEL: unknown option 'qz' (choices: a, b)": the fields of the class of annotations
fields() { # CLASS LABEL
    awk -v class="$1" '$1 == "---@class" { on = $2 == class || $2 == class ":"; if ($3) parent[$2] = $3
            if (on && $3) of = $3 }
        $1 == "---@field" { sub(/\?$/, "", $2); field[now "/" $2]; if (on) print $2 }
        END { if (of) exit 3 }' "$share/bpgen/bpgen.d.lua" > have
    [ $? -ne 3 ] || awk '$1 == "---@class" { on = $2 == "bpgen.sgd_options" }
        on && $1 == "---@field" { sub(/\?$/, "", $2); print $2 }' "$share/bpgen/bpgen.d.lua" >> have
    sed -n "s/.*$2: unknown option 'qz' (choices: \(.*\))/\1/p" messages | tr -d , | tr ' ' '\n' > due
    sort -o have have
    diff due have > stdout
    expect "bpgen.d.lua: the fields of $1" eval '[ -s due ] && [ ! -s stdout ]'
}
echo 'sgd{qz=1} nesterov{qz=1} rmsprop{qz=1} adam{qz=1} polyak{qz=1}
    return network { qz = 1, input = 1, layers = { dense(1, { qz = 1 }) }, loss = hinge }' > fields.lua
bpgen fields.lua > stdout 2> messages
fields bpgen.network_fields network
fields bpgen.dense_options 'layer 1'
fields bpgen.sgd_options sgd
fields bpgen.sgd_options nesterov
fields bpgen.rmsprop_options rmsprop
fields bpgen.adam_options adam
fields bpgen.polyak_options polyak

# ---- completion: what the shells offer, beside what the command takes ----

mkdir complete complete/folder
touch complete/net.lua 'complete/a b.npz'
bpgen --help | awk '/^  *-/ { sub(/^  */, ""); sub(/  .*/, ""); print }' > rows # of options
# each with an argument that it can take
awk '{ value = ""; n = split($0, word, /,? /)
    if (word[n] !~ /^-/) { value = word[n--]; sub(/\|.*/, "", value) }
    if (value == "N") value = 1; else if (value == "NAME=VALUE") value = "a=1"
    else if (value == "LIST") value = "init"
    while (n) print word[n--], value }' rows | sort > options
bpgen --help | sed -n 's/^ *bpgen \([a-z]*\) \[options\].*/\1/p' > commands
words() { # WORD...: what bash completes, sorted
    (cd complete && "$root/tests/builds/complete.bash" "$share/bash-completion/completions/bpgen" \
        bpgen "$@") 2>&1 | sort > stdout
}
is() { # NAME WORD...
    name=$1
    shift
    printf '%s\n' "$@" | sort > wanted
    if cmp -s wanted stdout; then good; else bad "bash: $name: wanted $*"; fi
}
offers() { # COMMAND: its options are those that the command takes, no more, no less
    words $1 -
    cp stdout offered
    while read -r option value; do
        bpgen $1 none.lua "$option" $value 2> log > /dev/null
        grep -qE "has no option|is for |unknown option" log || echo "$option"
    done < options > taken
    if [ -s taken ] && cmp -s offered taken; then good; else
        diff offered taken > stdout
        bad "bash: the options of '$1'"
    fi
}
offers ''
while read -r command; do offers "$command"; done < commands
words '' -
for option in -o --output -MD -MF --style --only -D; do
    holds "bash offers $option" grep -qx -e $option stdout
done
# shellcheck disable=SC2046 # words
{ words ''; is 'the first word' help net.lua folder $(cat commands); }
words --style ''; is '--style' plain vector
words --style = pl; is '--style=' plain
words --real d; is '--real' double
words --only predict,st; is '--only' predict,step
words --weights a; is 'a file with a blank' 'a b.npz'
words -T ''; is 'a folder' folder
words check n; is 'a spec' net.lua
words weights net.lua a; is 'a second operand' 'a b.npz'
words -D x=1 --style plain check ''; is 'the spec, after options' folder net.lua
if has zsh; then
    shown() { # LINE: what zsh shows, as words of lines
        (cd complete && timeout 60 zsh -f "$root/tests/builds/complete.zsh" "$share/zsh/site-functions" \
            "$1") 2>&1 | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' | tr -d '\r' > stdout
    }
    for command in '' $(cat commands); do
        words $command --
        sort stdout > wanted
        shown "bpgen $command --"
        awk '$1 ~ /^--[a-z]/ && $2 == "--" { print $1 }' stdout | sort -u > offered
        holds "zsh: the options of '$command'" eval '[ -s offered ] && cmp -s wanted offered'
    done
    shown 'bpgen '
    for word in $(cat commands) net.lua; do
        holds "zsh offers $word" grep -q "\\b$word" stdout
    done
    shown 'bpgen --style '
    holds 'zsh: --style' eval 'grep -q "\\bplain\\b" stdout && grep -q "\\bvector" stdout'
    shown 'bpgen weights net.lua a'
    holds 'zsh: a file with a blank' grep -qF 'a\ b.npz' stdout
else
    skip 'zsh is not installed: its completion is not tried'
fi

# ---- the Debian package ----

if has dpkg-deb && has dpkg-shlibdeps; then
    works 'make deb' in_house deb
    package=$root/$(tail -n 1 stdout)
    cp "$package" first.deb
    works 'make deb, once more' in_house deb
    holds 'the same bytes' cmp -s first.deb "$package"
    works 'it unpacks' dpkg-deb -x first.deb 'un packed'
    works 'its command' 'un packed/usr/bin/bpgen' --version
    holds 'is this version' [ "$(cat stdout)" = "bpgen $version" ]
    holds 'names the libraries' eval 'dpkg-deb -f first.deb Depends | grep -q "liblua5.4.*, libzip"'
    for file in share/doc/bpgen/copyright share/doc/bpgen/changelog.gz share/man/man1/bpgen.1.gz \
        share/man/man5/bpgen-spec.5.gz share/cmake/bpgen/bpgenConfig.cmake share/bpgen/bpgen.d.lua \
        share/bash-completion/completions/bpgen share/zsh/vendor-completions/_bpgen; do
        holds "has $file" [ -s "un packed/usr/$file" ]
    done
    if has lintian; then
        works 'lintian' lintian --allow-root first.deb
        says_not 'no errors, no warnings' '^[EW]:'
    else
        skip 'lintian is not installed'
    fi
    if has cmake; then # the example of the package, with the package
        cp -r 'un packed/usr/share/doc/bpgen/examples/builds' 'its example'
        works 'cmake, from the package' cmake -S 'its example' -B 'its example/build' \
            -D CMAKE_PREFIX_PATH="$scratch/un packed/usr" -D CMAKE_C_FLAGS=-O0
        works 'its example' cmake --build 'its example/build'
        holds 'was made by its command' grep -qF "$scratch/un packed/usr/bin/bpgen" \
            'its example/build/CMakeCache.txt'
        works 'learns' 'its example/build/xor'
    fi
else
    skip 'dpkg-dev is not installed: no package is made'
fi

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
