#!/bin/sh
# lint.sh - cppcheck and clang-tidy over all C, and over C that is generated, shellcheck over every
# shell script: none says a word.
# What is suppressed is in tests/lint/cppcheck.txt, .clang-tidy and .shellcheckrc, or beside its line,
# with the reason. And all C is as clang-format would have it (.clang-format).
#
#   tests/lint.sh [BPGEN]      LONG=1: the analyzer over all files, not a part
#                              QUICK=1: no clang-tidy
bpgen=$(realpath "${1:-./bpgen}")
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
check_c() { # KINDS FILES...
    kinds=$1
    shift
    cppcheck -q "--enable=$kinds" --std=c11 --inline-suppr \
        --error-exitcode=1 -Igenerator -Iruntime --suppressions-list=tests/lint/cppcheck.txt "$@"
}
case $(cppcheck --version 2> /dev/null) in
'Cppcheck 2.10'*)
    kinds=warning,performance,portability
    silent cppcheck check_c $kinds,style generator runtime packaging tests/tools
    # style of tests: arrays that are read through pointers it takes for never read
    silent 'cppcheck tests' check_c $kinds tests/test_*.c tests/runtime_[gc]*.c tests/numerics \
        tests/faults examples bench/peer.c
    echo 'int f(int n) { int a[2] = { n, n }; return a[n - n + 2]; }' > "$scratch/wrong.c"
    speaks cppcheck check_c $kinds "$scratch/wrong.c" ;;
'') skip 'cppcheck is not installed' ;;
*) skip "$(cppcheck --version) is not the version that tests/lint/cppcheck.txt is for" ;;
esac

