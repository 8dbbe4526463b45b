/* folder.h - a folder for temporary files. */
#ifndef BPGEN_FOLDER_H
#define BPGEN_FOLDER_H

#include "base/arena.h"

typedef struct folder {
    const char *path; /* begins with / or . */
    void *entries;    /* open since the beginning, so that the end needs no memory */
} folder;

/* Makes a folder in TMPDIR (or /tmp) that nobody else can look into or foresee. It ends, with all
 * that is in it, by folder_remove or with the arena; until then signals are held. NULL, with *why
 * set, on error. */
folder *folder_new(arena *a, const char **why);
void folder_remove(folder *f);

#endif
