#!/bin/sh
# report.sh - bpgen report: what it tells is what compilers, size(1) and their own notes tell.
#
#   tests/report.sh [BPGEN]
#
# Structs of every spec, in both styles: sizes and offsets without a compiler are those that C has.
# With one: bytes are size(1)'s, the deepest stack is that of the compiler's call graph, on this
# machine and on a Cortex-M4. JSON is JSON, and says what the prototypes say.
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
# shellcheck source=tests/tools/frames.sh
. "$root/tests/tools/frames.sh"

# JSON as lines "path value", with the functions by their names
cat > flat.py <<'E2'
import json, sys
def flat(path, value):
    if isinstance(value, dict):
        for key in value: flat(path + "." + key, value[key])
    elif isinstance(value, list):
        for i, one in enumerate(value):
            flat(path + "." + (one["name"] if isinstance(one, dict) else str(i)), one)
    else:
        print(path[1:], value)
flat("", json.load(sys.stdin))
E2
# field PATH: what is there in `flat`
field() {
    awk -v path="$1" '$1 == path { print substr($0, length($1) + 2) }' flat
}
report() { # ARGUMENTS...: its JSON, and the fields in `flat`
    run report --json "$@"
    python3 flat.py < stdout > flat
}

# ---- structs, as the plan knows them ----

cat > structs.py <<'E2'
import json, sys

def tell(r):
    name, real = r["name"], 8 if r["real"] == "double" else 4
    print('#include "%s.h"' % name)
    for key, of in r["structs"].items():
        print('_Static_assert(sizeof(%s) == %d, "%s of %s");' % (of["type"], of["bytes"], key, name))
    for one in r["structs"]["parameters"]["arrays"]:
        at, count = "%s_parameters, %s" % (name, one["name"]), 1
        for size in one["shape"]:
            count *= size
        print('_Static_assert(offsetof(%s) == %d, "%s");' % (at, one["offset"], one["name"]))
        print('_Static_assert(sizeof ((%s_parameters *)0)->%s == %d, "%s");'
              % (name, one["name"], count * real, one["name"]))
    for i, one in enumerate(r["structs"].get("optimizer", {"fields": []})["fields"]):
        print("extern %s *%s_f%d;" % (one["type"], name, i))
        print("extern __typeof__(&((%s_optimizer *)0)->%s) %s_f%d;" % (name, one["name"], name, i))
    for one in r["functions"]: # an incompatible declaration is an error
        print("%s %s(%s);" % (one["returns"], one["symbol"],
                              ", ".join(a["type"] + " " + a["name"] for a in one["arguments"])))

for path in sys.argv[1:]:
    tell(json.load(open(path)))
