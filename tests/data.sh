#!/bin/sh
# data.sh - files of data: CSV, TSV, IDX, npy, npz, gzipped or not, are read to the numbers that they
# hold; what is wrong is told with its line and column; no file, however wrong, does more than that.
#
#   tests/data.sh [BPGEN]      one built with sanitizers sees most (make SANITIZE=1)
#
# What was read is seen through networks that give their inputs back (predict) or whose J is known
# (evaluate), computed by the runtime, for no compiler is of interest here.
# shellcheck disable=SC2016 # $ is not always a shell's
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
cd "$scratch" || exit 2

# Outputs are the inputs: weights of an identity matrix.
network() { # NAME INPUTS REAL
    echo "return network { name = '$1', input = $2, layers = { dense($2, { bias = false }) },
  loss = half_squared_error, real = '$3' }" > "$1.lua"
}
network two 2 float
network wide 2 double
lua5.4 -e 'io.write(string.pack("<ffff", 1, 0, 0, 1))' > two.bin
lua5.4 -e 'io.write(string.pack("<dddd", 1, 0, 0, 1))' > wide.bin
# J is the mean of w over samples, w that of the class: weights of 3 classes by 1 input, x = 1
echo "return network { name = 'index', input = 1, layers = { dense(3, { bias = false }) },
  loss = function(y, t) return sum(y * t) end, targets = 'one' and nil }" > index.lua
echo "return network { name = 'class', input = 1, layers = { dense(3, softmax, { bias = false }) },
  loss = cross_entropy, targets = 'index' }" > class.lua
echo "return network { name = 'hot', input = 1, layers = { dense(3, softmax, { bias = false }) },
  loss = cross_entropy }" > hot.lua
echo "return network { name = 'sides', input = 1, layers = { dense(1, sigmoid) },
  loss = binary_cross_entropy }" > sides.lua
lua5.4 -e 'io.write(string.pack("<fff", 9, 0, -9))' > class.bin
lua5.4 -e 'io.write(string.pack("<ff", 5, 0))' > sides.bin

predict() { # SPEC DATA...: the rows, without their header
    spec=$1
    shift
    run predict --cc none -q --weights "$spec.bin" "$spec.lua" "$@"
    sed 1d stdout > rows
}
reads() { # NAME WANTED SPEC DATA...
    reads_name=$1 wanted=$2
    shift 2
    predict "$@"
    expect "$reads_name: $(paste -sd ' ' rows) is not $wanted" \
        [ "$status,$(paste -sd ' ' rows)" = "0,$wanted" ]
}
refuses() { # MESSAGE ARGUMENTS...: by evaluate, exit 1
    message=$1
    shift
    run evaluate --cc none -q "$@"
    if [ $status -eq 1 ] && [ "$(head -n 1 stderr)" = "$message" ] &&
       [ "$(cut -c 1-15 stdout)" = '#error "bpgen: ' ] && [ "$(wc -l < stdout)" -eq 1 ]; then
        good
    else
        bad "exit $status, wanted '$message': bpgen evaluate $*"
    fi
}
table() { # NAME TEXT
    # shellcheck disable=SC2059 # escapes
    printf "$2" > "$1"
}

