/* train.c - data-parallel training over MPI: each rank has a share of the samples, and all step with
 * the sum of their gradients.
 *
 *   mpirun -n 1 train write FILE      trains, writes the parameters
 *   mpirun -n 4 train compare FILE    trains, and holds its own to those of FILE
 *
 * A batch is cut into SHARDS, each a call of `backward`; 1, 2, 4 or 8 ranks share them. A rank adds
 * up its own and MPI_Allreduce the rest, so the order of a sum depends on the number of ranks. Two
 * orders of SHARDS terms differ by (SHARDS - 1) FLT_EPSILON sum |g| at most, and roundings of the step
 * come to that: so much a step adds to the distance between the parameters of two runs, and a descent
 * that converges keeps it. */
#include <float.h>
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "net.h"

#include "../openmp/samples.h" /* of net.h */

static net_parameters p, other, g;
static net_workspace ws;
static float sum[NET_PARAMETERS], size[NET_PARAMETERS]; /* of g and |g| over all shards */

/* J, and the gradient of all shards in sum; every rank has made all samples, and reads its own. */
static float gradient(int rank, int ranks)
{
    float J = 0;
    memset(sum, 0, sizeof sum);
    memset(size, 0, sizeof size);
    const size_t share = SHARDS / (size_t)ranks, first = (size_t)rank * share;
    for (size_t s = first; s < first + share; s++) {
        const float *of = (const float *)&g; /* the block is an array of numbers, without padding */
        J += net_backward(&p, NET_BATCH, x[s * NET_BATCH], t[s * NET_BATCH], &g, NULL, &ws);
        for (int i = 0; i < NET_PARAMETERS; i++) {
            sum[i] += of[i];
            size[i] += fabsf(of[i]);
        }
    }
    MPI_Allreduce(MPI_IN_PLACE, &J, 1, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    MPI_Allreduce(MPI_IN_PLACE, sum, NET_PARAMETERS, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    MPI_Allreduce(MPI_IN_PLACE, size, NET_PARAMETERS, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    return J / SHARDS;
}

/* Steps; returns by how much that may move the parameters (2-norm) in another order. */
static double step(float rate)
{
    float *w = (float *)&p;
    double moved = 0;
    for (int i = 0; i < NET_PARAMETERS; i++) {
        const double by = (double)(FLT_EPSILON * (rate * size[i] + fabsf(w[i])));
        w[i] -= rate / SHARDS * sum[i];
        moved += by * by;
    }
    return sqrt(moved);
}

static double distance(void)
{
    double squares = 0;
    for (int i = 0; i < NET_PARAMETERS; i++) {
        const double d = (double)((const float *)&p)[i] - (double)((const float *)&other)[i];
        squares += d * d;
    }
    return sqrt(squares);
}

/* Of rank 0: keeps the parameters in a file, or compares. */
static int finish(const char *what, const char *path, double bound)
{
    const int writes = !strcmp(what, "write");
    FILE *file = fopen(path, writes ? "wb" : "rb");
    size_t done = 0;
    if (file && writes)
        done = fwrite(&p, sizeof p, 1, file);
    else if (file)
        done = fread(&other, sizeof p, 1, file);
    if (done != 1 || fclose(file) != 0) {
        perror(path);
        return 1;
    }
    if (writes)
        return 0;
    printf("parameters %.2g apart, bound %.2g\n", distance(), bound);
    return !(distance() <= bound);
}

int main(int argc, char **argv)
{
    int rank, ranks, wrong = 0;
    float first = 0, J = 0;
    double bound = 0;
    uint32_t state = 1;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (argc != 3 || SHARDS % ranks != 0) {
        fprintf(stderr, "usage: mpirun -n 1|2|4|8 train write|compare FILE\n");
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    net_init(&p, 1); /* the same on every machine */
    for (int k = 0; k < STEPS; k++) {
        samples(&state);
        J = gradient(rank, ranks);
        bound += step(0.2f);
        first = k == 0 ? J : first;
    }
    if (rank == 0) {
        printf("%d rank%s: J from %.4f to %.4f\n", ranks, ranks > 1 ? "s" : "", (double)first,
               (double)J);
        wrong = finish(argv[1], argv[2], bound) || !(J < first / 2);
    }
    MPI_Finalize();
    return wrong;
}
