#!/bin/sh
# explain.sh - bpgen explain: its text, read back and judged (explain/judge.lua) at a point of the
# runtime's (explain/point.c), of all sample specs and of random ones; what it says of some networks;
# its numbers; TeX that compiles; HTML that is well-formed, asks for nothing and overflows nowhere.
#
#   tests/explain.sh [BPGEN [SEED [COUNT]]]    SEED: 1; COUNT: 30, with LONG=1 1000; TEXT=1: no more
#                                              than the text
# shellcheck disable=SC2016 # `holds ... eval` expands later
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
seed=${2:-1}
count=${3:-$([ -n "${LONG:-}" ] && echo 1000 || echo 30)}
cd "$scratch" || exit 2
point=$root/build/tests/explain/point
make -s -C "$root" --no-print-directory build/tests/explain/point || exit 2
export LC_ALL=C COLUMNS=100000

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed -eq 0 ]
    exit
}
# judge WHAT OPTIONS... SPEC
judge() {
    what=$1
    shift
    for spec; do :; done
    if timeout 60 "$bpgen" explain --real double "$@" > text 2> stderr &&
       awk '/^[A-Z].*:$/ { if (title) exit 1; title = 1; next } /./ { title = 0 }' text && # no empty part
       timeout 60 "$point" "$spec" 1 > point.lua 2>> stderr &&
       timeout 120 lua5.4 "$root/tests/explain/judge.lua" text point.lua > stdout 2>> stderr
    then good; else bad "$what"; fi
}

# ---- read back ----

# narrow: the same equations of fewer numbers (LONG=1 has all of pages; 16 million weights of wide
# are more than a table of Lua's); positive: where logarithms and powers are numbers
numerics=$root/tests/numerics/specs
for file in "$root"/specs/*.lua "$root"/tests/specs/*.lua "$numerics"/*.lua; do
    case ${file##*/} in
    wide.lua) sed 's/4096/96/' "$file" > narrow.lua && judge "$file, narrow" narrow.lua ;;
    pages.lua)
        sed 's/1024/48/' "$file" > narrow.lua && judge "$file, narrow" narrow.lua
        [ -z "${LONG:-}" ] || judge "$file" "$file"
        ;;
    edges.lua | nan.lua) ;; # below
    *) judge "$file" "$file" ;;
    esac
done
positive() { sed 's/input("a", n), input("b", n)/sigmoid(input("a", n)), sigmoid(input("b", n))/' "$@"; }
positive "$numerics/nan.lua" > positive.lua
judge 'every gate, activation and loss, of positive numbers' -v positive.lua
# but for `inner`, whose y are 1e60, a difference of which is 0 or too large
sed -n 's/^  \([a-z_]*\) *= function.*/\1/p' "$numerics/edges.lua" > cases
while read -r case; do
    [ "$case" != inner ] || continue
    sed "s/\"inner\")/\"$case\")/" "$numerics/edges.lua" > edges.lua
    positive edges.lua > positive.lua
    [ "$case" = power ] || judge "edges: $case" edges.lua # of negative numbers it is none
    judge "edges: $case, of positive numbers" positive.lua
done < cases
# what has no index in a sum over it
cat > constant.lua <<'E'
local z = dense(5)(input("x", 3))
return network { outputs = { y = z }, loss = -dot(log_softmax(z - z), target("t", 5)) }
E
judge 'a sum of terms that are all the same' constant.lua
# products with Jacobians, by rules of vjp and jvp: softmax, loops, largest elements, guards
for form in soft axes moves norm ${LONG:+conv transposed rms group attention pool vector narrow prelu}; do
    sed "s/param(\"form\", \"conv\")/\"$form\"/" "$root/tests/layers/derivatives.lua" > derivatives.lua
    judge "products with Jacobians: $form" -v derivatives.lua
    expect "of $form some are held to differences" grep -q 'of products with Jacobians' stdout
