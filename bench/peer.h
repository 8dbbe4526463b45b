/* peer.h - what every contestant of `make bench` has in common: the network's sizes, its first
 * weights, the batches, and the work that it is asked to do. A contestant is one program: peer.c
 * and a file that defines the functions below. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef DOUBLE
typedef double number;
#else
typedef float number;
#endif

enum { LAYERS_MAX = 9, BATCHES = 8 };

extern int layers, rows;                  /* rows of a batch */
extern int size[LAYERS_MAX + 1];          /* size[0] inputs, size[layers] outputs */
extern number *first_weights[LAYERS_MAX]; /* w[in][out]; biases start at 0 */
extern number *inputs[BATCHES];           /* rows x size[0] */
extern number *targets[BATCHES];          /* rows x size[layers]: one-hot, or one in (0, 1) */
extern int *classes[BATCHES];             /* the same, where it is one-hot */
extern const char *variant;               /* which way of doing it, of several; "" if not given */
extern const number rate;                 /* of SGD; the gradient is a mean over the batch */

/* Zeroed, on pages of its own. */
number *new_numbers(size_t count);

/* ---- what a contestant defines ---- */

void network_init(void);
number network_loss(int batch); /* J */
/* A step, which returns J before it: all contestants compute it. */
number network_step(int batch);
/* One sample; the first output. All outputs are where a compiler must expect a reader. */
number network_predict(int batch);
/* Weak: only the generated code does these. */
number network_forward(int batch);
number network_backward(int batch);

#ifdef __cplusplus
}
#endif
#endif
