/* write.c - files written whole or not at all.
 *
 * A file gets a new one in its place: the text goes to a temporary file beside it, is on the disk
 * before the name changes hands, and then the name is the new file's in one step. A file that has
 * several names, or an owner whom we cannot give a new one to, would not be the same file any more:
 * it is written in place, when there is sure to be room, and gets its old text back if that fails.
 * (Only if the power fails just then is it neither old nor new.) All outputs of a call are prepared
 * before the first of them changes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/messages.h"
#include "base/path.h"
#include "base/signals.h"

typedef enum way { UNTOUCHED, REPLACED, IN_PLACE, STREAM } way;

typedef struct writing { /* one output on its way */
    output to;
    way way;
    const char *target; /* the file's own path, behind symbolic links */
    char *temporary;    /* REPLACED: the new file, while it has no better name */
    struct stat before; /* of the file that is there; st_nlink is 0 where none is */
    char *old;          /* IN_PLACE: its text */
    bool is_changed;    /* IN_PLACE, STREAM: there may be something to undo */
    int fd;             /* or -1 */
} writing;

typedef struct job {
    arena *arena;
    writing *list;
    int count;
    bool holds_signals;
} job;

/* ---- undoing ---- */

static bool write_all(int fd, const char *text, size_t size, off_t at)
{
    for (size_t done = 0; done < size;) {
        const ssize_t wrote = pwrite(fd, text + done, size - done, at + (off_t)done);
        if (wrote < 0 && errno != EINTR)
            return false;
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return true;
}

/* False where something could not be written: some file systems tell only now. */
static bool close_file(writing *w)
{
    const int fd = w->fd;
    w->fd = -1;
    return fd <= STDERR_FILENO || close(fd) == 0;
}

static void undo(writing *w)
{
    const off_t size = w->before.st_size;
    if (w->temporary)
        unlink(w->temporary);
    w->temporary = NULL;
    if (w->is_changed && w->way == IN_PLACE) {
        write_all(w->fd, w->old, (size_t)size, 0);
        if (ftruncate(w->fd, size) == 0)
            fsync(w->fd);
    } else if (w->is_changed && S_ISREG(w->before.st_mode) && ftruncate(w->fd, size) == 0) {
        lseek(w->fd, size, SEEK_SET); /* standard output: the #error line comes next */
    }
    w->is_changed = false;
    close_file(w);
}

/* Undoes what is not done yet; nothing where all is. */
static void end_job(void *data)
{
    job *j = data;
    for (int i = 0; i < j->count; i++)
        undo(&j->list[i]);
    if (j->holds_signals)
        signals_release();
    j->holds_signals = false;
}

/* ---- which way ---- */

/* Whether the file holds the text already. */
static bool is_equal(const writing *w)
{
    char piece[16 * 1024];
    size_t done = 0;
    if (w->before.st_size != (off_t)w->to.size)
        return false;
    const int fd = open(w->to.path, O_RDONLY | O_CLOEXEC);
    for (ssize_t got; fd >= 0 && (got = read(fd, piece, sizeof piece)) > 0; done += (size_t)got)
        if ((size_t)got > w->to.size - done || memcmp(piece, w->to.text + done, (size_t)got) != 0)
            break;
    if (fd >= 0)
        close(fd);
    return fd >= 0 && done == w->to.size;
}

static bool use_stdout(writing *w)
{
    w->way = STREAM;
    w->fd = STDOUT_FILENO;
    return fstat(w->fd, &w->before) == 0;
}

static bool look(job *j, writing *w)
{
    struct stat out, target;
    const char *path = w->to.path;
    if (!path || !strcmp(path, "-"))
        return use_stdout(w);
    w->target = path_target(j->arena, path);
    if (stat(path, &w->before)) {
        w->before = (struct stat){ 0 };
        w->way = REPLACED;
        return errno == ENOENT;
    }
    if (fstat(STDOUT_FILENO, &out) == 0 && out.st_dev == w->before.st_dev &&
        out.st_ino == w->before.st_ino) /* /dev/stdout */
        return use_stdout(w);
    if (S_ISREG(w->before.st_mode) && is_equal(w))
        return true;
    w->fd = open(path, O_WRONLY | O_CLOEXEC); /* a pipe waits for its reader here */
    if (w->fd < 0 || !S_ISREG(w->before.st_mode)) {
        w->way = STREAM;
        return w->fd >= 0;
    }
    close_file(w);
    const bool is_reached = stat(w->target, &target) == 0 && target.st_ino == w->before.st_ino &&
                            target.st_dev == w->before.st_dev;
    w->way = w->before.st_nlink > 1 || !is_reached ? IN_PLACE : REPLACED;
    return true;
}

/* ---- preparing ---- */

/* Room for the new text, and the old one kept. */
static bool prepare_in_place(job *j, writing *w)
{
    size_t size = (size_t)w->before.st_size, done = 0;
    w->way = IN_PLACE;
    w->old = arena_resize(j->arena, NULL, size + 1);
    w->fd = open(w->to.path, O_RDWR | O_CLOEXEC);
    while (w->fd >= 0 && done < size) {
        const ssize_t got = read(w->fd, w->old + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got < 0 ? errno : EBUSY; /* someone else is writing it */
            return false;
        }
        done += (size_t)got;
    }
    if (w->fd < 0 || w->to.size <= size)
        return w->fd >= 0;
    return fallocate(w->fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)w->to.size) == 0 ||
           errno == EOPNOTSUPP || errno == ENOSYS; /* then there is only the old text to trust in */
}

