#include "check.h"
int check(arena *a, const spec *s, const generated *c, const check_options *o, messages *m)
{ (void)a; (void)s; (void)c; (void)o; (void)m; return 1; }
