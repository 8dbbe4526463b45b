/* selftest.h - what --selftest stores: results of the runtime, with the bounds of their errors. */
#ifndef BPGEN_SELFTEST_VALUES_H
#define BPGEN_SELFTEST_VALUES_H

#include "command/generate.h"
#include "emit/selftest.h"

/* NULL with a message added. */
const selftest *selftest_make(arena *a, const spec *s, const generate_options *how, messages *m);

#endif