static bool take_owner(const writing *w)
{
    struct stat now;
    if (w->before.st_nlink == 0)
        return true;
    return fstat(w->fd, &now) == 0 &&
           ((now.st_uid == w->before.st_uid && now.st_gid == w->before.st_gid) ||
            fchown(w->fd, w->before.st_uid, w->before.st_gid) == 0);
}

static bool take_mode(const writing *w)
{
    const mode_t mask = umask(0);
    umask(mask);
    return fchmod(w->fd, w->before.st_nlink ? w->before.st_mode & 07777 : 0666 & ~mask) == 0;
}

static bool prepare_new(job *j, writing *w)
{
    char *temporary = arena_printf(j->arena, "%s/.bpgen-XXXXXX", path_folder(j->arena, w->target));
    w->fd = mkostemp(temporary, O_CLOEXEC);
    if (w->fd < 0) /* a file can be ours to write in a folder that is not */
        return w->before.st_nlink && (errno == EACCES || errno == EPERM || errno == EROFS) &&
               prepare_in_place(j, w);
    w->temporary = temporary;
    if (!take_owner(w)) {
        undo(w);
        return prepare_in_place(j, w);
    }
    return take_mode(w) && write_all(w->fd, w->to.text, w->to.size, 0) && fsync(w->fd) == 0 &&
           close_file(w);
}

static bool prepare(job *j, writing *w)
{
    return w->way == REPLACED ? prepare_new(j, w) : w->way != IN_PLACE || prepare_in_place(j, w);
}

/* ---- changing ---- */

/* A pipe may keep us waiting, so signals are let through: then all is undone. */
static bool stream(job *j, writing *w)
{
    const bool is_file = S_ISREG(w->before.st_mode);
    const char *at = w->to.text;
    if (w->way != STREAM)
        return true;
    w->is_changed = is_file;
    for (size_t left = w->to.size; left > 0;) {
        struct pollfd room = { .fd = w->fd, .events = POLLOUT };
        const int signal = is_file ? 0 : signals_wait(&room, -1);
        if (signal)
            arena_leave(j->arena, signal);
        if (!is_file && !room.revents)
            continue;
        const ssize_t wrote = write(w->fd, at, is_file || left < PIPE_BUF ? left : PIPE_BUF);
        if (wrote < 0 && errno != EINTR)
            return false;
        at += wrote > 0 ? wrote : 0;
        left -= wrote > 0 ? (size_t)wrote : 0;
    }
    return w->fd == STDOUT_FILENO || close_file(w);
}

static bool overwrite(job *j, writing *w)
{
    (void)j;
    if (w->way != IN_PLACE)
        return true;
    w->is_changed = true;
    return write_all(w->fd, w->to.text, w->to.size, 0) &&
           ftruncate(w->fd, (off_t)w->to.size) == 0 && fsync(w->fd) == 0;
}

static bool rename_new(job *j, writing *w)
{
    if (w->way != REPLACED)
        return true;
    if (rename(w->temporary, w->target))
        return false;
    w->temporary = NULL;
    /* where the folder does not get to the disk, the name is the old file's or the new's */
    const int folder = open(path_folder(j->arena, w->target), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    return true;
}

const char *files_write(arena *a, const output *list, int count, const char **of)
{
    static bool (*const steps[])(job *, writing *) = { look, prepare, stream, overwrite,
                                                       rename_new };
    job *j = arena_alloc(a, sizeof *j);
    *j = (job){ .arena = a,
                .list = arena_alloc(a, (size_t)count * sizeof *j->list),
                .count = count };
    for (int i = 0; i < count; i++)
        j->list[i] = (writing){ .to = list[i], .fd = -1 };
    arena_at_end(a, end_job, j);
    for (size_t step = 0; step < sizeof steps / sizeof *steps; step++) {
        if (step == 1) {
            signals_hold();
            j->holds_signals = true;
        }
        for (int i = 0; i < count; i++) {
            if (steps[step](j, &j->list[i]))
                continue;
            const char *why = strerror(errno), *path = list[i].path;
            end_job(j);
            *of = path && strcmp(path, "-") != 0 ? message_name(a, path) : NULL;
            return why;
        }
    }
    for (int i = 0; i < count; i++) {
        j->list[i].is_changed = false;
        if (j->list[i].fd == STDOUT_FILENO)
            signals_whole();
        close_file(&j->list[i]);
    }
    end_job(j);
    return NULL;
}
