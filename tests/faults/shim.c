/* shim.c - makes a program's calls fail, or signals come, at a chosen moment (LD_PRELOAD).
 *
 *   FAULT_CALLS   what counts: "memory" (malloc and its like), "files", "processes", "all" (but
 *                 memory), or one name, "fsync"
 *   FAULT_AT      the n-th of them is struck; 0 (or unset): none
 *   FAULT_MODE    "once", "on" (this one and all that follow), or a signal's number, sent before
 *                 the call, which then goes its way
 *   FAULT_ERRNO   what the calls that fail say (EIO)
 *   FAULT_CLOCK   seconds that the clock runs ahead with every look at it
 *   FAULT_REPORT  at its end the program writes here: calls counted, blocks of memory not freed
 *
 * Programs that the program starts are not struck; its forked children are, but for signals. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The allocator of glibc by its other names: dlsym itself allocates. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static const char *calls = "", *report = "";
static long at, counted, blocks;
static int number, error;
static bool goes_on, runs;
static pid_t self;

static long number_of(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

__attribute__((constructor)) static void begin(void)
{
    const char *mode = getenv("FAULT_MODE");
    calls = getenv("FAULT_CALLS") ? getenv("FAULT_CALLS") : "";
    report = getenv("FAULT_REPORT") ? getenv("FAULT_REPORT") : "";
    at = number_of("FAULT_AT", 0);
    error = (int)number_of("FAULT_ERRNO", EIO);
    goes_on = mode && !strcmp(mode, "on");
    number = mode ? (int)strtol(mode, NULL, 10) : 0;
    self = getpid();
    unsetenv("LD_PRELOAD");
    runs = true;
}

__attribute__((destructor)) static void end(void)
{
    runs = false;
    if (!*report || getpid() != self)
        return;
    FILE *file = fopen(report, "w");
    if (file) {
        fprintf(file, "%ld %ld\n", counted, blocks);
        (void)fclose(file);
    }
}

/* What comes after main, or after exit, is not the program's any more: nothing is struck there. A
 * build for coverage writes its counts then. */
static int (*real_main)(int count, char **words, char **environment);

static int main_alone(int count, char **words, char **environment)
{
    const int code = real_main(count, words, environment);
    runs = false;
    return code;
}

/* The name is the C library's, to be found before it. NOLINTBEGIN(*reserved-identifier) */
int __libc_start_main(int (*main)(int, char **, char **), int count, char **words,
                      void (*init)(void), void (*fini)(void), void (*loader)(void), void *stack);
int __libc_start_main(int (*main)(int, char **, char **), int count, char **words,
                      void (*init)(void), void (*fini)(void), void (*loader)(void), void *stack)
{
    runs = false; /* dlsym allocates */
    __typeof__(__libc_start_main) *next = (__typeof__(__libc_start_main) *)
        dlsym(RTLD_NEXT, "__libc_start_main");
    runs = true;
    real_main = main;
    return next(main_alone, count, words, init, fini, loader, stack);
}
/* NOLINTEND(*reserved-identifier) */

void exit(int code)
{
    runs = false;
    void (*next)(int) = (void (*)(int))dlsym(RTLD_NEXT, "exit");
    next(code);
    __builtin_unreachable();
}

/* Counts a call; true where it must fail. */
static bool strikes(const char *group, const char *name)
{
    const bool counts = !strcmp(calls, group) || !strcmp(calls, name) ||
                        (!strcmp(calls, "all") && strcmp(group, "memory") != 0);
    if (!runs || !counts)
        return false;
    counted++;
    if (!at || (counted != at && !(goes_on && counted > at)))
        return false;
    if (number) {
        if (getpid() == self)
            kill(self, number);
        return false;
    }
    errno = error;
    return true;
}

/* ---- memory ---- */

static bool no_memory(const char *name)
{
    if (!strikes("memory", name))
        return false;
    errno = ENOMEM;
    return true;
}

