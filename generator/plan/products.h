/* products.h - the functions that compute matrix products, found one after the other. */
#ifndef BPGEN_PLAN_PRODUCTS_H
#define BPGEN_PLAN_PRODUCTS_H

#include "plan/finish.h"

typedef struct product_finder {
    plan *plan;
    finished finished;
    int *product_of; /* of each node: 1 + the product that computes it, as soon as it is known */
    int product_capacity, finish_capacity;
} product_finder;

product_finder products_open(plan *p);

/* Which of plan.products computes product r; a new one, if none is like it. */
int products_find(product_finder *c, ref r);

/* The x w of an x w + b. */
ref products_bare(const plan *p, ref r);

#endif
