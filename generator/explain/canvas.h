/* canvas.h - lines and words on a grid of characters. */
#ifndef BPGEN_CANVAS_H
#define BPGEN_CANVAS_H

#include "base/text.h"

typedef struct canvas canvas;

canvas *canvas_new(arena *a, int width, int height);
/* Lines of one net join where they meet; those of two cross. Net 0 is none. */
void canvas_across(canvas *c, int net, int y, int from_x, int to_x);
void canvas_down(canvas *c, int net, int x, int from_y, int to_y);
void canvas_word(canvas *c, int x, int y, const char *word);
/* All of it; each row after `indent` blanks, without those at its end. */
void canvas_write(const canvas *c, text *to, int indent, bool is_utf8);

#endif
