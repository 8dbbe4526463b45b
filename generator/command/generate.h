/* generate.h - the passes in a row. */
#ifndef BPGEN_GENERATE_H
#define BPGEN_GENERATE_H

#include "command/options.h"
#include "plan/plan.h"

enum { UNROLL_MAX = 65536 };

typedef struct generate_options {
    const char *templates; /* -T: a folder that takes the place of the embedded templates */
    plan_options plan;     /* --unroll, --style */
    const struct constants *weights; /* --weights, --section, --weights-file; or NULL */
    const void *block;               /* --weights: the parameters themselves; or NULL */
    const struct selftest *selftest; /* --selftest, or NULL */
} generate_options;

typedef struct generated {
    const char *text, *header, *shim; /* shim: see templates/common/shim.in */
    size_t text_size, header_size, shim_size;
    const char *weights; /* --weights-file; or NULL */
    size_t weights_size;
    const char **templates; /* -T: the files that were read; none without */
    int template_count;
} generated;

/* What a command line says of the spec and of its C. NULL with messages added. */
spec *request_spec(arena *a, const request *r, messages *m);
generate_options request_generation(const request *r);

/* Reads the weights that are to be in the C, and makes what --selftest stores. False with messages
 * added. */
bool request_extras(arena *a, const request *r, const spec *s, generate_options *how, messages *m);

/* Derives and plans a spec. False, with a message added, where it comes to too many gates. */
bool generate_plan(arena *a, const spec *s, const generate_options *options, derived *d, plan *p,
                   messages *m);

/* The C file and the header of a spec. False, with a message added, on a template's error. */
bool generate(arena *a, const spec *s, const generate_options *options, generated *out,
              messages *m);

#endif