static void *new_block(void *block)
{
    blocks += runs && block;
    return block;
}

void *malloc(size_t size)
{
    return no_memory("malloc") ? NULL : new_block(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return no_memory("calloc") ? NULL : new_block(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    if (no_memory("realloc"))
        return NULL;
    return block ? __libc_realloc(block, size) : new_block(__libc_malloc(size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return no_memory("aligned_alloc") ? NULL : new_block(__libc_memalign(alignment, size));
}

void free(void *block)
{
    blocks -= runs && block;
    __libc_free(block);
}

/* ---- files and processes ---- */

/* The function behind ours. */
#define NEXT(name) \
    static __typeof__(name) *next; \
    if (!next) { \
        const bool ran = runs; \
        runs = false; /* dlsym allocates */ \
        next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name); \
        runs = ran; \
    }

#define WRAP(group, result, failure, name, parameters, arguments) \
    result name parameters \
    { \
        NEXT(name) \
        return strikes(group, #name) ? (failure) : next arguments; \
    }

WRAP("files", ssize_t, -1, read, (int fd, void *to, size_t size), (fd, to, size))
WRAP("files", ssize_t, -1, write, (int fd, const void *from, size_t size), (fd, from, size))
WRAP("files", ssize_t, -1, pwrite, (int fd, const void *from, size_t size, off_t where),
     (fd, from, size, where))
WRAP("files", int, -1, fsync, (int fd), (fd))
WRAP("files", int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP("files", int, -1, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
WRAP("files", int, -1, ftruncate, (int fd, off_t size), (fd, size))
WRAP("files", int, -1, fallocate, (int fd, int mode, off_t from, off_t size),
     (fd, mode, from, size))
WRAP("files", int, -1, rename, (const char *from, const char *to), (from, to))
WRAP("files", int, -1, mkostemp, (char *name, int flags), (name, flags))
WRAP("files", int, -1, stat, (const char *path, struct stat *to), (path, to))
WRAP("files", int, -1, fstat, (int fd, struct stat *to), (fd, to))
WRAP("processes", char *, NULL, mkdtemp, (char *name), (name))
WRAP("processes", DIR *, NULL, opendir, (const char *path), (path))
WRAP("processes", int, -1, pipe, (int ends[2]), (ends))
WRAP("processes", pid_t, -1, fork, (void), ())
WRAP("processes", int, error, posix_spawnp,
     (pid_t * pid, const char *file, const posix_spawn_file_actions_t *actions,
      const posix_spawnattr_t *attributes, char *const words[], char *const environment[]),
     (pid, file, actions, attributes, words, environment))

/* Time that runs ahead, by FAULT_CLOCK seconds with every look at it. */
int clock_gettime(clockid_t which, struct timespec *to)
{
    static long ahead;
    NEXT(clock_gettime)
    const int result = next(which, to);
    if (which == CLOCK_MONOTONIC) {
        to->tv_sec += ahead;
        ahead += number_of("FAULT_CLOCK", 0);
    }
    return result;
}

int open(const char *path, int flags, ...)
{
    NEXT(open)
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return strikes("files", "open") ? -1 : next(path, flags, mode);
}

/* A descriptor is closed even where close fails. */
int close(int fd)
{
    NEXT(close)
    const int result = next(fd);
    return strikes("files", "close") ? -1 : result;
}

/* These must not fail, or something stays behind; a signal may come before them. */
#define PASS(result, name, parameters, arguments) \
    result name parameters \
    { \
        NEXT(name) \
        if (number) \
            strikes("files", #name); \
        return next arguments; \
    }

PASS(int, unlink, (const char *path), (path))
PASS(int, unlinkat, (int fd, const char *path, int flags), (fd, path, flags))
PASS(int, rmdir, (const char *path), (path))
/* clang-format off */
PASS(int, ppoll, (struct pollfd *what, nfds_t count, const struct timespec *time,
                  const sigset_t *mask), (what, count, time, mask))
/* clang-format on */
