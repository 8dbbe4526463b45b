/* once.c - runs a compiler once for the same text and command.
 *
 *   once COMPILER ARGUMENTS...
 *
 * In the folder $ONCE it keeps what the compiler wrote (`-o FILE`; nothing for -fsyntax-only) under
 * a hash of everything that it was made from: the compiler, the machine, the arguments, and every
 * file that they name or that such a file includes by "NAME". Paths of files are no part of the hash,
 * their contents are. Only what succeeded without a word is kept, so a warning is seen each time.
 * Without $ONCE, and with arguments that it cannot see through, it is the compiler. A process that
 * lives for one command frees nothing. */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOLDERS = 16, INCLUDES = 64 };

__extension__ typedef unsigned __int128 hash; /* FNV-1a */

typedef struct command {
    char **words;
    const char *output;           /* of -o, or NULL */
    const char *folders[FOLDERS]; /* of -I */
    int folder_count;
    char *included[INCLUDES]; /* files that are in the hash already */
    int included_count;
    bool is_clear; /* all that matters is in the hash */
    hash hash;
} command;

static void *need(void *memory)
{
    if (!memory)
        exit(127);
    return memory;
}

static void add(command *c, const void *bytes, size_t size)
{
    const hash prime = ((hash)1 << 88) + 0x13b;
    for (size_t i = 0; i < size; i++)
        c->hash = (c->hash ^ ((const unsigned char *)bytes)[i]) * prime;
}

static void add_text(command *c, const char *text)
{
    add(c, text, strlen(text) + 1); /* its end counts */
}

/* The file with a 0 behind it, or NULL. */
static char *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    struct stat about;
    if (!f)
        return NULL;
    if (fstat(fileno(f), &about) != 0 || S_ISDIR(about.st_mode)) {
        (void)fclose(f);
        return NULL;
    }
    char *text = need(malloc((size_t)about.st_size + 1));
    *size = fread(text, 1, (size_t)about.st_size, f);
    text[*size] = '\0';
    (void)fclose(f);
    return text;
}

static char *join(const char *folder, size_t length, const char *name)
{
    char *path;
    return need(asprintf(&path, "%.*s/%s", (int)length, folder, name) < 0 ? NULL : path);
}

static void add_file(command *c, const char *path);

/* The file NAME as the preprocessor would find it from the file at path, or from -I. */
static void add_included(command *c, const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    char *found = slash ? join(path, (size_t)(slash - path), name) : need(strdup(name));
    for (int i = 0; i < c->folder_count && access(found, R_OK) != 0; i++)
        found = join(c->folders[i], strlen(c->folders[i]), name);
    add_file(c, found);
}

/* All lines `#include "NAME"` of a text, under whatever condition. */
static void add_includes(command *c, const char *path, const char *text)
{
    for (const char *at = text; (at = strstr(at, "include")) != NULL; at++) {
        const char *before = at;
        while (before > text && strchr(" \t", before[-1]))
            before--;
        if (before == text || before[-1] != '#')
            continue;
        const char *name = at + strlen("include");
        name += strspn(name, " \t");
        if (*name == '"') {
            char copy[PATH_MAX];
            snprintf(copy, sizeof copy, "%.*s", (int)strcspn(name + 1, "\"\n"), name + 1);
            add_included(c, path, copy);
        } else if (*name != '<') {
            c->is_clear = false; /* a macro names it */
        }
    }
    if (strstr(text, "__has_include") || strstr(text, "__DATE__") || strstr(text, "__TIME__"))
        c->is_clear = false;
}

static void add_file(command *c, const char *path)
{
    for (int i = 0; i < c->included_count; i++)
        if (!strcmp(c->included[i], path))
            return;
    size_t size;
    char *text = read_file(path, &size);
    c->is_clear = c->is_clear && text && c->included_count < INCLUDES;
    if (!c->is_clear)
        return;
    c->included[c->included_count++] = need(strdup(path));
    add(c, &size, sizeof size);
    add(c, text, size);
    if (!memchr(text, '\0', size)) /* a text, no object */
        add_includes(c, path, text);
}

/* What a program is: where it lies, how large and how old it is. */
static void add_program(command *c, const char *name)
{
    const char *path = strchr(name, '/') ? "" : getenv("PATH");
    while (path) {
        size_t length = strcspn(path, ":");
        char *file = length ? join(path, length, name) : need(strdup(name));
        struct stat about;
        if (access(file, X_OK) == 0 && stat(file, &about) == 0) {
            add_text(c, file);
            add(c, &about.st_size, sizeof about.st_size);
            add(c, &about.st_mtim, sizeof about.st_mtim);
            free(file);
            return;
        }
        free(file);
        path = path[length] ? path + length + 1 : NULL;
    }
    c->is_clear = false;
}

/* The processor, for -march=native, and the state of the installed packages: system headers,
 * libraries and the parts of the compiler. */
static void add_machine(command *c)
{
    static const char *const variables[] = { "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH",
                                             "LIBRARY_PATH" };
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        add_text(c, value ? value : "");
    }
    char line[8192];
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f) && line[0] != '\n') /* of the first core */
        if (!strncmp(line, "model", 5) || !strncmp(line, "flags", 5))
            add_text(c, line);
    struct stat about;
    if (stat("/var/lib/dpkg/status", &about) == 0)
        add(c, &about.st_mtim, sizeof about.st_mtim);
}

