/* loops.c - a small network as plain loops with constant bounds, left to the compiler: one sample,
 * SGD. -DN0=2 -DN1=3 -DN2=1 [-DN3=...] are the sizes; -DHIDDEN= and -DOUTPUT= the activations,
 * names of the enumeration below. The loss is cross-entropy after softmax, else half the squared
 * error. */
#include <math.h>
#include <string.h>

#include "peer.h"

#define INLINE static inline __attribute__((always_inline))

enum activation { sigmoid, hyperbolic, relu, identity, softmax };

#ifdef N3
enum { OUT = N3 };
#else
enum { OUT = N2 };
#endif

#define ALIGNED __attribute__((aligned(64)))
static float w1[N0 * N1] ALIGNED, b1[N1] ALIGNED, w2[N1 * N2] ALIGNED, b2[N2] ALIGNED;
static float h1[N1] ALIGNED, h2[N2] ALIGNED, d1[N1] ALIGNED, d2[N2] ALIGNED;
#ifdef N3
static float w3[N2 * N3] ALIGNED, b3[N3] ALIGNED, h3[N3] ALIGNED, d3[N3] ALIGNED;
#endif
extern float result[OUT];
float result[OUT]; /* not static: what nobody reads is not computed */

INLINE void activate(int n, enum activation f, float *z)
{
    if (f == sigmoid)
        for (int j = 0; j < n; j++)
            z[j] = 1 / (1 + expf(-z[j]));
    if (f == hyperbolic)
        for (int j = 0; j < n; j++)
            z[j] = tanhf(z[j]);
    if (f == relu)
        for (int j = 0; j < n; j++)
            z[j] = z[j] > 0 ? z[j] : 0;
    if (f == softmax) {
        float largest = z[0], sum = 0;
        for (int j = 1; j < n; j++)
            largest = z[j] > largest ? z[j] : largest;
        for (int j = 0; j < n; j++)
            sum += z[j] = expf(z[j] - largest);
        for (int j = 0; j < n; j++)
            z[j] /= sum;
    }
}

/* h = f(x w + b) */
INLINE void forward(int in, int out, enum activation f, const float *restrict x,
                    const float *restrict w, const float *restrict b, float *restrict h)
{
    for (int j = 0; j < out; j++)
        h[j] = b[j];
    for (int i = 0; i < in; i++)
        for (int j = 0; j < out; j++)
            h[j] += x[i] * w[i * out + j];
    activate(out, f, h);
}

/* d <- d * f', of h = f(z) */
INLINE void through(int n, enum activation f, const float *restrict h, float *restrict d)
{
    for (int j = 0; j < n; j++)
        d[j] *= f == sigmoid      ? h[j] * (1 - h[j])
                : f == hyperbolic ? 1 - h[j] * h[j]
                : f == relu       ? (float)(h[j] > 0)
                                  : 1;
}

/* dx = d w' */
INLINE void backward(int in, int out, const float *restrict d, const float *restrict w,
                     float *restrict dx)
{
    for (int i = 0; i < in; i++) {
        float sum = 0;
        for (int j = 0; j < out; j++)
            sum += d[j] * w[i * out + j];
        dx[i] = sum;
    }
}

INLINE void update(int in, int out, const float *restrict x, const float *restrict d,
                   float *restrict w, float *restrict b)
{
    for (int i = 0; i < in; i++)
        for (int j = 0; j < out; j++)
            w[i * out + j] -= rate * x[i] * d[j];
    for (int j = 0; j < out; j++)
        b[j] -= rate * d[j];
}

static inline const float *predict(const float *x)
{
    forward(N0, N1, HIDDEN, x, w1, b1, h1);
#ifdef N3
    forward(N1, N2, HIDDEN, h1, w2, b2, h2);
    forward(N2, N3, OUTPUT, h2, w3, b3, h3);
    return h3;
#else
    forward(N1, N2, OUTPUT, h1, w2, b2, h2);
    return h2;
#endif
}

void network_init(void)
{
    for (int i = 0; i < N0 * N1; i++)
        w1[i] = first_weights[0][i];
    for (int i = 0; i < N1 * N2; i++)
        w2[i] = first_weights[1][i];
#ifdef N3
    for (int i = 0; i < N2 * N3; i++)
        w3[i] = first_weights[2][i];
#endif
}

float network_predict(int batch)
{
    memcpy(result, predict(inputs[batch]), sizeof result);
    return result[0];
}

INLINE float loss_of(const float *y, const float *t)
{
    float loss = 0;
    for (int j = 0; j < OUT; j++)
        loss += OUTPUT == softmax ? t[j] * y[j] : (y[j] - t[j]) * (y[j] - t[j]) / 2;
    return OUTPUT == softmax ? -logf(loss) : loss; /* one-hot: the probability of the class */
}

float network_loss(int batch)
{
    return loss_of(predict(inputs[batch]), targets[batch]);
}

float network_step(int batch)
{
    const float *x = inputs[batch], *t = targets[batch], *y = predict(x), loss = loss_of(y, t);
#ifdef N3
    for (int j = 0; j < OUT; j++)
        d3[j] = y[j] - t[j];
    through(OUT, OUTPUT, y, d3);
    backward(N2, N3, d3, w3, d2);
    through(N2, HIDDEN, h2, d2);
    update(N2, N3, h2, d3, w3, b3);
#else
    for (int j = 0; j < OUT; j++)
        d2[j] = y[j] - t[j];
    through(OUT, OUTPUT, y, d2);
#endif
    backward(N1, N2, d2, w2, d1);
    through(N1, HIDDEN, h1, d1);
    update(N1, N2, h1, d2, w2, b2);
    update(N0, N1, x, d1, w1, b1);
    return loss;
}
