/* matching.h - which tensor of a file is which parameter of a network. */
#ifndef BPGEN_MATCHING_H
#define BPGEN_MATCHING_H

#include "base/text.h"
#include "graph/network.h"
#include "weights/tensors.h"

enum { NO_TENSOR = -1 };

typedef struct match {  /* of a parameter */
    int tensor;         /* or NO_TENSOR */
    bool is_transposed; /* the tensor is out x in x kernel, as PyTorch has it */
} match;

typedef struct matching {
    arena *arena;
    const spec *spec;
    const tensors *file;
    match *of;     /* of each parameter */
    bool *is_used; /* each tensor */
    const char **problems;
    int problem_count, problem_capacity;
} matching;

/* Matches them, and says in problems what does not fit. */
void match_tensors(matching *m, arena *a, const spec *s, const tensors *f);

/* ---- names.c ---- */

/* The name of a parameter's layer, or NULL: it has a number. */
const char *parameter_layer(arena *a, const parameter *q);
/* "w1[784][500]" */
const char *parameter_text(arena *a, const parameter *q);
/* Others have out x in x kernel, where we have kernel x in x out: their shape, and where they have
 * our number i; ours, where they are like ours. */
void parameter_shape(const parameter *q, bool is_pytorch, size_t shape[PARAMETER_AXES]);
size_t parameter_place(const parameter *q, bool is_pytorch, size_t i, bool is_column_major);

/* The name of a tensor: MODULE.word or MODULE/word, or a word alone. */
typedef struct tensor_name {
    const char *text;
    size_t module_size; /* 0: none */
    const char *word;   /* or NULL */
    size_t word_size;
    bool is_pytorch; /* the word is PyTorch's of a parameter */
} tensor_name;
/* Whether the word is what others call such a parameter of a layer. */
bool name_fits(const char *text, const parameter *q, tensor_name *n);
/* Of any tensor: the word is what follows the last point or slash. */
tensor_name name_of_tensor(const char *text);
/* Whether the module is that one, or ends in it: model.hidden is hidden. */
bool name_has_module(const tensor_name *n, const char *module);
/* Below 0, 0, above 0: in which order two names are, their numbers as numbers. */
int names_order(const char *one, const char *other);

/* ---- table.c ---- */

/* What the file holds beside what is expected. */
void match_table(text *out, const matching *m);
/* The messages of a file that does not fit. */
void match_report(const matching *m);

#endif
