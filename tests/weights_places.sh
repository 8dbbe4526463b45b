#!/bin/sh
# weights_places.sh - files of weights in places that do not serve: no file, a folder, a pipe, no permission,
# a full disk; a command that is killed while it saves.
#
#   tests/weights_places.sh [BPGEN]
# shellcheck disable=SC2016 # $ is not always a shell's
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
# shellcheck source=tests/weights/words.sh
. "$root/tests/weights/words.sh"

# ---- files of another kind, and places ----
for ending in safetensors npz npy bin; do
    : > empty.$ending
    refuses 1 "empty.$ending: is empty" weights net.lua empty.$ending -o out.bin
    refuses 3 "none.$ending: No such file or directory" weights net.lua none.$ending -o out.bin
    mkdir folder.$ending
    refuses 3 "folder.$ending: Is a directory" weights net.lua folder.$ending -o out.bin
    refuses 3 "folder.$ending: Is a directory" weights net.lua own.npz -o folder.$ending
    cp float.bin before.$ending
    refuses 3 "hole/out.$ending: No such file or directory" weights net.lua own.npz -o "hole/out.$ending"
    silent weights net.lua own.npz -o kept.$ending # what all else is compared with
    mkfifo "pipe.$ending"
    cat kept.$ending > "pipe.$ending" &
    silent weights net.lua "pipe.$ending" -o now.bin
    holds "a pipe of .$ending" cmp -s float.bin now.bin
done
cp own.safetensors bad.npy
refuses 1 'bad.npy: is no npy array' weights net.lua bad.npy -o out.bin
cp block.npy bad.npz
refuses 1 'bad.npz: Not a zip archive' weights net.lua bad.npz -o out.bin
gzip -c own.npz > bad.npz
refuses 1 'bad.npz: Not a zip archive' weights net.lua bad.npz -o out.bin
cp own.npz bad.safetensors
refuses 1 "bad.safetensors: a header of $(lua5.4 -e 'print(string.unpack("<I8", io.open("own.npz", "rb"):read("a")))' |
    cut -f 1) bytes is more than this network can need" weights net.lua bad.safetensors -o out.bin
cp own.safetensors bad.bin
refuses 1 "bad.bin: has $(wc -c < bad.bin) bytes; 13 parameters of type float take 52" \
    weights net.lua bad.bin -o out.npz

chmod 755 "$scratch"
cp float.bin locked.bin
chmod 0 locked.bin
other= # someone who is not root
[ "$(id -u)" -ne 0 ] || other='setpriv --reuid 65534 --clear-groups'
if $other test -x "$bpgen" 2> /dev/null; then
    $other "$bpgen" weights net.lua locked.bin > stdout 2> stderr
    status=$?
    holds 'no permission to read' [ "$status,$(cat stderr)" = '3,locked.bin: Permission denied' ]
    mkdir locked
    chmod 555 locked
    $other "$bpgen" weights net.lua float.bin -o locked/out.npz > stdout 2> stderr
    status=$?
    holds 'no permission to write' [ "$status,$(cat stderr),$(ls locked)" = '3,locked/out.npz: Permission denied,' ]
else
    skipped=$((skipped + 1))
    echo 'SKIP permissions: there is no other user who may run bpgen'
fi

mkdir small
lua5.4 "$files/random.lua" wide.bin '<f' 940
chmod 700 "$scratch"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=8k none small 2> /dev/null; then
    for ending in safetensors npz npy bin; do
        echo before > small/kept.$ending
        head -c 4000 /dev/zero > small/filler
        refuses 3 "small/kept.$ending: No space left on device" \
            weights wide.lua wide.bin -o small/kept.$ending
        holds "a full disk keeps the old file: .$ending" [ "$(cat small/kept.$ending)" = before ]
        holds "nothing else is left: .$ending" [ "$(find small -type f | wc -l)" -eq 2 ]
        rm small/*
    done
    umount small
else
    skipped=$((skipped + 1))
    echo 'SKIP a full disk: no right to mount one'
fi

# killed before each call of the library, from the first of the file's on: the old file or the new one
shim=$scratch/shim.so
${CC:-cc} -O1 -shared -fPIC -o "$shim" "$root/tests/faults/shim.c" -ldl || exit 2
case $("$bpgen" --version; nm -D "$bpgen" | grep __asan_init) in
*__asan_init*) echo 'NOTE a sanitizer: not killed while it saves' ;;
*)
    for ending in safetensors npz; do
        LD_PRELOAD=$shim FAULT_CALLS=all FAULT_MODE=9 FAULT_REPORT=report \
            "$bpgen" weights net.lua own.npz -o killed.$ending > stdout 2> stderr
        read -r count _ < report
        at=1 old=0 new=0
        while [ $at -le "$count" ]; do
            cp before.$ending killed.$ending
            { LD_PRELOAD=$shim FAULT_CALLS=all FAULT_AT=$at FAULT_MODE=9 FAULT_REPORT=report \
                "$bpgen" weights net.lua own.npz -o killed.$ending > stdout 2> stderr; } 2> said
            if cmp -s before.$ending killed.$ending; then old=$((old + 1))
            elif cmp -s kept.$ending killed.$ending; then new=$((new + 1))
            else bad "killed before call $at of $count: .$ending is neither the old nor the new file"; fi
            at=$((at + 1))
        done
        holds "killed while it saves .$ending: $old times the old file, $new times the new one" \
            [ $((old > 0 && old + new == count)) = 1 ]
    done ;;
esac

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