done
# of gates, by scalars, of what is inlined elsewhere, with vectors that depend on x
cat > products.lua <<'E'
local x = input("x", 4)
local h = dense(3, tanh)(x)
local y, l = softmax(dense(3)(h)), logsumexp(h * 2)
local p = dense(2, identity, { bias = false })(h)
local q = p + parameter(2, { init = constant(0.3) })
local e = max(h, 0.1) / (1 + abs(slice(x, 1, 3)))
return network {
  outputs = { y = y, a = jvp(y, h, h * h), b = jacobian(l, h), c = vjp(y, x, y), d = jvp(l, x, 1),
              e = jacobian(e, slice(x, 2, 2)), q = q },
  loss = sum(y ^ 2) + sum(jvp(y, h, h * h) ^ 2) + sum(vjp(p, x, 1)) + sum(q) + sum(jacobian(e, x)),
}
E
judge 'products of many kinds' products.lua
judge 'products of many kinds, in detail' -v products.lua
# where log(1 - sigmoid(z)), as written, has no digit left
cat > far.lua <<'E'
local z = 200 * dense(2, { init = constant(1) })(input("x", 3))
return network { outputs = { y = z }, loss = binary_cross_entropy(sigmoid(z), target("t", 2)) }
E
judge 'logarithms as written, far from 0' far.lua
for number in $(seq "$seed" $((seed + count - 1))); do
    lua5.4 "$root/tests/fuzz.lua" "$number" > random.lua
    judge "seed $number: lua5.4 tests/fuzz.lua $number" random.lua
done

# ---- the judge sees what is wrong ----

# sees EXPRESSION SPEC: sed's change of the text is no derivation any more
sees() {
    "$bpgen" explain --real double "$root/specs/$2.lua" > text
    "$point" "$root/specs/$2.lua" 1 > point.lua
    sed "$1" text > changed
    if cmp -s text changed; then bad "nothing to change: $1 of $2"
    elif lua5.4 "$root/tests/explain/judge.lua" changed point.lua > stdout 2> stderr
    then bad "not seen: $1 of $2"; else good; fi
}
sees 's/dz1 = dh1\*(1 - h1^2)/dz1 = dh1*(1 - h1)/' two_layer_tanh
sees 's/dy = dv1 = y - t/dy = dv1 = y + t/' two_layer_tanh
sees 's/dy = dv1 = y - t/dy = -dv1 = t - y/' two_layer_tanh
sees "s/dloss_dw1 = x' dz1/dloss_dw1 = x' dh1/" two_layer_tanh
sees 's/sum_j(dz1\[j\]\*w1\[i,j\])/sum_j(dz1[j]*w1[j,i])/' two_layer_tanh
sees 's/dw2 = mean_n(dloss_dw2) + 0.01\*w2/dw2 = mean_n(dloss_dw2)/' two_layer_l2
sees 's/- rate\*g /+ rate*g /' two_layer_tanh
sees 's/m_new = 0.9\*m + 0.1/m_new = 0.9*m + 0.2/' spirals
sees 's/denergy_dz1 = denergy_dh1\*(1 - h1^2)/denergy_dz1 = denergy_dh2*(1 - h1^2)/' forces
sees 's/w1 \[4x8\]/w1 [4x7]/' two_layer_tanh
jacobian=../tests/specs/jacobian
sees 's/ E = sum(u\*h2) / E = 2*sum(u*h2) /' $jacobian
sees 's/ dx_ds = v / dx_ds = 2*v /' $jacobian
sees 's/ dh1_ds = dz1_ds\*(1 - h1^2)/ dh1_ds = dz1_ds*(1 + h1^2)/' $jacobian
sees 's/ dh2_dz1 = dh2_dh1\*/ dh2_dz1 = 2*dh2_dh1*/' $jacobian

# ---- what it says ----

