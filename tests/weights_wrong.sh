#!/bin/sh
# weights_wrong.sh - files of weights that do not fit, hold what is no number, cannot be read or are
# hostile: what is wrong is told, and no file, however wrong, does more than that.
#
#   tests/weights_wrong.sh [BPGEN]      one built with sanitizers sees most (make SANITIZE=1);
#                                       LONG=1: each byte of every file is changed
# shellcheck disable=SC2016 # $ is not always a shell's
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
# shellcheck source=tests/weights/words.sh
. "$root/tests/weights/words.sh"

# ---- what does not fit ----
wants='expected w1[2][3], b1[3], out_w[3][1], out_b[1]'
unfit() { # FILE FOUND
    refuses 1 "$1: does not fit the network: $wants; found $2" weights net.lua "$1" -o out.bin
}
tensor() { echo "\"$1\":{\"dtype\":\"${4:-F32}\",\"shape\":[$2],\"data_offsets\":[$3]}"; }
file() { lua5.4 "$files/file.lua" "$@"; }
file few.safetensors "{$(tensor w1 2,3 0,24),$(tensor b1 3 24,36),$(tensor out_w 3,1 36,48)}" 48
unfit few.safetensors "w1 [2, 3], b1 [3], out_w [3, 1]"
also 'few.safetensors: out_b[1] is missing'
refuses 1 "few.safetensors: does not fit the network: $wants; found w1 [2, 3], b1 [3], out_w [3, 1]" \
    weights net.lua few.safetensors
holds 'the table of what does not fit is talk' grep -q '^out_b\[1\]  *-  *-  *missing$' stderr
all="$(tensor w1 2,3 0,24),$(tensor b1 3 24,36),$(tensor out_w 3,1 36,48),$(tensor out_b 1 48,52)"
file more.safetensors "{$all,$(tensor extra 2,2 52,68)}" 68
unfit more.safetensors "w1 [2, 3], b1 [3], out_w [3, 1], out_b [1], extra [2, 2]"
also "more.safetensors: 'extra' [2, 2] is not used"
file turned.safetensors "{$(tensor w1 3,2 0,24),$(tensor b1 3 24,36),$(tensor out_w 3,1 36,48),$(tensor out_b 1 48,52)}" 52
unfit turned.safetensors "w1 [3, 2], b1 [3], out_w [3, 1], out_b [1]"
also "turned.safetensors: w1[2][3] wants shape [2, 3]; 'w1' has [3, 2]"
file other.safetensors "{$(tensor 0.weight 4,2 0,32),$(tensor 0.bias 3 32,44),$(tensor out.weight 1,3 44,56),$(tensor out.bias 2 56,64)}" 64
unfit other.safetensors "0.weight [4, 2], 0.bias [3], out.weight [1, 3], out.bias [2]"
also "other.safetensors: w1[2][3] wants shape [3, 2] (out, in); '0.weight' has [4, 2]"
also "other.safetensors: out_b[1] wants shape [1]; 'out.bias' has [2]"
file two.safetensors "{$(tensor a.out.weight 1,3 0,12),$(tensor b.out.weight 1,3 12,24),$(tensor 0.weight 3,2 24,48),$(tensor out.bias 1 48,52),$(tensor 0.bias 3 52,64)}" 64
unfit two.safetensors "a.out.weight [1, 3], b.out.weight [1, 3], 0.weight [3, 2], out.bias [1], 0.bias [3]"
also "two.safetensors: out_w[3][1] may be 'a.out.weight' or 'b.out.weight'"
# one of the right shape is no substitute for one that is known by name to be missing
file lacks.safetensors "{$(tensor w1 2,3 0,24),$(tensor b9 3 24,36),$(tensor out_w 3,1 36,48),$(tensor out_b 1 48,52)}" 52
unfit lacks.safetensors "w1 [2, 3], b9 [3], out_w [3, 1], out_b [1]"
also 'lacks.safetensors: b1[3] is missing'
refuses 1 "torch.npz: does not fit the network: expected enc_w[2][3], enc_b[3], out_w[3][1], out_b[1]; found first.0.weight [3, 2], first.0.bias [3], out.weight [1, 3], out.bias [1]" \
    weights named.lua torch.npz -o out.bin
