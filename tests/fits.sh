#!/bin/sh
# fits.sh - a header and an object of one spec link without a word; of two that declare other things
# they do not, and the linker names the network and says why.
#
#   tests/fits.sh [BPGEN]
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
strict=$("$here/tools/strict" gcc)

links() { # COMMAND...: succeeds and says nothing
    # shellcheck disable=SC2086 # words
    "$@" $strict > stdout 2> stderr && [ ! -s stderr ]
}
# misses COMMAND...: fails for want of that name alone
misses() {
    # shellcheck disable=SC2086 # words
    ! "$@" $strict > stdout 2> stderr && grep -q 'net_object_that_fits_this_header_' stderr &&
        ! grep 'undefined' stderr | grep -qv 'net_object_that_fits_this_header_'
}
have() { # COMMAND
    command -v "$1" > /dev/null && return
    echo "SKIP $1: it is not here"
    return 1
}

cat > net.lua <<'END'
local rule = param("optimizer", "sgd") == "sgd" and sgd or momentum
local last = param("last", "identity") == "identity" and identity or sigmoid
return network { name = "net", input = 3, layers = { dense(param("hidden", 4), tanh), dense(2, last) },
                 loss = half_squared_error, batch = param("batch", 1),
                 optimizer = rule { rate = param("rate", 0.1) } }
END
cat > ends.lua <<'END'
local a, c = input(param("first", "a"), 3), input("c", 3)
local y = dense(2, identity, { name = param("layer", "top") })(a * c)
return network { name = "net", outputs = { y = y }, loss = half_squared_error(y, target("t", 2)) }
END
head -c 104 /dev/zero > net.bin
cat > user.c <<'END'
#include <stddef.h>
#include "net.h"
float work(void);
int main(void)
{
    static net_parameters p;
    static net_workspace ws;
    const float x[3] = { 0, 1, 2 }, t[2] = { 0, 1 };
    net_init(&p, 1);
    return net_loss(&p, 1, x, t, &ws) >= 0 && work() >= 0 ? 0 : 1;
}
END
cat > second.c <<'END'
#include "net.h"
float work(void);
float work(void) { return NET_PARAMETERS; }
END
cp user.c user.cc
cp second.c second.cc
echo 'int main(void) { return 0; }' > sizes.c
make_net() { # FOLDER SPEC OPTIONS...
    to=$1 spec=$2
    shift 2
    mkdir "$to"
    "$bpgen" "$@" "$spec.lua" -o "$to/net.c" -H "$to/net.h" > stdout 2> stderr
}
number() { # FILE
    sed -n 's/^#define NET_DECLARED 0x\([0-9a-f]\{8\}\)$/\1/p' "$1"
}

# ---- a number for what is declared ----

while read -r folder spec options; do
    # shellcheck disable=SC2086 # words
    expect "generates $folder" make_net "$folder" "$spec" $options
    expect "$folder: header and C have one number" [ "$(number "$folder/net.h")" = \
        "$(number "$folder/net.c" | grep .)" ]
    # shellcheck disable=SC2086 # words
    expect "$folder: the header alone has it" [ "$(number "$folder/net.h")" = \
        "$("$bpgen" $options -H - "$spec.lua" | number /dev/stdin)" ]
    echo "$(number "$folder/net.h") $folder" >> numbers
done <<'END'
one net
batch net -D batch=2
batch_3 net -D batch=3
width net -D hidden=5
moments net -D optimizer=momentum
double net --real double
plain_batch net --style plain -D batch=2
part net --only predict,loss,init
plain_part net --style plain --only predict,loss,init -D batch=2
predict net --only predict
ends ends
first ends -D first=b
layer ends -D layer=other
END
expect "another number for each of them: $(sort numbers | uniq -D -w 8 | tr "\n" " ")" \
    [ -z "$(sort numbers | uniq -D -w 8)" ]
mkdir trained
"$bpgen" net.lua --weights net.bin --weights-file trained/weights.c -o trained/net.c -H trained/net.h
expect 'generates another rate' make_net rate net -D rate=0.5
expect 'generates sigmoid' make_net sigmoid net -D last=sigmoid
# its workspace is empty: what a call needs is on the stack
expect 'generates plain' make_net plain net --style plain
for same in rate sigmoid trained plain; do
    expect "$same: declared no other way" [ "$(number one/net.h)" = "$(number $same/net.h)" ]
done

# ---- links ----

while read -r compiler; do
    # shellcheck disable=SC2086 # words
    {
        $once $compiler -c one/net.c -o net.o 2> stderr
        expect "fits: $compiler" links $compiler -Ione -o user user.c second.c net.o -lm
        expect "runs: $compiler" ./user
        expect "another batch: $compiler" misses $compiler -Ibatch -o user user.c second.c net.o -lm
    }