E2
# both ARGUMENTS...: the header and the report of one network, n1, n2, ...
both() {
    count=$((count + 1))
    "$bpgen" --prefix "n$count" -H "n$count.h" -o "n$count.c" "$@"
    "$bpgen" report --prefix "n$count" --json -o "n$count.json" "$@"
}
count=0
for of in vector,float plain,double; do
    for spec in "$root"/specs/*.lua "$root"/tests/specs/*.lua; do
        both --style ${of%,*} --real ${of#*,} "$spec"
    done
done
for which in 2 3 4 5 6 7 8 9 10 11 12 13 14; do # moments and powers
    both -D which=$which "$root/tests/specs/optimizer.lua"
done
for list in predict forward loss,init backward step; do
    both --only $list "$root/specs/two_heads.lua"
done
head -c 424 /dev/zero > constants.bin # frozen layers as constants
both --weights constants.bin "$root/tests/specs/shared.lua"
python3 structs.py n*.json > structs.c
cat > bytes.py <<'E2'
import json, sys
for path in sys.argv[1:]:
    structs = json.load(open(path + ".json"))["structs"]
    said = ", ".join("%s %d" % (name, structs[name]["bytes"])
                     for name in ("parameters", "optimizer", "workspace") if name in structs)
    if " * bytes: %s\n" % said not in open(path + ".c"):
        print("%s: not %s" % (path, said))
E2
# shellcheck disable=SC2046 # words
python3 bytes.py $(seq -f 'n%g' 1 $count) > stdout 2> stderr
expect "the text of $count networks says as many bytes" [ ! -s stdout -a ! -s stderr ]
expect "sizes, offsets and prototypes of $count networks" gcc -std=gnu11 -fsyntax-only structs.c
sed 's/== \([0-9]\)/== 1\1/' structs.c > wrong.c
expect 'and others would be seen' sh -c '! gcc -std=gnu11 -fsyntax-only wrong.c 2> /dev/null'
expect 'as many as there are structs' [ "$(grep -c '_parameters) == ' structs.c)" -eq "$count" ]

# ---- what a compiler makes of it ----

cat > control.lua <<'END'
return network { name = "net", input = 24, layers = { dense(32, relu), dense(16, relu), dense(6) },
                 loss = half_squared_error, optimizer = adam }
END
cat > small.lua <<'END'
return network { name = "net", input = 3, layers = { dense(5, tanh), dense(2, softmax) },
                 loss = cross_entropy, batch = 4, l2 = 0.01 }
END

# The deepest stack of a function in the call graph of gcc (-fcallgraph-info=su): FILE.ci FUNCTION
graph_stack() {
    awk -v top="$2" '
        { gsub(/"/, "") }
        /^node:/ { name = $4; bytes = 0
                   if (match($0, /[0-9]+ bytes/)) bytes = substr($0, RSTART, RLENGTH) + 0
                   if (bytes > frame[name] + 0) frame[name] = bytes } # clones share a name
        /^edge:/ { to[$4] = to[$4] " " $6 }
        function deep(name,    list, n, i, most, below) {
            n = split(to[name], list, " ")
            most = 0
            for (i = 1; i <= n; i++) { below = deep(list[i]); if (below > most) most = below }
            return frame[name] + most
        }
        END { print deep(top) }' "$1"
}

# measures LABEL SIZE NETWORKS COMPILER...: the figures of each STYLE,NETWORK
measures() {
    label=$1 size=$2 nets=$3
    shift 3
    for net in $nets; do
        style=${net%,*} net=${net#*,}
        what="$label, $style, $net"
        report --style "$style" --cc "$*" --cflags '' "$net.lua"
        expect "$what: report" [ $status -eq 0 ]
        "$bpgen" --style "$style" -o "$net.c" "$net.lua"
        frames "$net" "$@" -std=c11 -ffunction-sections -fdata-sections $graph 2> stderr
        expect "$what: flash" [ "$(bytes "$net" "$size")" = "$(field measured.flash)" ]
        [ -n "$graph" ] || continue
        for function in predict forward loss backward step init optimizer_init; do
            expect "$what: stack of $function" \
                [ "$(graph_stack "$net.ci" net_$function)" = "$(field functions.$function.stack)" ]
        done
    done
}
graph=-fcallgraph-info=su
measures 'x86-64, gcc' size 'plain,control plain,small vector,small' gcc -Os
measures 'x86-64, gcc -O3' size vector,small gcc -O3 -march=x86-64-v3
graph=
measures 'x86-64, clang' size 'plain,control vector,small' clang -O2
if command -v arm-none-eabi-gcc > /dev/null; then
    graph=-fcallgraph-info=su
    # shellcheck disable=SC2086 # words
    measures 'Cortex-M4' arm-none-eabi-size 'plain,control plain,small' $m4
    # by hand: the chains of functions in the plain style
    "$bpgen" --style plain -o control.c control.lua
    # shellcheck disable=SC2086
    frames control $m4 -std=c11 -ffunction-sections
    report --style plain --cc "$m4" control.lua
    expect 'Cortex-M4: predict runs the forward pass' \
        [ "$(field functions.predict.stack)" = "$(stack control predict run)" ]
    expect 'Cortex-M4: a step sweeps' \
        [ "$(field functions.step.stack)" = "$(stack control step sweep back run)" ]
    expect 'Cortex-M4: -Os of the command is not overruled' \
        sh -c '! grep -q "^measured.cflags .*-O" flat'
    # of predict alone all is reached from it, but the byte that ties the object to its header
    report --style plain --only predict --cc "$m4" control.lua
    expect 'Cortex-M4: predict alone is the whole file' \
        [ "$(($(field functions.predict.flash) + 1))" = "$(field measured.flash)" ]
else
    echo 'SKIP Cortex-M4: there is no arm-none-eabi-gcc here'
fi
"$bpgen" --style vector -o small.c small.lua # run time agrees with what was read
cat > sizes.c <<'END'
#include <stdio.h>
#include "small.c"
int main(void)
{
    printf("%zu %zu %zu %zu\n", sizeof(net_parameters), sizeof(net_optimizer),
           sizeof(net_workspace), _Alignof(net_workspace));
    return 0;
}
END
gcc -std=gnu11 -O0 sizes.c -o sizes -lm
run report --cc gcc small.lua
expect 'structs as they run' [ "$(./sizes)" = "$(awk '/^parameters|^optimizer  *[0-9]/ { printf "%s ", $2 }
    /^workspace/ { print $2, $3 }' stdout)" ]

# ---- counts ----

report control.lua
expect 'multiply-adds of a sample, forward' \
    [ "$(field functions.predict.multiply_adds)" = $((24 * 32 + 32 * 16 + 16 * 6)) ]
expect 'and backward' [ "$(field functions.step.multiply_adds)" = \
    $((2 * (24 * 32 + 32 * 16 + 16 * 6) + 32 * 16 + 16 * 6)) ]
expect 'without a compiler nothing is measured' \
    [ "$(field measured),$(field functions.step.stack),$(field functions.step.flash)" = None,None,None ]
expect 'RAM of a step: parameters, optimizer, workspace' \
    [ "$(field functions.step.ram)" = "$(awk '/^structs.[a-z]*.bytes/ { sum += $2 } END { print sum }' flat)" ]

# ---- what goes wrong ----

cat > none <<'END'
#!/bin/sh
for word; do [ "$before" != -o ] || echo text > "$word"; before=$word; done
END
cat > broken <<'END'
#!/bin/sh
for word; do [ "$before" != -o ] || object=$word; before=$word; done
gcc "$@" && head -c 500 "$object" > "$object.cut" && cat "$object.cut" > "$object"
END
cat > silent <<'END'
#!/bin/sh
for word; do [ "$before" != -o ] || object=$word; before=$word; done
gcc "$@" && rm -f "${object%.o}.su"
END
chmod +x none broken silent

refuses() { # EXIT MESSAGE ARGUMENTS...
    code=$1 message=$2
    shift 2
    run report "$@"
    holds "exit $status: report $*" [ $status -eq "$code" ]
    holds "report $*" grep -Eq "$message" stderr
    holds "one line of #error: report $*" sh -c '[ "$(wc -l < stdout)" -eq 1 ] && grep -q "^#error" stdout'
}
refuses 3 "^bpgen: cannot run the compiler 'no-such-cc': install it" --cc no-such-cc small.lua
refuses 1 "^bpgen: the compiler 'gcc -Os --nonsense ' failed: .*nonsense" --cc 'gcc -Os --nonsense' \
    --cflags '' small.lua
refuses 1 'does not show the function' --cc gcc --cflags '-O2 -flto' small.lua
refuses 1 'it writes no ELF file' --cc ./none small.lua
refuses 1 'its ELF file is broken' --cc ./broken small.lua
refuses 2 '^bpgen: --cflags wants --cc' --cflags -O2 small.lua
refuses 2 "^bpgen: -o would overwrite the spec" -o small.lua small.lua
refuses 2 "^bpgen: report has no option '--samples'" --samples 3 small.lua
refuses 3 'No such file' missing.lua
run report --cc ./silent small.lua
expect 'a compiler that tells no frames' sh -c "[ $status -eq 0 ] && grep -q '^predict.*?\$' stdout"
report --cc ./silent small.lua
expect 'nor in JSON' [ "$(field functions.step.stack)" = None ]

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
