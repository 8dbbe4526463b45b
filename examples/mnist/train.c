/* train.c - digits that are moved about while a network learns them: each time an image comes round it
 * is shifted by up to two pixels, so that none is seen twice. `bpgen train` goes through a file as it
 * is; what a program does with its samples between two calls of `step` is its own affair.
 *
 *   bpgen --prefix net -H net.h -o net.c specs/mnist.lua
 *   cc -O3 -march=native -I. -o train examples/mnist/train.c net.c -lz -lm
 *   ./train DIRECTORY [EPOCHS [LEAST]]      fails where less than LEAST % of new digits are read right */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "net.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE, CLASSES = 10, REACH = 2, IMAGES = 60000, TESTS = 10000 };
_Static_assert(NET_INPUTS == PIXELS && NET_OUTPUTS == CLASSES, "28 x 28 pixels, 10 digits");

static net_parameters parameters; /* static: too large for most stacks */
static net_optimizer optimizer;
static net_workspace workspace;
static float x[NET_BATCH][PIXELS], t[NET_BATCH][CLASSES], y[NET_BATCH][CLASSES];
static unsigned char images[IMAGES][PIXELS], labels[IMAGES];

static uint32_t random_bits(void) /* xorshift */
{
    static uint32_t state = 1;
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

/* The numbers of an IDX file, plain or packed, behind its header. */
static void load(const char *directory, const char *name, size_t header, void *to, size_t size)
{
    char path[4096];
    unsigned char skipped[16];
    snprintf(path, sizeof path, "%s/%s.gz", directory, name);
    gzFile file = gzopen(path, "rb");
    if (!file) {
        path[strlen(path) - 3] = '\0';
        file = gzopen(path, "rb"); /* reads files that are not packed, too */
    }
    if (!file || gzread(file, skipped, (unsigned)header) != (int)header ||
        gzread(file, to, (unsigned)size) != (int)size || gzclose(file) != Z_OK) {
        fprintf(stderr, "train: %s cannot be read\n", path);
        exit(3);
    }
}

static void load_set(const char *directory, const char *set, size_t count)
{
    char name[64];
    snprintf(name, sizeof name, "%s-images-idx3-ubyte", set);
    load(directory, name, 16, images, count * PIXELS);
    snprintf(name, sizeof name, "%s-labels-idx1-ubyte", set);
    load(directory, name, 8, labels, count);
}

/* Row r of the batch: an image, moved by so many pixels, and its digit. */
static void put(size_t r, size_t image, int down, int right)
{
    memset(x[r], 0, sizeof x[r]);
    for (int i = 0; i < SIDE; i++)
        for (int k = 0; k < SIDE; k++) {
            const int to_i = i + down, to_k = k + right;
            if (to_i >= 0 && to_i < SIDE && to_k >= 0 && to_k < SIDE)
                x[r][to_i * SIDE + to_k] = (float)images[image][i * SIDE + k] / 255.0f;
        }
    for (int c = 0; c < CLASSES; c++)
        t[r][c] = c == labels[image];
}

static double train_epoch(void)
{
    enum { STEPS = IMAGES / NET_BATCH, PLACES = 2 * REACH + 1 };
    double sum = 0;
    for (int step = 0; step < STEPS; step++) {
        for (size_t r = 0; r < NET_BATCH; r++) {
            const size_t image = random_bits() % IMAGES;
            const int down = (int)(random_bits() % PLACES) - REACH;
            put(r, image, down, (int)(random_bits() % PLACES) - REACH);
        }
        sum += (double)net_step(&parameters, &optimizer, NET_BATCH, x[0], t[0], &workspace);
    }
    return sum / STEPS;
}

/* The share of new images whose largest output is their digit, in percent. */
static double test(void)
{
    size_t right = 0;
    for (size_t first = 0; first < TESTS; first += NET_BATCH) {
        for (size_t r = 0; r < NET_BATCH; r++)
            put(r, first + r, 0, 0);
        net_forward(&parameters, NET_BATCH, x[0], y[0], &workspace);
        for (size_t r = 0; r < NET_BATCH; r++) {
            size_t best = 0;
            for (size_t c = 1; c < CLASSES; c++)
                best = y[r][c] > y[r][best] ? c : best;
            right += best == labels[first + r];
        }
    }
    return 100.0 * (double)right / TESTS;
}

int main(int argc, char **argv)
{
    const int epochs = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 20;
    const double least = argc > 3 ? strtod(argv[3], NULL) : 0;
    if (argc < 2 || epochs < 1) {
        fputs("usage: train DIRECTORY [EPOCHS [LEAST]]\n", stderr);
        return 2;
    }
    load_set(argv[1], "train", IMAGES);
    net_init(&parameters, 1);
    net_optimizer_init(&optimizer);
    optimizer.rate = 0.3f;
    for (int epoch = 1; epoch <= epochs; epoch++) {
        optimizer.rate *= epoch > epochs * 3 / 4 ? 0.7f : 1.0f; /* settles */
        printf("epoch %2d  J %.4f\n", epoch, train_epoch());
        fflush(stdout);
    }
    load_set(argv[1], "t10k", TESTS);
    const double percent = test();
    printf("%.2f %% of %d new digits are read right\n", percent, TESTS);
    return !(percent >= least);
}