# says SPEC WORDS...: these words are somewhere in the text
says() {
    spec=$1
    shift
    "$bpgen" explain "$root/specs/$spec.lua" > stdout 2> stderr
    for words; do expect "$spec says: $words" grep -qF -e "$words" stdout; done
}
says two_layer_tanh "product x w: dx = dz w', because dz_j/dx_i = w_ij" \
    "dw = x' dz, because dz_j/dw_ij = x_i" 'add: the gradient goes to both' 'dy = dv1 = y - t' \
    'paths that meet are added' 'dh1[i] = sum_j(dy[j]*w2[i,j])' 'w_next = w - rate*g'
says gates 'max: the gradient goes to the larger' 'mul: times the other'
says iris 'softmax with cross-entropy is y - t' 'loss = -sum(t*log(y)) =' \
    'log(softmax(a)) = a - logsumexp(a)' 'dz2 = dv2 + dv1*softmax(z2) = -t + sum(t)*y = dv1*y - t'
says xor 'simplified by a + (-b) = a - b, (1 - t)*sigmoid(a) - t*sigmoid(-a) = sigmoid(a) - t' \
    'log(1 - sigmoid(a)) = -softplus(a)' '= (1 - t)*y - t*sigmoid(-z2) = y - t'
says two_layer_l2 'w1 reaches J by two paths, which are added'
says heat 'hvp(u, point, c1), for the Hessian of u is symmetric' 'ddu_dpoint = c1' \
    'dE_ddu_dz1 = dE_dv13 w1 = c1 w1' "product d w': its gradient times w"
says $jacobian 'The gradient of E, a = vjp(h2, x, u), which the network itself reads' \
    'dE_dh1 = dE_dv2[1..5]' 'concat: each part takes its own elements' \
    'The motion of h2, b = jvp(h2, x, v), which the network itself reads: x + s*v moves with s' \
    'dh1_ds = dz1_ds*(1 - h1^2)' 'mul: the product rule: how each moves, times the other' \
    'c = hvp(' 'The Jacobian d = jacobian(h2, x), which the network itself reads: for all 3' \
    'the unit vectors: h2 by itself' 'the Jacobian: of these rows the columns'
says forces 'The gradient of energy, which the network itself reads' 'ddenergy_dz1 = ddenergy_dx w1'

# what docs/teaching.md quotes is there
awk '/^```explain / { spec = $2; next } /^```/ { spec = ""; next }
     spec != "" { print $0 > "quoted." spec }' "$root/docs/teaching.md"
for quoted in quoted.*; do
    "$bpgen" explain "$root/specs/${quoted#quoted.}.lua" > stdout 2> stderr
    while IFS= read -r words; do
        expect "teaching.md: ${quoted#quoted.}: $words" grep -qF -e "$words" stdout
    done < "$quoted"
done

# the derivative of a function from its definition, held to the difference quotient
"$bpgen" explain -v "$root/tests/specs/activations.lua" > text
expect 'tanh from its definition' grep -q '^  d tanh(a)/da = .* = 1 - tanh(a)^2$' text
for name in tanh sigmoid softplus; do
    expect "the derivative of $name" lua5.4 "$root/tests/explain/derivative.lua" text $name
done

# ---- lines and characters ----

COLUMNS=60 "$bpgen" explain "$root/specs/forces.lua" > narrow
expect 'lines of 60 columns, but for long words' awk 'length($0) > 60 && NF > 1 { exit 1 }' narrow
"$bpgen" explain "$root/specs/forces.lua" > wide
expect 'the same words in narrow lines' \
    sh -c '[ "$(tr -s " \n" " " < narrow)" = "$(tr -s " \n" " " < wide)" ]'
LC_ALL=C.UTF-8 "$bpgen" explain "$root/specs/forces.lua" > utf8
sed 's/ᵀ/'"'"'/g; s/·/*/g; s/Σ/sum/g; s/≤/<=/g; s/≥/>=/g' utf8 > ascii
expect 'UTF-8 says the same' cmp -s ascii wide
expect 'UTF-8 where the locale has it' grep -q 'Σ_j(dz1' utf8

