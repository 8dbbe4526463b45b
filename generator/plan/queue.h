/* queue.h - numbers in a queue from which the least comes first. */
#ifndef BPGEN_QUEUE_H
#define BPGEN_QUEUE_H

#include "plan/plan.h"

typedef struct queue { /* a binary heap */
    int *at;
    int count, capacity;
} queue;

void queue_put(const plan *p, queue *q, int number);
int queue_take(queue *q); /* the least; the queue must not be empty */

#endif
