#!/bin/sh
# weights.sh - files of weights: what others write is read, what is written reads back to the bit, in
# files and in C, and the words of the command. What does not fit, or is hostile: weights_wrong.sh.
#
#   tests/weights.sh [BPGEN]      one built with sanitizers sees most (make SANITIZE=1)
#
# tests/weights/ holds one block of parameters as NumPy and PyTorch wrote it (make.py).
# shellcheck disable=SC2016 # $ is not always a shell's
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
# shellcheck source=tests/weights/words.sh
. "$root/tests/weights/words.sh"
deep='dense(2)'
for _ in 2 3 4 5 6 7 8 9 10 11; do deep="$deep, dense(2, { bias = false })"; done
network deep.lua "$deep"

# ---- what others wrote ----
for of in net.lua:own.npz net.lua:fortran.npz net.lua:torch.npz net.lua:keras.npz \
          net.lua:positions.npz net.lua:torch.safetensors net.lua:mixed.safetensors \
          net.lua:numbered.safetensors net.lua:own.safetensors net.lua:block.npy \
          plain.lua:torch.npz plain.lua:keras.npz plain.lua:positions.npz plain.lua:block.npy \
          plain.lua:numbered.safetensors plain.lua:mixed.safetensors plain.lua:torch.safetensors \
          named.lua:jax.npz named.lua:keras.npz; do
    spec=${of%:*} file=${of#*:}
    silent weights "$spec" "$file" -o "out.bin"
    holds "$spec takes $file" cmp "$files/float.bin" out.bin
    silent weights --real double "$spec" "$file" -o "out.bin"
    holds "$spec in doubles takes $file" cmp "$files/double.bin" out.bin
done

# ---- what is written, and reads back to the bit ----
lua5.4 "$files/random.lua" wide.bin '<f' 940 0 -0.0 1.401298464324817e-45 1.1754943508222875e-38 \
    3.4028234663852886e38 -3.4028234663852886e38
lua5.4 "$files/random.lua" widest.bin '<d' 940 0 -0.0 4.9406564584124654e-324 \
    2.2250738585072014e-308 1.7976931348623157e308 0.1
# shellcheck disable=SC2046 # words
lua5.4 "$files/random.lua" deep.bin '<f' 46 $(seq 46)
for ending in safetensors npz npy bin; do
    for real in float double; do
        for names in '' --pytorch; do
            case $names$ending in --pytorchnpy | --pytorchbin) continue ;; esac
            [ $real = float ] && from=wide.bin || from=widest.bin
            rm -f out.*
            silent weights $names --real $real wide.lua "$from" -o out.$ending
            silent weights --real $real wide.lua out.$ending
            silent weights --real $real wide.lua out.$ending -o out.again.bin
            holds "$real through $ending $names" cmp "$from" out.again.bin
        done
    done
done
for ending in npz safetensors; do # layer 10 comes after layer 9
    silent weights --pytorch deep.lua deep.bin -o out.$ending
    silent weights deep.lua out.$ending -o out.again.bin
    holds 'numbers in names are numbers' cmp deep.bin out.again.bin
done
silent weights --pytorch net.lua float.bin -o out.safetensors
holds "PyTorch's names and layout" cmp numbered.safetensors out.safetensors
silent weights net.lua float.bin -o out.safetensors
holds 'our names and layout' cmp own.safetensors out.safetensors
silent weights --real double net.lua double.bin -o out.npy
holds "npy is NumPy's, to the byte" cmp block.npy out.npy
cp out.npy kept
silent weights --real double net.lua double.bin -o out.npy
holds 'the same bytes once more' cmp kept out.npy
python=
for each in /usr/bin/python3 python3; do
    ! "$each" -c 'import numpy' 2> said || python=$each
done
if [ -n "$python" ]; then
    silent weights --pytorch net.lua float.bin -o out.npz
    holds 'NumPy reads it' "$python" -c '
import numpy
new, old = numpy.load("out.npz"), numpy.load("torch.npz")
assert list(new) == ["1.weight", "1.bias", "out.weight", "out.bias"]
for one, other in zip(new.values(), old.values()):
    assert one.dtype == other.dtype and one.shape == other.shape and (one == other).all()'
else
    echo 'SKIP NumPy is not installed: what is written is read by bpgen alone'
fi

# ---- the table ----
silent weights net.lua torch.safetensors
cat > wanted <<'E3'
parameter    tensor          type  shape
w1[2][3]     first.0.weight  F32   [3, 2]  transposed
b1[3]        first.0.bias    F32   [3]
out_w[3][1]  out.weight      F32   [1, 3]  transposed
out_b[1]     out.bias        F32   [1]
E3
holds 'a table of what the file holds' cmp wanted stdout

# ---- in the C ----
# defines FILE REAL COUNT: the C file's net_weights are, byte by byte, what the file holds
defines() {
    cat > main.c <<'E2'
#include <stdio.h>
#include "net.h"
int main(void) { return fwrite(&net_weights, sizeof net_weights, 1, stdout) != 1; }
E2
    for compiler in 'gcc -std=c11' 'clang -std=c11' 'g++ -std=c++17 -x c++' 'clang++ -std=c++17 -x c++'; do
        # shellcheck disable=SC2086 # words
        holds "$compiler compiles $*" $compiler -Wall -Wextra -pedantic -Wconversion -Werror -o main \
            main.c "$@" -x none -lm
        ./main > out.c.bin
        holds "$compiler: the same bits" cmp "$block" out.c.bin
    done
}
for real in float double; do
    [ $real = float ] && block=wide.bin || block=widest.bin
    silent --real $real --prefix net --weights "$block" -o net.c -H net.h wide.lua
    defines net.c
    silent --real $real --prefix net --weights "$block" --weights-file block.c --section .blocks \
        -o net.c -H net.h wide.lua
    holds 'the C file is without them' [ "$(grep -c 'net_weights = {' net.c)" -eq 0 ]
    defines block.c net.c
    holds 'they are in their section' sh -c 'cc -c -o block.o block.c && objdump -t block.o | grep -q "[.]blocks.*net_weights"'
