/* train.h - bpgen train. */
#ifndef BPGEN_TRAIN_H
#define BPGEN_TRAIN_H

#include "command/data_command.h"
#include "command/metrics.h"

typedef struct schedule { /* of the rate */
    enum { RATE_CONSTANT, RATE_COSINE, RATE_STEP } how;
    double rate;   /* of the first epoch */
    double factor; /* RATE_STEP: each so many epochs */
    uint64_t every;
} schedule;

typedef struct epoch_row { /* what became of an epoch */
    double J, rate, seconds;
    measures validation;
} epoch_row;

typedef struct rows { /* of a dataset */
    const dataset *data;
    size_t *at;
    size_t count;
} rows;

/* How far the training is: in memory that is shared with the children that do it. */
typedef struct progress {
    int asked; /* a signal, or 0 */
    uint64_t epoch, best_epoch;
    double best; /* the least J on the validation data */
    bool has_diverged, is_out_of_patience;
    double bad_J, rate; /* has_diverged */
    size_t step;        /* of the epoch, where it has */
} progress;

typedef struct training {
    data_command base;
    judges by;
    rows train, validation, test; /* count 0: none */
    dataset validation_data, test_data;
    uint32_t fingerprint; /* of the data, where there is a checkpoint */
    size_t *order;        /* of an epoch */
    schedule schedule;
    uint64_t seed, epochs, patience;
    bool is_shuffled, shows_bar;
    progress *now;
    epoch_row *history; /* shared; of each epoch */
    void *best;         /* shared: the parameters of the best epoch */
} training;

/* ---- train_options.c: false with messages added ---- */

bool training_options(const request *r, messages *m);
bool training_schedule(training *t, messages *m);
bool training_data(training *t, messages *m);

/* ---- train_epochs.c: in a child ---- */

/* process_body of a training: the first weights. */
int training_init(void *data, text *out, messages *m);
/* The same: epochs, for about half a second, or one. */
int training_epochs(void *data, text *out, messages *m);

/* ---- train_statistics.c ---- */

/* Sets the parameters of `standardize`, one layer after the other, from the rows to train on: each
 * from what its layer gets with the parameters so far. In a child; false with messages added. */
bool training_statistics(const training *t, messages *m);

/* ---- train_bar.c ---- */

typedef struct bar_state {
    uint64_t epoch, epochs; /* from 1 */
    size_t done, samples;   /* of this epoch */
    double J, seconds;      /* so far in it */
} bar_state;

/* The progress in fewer columns than that: what does not fit is left out. */
void bar_line(text *out, const bar_state *b, size_t columns);
/* Shows it in the place of the one before; removes it. */
void bar_show(arena *a, const bar_state *b);
void bar_remove(void);

/* ---- train.c ---- */

/* Seconds from some moment on. */
double training_clock(void);

/* ---- train_report.c ---- */

void training_line(text *out, const training *t, uint64_t epoch);
void training_log(text *out, const training *t);
/* What the best weights do on all data; false with messages added. */
bool training_table(text *out, training *t, double seconds, messages *m);

/* ---- checkpoint.c ---- */

bool checkpoint_write(training *t, messages *m);
bool checkpoint_read(training *t, messages *m);

/* ---- train_plot.c ---- */

/* The picture of the training, by gnuplot, as --plot asks for it; NULL where there is none. */
const char *training_plot(const training *t, const char *where, size_t *size);

#endif
