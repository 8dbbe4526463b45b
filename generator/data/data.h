/* data.h - rows of data for a network: read from files, and handed out batch by batch. */
#ifndef BPGEN_DATA_H
#define BPGEN_DATA_H

#include <stdint.h>

#include "base/messages.h"
#include "graph/network.h"

#define DATA_MAX ((size_t)8 << 30) /* bytes of a file, unpacked; more are refused */

/* Words that stand for the classes 0, 1, ... of a target. */
typedef struct class_list {
    const char **word;
    int count, capacity;
    bool is_fixed; /* by --classes, or by an earlier file: no other word is one */
} class_list;

typedef enum data_kind {
    DATA_REALS,   /* the network's, as they are */
    DATA_BYTES,   /* to be divided by `divisor` */
    DATA_NUMBERS, /* int32_t, as they are: an input of class numbers */
    DATA_CLASSES  /* int32_t; a target that is none gets a row of `off` with one `on` */
} data_kind;

typedef struct data_end { /* the rows of an input or a target */
    data_kind kind;
    size_t size;               /* elements of a row, as the network takes it; of a class number 1 */
    const unsigned char *rows; /* not aligned */
    float divisor;
    bool is_class; /* the network takes the number itself */
    double off, on;
} data_end;

typedef struct dataset {
    const spec *spec;
    const char *file; /* as messages name it */
    size_t rows;
    data_end *inputs, *targets; /* of each of the spec's; targets NULL: not read */
} dataset;

typedef struct data_request {
    const spec *spec;
    const char *const *words; /* DATA */
    int word_count;
    const char *input, *target; /* columns; or NULL */
    bool wants_targets;         /* else they may be there, and are not read */
    class_list *classes;        /* of each target */
} data_request;

/* Class lists for the targets of a spec: empty, or those that `words` ("a,b,c") fix. NULL, with a
 * message added, where no target takes so many. */
class_list *data_classes(arena *a, const spec *s, const char *words, messages *m);

/* Reads what a request names. False with messages added. */
bool data_read(arena *a, const data_request *r, dataset *to, messages *m);

/* Copies those n rows to x and t (arrays of each end, in the types of the network's functions). t
 * is NULL where no targets are asked for. */
void data_gather(const dataset *d, const size_t *rows, size_t n, void *const *x, void *const *t);

/* A number that tells rows from others, whatever files they came from; of several sets where `from`
 * is that of those before (0). */
uint32_t data_fingerprint(arena *a, const dataset *d, uint32_t from);

/* The order of an epoch: rows[0 .. n - 1], which are in the order of the file, shuffled as Fisher
 * and Yates do: for i = n - 1, ..., 1 element i changes places with element bits % (i + 1). The
 * bits are those of splitmix64, which begins at seed + 2^32 epoch. */
void data_shuffle(size_t *rows, size_t n, uint64_t seed, uint64_t epoch);

/* What a target is judged by: the built-in loss that it is in, or NULL. */
const char *data_loss_of(const spec *s, int target);
/* Whether a target tells classes: 0 and 1, or one of several. */
bool data_tells_classes(const spec *s, int target);
/* How many a target can tell. */
int data_class_count(const spec *s, int target);

#endif