also 'torch.npz: enc_w[2][3] is missing'
network uneven.lua 'dense(2, { bias = false }), dense(2)'
file uneven.safetensors "{$(tensor 0.weight 2,2 0,16),$(tensor 0.bias 2 16,24),$(tensor 2.weight 2,2 24,40)}" 40
refuses 1 'uneven.safetensors: does not fit the network: expected w1[2][2], w2[2][2], b2[2]; found 0.weight [2, 2], 0.bias [2], 2.weight [2, 2]' \
    weights uneven.lua uneven.safetensors -o out.bin
also "uneven.safetensors: '2.weight' and '0.bias' would be w2 and b2 by order, but are not of one layer"
unfit whole.npz "w1 [2, 3], b1 [3], out_w [3, 1], out_b [1]"
also "whole.npz: 'w1' is of type <i4; F16, BF16, F32 and F64 can be read"
unfit objects.npz "w1 [2, 3], b1 [3], out_w [3, 1], out_b [1]"
also "objects.npz: 'w1' is of type |O; F16, BF16, F32 and F64 can be read"
refuses 1 'double.bin: has 104 bytes; 13 parameters of type float take 52' \
    weights net.lua double.bin -o out.npz
refuses 1 'block.npy: holds shape [13]; the parameters are one vector [940]' \
    weights wide.lua block.npy -o out.bin

# ---- numbers that are none ----
number() { # TYPE FORMAT VALUE: number.safetensors, whose b1[2] is that
    lua5.4 "$files/number.lua" number.safetensors "$@"
}
for of in 'F32 <f 0/0 nan' 'F64 <d -(0/0) nan' 'F32 <f 1/0 infinite' 'F64 <d -1/0 infinite' \
          'F16 <I2 0x7c01 nan' 'F16 <I2 0xfc00 infinite' 'BF16 <I2 0x7f81 nan' 'BF16 <I2 0xff80 infinite'; do
    # shellcheck disable=SC2086 # words
    set -- $of
    number "$1" "$2" "$3"
    refuses 1 "number.safetensors: b1[2] is $4, which is no number" weights net.lua number.safetensors -o out.bin
done
number F64 '<d' 1e39
refuses 1 'number.safetensors: b1[2] is 1e+39, more than a float can hold' \
    weights net.lua number.safetensors -o out.bin
silent weights --real double net.lua number.safetensors -o out.bin
value() { # TYPE BITS VALUE: what 16 bits are
    number "$1" '<I2' "$2"
    silent weights --real double net.lua number.safetensors -o out.bin
    number F64 '<d' "$3"
    silent weights --real double net.lua number.safetensors -o out.wanted.bin
    holds "$1 $2 is $3" cmp out.wanted.bin out.bin
}
value F16 0x0001 2^-24
value F16 0x83ff '-1023 * 2^-24'
value F16 0x0400 2^-14
value F16 0x3555 '1365 / 4096'
value F16 0xfbff -65504
value BF16 0x0001 2^-133
value BF16 0x3f81 '1 + 2^-7'
value BF16 0xff7f '-(2 - 2^-7) * 2^127'

