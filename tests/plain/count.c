/* count.c - how many instructions predict takes on a Cortex-M4, and as many as naive loops take:
 * "predict 10504, naive loops 11701". For 24-32-16-6 relu relu identity, and an emulator that lets
 * 1024 ns pass with each instruction, which SysTick counts in periods of 40 ns. */
#include "board.h"
#include "control.c"

static net_parameters p;
static float x[24], y[6], naive_y[6];

__attribute__((noinline)) static void naive(const net_parameters *q, const float *in, float *out)
{
    float h1[32], h2[16];
    for (int j = 0; j < 32; j++) {
        float sum = q->b1[j];
        for (int i = 0; i < 24; i++)
            sum += in[i] * q->w1[i][j];
        h1[j] = sum > 0 ? sum : 0;
    }
    for (int j = 0; j < 16; j++) {
        float sum = q->b2[j];
        for (int i = 0; i < 32; i++)
            sum += h1[i] * q->w2[i][j];
        h2[j] = sum > 0 ? sum : 0;
    }
    for (int j = 0; j < 6; j++) {
        float sum = q->b3[j];
        for (int i = 0; i < 16; i++)
            sum += h2[i] * q->w3[i][j];
        out[j] = sum;
    }
}

#define SYSTICK ((volatile uint32_t *)0xe000e010) /* control, reload, current: it counts down */
static long instructions(uint32_t before, uint32_t after)
{
    return (long)((before - after) * 40u / 1024u);
}

int main(void)
{
    for (size_t i = 0; i < sizeof p / sizeof(float); i++)
        ((float *)&p)[i] = (float)((int)(i * 7 % 13) - 6) / 8;
    for (int i = 0; i < 24; i++)
        x[i] = (float)(i % 5) - 2;
    SYSTICK[1] = 0xffffff;
    SYSTICK[0] = 5;
    while (SYSTICK[2] == 0)
        continue;
    const uint32_t start = SYSTICK[2];
    net_predict(&p, x, y);
    const uint32_t predicted = SYSTICK[2];
    naive(&p, x, naive_y);
    const uint32_t end = SYSTICK[2];
    say_number("predict ", instructions(start, predicted), ", ");
    say_number("naive loops ", instructions(predicted, end), "\n");
    return memcmp(y, naive_y, sizeof y) != 0;
}
