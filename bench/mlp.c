/* mlp.c - the network that someone writes over a library of matrix products: ReLU, softmax with
 * cross-entropy, SGD. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "products.h"

float *weights[LAYERS_MAX];
int out_in;
static float *bias[LAYERS_MAX], *h[LAYERS_MAX + 1], *d[LAYERS_MAX + 1];

void network_init(void)
{
    out_in = strstr(variant, "out_in") != NULL;
    for (int l = 0; l < layers; l++) {
        const int in = size[l], out = size[l + 1];
        weights[l] = new_numbers((size_t)in * (size_t)out);
        for (int i = 0; i < in; i++)
            for (int j = 0; j < out; j++)
                weights[l][out_in ? j * in + i : i * out + j] = first_weights[l][i * out + j];
        bias[l] = new_numbers((size_t)out);
        h[l + 1] = new_numbers((size_t)rows * (size_t)out);
        d[l + 1] = new_numbers((size_t)rows * (size_t)out);
    }
    products_init();
}

/* h[l + 1] = relu(h[l] w + b); the last layer's are the logits. */
static void forward(int n, const float *x)
{
    h[0] = (float *)x;
    for (int l = 0; l < layers; l++) {
        const int out = size[l + 1];
        const float least = l + 1 < layers ? 0 : -FLT_MAX;
        product(l, n, h[l], h[l + 1]);
        for (int r = 0; r < n; r++) {
            float *z = h[l + 1] + (size_t)r * (size_t)out;
            for (int j = 0; j < out; j++)
                z[j] = fmaxf(z[j] + bias[l][j], least);
        }
    }
}

/* Logits to probabilities, in place; the logarithm of the sum of the logits' exponentials. */
static float softmax(float *z, int out)
{
    float largest = z[0], sum = 0;
    for (int j = 1; j < out; j++)
        largest = fmaxf(largest, z[j]);
    for (int j = 0; j < out; j++)
        sum += z[j] = expf(z[j] - largest);
    for (int j = 0; j < out; j++)
        z[j] /= sum;
    return logf(sum) + largest;
}

/* The mean of -ln y of the classes. */
static float softmax_loss(int n, float *z, const int *class)
{
    const int out = size[layers];
    float loss = 0;
    for (int r = 0; r < n; r++, z += out) {
        const float logit = z[class[r]];
        loss += softmax(z, out) - logit;
    }
    return loss / (float)n;
}

float network_predict(int batch)
{
    forward(1, inputs[batch]);
    softmax(h[layers], size[layers]);
    return h[layers][0];
}

float network_loss(int batch)
{
    forward(rows, inputs[batch]);
    return softmax_loss(rows, h[layers], classes[batch]);
}

float network_step(int batch)
{
    const float scale = -rate / (float)rows, loss = network_loss(batch);
    memcpy(d[layers], h[layers], (size_t)rows * (size_t)size[layers] * sizeof(float));
    for (int r = 0; r < rows; r++)
        d[layers][r * size[layers] + classes[batch][r]] -= 1;
    for (int l = layers - 1; l >= 0; l--) {
        const int in = size[l], out = size[l + 1];
        if (l > 0) {
            product_transposed(l, rows, d[l + 1], d[l]);
            for (int i = 0; i < rows * in; i++)
                d[l][i] = h[l][i] > 0 ? d[l][i] : 0;
        }
        for (int r = 0; r < rows; r++)
            for (int j = 0; j < out; j++)
                bias[l][j] += scale * d[l + 1][r * out + j];
        update(l, rows, scale, h[l], d[l + 1]);
    }
    return loss;
}
