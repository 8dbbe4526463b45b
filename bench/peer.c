/* peer.c - main of every contestant: makes the data, then does what standard input asks for.
 *
 *   PROGRAM SIZES ROWS [VARIANT]      say, 784,500,10 200
 *
 * It says `ready`, and then answers a line with a line:
 *   step N, predict N, forward N, backward N     so many calls, batch after batch: the seconds
 *   loss                                         J of the first batch
 *   quit                                         or the end of the input */
#include "peer.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma weak network_forward
#pragma weak network_backward

int layers, rows, size[LAYERS_MAX + 1];
number *first_weights[LAYERS_MAX], *inputs[BATCHES], *targets[BATCHES];
int *classes[BATCHES];
const char *variant = "";
const number rate = (number)0.01;

number *new_numbers(size_t count)
{
    const size_t page = 4096, bytes = (count * sizeof(number) + page) / page * page;
    number *array = aligned_alloc(page, bytes);
    if (!array)
        exit(1);
    return memset(array, 0, bytes);
}

/* Uniform in [0, 1). */
static number uniform(void)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (number)(state >> 40) / (number)(1 << 24);
}

static void make_data(void)
{
    for (int l = 0; l < layers; l++) {
        const size_t count = (size_t)size[l] * (size_t)size[l + 1];
        const number limit = (number)sqrt(6.0 / (size[l] + size[l + 1])); /* Glorot, uniform */
        first_weights[l] = new_numbers(count);
        for (size_t i = 0; i < count; i++)
            first_weights[l][i] = limit * (2 * uniform() - 1);
    }
    const int outputs = size[layers];
    for (int b = 0; b < BATCHES; b++) {
        inputs[b] = new_numbers((size_t)rows * (size_t)size[0]);
        targets[b] = new_numbers((size_t)rows * (size_t)outputs);
        classes[b] = malloc((size_t)rows * sizeof(int));
        for (int i = 0; i < rows * size[0]; i++)
            inputs[b][i] = uniform();
        for (int r = 0; r < rows; r++) {
            classes[b][r] = (int)(uniform() * (number)outputs) % outputs;
            targets[b][r * outputs + classes[b][r]] = outputs > 1 ? 1 : uniform();
        }
    }
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void answer(const char *line)
{
    static int next;
    char word[16];
    long count = 0;
    /* NOLINTNEXTLINE(cert-err34-c): measure.lua writes the numbers */
    if (sscanf(line, "%15s %ld", word, &count) < 1)
        return;
    if (!strcmp(word, "loss")) {
        printf("%.9g\n", (double)network_loss(0));
        return;
    }
    number (*call)(int) = !strcmp(word, "step")       ? network_step
                          : !strcmp(word, "predict")  ? network_predict
                          : !strcmp(word, "forward")  ? network_forward
                          : !strcmp(word, "backward") ? network_backward
                                                      : NULL;
    if (!call) {
        printf("none\n");
        return;
    }
    static volatile number kept; /* what nobody reads is not computed */
    number sum = 0;
    const double start = seconds();
    for (long i = 0; i < count; i++, next++)
        sum += call(next % BATCHES);
    const double took = seconds() - start;
    kept = sum;
    (void)kept;
    printf("%.12g\n", took);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    char *at = argv[1];
    for (layers = -1; *at && layers < LAYERS_MAX; at += *at == ',')
        size[++layers] = (int)strtol(at, &at, 10);
    rows = (int)strtol(argv[2], NULL, 10);
    if (argc > 3)
        variant = argv[3];
    make_data();
    network_init();
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("ready\n");
    for (char line[64]; fgets(line, sizeof line, stdin) && strcmp(line, "quit\n") != 0;)
        answer(line);
    return 0;
}