# equal layers are told once
cat > deep.lua <<'END'
local layers = {}
for i = 1, 500 do layers[i] = dense(3, tanh) end
return network { input = 3, layers = layers, loss = half_squared_error }
END
"$bpgen" explain deep.lua > stdout 2> stderr
expect 'equal layers are told once' grep -q ' likewise, 4 a round: layers 498 to 2 (-v shows all)$' stdout
expect 'and what is left is short' sh -c '[ "$(wc -l < stdout)" -lt 90 ]'
# ... and unfolded again by the judge
for layer in 'dense(3, tanh)' 'dense(3, gelu)' 'residual(3)' 'i % 2 == 0 and dense(3, relu) or dense(2)'; do
    cat > equal.lua <<END
local function residual(n) local f = dense(n, tanh) return function(x) return x + f(x) end end
local layers = { dense(3, tanh) }
for i = 2, 18 do layers[i] = $layer end
return network { input = 3, layers = layers, loss = half_squared_error }
END
    judge "equal layers: $layer" equal.lua
    expect "of $layer some are left out" grep -q ' likewise, .* a round' text
    expect "of $layer all are judged" sh -c '! grep -q "left out" stdout'
done
cat > shared.lua <<'END'
local a, b = dense(3, tanh), dense(3, tanh)
return network { input = 3, layers = { a, b, a, a, b, a, b, b, a, b, b, b, a, a, a, b, a }, loss = half_squared_error }
END
sed 's/"steps", 12/"steps", 40/' "$root/specs/gru.lua" > steps.lua
judge 'steps of a recurrence' steps.lua
expect 'are told once' sh -c '! grep -q "equations like these" text && [ "$(wc -l < text)" -lt 450 ]'
judge 'and fewer' "$root/specs/gru.lua"
expect 'all are judged' sh -c '! grep -q "left out" stdout'
judge 'layers that are used in no order' shared.lua
expect 'are all told' sh -c '! grep -q likewise text'
judge 'equal layers again' equal.lua
sed 's/h2 w3 + b3/h2 w2 + b3/' text > changed
expect 'a wrong second round is seen' sh -c \
    '! cmp -s text changed && ! lua5.4 "$1/tests/explain/judge.lua" changed point.lua > stdout' - "$root"

# a deep network of unequal layers leaves out the middle
cat > unequal.lua <<'END'
local layers = {}
for i = 1, 500 do layers[i] = dense(2 + i * i % 7, i * i % 5 < 2 and tanh or relu) end
return network { input = 3, layers = layers, loss = half_squared_error }
END
"$bpgen" explain unequal.lua > stdout 2> stderr
expect 'the middle is left out, with a word' grep -q '^  \.\.\. [0-9]* equations like these' stdout
expect 'and what is left is short' sh -c '[ "$(wc -l < stdout)" -lt 2000 ]'
"$bpgen" explain -v deep.lua > stdout 2> stderr
expect '-v leaves out nothing' sh -c '! grep -q "^  \.\.\." stdout && grep -q " dw250 = " stdout'

# ---- numbers ----

# numbers_of NAME: the numbers below its equation
numbers_of() { awk -v name="$1" '/^  \(/ && $2 == name { found = 1 } found && $1 == ":" { print; exit }' text; }
echo '{ "a": 3, "b": -4, "c": 2, "d": -1 }' > at.json
"$bpgen" explain --at at.json "$root/specs/gates.lua" > text
for pair in v1:-12 v2:2 v3:-10 f:-20 J:-20 df_dw1:-10 df_da:-8 df_db:6 df_dc:2 df_dd:0 dw1:-10; do
    expect "by hand: $pair" [ "$(numbers_of "${pair%:*}")" = "         : ${pair#*:}" ]
