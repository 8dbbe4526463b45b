/* train.c - trains a classifier of handwritten digits that bpgen wrote, and measures it.
 *
 *   bpgen --prefix net -H net.h -o net.c ../../specs/mnist.lua
 *   cc -O3 -march=native -o train train.c idx.c net.c -lz -lm
 *   ./train DIRECTORY
 *
 * Which network it trains is the spec's affair: 784 inputs, 10 outputs and one-hot targets are all
 * it asks. Results go to standard output, talk and progress to standard error. */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "idx.h"
#include "net.h"

_Static_assert(NET_INPUTS == PIXELS, "the network reads 28 x 28 pixels");
_Static_assert(NET_OUTPUTS == CLASSES, "the network tells 10 digits apart");

enum { EXIT_WRONG = 1, EXIT_USAGE = 2, EXIT_IO = 3 };

typedef struct options {
    const char *directory;
    size_t epochs, images;
    uint64_t seed;
    bool shuffle, quiet;
    double rate, rate_decay; /* rate 0: the spec's */
    double at_least;
} options;

/* Everything the network needs; static, for it is too large for most stacks. */
static net_parameters parameters;
static net_optimizer optimizer;
static net_workspace workspace;
static float x[NET_BATCH][PIXELS], t[NET_BATCH][CLASSES], y[NET_BATCH][CLASSES];

/* ---- options ---- */

static const char help[] =
    "usage: train [options] [DIRECTORY]\n"
    "Trains on the MNIST files in DIRECTORY (default: $BPGEN_MNIST), plain or gzipped.\n"
    "\n"
    "  --epochs N        passes over the training images (20)\n"
    "  --images N        train on the first N images (55000)\n"
    "  --seed N          of the first weights and the shuffling (1)\n"
    "  --shuffle         visit the images in a new order every epoch\n"
    "  --rate R          learning rate of the first epoch (the spec's)\n"
    "  --rate-decay F    multiply the rate by F after every epoch (1)\n"
    "  --at-least P      exit 1 if the final test accuracy is below P percent\n"
    "  -q, --quiet       no progress line\n"
    "  -h, --help        this text\n";

static double number(const char *option, const char *text, double least, double most)
{
    char *rest;
    double value = strtod(text, &rest);
    if (rest == text || *rest || !(value >= least && value <= most)) {
        fprintf(stderr, "train: --%s: '%s' is not a number from %g to %g\n", option, text, least,
                most);
        exit(EXIT_USAGE);
    }
    return value;
}

