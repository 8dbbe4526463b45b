/* products.h - the three products of a layer, as a library computes them. mlp.c makes a network of
 * them. l counts layers from 0; n rows; in = size[l], out = size[l + 1]. */
#ifndef PRODUCTS_H
#define PRODUCTS_H

#include "peer.h"

#ifdef __cplusplus
extern "C" {
#endif

extern float *weights[LAYERS_MAX];
extern int out_in; /* the weights are w[out][in], not w[in][out]: the faster one wins */

/* The weights are there. */
void products_init(void);
void product(int l, int n, const float *x, float *z);             /* z = x w */
void product_transposed(int l, int n, const float *d, float *dx); /* dx = d w' */
/* w <- w + scale x' d: the update itself, so that no gradient is written. d may be spoilt. */
void update(int l, int n, float scale, const float *x, float *d);

#ifdef __cplusplus
}
#endif
#endif
