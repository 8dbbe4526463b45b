/* same.c - a network whose layers are loops and the same one in straight text, which has arrays of no
 * use between theirs: both compute the same bits. fields.h: SAME(w1) for each array of the first. */
#include <stdio.h>
#include <string.h>

#include "lines.h"
#include "loops.h"

static loops_parameters p, g;
static loops_optimizer o;
static loops_workspace ws;
static lines_parameters q, h;
static lines_optimizer r;
static lines_workspace vs;

static int differ(const char *what, const void *a, const void *b, size_t size)
{
    if (!memcmp(a, b, size))
        return 0;
    printf("%s is not the same\n", what);
    return 1;
}

static int parameters_differ(const loops_parameters *a, const lines_parameters *b)
{
    int wrong = 0;
#define SAME(array) wrong += differ(#array, a->array, b->array, sizeof a->array);
#include "fields.h"
#undef SAME
    return wrong;
}

int main(void)
{
    enum { N = LOOPS_BATCH };
    static float x[N * LOOPS_INPUT_X], t[N * LOOPS_OUTPUT_Y], y[2][N * LOOPS_OUTPUT_Y],
        dx[2][N * LOOPS_INPUT_X], J[2];
    int wrong = 0;
    loops_init(&p, 7);
    loops_optimizer_init(&o);
    lines_init(&q, 7);
    lines_optimizer_init(&r);
#define SAME(array) memcpy(q.array, p.array, sizeof p.array);
#include "fields.h"
#undef SAME
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        x[i] = (float)(i * 2654435761u % 2001) / 1000 - 1;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        t[i] = (float)(i * 40503u % 2001) / 1000 - 1;
    for (int step = 0; step < 4; step++) {
        loops_predict(&p, x, y[0]);
        lines_predict(&q, x, y[1]);
        wrong += differ("y of predict", y[0], y[1], sizeof *y);
        loops_forward(&p, N, x, y[0], &ws);
        lines_forward(&q, N, x, y[1], &vs);
        wrong += differ("y", y[0], y[1], sizeof *y);
        J[0] = loops_loss(&p, N, x, t, &ws);
        J[1] = lines_loss(&q, N, x, t, &vs);
        wrong += differ("J of loss", &J[0], &J[1], sizeof *J);
        J[0] = loops_backward(&p, N, x, t, &g, dx[0], &ws);
        J[1] = lines_backward(&q, N, x, t, &h, dx[1], &vs);
        wrong += differ("J", &J[0], &J[1], sizeof *J) + differ("dx", dx[0], dx[1], sizeof *dx);
        wrong += parameters_differ(&g, &h);
        J[0] = loops_step(&p, &o, N, x, t, &ws);
        J[1] = lines_step(&q, &r, N, x, t, &vs);
        wrong += differ("J of step", &J[0], &J[1], sizeof *J) + parameters_differ(&p, &q);
        if (!(J[0] < 1e3f))
            wrong += printf("J is %g, which is no test\n", (double)J[0]);
    }
    return wrong > 0;
}
