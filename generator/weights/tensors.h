/* tensors.h - named arrays of numbers, as the formats of weights files hold them. */
#ifndef BPGEN_TENSORS_H
#define BPGEN_TENSORS_H

#include "base/messages.h"
#include "base/names.h"
#include "base/text.h"

typedef enum number_type {
    /* clang-format off */
    TYPE_F16, TYPE_BF16, TYPE_F32, TYPE_F64, /* reals */
    TYPE_BOOL, TYPE_U8, TYPE_I8, TYPE_U16, TYPE_I16, TYPE_U32, TYPE_I32, TYPE_U64, TYPE_I64,
    TYPE_OTHER
    /* clang-format on */
} number_type;

enum { TENSOR_AXES = 8 };

typedef struct tensor {
    const char *name;
    number_type type;
    const char *type_name; /* F32, or what the file calls it */
    bool is_big_endian;
    bool is_column_major; /* the first index runs fastest */
    int rank;
    size_t shape[TENSOR_AXES];
    const unsigned char *bytes; /* as many as tensor_bytes says, but of TYPE_OTHER */
} tensor;

/* A file of weights that is being read. What it says is not true before it is checked. */
typedef struct tensors {
    arena *arena;
    messages *messages;
    const char *file; /* as messages name it */
    const unsigned char *bytes;
    size_t size;
    size_t limit;        /* more bytes no file of this network's weights has */
    size_t header_limit; /* nor so many that tell of its tensors */
    names taken;
    tensor *at;
    int count, capacity;
} tensors;

/* Adds the message "FILE: ...", with EXIT_WRONG. Always false. */
bool tensors_wrong(tensors *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* False, with a message added: there is one of that name. */
bool tensors_add(tensors *f, const tensor *t);

extern const char *const type_names[TYPE_OTHER];
extern const size_t type_sizes[TYPE_OTHER];
/* What weights may be. */
bool tensor_is_real(const tensor *t);

/* How many elements, and bytes, a tensor has. False: more than there can be. */
bool tensor_count(const tensor *t, size_t *count);
bool tensor_bytes(const tensor *t, size_t *bytes);
/* The element that is at place i in the file; not of TYPE_OTHER. */
double tensor_number(const tensor *t, size_t i);
/* Those from place `first` on; numbers.c. */
void tensor_numbers(const tensor *t, size_t first, size_t count, double *to);
/* "[500, 784]" */
const char *tensor_shape(arena *a, const tensor *t);

/* ---- formats: false, with a message added, for a file that is not well formed ---- */

bool safetensors_read(tensors *f);
bool npz_read(tensors *f);
/* An array of that name, from the bytes of an npy file; `what` in messages is what it is. */
bool npy_read(tensors *f, const char *name, const char *what, const unsigned char *bytes,
              size_t size);
/* What stands before the numbers of an npy file; type: "<f4". */
void npy_head(text *out, const char *type, int rank, const size_t *shape);

typedef struct zip_entry {
    const char *name;
    const char *bytes;
    size_t size;
} zip_entry;

/* A zip file of these, stored and without dates. False where zip fails, which says *why. */
bool npz_write(text *out, const zip_entry *entries, int count, const char **why);

#endif
