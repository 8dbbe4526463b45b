#!/bin/sh
# layers.sh - layers over sequences and images, and sums along axes, against loops of their own
# (layers/reference.lua): values, the layout of arrays, weights in files of PyTorch's order.
#
#   tests/layers.sh [BPGEN]
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2
net=$root/tests/layers/net.lua reference=$root/tests/layers/reference.lua

scalars=$("$bpgen" "$net" | sed -n 's/^#define NET_PARAMETERS \([0-9]*\).*/\1/p')
lua5.4 "$reference" write $((scalars * 8)) w.bin data.csv || exit 2

for style in vector plain; do
    run predict --style $style "$net" data.csv --weights w.bin -o out.csv
    holds "$style: predict" [ $status -eq 0 ]
    holds "$style: values" lua5.4 "$reference" compare w.bin data.csv out.csv
done
sed '2s/\(,[^,]*,\)/\10.5,/' out.csv > changed.csv
expect 'the judge sees another value' \
    eval '! lua5.4 "$reference" compare w.bin data.csv changed.csv > stdout'

# files of weights keep every number
for to in safetensors npz npy; do
    silent weights "$net" w.bin -o w.$to
    silent weights "$net" w.$to -o back.bin
    holds "$to and back" cmp w.bin back.bin
done
silent weights --pytorch "$net" w.bin -o torch.safetensors
silent weights "$net" torch.safetensors -o back.bin
holds 'PyTorch order and back' cmp w.bin back.bin
run weights "$net" torch.safetensors
holds 'shapes of PyTorch: conv1d' grep -q '^a_w\[3\]\[4\]\[6\]  *a.weight  *F64  *\[6, 4, 3\]' stdout
holds 'shapes of PyTorch: conv2d' grep -q '^e_w.*\[6, 2, 3, 2\]' stdout
holds 'shapes of PyTorch: transposed' grep -q '^g_w.*\[4, 2, 2, 3\]' stdout
holds 'shapes of PyTorch: transposed, groups' grep -q '^xa_w\[3\]\[2\]\[6\].*\[4, 3, 3\]' stdout

# class numbers: looked up, refused in files, and no class at run time
cat > ids.lua <<'END'
local ids, x = input("ids", 3, { classes = 4 }), input("x", 1)
local e = embedding(4, 2)(ids)
return network { real = "double", batch = 2, outputs = { e = e },
                 loss = half_squared_error(sum(e) * x, target("t", 1)) }
END
lua5.4 -e 'for i = 0, 7 do io.write(string.pack("<d", 10 * (i // 2) + i % 2)) end' > ids.bin
printf '0,3,1,1,5\n2,2,0,1,5\n' > ids.csv
run predict ids.lua ids.csv --weights ids.bin
holds 'rows of a table' test "$(sed 1d stdout)" = '0,1,30,31,10,11
20,21,20,21,0,1'
for row in '0,4,1' '0,-1,1' '0,1.5,1' '0,1e99,1' 'nan,1,1'; do
    printf '0,3,1,1,5\n%s,1,5\n' "$row" > other.csv
    run predict ids.lua other.csv --weights ids.bin
    holds "a file with $row: a message" grep -q '^other.csv:2: column [12]: ' stderr
    holds "a file with $row: exit 1" [ $status -eq 1 ]
done
silent weights --pytorch ids.lua ids.bin -o ids.safetensors
run weights ids.lua ids.safetensors
holds 'shapes of PyTorch: embedding' grep -q '^w1\[4\]\[2\].*F64  *\[4, 2\]$' stdout
"$bpgen" ids.lua -o ids.c
cat > no_class.c <<'END'
#include "ids.c"
int main(void)
{
    static ids_workspace ws;
    static ids_parameters p = { .w1 = { { 1, 2 }, { 3, 4 }, { 5, 6 }, { 7, 8 } } }, g;
    static const int32_t ids[2][3] = { { -1, 3, 4 }, { INT32_MIN, INT32_MAX, 1 } };
    static const double x[2] = { 1, 1 }, t[2] = { 0, 0 };
    double e[12], di[6], dx[2];
    ids_forward(&p, 2, ids[0], x, e, &ws);
    ids_backward(&p, 2, ids[0], x, t, &g, di, dx, &ws);
    for (int i = 0; i < 12; i++)
        if (e[i] != (i == 2 ? 7 : i == 3 ? 8 : i == 10 ? 3 : i == 11 ? 4 : 0))
            return 1;
    for (int i = 0; i < 8; i++) /* (7 + 8)/2 to its row, (3 + 4)/2 to the other's */
        if (g.w1[i / 2][i % 2] != (i / 2 == 3 ? 7.5 : i / 2 == 1 ? 3.5 : 0))
            return 2;
    return di[0] != 0;
}
END
gcc -O1 -fsanitize=address,undefined -fno-sanitize-recover -w no_class.c -lm -o no_class
holds 'what is no class reads and writes nothing' ./no_class