/* Options that name files in ways that are not followed here, and words of a text that do. */
static bool is_opaque(const char *word)
{
    static const char *const options[] = { "-M",        "-i",     "-save",    "--coverage",
                                           "-fprofile", "-fdump", "-fplugin", "-specs",
                                           "@",         "-L",     "-B",       "-T",
                                           "-Wl,",      "-Wp,",   "-Wa,",     "--sysroot" };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (!strncmp(word, options[i], strlen(options[i])))
            return true;
    return !strcmp(word, "-") || !strcmp(word, "-I");
}

static void read_command(command *c)
{
    bool writes = true;
    add_program(c, c->words[0]);
    add_machine(c);
    for (int i = 1; c->words[i]; i++) { /* first: they count for the files before them as well */
        c->is_clear = c->is_clear && c->folder_count < FOLDERS && !is_opaque(c->words[i]);
        if (c->is_clear && !strncmp(c->words[i], "-I", 2))
            c->folders[c->folder_count++] = c->words[i] + 2;
        writes = writes && strcmp(c->words[i], "-fsyntax-only") != 0;
    }
    for (int i = 1; c->words[i]; i++) {
        const char *word = c->words[i];
        if (!strcmp(word, "-o") && c->words[i + 1])
            c->output = c->words[++i];
        else if (word[0] != '-' && access(word, R_OK) == 0)
            add_file(c, word);
        else if (strncmp(word, "-I", 2) != 0)
            add_text(c, word);
    }
    struct stat about; /* a device, perhaps */
    if (c->output && stat(c->output, &about) == 0 && !S_ISREG(about.st_mode))
        c->is_clear = false;
    c->is_clear = c->is_clear && writes == (c->output != NULL);
}

/* ---- what is kept ---- */

/* The bytes and the mode. */
static bool copy_file(const char *from, const char *to)
{
    size_t size = 0;
    struct stat about;
    char *bytes = stat(from, &about) == 0 ? read_file(from, &size) : NULL;
    if (!bytes)
        return false;
    int file = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return file >= 0 && write(file, bytes, size) == (ssize_t)size &&
           fchmod(file, about.st_mode & 0777) == 0 && close(file) == 0;
}

/* Where the result of this command is kept: in one of 256 folders. NULL: nowhere. Who asks for the
 * same at the same time waits until this process ends. */
static char *place_of(const command *c, const char *cache)
{
    char name[64];
    if (mkdir(cache, 0777) != 0 && errno != EEXIST)
        return NULL;
    char *lock = join(cache, strlen(cache), "lock");
    int file = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    struct flock byte = { .l_type = F_WRLCK,
                          .l_whence = SEEK_SET,
                          .l_len = 1,
                          .l_start = (off_t)(c->hash & LLONG_MAX) };
    if (file >= 0)
        fcntl(file, F_SETLKW, &byte);
    snprintf(name, sizeof name, "%02x", (unsigned)(c->hash & 255));
    char *folder = join(cache, strlen(cache), name);
    mkdir(folder, 0777);
    snprintf(name, sizeof name, "%016llx%016llx", (unsigned long long)(c->hash >> 64),
             (unsigned long long)c->hash);
    return join(folder, strlen(folder), name);
}

/* Keeps the output, or an empty file where there is none, whole or not at all. */
static void keep(const command *c, const char *place)
{
    char *temporary = "";
    const char *from = c->output ? c->output : "/dev/null";
    if (asprintf(&temporary, "%s.%ld", place, (long)getpid()) < 0 || !copy_file(from, temporary) ||
        rename(temporary, place) != 0)
        unlink(temporary);
}

static bool fetch(const command *c, const char *place)
{
    return access(place, R_OK) == 0 && (!c->output || copy_file(place, c->output)) &&
           utimensat(AT_FDCWD, place, NULL, 0) == 0; /* its last use */
}

/* ---- the compiler ---- */

/* Its exit code; *silent: whether it said nothing. */
static int compile(const command *c, bool *silent)
{
    FILE *said = tmpfile();
    pid_t child = said ? fork() : -1;
    if (child == 0) {
        dup2(fileno(said), STDOUT_FILENO);
        dup2(fileno(said), STDERR_FILENO);
        execvp(c->words[0], c->words);
        fprintf(stderr, "once: %s: %s\n", c->words[0], strerror(errno));
        _exit(127);
    }
    int status = -1;
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        perror("once");
        return 127;
    }
    *silent = true;
    rewind(said);
    for (int letter; (letter = getc(said)) != EOF; *silent = false)
        putc(letter, stderr);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int count, char **words)
{
    const char *cache = getenv("ONCE");
    command c = { .words = words + 1, .is_clear = true };
    if (count < 2)
        return 2;
    if (cache && *cache)
        read_command(&c);
    char *place = cache && *cache && c.is_clear ? place_of(&c, cache) : NULL;
    if (!place) {
        execvp(c.words[0], c.words);
        perror(c.words[0]);
        return 127;
    }
    bool silent = false;
    int status = fetch(&c, place) ? 0 : compile(&c, &silent);
    if (status == 0 && silent)
        keep(&c, place);
    return status;
}
