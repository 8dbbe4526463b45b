/* kernels.h - which kernel a product, a gradient or a function of rows gets, and why. Every choice
 * and every threshold is here and in kernels.c. */
#ifndef BPGEN_KERNELS_H
#define BPGEN_KERNELS_H

#include "plan/plan.h"

enum {
    UNROLL_DEFAULT = 1024,    /* multiply-adds up to which a product is straight line: with 256 a
                                 predict of 32-32-32-4 takes 1 to 1.8 times, with 4096 one of
                                 32-64-8 0.6 (clang) to 1.3 (gcc) */
    KERNEL_STACK_MOST = 4096, /* reals of one sample that may be local variables: in the workspace
                                 a step of 8-8-8 takes 1.06 (clang) to 1.09 (gcc), of 12-12-12 1.12
                                 and 1.04, of 64-64-64-10 1.0 and 1.1 of the time, from 200 wide on
                                 0.97 to 1.01: the rest is 16 KB of stack that nobody misses */
    KERNEL_ARRAY_MOST = 1024, /* reals of an array that a function of rows may have on the stack */
    KERNEL_ROW_MOST = 128,    /* plain: sums of a row of weights that may be a local array, half a
                                 kilobyte: with it steps of 128 and 500 wide take 0.8 to 0.9 */
    LAYERS_LEAST = 4,         /* equal layers from which on their calls are a loop: it takes 0.96 to
                                 1.02 of the time (128 x 6, 64 x 4 and 16 x 20, of one sample and
                                 of 32, gcc and clang), and saves no line of fewer */
    ROUNDS_LEAST = 3,         /* equal steps of a recurrence from which on they are: gru(32) of 4
                                 and of 6 steps, of one sample and of 32, takes 0.98 to 1.04 of the
                                 time and is the shorter by 34 and 183 lines; 2 would take 1.0 to
                                 1.2 for 40 lines less of 4 */
    PERIOD_MOST = 64,         /* calls of a step or layer that are looked for; of lstm it has 20 */
    GATHERED_LEVELS = 4,      /* parts from which on what comes together does so level by level:
                                 without, a step of gru(32) takes up to 1.3 of the time (5 steps)
                                 and 1.08 (40), its text grows with the steps, and the workspace is
                                 0.8 of it; with 2 1.0 to 1.03, and 1.3 of the workspace */
    THREADS_PAY = 1 << 21,    /* multiply-adds from which on a function is divided among threads, */
    SHARED_PAY = 32           /* and so many more for each weight: see kernel_pays_threads */
};

/* Whether an element of the gate takes an instruction or a few: no elementary function, no sum. */
bool kernel_is_cheap(gate kind);
/* Whether an element of it is a long computation: an elementary function. */
bool kernel_is_long(gate kind);

/* Whether all layers of a batch are so small that tiles have nothing to gain. */
bool kernel_is_small(const plan *p);

/* How far rows of so many columns lie apart in the workspace. */
int kernel_row_stride(const plan *p, int cols);
/* Whether an input so wide that feeds a product is copied to rows that lie that far apart. */
bool kernel_copies_input(const plan *p, int cols);
/* Whether so many multiply-adds in a call, by so many weights, are worth threads. */
bool kernel_pays_threads(const plan *p, int64_t work, int64_t weights);
/* Whether a pass over so many weights of a table is. */
bool kernel_shares_table(const plan *p, int64_t weights);
/* Whether calls for equal layers are loops, which address parameters by their distances. */
bool kernel_rolls_layers(const plan *p);
/* Whether the loop along a row of so many elements stays a loop. */
bool kernel_rolls_row(int cols);

/* Sets form, straight, one, panels, scattered, panel_rows and threads of a product of which the
 * dimensions and strides are known. */
void kernel_choose_product(const plan *p, product *f);

/* Whether tiles are compiled once for the products of all dimensions, not for each. */
bool kernel_shares_tiles(const plan *p);

/* Whether the sums of one row stay in registers. */
bool kernel_is_narrow(const product *f);
/* Whether it is one sum, of one sample, that is cut into parts as sums along a row are. */
bool kernel_cuts_column(const product *f);

/* Whether the update of this parameter may compute d w' in the same pass. */
bool kernel_updates_beside_product(const plan *p, const parameter *q);
/* Whether an update also sums the penalties of its parameter. */
bool kernel_sums_penalty(const plan *p, const gradient *of);
/* Sets form, panel_rows, scattered, work and threads of a weight function. */
void kernel_choose_rounds(const plan *p, weight_function *f); /* its terms come in rounds */
void kernel_choose_weights(const plan *p, weight_function *f);

/* Whether a gradient that is a contraction is summed over the samples as it is computed, rather
 * than stored for each. */
bool kernel_sums_contraction(const plan *p, const node *n);
/* About as many multiply-adds as a gradient takes of each sample. */
int64_t kernel_gradient_work(const parameter *q, const nest *loops, bool is_matrix);
/* Whether a contraction may copy so many elements of an operand to the stack, of each sample; of a
 * parameter once for all samples. */
bool kernel_packs(int64_t elements);
bool kernel_packs_before(const plan *p, int64_t elements);

/* Whether the largest of windows, of so many results, is taken of them where they lie, vectors of a
 * window's row side by side, rather than of copies; which of the copies' loops run within a window,
 * those of its rows first. */
bool kernel_reads_windows(const node *copies, int results);
int kernel_window_axes(const nest *n, int results, int axis[NEST_AXES]);
/* Whether all functions are inlined where they are called. */
bool kernel_inlines(const plan *p);

#endif
