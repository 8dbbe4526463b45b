/* plain_lines.c - lines of the plain style. */
#include <string.h>

#include "emit/mathematics.h"
#include "emit/plain.h"

void plain_indent(text *to, const char *lines, int blanks)
{
    while (*lines) {
        const size_t size = strcspn(lines, "\n");
        text_add(to, "%*s%.*s\n", blanks, "", (int)size, lines);
        lines += size + (lines[size] == '\n');
    }
}

const char *plain_numbers(const plan *p, const ref *nodes, int count)
{
    const char *of = mathematics_numbers(p, nodes, count);
    return *of ? arena_printf(p->graph.arena, " /* %s */", of) : "";
}
