#!/bin/sh
# numerics.sh - the numbers that generated C computes, against independent references.
#
#   tests/numerics.sh [BPGEN]         BPGEN: ./bpgen; LONG=1: every case; ONLY=WORD: jobs with WORD
#
# Each job is a line of numerics/job.sh: a spec, a compiler, and a harness of numerics/, which
# says at its top what it checks and against what.
#
# What the builds are for: `bits` holds unlike builds to the same bits, so the others are those that
# are quick to compile, but where a compiler's work is what is tested.
here=$(cd "$(dirname "$0")" && pwd)
bpgen=$(realpath "${1:-./bpgen}")
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

once=$here/../build/tests/once
[ -x "$once" ] || once=
strict="-std=gnu11 -O1 -Wall -Wextra -pedantic -Wconversion -Wno-sign-conversion"
for file in "$here"/numerics/*.c; do
    # shellcheck disable=SC2086
    $once gcc $strict -c "$file" -o "$scratch/$(basename "$file" .c).o" || exit 2
done

gcc="gcc -std=c11 -O1 -march=native"
clang="clang -std=c11 -O1 -march=native"
# Quick to compile, where what is computed is tested: that all builds compute the same, bits, fuzz.sh
# and check.sh see to.
quick="clang -std=c11 -O0 -march=native"
best="gcc -std=gnu11 -O2 -march=native -ffp-contract=fast"
sanitized="clang -std=c11 -O0 -fsanitize=address,undefined -fno-sanitize-recover=all"
specs=../../../specs
sequences=../../specs/contractions.lua
job() { echo "$1 | $2 | $3 | $4 | $5${6:+ | $6}"; } # label, harness, compiler, arguments, specs
long() { [ -n "$LONG" ]; }

# ---- activations and losses, by reference.c ----
references() {
    for real in float double; do
        for a in identity relu leaky_relu elu elu_2 selu gelu silu mish softplus softsign hardtanh \
                 hardsigmoid sigmoid tanh softmax log_softmax square sine; do
            job "$a $real" activations "$quick" "$a" "activation.lua --real $real -D activation=$a"
            long && job "$a $real, 1 wide, no FMA" activations "clang -std=c11 -O2" "$a" \
                        "activation.lua --real $real -D activation=$a -D width=1"
        done
        for l in half_squared_error mean_squared_error absolute_error huber huber_half log_cosh \
                 hinge cross_entropy binary_cross_entropy kl_divergence quantile quantile_quarter \
                 softmax_cross_entropy softmax_kl_divergence sigmoid_binary_cross_entropy; do
            job "$l $real" losses "$quick" "$l" "loss.lua --real $real -D loss=$l"
            long && job "$l $real, 1 wide" losses "$clang" "$l" \
                        "loss.lua --real $real -D loss=$l -D width=1"
        done
        job "class numbers $real" losses "$quick" softmax_cross_entropy \
            "loss.lua --real $real -D loss=softmax_cross_entropy -D targets=index"
    done
    return 0
}

saturated() {
    for l in softmax_cross_entropy softmax_kl_divergence sigmoid_binary_cross_entropy by_logsumexp \
             by_log_softmax by_log_of_softmax by_logs_of_sigmoid by_slices_of_softmax \
             by_slices_of_sigmoid by_complement_of_sigmoid by_concat_of_sigmoid; do
        for width in 5 19; do
            long || [ $width = 5 ] || continue
            for real in float double; do
                job "saturated $l $real" saturated "$quick" $l \
                    "loss.lua --real $real -D loss=$l -D width=$width"
            done
        done
        case $l in *sigmoid*) continue ;; esac
        job "saturated $l, class numbers" saturated "$quick" $l \
            "loss.lua -D loss=$l -D targets=index -D width=19"
    done
    for real in float double; do # of two classes the complement is the other one
        job "saturated by_complement_of_softmax $real" saturated "$gcc" by_complement_of_softmax \
            "loss.lua --real $real -D loss=by_complement_of_softmax -D width=2"
    done
}

# ---- where a formula's order, a kink, a zero or an infinity decides ----
edges() {
    for c in inner over across below norm scaled scalars power hardsigmoid softsign log_cosh \
             entropy binary divergence; do
        job "edge $c" edges "$gcc" $c "edges.lua -D case=$c"
        job "edge $c, clang" edges "$clang" $c "edges.lua -D case=$c"
        case $c in inner | over | across | below | norm | scaled | scalars) continue ;; esac
        job "edge $c double" edges "$gcc" $c "edges.lua -D case=$c --real double"
    done
    for n in 1 2 3 8 15 16 17 33; do
        job "edge logsumexp of $n" edges "$gcc" logsumexp "edges.lua -D case=logsumexp -D n=$n"
        long || [ $n = 16 ] || [ $n = 17 ] || continue
        job "edge logsumexp of $n double" edges "$clang" logsumexp \
            "edges.lua -D case=logsumexp -D n=$n --real double"
        job "edge log_softmax of $n" edges "$clang" log_softmax \
            "edges.lua -D case=log_softmax -D n=$n"
    done
    job "edge mean" edges "gcc -std=c11 -O2 -march=native" mean \
        "edges.lua -D case=mean -D n=1 -D batch=1000000"
    job "edge mean of 65" edges "$gcc" mean "edges.lua -D case=mean -D n=1 -D batch=65"
}

# ---- what calls promise ----
contract() {
    for s in xor iris gates two_heads residual two_layer_square l_layer_binary forces spirals \
             newton; do
        case $s in forces | spirals | newton) arguments= ;; *) arguments=sgd ;; esac
        job "contract $s" contract "$quick" "$arguments" "$specs/$s.lua"
        case $s in xor | two_heads) ;; *) long || continue ;; esac
        job "contract $s, sanitized" contract "$sanitized" \
            "$arguments" "$specs/$s.lua"
        job "contract $s double" contract "clang -std=c11 -O2 -march=haswell -ffp-contract=off" \
            "$arguments" "$specs/$s.lua --real double"
        job "contract $s, no FMA" contract "gcc -std=c11 -O2" "$arguments" "$specs/$s.lua"
    done
    for style in vector plain; do # outputs that are NULL
        job "contract derivatives, $style, sanitized" contract "$sanitized" "" \
            "../../specs/derivatives.lua --style $style"
    done
    for style in vector plain; do # class numbers, of which some are none
        job "contract embedding, $style, sanitized" contract "$sanitized -march=native" "" \
            "../../specs/embedding.lua --style $style"
    done
    job "contract lookups" contract "$quick" "" lookups.lua
    job "contract two_heads, plain, sanitized" contract "$sanitized" sgd \
        "$specs/two_heads.lua --style plain"
    job "contract moves" contract "$quick" "" ../../specs/moves.lua
    for batch in 1 21; do
        job "contract one output, sanitized" contract "$sanitized -march=native" sgd \
            "one_output.lua -D batch=$batch"
    done
    job "contract one sample, sanitized" contract "$sanitized -march=native" sgd \
        "one_sample.lua"
    job "contract one sample, no FMA" contract "gcc -std=c11 -O2" sgd "one_sample.lua"
    job "contract wide" contract "$best" sgd wide.lua
    job "contract wide, sanitized" contract "$sanitized -march=native" sgd wide.lua
    job "contract wide, copied input" contract "$sanitized -march=native" sgd \
        "wide.lua -D input=1024 -D batch=33"
    long && job "contract wide, no FMA" contract "gcc -std=c11 -O2" sgd wide.lua
    job "contract long rows" contract "$sanitized -march=native" sgd \
        "narrow.lua --real float -D input=7 -D hidden=301 -D batch=1"
    job "contract AVX without FMA, sanitized" contract "$sanitized -mavx" sgd \
        "narrow.lua --real float -D input=100 -D hidden=28 -D batch=3" # tails of 4 columns
    long && job "contract mnist" contract "$gcc" sgd "$specs/mnist.lua"
    for o in momentum adamw polyak; do
        long || [ $o = polyak ] || continue
        job "contract $o" contract "$quick" "" \
            "features.lua -D optimizer=$o -D l2=0.1 -D targets=index"
    done
}

relations() {
    plain="--prefix plain features.lua"
    job "l2" relations "$quick" "penalty 0.3 0 0.3 0 0.3 0" "$plain" "features.lua -D l2=0.3"
    job "l1" relations "$quick" "penalty 0 0.25 0 0 0 0.5" "$plain" \
        "features.lua -D l1_1=0.25 -D l1_3=0.5"
    job "l2 and l1 by layer" relations "$quick" "penalty 0.01 0.25 0 0 2 0.5" "$plain --real double" \
        "features.lua --real double -D l2=0.01 -D l1_1=0.25 -D l2_2=0 -D l2_3=2 -D l1_3=0.5"
    for o in sgd adamw momentum; do
        job "frozen, $o" relations "$quick" frozen "$plain -D optimizer=$o" \
            "features.lua -D train_2=false -D optimizer=$o"
    done
    for size in 1 5 51; do # 51: with tails of 3 columns
        job "shared layers $size" relations "$quick" shared "--prefix plain shared.lua -D size=$size" \
            "shared.lua -D size=$size -D shared=false"
    done
    for o in sgd polyak; do
        job "class numbers, $o" relations "$sanitized -march=native" index \
            "$plain -D optimizer=$o" "features.lua -D targets=index -D optimizer=$o"
    done
    for n in "" "-D batch=1 --real double"; do
        job "class numbers everywhere${n:+, $n}" relations "$sanitized -march=native" index \
            "--prefix plain classes.lua $n" "classes.lua -D targets=index $n"
    done
    job "both forms" relations "$quick" equal "$plain" "features_general.lua"
    job "straight line and loops" relations "$quick" equal "$plain" "features.lua --unroll 0"
    job "float and double" relations "$clang" double "$plain -D hidden=40 -D bias_2=false" \
        "features.lua --real double -D hidden=40 -D bias_2=false"
    job "initialisers" initialisers "$quick" "" "initialisers.lua"
    job "initialisers double" initialisers "$gcc" "" "initialisers.lua --real double"
}

# ---- derivatives and steps ----
derivatives() {
    for form in cube network shared gates activations kinks; do
        job "second $form" differences "$quick" "" \
            "second.lua -D form=$form"
    done
    for s in forces two_layer_tanh residual spirals iris l_layer_binary l_layer_sigmoid newton; do
        long || [ $s = forces ] || continue
        job "differences $s" differences "$quick" "" "$specs/$s.lua --real double"
    done
    job "differences wide" differences "$clang" "" \
        "wide.lua --real double -D activation=tanh -D l1=0 -D batch=5"
    for sizes in "1 7 1" "1 40 3" "9 1 1" "40 1 2" "7 301 1"; do # input, hidden, batch
        # shellcheck disable=SC2086
        set -- $sizes
        job "narrow $sizes" differences "$quick" "" "narrow.lua -D input=$1 -D hidden=$2 -D batch=$3"
    done
    job "differences embedding" differences "$quick" "" \
        "../../specs/embedding.lua --real double -D train=1"
    job "differences one sample" differences "$quick" "" "one_sample.lua --real double"
    for o in sgd sgd_momentum momentum momentum_decay nesterov nesterov_decay rmsprop \
             rmsprop_momentum adam adam_decay adamw adamw_decay polyak polyak_half; do
        job "$o" optimizers "$quick" $o "optimizer.lua -D optimizer=$o"
    done
}

training() {
    job "training xor" training "$gcc" "xor 2000 1" "$specs/xor.lua"
    job "training iris" training "$gcc" "iris 300 0.97" "$specs/iris.lua"
    job "training spirals" training "gcc -std=c11 -O2 -march=native" "spirals 3000 0.95" \
        "$specs/spirals.lua"
    for s in forces xor two_heads iris residual two_layer_square two_layer_relu two_layer_tanh \
             two_layer_l2 three_layer_regression l_layer_binary l_layer_sigmoid spirals; do
        case $s in forces | two_heads | two_layer_square) ;; *) long || continue ;; esac
        job "training $s" training "$gcc" "teacher 300 0.5" "$specs/$s.lua"
    done
    # at the user's risk, but no garbage
    job "training with -ffast-math" training "gcc -O3 -march=native -ffast-math" "xor 2000 1" \
        "$specs/xor.lua"
    job "training with -ffast-math" training "clang -O3 -march=native -ffast-math" "iris 300 0.97" \
        "$specs/iris.lua"
}

# ---- the same bits from every build for a target with FMA ----
builds() {
    echo "gcc -std=c11 -O0 -march=native"
    echo "clang -std=c11 -O0 -mfma -mavx2"
    echo "$best"
    echo "clang -std=gnu11 -O3 -march=native -ffp-contract=fast"
    echo "clang -std=c11 -O2 -march=haswell -ffp-contract=off"
    echo "gcc -std=c11 -O1 -march=haswell -DBPGEN_LANES=1"
    echo "clang -std=c11 -O0 -march=native -DBPGEN_LANES=4"
    echo "g++ -std=c++17 -O1 -march=native -x c++"
    long || return 0
    echo "gcc -std=c11 -O3 -march=native -ffp-contract=off"
    echo "gcc -std=c11 -O3 -march=x86-64-v3"
    echo "gcc -std=c11 -O2 -march=native -DBPGEN_LANES=16"
    echo "gcc -std=c11 -O2 -march=native -DBPGEN_LANES=8"
    echo "gcc -std=c11 -O2 -march=native -DBPGEN_LANES=4"
    echo "clang -std=c11 -O2 -march=native -DBPGEN_LANES=16"
    echo "clang -std=c11 -O1 -march=native -DBPGEN_LANES=8"
    echo "clang -std=c11 -O3 -march=native -DBPGEN_LANES=1"
    echo "clang -std=c11 -O3 -march=x86-64-v3 -ffp-contract=off"
    echo "clang++ -std=c++17 -O3 -march=native -x c++"
}

bits() {
    set -- "$specs/xor.lua" "$specs/two_heads.lua --real double" \
           "features.lua -D l2=0.1 -D l1_2=0.1" wide.lua pages.lua one_sample.lua \
           "$sequences" "narrow.lua --real float -D input=7 -D hidden=301 -D batch=1" one_output.lua \
           "one_output.lua -D batch=1" "../../specs/embedding.lua -D batch=9" \
           lookups.lua
    long && set -- "$@" "$specs/two_heads.lua" "$specs/forces.lua" \
                   "$sequences --real double -D batch=1" \
                   "$specs/forces.lua --real double" "$specs/mnist.lua" \
                   "$specs/residual.lua" "optimizer.lua -D optimizer=adamw" \
                   "one_sample.lua --real double -D optimizer=adam" \
                   "features.lua -D optimizer=polyak -D targets=index" "$specs/two_layer_relu.lua"
    for spec in "$@"; do
        builds | while read -r cc; do
            case $spec$cc in
            *double*LANES=16 | optimizer*LANES=16) continue ;; # 8 at most
            *++*) # C++ is another front end, no other code: for two of them
                case $spec in *xor.lua* | one_sample*) ;; *) long || continue ;; esac ;;
            esac
            job "${spec#"$specs"/}" bits "$cc" "" "$spec"
        done
    done
}

# ---- the same bits from any number of threads, each of its own memory ----
threads() {
    for spec in threads.lua "threads.lua -D optimizer=polyak -D l2=0.1" \
                "threads.lua -D l2=0.1 --real double" "$sequences -D batch=120" \
                "pages.lua -D width=1037" "pages.lua -D width=512 --real double"; do
        job "$spec" bits "$quick" "" "$spec"
        for threads in 1 2; do
            job "$spec" bits "gcc -std=c11 -O1 -march=haswell -fopenmp" $threads "$spec"
        done
        races=yes others=yes
        case $spec in pages*double) long || races= ;; "$sequences"*) long || others= ;; esac
        if [ -n "$races" ]; then
            job "races $spec" bits "clang -std=c11 -O0 -march=native -fopenmp -fsanitize=thread" 4 \
                "$spec"
            job "contract $spec, sanitized" contract "$sanitized -march=native -fopenmp" \
                "" "$spec"
        fi
        [ -n "$others" ] || continue
        # The same templates in another real, with another update: optimized by gcc alone.
        case $spec in *double | *polyak*) level=-O0 ;; *) level=-O2 ;; esac
        for threads in 3 7; do
            job "$spec" bits "clang -std=c11 $level -march=native -fopenmp" $threads "$spec"
        done
        job "$spec" bits "clang -std=c11 -O0 -march=haswell -fopenmp -DBPGEN_LANES=1" 2 "$spec"
    done
}

{ bits; threads; references; saturated; edges; contract; relations; derivatives; training; } |
    grep -e "$ONLY" > "$scratch/jobs"
# Small networks with a harness and a compiler in common are compiled and linked together, 8 at a
# time (numerics/group.sh). The large ones begin first.
awk -F ' [|] ' -v groups="$scratch/groups" '
    $2 ~ /^(activations|losses|saturated|edges|optimizers)$/ || $1 ~ /^second / {
        of = $2 FS $3
        if (count[of]++ % 8 == 0) place[of] = ++last
        jobs[place[of]] = jobs[place[of]] (jobs[place[of]] == "" ? "" : " ;; ") $0
        next
    }
    { print }
    END { for (i = 1; i <= last; i++) print jobs[i] > groups }' "$scratch/jobs" > "$scratch/single"
each() { # SCRIPT LIST
    [ ! -f "$2" ] ||
        xargs -a "$2" -d '\n' -r -n 1 -P "$(nproc)" "$here/numerics/$1" "$bpgen" "$scratch"
}
{ each job.sh "$scratch/single"; each group.sh "$scratch/groups"; } > "$scratch/out"
grep -v -e '^bits ' -e ' passed, [0-9]* failed$' "$scratch/out"

# One hash a spec: every build that differs from the most frequent one fails.
awk -v FS=': ' '
    / passed, [0-9]+ failed$/ { split($0, n, /[ ,]+/); passed += n[1]; failed += n[3] }
    /^bits / { count[$1, $2]++; specs[$1]; hashes[$2] }
    END {
        for (s in specs) {
            most = 0
            for (h in hashes) {
                all[s] += count[s, h]
                if (count[s, h] > most) most = count[s, h]
            }
            if (most < all[s]) {
                print "FAIL " s ": " all[s] - most " of " all[s] " builds have other bits"
                failed += all[s] - most
            }
            passed += most
        }
        print passed + 0 " passed, " failed + 0 " failed"
        exit failed > 0 || passed == 0
    }' "$scratch/out"