# clang-tidy, every file's last state kept by once. The runtime of narrow numbers is the runtime once
# more; mistakes.c makes mistakes; functions/program.c is compiled within a text that is generated,
# and bench's with libraries; firmware and plain are other processors'. Examples include the headers
# that are made for them.
tidy_files() {
    find generator runtime packaging tests bench/peer.c bench/mlp.c examples -name '*.c' \
        ! -name 'runtime_[df]*.c' ! -name mistakes.c ! -name program.c ! -path 'tests/golden/*' \
        ! -path 'tests/builds/*' ! -path 'examples/firmware/*' ! -path 'tests/plain/*' \
        ! -path 'tests/loops/*' | sort
}
tidy_headers() {
    "$1" -o "$scratch/net.c" -H "$scratch/digits.h" examples/demo/digits.lua &&
        "$1" -o "$scratch/net.c" -H "$scratch/spirals.h" specs/spirals.lua &&
        "$1" -o "$scratch/net.c" -H "$scratch/xor.h" examples/builds/xor.lua &&
        "$1" --prefix net -o "$scratch/net.c" -H "$scratch/net.h" specs/mnist.lua &&
        head -c 1544 /dev/zero > "$scratch/float.bin" && # any weights
        head -c 3088 /dev/zero > "$scratch/double.bin" &&
        "$1" -D rows=true --weights "$scratch/float.bin" -o "$scratch/net.c" \
            -H "$scratch/policy.h" examples/policy/policy.lua &&
        "$1" --prefix policy64 --real double --weights "$scratch/double.bin" -o "$scratch/net.c" \
            -H "$scratch/policy64.h" examples/policy/policy.lua
}
once=build/tests/once
[ -x $once ] || once=
# Both compilers, with all that generated C is compiled with (tools/strict). gcc's -Wshadow takes a
# variable for the type of its name, which is another thing in another place; clang's does not.
# clang's -Wdouble-promotion minds long double, which the runtime computes in on purpose; gcc's float.
lua=$(pkg-config --cflags lua5.4)
check_warnings() { # COMPILER FLAGS...
    for file in generator/*/*.c runtime/*.c tests/test_*.c tests/runtime_[gc]*.c tests/tools/*.c \
        packaging/*.c; do
        # shellcheck disable=SC2086 # words
        case $1-$file in
        clang-runtime/* | clang-tests/runtime*) $once "$@" -Wno-double-promotion $lua "$file" ;;
        *) $once "$@" $lua "$file" ;;
        esac
    done
}
for compiler in gcc clang; do
    strict="$(tests/tools/strict $compiler) -Wno-sign-conversion -std=gnu11 -Igenerator -Iruntime"
    [ $compiler = clang ] || strict="$strict -Wno-shadow -Wshadow=local"
    # shellcheck disable=SC2086 # words
    silent "$compiler's warnings" check_warnings $compiler -fsyntax-only $strict
    for warning in shadow undef redundant-decls double-promotion vla cast-qual; do
        grep -q -e "-W$warning" tests/tools/strict || warning=missing
        case $warning in
        shadow) echo 'int f(int a) { { int a = 1; return a; } }' ;;
        undef) printf '#if NONE\n#endif\nint f;\n' ;;
        redundant-decls) # clang has the option and does nothing
            [ $compiler = gcc ] || continue
            echo 'int f(void); int f(void);' ;;
        double-promotion) echo 'double f(float x) { return x * 2.0; }' ;;
        vla) echo 'void g(int *); void f(int n) { int a[n]; g(a); }' ;;
        cast-qual) echo 'int *f(const int *a) { return (int *)a; }' ;;
        *) : ;;
        esac > "$scratch/wrong.c"
        # shellcheck disable=SC2086 # words
        speaks "$compiler -W$warning" $compiler -fsyntax-only $strict "$scratch/wrong.c"
    done
done

check_tidy() { # FILE [CHECKS]
    # shellcheck disable=SC2086 # words
    $once clang-tidy -quiet "--config=$(cat .clang-tidy)" "--checks=${2:-}" "$1" -- -fsyntax-only \
        $tidy_flags -fno-caret-diagnostics
}
# The analyzer, which takes nine tenths of the time, looks at those of all files that the last commit
# or the present edit touches, and at a part in turns; all else is asked of every file.
chosen_files() {
    [ -z "${LONG:-}" ] || { cat "$scratch/all"; return; }
    [ -z "${QUICK:-}" ] || return
    {
        awk -v turn="$(tests/tools/turn 24)" 'NR % 24 == turn' "$scratch/all"
        git diff --name-only HEAD~1 2> /dev/null | grep -Fx -f - "$scratch/all"
    } | sort -u
}
case $(clang-tidy --version 2> /dev/null) in
*' version 14.'*)
    tidy_flags="-std=gnu11 $lua -Igenerator -Iruntime -I$scratch $(mpicc --showme:incdirs 2> /dev/null | sed "s/[^ ]*/-I&/g")"
    tidy_headers "$bpgen" || failed=$((failed + 1))
    tidy_files > "$scratch/all"
    command -v mpicc > /dev/null || sed -i /examples.mpi/d "$scratch/all"
    chosen_files > "$scratch/list"
    while read -r file; do
        silent "clang-tidy $file" check_tidy "$file"
    done < "$scratch/list"
    echo "NOTE the analyzer: $(wc -l < "$scratch/list") of $(wc -l < "$scratch/all") files"
    [ -z "${QUICK:-}" ] || : > "$scratch/all"
    grep -vFx -f "$scratch/list" "$scratch/all" > "$scratch/rest"
    while read -r file; do
        silent "clang-tidy $file" check_tidy "$file" '-clang-analyzer-*'
    done < "$scratch/rest"
    echo 'int f(const int *a) { int n; return a ? n : 0; }' > "$scratch/wrong.c"
    speaks clang-tidy check_tidy "$scratch/wrong.c"
    echo 'int f(const int *a, int n) { return *(a + 2 * n); }' > "$scratch/wrong.c"
    speaks 'clang-tidy without analyzer' check_tidy "$scratch/wrong.c" '-clang-analyzer-*' ;;
'') skip 'clang-tidy is not installed' ;;
*) skip "$(clang-tidy --version | head -n 1) is not the version that .clang-tidy is for" ;;
esac

