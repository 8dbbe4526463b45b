/* markup.c - words in HTML, SVG and the labels of DOT. */
#include "explain/markup.h"

void markup_add(text *t, const char *words)
{
    for (; *words; words++)
        switch (*words) {
        case '<': text_add(t, "&lt;"); break;
        case '>': text_add(t, "&gt;"); break;
        case '&': text_add(t, "&amp;"); break;
        case '"': text_add(t, "&quot;"); break;
        default: text_add(t, "%c", *words);
        }
}
