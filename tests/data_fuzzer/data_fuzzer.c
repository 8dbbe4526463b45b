/* data_fuzzer.c - bytes as a file of data or of weights, read in this process: libFuzzer's entry. The
 * first byte says which, and for which network; the rest is a file in memory. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/data.h"
#include "fuzzer.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { SPECS = 3, BY_WORDS = 32, WITH_TARGETS = 64, WEIGHTS = 128 };
static const char *const texts[SPECS] = {
    "return network { name = 'n', input = 2, layers = { dense(3, softmax) },"
    " loss = cross_entropy, targets = 'index' }",
    "return network { name = 'n', input = 2, layers = { dense(2, softmax) }, real = 'double',"
    " loss = cross_entropy }",
    "local x, t = input('x', 1), target('t', 1)"
    " return network { name = 'n', output = dense(1)(x), loss = hinge(dense(1)(x), t) }",
};
static arena *kept;
static spec *specs[SPECS];
static memory_file file;

/* ---- for both ---- */

void hold(bool is_so, const char *what)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzzer: %s\n", what);
    abort();
}

void hold_messages(const messages *m)
{
    hold(m->count > 0, "a file is refused without a message");
    for (int i = 0; i < m->count && i < MESSAGES_MAX; i++)
        hold(m->kept[i].text[0] && !strchr(m->kept[i].text, '\n'), "a message is not one line");
}

memory_file memory_file_new(void)
{
    memory_file f = { .descriptor = memfd_create("data", MFD_CLOEXEC) };
    hold(f.descriptor >= 0, "there is no file in memory");
    snprintf(f.path, sizeof f.path, "/proc/self/fd/%d", f.descriptor);
    return f;
}

void memory_file_set(const memory_file *f, const void *bytes, size_t size)
{
    hold(ftruncate(f->descriptor, 0) == 0 && pwrite(f->descriptor, bytes, size, 0) == (ssize_t)size,
         "cannot write the file");
}

spec *spec_of_text(arena *a, const memory_file *f, const char *text, messages *m)
{
    spec_options given = { 0 };
    memory_file_set(f, text, strlen(text));
    spec *s = spec_read(a, f->path, &given, m);
    hold(s, "a spec is wrong");
    return s;
}

/* ---- data ---- */

static void data_once(arena *a, unsigned choice, const uint8_t *bytes, size_t size)
{
    const spec *s = specs[choice % SPECS];
    messages m = { .arena = a };
    dataset to;
    const char *word = file.path;
    const data_request q = { .spec = s,
                             .words = &word,
                             .word_count = 1,
                             .wants_targets = choice & WITH_TARGETS,
                             .classes = data_classes(a, s, choice & BY_WORDS ? "a,b" : NULL, &m) };
    memory_file_set(&file, bytes, size);
    if (!data_read(a, &q, &to, &m)) {
        hold_messages(&m);
        return;
    }
    hold(m.count == 0 && to.rows > 0, "data are taken, with messages or without rows");
    double x[2], t[3];
    void *const xs[] = { x }, *const ts[] = { t };
    for (size_t i = 0; i < to.rows; i++)
        data_gather(&to, &i, 1, xs, q.wants_targets ? ts : NULL);
}

/* ---- the entries ---- */

typedef struct input {
    arena *arena;
    unsigned choice;
    const uint8_t *bytes;
    size_t size;
} input;

static void once(void *data)
{
    const input *in = data;
    (in->choice & WEIGHTS ? weights_once : data_once)(in->arena, in->choice, in->bytes, in->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!size)
        return 0;
    input in = { arena_new(), *bytes, bytes + 1, size - 1 };
    hold(arena_guard(in.arena, once, &in) == 0, "memory ended");
    arena_free(in.arena);
    return 0;
}

static void begin(void *data)
{
    for (int i = 0; i < SPECS; i++)
        specs[i] = spec_of_text(kept, &file, texts[i], data);
    weights_begin(kept, data);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    file = memory_file_new();
    kept = arena_new();
    messages m = { .arena = kept };
    hold(arena_guard(kept, begin, &m) == 0, "memory ended");
    return 0;
}
