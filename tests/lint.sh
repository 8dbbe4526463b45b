#!/bin/sh
# lint.sh - cppcheck over generator/, runtime/ and the tests' tools, shellcheck over every shell
# script: neither says a word. What is suppressed is in tests/lint/cppcheck.txt and .shellcheckrc,
# or beside its line, with the reason. And all C is as clang-format would have it (.clang-format).
#
#   tests/lint.sh [BPGEN]      BPGEN is not used
cd "$(dirname "$0")/.." || exit 2
passed=0 failed=0 skipped=0
skip() {
    skipped=$((skipped + 1))
    echo "SKIP $1"
}
silent() { # NAME COMMAND...: says nothing
    name=$1
    shift
    said=$("$@" 2>&1)
    if [ $? -eq 0 ] && [ -z "$said" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        echo "$said" | sed 's/^/    /; 60q'
    fi
}
speaks() { # NAME COMMAND...: says something, for a lint that is blind proves nothing
    name=$1
    shift
    if [ -n "$("$@" 2>&1)" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name sees no mistake"
    fi
}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

# ---- C ----
check_c() { # FILES...
    cppcheck -q --enable=warning,performance,portability,style --std=c11 --inline-suppr \
        --error-exitcode=1 -Igenerator -Iruntime --suppressions-list=tests/lint/cppcheck.txt "$@"
}
case $(cppcheck --version 2> /dev/null) in
'Cppcheck 2.10'*)
    silent cppcheck check_c generator runtime tests/tools
    echo 'int f(int n) { int a[2] = { n, n }; return a[n - n + 2]; }' > "$scratch/wrong.c"
    speaks cppcheck check_c "$scratch/wrong.c" ;;
'') skip 'cppcheck is not installed' ;;
*) skip "$(cppcheck --version) is not the version that tests/lint/cppcheck.txt is for" ;;
esac

# ---- the form of C ----
# All but what is generated. Another version of the tool has another taste.
files_of_c() {
    find generator runtime tests examples bench -name '*.[ch]' ! -path 'tests/golden/*' | sort
}
case $(clang-format --version 2> /dev/null) in
*' version 14.'*)
    files_of_c > "$scratch/list"
    # shellcheck disable=SC2046 # words
    silent clang-format clang-format --dry-run -Werror $(cat "$scratch/list")
    cp .clang-format "$scratch"
    echo 'int f(int n) { return n; }' > "$scratch/wrong.c"
    speaks clang-format clang-format --dry-run -Werror "$scratch/wrong.c" ;;
'') skip 'clang-format is not installed' ;;
*) skip "$(clang-format --version) is not the version that .clang-format is for" ;;
esac

# ---- shell ----
if command -v shellcheck > /dev/null; then
    grep -rlE -m 1 '^#! */bin/(ba)?sh' --exclude-dir=build --exclude-dir=.git . > "$scratch/list"
    while read -r script; do
        silent "shellcheck ${script#./}" shellcheck "$script"
    done < "$scratch/list"
    printf '#!/bin/sh\ncd $1\n' > "$scratch/wrong.sh"
    speaks shellcheck shellcheck "$scratch/wrong.sh"
else
    skip 'shellcheck is not installed'
fi

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
