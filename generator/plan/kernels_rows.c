/* kernels_rows.c - of functions of rows: gates that are cheap or long; how far rows lie apart. */
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
