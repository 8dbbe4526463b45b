/* kernels.c - which kernel a product, a gradient, an update or a function of rows gets, and why:
 * all choices and thresholds are here, each with what it was measured to gain. What depends on the
 * target (registers, lanes) is chosen by the C compiler: templates/common/target.in.
 *
 *   products   small/product       of a network of small layers: row by row of the batch
 *              batch/product       tiles in registers over strips of the batch
 *              batch/product_transposed  the same of x w', from transposed panels of w
 *              batch/product_column      of a w of one column, few rows of it or of the batch
 *              batch/product_across      of a w of one column, a sample a lane
 *              one/product_column  of one sample, a w of one column: in parts, as a sum along a row
 *              one/product         of one sample, up to 128 wide: sums in registers, cut into parts
 *              one/product_row     of one sample, wider: four rows of w at a time
 *              one/product_transposed  of one sample, x w'
 *   weights    small/gradient        of a network of small layers: some rows of w at a time
 *              batch/gradient        tiles over the samples, x' d
 *              one/gradient_product  x' d of one sample, and d w' in the same pass
 *              one/gradient_long     x' d of one sample in long rows
 *              one/gradient_columns  x' d of one sample, d in registers
 *              common/elementwise_update     a vector, a contraction, or a gradient that is there
 */
#include "plan/kernels.h"

#include "plan/weights.h"

enum {
    PAGE = 4096,           /* bytes of memory that a processor translates the address of at once */
    COPIES_PAY = 32,       /* rows from which on copying an input pays where its rows fill pages:
                               1024 wide gain 2 % at 32, nothing at 16; 2048 wide 10 % at 64 */
    PANEL_LONGEST = 4096,  /* rows of a panel, 128 or 256 bytes each, on a thread's stack */
    PANELS_MOST = 4,       /* copied together, if the nearer caches keep them */
    TRANSLATIONS = 3072,   /* pages that the buffer of translations surely holds */
    SCATTERED_TERMS = 512, /* rows of w whole pages apart: 4 KiB gain from a batch of 192 on, */
    SCATTERED_BATCH = 192, /* 2048 of 8 KiB and 784 of 16 KiB gain, 1024 of 8 and 300 of 16 lose */
    PACKED_COLUMNS = 128,  /* of w from which on copies pay where registers are few, */
    PACKED_BATCH = 64,     /* for so many rows: 11 % on AVX2 */
    COPIED_BATCH = 4,      /* plain: samples from which on x w' copies w, in half of the time, */
    COPIED_WEIGHTS = 256,  /* and weights: up to 400 nothing is gained, or lost */
    ACROSS_TERMS = BLOCK, /* of one column: the sum of a sample is one chain, and as many samples as
                           there are lanes go side by side. From here on whole vectors of x are
                           there: forward of 10-2000-1 of 64 takes 0.16 of its time, 13-64-64-1
                           of 32 0.64 (gcc) to 0.69 (clang), 16-24-1 of 100 0.51 to 0.80 */
    COLUMN_TERMS = 8, /* of one column and one sample: the chain of so many terms is cut into parts:
                           predict of 10-2000-1 takes 0.25 (clang) to 0.46 of its time, of
                           64-256-1 0.68 to 0.75, of 8-16-1 0.45 to 0.62; 2-3-1 would take 1.1 */
    SMALL_LAYER = 16, /* up to so wide tiles gain nothing: 2-4-1 of 4 to 16-16-10 of 128 take 0.86
                           to 1.09 of their time for a step, and a third of it to compile */
    SMALLEST_LAYER = 4, /* of one sample: rows and columns that are one vector on any target. A step
                           of 3-4-3 and 4-4-4 gains 3 to 6 %, in 900 lines of 1140; 8-8-8 would take
                           0.98 (clang) to 1.26 (gcc), 12-12-12 1.2 to 1.4 */
    SMALL_BATCH = 1024, /* far from where threads pay */
    NARROW_WIDTH = 128, /* of one sample: sums in registers take 0.43 (SSE2) to 1.07 (AVX2) of the
                           time at 96 to 128, mostly 0.8; at 200 1.1. predict of a batch's net: of
                           64-64-64-10 0.55 (clang) to 0.86 (gcc), of 8-32-32-4 0.70 to 0.99, of
                           100-100-10 0.75 to 0.96; 784-500-10 would take 1.25 */
    NARROW_TERMS = 128, /* of one vector of sums, and more terms, only text would grow */
    LONG_WIDTH = 512,   /* of one sample: from here on vectors of an update run on from row to row:
                           a step takes 1.1 of its time without at 640, 0.9 at 300 to 500 */
    ROLLED_ELEMENTS = 64, /* straight line up to so many elements, or vectors of 16 twice four: 16
                               take up to 1.1 of the time, 256 are no faster */
    INLINED_PARAMETERS = 16384, /* of one sample: all functions are inlined, so that values stay in
                               registers and calls overlap: without, 64-32-16-4 takes 1.1 and
                               32-100-100-10 1.2 of the time; 200-200-10 gains nothing */
    INLINED_CALLS = 32          /* while the text of a deep net stays small: 6 layers of 16 take up
                               to 1.2 without; 12 of 8 take 0.87 to 0.98 with, for twice the text */
};

