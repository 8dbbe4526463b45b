/* train.c - data-parallel training with the same bits, however many threads there are.
 *
 * A batch is cut into SHARDS, each a call of `backward` of its own. Their gradients are added up in
 * the order of the shards, whoever computed them, and then the weights step. The number of shards is
 * part of the result; that of threads is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

#include "samples.h" /* of net.h */

static net_parameters p, of[SHARDS];
static net_workspace ws[SHARDS];

int main(void)
{
    const size_t scalars = NET_PARAMETERS;
    const float rate = 0.2f;
    float first = 0, J = 0;
    uint32_t state = 1, sum = 0;
    net_init(&p, 1);
    for (int step = 0; step < STEPS; step++) {
        float losses[SHARDS];
        samples(&state);
#pragma omp parallel for schedule(dynamic)
        for (size_t s = 0; s < SHARDS; s++)
            losses[s] = net_backward(&p, NET_BATCH, x[s * NET_BATCH], t[s * NET_BATCH], &of[s],
                                     NULL, &ws[s]);
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < scalars;
             i++) { /* the block is an array of numbers, without padding */
            float g = 0;
            for (int s = 0; s < SHARDS; s++)
                g += ((const float *)&of[s])[i];
            ((float *)&p)[i] -= rate / SHARDS * g;
        }
        J = 0;
        for (int s = 0; s < SHARDS; s++)
            J += losses[s] / SHARDS;
        first = step == 0 ? J : first;
    }
    for (size_t i = 0; i < sizeof p; i++)
        sum = sum * 31 + ((const unsigned char *)&p)[i];
    printf("J from %.4f to %.4f, parameters %08x\n", (double)first, (double)J, (unsigned)sum);
    return !(J < first / 2);
}
