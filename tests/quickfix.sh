#!/bin/sh
# quickfix.sh - an editor that reads `FILE:LINE: text` (vim's errorformat %f:%l: %m) jumps from
# each message to its line.
#
#   tests/quickfix.sh [BPGEN]
#
# vim itself where it is installed, else the same pattern here.
bpgen=$(realpath "${1:-./bpgen}")
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

# jumps MESSAGES LIST: FILE|LINE|text of each message that an editor takes for one about a file
if vim --version 2> "$scratch/none" | grep -q '+quickfix'; then
    reader=vim
    jumps() {
        cat > "$scratch/script.vim" <<EOF
set nocompatible errorformat=%f:%l:\\ %m
cgetfile $1
let found = filter(getqflist(), 'v:val.valid')
call map(found, 'bufname(v:val.bufnr) . "|" . v:val.lnum . "|" . v:val.text')
call writefile(found, "$2")
qall!
EOF
        timeout 60 vim -es -u NONE -i NONE -S "$scratch/script.vim" < /dev/null \
            > "$scratch/vim.log" 2>&1
    }
else
    reader='the pattern of vim'
    jumps() { sed -n 's/^\([^:]*\):\([0-9][0-9]*\): \(.*\)/\1|\2|\3/p' "$1" > "$2"; }
fi

# jump FILE: what is said of a wrong spec leads to the lines that the spec names itself
jump() {
    options=$(sed -n 's/^-- options: //p' "$1")
    # shellcheck disable=SC2086 # the options are words
    "$bpgen" $options "$1" > "$scratch/stdout" 2> "$scratch/messages"
    sed -n 's/^-- error: \([0-9][0-9]*\): /\1 /p' "$1" | while read -r line text; do
        echo "$1|$line|$text"
    done > "$scratch/wanted"
    jumps "$scratch/messages" "$scratch/list"
    if cmp -s "$scratch/wanted" "$scratch/list"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1: $reader does not find the lines:"
        diff "$scratch/wanted" "$scratch/list" | sed 's/^/    /; 6q'
    fi
}

for file in tests/wrong/??[05]-*.lua tests/wrong/161*.lua tests/wrong/191*.lua; do
    jump "$file"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
