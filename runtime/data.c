/* data.c - reading tables: IDX and CSV, gzipped or not. Whatever a file claims is checked against
 * what it holds before any memory is taken for it. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "pool.h"
#include "runtime.h"

static const size_t LARGEST = (size_t)1 << 31; /* bytes of a file, unpacked */

typedef struct content {
    unsigned char *bytes; /* with a 0 after the last */
    size_t size;
    const char *path;
    char *why;
} content;

static bool wrong(content *c, char *why)
{
    c->why = why;
    return false;
}

/* ---- files ---- */

static bool read_all(content *c, gzFile file)
{
    size_t capacity = 0;
    for (int got = 1; got > 0; c->size += (size_t)got) {
        if (capacity - c->size < 2) {
            capacity = capacity ? 2 * capacity : 1 << 16;
            unsigned char *bytes = capacity > LARGEST ? NULL : realloc(c->bytes, capacity);
            if (!bytes)
                return wrong(c, message_new("%s: too large", c->path));
            c->bytes = bytes;
        }
        size_t room = capacity - c->size - 1;
        got = gzread(file, c->bytes + c->size, room > INT_MAX ? INT_MAX : (unsigned)room);
        if (got < 0)
            return wrong(c, message_new("%s: %s", c->path, gzerror(file, &(int){ 0 })));
    }
    c->bytes[c->size] = 0;
    return true;
}

static bool content_read(content *c)
{
    errno = 0;
    gzFile file = gzopen(c->path, "rb");
    if (!file)
        return wrong(c, message_new("%s: %s", c->path, errno ? strerror(errno) : "cannot open"));
    bool read = read_all(c, file);
    int closed = gzclose(file);
    if (read && closed != Z_OK)
        return wrong(c, message_new("%s: the gzip data end early or are damaged", c->path));
    return read;
}

/* ---- IDX: 0 0 type dimensions, sizes and elements big-endian ---- */

static uint64_t big_endian(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static size_t element_bytes(int type)
{
    switch (type) {
    case 0x08:
    case 0x09: return 1;
    case 0x0b: return 2;
    case 0x0c:
    case 0x0d: return 4;
    case 0x0e: return 8;
    default: return 0;
    }
}

static double element(const unsigned char *bytes, int type)
{
    uint64_t bits = big_endian(bytes, element_bytes(type));
    uint32_t low = (uint32_t)bits;
    float single;
    double value;
    switch (type) {
    case 0x09: return (int8_t)bits;
    case 0x0b: return (int16_t)bits;
    case 0x0c: return (int32_t)bits;
    case 0x0d: memcpy(&single, &low, sizeof single); return (double)single;
    case 0x0e: memcpy(&value, &bits, sizeof value); return value;
    default: return (double)bits;
    }
}

static bool idx_read(content *c, runtime_table *t)
{
    int type = c->bytes[2];
    size_t dimensions = c->bytes[3], width = element_bytes(type), head = 4 + 4 * dimensions;
    if (width == 0)
        return wrong(c, message_new("%s: IDX element type 0x%02x is unknown", c->path,
                                    (unsigned)type));
    if (dimensions == 0 || c->size < head)
        return wrong(c, message_new("%s: the IDX header ends early", c->path));
    size_t held = (c->size - head) / width;
    t->rows = (size_t)big_endian(c->bytes + 4, 4);
    t->cols = 1;
    for (size_t i = 1; i < dimensions; i++) {
        size_t size = (size_t)big_endian(c->bytes + 4 + 4 * i, 4);
        if (size == 0 || t->cols > held / size)
            return wrong(c, message_new("%s: the IDX dimensions do not fit the file", c->path));
        t->cols *= size;
    }
    if (t->rows == 0 || t->rows > held / t->cols || (c->size - head) != t->rows * t->cols * width)
        return wrong(c, message_new("%s: IDX of %zu rows of %zu does not fit %zu bytes", c->path,
                                    t->rows, t->cols, c->size));
    size_t count = t->rows * t->cols;
    if (type == 0x08) {
        memmove(c->bytes, c->bytes + head, count);
        t->bytes = c->bytes;
        c->bytes = NULL;
        return true;
    }
    t->numbers = memory_take(count * sizeof *t->numbers);
    for (size_t i = 0; i < count; i++)
        t->numbers[i] = element(c->bytes + head + i * width, type);
    return true;
}

/* ---- CSV ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char *skip_space(char *at)
{
    while (is_space(*at))
        at++;
    return at;
}

/* Reads the numbers of one line into out (room for what a line can hold). -1: not numbers. */
static long line_numbers(char *at, double *out)
{
    long count = 0;
    for (;;) {
        char *stop;
        at = skip_space(at);
        double value = strtod(at, &stop);
        if (stop == at)
            return -1;
        out[count++] = value;
        char *next = skip_space(stop);
        if (*next == 0)
            return count;
        if (*next == ',' || *next == ';')
            next++;
        else if (next == stop)
            return -1;
        at = next;
    }
}

static bool csv_line(content *c, runtime_table *t, size_t line, char *text, size_t *used)
{
    long count = line_numbers(text, t->numbers + *used);
    if (count < 0 && line == 1)
        return true; /* a heading */
    if (count < 0)
        return wrong(c, message_new("%s:%zu: not a line of numbers", c->path, line));
    if (t->rows > 0 && (size_t)count != t->cols)
        return wrong(c, message_new("%s:%zu: %ld numbers, lines before have %zu", c->path, line,
                                    count, t->cols));
    t->cols = (size_t)count;
    t->rows++;
    *used += (size_t)count;
    return true;
}

static bool csv_read(content *c, runtime_table *t)
{
    if (memchr(c->bytes, 0, c->size))
        return wrong(c, message_new("%s: neither IDX nor CSV", c->path));
    size_t used = 0, line = 0;
    /* a number takes two bytes at least, with what parts it from the next */
    t->numbers = memory_take((c->size / 2 + 1) * sizeof *t->numbers);
    for (char *at = (char *)c->bytes, *next; at; at = next) {
        char *stop = strchr(at, '\n');
        next = stop ? stop + 1 : NULL;
        if (stop)
            *stop = 0;
        line++;
        if (*skip_space(at) != 0 && !csv_line(c, t, line, at, &used))
            return false;
    }
    return t->rows > 0 || wrong(c, message_new("%s: no rows", c->path));
}

/* ---- tables ---- */

static void table_read(content *c, runtime_table *t)
{
    if (!content_read(c))
        return;
    if (c->size == 0)
        wrong(c, message_new("%s: empty", c->path));
    else if (c->size >= 4 && c->bytes[0] == 0 && c->bytes[1] == 0)
        idx_read(c, t);
    else
        csv_read(c, t);
}

runtime_table *runtime_table_read(const char *path, char **why)
{
    content c = { .path = path };
    runtime_table *t = memory_take_zeroed(1, sizeof *t);
    t->scale = 1;
    table_read(&c, t);
    free(c.bytes);
    if (why)
        *why = c.why;
    else
        free(c.why);
    if (c.why) {
        runtime_table_free(t);
        t = NULL;
    }
    return t;
}

void runtime_table_free(runtime_table *t)
{
    if (!t)
        return;
    free(t->bytes);
    free(t->numbers);
    free(t);
}

void runtime_table_row(const runtime_table *t, size_t i, double *out)
{
    for (size_t j = 0; j < t->cols; j++) {
        size_t at = i * t->cols + j;
        out[j] = t->scale * (t->bytes ? t->bytes[at] : t->numbers[at]);
    }
}
