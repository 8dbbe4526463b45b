#!/bin/sh
# cached_cc.sh - a compiler for suites that run one often: what it has compiled before, it copies.
#
#   CACHE=FOLDER cached_cc.sh OPTION... -o LIBRARY SOURCE -lm
#   CACHE=FOLDER cached_cc.sh OPTION... -c -o OBJECT SOURCE      with -fstack-usage
for word; do
    case $before in -o) output=$word ;; esac
    case $word in *.c) source=$word ;; -c) is_object=1 ;; esac
    before=$word
done
kept=$CACHE/$(cksum < "$source" | tr ' ' -)
if [ -n "$is_object" ]; then
    [ -e "$kept.o" ] || cc -O1 -std=c11 -ffunction-sections -fstack-usage -c -o "$kept.o" "$source" ||
        exit
    cp "$kept.su" "${output%.o}.su" && cp "$kept.o" "$output"
    exit
fi
[ -e "$kept" ] || cc -O1 -o "$kept" -std=c11 -shared -fPIC "$source" -lm || exit
cp "$kept" "$output"