# Gradients of an embedding take no table for each sample, and a step no more than the rows that were
# chosen, where it leaves the others: so it costs as much in a table 60 times as large, whose other
# rows lie where nothing can be read or written.
cat > table.lua <<'END'
local ids = input("ids", 6, { classes = 60000 })
local y = dense(2)(flatten(mean(embedding(60000, 16)(ids), 1)))
return network { batch = 8, output = y, loss = half_squared_error(y, target("t", 2)) }
END
for style in vector plain; do
    "$bpgen" --style $style table.lua > table.c
    expect "$style: one table for all samples" eval \
        '[ "$(sed -n "s/.*workspace \([0-9]*\)$/\1/p" table.c)" -lt $((60000 * 16 * 4 * 3 / 2)) ]'
done
"$bpgen" table.lua > table.c
cat > apart.c <<'END'
#define _GNU_SOURCE
#include <sys/mman.h>
#include "table.c"
int main(void)
{
    const size_t page = 4096, size = (sizeof(table_parameters) + page - 1) / page * page;
    table_parameters *p = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static table_workspace ws;
    table_optimizer o;
    int32_t ids[8][6];
    float t[16] = { 0 };
    for (int i = 0; i < 48; i++)
        ids[i / 6][i % 6] = i % 5 == 0 ? -1 : i * 7 % 50; /* rows in the first page */
    table_init(p, 1);
    table_optimizer_init(&o);
    mprotect((char *)p + page, 60000 * 64 / page * page - page, PROT_NONE);
    for (int k = 0; k < 3; k++)
        table_step(p, &o, 8, ids[0], t, &ws);
    return 0;
}
END
gcc -O1 -mfma -mavx2 -w apart.c -lm -o apart
holds 'a step touches the rows of an embedding that were chosen' ./apart

# dropout: in a step alone, the share that was asked for, other elements in the next step and row,
# the same in both styles and with threads; nothing of it where there is no step
cat > drop.lua <<'END'
local x = input("x", 1000)
local y = dense(1, { bias = false, init = zeros })(dropout(0.3)(x))
return network { batch = 4, output = y, loss = 1 + sum(y) + 0 * sum(target("t", 1)),
                 optimizer = (param("polyak", 0) == 1 and polyak or sgd) { rate = 1 } }
