/* explain/text.h - the derivation for a terminal, as TeX, as a page. */
#ifndef BPGEN_EXPLAIN_TEXT_H
#define BPGEN_EXPLAIN_TEXT_H

#include "explain/circuit.h"

/* Lines of at most `width` columns, but for words that are longer. */
const char *explain_text(const story *s, const numbers *n, expr_style style, int width);
/* A document that needs nothing but amsmath and graphicx. */
const char *explain_tex(const story *s, const numbers *n);
/* One file of HTML with MathML, and the circuit beside it; it asks for nothing. */
const char *explain_html(const story *s, const numbers *n);

/* sketch.c: the circuit in characters, with numbers; NULL: it is too large for the width. */
const char *circuit_sketch(const story *s, const numbers *n, expr_style style, int width);

/* svg.c: the circuit, gate i as the element "g" i; values above its wires, gradients below. */
void circuit_svg(text *to, const story *s, const circuit *c, const numbers *n);

#endif