static int64_t row_bytes(const plan *p, int width)
{
    return (int64_t)width * (p->spec->is_double ? 8 : 4);
}

static bool fills_pages(const plan *p, int width)
{
    return row_bytes(p, width) % PAGE == 0;
}

bool kernel_rolls_row(int cols)
{
    return cols > ROLLED_ELEMENTS;
}

bool kernel_inlines(const plan *p)
{
    return !p->how.plain && p->spec->batch == 1 &&
           p->spec->parameter_scalars <= INLINED_PARAMETERS &&
           p->calls[OF_BACKWARD].count <= INLINED_CALLS;
}

bool kernel_is_small(const plan *p)
{
    const int batch = p->spec->batch, most = batch == 1 ? SMALLEST_LAYER : SMALL_LAYER;
    bool small = !p->how.plain && batch <= SMALL_BATCH;
    for (int i = 0; i < p->spec->parameter_count && small; i++) {
        const parameter *q = &p->spec->parameters[i];
        small = q->is_vector || (q->rows <= most && q->cols <= most);
    }
    return small;
}

/* Rows whole pages apart fall into one set of the nearest cache: no room for those of a tile. */
bool kernel_copies_input(const plan *p, int cols)
{
    return !p->how.plain && fills_pages(p, cols) && p->spec->batch >= COPIES_PAY;
}

/* ---- products ---- */

/* Where rows of w lie whole pages apart, a column falls into few sets of the nearest cache and the
 * buffer of translations. Copying panels of columns pays if many strips of a batch read them, or if
 * their pages do not fit. */
static bool is_scattered(const plan *p, const product *f)
{
    const int64_t pages = f->terms * (row_bytes(p, f->width) / PAGE);
    return fills_pages(p, f->width) &&
           (pages > TRANSLATIONS ||
            (f->terms >= SCATTERED_TERMS && p->spec->batch >= SCATTERED_BATCH));
}

/* How many panels of w are copied at a time: every one visits all its pages, so a few together. */
static int panels_together(int terms)
{
    const int fit = PANEL_LONGEST / terms;
    return fit < 1 ? 1 : fit < PANELS_MOST ? fit : PANELS_MOST;
}

/* With 16 registers tiles are small, and read w faster than it comes in rows that are far apart:
 * panels pay for rows enough (multiply_packed in the file). */
static bool packs_for_few_registers(const plan *p, const product *f)
{
    return p->spec->batch >= PACKED_BATCH && f->width >= PACKED_COLUMNS &&
           f->terms <= PANEL_LONGEST;
}

bool kernel_is_narrow(const product *f)
{
    return f->width <= NARROW_WIDTH && (f->one || f->width > BLOCK || f->terms <= NARROW_TERMS);
}

