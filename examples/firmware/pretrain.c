/* pretrain.c - trains the whole network on the host; its parameters go to standard output as they
 * lie in memory, which is bpgen's .bin. */
#include <stdio.h>

#include "net.h"
#include "waves.h"

int main(void)
{
    static net_parameters p;
    static net_optimizer o;
    static net_workspace ws;
    float x[8][8];
    int32_t t[8];
    uint32_t state = 1;
    net_init(&p, 1);
    net_optimizer_init(&o);
    for (int i = 0; i < 30000; i++) {
        waves(&state, 8, 1, 0, x, t);
        net_step(&p, &o, 8, x[0], t, &ws);
    }
    return fwrite(&p, sizeof p, 1, stdout) != 1;
}
