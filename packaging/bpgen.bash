# bash completion for bpgen(1)                                            -*- shell-script -*-

_bpgen() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $word == '=' ]]; then # --style=
        word=
    elif [[ $before == '=' ]] && ((COMP_CWORD > 1)); then # --style=pl
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi

    # the command: the first word that is neither an option nor an option's argument
    local command='' operands=0 options='' argument='' words='' has_argument='' i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -*) _bpgen_argument "${COMP_WORDS[i]}"
            [[ ${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
            [[ -z $has_argument ]] || ((i++)) ;;
        *) ((operands == 0)) && _bpgen_is_command "${COMP_WORDS[i]}" && command=${COMP_WORDS[i]}
            ((operands++)) ;;
        esac
    done
    COMPREPLY=()
    _bpgen_argument "$before"
    if [[ -n $has_argument ]]; then
        _bpgen_values
        return
    fi
    case $command in
@OPTIONS@
    esac
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        return
    fi
    compopt -o filenames 2> /dev/null
    if ((operands == (${#command} > 0))); then # the spec
        mapfile -t COMPREPLY < <(compgen -f -X '!*.lua' -- "$word"; compgen -d -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
    if ((operands == 0)); then
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W '@COMMANDS@' -- "$word")
    fi
}

_bpgen_is_command() {
    [[ ' @COMMANDS@ ' == *" $1 "* ]]
}

# What the argument of an option can be.
_bpgen_argument() {
    argument='' words='' has_argument=1
    case $1 in
@ARGUMENTS@
    *) has_argument='' ;;
    esac
}

_bpgen_values() {
    local given=''
    if [[ $argument == *list* && $word == *,* ]]; then
        given=${word%,*},
        compopt -o nospace 2> /dev/null
    fi
    mapfile -t COMPREPLY < <(
        [[ -z $words ]] || compgen -P "$given" -W "$words" -- "${word##*,}"
        [[ $argument != *program* ]] || compgen -c -- "$word"
        [[ $argument != *folder* ]] || compgen -d -- "$word"
        [[ $argument != *file* ]] || compgen -f -- "$word"
    )
    [[ $argument != *f[io]l* ]] || compopt -o filenames 2> /dev/null
}

complete -F _bpgen bpgen