bool kernel_cuts_column(const product *f)
{
    return f->one && !f->transposed && f->width == 1 && f->terms >= COLUMN_TERMS;
}

static const char *product_form(const plan *p, const product *f)
{
    if (f->width == 1 && f->terms >= ACROSS_TERMS && f->z_stride == 1 && p->spec->batch >= BLOCK)
        return "batch/product_across.in";
    if (!f->one)
        return f->width == 1   ? "batch/product_column.in"
               : f->small      ? "small/product.in"
               : f->transposed ? "batch/product_transposed.in"
                               : "batch/product.in";
    if (f->width == 1 && !f->transposed)
        return "one/product_column.in";
    if (f->transposed)
        return f->small ? "small/product_one.in" : "one/product_transposed.in";
    return kernel_is_narrow(f) ? "one/product.in" : "one/product_row.in";
}

/* The call before has hardly stored rows this narrow, and so few, of floats: a processor hands on
 * what it has just stored to loads of no more than that. predict of 4-8-3 gains 7 %. */
static bool loads_in_pieces(const plan *p, int rows, int width)
{
    return p->spec->batch == 1 && !p->spec->is_double && width < 4 && rows * width <= BLOCK;
}

/* Whether narrow rows of so many floats fill vectors of 16. */
static bool fills_vectors(const plan *p, int width)
{
    return !p->spec->is_double && width < BLOCK && BLOCK % width == 0;
}

/* The sums of a row wait for each other: narrow rows are cut into parts, 8 sums in all, as is
 * documented; the vectors beside each other fill the rest. */
static void choose_parts(const plan *p, product *f)
{
    const int terms = f->terms, width = f->width;
    f->parts = width <= 16 ? 8 : width <= 32 ? 4 : width <= 64 ? 2 : 1;
    while (f->parts > 1 && f->parts * 4 > terms)
        f->parts /= 2;
    f->columns = 8 / f->parts;
    while (f->columns > 1 && f->columns / 2 * BLOCK >= width)
        f->columns /= 2;
    f->whole = f->in_pieces || terms * width < BLOCK ? 0 : (terms * width - BLOCK) / width + 1;
    const int in_loop = f->whole < terms ? f->whole : terms;
    const bool straight = f->straight && terms * f->columns <= ROLLED_ELEMENTS;
    f->looped = straight ? 0 : in_loop / f->parts * f->parts;
    if (fills_vectors(p, width) && terms % BLOCK == 0 && f->parts * width >= BLOCK)
        f->together = BLOCK / width;
}

static void choose_one(const plan *p, product *f)
{
    f->bias_in_pieces = loads_in_pieces(p, 1, f->width);
    f->in_pieces = f->transposed ? f->bias_in_pieces : loads_in_pieces(p, f->terms, f->width);
    if (!f->transposed)
        choose_parts(p, f);
    else if (fills_vectors(p, f->terms) && f->terms > 1 && f->width % BLOCK == 0)
        f->together = BLOCK / f->terms;
}

/* Loops over the samples' rows. The sums of x w' wait for each other where they are not cut into
 * parts: copied, w lets compilers put them side by side. */
static void choose_plain(const plan *p, product *f)
{
    f->form = "plain loops";
    f->parts = 1;
    if (f->one && !f->transposed && f->width > 1)
        choose_parts(p, f);
    f->panels = f->transposed && !f->one && f->width > 1 && p->spec->batch >= COPIED_BATCH &&
                f->terms * f->width >= COPIED_WEIGHTS;
}

void kernel_choose_product(const plan *p, product *f)
{
    f->one = p->spec->batch == 1;
    f->small = kernel_is_small(p);
    f->straight = (f->one || f->small) && (int64_t)f->terms * f->width <= p->how.unroll;
    if (p->how.plain) {
        choose_plain(p, f);
        return;
    }
    f->scattered = !f->one && !f->transposed && is_scattered(p, f);
    const bool packs = !f->one && !f->small && (f->transposed || packs_for_few_registers(p, f));
    f->panels = f->scattered ? panels_together(f->terms) : packs;
    f->panel_rows = f->panels * (f->terms > BLOCK ? f->terms : BLOCK);
    const int64_t weights = (int64_t)f->terms * f->width;
    f->threads = f->panel_rows <= PANEL_LONGEST &&
                 kernel_pays_threads(p, p->spec->batch * weights, weights);
    f->form = product_form(p, f);
    if (f->one && (f->transposed || f->width > 1))
        choose_one(p, f);
}