static options read_options(int argc, char **argv)
{
    static const struct option words[] = {
        { "epochs", required_argument, NULL, 'e' },
        { "images", required_argument, NULL, 'i' },
        { "seed", required_argument, NULL, 's' },
        { "shuffle", no_argument, NULL, 'S' },
        { "rate", required_argument, NULL, 'r' },
        { "rate-decay", required_argument, NULL, 'd' },
        { "at-least", required_argument, NULL, 'a' },
        { "quiet", no_argument, NULL, 'q' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    options o = { .directory = getenv("BPGEN_MNIST"),
                  .epochs = 20,
                  .images = 55000,
                  .seed = 1,
                  .rate_decay = 1 };
    for (int c; (c = getopt_long(argc, argv, "qh", words, NULL)) != -1;) {
        switch (c) {
        case 'e': o.epochs = (size_t)number("epochs", optarg, 1, 1e6); break;
        case 'i': o.images = (size_t)number("images", optarg, 1, 1e6); break;
        case 's': o.seed = (uint64_t)number("seed", optarg, 0, 9e15); break;
        case 'r': o.rate = number("rate", optarg, 1e-12, 1e6); break;
        case 'd': o.rate_decay = number("rate-decay", optarg, 1e-6, 1); break;
        case 'a': o.at_least = number("at-least", optarg, 0, 100); break;
        case 'S': o.shuffle = true; break;
        case 'q': o.quiet = true; break;
        case 'h': fputs(help, stdout); exit(EXIT_SUCCESS);
        default: exit(EXIT_USAGE);
        }
    }
    if (optind < argc) {
        o.directory = argv[optind++];
    }
    if (optind < argc || !o.directory || !*o.directory) {
        fputs("train: one directory with the MNIST files is needed (or BPGEN_MNIST set)\n", stderr);
        exit(EXIT_USAGE);
    }
    return o;
}

/* ---- batches ---- */

static uint64_t random_bits(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Fisher and Yates. */
static void shuffle(size_t *order, size_t count, uint64_t *state)
{
    for (size_t i = count - 1; i > 0; i--) {
        size_t j = (size_t)(random_bits(state) % (i + 1));
        size_t kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

/* Rows of x = pixels / 255 and of one-hot t, of images order[0 .. rows - 1]. */
static void fill_batch(const dataset *d, const size_t *order, size_t rows)
{
    for (size_t r = 0; r < rows; r++) {
        const uint8_t *pixels = d->pixels + order[r] * PIXELS;
        for (size_t i = 0; i < PIXELS; i++) {
            x[r][i] = (float)pixels[i] / 255.0f;
        }
        for (size_t c = 0; c < CLASSES; c++) {
            t[r][c] = c == d->labels[order[r]] ? 1.0f : 0.0f;
        }
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- training and measuring ---- */

static void show_progress(size_t epoch, size_t epochs, size_t done, size_t images, double J)
{
    enum { WIDTH = 40 };
    char bar[WIDTH + 1];
    size_t full = done * WIDTH / images;
    memset(bar, '#', full);
    memset(bar + full, '.', WIDTH - full);
    bar[WIDTH] = '\0';
    fprintf(stderr, "\repoch %2zu/%zu [%s] %5zu/%zu  J %.4f ", epoch, epochs, bar, done, images, J);
}

/* One pass over images order[0 .. count - 1]; returns the mean of J over its steps. */
static double train_epoch(const dataset *d, const size_t *order, size_t count, size_t epoch,
                          size_t epochs, bool progress)
{
    double sum = 0;
    size_t steps = 0;
    for (size_t done = 0; done < count;) {
        size_t rows = least(NET_BATCH, count - done);
        fill_batch(d, order + done, rows);
        sum += net_step(&parameters, &optimizer, rows, x[0], t[0], &workspace);
        steps++;
        done += rows;
        if (progress && (steps % 8 == 0 || done == count)) {
            show_progress(epoch, epochs, done, count, sum / (double)steps);
        }
    }
    if (progress) {
        fputs("\r\033[K", stderr);
    }
    return sum / (double)steps;
}

static size_t largest(const float *row)
{
    size_t best = 0;
    for (size_t c = 1; c < CLASSES; c++) {
        best = row[c] > row[best] ? c : best;
    }
    return best;
}

/* The share of all images whose largest output is their label, in percent. */
static double accuracy(const dataset *d, const size_t *order)
{
    size_t right = 0;
    for (size_t done = 0; done < d->count;) {
        size_t rows = least(NET_BATCH, d->count - done);
        fill_batch(d, order + done, rows);
        net_forward(&parameters, rows, x[0], y[0], &workspace);
        for (size_t r = 0; r < rows; r++) {
            right += largest(y[r]) == d->labels[order[done + r]];
        }
        done += rows;
    }
    return 100.0 * (double)right / (double)d->count;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Trains and reports; returns the final test accuracy in percent, or NaN if the training diverged.
 * order and identity have room for every image. */
static double train(const options *o, const dataset *training, const dataset *test, size_t *order,
                    const size_t *identity)
{
    bool progress = !o->quiet && isatty(STDERR_FILENO);
    uint64_t state = o->seed;
    double percent = 0, spent = 0;
    net_init(&parameters, o->seed);
    net_optimizer_init(&optimizer);
    optimizer.rate = o->rate > 0 ? (float)o->rate : optimizer.rate;
    memcpy(order, identity, training->count * sizeof *order);
    for (size_t epoch = 1; epoch <= o->epochs; epoch++) {
        if (o->shuffle) {
            shuffle(order, o->images, &state);
        }
        double start = seconds();
        double J = train_epoch(training, order, o->images, epoch, o->epochs, progress);
        spent += seconds() - start;
        percent = accuracy(test, identity);
        printf("epoch %2zu  J %.6f  test %.2f %%\n", epoch, J, percent);
        fflush(stdout);
        if (!isfinite(J)) {
            return NAN;
        }
        optimizer.rate *= (float)o->rate_decay;
    }
    fprintf(stderr, "trained in %.1f s: %.0f images a second\n", spent,
            (double)(o->epochs * o->images) / spent);
    return percent;
}

/* ---- the program ---- */

static int run(options o, const dataset *training, const dataset *test)
{
    o.images = least(o.images, training->count);
    size_t most = training->count > test->count ? training->count : test->count;
    size_t *order = malloc(2 * most * sizeof *order);
    if (!order) {
        fputs("train: out of memory\n", stderr);
        return EXIT_IO;
    }
    size_t *identity = order + most;
    for (size_t i = 0; i < most; i++) {
        identity[i] = i;
    }
    printf("%d parameters, %zu training images, batches of %d, seed %llu\n", NET_PARAMETERS,
           o.images, NET_BATCH, (unsigned long long)o.seed);
    double percent = train(&o, training, test, order, identity);
    free(order);
    if (isnan(percent)) {
        fputs("train: the training diverged: try a smaller --rate\n", stderr);
        return EXIT_WRONG;
    }
    printf("test accuracy %.2f %% of %zu images\n", percent, test->count);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("train: standard output: write error\n", stderr);
        return EXIT_IO;
    }
    if (percent < o.at_least) {
        fprintf(stderr, "train: %.2f %% is less than the %.2f %% asked for\n", percent, o.at_least);
        return EXIT_WRONG;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    options o = read_options(argc, argv);
    dataset training = { 0 }, test = { 0 };
    int code = EXIT_IO;
    if (dataset_load(&training, o.directory, "train") && dataset_load(&test, o.directory, "t10k")) {
        code = run(o, &training, &test);
    }
    dataset_free(&training);
    dataset_free(&test);
    return code;
}
