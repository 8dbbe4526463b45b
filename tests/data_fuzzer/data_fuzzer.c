/* data_fuzzer.c - bytes as a file of data, read in this process: libFuzzer's entry. The first byte
 * says for which network; the rest is a file in memory. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/data.h"
#include "spec/spec.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { SPECS = 3 };
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
static int file = -1;

static void hold(bool is_so, const char *what)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzzer: %s\n", what);
    abort();
}

typedef struct run {
    arena *arena;
    unsigned choice;
    char path[64];
} run;

static void hold_messages(const messages *m)
{
    hold(m->count > 0, "data are refused without a message");
    for (int i = 0; i < m->count && i < MESSAGES_MAX; i++)
        hold(m->kept[i].text[0] && !strchr(m->kept[i].text, '\n'), "a message is not one line");
}

static void read_all(void *data)
{
    run *r = data;
    const spec *s = specs[r->choice % SPECS];
    messages m = { .arena = r->arena };
    dataset to;
    const char *word = r->path;
    const data_request q = { .spec = s,
                             .words = &word,
                             .word_count = 1,
                             .wants_targets = r->choice & 64,
                             .classes = data_classes(r->arena, s, r->choice & 32 ? "a,b" : NULL,
                                                     &m) };
    if (!data_read(r->arena, &q, &to, &m)) {
        hold_messages(&m);
        return;
    }
    hold(m.count == 0 && to.rows > 0, "data are taken, with messages or without rows");
    double x[2], t[3];
    void *const xs[] = { x }, *const ts[] = { t };
    for (size_t i = 0; i < to.rows; i++)
        data_gather(&to, &i, 1, xs, q.wants_targets ? ts : NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!size)
        return 0;
    run r = { .arena = arena_new(), .choice = *bytes };
    snprintf(r.path, sizeof r.path, "/proc/self/fd/%d", file);
    hold(ftruncate(file, 0) == 0 && pwrite(file, bytes + 1, size - 1, 0) == (ssize_t)(size - 1),
         "cannot write the file");
    hold(arena_guard(r.arena, read_all, &r) == 0, "memory ended");
    arena_free(r.arena);
    return 0;
}

static void read_specs(void *data)
{
    messages *m = data;
    for (int i = 0; i < SPECS; i++) {
        char path[64];
        spec_options given = { 0 };
        const size_t size = strlen(texts[i]);
        hold(ftruncate(file, 0) == 0 && pwrite(file, texts[i], size, 0) == (ssize_t)size,
             "cannot write the spec");
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        specs[i] = spec_read(kept, path, &given, m);
        hold(specs[i], "a spec is wrong");
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    file = memfd_create("data", MFD_CLOEXEC);
    hold(file >= 0, "there is no file in memory");
    kept = arena_new();
    messages m = { .arena = kept };
    hold(arena_guard(kept, read_specs, &m) == 0, "memory ended");
    return 0;
}
