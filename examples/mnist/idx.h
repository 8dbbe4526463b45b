/* idx.h - MNIST from its four IDX files, plain or gzipped. */
#ifndef IDX_H
#define IDX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAGE_ROWS = 28, IMAGE_COLS = 28, PIXELS = IMAGE_ROWS * IMAGE_COLS, CLASSES = 10 };

typedef struct dataset {
    size_t count;
    uint8_t *pixels; /* count rows of PIXELS, 0 (paper) to 255 (ink) */
    uint8_t *labels; /* count of them, each below CLASSES */
} dataset;

/* Reads DIRECTORY/SET-images-idx3-ubyte and DIRECTORY/SET-labels-idx1-ubyte, or the same names with
 * .gz; SET is "train" or "t10k". On any fault says so once on standard error and returns false.
 * The caller owns the dataset and frees it with dataset_free. */
bool dataset_load(dataset *d, const char *directory, const char *set);
void dataset_free(dataset *d);

#endif
