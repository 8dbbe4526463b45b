/* reading.h - what the readers of data share. */
#ifndef BPGEN_READING_H
#define BPGEN_READING_H

#include "base/text.h"
#include "data/data.h"
#include "weights/tensors.h"

typedef struct reading {
    arena *arena;
    messages *messages;
    const data_request *request;
    const spec *spec;
    dataset *to;
} reading;

/* Adds the message "FILE:LINE: ..." (0: "FILE: ..."), with EXIT_WRONG. Always false. */
bool data_wrong(const reading *r, const char *file, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What an end of the network is called in messages: "input 'x'". */
const char *end_text(arena *a, const end *e, bool is_target);

/* ---- inflate.c ---- */

bool is_gzip(const unsigned char *bytes, size_t size);
/* What gzip packed, with a 0 behind it; NULL, and *why. */
unsigned char *inflate_bytes(arena *a, const unsigned char *bytes, size_t size, size_t *unpacked,
                             const char **why);

/* ---- idx.c ---- */

bool is_idx(const unsigned char *bytes, size_t size);
/* The array of an IDX file: magic (0, 0, type, axes), axes, numbers, all big-endian. */
bool idx_read(tensors *f, const char *name);

/* ---- arrays.c ---- */

/* Makes the rows of an end from an array; `divisor` of its bytes. */
bool array_to_end(const reading *r, const tensors *f, const tensor *t, int which, bool is_target,
                  float divisor);
/* An end that takes class numbers or is told by them. */
data_end class_end(const spec *s, int target);

/* ---- number.c ---- */

/* Reads a decimal number that begins at `at`, exactly as strtod does; a byte that belongs to none
 * stands at or before `end`. Its end, or NULL: there is none. */
const char *decimal_read(const char *at, const char *end, double *value);

/* ---- csv.c ---- */

typedef struct csv { /* where the reading is */
    const char *at, *end;
    char separator;
    size_t line; /* of what comes next, from 1 */
    arena *arena;
} csv;

typedef struct cell {
    const char *text; /* without blanks and quotes around it */
    size_t size;
    bool is_last;  /* of its row */
    bool is_wrong; /* a quote without its end, or with something behind it */
} cell;

csv csv_open(arena *a, const char *text, size_t size);
/* Passes lines without anything. Whether there is another row. */
bool csv_row(csv *c);
cell csv_cell(csv *c);
/* The end of a number that is a whole cell, value and all; the cell is passed then. */
bool csv_number(csv *c, double *value, bool *is_last);

/* ---- columns.c ---- */

typedef struct columns { /* of a table */
    const char **name;   /* NULL: there is no header */
    int count;
} columns;

typedef struct choice { /* which column each element of a row comes from */
    int *inputs, *targets;
    int input_count, target_count;
    bool as_classes; /* targets: one column each */
} choice;

/* False with messages added. */
bool columns_choose(const reading *r, const char *file, const columns *c, choice *to);
/* "column 'age'", "column 3" */
const char *column_text(arena *a, const columns *c, int i);

/* ---- table.c ---- */

bool table_read(const reading *r, const char *file, const char *text, size_t size);

#endif
