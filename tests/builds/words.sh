# words.sh - what installed.sh and builds.sh share: their words, and bpgen installed in a folder of its own,
# from which all that follows is taken. Sourced behind tools/suite.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154,SC2016 # the suites'; `holds ... eval` expands later

parent=$scratch scratch="$scratch/with blanks"
trap 'rm -rf "$parent"' EXIT
mkdir "$scratch" && cd "$scratch" || exit 2
unset MAKEFLAGS MAKELEVEL MFLAGS CFLAGS LDFLAGS DESTDIR PREFIX
export CMAKE_BUILD_PARALLEL_LEVEL=4 LC_ALL=C

has() { command -v "$1" > /dev/null; }
skip() {
    skipped=$((skipped + 1))
    echo "SKIP $*"
}
works() { # NAME COMMAND...: it succeeds; sets stdout, stderr
    name=$1
    shift
    "$@" > stdout 2> stderr < /dev/null
    status=$?
    if [ $status -eq 0 ]; then good; else bad "$name: exit $status: $*"; fi
}
fails() { # NAME TEXT COMMAND...: it does not, and says TEXT
    name=$1 text=$2
    shift 2
    "$@" > stdout 2> stderr < /dev/null
    status=$?
    tr -s '\n ' ' ' < stderr > said
    if [ $status -ne 0 ] && grep -qF -e "$text" stdout said; then good; else
        bad "$name: exit $status, not '$text': $*"
    fi
}
says() { expect "$1" grep -q -e "$2" stdout; }           # NAME PATTERN
says_not() { expect "$1" eval "! grep -q -e '$2' stdout"; }

in_house() { make -s -C "$root" "$@" 2>&1; }
stage="$scratch/de stination"
works 'make install' in_house install DESTDIR="$stage" PREFIX='/opt/some where'
installed="$stage/opt/some where"
share=$installed/share
