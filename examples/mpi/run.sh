#!/bin/sh
# Data-parallel training over MPI: one, two and four ranks agree within the bound of sums in another order.
#
#   run.sh BPGEN [BUILD]     needs Open MPI (libopenmpi-dev, openmpi-bin)
set -eu
cd "$(dirname "$0")/../.."
bpgen=${1:?usage: run.sh BPGEN [BUILD]}
build=${2:-build/mpi}
mkdir -p "$build"
"$bpgen" -H "$build/net.h" -o "$build/net.c" examples/openmp/net.lua
mpicc -std=gnu11 -O3 -march=native -c "$build/net.c" -o "$build/net.o"
mpicc -std=gnu11 -O2 -I"$build" examples/mpi/train.c "$build/net.o" -o "$build/train" -lm

# more ranks than cores, and as root in a container
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none
mpirun -n 1 "$build/train" write "$build/one.bin"
mpirun -n 2 "$build/train" compare "$build/one.bin"
mpirun -n 4 "$build/train" compare "$build/one.bin"
