/* main.c - trains the network of xor.lua, and says what it has learnt. */
#include <stdio.h>

#include "xor.h"

int main(void)
{
    static xor_parameters p;
    static xor_optimizer o;
    static xor_workspace ws;
    const float x[4][2] = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, t[4] = { 0, 1, 1, 0 };

    xor_init(&p, 1);
    xor_optimizer_init(&o);
    for (int i = 0; i < 500; i++)
        xor_step(&p, &o, 4, x[0], t, &ws);
    for (int r = 0; r < 4; r++) {
        float y;
        xor_predict(&p, x[r], &y);
        printf("%g xor %g is %.0f\n", x[r][0], x[r][1], y);
    }
    return 0;
}
