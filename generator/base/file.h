/* file.h - files read and written whole. */
#ifndef BPGEN_FILE_H
#define BPGEN_FILE_H

#include <stdbool.h>

#include "base/arena.h"

/* Reads a whole file ("-": standard input) of at most `limit` bytes. On error NULL, and *why. */
char *file_read(arena *a, const char *path, size_t limit, size_t *size, const char **why);
/* Writes a file whole or not at all: to a temporary name beside it, then renamed ("-" or NULL:
 * standard output). False, with *why set, on error. */
bool file_write(arena *a, const char *path, const char *text, size_t size, const char **why);

#endif
