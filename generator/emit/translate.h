/* translate.h - templates as Lua chunks, which are called with their environment. */
#ifndef BPGEN_TRANSLATE_H
#define BPGEN_TRANSLATE_H

#include "base/arena.h"

/* Each line of the template is a line of the chunk, so that an error carries its number. */
const char *translate(arena *a, const char *template, size_t size);
/* A file of words for templates: Lua as it is. */
const char *translate_words(arena *a, const char *from, size_t size);

#endif
