/* queue.c - a binary heap of numbers. */
#include "plan/queue.h"

#include "plan/passes.h"

void queue_put(const plan *p, queue *q, int number)
{
    q->at = arena_grow(p->graph.arena, q->at, q->count, &q->capacity, sizeof *q->at);
    int at = q->count++;
    for (; at > 0 && q->at[(at - 1) / 2] > number; at = (at - 1) / 2)
        q->at[at] = q->at[(at - 1) / 2];
    q->at[at] = number;
}

int queue_take(queue *q)
{
    const int least = q->at[0], last = q->at[--q->count];
    int at = 0;
    for (int child; (child = 2 * at + 1) < q->count; at = child) {
        child += child + 1 < q->count && q->at[child + 1] < q->at[child];
        if (q->at[child] >= last)
            break;
        q->at[at] = q->at[child];
    }
    q->at[at] = last;
    return least;
}

queue *queues_of(const plan *p, queues *all, int key)
{
    for (int i = 0; i < all->count; i++)
        if (all->at[i].key == key)
            return &all->at[i].queue;
    all->at = arena_grow(p->graph.arena, all->at, all->count, &all->capacity, sizeof *all->at);
    all->at[all->count] = (keyed_queue){ .key = key };
    return &all->at[all->count++].queue;
}
