/* libxsmm.c - the products by libxsmm's kernels, made at run time for blocks of a layer.
 *
 * libxsmm thinks in columns: our w[in][out] is its out x in, our rows x[n][in] its in x n. Its
 * kernels take an untransposed left operand, so d w' reads a transposed copy of w. The scale of an
 * update goes into d. The variant is the block: so many columns of the result at a time. */
#include <libxsmm.h>
#include <stdlib.h>

#include "products.h"

enum { FLAGS_NONE = LIBXSMM_GEMM_FLAG_NONE, TRANSPOSED = LIBXSMM_GEMM_FLAG_TRANS_B };
static int block;
static float *transposed[LAYERS_MAX];

void products_init(void)
{
    libxsmm_init();
    block = atoi(variant);
    for (int l = 1; l < layers; l++)
        transposed[l] = new_numbers((size_t)size[l] * (size_t)size[l + 1]);
}

/* c (m x n) = a (m x k) b + beta c, in blocks of rows; b is k x n, or n x k and transposed. */
static void multiply(int m, int n, int k, const float *a, const float *b, int ldb, float beta,
                     float *c, int flags)
{
    const float one = 1;
    for (int i = 0; i < m; i += block) {
        const int part = m - i < block ? m - i : block;
        const libxsmm_smmfunction kernel =
            libxsmm_smmdispatch(part, n, k, &m, &ldb, &m, &one, &beta, &flags, NULL);
        if (!kernel)
            abort();
        kernel(a + i, b, c + i);
    }
}

void product(int l, int n, const float *x, float *z)
{
    multiply(size[l + 1], n, size[l], weights[l], x, size[l], 0, z, FLAGS_NONE);
}

void product_transposed(int l, int n, const float *d, float *dx)
{
    const int in = size[l], out = size[l + 1];
    libxsmm_otrans(transposed[l], weights[l], sizeof(float), out, in, out, in);
    multiply(in, n, out, transposed[l], d, out, 0, dx, FLAGS_NONE);
}

void update(int l, int n, float scale, const float *x, float *d)
{
    const int in = size[l], out = size[l + 1];
    for (int i = 0; i < n * out; i++)
        d[i] *= scale;
    multiply(out, in, n, d, x, in, 1, weights[l], TRANSPOSED);
}
