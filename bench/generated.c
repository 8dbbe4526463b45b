/* generated.c - the network that bpgen generated, as a contestant: -DNETWORK="\"net.c\"", whose
 * prefix is net. */
#include "peer.h"

#include NETWORK

#include <string.h>

static net_parameters p, g;
static net_optimizer o;
static net_workspace workspace;
extern number y[];
number y[NET_BATCH * NET_OUTPUTS]; /* not static: a compiler that sees no reader drops predict */

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

void network_predict(int batch)
{
    net_predict(&p, inputs[batch], y);
}

void network_forward(int batch)
{
    net_forward(&p, (size_t)rows, inputs[batch], y, &workspace);
}

number network_loss(int batch)
{
    return net_loss(&p, (size_t)rows, inputs[batch], targets[batch], &workspace);
}

void network_backward(int batch)
{
    net_backward(&p, (size_t)rows, inputs[batch], targets[batch], &g, NULL, &workspace);
}

void network_step(int batch)
{
    net_step(&p, &o, (size_t)rows, inputs[batch], targets[batch], &workspace);
}
