/* embedded.c - the files that the build put into the program, by name. */
#include "base/embedded.h"

#include <string.h>

const embedded *embedded_find(const char *name)
{
    for (const embedded *e = embedded_files; e->name; e++)
        if (!strcmp(e->name, name))
            return e;
    return NULL;
}