# ---- tables ----
table a.csv 'x1,x2,y1,y2\n1,2,0,0\n3,4,0,0\n'
reads 'a header' '1,2 3,4' two a.csv
table a.csv '1,2,0,0\n3,4,0,0'
reads 'no header, no end of the last line' '1,2 3,4' two a.csv
table a.csv '\357\273\277x1,x2\r\n1,2\r\n\r\n3,4\r\n'
reads 'UTF-8 mark, CRLF, blank line, inputs alone' '1,2 3,4' two a.csv
table a.tsv 'a b\tc\n1.5\t-2e-3\n'
reads 'tabs' '1.5,-0.002' two a.tsv
table a.csv '"a;b";c\n"1";2\n" 3 " ; 4 \n'
reads 'semicolons, quotes, blanks' '1,2 3,4' two a.csv
table a.csv '"a\nb","c""d",e\n1,2,3\n'
reads 'names of several lines, with quotes' '3,1' two a.csv --input 'e,1'
reads 'a name with a quote in it' '2,3' two a.csv --input 'c"d,e'
table a.csv 'p,q,a-b,r,s\n1,2,3,4,5\n'
reads 'a range of numbers' '4,5' two a.csv --input 4-5
reads 'a range of names' '1,2' two a.csv --input p-q
reads 'a name with a dash' '3,4' two a.csv --input a-b,r
table a.csv 'p,q,r,s\n1,2,3,4\n'
reads 'the rest are inputs' '1,3' two a.csv --target q,s
gzip -c a.csv > a.csv.gz
reads 'a gzipped table' '1,2' two a.csv.gz
"$bpgen" predict --cc none -q --weights two.bin two.lua - < a.csv > rows
expect 'standard input' grep -qx 1,2 rows

