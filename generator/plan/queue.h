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

typedef struct keyed_queue {
    int key;
    queue queue;
} keyed_queue;

typedef struct queues { /* a queue for each key that was asked for */
    keyed_queue *at;
    int count, capacity;
} queues;

/* The queue of a key, empty at first; it stays where it is until the next new key. */
queue *queues_of(const plan *p, queues *all, int key);

#endif
