/* depfile.h - what the files that are written depend on, for make and ninja: -MD and its kin. */
#ifndef BPGEN_DEPFILE_H
#define BPGEN_DEPFILE_H

#include "command/generate.h"

/* A name as a makefile writes it: gcc's spelling, and \: for a colon, which gcc leaves out. */
const char *depfile_quote(arena *a, const char *name);
/* Whether the options agree. False with messages added. */
bool depfile_check(const request *r, messages *m);
/* Where it goes: -MF; else beside -o, or in this folder, .d for the ending of its name. NULL: none
 * is asked for. */
const char *depfile_path(arena *a, const request *r);
/* "net.c net.h: net.lua w.npz": the spec first, then all else that was read. */
const char *depfile_text(arena *a, const request *r, const generated *out);

#endif
