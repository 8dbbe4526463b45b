# complete.zsh - what zsh shows for a line and a tab, in a terminal of its own.
#
#   zsh -f complete.zsh FOLDER LINE      FOLDER: where _bpgen is
zmodload zsh/zpty || exit 1
zpty z zsh -f -i
zpty -w z "PS1=; fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -D -u; LISTMAX=1000" \
    "; zle-line-init() { print -n can''begin }; zle -N zle-line-init; stty cols 200 rows 200"
zpty -r z out '*canbegin*' || exit 1 # the editor of lines reads keys
zpty -w -n z "$2"$'\t\x15'"echo all''shown"$'\n'
zpty -r z out '*allshown*' || exit 1
print -r -- "$out"
