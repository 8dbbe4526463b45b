/* file.h - files read whole, and written whole or not at all. */
#ifndef BPGEN_FILE_H
#define BPGEN_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/messages.h"

/* Reads a whole file ("-": standard input) of at most `limit` bytes. On error NULL, and *why. */
char *file_read(arena *a, const char *path, size_t limit, size_t *size, const char **why);

/* A text, and where it goes. */
typedef struct output {
    const char *path; /* "-" or NULL: standard output */
    const char *text;
    size_t size;
} output;

/* Writes all of them; NULL, or what is wrong ("No space left on device") and *of which file (NULL:
 * of standard output), and then no file is changed. Who reads one of them meanwhile, or after the
 * power failed, sees the old text or the new. A file with that text already is left untouched.
 * Files keep their mode, owner, links. */
const char *files_write(arena *a, const output *list, int count, const char **of);
/* The same; false with a message added. */
bool files_write_or_tell(arena *a, const output *list, int count, messages *m);

/* Why a file could not be written, as far as that can be told before ("-": NULL). */
const char *file_unwritable(arena *a, const char *path);

/* Whether writing to one path would change what the other path, which is read, holds: one regular
 * file, by whatever names ("-": standard output, standard input). */
bool file_overwrites(const char *written, const char *read);
/* Whether two outputs would be one file, which may not be there yet. */
bool file_collides(arena *a, const char *written, const char *also_written);

#endif
