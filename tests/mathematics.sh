#!/bin/sh
# mathematics.sh - the mathematics at the top of the generated files: read back and judged
# (mathematics/header.lua), of all sample specs and of random ones; what it says of some networks; and
# that its text grows with the number of gates and no faster.
#
#   tests/mathematics.sh [BPGEN [SEED [COUNT]]]    SEED: 1; COUNT: 100, with LONG=1 1000
bpgen=$(realpath "${1:-./bpgen}")
seed=${2:-1}
count=${3:-$([ -n "${LONG:-}" ] && echo 1000 || echo 100)}
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
passed=0 failed=0
net=$scratch/net.c spec=$scratch/net.lua

# fails WHAT: says so, with the first lines of the log
fails() {
    failed=$((failed + 1))
    echo "FAIL $1"
    sed 's/^/    /; 6q' "$scratch/log"
}

# verdict STATUS WHAT
verdict() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else fails "$2"; fi
}

# generate OPTIONS... SPEC: to $net
generate() {
    timeout 60 "$bpgen" -o "$net" "$@" > "$scratch/log" 2>&1
}

# judge WHAT OPTIONS... SPEC
judge() {
    what=$1
    shift
    generate "$@" && timeout 60 lua5.4 tests/mathematics/header.lua "$net" > "$scratch/log" 2>&1
    verdict $? "$what"
}

# ---- read back ----

for file in specs/*.lua examples/*/*.lua tests/specs/*.lua tests/numerics/specs/*.lua; do
    judge "$file" "$file"
done
for which in 2 3 4 5 6 7 8 9 10 11 12 13 14; do
    judge "optimizer $which" -D which=$which tests/specs/optimizer.lua
done
for number in $(seq "$seed" $((seed + count - 1))); do
    lua5.4 tests/fuzz.lua "$number" > "$spec"
    judge "seed $number: lua5.4 tests/fuzz.lua $number" "$spec"
done

# ---- the judge sees what is wrong ----

# sees EXPRESSION SPEC: sed's change of the whole file is no mathematics any more
sees() {
    generate "$2" && sed "$1" "$net" > "$scratch/changed.c"
    if cmp -s "$net" "$scratch/changed.c"; then
        echo "nothing to change" > "$scratch/log"
        fails "$1 of $2"
    elif timeout 60 lua5.4 tests/mathematics/header.lua "$scratch/changed.c" > "$scratch/log" 2>&1
    then
        fails "not seen: $1 of $2"
    else
        passed=$((passed + 1))
    fi
}

sees 's/dh1\*(1 - h1\*h1)/dh1*(1 - h1)/' specs/xor.lua
sees 's/dz2 = y - t/dz2 = y + t/' specs/xor.lua
sees "s/mean_n(x' dz1)/mean_n(x' dh1)/" specs/xor.lua
sees "s/dz2 w2'/dz2 w2/" specs/xor.lua
sees 's/0.01\*w1/0.02*w1/' specs/two_layer_l2.lua
sees 's/h1 > 0, dh1, 0/h1 > 0, 0, dh1/' specs/mnist.lua
sees 's/(4) y = /(4) z2 = /' specs/xor.lua
sees 's/ - t_value/ - value/' specs/two_heads.lua
sees 's/m_next = /m = /' specs/forces.lua
sees 's/correction1 = /correction = /' specs/forces.lua
sees 's/= y - t /= y - (t /' specs/xor.lua
sees 's/(2) h1 = tanh(z1)  /(2) h1 = tanh(z1 + 0)  /' specs/xor.lua
sees 's/w1 \[2x4\]/w1 [2x5]/' specs/xor.lua

# ---- what it says ----

# says WHAT LINES: the header of the spec at stdin has these lines, in this order
says() {
    cat > "$spec"
    generate "$spec"
    sed '/\*\//q; s/^ \* *//; s/^([0-9]*) //; s/   \[.*//' "$net" > "$scratch/header"
    printf '%s\n' "$2" > "$scratch/wanted"
    awk 'NR == FNR { wanted[++count] = $0; next }
         $0 == wanted[found + 1] { found++ }
         END { if (found < count) print "no line: " wanted[found + 1]; exit found < count }' \
        "$scratch/wanted" "$scratch/header" > "$scratch/log"
    verdict $? "$1"
}

says "an output is called by its name" "y = sigmoid(z2)
dz2 = (y - t)*y*(1 - y)" << 'END'
return network { input = 2, layers = { dense(3, sigmoid), dense(1, sigmoid) },
                 loss = half_squared_error }
END
says "targets of a class" "targets t [1x3] (one-hot of a class)
y = softmax(z1)
dz1 = y - t" << 'END'
return network { input = 2, layers = { dense(3, softmax) }, loss = cross_entropy,
                 targets = "index" }
END
says "targets that are no class" "dz1 = sum(t)*y - t" << 'END'
return network { input = 2, layers = { dense(3, softmax) }, loss = cross_entropy }
END
says "a target and an output of one name" "targets t_a [1x2] (in the C: a)
a = z1
loss = 0.5*sum(dz1*dz1)" << 'END'
local a = dense(2)(input("x", 3))
return network { outputs = { a = a }, loss = half_squared_error(a, target("a", 2)) }
END
says "an input of a parameter's name, and of a moment's" "inputs w1 [1x3], m [1x2]
parameters w1_1 [5x2] (in the C: w1), b1 [1x2]
dw1 = mean_n(v1' dz1)
m_new = 0.9*m_1 + g
m_next = where(abs(m_new) < 1.17549435e-38, 0, m_new)" << 'END'
local y = dense(2)(concat(input("w1", 3), input("m", 2)))
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 2)),
                 optimizer = momentum }
