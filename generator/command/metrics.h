/* metrics.h - how good outputs are: J, accuracy, root mean square error and R2. */
#ifndef BPGEN_METRICS_H
#define BPGEN_METRICS_H

#include "base/text.h"
#include "command/engine.h"

typedef enum judgement {
    JUDGE_NUMBERS,   /* root mean square error and R2 */
    JUDGE_LARGEST,   /* accuracy: the largest output is the target's largest, or its class */
    JUDGE_THRESHOLD, /* accuracy: each output and its target on one side of `threshold` */
} judgement;

typedef struct judged { /* an output and the target that it is compared with */
    judgement how;
    int output, target;
    double threshold;
    const char *label; /* "", or "class " where there are several */
} judged;

typedef struct judges {
    judged *at;
    int count;
} judges;

enum { JUDGED_MAX = 16, MEASURES = 2 * JUDGED_MAX };

typedef struct measures { /* of a set of data */
    double J;
    double value[MEASURES]; /* two of each judged: accuracy; or error and R2 */
} measures;

judges judges_of(arena *a, const spec *s);

/* Measures the network with parameters p on those rows, in the child that computes. */
void judge_rows(session *s, const judges *by, const void *p, const dataset *d, const size_t *rows,
                size_t count, measures *to);

/* "  accuracy 94.61 %", "  rmse 0.31  R2 0.95" */
void measures_line(text *out, const judges *by, const measures *m);
/* The names of the values as columns, ",accuracy", and their values. */
void measures_names(text *out, const judges *by, const char *prefix);
void measures_values(text *out, const judges *by, const measures *m);

#endif
