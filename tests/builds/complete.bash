#!/bin/bash
# complete.bash - what bash completes for words of a line, the last of them the one to be completed.
#
#   complete.bash SCRIPT WORD...
# shellcheck source=/dev/null
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_bpgen
printf '%s\n' "${COMPREPLY[@]}"
