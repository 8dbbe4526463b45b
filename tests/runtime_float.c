/* runtime_float.c - the runtime in float, as float_runtime_new and so on. */
#define RUNTIME_SCALAR float
#define NARROW(name) float_##name
#include "runtime_narrow.h"
