/* libxsmm.c - the products by libxsmm's kernels, made at run time for blocks of a layer.
 *
 * libxsmm thinks in columns: our w[in][out] is its out x in, our rows x[n][in] its in x n. Its
 * kernels neither pack nor transpose their left operand, so what is read as such lies in panels: of
 * `block` outputs each, w[out / block][in][block]; d w' reads a copy of w that is transposed panel
 * by panel, and the scale of an update goes into a copy of d. The variant is "panels_BLOCK", or
 * "rows_BLOCK": everything as it lies, w[in][out], which makes for fewer copies. */
#include <libxsmm.h>
#include <stdlib.h>
#include <string.h>

#include "products.h"

enum { FLAGS_NONE = LIBXSMM_GEMM_FLAG_NONE, TRANSPOSED = LIBXSMM_GEMM_FLAG_TRANS_B };
static int block, panels;
static float *transposed[LAYERS_MAX], *scaled;

static int part_of(int all, int from)
{
    return all - from < block ? all - from : block;
}

/* A matrix of `rows_` rows and `out` columns into panels. */
static void into_panels(float *to, const float *from, int rows_, int out, float scale)
{
    for (int i = 0; i < out; i += block) {
        const int part = part_of(out, i);
        for (int r = 0; r < rows_; r++)
            for (int j = 0; j < part; j++)
                *to++ = scale * from[r * out + i + j];
    }
}

void products_init(void)
{
    int widest = 0;
    libxsmm_init();
    block = atoi(strchr(variant, '_') + 1);
    panels = variant[0] == 'p';
    for (int l = 0; l < layers; l++) {
        const size_t count = (size_t)size[l] * (size_t)size[l + 1];
        transposed[l] = new_numbers(count);
        if (panels) {
            into_panels(transposed[l], weights[l], size[l], size[l + 1], 1);
            memcpy(weights[l], transposed[l], count * sizeof(float));
        }
        widest = size[l + 1] > widest ? size[l + 1] : widest;
    }
    scaled = new_numbers((size_t)widest * (size_t)rows);
}

/* c (m x n) = a (m x k) b + beta c, a block of rows at a time; b is k x n, or n x k and transposed.
 * a and c may lie in panels. */
static void multiply(int m, int n, int k, const float *a, int a_panels, const float *b, int ldb,
                     float beta, float *c, int c_panels, int flags)
{
    const float one = 1;
    for (int i = 0; i < m; i += block) {
        const int part = part_of(m, i), lda = a_panels ? part : m, ldc = c_panels ? part : m;
        const libxsmm_smmfunction kernel = libxsmm_smmdispatch(part, n, k, &lda, &ldb, &ldc, &one,
                                                               &beta, &flags, NULL);
        if (!kernel)
            abort();
        kernel(a + (a_panels ? i * k : i), b, c + (c_panels ? i * n : i));
    }
}

void product(int l, int n, const float *x, float *z)
{
    multiply(size[l + 1], n, size[l], weights[l], panels, x, size[l], 0, z, 0, FLAGS_NONE);
}

void product_transposed(int l, int n, const float *d, float *dx)
{
    const int in = size[l], out = size[l + 1];
    if (!panels)
        libxsmm_otrans(transposed[l], weights[l], sizeof(float), out, in, out, in);
    for (int i = 0; panels && i < out; i += block)
        for (int j = 0; j < in; j += block) {
            const int part = part_of(out, i), rows_ = part_of(in, j);
            libxsmm_otrans(transposed[l] + j * out + i * rows_, weights[l] + i * in + j * part,
                           sizeof(float), part, rows_, part, rows_);
        }
    multiply(in, n, out, transposed[l], panels, d, out, 0, dx, 0, FLAGS_NONE);
}

void update(int l, int n, float scale, const float *x, float *d)
{
    const int in = size[l], out = size[l + 1];
    if (panels)
        into_panels(scaled, d, n, out, scale);
    else
        for (int i = 0; i < n * out; i++)
            scaled[i] = scale * d[i];
    multiply(out, in, n, scaled, panels, x, in, 1, weights[l], panels, TRANSPOSED);
}