done <<'END'
gcc -std=c11
gcc -std=c11 -O2 -no-pie
gcc -std=c11 -O2 -static
gcc -std=c11 -O2 -flto
gcc -std=c11 -O2 -ffunction-sections -fdata-sections -Wl,--gc-sections
gcc -std=c11 -O2 -flto -ffunction-sections -fdata-sections -Wl,--gc-sections
gcc -std=c11 -O2 -fuse-ld=gold -ffunction-sections -fdata-sections -Wl,--gc-sections
clang -std=c11 -O2
clang -std=c11 -O2 -ffunction-sections -fdata-sections -Wl,--gc-sections
clang -std=c11 -O2 -flto -fuse-ld=lld -ffunction-sections -fdata-sections -Wl,--gc-sections
END
$once gcc -std=c11 -O1 -c one/net.c -o net.o
for compiler in g++ clang++; do
    expect "fits: $compiler" links $compiler -std=c++17 -O2 -Ione -o user user.cc second.cc net.o -lm
    expect "another batch: $compiler" misses $compiler -std=c++17 -O2 -Ibatch -o user user.cc \
        second.cc net.o -lm
    expect "as C++: $compiler" links $compiler -std=c++17 -Ione -o user user.cc second.cc \
        -x c++ one/net.c -lm
done
for other in width moments plain_batch part; do
    expect "another $other" misses gcc -I$other -o user user.c second.c net.o -lm
    $once gcc -std=c11 -O1 -c $other/net.c -o other.o
    expect "the other way, $other" misses gcc -Ione -o user user.c second.c other.o -lm
    expect "$other fits itself" links gcc -I$other -o user user.c second.c other.o -lm
done
expect 'double' misses gcc -include double/net.h -o user sizes.c net.o -lm
expect 'another rate' links gcc -Irate -o user user.c second.c net.o -lm
expect 'weights' links gcc -Itrained -o user user.c second.c trained/weights.c net.o -lm
expect 'weights of another width' misses gcc -Iwidth -o user sizes.c trained/weights.c width/net.c -lm
gcc -shared -fPIC -o libnet.so one/net.c -lm
expect 'a shared library fits' links gcc -Ione -o user user.c second.c ./libnet.so
expect 'another shared library' misses gcc -Ibatch -o user user.c second.c ./libnet.so
expect 'no object' links gcc -DNET_UNLINKED -include one/net.h -o user sizes.c
expect 'no object, unsaid' misses gcc -include one/net.h -o user sizes.c

# ---- in one unit ----

printf '#include "batch/net.h"\n#include "one/net.c"\n' > both.c
expect 'a header, then another file' sh -c "! gcc -fsyntax-only both.c > stdout 2> stderr &&
    grep -q 'error: #error \"net: this file does not fit the header' stderr"
printf '#include "one/net.h"\n#include "one/net.c"\n#include "one/net.h"\n' > both.c
expect 'a header, its file, the header' links gcc -fsyntax-only both.c

# ---- microcontrollers ----

# bytes OBJECT-OR-PROGRAM: that a device holds
bytes() { size "$1" | awk 'NR == 2 { print $1 + $2 }'; }
while read -r compiler; do
    have "${compiler%% *}" || continue
    for sections in '' '-ffunction-sections -fdata-sections -Wl,--gc-sections' \
                    '-flto -ffunction-sections -fdata-sections -Wl,--gc-sections'; do
        label="${compiler%% *} $sections"
        # shellcheck disable=SC2086 # words
        {
            $once $compiler $sections -c plain/net.c -o net.o
            expect "fits: $label" links $compiler $sections -Iplain -o fit user.c second.c net.o -lm
            expect "another batch: $label" misses $compiler $sections -Iplain_batch -o user user.c \
                second.c net.o -lm
            $compiler $sections -DNET_UNLINKED -Iplain -o unlinked user.c second.c net.o -lm 2> stderr
        }
        # the name's one byte, padded
        case $sections in *gc*)
            cost=$(($(bytes fit) - $(bytes unlinked)))
            expect "costs $cost bytes: $label" [ $((cost >= 0 && cost <= 4)) = 1 ] ;;
        esac
    done
done <<'END'
arm-none-eabi-gcc -std=c99 -Os -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard --specs=rdimon.specs
arm-none-eabi-gcc -std=c99 -Os -mthumb -mcpu=cortex-m0 --specs=rdimon.specs
avr-gcc -std=c99 -Os -mmcu=atmega2560
END
while read -r compiler; do
    have "${compiler%% *}" || continue
    # shellcheck disable=SC2086 # words
    expect "its header: $compiler" links $compiler -Ione -c second.c -o x.o
done <<'END'
arm-none-eabi-g++ -std=c++17 -O2 -mthumb -mcpu=cortex-m4
i686-linux-gnu-gcc -std=c99
riscv64-linux-gnu-gcc -std=c99
aarch64-linux-gnu-gcc -std=c11
clang -std=c99 -ffreestanding --target=arm-none-eabi -mcpu=cortex-m4
clang -std=c99 -ffreestanding --target=x86_64-pc-windows-msvc
clang -std=c99 -ffreestanding --target=x86_64-apple-macos
clang -std=c99 -ffreestanding --target=wasm32
END
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
