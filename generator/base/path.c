/* path.c - parts of paths. */
#include "base/path.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { LINKS_MAX = 40 }; /* as the kernel's */

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *path_folder(arena *a, const char *path)
{
    const size_t size = (size_t)(path_name(path) - path);
    if (size == 0)
        return ".";
    return size == 1 ? "/" : arena_printf(a, "%.*s", (int)size - 1, path);
}

const char *path_target(arena *a, const char *path)
{
    char to[PATH_MAX];
    for (int links = 0; links < LINKS_MAX; links++) {
        const ssize_t size = readlink(path, to, sizeof to - 1);
        if (size < 0)
            break;
        to[size] = '\0';
        path = *to == '/' ? arena_copy(a, to) : arena_printf(a, "%s/%s", path_folder(a, path), to);
    }
    return path;
}
