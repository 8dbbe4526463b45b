/* kernels_rows.c - of functions of rows: gates that are cheap or long; how far rows lie apart; work
 * that pays for threads. */
#include "plan/kernels.h"

bool kernel_is_cheap(gate kind)
{
    return (kind >= ADD && kind <= ABS && kind != POW && kind != DIV) ||
           (kind >= LT && kind <= WHERE);
}

bool kernel_is_long(gate kind)
{
    return (kind >= EXP && kind <= ERF && kind != SQRT) || kind == POW;
}

/* What is inlined is to stay in registers. */
bool kernel_rolls_layers(const plan *p)
{
    return !p->inlined;
}

/* Rows are padded so that two vectors of any target may be read at once. Long ones take an odd
 * number of 64-byte lines, so that a column of rows spreads over the sets of a cache. */
int kernel_row_stride(const plan *p, int cols)
{
    if (p->how.plain)
        return cols;
    int line = p->spec->is_double ? 8 : 16, block = cols <= BLOCK ? BLOCK : 2 * BLOCK;
    int size = (cols + block - 1) / block * block;
    if (cols > 4 * BLOCK && size / line % 2 == 0)
        size += line;
    return cols == 1 ? 1 : size;
}

/* A step with two threads takes of its time with one (gcc, Zen 5, best of many): 6 layers of 128
 * 1.45 for a batch of 32, 1.32 for 64, 1.05 for 128, 0.97 for 192; 4 of 256 1.05 for 32, 0.96 for
 * 64; 784-500-10 1.7 for 8, 1.2 to 1.5 for 16, 1.13 for 32, 0.83 for 40; 4 of 64 0.90 for 600. A
 * region that does nothing takes 2 us; the rest are lines of weights and samples on their way from
 * core to core, fewer than weights take multiply-adds only if there are samples enough. */
bool kernel_pays_threads(const plan *p, int64_t work, int64_t weights)
{
    return !p->how.plain && p->spec->batch > 1 && work >= THREADS_PAY + SHARED_PAY * weights;
}

/* A step of adam with two threads takes 0.7 of its time of 1.3 million weights, 1.3 of 0.3. */
bool kernel_shares_table(const plan *p, int64_t weights)
{
    enum { MANY = 1 << 20 };
    return !p->how.plain && weights >= MANY;
}

/* 30 layers of 50 to 79 compile in 0.73 (clang) to 0.43 (gcc) of the time, to 0.57 and 0.42 of the
 * code, and a step takes 0.98 to 1.01; of three layers of 99, 77 and 45 it takes 1.02 (gcc) to 1.15
 * (clang), of 784-500-10 1.0 to 1.08. */
bool kernel_shares_tiles(const plan *p)
{
    enum { SHAPES_MOST = 16 };
    int tiled = 0;
    for (int i = 0; i < p->product_count; i++)
        tiled += !p->products[i].one && !p->products[i].small && p->products[i].width > 1;
    return !p->how.plain && tiled > SHAPES_MOST;
}

void kernel_choose_rounds(const plan *p, weight_function *f)
{
    if (p->spec->batch == 1 && !p->how.plain && f->sums)
        f->form = "one/gradient_rounds.in";
}
