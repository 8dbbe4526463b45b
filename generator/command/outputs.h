/* outputs.h - where a command writes. */
#ifndef BPGEN_OUTPUTS_H
#define BPGEN_OUTPUTS_H

#include "base/file.h"
#include "base/text.h"
#include "command/options.h"

typedef struct outputs {
    output file[6];
    const char *option[6]; /* "-o": what names the file */
    int count;
} outputs;

/* Adds a file, "-" or NULL for standard output, whose text comes later. */
void outputs_add(outputs *o, const char *option, const char *path);
/* What a file of outputs gets. The text stays where it is. */
void output_take(output *to, const text *t);
void output_take_string(output *to, const char *string);
/* Whether no output would overwrite another one or what the command reads: the operands and the
 * templates. False with a message added. */
bool outputs_check(arena *a, const outputs *o, const request *r, messages *m);
/* Whether all can be written, as far as that can be told before. False with messages added. */
bool outputs_can(arena *a, const outputs *o, messages *m);
/* Writes all or none. The exit code, with a message added where it is not EXIT_OK. */
int outputs_write(arena *a, const outputs *o, messages *m);

#endif
