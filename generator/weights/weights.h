/* weights.h - files of weights: read into the parameters of a network, and written from them. */
#ifndef BPGEN_WEIGHTS_H
#define BPGEN_WEIGHTS_H

#include "base/messages.h"
#include "base/text.h"
#include "graph/network.h"

/* As a file's ending says. npy and bin hold the parameter block: as one vector, and as it lies in
 * memory, little-endian. */
typedef enum weights_format {
    WEIGHTS_UNKNOWN,
    WEIGHTS_SAFETENSORS,
    WEIGHTS_NPZ,
    WEIGHTS_NPY,
    WEIGHTS_BIN
} weights_format;

weights_format weights_format_of(const char *path);
/* What is wrong with the ending of a path. */
extern const char weights_formats[];

/* The parameter block that a file holds, of the network's reals; NULL with messages added where the
 * file cannot be read or does not fit. To a table that is not NULL goes what the file holds beside
 * what the network expects, also where they do not fit. */
void *weights_read(arena *a, const spec *s, const char *path, text *table, messages *m);

/* The file that holds a block: with our names and layout or, with_pytorch (safetensors and npz),
 * with those of PyTorch. False with a message added. */
bool weights_write(text *out, const spec *s, const void *block, weights_format format,
                   bool with_pytorch, messages *m);

#endif
