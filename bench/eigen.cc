// eigen.cc - the products by Eigen, on matrices whose sizes it learns at run time.
#include <Eigen/Dense>

#include "products.h"

using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using rows_of = Eigen::Map<matrix>;
using const_rows_of = Eigen::Map<const matrix>;

void products_init()
{
}

void product(int l, int n, const float *x, float *z)
{
    const int in = size[l], out = size[l + 1];
    if (out_in)
        rows_of(z, n, out).noalias() =
            const_rows_of(x, n, in) * const_rows_of(weights[l], out, in).transpose();
    else
        rows_of(z, n, out).noalias() = const_rows_of(x, n, in) * const_rows_of(weights[l], in, out);
}

void product_transposed(int l, int n, const float *d, float *dx)
{
    const int in = size[l], out = size[l + 1];
    if (out_in)
        rows_of(dx, n, in).noalias() =
            const_rows_of(d, n, out) * const_rows_of(weights[l], out, in);
    else
        rows_of(dx, n, in).noalias() =
            const_rows_of(d, n, out) * const_rows_of(weights[l], in, out).transpose();
}

void update(int l, int n, float scale, const float *x, float *d)
{
    const int in = size[l], out = size[l + 1];
    if (out_in)
        rows_of(weights[l], out, in).noalias() +=
            scale * (const_rows_of(d, n, out).transpose() * const_rows_of(x, n, in));
    else
        rows_of(weights[l], in, out).noalias() +=
            scale * (const_rows_of(x, n, in).transpose() * const_rows_of(d, n, out));
}