/* ---- weights ---- */

/* Each weight is then read once for both, a step of 784-500-10 gains 6 to 40 %: not where rows are
 * narrow, or the whole gradient comes first. */
bool kernel_updates_beside_product(const plan *p, const parameter *q)
{
    return !p->how.plain && p->spec->batch == 1 && !p->derived->two_pass && !q->is_vector &&
           q->rows > 1 && q->cols >= BLOCK;
}

bool kernel_sums_penalty(const plan *p, const gradient *of)
{
    const parameter *q = &p->spec->parameters[of->parameter];
    return !p->how.plain && weights_are_summed(p, of, true) && p->spec->batch > 1 &&
           !kernel_is_small(p) && of->term_count > 0 && !q->is_vector && q->cols > 1;
}

/* Where rows of d fill pages, each term of a tile is on two more of them, and the tile's columns of
 * x drop out of the nearest cache from one tile to the next: side by side they stay. 1024 columns
 * gain 2 to 4 % at a batch of 128 and 256, 500 lose 2 %. With 16 registers tiles are small, and
 * columns of x are worth it where several tiles read them (FEW_REGISTERS in the file). */
static int panel_rows(const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    const parameter *q = &p->spec->parameters[of->parameter];
    const int batch = p->spec->batch;
    bool packs = batch > 1 && batch <= PANEL_LONGEST && !q->is_vector && q->rows >= BLOCK &&
                 of->term_count == 1 && f->sums && (f->scattered || q->cols >= PACKED_COLUMNS);
    return packs ? batch : 0;
}

/* Rows of a table that no sample has looked up need not be touched where a step leaves them: of
 * 20000 words of 64, those of 32 samples of 20 take 0.02 ms, all of them 0.17. */
static const char *weight_form(const plan *p, const weight_function *f, bool is_matrix)
{
    const gradient *of = &p->gradients[f->gradient];
    if (!is_matrix)
        return f->updates && of->rests ? "batch/rows_update.in" : "common/elementwise_update.in";
    if (kernel_is_small(p))
        return p->spec->batch > 1 ? "small/gradient.in" : "small/gradient_one.in";
    if (p->spec->batch > 1)
        return "batch/gradient.in";
    return f->product >= 0         ? "one/gradient_product.in"
           : f->width > LONG_WIDTH ? "one/gradient_long.in"
                                   : "one/gradient_columns.in";
}

void kernel_choose_weights(const plan *p, weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    const parameter *q = &p->spec->parameters[of->parameter];
    const bool is_matrix = f->sums && !q->is_vector && of->term_count > 0;
    const term first = f->sums && of->term_count > 0 ? of->terms[0] : (term){ .x = -1 };
    const bool in_panel = first.loops || first.row;
    f->scattered = row_bytes(p, q->cols) >= PAGE;
    f->panel_rows = in_panel ? (q->cols + 2 * BLOCK - 1) / (2 * BLOCK) : panel_rows(p, f);
    f->work = (f->sums && !first.row ? p->spec->batch : 1) *
              kernel_gradient_work(q, first.loops, is_matrix);
    const int64_t weights = f->sums ? (int64_t)q->rows * q->cols : 0;
    f->threads = first.row ? kernel_shares_table(p, weights)
                           : kernel_pays_threads(p, f->work, weights);
    f->form = weight_form(p, f, is_matrix);
    f->rolled = !f->threads && f->height * f->width > ROLLED_ELEMENTS;
    f->together = !p->spec->is_double && f->width < BLOCK && f->height % BLOCK == 0;
    f->in_pieces = loads_in_pieces(p, f->height, f->width);
}