END
says "adam, in order" "A step of adam, for each weight w and its gradient g; k = 1, 2, ...; at first rate is 0.001, m
correction1 = 1 - 0.9^k
correction2 = 1 - 0.999^k
m_new = 0.9*m + 0.1*g
m_next = where(abs(m_new) < 1.17549435e-38, 0, m_new)
v_new = 0.999*v + 0.001*g*g
v_next = where(abs(v_new) < 1.17549435e-38, 0, v_new)
v1 = sqrt(correction2)
w_next = w - rate*v1/correction1*m_next/(sqrt(v_next) + 1e-08*v1)" << 'END'
return network { input = 2, layers = { dense(1) }, loss = half_squared_error, optimizer = adam }
END
says "nesterov reads the new moment" "m_new = 0.9*m + g
m_next = where(abs(m_new) < 1.17549435e-38, 0, m_new)
w_next = w - rate*(g + 0.9*m_next)" << 'END'
return network { input = 2, layers = { dense(1) }, loss = half_squared_error, optimizer = nesterov }
END
says "polyak" "norm2 = sum(g*g)   over all parameters
w_next = w - rate*where(norm2 > 0, J/norm2, 0)*g" << 'END'
return network { input = 2, layers = { dense(1) }, loss = half_squared_error, optimizer = polyak }
END
says "penalties" "J = mean_n(loss) + 0.005*sum(w1*w1) + 0.5*sum(abs(w1))
dw1 = mean_n(x' dz1) + 0.01*w1 + 0.5*where(w1 > 0, 1, where(w1 < 0, -1, 0))" << 'END'
return network { input = 2, layers = { dense(1, identity, { l1 = 0.5 }) }, l2 = 0.01,
                 loss = half_squared_error }
END
says "one where() of one condition" "dz1 = where(v1, dh1, dh1*(v2 + 1))" << 'END'
return network { input = 2, layers = { dense(3, elu), dense(1) }, loss = half_squared_error }
END
says "huber after softmax in parts" "v1 = abs(y - t)
dh1 = where(v2, v1, 1)*where(y - t > 0, 1, where(y - t < 0, -1, 0))
dz1 = y*(dh1 - sum(dh1*y))" << 'END'
return network { input = 2, layers = { dense(3, softmax) }, loss = huber }
END
says "the notation" \
    "x w is a product of matrices, x' is x transposed, x*w multiplies element by element;" << 'END'
return network { input = 2, layers = { dense(1) }, loss = half_squared_error }
END

# ---- it grows with the gates, and the header stays short ----

# grows WHAT: the spec at stdin; what the text gains with its depth is in proportion
grows() {
    cat > "$spec"
    for depth in 5 10 20 40 400; do
        judge "$1, $depth deep" -D depth=$depth "$spec"
        sed '/\*\//q' "$net" | wc -lc > "$scratch/size.$depth"
        grep -o '/\* ([0-9]*) .*' "$net" | wc -c >> "$scratch/size.$depth"
    done
    cat "$scratch"/size.10 "$scratch"/size.20 "$scratch"/size.40 "$scratch"/size.400 |
        tr '\n' ' ' | awk '{
            for (i = 1; i <= 3; i++) # lines and bytes of the header, bytes in the functions
                if ($(i + 6) > $(i + 3) + 2.5*($(i + 3) - $i) + 2000 || $10 > 400 ||
                    $12 > $9 + 22*($9 - $6) + 2000) {
                    print "lines, bytes, comments of depth 10, 20, 40, 400: " $0
                    exit 1
                }
        }' > "$scratch/log"
    verdict $? "$1"
}

head='local x, v = input("x", 3)
v = dense(4)(x)
for i = 1, param("depth", 5) do'
tail='end
return network { outputs = { y = v }, loss = mean_squared_error(v, target("t", 4)), batch = 2 }'
grows "squares" << END
$head v = tanh(v*v + v) $tail
END
grows "Newton's method" << END
$head v = v - (v*v - 2) / (2*v) $tail
END
grows "mean and variance" << END
$head local d = v - mean(v) v = d / sqrt(mean(d*d) + 0.1) $tail
END
grows "Runge-Kutta" << END
$head
  local function f(u) return sin(u) - 0.1*u end
  local a = f(v) local b = f(v + 0.05*a) local c = f(v + 0.05*b) local d = f(v + 0.1*c)
  v = v + 0.1/6*(a + 2*b + 2*c + d)
$tail
END
grows "choices" << END
$head v = where(gt(v, i / 10), sin(v) - v, v + cos(v)) $tail
END
grows "halves" << END
$head v = concat(slice(v, 3, 4)*slice(v, 1, 2), slice(v, 1, 2)) $tail
END
grows "softmax" << END
$head v = softmax(v + v*v) - 0.1*v $tail
END
grows "layers" << END
$head v = dense(4, gelu)(v) $tail
END
grows "terms of a sum" << END
$head v = v + (0.5 + i)*dense(4)(v)*slice(x, 1, 1) $tail
END
grows "one layer's uses" << END
local f = dense(4, tanh)
$head v = f(v) $tail
END

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
