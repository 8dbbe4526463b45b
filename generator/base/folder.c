/* folder.c - a folder for temporary files. */
#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/signals.h"

static void empty(DIR *entries);

static void remove_entry(int within, const char *name)
{
    if (unlinkat(within, name, 0) == 0)
        return;
    int fd = openat(within, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (entries) {
        empty(entries);
        closedir(entries);
    } else if (fd >= 0) {
        close(fd);
    }
    unlinkat(within, name, AT_REMOVEDIR);
}

static void empty(DIR *entries)
{
    rewinddir(entries);
    for (const struct dirent *e; (e = readdir(entries));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            remove_entry(dirfd(entries), e->d_name);
}

void folder_remove(folder *f)
{
    if (!f->entries)
        return;
    empty(f->entries);
    closedir(f->entries);
    f->entries = NULL;
    rmdir(f->path);
    signals_release();
}

static void remove_at_end(void *data)
{
    folder_remove(data);
}

folder *folder_new(arena *a, const char **why)
{
    const char *parent = getenv("TMPDIR");
    if (!parent || !*parent)
        parent = "/tmp";
    /* a program that is given the path must not take it for an option */
    char *path = arena_printf(a, "%s%s/bpgen-XXXXXX", *parent == '/' ? "" : "./", parent);
    folder *f = arena_alloc(a, sizeof *f);
    arena_at_end(a, remove_at_end, f);
    signals_hold();
    const bool made = mkdtemp(path) != NULL;
    f->entries = made ? opendir(path) : NULL;
    f->path = path;
    if (f->entries)
        return f;
    const int error = errno;
    if (made)
        rmdir(path);
    signals_release();
    if (error == ENOMEM)
        arena_leave(a, LEFT_NO_MEMORY);
    *why = arena_printf(a, "cannot make a folder in '%s' (TMPDIR): %s", parent, strerror(error));
    return NULL;
}
