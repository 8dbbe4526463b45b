/* idx.c - reads IDX: a magic number (0, 0, element type, dimensions), each dimension as a big-endian
 * 32-bit number, then the elements. zlib's reader takes plain and gzipped files alike. */
#include "idx.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    MAGIC_IMAGES = 0x00000803, /* unsigned bytes, 3 dimensions */
    MAGIC_LABELS = 0x00000801, /* unsigned bytes, 1 dimension */
    MOST_IMAGES = 1000000,     /* a header may claim anything */
    PATH_SIZE = 4096
};

typedef struct idx_file {
    char path[PATH_SIZE];
    gzFile gz;
} idx_file;

static bool fault(const idx_file *f, const char *what)
{
    fprintf(stderr, "train: %s: %s\n", f->path, what);
    return false;
}

static bool idx_open(idx_file *f, const char *directory, const char *set, const char *kind)
{
    const char *const suffixes[] = { "", ".gz" };
    for (size_t i = 0; i < 2; i++) {
        int length = snprintf(f->path, sizeof f->path, "%s/%s-%s-ubyte%s", directory, set, kind,
                              suffixes[i]);
        if (length < 0 || (size_t)length >= sizeof f->path) {
            return fault(f, "the path is too long");
        }
        f->gz = gzopen(f->path, "rb");
        if (f->gz) {
            return true;
        }
        if (errno != ENOENT) {
            return fault(f, strerror(errno));
        }
    }
    f->path[strlen(f->path) - strlen(".gz")] = '\0';
    return fault(f, "no such file, with or without .gz");
}

/* Exactly `size` bytes, or a fault. */
static bool idx_read(idx_file *f, void *bytes, size_t size)
{
    int got = gzread(f->gz, bytes, (unsigned)size);
    if (got < 0) {
        return fault(f, "cannot be read: damaged or not a file");
    }
    return (size_t)got == size || fault(f, "ends too early");
}

static bool idx_read_number(idx_file *f, uint32_t *number)
{
    uint8_t b[4];
    if (!idx_read(f, b, sizeof b)) {
        return false;
    }
    *number = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    return true;
}

/* The elements, each of `element` bytes, after which the file must end. */
static bool idx_read_elements(idx_file *f, size_t count, size_t element, uint8_t **bytes)
{
    *bytes = malloc(count * element);
    if (!*bytes) {
        return fault(f, "out of memory");
    }
    if (!idx_read(f, *bytes, count * element)) {
        return false;
    }
    uint8_t more;
    switch (gzread(f->gz, &more, 1)) {
    case 0: return true;
    case 1: return fault(f, "goes on after its last element");
    default: return fault(f, "is damaged");
    }
}

static bool read_images(idx_file *f, dataset *d)
{
    uint32_t magic, count, rows, cols;
    if (!idx_read_number(f, &magic)) {
        return false;
    }
    if (magic != MAGIC_IMAGES) {
        return fault(f, "is not an IDX file of images");
    }
    if (!idx_read_number(f, &count) || !idx_read_number(f, &rows) || !idx_read_number(f, &cols)) {
        return false;
    }
    if (rows != IMAGE_ROWS || cols != IMAGE_COLS) {
        return fault(f, "its images are not of 28 x 28 pixels");
    }
    if (count < 1 || count > MOST_IMAGES) {
        return fault(f, "claims none, or more than a million images");
    }
    d->count = count;
    return idx_read_elements(f, count, PIXELS, &d->pixels);
}

static bool read_labels(idx_file *f, dataset *d)
{
    uint32_t magic, count;
    if (!idx_read_number(f, &magic)) {
        return false;
    }
    if (magic != MAGIC_LABELS) {
        return fault(f, "is not an IDX file of labels");
    }
    if (!idx_read_number(f, &count)) {
        return false;
    }
    if (count != d->count) {
        return fault(f, "has not as many labels as there are images");
    }
    if (!idx_read_elements(f, count, 1, &d->labels)) {
        return false;
    }
    for (size_t i = 0; i < d->count; i++) {
        if (d->labels[i] >= CLASSES) {
            return fault(f, "has a label above 9");
        }
    }
    return true;
}

bool dataset_load(dataset *d, const char *directory, const char *set)
{
    *d = (dataset){ 0 };
    idx_file f;
    bool ok = idx_open(&f, directory, set, "images-idx3");
    if (ok) {
        ok = read_images(&f, d);
        gzclose(f.gz);
    }
    ok = ok && idx_open(&f, directory, set, "labels-idx1");
    if (ok) {
        ok = read_labels(&f, d);
        gzclose(f.gz);
    }
    if (!ok) {
        dataset_free(d);
    }
    return ok;
}

void dataset_free(dataset *d)
{
    free(d->pixels);
    free(d->labels);
    *d = (dataset){ 0 };
}