# ---- hostile files ----
hostile() { # MESSAGE HEADER BYTES [LENGTH]
    message=$1
    shift
    file bad.safetensors "$@"
    refuses 1 "bad.safetensors: $message" weights net.lua bad.safetensors -o out.bin
}
hostile 'a header of 10000000000 bytes is more than this network can need' '{}' 0 10000000000
hostile 'a header of 18446744073709551615 bytes is more than this network can need' '{}' 0 -1
hostile 'is cut off: a header of 100 bytes in a file of 10' '{}' 0 100
hostile 'its header is no JSON object' '[]' 0
hostile "its header: '[' or '{' expected near end of file (byte 0)" '' 0
hostile "its header: end of file expected near '{' (byte 3)" '{}{}' 0
hostile "its header: duplicate object key near '\"w1\"' (byte 12)" '{"w1":1,"w1":2}' 0
hostile "its header: unable to decode byte 0xff near '\"' (byte 2)" "$(printf '{"\377":1}')" 0
hostile "its header: NUL byte in object key not supported near '\"\\u0000\"' (byte 9)" '{"\u0000":1}' 0
hostile "tensor 'w1' has no dtype" '{"w1":1}' 0
hostile "tensor 'w1' has no dtype" '{"w1":{"dtype":{"dtype":"F32"},"shape":[2,3],"data_offsets":[0,24]}}' 24
hostile "tensor 'w1' has no shape" '{"w1":{"dtype":"F32","data_offsets":[0,24]}}' 24
hostile "tensor 'w1': its shape has what is no size" "{$(tensor w1 2,-3 0,24)}" 24
hostile "tensor 'w1': its shape has what is no size" "{$(tensor w1 2,3.5 0,24)}" 24
hostile "tensor 'w1': its shape has what is no size" "{$(tensor w1 '[2],3' 0,24)}" 24
hostile "tensor 'w1' has 9 axes, more than 8" "{$(tensor w1 1,1,1,1,1,1,1,1,1 0,4)}" 4
hostile "tensor 'w1': its data_offsets are no two places" "{$(tensor w1 2,3 0)}" 24
hostile "tensor 'w1': its data_offsets are no two places" "{$(tensor w1 2,3 0,24,48)}" 48
hostile "tensor 'w1': its data_offsets are no two places" "{$(tensor w1 2,3 24,0)}" 24
hostile "tensor 'w1': its data_offsets are no two places" "{$(tensor w1 2,3 -24,0)}" 24
hostile "tensor 'w1': F32 of shape [2, 3] does not take the 20 bytes it has" "{$(tensor w1 2,3 0,20)}" 20
hostile "tensor 'w1': F32 of shape [4294967296, 4294967296] does not take the 0 bytes it has" \
    "{$(tensor w1 4294967296,4294967296 0,0)}" 0
hostile "tensor 'w1': I64 of shape [9223372036854775807, 3] does not take the 0 bytes it has" \
    "{$(tensor w1 9223372036854775807,3 0,0 I64)}" 0
hostile "tensor 'w1' has more than dtype, shape and data_offsets" \
    '{"w1":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24],"w1":{}}}' 24
hostile "is cut off: tensor 'w1' ends at byte 24 of 23" "{$(tensor w1 2,3 0,24)}" 23
hostile "is cut off: tensor 'w1' ends at byte 9223372036854775804 of 0" \
    "{$(tensor w1 1 9223372036854775800,9223372036854775804)}" 0
hostile "tensors 'w1' and 'b1' overlap" "{$(tensor w1 2,3 0,24),$(tensor b1 3 12,24)}" 24
hostile "tensors 'b1' and 'w1' overlap" "{$(tensor w1 2,3 0,24),$(tensor b1 3 0,12)}" 24
hostile 'bytes 24 to 28 of the data belong to no tensor' "{$(tensor w1 2,3 0,24),$(tensor b1 3 28,40)}" 40
hostile '1 bytes behind the last tensor' "{$(tensor w1 2,3 0,24)}" 25
lua5.4 -e 'io.write(("["):rep(100000))' > brackets
hostile "its header: maximum parsing depth reached near '[' (byte 2049)" "$(cat brackets)" 0

printf 'no zip' > bad.npz
refuses 1 'bad.npz: Not a zip archive' weights net.lua bad.npz -o out.bin
refuses 1 "text.npz: entry 'notes.txt' is no npy array" weights net.lua text.npz -o out.bin
refuses 1 "bomb.npz: entry 'w1.npy' would have 25165952 bytes, more than this network's weights can take" \
    weights net.lua bomb.npz -o out.bin
refuses 1 "twice.npz: two tensors of the name 'w1'" weights net.lua twice.npz -o out.bin
refuses 1 "lies.npz: entry 'w1.npy' has not the 152 bytes that its directory says" \
    weights net.lua lies.npz -o out.bin
