/* report.h - bpgen report: what the generated functions take. */
#ifndef BPGEN_REPORT_H
#define BPGEN_REPORT_H

#include "base/text.h"
#include "command/measure.h"

typedef struct report {
    const plan *plan;
    struct_sizes sizes;       /* as measured, or what the plan knows */
    const measured *measured; /* NULL: without a compiler */
    const char *flags;        /* of the compiler, all of them */
} report;

/* Multiply-adds of one sample, in products with weights; those of gradients by inputs are left out,
 * for they may be NULL. */
double report_multiply_adds(const report *r, int function);
/* Bytes of the structs that a function is given. */
size_t report_ram(const report *r, int function);

void report_text(text *out, const report *r);
void report_json(text *out, const report *r);

#endif
