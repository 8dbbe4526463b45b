/* reference.h - what activations and losses are, independently of bpgen.
 *
 * Values: the formulas of PyTorch's documentation (torch.nn, torch.nn.functional), in long
 * double. Derivatives: the complex step, Im f(x + ih) / h with h = 1e-1000, on the same formulas,
 * so that no formula of a derivative is written anywhere. At a kink a formula takes the branch of
 * its real part; which branch the kink itself belongs to is stated beside it.
 */
#ifndef NUMERICS_REFERENCE_H
#define NUMERICS_REFERENCE_H

#include <complex.h>

typedef long double complex complexl;

/* y = activation(z), n elements. */
typedef void activation_function(int n, const complexl *z, complexl *y);
/* The loss of one sample. */
typedef complexl loss_function(int n, const complexl *y, const long double *t);

activation_function *find_activation(const char *name); /* NULL: none of this name */
loss_function *find_loss(const char *name);

/* A loss of the logits: loss(activation(z), t), the activation softmax or sigmoid. */
complexl softmax_cross_entropy(int n, const complexl *z, const long double *t);
complexl softmax_kl_divergence(int n, const complexl *z, const long double *t);
complexl sigmoid_binary_cross_entropy(int n, const complexl *z, const long double *t);

#endif
