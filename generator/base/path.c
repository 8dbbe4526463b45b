/* path.c - parts of paths. */
#include "base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static bool is_program(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 && S_ISREG(file.st_mode) && access(path, X_OK) == 0;
}

bool path_program(arena *a, const char *name)
{
    const char *at = getenv("PATH");
    if (strchr(name, '/'))
        return is_program(name);
    for (at = at ? at : "/bin:/usr/bin"; at; at = *at ? at + 1 : NULL) {
        const size_t size = strcspn(at, ":");
        const char *folder = size ? arena_printf(a, "%.*s", (int)size, at) : ".";
        if (is_program(arena_printf(a, "%s/%s", folder, name)))
            return true;
        at += size;
    }
    return false;
}