# exact as strtod
lua5.4 -e 'math.randomseed(7)
for i = 1, 2000 do
  local d = {}
  for k = 1, math.random(1, 25) do d[k] = math.random(0, 9) end
  local dot = math.random(0, #d)
  local s = table.concat(d, "", 1, dot) .. "." .. table.concat(d, "", dot + 1)
  if math.random(2) == 1 then s = s .. "e" .. math.random(-320, 280) end
  if math.random(3) == 1 then s = "-" .. s end
  print(s .. ",0")
end' > digits.csv
lua5.4 -e 'for line in io.lines("digits.csv") do
  print(string.format("%a", tonumber((line:gsub(",0", ""))) + 0.0)) end' > wanted
predict wide digits.csv
cut -d , -f 1 rows | lua5.4 -e 'for line in io.lines() do print(string.format("%a", tonumber(line) + 0.0)) end' > got
expect '2000 numbers are those of strtod, to the bit' cmp -s wanted got

# ---- classes: J = ln(sum of e^w) - w[class], of x = 1 ----
J() { # NAME WANTED ARGUMENTS...
    J_name=$1 J_wanted=$2
    shift 2
    run evaluate --cc none -q "$@"
    expect "$J_name: $(cat stdout) has not J $J_wanted" \
        [ "$status,$(sed -n 's/.*  J \([^ ]*\) .*/\1/p' stdout)" = "0,$J_wanted" ]
}
table n.csv '1,0\n1,0\n'
J 'numbers' 0.000123417 --weights class.bin class.lua n.csv
table w.csv 'x,kind\n1,cat\n1,"cat"\n'
J 'words' 0.000123417 --weights class.bin class.lua w.csv
J 'words for one of several' 0.000123417 --weights class.bin hot.lua w.csv
J 'fixed words' 9.00012 --weights class.bin --classes dog,cat,bird class.lua w.csv
table w.csv '1,1,0,0\n1,0,1,0\n'
J 'one-hot' 4.50012 --weights class.bin hot.lua w.csv
table w.csv '1,yes\n-1,no\n'
J 'two words' 5.00672 --weights sides.bin sides.lua w.csv
J 'two words, fixed' 0.00671535 --weights sides.bin --classes no,yes sides.lua w.csv
expect 'accuracy' grep -q 'accuracy 100.00 %' stdout
table w.csv '1,1\n-1,0\n'
J 'sides as numbers' 0.00671535 --weights sides.bin sides.lua w.csv

# ---- what is wrong with tables ----
table d.csv 'age,size,y,z\n1,2,3,4\n1,,3,4\n'
refuses "d.csv:3: column 'size': a value is missing" --weights two.bin two.lua d.csv
table d.csv 'age,size,y,z\n\n"1",NA,3,4\n'
refuses "d.csv:3: column 'size': a value is missing" --weights two.bin two.lua d.csv
table d.csv '"a\n\nb",size,y,z\n1,2,3,4\n1,2,x,4\n'
refuses "d.csv:5: column 'y': 'x' is no number" --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,2,3,4x\n'
refuses "d.csv:2: column 4: '4x' is no number" --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,0x10,3,4\n'
refuses "d.csv:2: column 2: '0x10' is no number" --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,nan,3,4\n'
refuses "d.csv:2: column 2: 'nan' is no number" --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,1e39,3,4\n'
refuses 'd.csv:2: column 2: a number is more than a float can hold' --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,1e999,3,4\n'
refuses 'd.csv:2: column 2: a number is too large' --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,2,3\n'
refuses 'd.csv:2: 3 columns instead of 4' --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,2,3,4,5,6\n'
refuses 'd.csv:2: 6 columns instead of 4' --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,2,3,"4\n'
refuses 'd.csv:2: column 4: a quote that does not end where the value does' --weights two.bin two.lua d.csv
table d.csv '1,2,3,4\n1,2,3,"4"5\n'
refuses 'd.csv:2: column 4: a quote that does not end where the value does' --weights two.bin two.lua d.csv
table d.csv '1,2,3\n'
refuses 'd.csv:1: 3 columns; the network takes 2 of inputs and 2 of targets (--input and --target choose)' \
    --weights two.bin two.lua d.csv
refuses "d.csv:1: --input: no column '7' among 3, which have no names" --weights two.bin two.lua d.csv --input 7
table d.csv 'age,size,y,z\n1,2,3,4\n'
refuses "d.csv:1: --input: no column 'sise' (did you mean 'size'?)" --weights two.bin two.lua d.csv --input sise
refuses "d.csv:1: --input: no column 'weight' among 4; they are age, size, y, z" \
    --weights two.bin two.lua d.csv --input weight
refuses 'd.csv:1: 4 columns; the network takes 1 of inputs and 1 of targets (--input and --target choose)' \
    --weights class.bin class.lua d.csv
refuses 'd.csv:1: 2 columns of targets; the network takes 1 (--target chooses)' \
    --weights class.bin class.lua d.csv --input 1 --target 2-3
table single.csv '1\n'
refuses 'single.csv:1: 1 column; the network takes 1 of inputs and 3 (or 1 with class numbers or words) of targets (--input and --target choose)' \
    --weights class.bin hot.lua single.csv
refuses "d.csv:1: --target: 'y-age' runs backwards" --weights two.bin two.lua d.csv --target y-age
table d.csv 'age,size,y,z\n'
refuses 'd.csv: has a header and no rows' --weights two.bin two.lua d.csv
: > d.csv
refuses 'd.csv: is empty' --weights two.bin two.lua d.csv
table d.csv '\n\n'
refuses 'd.csv: has no rows' --weights two.bin two.lua d.csv
table d.csv '1,2,3,\0004\n'
refuses 'd.csv: is neither text, IDX, npy nor npz' --weights two.bin two.lua d.csv
table d.csv 'x,k\n1,0\n1,3\n'
refuses "d.csv:3: column 'k': class 3; the network has 0 to 2 (--classes names others)" --weights class.bin class.lua d.csv
table d.csv 'x,k\n1,0\n1,0.5\n'
refuses "d.csv:3: column 'k': class 0.5; the network has 0 to 2 (--classes names others)" --weights class.bin class.lua d.csv
table d.csv 'x,k\n1,0\n1,cat\n'
refuses "d.csv:3: column 'k': 'cat' among class numbers" --weights class.bin class.lua d.csv
table d.csv 'x,k\n1,a\n1,b\n1,c\n1,d\n'
refuses "d.csv:5: column 'k': class 'd' is one more than the network's 3" --weights class.bin class.lua d.csv
refuses "d.csv:5: column 'k': no class 'd' among 3" --weights class.bin --classes a,b,c class.lua d.csv
run evaluate --weights class.bin --classes a,b,c,d class.lua d.csv
expect 'too many classes' [ "$status,$(cat stderr)" = "2,bpgen: --classes names 4; target 't' has 3" ]

# ---- arrays ----
lua5.4 - <<'E2'
local function file(name, text) local f = io.open(name, "wb") f:write(text) f:close() end
local function npy(name, type, order, shape, data)
  local head = ("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"):format(type, order, shape)
  head = head .. (" "):rep(63 - (10 + #head) % 64) .. "\n"
  file(name, "\x93NUMPY\1\0" .. string.pack("<I2", #head) .. head .. data)
end
npy("f4.npy", "<f4", "False", "2, 2", string.pack("<ffff", 1, 2, 3, 4))
npy("f8.npy", "<f8", "False", "2, 2", string.pack("<dddd", 1, 2, 3, 4))
npy("big.npy", ">f4", "False", "2, 2", string.pack(">ffff", 1, 2, 3, 4))
npy("fortran.npy", "<f4", "True", "2, 2", string.pack("<ffff", 1, 3, 2, 4))
npy("i8.npy", "<i8", "False", "2, 2", string.pack("<i8i8i8i8", 1, 2, 3, 4))
npy("i2.npy", "<i2", "False", "2, 2", string.pack("<i2i2i2i2", 1, -2, 3, 4))
npy("u1.npy", "|u1", "False", "2, 2", string.pack("BBBB", 1, 2, 3, 4))
npy("deep.npy", "<f4", "False", "2, 1, 2", string.pack("<ffff", 1, 2, 3, 4))
npy("nan.npy", "<f4", "False", "2, 2", string.pack("<ffff", 1, 2, 0/0, 4))
npy("inf.npy", "<f8", "False", "2, 2", string.pack("<dddd", 1, 2, 1e300, 4))
npy("three.npy", "<f4", "False", "2, 3", string.pack("<ffffff", 1, 2, 3, 4, 5, 6))
npy("one.npy", "<f4", "False", "2, 1", string.pack("<ff", 1, 1))
npy("more.npy", "<f4", "False", "3, 1", string.pack("<fff", 1, 1, 1))
npy("classes.npy", "<i8", "False", "2,", string.pack("<i8i8", 0, 0))
npy("wrong.npy", "<i8", "False", "2,", string.pack("<i8i8", 0, 3))
npy("words.npy", "<U3", "False", "2,", ("a"):rep(24))
file("images", string.pack(">I4I4I4I4", 0x803, 2, 1, 2) .. string.pack("BBBB", 0, 255, 51, 102))
file("labels", string.pack(">I4I4", 0x801, 2) .. "\0\0")
file("one.idx", string.pack(">I4I4I4", 0xD02, 2, 1) .. string.pack(">ff", 1, 1))
file("axes", string.pack(">I4I4", 0x809, 2))
file("huge", string.pack(">I4I4I4I4", 0x803, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF))
E2
for of in f4 f8 big fortran i8 u1 deep; do
    reads "$of.npy" '1,2 3,4' two "x=$of.npy"
    reads "$of.npy in doubles" '1,2 3,4' wide "$of.npy"
done
reads 'negative integers' '1,-2 3,4' two i2.npy
reads 'IDX, bytes / 255' '0,1 0.2,0.4' two images
lua5.4 -e 'local row, one = {}, {}
for i = 1, 77 do row[i] = string.char((i * 53) % 256) end
local f = io.open("long", "wb") f:write(string.pack(">I4I4I4I4", 0x803, 1, 7, 11), table.concat(row)) f:close()
f = io.open("long.bin", "wb")
for i = 1, 77 * 77 do f:write(string.pack("<f", (i - 1) % 78 == 0 and 1 or 0)) end f:close()
for i = 1, 77 do one[i] = string.format("%.4f", row[i]:byte() / 255) end
print(table.concat(one, ","))' > wanted
network long 77 float
predict long long
lua5.4 -e 'print((io.read("a"):gsub("[^,\n]+", function(n) return string.format("%.4f", tonumber(n)) end):gsub("\n$", "")))' \
    < rows > got
expect 'IDX, each of 77 bytes / 255' cmp -s wanted got
# every type in both orders of bytes, of more elements than go at a time, and a rest
cat > types.lua <<'E2'
local kinds = { { "f4", "f", -1 }, { "f8", "d", -1 }, { "u1", "I1", 0 }, { "i1", "i1", -1 }, { "b1", "I1", 0 },
  { "u2", "I2", 0 }, { "i2", "i2", -1 }, { "u4", "I4", 0 }, { "i4", "i4", -1 }, { "u8", "I8", 0 },
  { "i8", "i8", -1 }, { "f2", "I2", -1 } }
local function half(v) -- of 2^-24, the smallest, as well
  if math.abs(v) < 2^-14 then return (v < 0 and 0x8000 or 0) | math.tointeger(math.abs(v) * 2^24) end
  local e = math.floor(math.log(math.abs(v), 2))
  return (v < 0 and 0x8000 or 0) | (e + 15) << 10 | math.tointeger((math.abs(v) / 2^e - 1) * 1024)
end
local function value(kind, i)
  local v = (i * 53) % 120
  if kind[1] == "f2" and i == 7 then return 2^-24 end
  return kind[3] < 0 and i % 3 == 0 and -v or v
end
for _, kind in ipairs(kinds) do
  for _, order in ipairs { "<", ">" } do
    local name, data, wanted = (order == "<" and "low_" or "high_") .. kind[1], {}, {}
    for i = 1, 77 do
      local v = value(kind, i)
      data[i] = string.pack(order .. kind[2], kind[1] == "f2" and half(v) or v)
      wanted[i] = v
    end
    if not arg[1] then
      local head = ("{'descr': '%s%s', 'fortran_order': False, 'shape': (1, 77), }"):format(order, kind[1])
      head = head .. (" "):rep(63 - (10 + #head) % 64) .. "\n"
      local f = io.open(name .. ".npy", "wb")
      f:write("\x93NUMPY\1\0", string.pack("<I2", #head), head, table.concat(data))
      f:close()
      print(name)
    elseif arg[1] == name then
      local i = 0
      for number in io.read("a"):gmatch "[^,%s]+" do
        i = i + 1
        if tonumber(number) ~= (wanted[i] == 2^-24 and tonumber("5.9604645e-08") or wanted[i]) and
            math.abs(tonumber(number) - wanted[i]) > 1e-12 then
          print(name, i, number, wanted[i]) os.exit(1)
        end
      end
      os.exit(i == 77)
    end
  end
end
E2
lua5.4 types.lua > names
while read -r name; do
    predict long "$name.npy"
    expect "$name: every element" eval 'lua5.4 types.lua "$name" < rows > stdout'
done < names
lua5.4 -e 'local head = ("{%q: %q, %q: False, %q: (20, 77), }"):format("descr", ">f4", "fortran_order", "shape"):gsub("\"", "\x27")
head = head .. (" "):rep(63 - (10 + #head) % 64) .. "\n"
local data = {}
for i = 1, 20 * 77 do data[i] = string.pack(">f", i == 1500 and 1/0 or i) end
io.open("late.npy", "wb"):write("\x93NUMPY\1\0", string.pack("<I2", #head), head, table.concat(data)):close()'
refuses "late.npy: input 'x': row 20, element 37 is infinite" --weights long.bin long.lua late.npy t=late.npy
gzip -c images > images.gz
reads 'IDX, gzipped' '0,1 0.2,0.4' two images.gz
{ head -c 17 images | gzip -c; tail -c +18 images | gzip -c; } > members.gz
reads 'IDX, gzipped in two parts' '0,1 0.2,0.4' two members.gz
reads 'IDX in doubles' '0,1 0.2,0.4' wide images
cat images.gz /dev/null > 'with,comma'
reads 'a comma in a name' '0,1 0.2,0.4' two with,comma
J 'IDX pair' 0.000123417 --weights class.bin class.lua one.idx,labels
J 'npy pair' 0.000123417 --weights class.bin class.lua x=one.npy t=classes.npy
J 'npy pair, the other way' 0.000123417 --weights class.bin class.lua t=classes.npy x=one.npy
J 'class numbers for one-hot' 0.000123417 --weights class.bin hot.lua x=one.npy,t=classes.npy
if command -v python3 > /dev/null; then
    zip_of() { # FILE NAME=FILE...
        python3 - "$@" <<'E2'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for word in sys.argv[2:]:
        name, path = word.split("=")
        z.write(path, name + ".npy")
E2
    }
    zip_of both.npz x=one.npy t=classes.npy
    zip_of f4.npz x=f4.npy
    J 'npz' 0.000123417 --weights class.bin class.lua both.npz
    reads 'npz with what predict needs' '1,2 3,4' two f4.npz
    refuses "f4.npz: no array 't' for the target; there is x" --weights two.bin two.lua f4.npz
else
    echo 'NOTE no python3: no npz was made'
fi

# ---- what is wrong with arrays ----
of() { refuses "$1" --weights two.bin two.lua "$2" t=f4.npy; }
of "nan.npy: input 'x': row 2, element 1 is nan, no number" x=nan.npy
of "inf.npy: input 'x': row 2, element 1 is more than a float can hold" x=inf.npy
of "three.npy: input 'x': shape [2, 3]; a row has 2 elements" x=three.npy
of "words.npy: input 'x': an array of type <U3, which is no number" x=words.npy
of "axes: an IDX file of 9 axes; 1 to 8 can be read" x=axes
of "huge: is cut off: 0 bytes for U8 of shape [4294967295, 4294967295, 4294967295]" x=huge
refuses "more.npy: input 'x': 3 rows; other arrays have 2" --weights class.bin class.lua t=classes.npy x=more.npy
refuses "wrong.npy: target 't': row 2 is class 3; the network has 0 to 2" --weights class.bin class.lua one.npy,wrong.npy
refuses "one.npy: no array for target 't' (IMAGES,LABELS or t=FILE)" --weights class.bin class.lua one.npy
refuses 'labels: is one file more than the network has inputs and targets' --weights class.bin class.lua one.npy,classes.npy,labels
refuses "one.npy: input 'x' has an array already" --weights class.bin class.lua x=one.npy x=one.npy
table d.csv '1,2\n'
refuses 'd.csv: is neither IDX nor npy, of which several files may be' --weights class.bin class.lua d.csv,one.npy
run evaluate --weights class.bin class.lua q=one.npy
expect 'an unknown end' [ "$status,$(cat stderr)" = "2,bpgen: 'q=one.npy': the network has no end 'q'" ]

# ---- no file, no permission, a folder, a pipe ----
io() { # MESSAGE FILE: exit 3
    run evaluate --cc none --weights two.bin two.lua "$2"
    expect "$1: $(cat stderr)" [ "$status,$(cat stderr)" = "3,$1" ]
}
io 'none.csv: No such file or directory' none.csv
mkdir folder
io 'folder: Is a directory' folder
[ "$(id -u)" -eq 0 ] || { cp a.csv locked; chmod 0 locked; io 'locked: Permission denied' locked; }
mkfifo pipe
cat a.csv > pipe &
reads 'a pipe' '1,2' two pipe

# ---- cut off at each byte, and each byte changed ----
hurt() { # FILE STEP: a message and exit 1, or, changed, exit 0
    file=$1 step=$2 at=0
    size=$(wc -c < "$file")
    while [ $at -lt "$size" ]; do
        head -c $at "$file" > hurt
        run predict --cc none -q --weights two.bin two.lua hurt
        case $status,$(head -n 1 stderr) in 1,hurt:*) good ;; *) bad "$file cut off at $at" ;; esac
        { head -c $at "$file"; printf '\377'; tail -c +$((at + 2)) "$file"; } > hurt
        run predict --cc none -q --weights two.bin two.lua hurt
        case $status,$(head -n 1 stderr) in
        0, | 1,hurt:*) good ;;
        *) bad "$file changed at $at" ;;
        esac
        at=$((at + step))
    done
}
hurt images 1
hurt images.gz 1
hurt f4.npy 3
[ ! -e f4.npz ] || hurt f4.npz 3

# ---- more than the limit ----
truncate -s 9G large
run evaluate --weights two.bin two.lua large
expect "9 GB: $(cat stderr)" [ "$status,$(cat stderr)" = '3,large: is larger than 8589934592 bytes' ]

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