END
cat > dropped.c <<'END'
#include "drop.c"
#include <stdio.h>
static drop_parameters p, before, g;
static drop_optimizer o;
static drop_workspace ws;
static float x[4][1000], t[4];
static int row_step(int row, float *mask) /* the mask of a row: others have inputs of 0 */
{
    int zeros = 0;
    for (int r = 0; r < 4; r++)
        for (int i = 0; i < 1000; i++)
            x[r][i] = r == row;
    before = p;
    drop_step(&p, &o, 4, x[0], t, &ws);
    for (int i = 0; i < 1000; i++)
        mask[i] = ((float *)&before)[i] - ((float *)&p)[i];
#ifdef POLYAK /* J is 1, so the rate is 1/||g||^2 */
    float norm2 = 0;
    for (int i = 0; i < 1000; i++)
        norm2 += mask[i] * mask[i];
    for (int i = 0; i < 1000; i++)
        mask[i] /= norm2;
#endif
    for (int i = 0; i < 1000; i++) {
        mask[i] *= 4;
        zeros += mask[i] == 0;
        if (mask[i] != 0 && (mask[i] < 1.428f || mask[i] > 1.429f))
            return -1;
    }
    return zeros;
}
static int same(const float *a, const float *b)
{
    int same = 0;
    for (int i = 0; i < 1000; i++)
        same += (a[i] == 0) == (b[i] == 0);
    return same;
}
int main(void)
{
    static float m[5][1000];
    unsigned hash = 1;
    drop_optimizer_init(&o);
    for (int k = 0; k < 5; k++) {
        if (k == 4)
            drop_optimizer_init(&o); /* from the first step again: row 0 */
        p = before;
        const int zeros = row_step(k == 1 ? 1 : k == 3 ? 3 : 0, m[k]);
        if (zeros < 230 || zeros > 370)
            return 1;
        for (int i = 0; i < 1000; i++)
            hash = hash * 31 + (m[k][i] == 0);
    }
    if (same(m[0], m[4]) != 1000)
        return 2;
    for (int a = 0; a < 4; a++) /* independent: 0.58 of them agree */
        for (int b = 0; b < a; b++)
            if (same(m[a], m[b]) < 500 || same(m[a], m[b]) > 660)
                return 3;
    drop_backward(&p, 4, x[0], t, &g, 0, &ws);
    for (int i = 0; i < 1000; i++)
        if (((float *)&g)[i] != x[0][i] / 4)
            return 4;
    printf("%u\n", hash);
    return 0;
}
END
for build in "vector|gcc -O1 -mfma -mavx2" "plain|clang -O1 -mfma" "vector|clang -O2 -fopenmp -mfma"; do
    "$bpgen" --style "${build%%|*}" drop.lua -o drop.c
    # shellcheck disable=SC2086
    ${build#*|} -w dropped.c -lm -o dropped && ./dropped > "hash.${build%%|*}"
    holds "dropout: $build" [ $? -eq 0 ]
    "$bpgen" --style "${build%%|*}" -D polyak=1 drop.lua -o drop.c
    # shellcheck disable=SC2086
    ${build#*|} -w -DPOLYAK dropped.c -lm -o dropped && ./dropped > "polyak.${build%%|*}"
    holds "dropout and polyak: $build" [ $? -eq 0 ]
done
holds 'dropout: whoever takes the step' cmp hash.vector polyak.vector
holds 'dropout and polyak: the same elements in both styles' cmp polyak.vector polyak.plain
holds 'dropout: the same elements in both styles' cmp hash.vector hash.plain
"$bpgen" --only predict,loss drop.lua > predict.c
expect 'no dropout where there is no step' eval '! grep -q "counter\|dropout_" predict.c'

# standardize: what is trained on has mean 0 and deviation 1, whoever computes; a constant stays 0
lua5.4 -e 'for i = 1, 30 do
    io.write(string.format("%g,7,%g,%g,%g,%g\n", 100 + i % 7, i * i % 11, i % 3, i % 5 / 8, i % 2))
end' > plain.csv
cat > standard.lua <<'END'
local x, s = input("x", 2), input("s", 3, 1)
local h, g = standardize { name = "vector" }(x), standardize(s)
local y = dense(1)(concat(h, flatten(g)))
return network { real = "double", batch = 8, outputs = { h = h, g = g, y = y },
                 loss = half_squared_error(y, target("t", 1)) }
END
cat > judge.lua <<'END'
local sums, squares, rows = {}, {}, 0
for line in io.lines() do
  local column = 0
  for field in line:gmatch "[^,]+" do
    local v, of = tonumber(field), math.max(column - 2, 0) -- the steps of s are one channel
    if v then
      sums[of], squares[of] = (sums[of] or 0) + v, (squares[of] or 0) + v * v
    end
    column = column + 1
  end
  rows = rows + (tonumber(line:match "^[^,]+") and 1 or 0)
end
local function near(a, b) return math.abs(a - b) < 1e-9 end
os.exit(rows == 30 and near(sums[0], 0) and near(squares[0], 90) and near(sums[1], 0) and
        near(squares[1], 30) and near(sums[2], 0) and near(squares[2], 0))
END
for cc in clang none; do
    silent train -q --cc $cc --cflags -O0 standard.lua plain.csv --epochs 1 -o standard.npz
    "$bpgen" predict standard.lua plain.csv --weights standard.npz |
        lua5.4 -e 'for line in io.lines() do
            local all = {}
            for field in line:gmatch "[^,]+" do all[#all + 1] = field end
            print(table.concat(all, ",", 1, 5))
        end' | lua5.4 judge.lua
    holds "standardize by $cc" [ $? -eq 0 ]
done
sed 's/^100,/130,/' plain.csv > other.csv
silent train -q --cc none standard.lua other.csv --weights standard.npz --epochs 1 -o again.npz
"$bpgen" weights standard.lua standard.npz -o a.bin
"$bpgen" weights standard.lua again.npz -o b.bin
expect 'with --weights they stay' cmp -n 48 a.bin b.bin

# batch_norm: two epochs of PyTorch's, whose last batches have fewer rows (torch/batch_norm.py); by
# names and by order; stopped and resumed; and where nothing learns there are no statistics
kept=$root/tests/torch/kept
cat > norms.lua <<'END'
local function of(name, options)
  options.name = param("names", true) and name or nil
  return options
end
return network { real = "double", input = { 8, 3 }, batch = 8, loss = mean_squared_error,
  optimizer = momentum { rate = 0.05, momentum = 0.9 },
  layers = { conv1d(4, 3, of("a", {})), batch_norm(of("b", {})), relu, flatten, dense(5, of("c", {})),
             batch_norm(of("d", { epsilon = 1e-3, momentum = 0.3 })), tanh, dense(2, of("e", {})) } }
END
cat > near.lua <<'END'
local function read(name)
  local file = assert(io.open(name, "rb"))
  local text, all = file:read "a", {}
  if name:find "csv$" then
    for field in text:gsub("^y[^\n]*", ""):gmatch "[%d.e+-]+[,\n]" do
      all[#all + 1] = tonumber(field:sub(1, -2))
    end
  else
    for i = 1, #text, 8 do all[#all + 1] = string.unpack("<d", text, i) end
  end
  return all
end
local a, b = read(arg[1]), read(arg[2])
local same = #a == #b and #a >= 40
for i = 1, #a do same = same and math.abs(a[i] - b[i]) <= 1e-12 end
os.exit(same)
END
learn() { # NAMES CC OPTIONS... -o FILE
    names=$1 cc=$2
    shift 2
    silent train -q -D names="$names" --cc "$cc" --cflags -O0 norms.lua "$kept/batch_norm.csv" \
        --no-shuffle --pytorch "$@"
}
silent weights norms.lua "$kept/batch_norm.after.safetensors" -o after.bin
for how in 'true clang' 'true none' 'false none'; do
    # shellcheck disable=SC2086 # two words
    learn $how --weights "$kept/batch_norm.safetensors" --epochs 2 -o learned.safetensors
    silent weights -D names="$names" norms.lua learned.safetensors -o learned.bin
    holds "batch_norm learns as PyTorch's, names $how" lua5.4 near.lua learned.bin after.bin
    run predict -D names="$names" norms.lua "$kept/batch_norm.csv" --weights learned.safetensors -o y.csv
    holds "and predicts as PyTorch's, names $how" lua5.4 near.lua y.csv "$kept/batch_norm.outputs.csv"
done
learn true none --weights "$kept/batch_norm.safetensors" --epochs 1 --checkpoint one -o first.safetensors
holds 'the judge sees other numbers' eval '! lua5.4 near.lua first.safetensors learned.safetensors'
learn true none --resume one --epochs 2 -o second.safetensors
learn true none --weights "$kept/batch_norm.safetensors" --epochs 2 -o both.safetensors
holds 'batch_norm stopped and resumed' cmp second.safetensors both.safetensors
"$bpgen" --only predict,forward norms.lua > predict.c
expect 'no statistics of a batch where nothing learns' eval '! grep -q "mean_n\|mean_rows" predict.c'
silent --only predict --weights learned.safetensors norms.lua -D names=false -o baked.c
expect 'running statistics are no constants' grep -q 'running_mean2\[4\];' baked.c

# vjp, jvp, hvp and jacobian against differences of values and gradients, and the runtime's
derivatives=$root/tests/layers/derivatives.lua differences=$root/tests/layers/differences.lua
lua5.4 "$differences" write points.csv
more='' others='conv group'
[ -z "${LONG:-}" ] || more='lstm prelu' others='conv rms group gru pool soft vector'
for form in axes transposed norm attention moves narrow $more; do
    set -- --cflags -O0 -D "form=$form" "$derivatives"
    scalars=$("$bpgen" -D "form=$form" "$derivatives" |
        sed -n 's/^#define DERIVATIVES_PARAMETERS \([0-9]*\).*/\1/p')
    lua5.4 "$reference" write $((scalars * 8)) w.bin unused.csv
    run predict "$@" points.csv --weights w.bin -o out.csv
    holds "derivatives of $form by differences" lua5.4 "$differences" compare out.csv
    silent check -q --samples 1 "$@"
done
for form in $others; do
    silent check -q --samples 1 --style plain --cflags -O0 -D "form=$form" "$derivatives"
done
sed '2s/,[^,]*$/,0.25/; 2s/\(\([^,]*,\)\{30\}\)[^,]*/\10.25/' out.csv > changed.csv
expect 'the judge sees another derivative' \
    eval '! lua5.4 "$differences" compare changed.csv > stdout'

# what PyTorch once wrote, and predicted (torch/write.py): by names, and by order
kept=$root/tests/torch/kept
cat > stack.lua <<'E2'
return network { real = "double", input = { 6, 4 }, layers = { conv1d(6, 3), layer_norm, lstm(5), lstm(5),
    attention(1), gru(3), group_norm(3), prelu, flatten, dense(2) }, loss = half_squared_error }
E2
cat > agree.lua <<'E2'
local function numbers(path)
  local list = {}
  for line in io.lines(path) do
    for field in (line:find "[a-df-z]" and "" or line):gmatch "[^,]+" do
      list[#list + 1] = tonumber(field)
    end
  end
  return list
end
local x, y = numbers(arg[1]), numbers(arg[2])
local good = #x == #y and #x > 0
for i = 1, #x do good = good and math.abs(x[i] - y[i]) <= 1e-12 * math.max(1, math.abs(y[i])) end
os.exit(good)
E2
agree() { lua5.4 agree.lua "$1" "$2"; } # the numbers of two files, but for the last digits
for of in layers stack; do
    [ $of = layers ] && spec=$net || spec=stack.lua
    run predict "$spec" "$kept/$of.csv" --weights "$kept/$of.safetensors" -o out.csv
    holds "PyTorch's $of are read" [ $status -eq 0 ]
    holds "PyTorch's $of predict the same" agree out.csv "$kept/$of.outputs.csv"
done
sed '2s/^[^,]*/0.5/' out.csv > changed.csv
expect 'another number is seen' eval '! agree changed.csv "$kept/stack.outputs.csv"'
silent weights --pytorch "$net" "$kept/layers.safetensors" -o back.npz
silent weights "$net" "$kept/layers.safetensors" -o one.bin
silent weights "$net" back.npz -o other.bin
holds "PyTorch's layers, back in its order" cmp one.bin other.bin
cat > mixed.lua <<'E2'
return network { name = "mixed", input = 4, layers = { dense(4), layer_norm, dense(4) }, loss = half_squared_error }
E2
lua5.4 "$root/tests/weights/random.lua" mixed.bin '<f' 48
silent weights --pytorch mixed.lua mixed.bin -o mixed.npz
silent weights mixed.lua mixed.npz -o back.bin
holds 'gains and biases are told apart by their words' cmp mixed.bin back.bin

# ---- what the header says of arrays ----
cat > fields.lua <<'E2'
return network { name = "fields", input = { 12, 4 }, loss = half_squared_error, layers = {
  attention(2, { name = "att", bias = false }), conv1d(4, 2, relu, { groups = 2 }), lstm(3), prelu,
  dense(2), flatten, dense(3, { name = "last" }) } }
E2
silent fields.lua -H -
sed -n 's/^ *float \([a-z_]*[0-9]*\)\(\[.*\]\);/\1\2/p; /^} fields_parameters/q' stdout > fields
cat > wanted << 'E2'
att_wi[4][12] /* layer 1, wi[in][out] */
att_wo[4][4] /* layer 1, wo[in][out] */
w2[2][2][4] /* layer 2, w[kernel][in/groups][out] */
b2[4]
wi3[4][12] /* layer 3, wi[in][out] */
wh3[3][12] /* layer 3, wh[in][out] */
bi3[12]
bh3[12]
a4[1] /* layer 4 */
w5[3][2] /* layer 5, w[in][out] */
b5[2]
last_w[22][3] /* layer 6, w[in][out] */
last_b[3]
E2
holds 'fields of layers say which and how they are indexed' cmp wanted fields

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