done
# of a large block the numbers are hexadecimal: from the smallest to the largest, 0 with either sign
echo 'return network { input = 400, layers = { dense(256, { bias = false }) }, loss = half_squared_error }' > large.lua
lua5.4 -e 'math.randomseed(3)
local bits = { 0, 0x80000000, 1, 0x807FFFFF, 0x7F7FFFFF, 0xFF7FFFFF, 0x00800000, 0x3F800000 }
for i = 1, 400 * 256 do
  local b = bits[i] or math.random(0, 0xFFFFFFFF)
  if b & 0x7F800000 == 0x7F800000 then b = b ~ 0x40000000 end
  bits[i] = string.pack("<I4", b)
end
io.write(table.concat(bits))' > large.bin
block=large.bin
silent --prefix net --weights "$block" -o net.c -H net.h large.lua
defines net.c
holds 'in hexadecimal' grep -q '^        { 0x0p+0f, -0x0p+0f, 0x1p-149f, -0x1.fffffcp-127f, 0x1.fffffep+127f,' net.c
block=wide.bin
for options in '--style plain' '--only predict' '--style plain --only predict'; do
    # shellcheck disable=SC2086 # words
    silent $options --prefix net --weights $block -o net.c -H net.h wide.lua
    defines net.c
    # shellcheck disable=SC2086 # words
    silent $options --prefix net --weights $block --weights-file block.c -o net.c -H net.h wide.lua
    defines block.c net.c
done
for file in block.c net.c; do
    holds "$file has lines of at most 100 columns" awk 'length > 100 { exit 1 }' $file
done
silent --weights torch.safetensors -o net.c -H net.h net.lua
cat > main.c <<'E2'
#include <math.h>
#include <stdio.h>
#include "net.h"
int main(void)
{
    float x[2], t, y;
    int count = 0;
    while (scanf("%f %f %f", &x[0], &x[1], &t) == 3) {
        net_predict(&net_weights, x, &y);
        count++;
        if (!(fabsf(y - t) <= 1e-6f))
            return printf("%g instead of %g\n", (double)y, (double)t);
    }
    return count != 4;
}
E2
holds 'it compiles' cc -o main main.c net.c -lm
holds 'it predicts what PyTorch predicts' sh -c "./main < '$files/outputs.txt'"
silent -o bare.c net.lua
sed '/^const net_parameters/,$d; /that bpgen was given/,/^$/d' net.c | sed '$d' > stripped.c
holds 'all else is as without them' cmp bare.c stripped.c

# ---- words of the command ----
more='(bpgen --help tells more)'
ends='a file of weights ends in .safetensors, .npz, .npy or .bin'
refuses 2 "'net.pt': $ends $more" weights net.lua net.pt
refuses 2 "'x': $ends $more" weights net.lua x -o out.bin
refuses 2 "'out.h5': $ends $more" weights net.lua own.npz -o out.h5
refuses 2 "'-': $ends $more" weights net.lua own.npz -o -
refuses 2 "--pytorch is for -o FILE.safetensors and -o FILE.npz $more" weights --pytorch net.lua own.npz
refuses 2 "--pytorch is for -o FILE.safetensors and -o FILE.npz $more" \
    weights --pytorch net.lua own.npz -o out.npy
refuses 2 "weights wants net.lua FROM $more" weights net.lua
refuses 2 "option '--pytorch' is for train and weights $more" --pytorch net.lua
refuses 2 "--weights-file wants --weights FILE $more" --weights-file out.c net.lua
refuses 2 "--section wants --weights FILE $more" --section .blocks net.lua
for name in '' 'a b' 'a"b' 'a\b'; do
    refuses 2 "--section wants a name, not '$name' $more" --weights own.npz --section "$name" net.lua
done
refuses 2 "'net.pt': $ends $more" --weights net.pt net.lua
refuses 3 'none.npz: No such file or directory' --weights none.npz -o out.c net.lua
refuses 1 'block.npy: holds shape [13]; the parameters are one vector [940]' --weights block.npy -o out.c wide.lua
refuses 2 "--weights-file and -o both write 'out.c' $more" \
    --weights own.npz -o out.c --weights-file out.c net.lua
cp own.npz mine.npz
refuses 2 "-o would overwrite the file 'mine.npz' $more" --weights mine.npz -o mine.npz net.lua
refuses 2 "-o would overwrite the file 'mine.npz' $more" weights net.lua mine.npz -o mine.npz
refuses 3 'none.npz: No such file or directory' weights net.lua none.npz -o out.bin
mkdir folder.npz
refuses 3 'folder.npz: Is a directory' weights net.lua folder.npz -o out.bin
echo before > kept.bin
run weights net.lua few.safetensors -o kept.bin
holds 'a file stays as it was' [ "$(cat kept.bin)" = before ]

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
