/* pages.h - how memory is divided into pages. */
#ifndef BPGEN_PAGES_H
#define BPGEN_PAGES_H

#include <stddef.h>

/* Asks for large pages where memory is of many megabytes. Each child learns anew where every page
 * is, and first writes to small ones take longer than reading a file into them. */
void pages_prefer_large(void *memory, size_t size);

#endif
