/* sample.h - the numbers of one sample: what the runtime makes of every gate. */
#ifndef BPGEN_SAMPLE_H
#define BPGEN_SAMPLE_H

#include "command/options.h"
#include "explain/numbers.h"

/* Whether the command line asks for numbers: --at FILE, --seed N. */
bool sample_wanted(const request *r);
/* NULL with messages added. */
const numbers *sample_numbers(arena *a, const request *r, const story *s, messages *m);

/* ---- sample_file.c ---- */

/* Reads --at FILE: a JSON object of arrays by the names of the C: all inputs and targets, and
 * parameters where they are not to be the initial ones. False with messages added. */
bool sample_read(arena *a, const char *path, const spec *s, double *const *inputs,
                 double *const *targets, double *parameters, messages *m);

#endif
