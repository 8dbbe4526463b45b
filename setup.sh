#!/bin/sh
# setup.sh - installs what this machine lacks to build, test and demonstrate bpgen.
#
#   setup.sh            install the Debian packages that are missing, as root or through sudo
#   setup.sh --demo     those alone that `make` and `make demo` need
#   setup.sh --bench    the libraries, too, that `make bench` compares with
#   setup.sh --check    install nothing: say in one line what `make` lacks, and fail
#
# Prints nothing when nothing is missing.
set -eu

missing=
need() { # PACKAGE COMMAND...: the package is missing where the command fails
    package=$1
    shift
    "$@" > /dev/null 2>&1 || missing="$missing $package"
}

has() { command -v "$1"; }
has_sanitizers() { # and libFuzzer
    for of in asan fuzzer; do
        [ -e "$(clang -print-resource-dir)/lib/linux/libclang_rt.$of-$(uname -m).a" ] || return 1
    done
}
has_openmp() { echo '#include <omp.h>' | clang -fopenmp -E -; }
arm_has_header() { echo "#include <$1>" | arm-none-eabi-gcc -E -; }
has_header() { echo "#include <$1>" | cc -E -; }

need pkg-config has pkg-config
need liblua5.4-dev pkg-config --exists lua5.4
need zlib1g-dev pkg-config --exists zlib
need libjansson-dev pkg-config --exists jansson
need libzip-dev pkg-config --exists libzip
need libelf-dev pkg-config --exists libelf
need gcc has cc
need libc6-dev has_header stdio.h
if [ "${1:-}" != --check ]; then
    need make has make
    need clang has clang
fi
case ${1:-} in
--check | --demo) ;;
*)
    need lua5.4 has lua5.4
    need gcc has gcc
    need g++ has g++
    need clang has clang++
    need libclang-rt-dev has_sanitizers
    need libomp-dev has_openmp
    need libcmocka-dev pkg-config --exists cmocka
    need gnuplot-nox has gnuplot
    need clang-format has clang-format
    need clang-tidy has clang-tidy
    need cppcheck has cppcheck
    need shellcheck has shellcheck
    # whose C the plain style is
    need gcc-arm-none-eabi has arm-none-eabi-gcc
    need libnewlib-arm-none-eabi arm_has_header math.h
    need gcc-avr has avr-gcc
    need avr-libc [ -e /usr/lib/avr/include/math.h ]
    for machine in i686 riscv64 aarch64; do
        need gcc-$machine-linux-gnu has $machine-linux-gnu-gcc
    done
    need libc6-dev-i386-cross [ -e /usr/i686-linux-gnu/include/math.h ]
    need libc6-dev-riscv64-cross [ -e /usr/riscv64-linux-gnu/include/math.h ]
    need libc6-dev-arm64-cross [ -e /usr/aarch64-linux-gnu/include/math.h ]
    need tcc has tcc
    # tests/builds.sh: bpgen in other people's builds
    need cmake has cmake
    need ninja-build has ninja
    need meson has meson
    need mandoc has mandoc
    need zsh has zsh
    need dpkg-dev has dpkg-shlibdeps
    need lintian has lintian
    need qemu-user has qemu-aarch64
    # the circuits of `bpgen graph`; pdflatex and Chromium take part where they are installed
    need graphviz has dot
    need libxml2-utils has xmllint
    # examples
    need python3 has python3
    need qemu-system-arm has qemu-system-arm
    need libopenmpi-dev has mpicc
    need openmpi-bin has mpirun
    ;;
esac
if [ "${1:-}" = --bench ]; then
    for package in libopenblas-dev libblis-dev libdnnl-dev libeigen3-dev libxsmm-dev libfann-dev \
        libsleef-dev gnuplot-nox; do
        need $package dpkg -s $package
    done
fi
[ -n "$missing" ] || exit 0
missing=$(echo "$missing" | tr ' ' '\n' | sort -u | tr '\n' ' ')
missing=${missing# }

install() {
    root='sudo -n' # a word or two, or nothing
    [ "$(id -u)" -ne 0 ] || root=
    has apt-get > /dev/null && $root true || return 1
    echo "setup.sh: installing $missing"
    # shellcheck disable=SC2086 # words
    $root apt-get update -q && $root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qy --no-install-recommends $missing
}

if [ "${1:-}" = --check ] || ! install; then
    echo "setup.sh: packages are missing; as root: apt-get install $missing" >&2
    exit 1
fi
