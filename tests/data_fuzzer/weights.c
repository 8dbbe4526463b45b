/* weights.c - bytes as a file of weights. What is taken is written again in each format, and reads
 * back to the same bits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzzer.h"
#include "graph/reals.h"
#include "weights/tensors.h"
#include "weights/weights.h"

enum { SPECS = 4, FORMATS = 4, ENTRIES = 8 /* of an npz file that is made of the bytes */ };
static const char *const texts[SPECS] = {
    "return network { name = 'n', input = 2, layers = { dense(3, tanh),"
    " dense(1, { name = 'out' }) }, loss = half_squared_error }",
    "return network { name = 'n', input = 2, layers = { dense(3, tanh), dense(1) },"
    " loss = half_squared_error, real = 'double' }",
    "return network { name = 'n', input = 2, layers = { dense(3, tanh, { name = 'enc' }),"
    " dense(1, { name = 'out' }) }, loss = half_squared_error }",
    "return network { name = 'n', input = 2, layers = { dense(2), dense(2, { bias = false }),"
    " dense(2) }, loss = half_squared_error }",
};
static const weights_format formats[FORMATS] = { WEIGHTS_SAFETENSORS, WEIGHTS_NPZ, WEIGHTS_NPY,
                                                 WEIGHTS_BIN };
static spec *specs[SPECS];
static memory_file file;
static const char *paths[FORMATS]; /* of the file, with each ending */

static char folder[4096];

static void remove_paths(void)
{
    for (int i = 0; i < FORMATS; i++)
        if (paths[i])
            unlink(paths[i]);
    rmdir(folder);
}

void weights_begin(arena *a, messages *m)
{
    static const char *const endings[FORMATS] = { "safetensors", "npz", "npy", "bin" };
    const char *parent = getenv("TMPDIR");
    file = memory_file_new();
    for (int i = 0; i < SPECS; i++)
        specs[i] = spec_of_text(a, &file, texts[i], m);
    snprintf(folder, sizeof folder, "%s/weights-XXXXXX", parent ? parent : "/tmp");
    hold(mkdtemp(folder), "there is no folder");
    hold(atexit(remove_paths) == 0, "nothing may be done at the end");
    for (int i = 0; i < FORMATS; i++) {
        paths[i] = arena_printf(a, "%s/file.%s", folder, endings[i]);
        hold(symlink(file.path, paths[i]) == 0, "there is no name for the file");
    }
}

/* Blocks of: the size of a name, the name, two bytes of a size, so many bytes. */
static void set_npz(arena *a, const uint8_t *bytes, size_t size)
{
    zip_entry entries[ENTRIES];
    int count = 0;
    const char *why;
    for (size_t at = 0; count < ENTRIES && at + 3 < size; count++) {
        const size_t name = bytes[at] < size - at - 3 ? bytes[at] : size - at - 3;
        const uint8_t *after = bytes + at + 1 + name;
        const size_t there = size - at - 3 - name, said = after[0] | (size_t)after[1] << 8;
        entries[count] = (zip_entry){ arena_printf(a, "%.*s.npy", (int)name, bytes + at + 1),
                                      (const char *)after + 2, said < there ? said : there };
        at += 3 + name + entries[count].size;
    }
    text out = { .arena = a };
    if (npz_write(&out, entries, count, &why)) /* not of a name that comes twice */
        memory_file_set(&file, out.at, out.size);
    else
        memory_file_set(&file, "", 0);
}

static void hold_same(arena *a, const spec *s, const void *block)
{
    const size_t size = s->parameter_scalars * real_size(s);
    for (size_t i = 0; i < s->parameter_scalars; i++)
        hold(isfinite(real_get(s, block, i)), "a weight is no number");
    for (int i = 0; i < 2 * FORMATS; i++) {
        messages m = { .arena = a };
        text out = { .arena = a };
        const weights_format format = formats[i / 2];
        hold(weights_write(&out, s, block, format, i % 2 && i / 2 < 2, &m), "cannot be written");
        memory_file_set(&file, out.at, out.size);
        const void *again = weights_read(a, s, paths[i / 2], NULL, &m);
        hold(again && m.count == 0 && !memcmp(block, again, size), "what is written is not read");
    }
}

void weights_once(arena *a, unsigned choice, const uint8_t *bytes, size_t size)
{
    enum { FORMAT = 7 };
    const spec *s = specs[choice >> 3 & (SPECS - 1)];
    const unsigned format = choice & FORMAT;
    messages m = { .arena = a };
    text table = { .arena = a };
    if (format >= FORMATS)
        set_npz(a, bytes, size);
    else
        memory_file_set(&file, bytes, size);
    const char *path = paths[format < FORMATS ? format : 1];
    const void *block = weights_read(a, s, path, choice & 64 ? &table : NULL, &m);
    if (!block) {
        hold_messages(&m);
        return;
    }
    hold(m.count == 0, "weights are taken, with messages");
    hold_same(a, s, block);
}
