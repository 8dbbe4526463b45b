#!/bin/sh
# group.sh BPGEN SCRATCH 'JOB ;; JOB ...'
#
# Jobs of job.sh that have their harness and their compiler in common, and one network each:
# compiled as one translation unit and linked as one program, which starts the compiler and the
# linker once. The program runs for each job (group.c), by itself, so that what it says is what
# job.sh's would. Where the unit does not compile without a word, job.sh is asked of each job, and
# says which one.
bpgen=$1 scratch=$2
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d "$scratch/group-XXXXXX") || exit 2
once=$here/../../build/tests/once
[ -x "$once" ] || once=
trim() { # sets $trimmed
    trimmed=${1#"${1%%[! ]*}"}
    trimmed=${trimmed%"${trimmed##*[! ]}"}
}
parse() { # JOB: sets $label, $harness, $cc, $arguments, $spec
    IFS='|' read -r label harness cc arguments spec <<EOF
$1
EOF
    trim "$label" && label=$trimmed
    trim "$harness" && harness=$trimmed
    trim "$cc" && cc=$trimmed
}
singly() { # WHY: the group fails as well, lest each of its jobs pass by itself
    echo "FAIL group of $count $harness, $cc: $1"
    sed -n 's/^/    /; 1,6p' "$dir/log"
    echo "0 passed, 1 failed"
    while read -r job; do
        "$here/job.sh" "$bpgen" "$scratch" "$job" < /dev/null
    done < "$dir/jobs"
    rm -rf "$dir"
    exit 1
}

printf '%s\n' "$3" | sed 's/ ;; /\n/g' > "$dir/jobs"
count=0
while read -r job; do
    parse "$job"
    # shellcheck disable=SC2086 # the options are words
    (cd "$here/specs" && "$bpgen" $spec --prefix "net_$count" -o "$dir/net$count.c" \
        -H "$dir/net$count.h") 2> "$dir/log" || singly "bpgen$spec"
    (cd "$dir" && lua5.4 "$here/adapter.lua" net$count.h net$count.c group_$count) \
        2> "$dir/log" > "$dir/adapter$count.c" || singly adapter
    count=$((count + 1))
done < "$dir/jobs"
{
    number=0 list=
    while [ $number -lt $count ]; do
        sed "s/\<adapted_/adapted_${number}_/g" "$dir/adapter$number.c"
        list="$list &group_$number,"
        number=$((number + 1))
    done
    echo "extern const struct net *const group[];"
    echo "const struct net *const group[] = {$list };"
    echo "extern const int group_count;"
    echo "const int group_count = $count;"
} > "$dir/group.c"
# shellcheck disable=SC2086
$once $cc -Wall -Wextra -pedantic -Wconversion -I"$dir" -I"$here" -c "$dir/group.c" \
    -o "$dir/group.o" 2> "$dir/log" || singly "$cc"
[ ! -s "$dir/log" ] || singly "warnings"
$once gcc -o "$dir/run" "$scratch/$harness.o" "$scratch/net.o" "$scratch/reference.o" \
    "$scratch/group.o" "$dir/group.o" -lm 2> "$dir/log" || singly link

number=0 worst=0
while read -r job; do
    parse "$job"
    # shellcheck disable=SC2086
    NUMERICS_NET=$number timeout 600 "$dir/run" $arguments > "$dir/out" 2> "$dir/log" < /dev/null
    status=$? told=
    while read -r line; do # few lines: no process for them
        case $line in FAIL\ *) line="FAIL $label: ${line#FAIL }" ;; esac
        printf '%s\n' "$line"
        told=$line
    done < "$dir/out"
    case $status,$told in
    0,*' passed, 0 failed') [ -s "$dir/log" ] || { number=$((number + 1)) && continue; } ;;
    esac
    worst=1
    case $told in
    *' passed, '[1-9]*' failed') ;;
    *) echo "FAIL $label: exit $status $(sed 1q "$dir/log")"
       echo "0 passed, 1 failed" ;;
    esac
    echo "    again: $here/job.sh $bpgen DIRECTORY '$job'"
    number=$((number + 1))
done < "$dir/jobs"
rm -rf "$dir"
exit $worst
