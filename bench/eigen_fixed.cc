// eigen_fixed.cc - a small network by Eigen on matrices of fixed sizes: one sample, SGD.
// -DN0 to -DN3, -DHIDDEN and -DOUTPUT as in loops.c. -DLAZY unrolls all products, where Eigen would
// call a loop of its own for some.
#include <Eigen/Dense>

#include "peer.h"

#ifdef LAZY
#define PRODUCT(w) .lazyProduct(w)
#else
#define PRODUCT(w) *(w)
#endif

enum activation { sigmoid, hyperbolic, relu, identity, softmax };

template <int N> using row = Eigen::Matrix<float, 1, N>;
template <int IN, int OUT> struct layer {
    Eigen::Matrix<float, IN, OUT, IN == 1 ? Eigen::RowMajor : OUT == 1 ? Eigen::ColMajor
                                                                       : Eigen::RowMajor> w;
    row<OUT> b, h, d;

    void init(const float *from)
    {
        for (int i = 0; i < IN; i++)
            for (int j = 0; j < OUT; j++)
                w(i, j) = from[i * OUT + j];
        b.setZero();
    }

    template <activation F, class X> void forward(const X &x)
    {
        h.noalias() = x PRODUCT(w);
        h += b;
        if constexpr (F == sigmoid)
            h = (1 + (-h.array()).exp()).inverse();
        else if constexpr (F == hyperbolic)
            h = h.array().tanh();
        else if constexpr (F == relu)
            h = h.cwiseMax(0);
        else if constexpr (F == softmax) {
            h = (h.array() - h.maxCoeff()).exp();
            h /= h.sum();
        }
    }

    // d = dJ/dh becomes dJ/dz
    template <activation F> void through()
    {
        if constexpr (F == sigmoid)
            d.array() *= h.array() * (1 - h.array());
        else if constexpr (F == hyperbolic)
            d.array() *= 1 - h.array().square();
        else if constexpr (F == relu)
            d = (h.array() > 0).select(d, 0);
    }

    template <class X> void update(const X &x)
    {
        const row<OUT> scaled = rate * d;
        w.noalias() -= x.transpose() * scaled;
        b -= scaled;
    }
};

static layer<N0, N1> l1;
static layer<N1, N2> l2;
#ifdef N3
static layer<N2, N3> last;
#else
static layer<N1, N2> &last = l2;
#endif
using first_row = Eigen::Map<const row<N0>>;
decltype(last.h) result; // not static: what nobody reads is not computed

static inline void predict(int batch)
{
    l1.forward<HIDDEN>(first_row(inputs[batch]));
#ifdef N3
    l2.forward<HIDDEN>(l1.h);
    last.forward<OUTPUT>(l2.h);
#else
    l2.forward<OUTPUT>(l1.h);
#endif
}

using target_row = Eigen::Map<const decltype(last.h)>;

void network_init()
{
    l1.init(first_weights[0]);
    l2.init(first_weights[1]);
#ifdef N3
    last.init(first_weights[2]);
#endif
}

float network_predict(int batch)
{
    predict(batch);
    result = last.h;
    return result(0);
}

float network_loss(int batch)
{
    predict(batch);
    const target_row t(targets[batch]);
    return OUTPUT == softmax ? -std::log(t.dot(last.h)) // one-hot: the probability of the class
                             : (last.h - t).squaredNorm() / 2;
}

float network_step(int batch)
{
    const float loss = network_loss(batch);
    last.d = last.h - target_row(targets[batch]);
    last.through<OUTPUT>();
#ifdef N3
    l2.d.noalias() = last.d PRODUCT(last.w.transpose());
    l2.through<HIDDEN>();
    last.update(l2.h);
#endif
    l1.d.noalias() = l2.d PRODUCT(l2.w.transpose());
    l1.through<HIDDEN>();
    l2.update(l1.h);
    l1.update(first_row(inputs[batch]));
    return loss;
}
