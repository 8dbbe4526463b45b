/* main.c - tests itself, predicts, and learns its sensor's gain and offset in the last layer. */
#include "board.h"
#include "net.h"
#include "waves.h"

static net_parameters p;
static net_optimizer o;
static net_workspace ws;

/* How many of 1000 waves it tells. */
static long accuracy(uint32_t seed, float gain, float offset)
{
    float x[1][8], y[3];
    int32_t t[1];
    long right = 0;
    for (int i = 0; i < 1000; i++) {
        waves(&seed, 1, gain, offset, x, t);
        net_predict(&p, x[0], y);
        right += y[t[0]] >= y[0] && y[t[0]] >= y[1] && y[t[0]] >= y[2];
    }
    return right;
}

int main(void)
{
    const int wrong = net_selftest();
    float x[8][8], y[3];
    int32_t t[8];
    uint32_t state = 7;
    if (wrong)
        say_number("selftest: number ", wrong, " is wrong\n");
    p = net_weights;
    net_optimizer_init(&o);
    waves(&state, 8, 1, 0, x, t);
    stack_paint();
    net_predict(&p, x[0], y);
    say_number("stack of predict: ", stack_used(), "\n");
    stack_paint();
    net_step(&p, &o, 8, x[0], t, &ws);
    say_number("stack of step: ", stack_used(), "\n");

    const long at_first = accuracy(2, 1, 0), moved = accuracy(2, 0.6f, 0.5f);
    for (int i = 0; i < 3000; i++) {
        waves(&state, 8, 0.6f, 0.5f, x, t);
        net_step(&p, &o, 8, x[0], t, &ws);
    }
    const long learned = accuracy(2, 0.6f, 0.5f);
    say_number("of 1000: ", at_first, "; with another sensor ");
    say_number("", moved, "; after fine-tuning ");
    say_number("", learned, "\n");
    return wrong || at_first < 900 || learned < moved + 50;
}
