/* runtime_double.c - the runtime in double, as double_runtime_new and so on. */
#define RUNTIME_SCALAR double
#define NARROW(name) double_##name
#include "runtime_narrow.h"