refuses 1 "changed.npz: entry 'w1.npy': CRC error" weights net.lua changed.npz -o out.bin

array() { # MESSAGE HEADER BYTES [LENGTH [VERSION]]
    message=$1
    shift
    file bad.npy "$@"
    refuses 1 "bad.npy: $message" weights net.lua bad.npy -o out.bin
}
wrong='has a header that is not descr, fortran_order and shape of an array of numbers'
dict() { echo "{'descr': '${2:-<f4}', 'fortran_order': ${3:-False}, 'shape': $1, }"; }
for version in 1 2 3; do
    file good.npy "$(dict '(13,)')" 52 "$(dict '(13,)' | awk '{ print length }')" $version
    silent weights net.lua good.npy
done
array 'is an npy array of version 4, which is unknown' "$(dict '(13,)')" 52 51 4
array 'is cut off in its header' "$(dict '(13,)')" 52 200
array 'a header of 2000000000 bytes is more than this network can need' "$(dict '(13,)')" 52 2000000000 2
array 'is cut off: 51 bytes for F32 of shape [13]' "$(dict '(13,)')" 51
array 'has 1 bytes behind its numbers' "$(dict '(13,)')" 53
array 'is cut off: 52 bytes for F32 of shape [4294967296, 4294967296]' "$(dict '(4294967296, 4294967296)')" 52
array 'holds shape []; the parameters are one vector [13]' "$(dict '()')" 4
array 'holds shape [13, 1]; the parameters are one vector [13]' "$(dict '(13, 1)')" 52
array 'is of type <i4; F16, BF16, F32 and F64 can be read' "$(dict '(13,)' '<i4')" 52
array 'is of type |V2; F16, BF16, F32 and F64 can be read' "$(dict '(13,)' '|V2')" 26
for header in '' '{' '{}' '[]' "{'descr': '<f4'}" "$(dict '13')" "$(dict '(13)')" "$(dict '(13,')" "$(dict '(-13,)')" \
              "$(dict '(18446744073709551616,)')" "$(dict '(1,1,1,1,1,1,1,1,1)')" "$(dict '(13,)' '<f4' Maybe)" \
              "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (13,), }" \
              "{'shape': (13,), $(dict '(13,)' | tail -c +2)" "{'other': 1, $(dict '(13,)' | tail -c +2)" \
              "$(dict '(13,)') {}" "{'descr': '<f4"; do
    array "$wrong" "$header" 52
done

# ---- any file, cut off at any byte, or with any byte changed ----
# answers FILE MAY: a message and exit 1, or, where it may, exit 0
answers() {
    run weights net.lua "$1" -o out.bin
    { IFS= read -r said; } < stderr
    { IFS= read -r told; ! IFS= read -r _; } < stdout
    alone=$?
    case $status,$said,$2 in
    0,,may) true ;;
    1,"$1: "*) case $alone,$told in '0,#error "bpgen: '*) true ;; *) false ;; esac ;;
    *) false ;;
    esac
}
# hurt FILE STEP STEP: cut off at each so many bytes, changed at each so many
hurt() {
    ending=${1##*.} size=$(wc -c < "$files/$1") at=0
    cut=$2 change=$3
    [ -z "${LONG:-}" ] || cut=1 change=1
    while [ $at -lt "$size" ]; do
        if [ $((at % cut)) -eq 0 ]; then
            head -c $at "$files/$1" > "cut.$ending"
            if answers "cut.$ending" not; then good; else bad "exit $status: $1, $at bytes of it"; fi
        fi
        if [ $((at % change)) -eq 0 ]; then
            { head -c $at "$files/$1"; printf '\377'; tail -c +$((at + 2)) "$files/$1"; } > "cut.$ending"
            if answers "cut.$ending" may; then good; else bad "exit $status: $1, byte $at changed"; fi
        fi
        at=$((at + 1))
    done
}
hurt own.safetensors 3 11
hurt block.npy 3 11
hurt torch.npz 13 29
hurt own.npz 50 50

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
