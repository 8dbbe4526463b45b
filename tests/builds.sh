#!/bin/sh
# builds.sh - bpgen in other people's builds: make, CMake with Ninja and with make, Meson, for another
# machine. All with what `make install` has put into a folder, in empty folders, in paths with blanks.
#
#   tests/builds.sh [BPGEN]
# shellcheck disable=SC2016,SC2086,SC2154 # `holds ... eval` expands later; a command's name may be nothing
# shellcheck source=tests/tools/suite.sh
. "$(dirname "$0")/tools/suite.sh"
# shellcheck source=tests/builds/words.sh
. "$root/tests/builds/words.sh"

PATH="$installed/bin:$PATH" # the command is the installed one

# ---- make ----

fresh() { # TOOL: an empty folder with a copy of the example
    rm -rf "$scratch/my $1"
    cp -r "$root/examples/builds" "$scratch/my $1"
}
fresh make
works 'make -j4 check' make -C 'my make' -j4 check CFLAGS=-O0
works 'make again' make -C 'my make' CFLAGS=-O0
says_not 'make again: nothing to do' '^cc\|^bpgen'
echo '-- a comment' >> 'my make/xor.lua'
works 'make, a comment more' make -C 'my make' CFLAGS=-O0
says 'generates again' '^bpgen'
says_not 'and compiles nothing' '^cc'
sed -i 's/0.05/0.06/' 'my make/xor.lua'
works 'make, another rate' make -C 'my make' -j4 CFLAGS=-O0
says 'compiles again' '^cc .* xor.c$'
sed -i 's/tanh/tahn/' 'my make/xor.lua'
fails 'make, a wrong spec' "xor.lua:4: layer 1: unknown activation 'tahn'" make -C 'my make'
works 'make clean' make -C 'my make' clean
holds 'make clean leaves what was there' [ "$(find 'my make' -type f | wc -l)" -eq 5 ]

# ---- CMake ----

# builds GENERATOR FOLDER: configures it in FOLDER/build and builds
builds() {
    works "cmake -G $1: $2" cmake -G "$1" -S "$2" -B "$2/build" -D CMAKE_PREFIX_PATH="$installed" \
        -D CMAKE_BUILD_TYPE= -D CMAKE_C_FLAGS=-O0
    works "$1: $2" cmake --build "$2/build"
}
again() { # NAME FOLDER: builds again
    works "$1" cmake --build "$2/build"
}
networks() { # GENERATOR: the four networks of builds/cmake
    rm -rf 'my networks'
    cp -r "$root/tests/builds/cmake" 'my networks'
    printf '\000\000\200\077\000\000\200\077\000\000\000\000' > 'my networks/w 1.bin' # 1 1 0
    builds "$1" 'my networks'
    works "$1: the program" 'my networks/build/app'
    holds "$1: its networks" [ "$(cat stdout)" = 'small 9 of 9, large 337 of 337, third 4, trained 3' ]
    again "$1: again" 'my networks'
    says_not "$1: nothing to do" 'Generating\|Building'
    touch 'my networks/spe cs/net.lua'
    again "$1: a spec of two networks touched" 'my networks'
    holds "$1: both are generated" [ "$(grep -c 'Generating the network [sl].*of app' stdout)" -eq 2 ]
    says_not "$1: and nothing compiled" 'Building'
    printf '\000\000\200\077\000\000\000\100\000\000\000\000' > 'my networks/w 1.bin' # 1 2 0
    again "$1: other weights" 'my networks'
    says "$1: they are generated" 'Generating the network trained'
    holds "$1: only they are compiled" [ "$(grep -c 'Building' stdout)" -eq 1 ]
    works "$1: the program" 'my networks/build/app'
    says "$1: it has them" 'third 4, trained 5'
    again "$1: and again" 'my networks'
    says_not "$1: nothing to do" 'Generating\|Building'
    rm 'my networks/build/bpgen/app/small.d'
    echo 'return network { input = 2, layers = { dens(1) }, loss = hinge }' > 'my networks/trained.lua'
    fails "$1: a wrong spec" "trained.lua:1: layers[1]: unknown layer 'dens' (did you mean 'dense'?)" \
        cmake --build 'my networks/build'
}
# wrong CODE: configures nothing, so needs no compiler
wrong() { # NAME TEXT CODE
    printf 'find_package(bpgen REQUIRED)\n%s\n' "$3" > wrong.cmake
    fails "$1" "$2" cmake -D CMAKE_PREFIX_PATH="$installed" -P wrong.cmake
}
if has cmake; then
    networks 'Unix Makefiles'
    if has ninja; then
        networks Ninja
    else
        skip 'ninja is not installed'
    fi
    wrong 'CMake: no spec' 'bpgen_add_network(a): wants SPEC net.lua' 'bpgen_add_network(a)'
    wrong 'CMake: a word too many' "bpgen_add_network(a): what is 'net.lua'?" 'bpgen_add_network(a net.lua)'
    wrong 'CMake: no value' 'bpgen_add_network(a): no value for PREFIX' \
        'bpgen_add_network(a SPEC net.lua PREFIX)'
    wrong 'CMake: without C' 'enable_language(C)' 'bpgen_add_network(a SPEC net.lua)'
    wrong 'CMake: a version to come' 'compatible with requested version "9"' 'find_package(bpgen 9 REQUIRED)'
    # the package of another machine: its command is none that runs here
    mkdir -p foreign/bin
    cp -r "$share" foreign
    echo 'no program' > foreign/bin/bpgen
    chmod +x foreign/bin/bpgen
    echo 'find_package(bpgen REQUIRED)
        message("found ${BPGEN_EXECUTABLE}")' > find.cmake
    works 'CMake: the bpgen of this machine' cmake -D CMAKE_PREFIX_PATH="$scratch/foreign" -P find.cmake
    holds 'it is found' grep -qF "found $installed/bin/bpgen" stderr
    fails 'CMake: no bpgen of this machine' 'no bpgen that runs on this machine' \
        env PATH=/usr/bin:/bin cmake -D CMAKE_PREFIX_PATH="$scratch/foreign" -P find.cmake
