/* markup.h - words in HTML, SVG and the labels of DOT. */
#ifndef BPGEN_MARKUP_H
#define BPGEN_MARKUP_H

#include "base/text.h"

/* Adds words, in which < > & " are no marks. */
void markup_add(text *t, const char *words);

#endif