done
cat > costs.lua <<'END'
local x, t = input("x", 2), target("t", 2)
local w = parameter(2, { init = constant(-2), l2 = 0.5, l1 = 0.25 })
return network { outputs = { y = w * x }, loss = half_squared_error(w * x, t) }
END
echo '{ "x": [1, 3], "t": [0, 0] }' > costs.json
"$bpgen" explain --at costs.json costs.lua > text
expect 'by hand: J of weights that cost' [ "$(numbers_of J)" = '         : 23' ]
expect 'and its gradient' [ "$(numbers_of dp1)" = '         : -3.25 -19.25' ]
"$bpgen" explain --seed 3 "$root/specs/forces.lua" > once
"$bpgen" explain --seed 3 "$root/specs/forces.lua" > text
expect 'a seed gives the same numbers again' cmp -s once text
"$bpgen" explain --seed 4 "$root/specs/forces.lua" > text
expect 'another one others' sh -c '! cmp -s once text'
"$bpgen" explain "$root/specs/forces.lua" > text
sed '/^The circuit: /,$d' once | grep -v '^         :' | sed '$d' > without
expect 'nothing else changes with numbers' cmp -s without text

# the circuit, of a network that is small enough for the lines: what specs/gates.lua says by hand
COLUMNS=100 "$bpgen" explain --at at.json "$root/specs/gates.lua" | sed -n '/^The circuit: /,$p' > drawn
cat > wanted <<'END'
The circuit: values above the wires, gradients below:
    3
  a----+
    -8 +----[     ] -12
            [  *  ]-----+
    -4  +---[     ] 2   |
  b-----+               |
    6                   +--[   ] -10
                           [ + ]-----+
    2                    +-[   ] 2   +--[     ] -20
  c------+               |              [ x w ]-----
    2    +--[     ] 2    |       2    +-[     ] 1
            [ max ]------+    w1------+
    -1    +-[     ] 2            -10
  d-------+
    0
END
expect 'the circuit as a lecture draws it' cmp -s drawn wanted
LC_ALL=C.UTF-8 COLUMNS=100 "$bpgen" explain --at at.json "$root/specs/gates.lua" | sed -n '/^The circuit: /,$p' |
    sed 's/─/-/g; s/│/|/g; s/┐/+/g; s/└/+/g; s/┘/+/g; s/┌/+/g; s/├/+/g; s/┤/+/g' > drawn
expect 'UTF-8 draws the same' cmp -s drawn wanted
COLUMNS=300 "$bpgen" explain --seed 1 "$root/specs/xor.lua" > drawn
expect 'a wider one in wider lines' grep -qF '[ tanh ]--' drawn
expect 'all of its gates' [ "$(sed '1,/^The circuit: /d' drawn | grep -o '\[ *[-a-z0-9*+][^]]*\]' | grep -c .)" -eq 18 ]
COLUMNS=80 "$bpgen" explain --seed 1 "$root/specs/xor.lua" > drawn
expect 'one that does not fit is left to graph' grep -q '^  It is too large for these lines: bpgen graph' drawn
COLUMNS=80 "$bpgen" explain --seed 1 "$root/specs/gates.lua" > drawn
expect 'no line is too long' awk 'length($0) > 80 { exit 1 }' drawn

[ -z "${TEXT:-}" ] || finish

# ---- TeX ----

tex=$(command -v pdflatex) || { tex='' skipped=$((skipped + 1)); echo 'SKIP no pdflatex: TeX is not compiled'; }
for file in gates iris forces two_heads spirals two_layer_l2 newton; do
    "$bpgen" explain --tex --seed 1 "$root/specs/$file.lua" > doc.tex
    expect "TeX of $file is a document" \
        sh -c 'head -n 1 doc.tex | grep -q documentclass && tail -n 1 doc.tex | grep -q end.document'
    [ -z "$tex" ] || expect "TeX of $file compiles alone" \
        pdflatex -interaction=nonstopmode -halt-on-error doc.tex > log
