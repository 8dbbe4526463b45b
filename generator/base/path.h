/* path.h - parts of paths. */
#ifndef BPGEN_PATH_H
#define BPGEN_PATH_H

#include <stdbool.h>

#include "base/arena.h"

/* What is behind the last slash: "net.c" of "out/net.c". */
const char *path_name(const char *path);
/* The folder that a path is in: "out" of "out/net.c", "." of "net.c", "/" of "/net.c". */
const char *path_folder(arena *a, const char *path);
/* What symbolic links in the place of the file itself lead to, there or not. */
const char *path_target(arena *a, const char *path);
/* Whether there is a program of that name: in PATH, or where a path says. */
bool path_program(arena *a, const char *name);

#endif
