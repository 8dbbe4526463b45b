/* generated.c - the network that bpgen generated, as a contestant: -DNETWORK="\"net.c\"", whose
 * prefix is net. */
#include "peer.h"

#include NETWORK

#include <string.h>

static _Alignas(64) net_parameters p; /* like what libraries are given (see new_numbers) */
static _Alignas(64) net_parameters g;
static _Alignas(64) net_workspace workspace;
static net_optimizer o;
extern number y[];
number y[NET_BATCH * NET_OUTPUTS]; /* not static: what nobody reads is not computed */

void network_init(void)
{
    number *to = (number *)&p;
    net_init(&p, 1);
    net_optimizer_init(&o);
    o.rate = rate;
    for (int l = 0; l < layers; l++) { /* w1 b1 w2 b2 ... */
        const size_t count = (size_t)size[l] * (size_t)size[l + 1];
        memcpy(to, first_weights[l], count * sizeof *to);
        to += count + (size_t)size[l + 1];
    }
}

number network_predict(int batch)
{
    net_predict(&p, inputs[batch], y);
    return y[0];
}

number network_forward(int batch)
{
    net_forward(&p, (size_t)rows, inputs[batch], y, &workspace);
    return y[0];
}

number network_loss(int batch)
{
    return net_loss(&p, (size_t)rows, inputs[batch], targets[batch], &workspace);
}

number network_backward(int batch)
{
    return net_backward(&p, (size_t)rows, inputs[batch], targets[batch], &g, NULL, &workspace);
}

number network_step(int batch)
{
    return net_step(&p, &o, (size_t)rows, inputs[batch], targets[batch], &workspace);
}
