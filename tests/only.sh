#!/bin/sh
# only.sh - --only: the functions that are asked for and what they need, and nothing else.
#
#   tests/only.sh [BPGEN]
#
# Every function alone, and a few together, in both styles: compiled without a word, the symbols are
# those asked for, the structs those that they take; the code is that of the whole file, so that the
# sections of the objects are equal. A predict alone has its size on a Cortex-M4.
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2

warnings="$("$here/tools/strict" gcc)"

# The public functions of a list, in order: init comes with optimizer_init where there is a step.
functions() {
    echo "$1" | tr ',' '\n' | sed 's/^step$/step\noptimizer_init/' | sed 's/^/_/' | sort | tr '\n' ' '
}

# one STYLE SPEC NAME LIST
one() {
    label="$2 --style $1 --only $4"
    "$bpgen" --style "$1" --only "$4" "$here/../specs/$2.lua" -o x.c -H x.h 2> said
    expect "$label: written" [ ! -s said ]
    # shellcheck disable=SC2086
    expect "$label: silent" $once gcc -std=c11 -O0 $warnings -c x.c -o x.o
    # shellcheck disable=SC2086
    expect "$label: silent in C++" $once g++ -x c++ -std=c++17 -fsyntax-only $warnings x.c
    expect "$label: functions" [ "$(nm x.o | awk '$2 == "T" { print $3 }' | sed "s/^$3//" |
        sort | tr '\n' ' ')" = "$(functions "$4")" ]
    printf '#include "x.h"\nint unused;\n' > user.c
    # shellcheck disable=SC2086
    expect "$label: header" $once gcc -std=c11 $warnings -fsyntax-only user.c
    case ",$4," in
    *,step,*) expect "$label: optimizer" grep -q "${3}_optimizer;" x.h ;;
    *) expect "$label: no optimizer" sh -c '! grep -q optimizer x.c x.h' ;;
    esac
    case $4 in
    predict | init | predict,init)
        expect "$label: no workspace" sh -c '! grep -q -e _workspace -e BATCH -e _TARGET x.h' ;;
    esac
    case $4 in
    predict | init | forward | predict,init)
        expect "$label: no target" sh -c '! grep -q -e "^ . targets " -e "Backward" x.c' ;;
    esac
}

for style in vector plain; do
    for spec in xor newton two_heads; do
        for list in predict forward loss backward step init predict,init loss,step; do
            one $style $spec $spec $list
        done
    done
done

# The bits are those of the whole file: predict and step of either, on the same numbers.
cat > main.c <<'END'
#include <stdio.h>
#include <string.h>
#include "part.c"
#include "whole.c"
int main(void)
{
    static part_parameters p;
    static whole_parameters q;
    static part_optimizer o;
    static whole_optimizer u;
    static part_workspace ws;
    static whole_workspace vs;
    const float x[4][2] = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, t[4] = { 0, 1, 1, 0 };
    whole_init(&q, 1);
    memcpy(&p, &q, sizeof p);
    part_optimizer_init(&o);
    whole_optimizer_init(&u);
    for (int i = 0; i < 10; i++) {
        const float J = part_step(&p, &o, 4, x[0], t, &ws);
        const float K = whole_step(&q, &u, 4, x[0], t, &vs);
        float y, z;
        part_predict(&p, x[1], &y);
        whole_predict(&q, x[1], &z);
        if (memcmp(&J, &K, sizeof J) || memcmp(&y, &z, sizeof y) || memcmp(&p, &q, sizeof p))
            return 1;
    }
    return 0;
}
END
for style in vector plain; do
    "$bpgen" --style $style --prefix whole "$here/../specs/xor.lua" -o whole.c
    "$bpgen" --style $style --prefix part --only predict,step "$here/../specs/xor.lua" -o part.c
    # shellcheck disable=SC2086
    expect "$style: compiles beside the whole" $once gcc -O1 -march=native main.c -o main -lm
    expect "$style: the same bits" ./main
done

"$bpgen" --only predit "$here/../specs/xor.lua" > x.c 2> said
expect 'a word that is no function' grep -q "not 'predit' (did you mean 'predict'?)" said
"$bpgen" --only predict, "$here/../specs/xor.lua" > x.c 2> said
expect 'an empty word' grep -q "^bpgen: --only wants functions of" said

m4='arm-none-eabi-gcc -std=c99 -Os -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard'
if command -v arm-none-eabi-gcc > /dev/null; then
    cat > control.lua <<'END'
return network { name = "net", input = 24, layers = { dense(32, relu), dense(16, relu), dense(6) },
                 loss = half_squared_error }
END
    "$bpgen" --style plain --only predict control.lua -o control.c
    bytes=$($m4 -c control.c -o control.o && arm-none-eabi-size control.o | awk 'NR == 2 { print $1 }')
    echo "24-32-16-6, predict alone, on a Cortex-M4: $bytes bytes, at most 500"
    expect 'predict on a Cortex-M4' [ "$bytes" -le 500 ]
else
    echo 'SKIP sizes: there is no arm-none-eabi-gcc here'
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
