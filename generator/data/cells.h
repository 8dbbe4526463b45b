/* cells.h - a table that is being read; for table.c and cells.c. */
#ifndef BPGEN_CELLS_H
#define BPGEN_CELLS_H

#include "data/reading.h"

typedef struct use { /* of a column: an element of an end's rows */
    struct use *next;
    int end; /* inputs first, then targets */
    size_t element;
} use;

typedef struct filling { /* an end that is being read */
    const end *end;
    data_end to;
    size_t width; /* bytes of a row */
    unsigned char *bytes;
    class_list *classes; /* of a target that may be told by words; or NULL */
    int most;            /* classes */
    bool is_known;       /* whether by words or by numbers */
    bool has_words;
} filling;

typedef struct table {
    const reading *reading;
    const char *file;
    columns columns;
    csv csv;
    use **uses; /* of each column */
    filling *ends;
    int end_count;
    size_t rows, capacity, row_line;
} table;

/* Puts a cell into the row that is being read, for one of its column's uses. False with a message
 * added. */
bool cell_put(const table *t, int column, const use *u, const cell *c);
/* The same of a number; and whether it is one that the network's reals can hold. */
void cell_put_number(const table *t, const use *u, double value);
bool cell_check_number(const table *t, int column, double value, const char *text);
bool cell_wrong(const table *t, int column, const char *what);

#endif
