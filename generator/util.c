/* util.c - memory and text: the arena, numbers, files, the nearest word. */
#include "bpgen.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- arena ---- */

enum { CHUNK = 64 * 1024 };

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(max_align_t) char data[];
} chunk;

struct arena {
    chunk *chunks; /* the newest first */
};

static void *whole_or_end(void *memory)
{
    if (memory)
        return memory;
    fputs("bpgen: out of memory\n", stderr);
    exit(EXIT_IO);
}

arena *arena_new(void)
{
    return whole_or_end(calloc(1, sizeof(arena)));
}

void arena_free(arena *a)
{
    if (!a)
        return;
    for (chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(a);
}

void *arena_alloc(arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        whole_or_end(NULL);
    size = (size + align) / align * align; /* never 0: every object has its own address */
    chunk *c = a->chunks;
    if (!c || c->size - c->used < size) {
        size_t room = size > CHUNK ? size : CHUNK;
        c = whole_or_end(calloc(1, sizeof *c + room));
        c->size = room;
        c->next = a->chunks;
        a->chunks = c;
    }
    void *memory = c->data + c->used;
    c->used += size;
    return memory;
}

char *arena_copy(arena *a, const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(arena_alloc(a, size), text, size);
}

char *arena_vprintf(arena *a, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return arena_copy(a, "");
    char *text = arena_alloc(a, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_printf(arena *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(a, format, arguments);
    va_end(arguments);
    return text;
}

char *number_text(arena *a, double value)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    const char *tail = strpbrk(text, ".eni") ? "" : ".0"; /* n, i: nan, inf */
    return arena_printf(a, "%s%s", text, tail);
}

/* ---- files ---- */

/* Reads until the end or past the limit; NULL with *why set. */
static char *read_stream(arena *a, FILE *in, size_t limit, size_t *size, const char **why)
{
    size_t room = limit < CHUNK ? limit + 1 : CHUNK, used = 0;
    char *text = whole_or_end(malloc(room + 1));
    for (size_t got; (got = fread(text + used, 1, room - used, in)) > 0;) {
        used += got;
        if (used > limit)
            break;
        if (used == room) {
            room = room > limit / 2 ? limit + 1 : 2 * room;
            text = whole_or_end(realloc(text, room + 1));
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

/* ---- the nearest word ---- */

enum { WORD_MAX = 40 }; /* longer words are not compared */

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int folded(char c)
{
    return tolower((unsigned char)c);
}

/* Insertions, deletions, replacements and swaps of neighbours from a to b; case is free. */
static int edit_distance(const char *a, int m, const char *b, int n)
{
    int d[WORD_MAX + 1][WORD_MAX + 1];
    for (int i = 0; i <= m; i++) {
        for (int j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            bool same = folded(a[i - 1]) == folded(b[j - 1]);
            d[i][j] = least(d[i - 1][j - 1] + !same, least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                folded(a[i - 2]) == folded(b[j - 1]))
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[m][n];
}

/* About one slip in three letters. */
static int slips_allowed(int m, int n)
{
    int longest = m > n ? m : n;
    if (longest < 4)
        return longest > 1;
    return (longest + (abs(m - n) > 1 ? 2 : 0)) / 3;
}

const char *nearest_word(const char *word, const char *const *words, int count)
{
    const char *nearest = NULL;
    int nearest_rank = 0;
    size_t length = strlen(word);
    for (int i = 0; i < count; i++) {
        size_t other = strlen(words[i]);
        if (length > WORD_MAX || other > WORD_MAX || !strcmp(words[i], word))
            continue;
        int m = (int)length, n = (int)other;
        int distance = edit_distance(word, m, words[i], n);
        if (distance > slips_allowed(m, n))
            continue;
        int rank = 4 * distance + least(abs(m - n), 3); /* "tahn" is "tanh" rather than "tan" */
        if (nearest && (rank > nearest_rank ||
                        (rank == nearest_rank && strcmp(words[i], nearest) >= 0)))
            continue;
        nearest = words[i];
        nearest_rank = rank;
    }
    return nearest;
}
