/* peak.c - the core itself as a contestant: -DPEAK="\"peak.c\"", expanded from templates/common/peak.in.
 *
 * `step N` does N million multiply-adds in registers or somewhat more; `predict N` reads arrays as
 * large as the weights; `backward N` makes the traffic of a step: reads them and then updates them
 * from the last to the first. `loss` tells the floating-point operations of a step. */

#include PEAK

#include "peer.h"

static number *array;
static size_t count;
static double flops;

void network_init(void)
{
    for (int l = 0; l < layers; l++)
        count += (size_t)(size[l] + 1) * (size_t)size[l + 1];
    array = new_numbers(count);
    flops = bpgen_peak_fma(1) * (double)(size_t)(2e6 / bpgen_peak_fma(1));
}

number network_step(int batch)
{
    (void)batch;
    return (number)bpgen_peak_fma((size_t)(2e6 / bpgen_peak_fma(1)));
}

number network_predict(int batch)
{
    (void)batch;
    bpgen_peak_read(array, count);
    return 0;
}

number network_backward(int batch)
{
    (void)batch;
    bpgen_peak_update(array, count, array, count);
    return 0;
}

number network_loss(int batch)
{
    (void)batch;
    return (number)flops;
}
