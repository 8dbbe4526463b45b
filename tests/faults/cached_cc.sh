#!/bin/sh
# cached_cc.sh - a compiler for suites that run one often: what it has compiled before, it copies.
#
#   CACHE=FOLDER cached_cc.sh OPTION... -o LIBRARY SOURCE -lm
for word; do
    case $before in -o) library=$word ;; esac
    case $word in *.c) source=$word ;; esac
    before=$word
done
kept=$CACHE/$(cksum < "$source" | tr ' ' -)
[ -e "$kept" ] || cc -O1 -o "$kept" -std=c11 -shared -fPIC "$source" -lm || exit
cp "$kept" "$library"