done
"$bpgen" explain --tex -v "$root/tests/specs/gates.lua" > doc.tex
[ -z "$tex" ] || expect "TeX of all gates compiles" \
    pdflatex -interaction=nonstopmode -halt-on-error doc.tex > log

# ---- HTML ----

well_formed=$(command -v xmllint) || {
    well_formed='' skipped=$((skipped + 1))
    echo 'SKIP no xmllint: HTML is not parsed'
}
browser=$(command -v chromium) || {
    browser='' skipped=$((skipped + 1))
    echo 'SKIP no Chromium: HTML is not looked at'
}
# what a page says of itself: its width and the window's, what a click on (3) marks, whether all
# equations and the circuit are to be seen, what has no gate; its height
cat > look.js <<'END'
<script>
document.getElementById("e3").click();
var lost = 0, on = document.querySelectorAll(".gate.on").length;
document.querySelectorAll(".e").forEach(function (e) {
  (e.dataset.g ? e.dataset.g.split(" ") : []).forEach(function (id) {
    if (!document.getElementById(id)) lost++;
  });
});
document.getElementById("g0").dispatchEvent(new MouseEvent("click"));
var back = document.querySelectorAll(".e.on").length;
var seen = 0, box = document.querySelector(".c").getBoundingClientRect();
document.querySelectorAll(".e").forEach(function (e) {
  var r = e.getBoundingClientRect(), m = e.querySelector("math").getBoundingClientRect();
  if (r.height >= m.height && m.width > 10 && r.left >= 0 && r.right <= window.innerWidth) seen++;
});
seen = seen === document.querySelectorAll(".e").length && box.width > 200 && box.height > 60
  && box.top < window.innerHeight && box.right <= window.innerWidth;
document.title = "look " + (document.documentElement.scrollWidth - window.innerWidth > 0 ? "wide" : "fits")
  + " " + (on > 0) + " " + (back > 0) + " " + seen + " " + lost
  + " " + document.documentElement.scrollHeight;
</script>
END
# look FILE WIDTH
look() {
    sed 's|</body></html>||' "$1" > page.html
    { cat look.js; echo '</body></html>'; } >> page.html
    HOME=$scratch timeout 60 "$browser" --headless --no-sandbox --disable-gpu --window-size="$2,900" \
        --dump-dom "file://$scratch/page.html" 2> /dev/null | grep -o '<title>look [^<]*' > stdout
    grep -q '^<title>look fits true true true 0 ' stdout
}
for file in gates iris forces two_heads spirals; do
    "$bpgen" explain --html --seed 1 "$root/specs/$file.lua" > $file.html
    [ -z "$well_formed" ] || expect "HTML of $file is well-formed" xmllint --noout $file.html
    expect "HTML of $file asks for nothing" \
        sh -c '! sed "s|http://www.w3.org/[0-9A-Za-z/]*||g" '$file'.html | grep -qE "https?:|src=|url\([^#]|@import"'
done
"$bpgen" explain --html deep.lua > deep.html
[ -z "$well_formed" ] || expect 'HTML of a deep network is well-formed' xmllint --noout deep.html
if [ -n "$browser" ]; then
    for width in 400 800 1400; do
        expect "all is seen at $width, nothing overflows, clicks mark" look forces.html $width
    done
    expect 'of two heads' look two_heads.html 400
    expect 'of a deep network' look deep.html 1400
    "$bpgen" explain --html "$root/specs/xor.lua" > xor.html
    look xor.html 1400
    expect 'xor is two screens' [ "$(sed 's/.* //' stdout)" -le 1800 ]
fi
expect 'the page of mnist is below 150 KB' \
    [ "$("$bpgen" explain --html --seed 1 "$root/specs/mnist.lua" | wc -c)" -lt 150000 ]
expect 'xor is two screens of lines' [ "$(COLUMNS=80 "$bpgen" explain "$root/specs/xor.lua" | wc -l)" -lt 100 ]
run explain --html --tex "$root/specs/gates.lua"
expect 'one at a time' [ $status -eq 2 ]

finish
