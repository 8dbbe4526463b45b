/* fann.c - a small network by FANN, which has sigmoid and tanh but neither ReLU nor softmax: one
 * sample, incremental training. -DHIDDEN and -DOUTPUT are its activations. */
#include <fann.h>

#include "peer.h"

static struct fann *net;

/* FANN's own order: connections lead from neuron to neuron; each layer ends in a bias neuron. */
static void set_weights(void)
{
    unsigned from_start = 0;
    for (int l = 0; l < layers; l++) {
        const unsigned in = (unsigned)size[l], out = (unsigned)size[l + 1];
        for (unsigned i = 0; i <= in; i++)
            for (unsigned j = 0; j < out; j++)
                fann_set_weight(net, from_start + i, from_start + in + 1 + j,
                                i < in ? first_weights[l][i * out + j] : 0);
        from_start += in + 1;
    }
}

void network_init(void)
{
    unsigned sizes[LAYERS_MAX + 1];
    for (int l = 0; l <= layers; l++)
        sizes[l] = (unsigned)size[l];
    net = fann_create_standard_array((unsigned)layers + 1, sizes);
    fann_set_training_algorithm(net, FANN_TRAIN_INCREMENTAL);
    fann_set_train_error_function(net, FANN_ERRORFUNC_LINEAR);
    fann_set_learning_rate(net, rate);
    fann_set_activation_function_hidden(net, HIDDEN);
    fann_set_activation_function_output(net, OUTPUT);
    /* its sigmoid is 1 / (1 + exp(-2 s z)), its tanh tanh(s z) */
    fann_set_activation_steepness_hidden(net, HIDDEN == FANN_SIGMOID ? 0.5f : 1);
    fann_set_activation_steepness_output(net, OUTPUT == FANN_SIGMOID ? 0.5f : 1);
    set_weights();
}

float network_predict(int batch)
{
    return fann_run(net, inputs[batch])[0];
}

float network_loss(int batch)
{
    const float *y = fann_run(net, inputs[batch]);
    float loss = 0;
    for (int j = 0; j < size[layers]; j++)
        loss += (y[j] - targets[batch][j]) * (y[j] - targets[batch][j]) / 2;
    return loss;
}

float network_step(int batch)
{
    fann_train(net, inputs[batch], targets[batch]); /* sums its error itself */
    return net->MSE_value;
}
