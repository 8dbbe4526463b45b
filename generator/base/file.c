/* file.c - files read whole, and written whole or not at all. */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/messages.h"

/* Reads until the end or past the limit; NULL with *why set. */
static char *read_stream(arena *a, FILE *in, size_t limit, size_t *size, const char **why)
{
    const size_t piece = 64 * 1024;
    size_t room = limit < piece ? limit + 1 : piece, used = 0;
    char *text = memory_or_end(malloc(room + 1));
    for (size_t got; (got = fread(text + used, 1, room - used, in)) > 0;) {
        used += got;
        if (used > limit)
            break;
        if (used == room) {
            room = room > limit / 2 ? limit + 1 : 2 * room;
            text = memory_or_end(realloc(text, room + 1));
        }
    }
    char *kept = NULL;
    if (ferror(in)) {
        *why = strerror(errno);
    } else if (used > limit) {
        *why = arena_printf(a, "is larger than %zu bytes", limit);
    } else {
        kept = arena_alloc(a, used + 1);
        memcpy(kept, text, used);
        *size = used;
    }
    free(text);
    return kept;
}

char *file_read(arena *a, const char *path, size_t limit, size_t *size, const char **why)
{
    if (!strcmp(path, "-"))
        return read_stream(a, stdin, limit, size, why);
    FILE *in = fopen(path, "rb");
    if (!in) {
        *why = strerror(errno);
        return NULL;
    }
    char *text = read_stream(a, in, limit, size, why);
    fclose(in);
    return text;
}

static bool write_stream(FILE *out, const char *text, size_t size, const char **why)
{
    if (fwrite(text, 1, size, out) == size && !fflush(out))
        return true;
    *why = strerror(errno);
    return false;
}

/* Writes to a temporary file beside `path`, then renames it: readers see all of it or nothing. */
static bool replace_file(arena *a, const char *path, const char *text, size_t size,
                         const char **why)
{
    char *temporary = arena_printf(a, "%s.XXXXXX", path);
    int fd = mkstemp(temporary);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (!out) {
        *why = strerror(errno);
        if (fd >= 0)
            close(fd);
        return false;
    }
    mode_t mask = umask(0);
    umask(mask);
    bool good = write_stream(out, text, size, why);
    if (good && fchmod(fd, 0666 & ~mask)) {
        *why = strerror(errno);
        good = false;
    }
    if (fclose(out) && good) {
        *why = strerror(errno);
        good = false;
    }
    if (good && rename(temporary, path)) {
        *why = strerror(errno);
        good = false;
    }
    if (!good)
        unlink(temporary);
    return good;
}

bool file_write(arena *a, const char *path, const char *text, size_t size, const char **why)
{
    if (!path || !strcmp(path, "-"))
        return write_stream(stdout, text, size, why);
    struct stat status;
    if (!stat(path, &status) && !S_ISREG(status.st_mode)) { /* /dev/null, a pipe */
        FILE *out = fopen(path, "wb");
        if (!out) {
            *why = strerror(errno);
            return false;
        }
        bool good = write_stream(out, text, size, why);
        fclose(out);
        return good;
    }
    char *target = realpath(path, NULL); /* write through a symbolic link, not over it */
    bool good = replace_file(a, target ? target : path, text, size, why);
    free(target);
    return good;
}