else
    skip 'cmake is not installed'
fi

# ---- Meson ----

if has meson && has ninja; then
    fresh meson
    works 'meson setup' meson setup 'my meson/build' 'my meson'
    works 'meson test' meson test -C 'my meson/build'
    touch 'my meson/xor.lua'
    works 'meson, touched' ninja -C 'my meson/build'
    says 'generates again' Generating
    works 'meson, again' ninja -C 'my meson/build'
    says 'nothing to do' 'no work to do'
else
    skip 'meson is not installed'
fi

# ---- for another machine ----

arm=aarch64-linux-gnu
is_arm() { # FILE
    [ "$(od -An -tu1 -j18 -N1 "$1" | tr -d ' ')" = 183 ]
}
if has $arm-gcc && [ -e /usr/$arm/include/stdio.h ]; then
    fresh make
    works 'make for ARM' make -C 'my make' -j4 CC=$arm-gcc CFLAGS=-O0
    holds 'its program is for ARM' is_arm 'my make/xor'
    if has cmake && has ninja; then
        fresh cmake
        works 'CMake for ARM' cmake -G Ninja -S 'my cmake' -B 'my cmake/build' -D CMAKE_C_FLAGS=-O0 \
            --toolchain "$root/tests/builds/toolchain.cmake" -D bpgen_DIR="$share/cmake/bpgen"
        works 'CMake for ARM: build' cmake --build 'my cmake/build'
        holds 'its program is for ARM' is_arm 'my cmake/build/xor'
        holds 'from the same C' cmp -s 'my make/xor.c' 'my cmake/build/bpgen/xor/xor.c'
    fi
    if has qemu-aarch64; then
        works 'the program runs' qemu-aarch64 -L /usr/$arm 'my make/xor'
        holds 'and has learnt' [ "$(grep -o '.$' stdout | tr -d '\n')" = 0110 ]
        works 'ctest on ARM' ctest --test-dir 'my cmake/build'
    else
        skip 'qemu-user is not installed: programs for ARM are not run'
    fi
else
    skip "gcc-$arm or libc6-dev-arm64-cross is not installed"
fi

tally="$passed passed, $failed failed"
[ $skipped -eq 0 ] || tally="$tally, $skipped skipped"
echo "$tally"
[ $failed -eq 0 ]
