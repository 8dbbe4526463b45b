/* blas.c - the products by cblas (OpenBLAS, BLIS), or with -DONEDNN by oneDNN's sgemm. */
#include <stdbool.h>

#include "products.h"

#ifdef ONEDNN
#include <oneapi/dnnl/dnnl.h>

/* c = scale a b + beta c, rows x cols, over `inner` terms; a or b may be transposed */
static void multiply(bool ta, bool tb, int rows_, int cols, int inner, float scale, const float *a,
                     int lda, const float *b, int ldb, float beta, float *c)
{
    dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', rows_, cols, inner, scale, a, lda, b, ldb, beta, c,
               cols);
}

#else
#include <cblas.h>

/* The calls that suit a single sample where there is one. */
static void multiply(bool ta, bool tb, int rows_, int cols, int inner, float scale, const float *a,
                     int lda, const float *b, int ldb, float beta, float *c)
{
    if (rows_ == 1 && !ta)
        cblas_sgemv(CblasRowMajor, tb ? CblasNoTrans : CblasTrans, tb ? cols : inner,
                    tb ? inner : cols, scale, b, ldb, a, 1, beta, c, 1);
    else if (inner == 1 && beta == 1)
        cblas_sger(CblasRowMajor, rows_, cols, scale, a, 1, b, 1, c, cols);
    else
        cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans,
                    rows_, cols, inner, scale, a, lda, b, ldb, beta, c, cols);
}
#endif

void products_init(void)
{
}

void product(int l, int n, const float *x, float *z)
{
    const int in = size[l], out = size[l + 1];
    multiply(false, out_in, n, out, in, 1, x, in, weights[l], out_in ? in : out, 0, z);
}

void product_transposed(int l, int n, const float *d, float *dx)
{
    const int in = size[l], out = size[l + 1];
    multiply(false, !out_in, n, in, out, 1, d, out, weights[l], out_in ? in : out, 0, dx);
}

void update(int l, int n, float scale, const float *x, float *d)
{
    const int in = size[l], out = size[l + 1];
    if (out_in)
        multiply(true, false, out, in, n, scale, d, out, x, in, 1, weights[l]);
    else
        multiply(true, false, in, out, n, scale, x, in, d, out, 1, weights[l]);
}
