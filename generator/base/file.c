/* file.c - reads files whole, and tells which names are one file. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

/* ---- reading ---- */

/* Reads until the end or past the limit; NULL with *why set. */
static char *read_descriptor(arena *a, int fd, size_t limit, size_t *size, const char **why)
{
    const size_t piece = (size_t)64 * 1024;
    size_t room = limit < piece ? limit + 1 : piece, used = 0;
    struct stat file;
    if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode)) {
        if ((uintmax_t)file.st_size > limit) {
            *why = arena_printf(a, "is larger than %zu bytes", limit);
            return NULL;
        }
        if ((uintmax_t)file.st_size >= room) /* one byte more tells the end from a full buffer */
            room = (size_t)file.st_size + 1;
    }
    char *text = arena_resize(a, NULL, room + 1);
    for (ssize_t got; (got = read(fd, text + used, room - used)) != 0;) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            *why = strerror(errno);
            return NULL;
        }
        used += (size_t)got;
        if (used > limit) {
            *why = arena_printf(a, "is larger than %zu bytes", limit);
            return NULL;
        }
        if (used == room) {
            room = room > limit / 2 ? limit + 1 : 2 * room;
            text = arena_resize(a, text, room + 1);
        }
    }
    text[used] = '\0';
    *size = used;
    return text;
}

static void close_at_end(void *data)
{
    const int *fd = data;
    if (*fd >= 0)
        close(*fd);
}

char *file_read(arena *a, const char *path, size_t limit, size_t *size, const char **why)
{
    if (!strcmp(path, "-"))
        return read_descriptor(a, STDIN_FILENO, limit, size, why);
    int *fd = arena_alloc(a, sizeof *fd);
    *fd = -1;
    arena_at_end(a, close_at_end, fd);
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0) {
        *why = strerror(errno);
        return NULL;
    }
    char *text = read_descriptor(a, *fd, limit, size, why);
    close(*fd);
    *fd = -1;
    return text;
}

/* ---- writing ---- */

bool files_write_or_tell(arena *a, const output *list, int count, messages *m)
{
    const char *of, *why = files_write(a, list, count, &of);
    if (why && of)
        message_file(m, EXIT_IO, of, "%s", why);
    else if (why)
        message_plain(m, EXIT_IO, "standard output: %s", why);
    return !why;
}

const char *file_unwritable(arena *a, const char *path)
{
    struct stat there;
    const bool is_there = stat(path, &there) == 0;
    if (!strcmp(path, "-"))
        return NULL;
    if (is_there && S_ISDIR(there.st_mode))
        return strerror(EISDIR);
    if (!is_there && errno != ENOENT)
        return strerror(errno);
    const char *folder = path_folder(a, path_target(a, path));
    return access(is_there ? path : folder, is_there ? W_OK : W_OK | X_OK) ? strerror(errno) : NULL;
}

/* ---- one file by several names ---- */

static bool identify(const char *path, int standard, struct stat *to)
{
    return (strcmp(path, "-") ? stat(path, to) : fstat(standard, to)) == 0;
}

static bool is_one(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool file_overwrites(const char *written, const char *read)
{
    struct stat to, from;
    return identify(written, STDOUT_FILENO, &to) && identify(read, STDIN_FILENO, &from) &&
           S_ISREG(to.st_mode) && is_one(&to, &from);
}

bool file_collides(arena *a, const char *written, const char *also_written)
{
    struct stat one, other;
    if (!strcmp(written, "-") && !strcmp(also_written, "-"))
        return true;
    const bool is_one_there = identify(written, STDOUT_FILENO, &one);
    const bool is_other_there = identify(also_written, STDOUT_FILENO, &other);
    if (is_one_there && is_other_there)
        return !S_ISCHR(one.st_mode) && is_one(&one, &other);
    if (is_one_there || is_other_there)
        return false;
    written = path_target(a, written);
    also_written = path_target(a, also_written);
    return !strcmp(path_name(written), path_name(also_written)) &&
           identify(path_folder(a, written), -1, &one) &&
           identify(path_folder(a, also_written), -1, &other) && is_one(&one, &other);
}