# ---- C that is generated ----
# Three specs in turns, in both styles, each for another width of vectors. LONG=1: all; QUICK=1: none.
# In the vector style helpers are shared, and read apart from who calls them: so the analyzer asks what
# they do with no sample, with a tile of no rows, with b NULL and so all of p. Those questions are for
# the plain style, and for sanitizers (numerics, fuzz). cppcheck takes LANES for 1, and minds all that
# is constant then: a column beyond the last whole vector. Of the plain style it minds that neighbours
# for one output each have their condition, for their arrays; that an empty workspace has a member; and
# that values of a section stand at its head, whichever of its blocks read them. A spec may say x / x.
# Of values with axes it does not see, in the vector style, that loops over several indices write all
# of an array.
loops='/\(digits_cnn\|gru\|signal\|transformer\|layers\|shapes\)[.]lua$'
not_shared='-clang-analyzer-core.N*,-clang-analyzer-core.CallAndMessage'
not_shared="$not_shared,-clang-analyzer-core.uninitialized.*,-clang-analyzer-core.Undefined*"
cppcheck_plain() { # FILE
    $once cppcheck -q --enable=warning,performance,portability,style --std=c99 --error-exitcode=1 \
        --suppress=duplicateCondition --suppress=unusedStructMember --suppress=variableScope \
        --suppress=duplicateExpression "$1"
}
cppcheck_vector() {
    # shellcheck disable=SC2086 # words
    $once cppcheck -q --enable=warning,performance,portability --std=c11 --error-exitcode=1 \
        -DBPGEN_LANES=1 --suppress=incorrectLogicOperator $not_seen "$1"
}
tidy_plain() { # FILE
    $once clang-tidy -quiet "--config=$(cat tests/lint/generated.clang-tidy)" "$1" -- -std=c99 \
        -fno-caret-diagnostics
}
tidy_vector() { # FILE WIDTH
    $once clang-tidy -quiet "--config=$(cat tests/lint/generated.clang-tidy)" \
        "--checks=$not_shared" "$1" -- -std=c11 "$2" -fno-caret-diagnostics
}
list_specs() {
    find specs tests/specs -name '*.lua' ! -name wide.lua | sort > "$scratch/all"
    [ -z "${LONG:-}" ] || { cat "$scratch/all"; return; }
    [ -n "${QUICK:-}" ] || awk -v turn="$(tests/tools/turn 1000)" '{ spec[NR] = $0 }
        END { for (i = 0; i < 3; i++) print spec[(turn + i * 7) % NR + 1] }' "$scratch/all"
}
lint_generated() { # TOOL
    set -- "$1" -march=x86-64-v4 -DBPGEN_LANES=1 -march=haswell
    while read -r spec; do
        not_seen=
        if echo "$spec" | grep -q "$loops"; then not_seen=--suppress=uninitvar; fi
        for style in plain vector; do
            silent "bpgen $spec" "$bpgen" --style $style -o "$scratch/net.c" "$spec"
            silent "$1 $style $spec $2" "$1_$style" "$scratch/net.c" "$2"
        done
        set -- "$1" "$3" "$4" "$2"
    done < "$scratch/list"
    for style in plain vector; do
        "$bpgen" --style $style -o "$scratch/net.c" specs/xor.lua
        echo 'long f(int n); long f(int n) { int a[2] = { n, n }; return a[n - n + 2] * (long)sizeof(sizeof n); }' \
            >> "$scratch/net.c"
        speaks "$1 $style" "$1_$style" "$scratch/net.c" -DBPGEN_LANES=1
    done
}
list_specs > "$scratch/list"
case $(cppcheck --version 2> /dev/null) in 'Cppcheck 2.10'*) lint_generated cppcheck ;; esac
case $(clang-tidy --version 2> /dev/null) in *' version 14.'*) lint_generated tidy ;; esac

# ---- the form of C ----
# All but what is generated. Another version of the tool has another taste.
files_of_c() {
    find generator runtime packaging tests examples bench -name '*.[ch]' ! -path 'tests/golden/*' | sort
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
