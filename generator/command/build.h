/* build.h - C compiled into libraries, by the user's compiler in a folder of its own. */
#ifndef BPGEN_BUILD_H
#define BPGEN_BUILD_H

#include "base/folder.h"
#include "command/options.h"

typedef struct compiler {
    const char *cc, *cflags; /* words, as arguments_split reads them */
    bool is_verbose;
} compiler;

compiler request_compiler(const request *r);

/* Compiles a C text in the folder as NAME.c; the path of the library. NULL, with a message added
 * (EXIT_IO where the compiler cannot be run, EXIT_WRONG where it fails). No shell is involved. */
const char *build_library(arena *a, const folder *f, const char *name, const char *text,
                          const compiler *c, messages *m);

/* The same to an object file, with these flags more (NULL at the end): its path. */
const char *build_object(arena *a, const folder *f, const char *name, const char *text,
                         const compiler *c, const char *const *flags, messages *m);

typedef struct symbol { /* of a library, and the pointer that it goes to */
    const char *name;
    void *to;
} symbol;

/* Loads a library into this process, for the rest of its life. False, with a message added. */
bool load_library(const char *path, const symbol *symbols, int count, messages *m);

#endif
