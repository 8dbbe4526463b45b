/* fuzzer.c - bytes as a spec, read and generated in this process: libFuzzer's entry.
 *
 * A spec is a file in memory. All that a run allocates is an arena's, so nothing lives on to the
 * next. The limits of a spec are a share of the command's (LIMITS_SHARE), or else a run could take
 * seconds. mutate.c knows what a spec looks like; see also kept.c. */
#define _GNU_SOURCE
#include "fuzzer.h"
#include "tokens.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "command/dump.h"
#include "spec/spec.h"

typedef struct run {
    arena *arena;
    const char *path;
    unsigned choice; /* of what else may differ: options */
} run;

static int file = -1; /* the spec */

/* What must hold of every run, whatever the spec says. */
static void hold(bool is_so, const char *what)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzzer: %s\n", what);
    abort();
}

static void hold_messages(const messages *m)
{
    hold(m->count > 0, "a spec is refused without a message");
    hold(m->exit_code == EXIT_WRONG, "a spec is refused with another exit code");
    for (int i = 0; i < m->count && i < MESSAGES_MAX; i++) {
        hold(m->kept[i].line > 0, "a message has no line");
        hold(m->kept[i].text[0] && !strchr(m->kept[i].text, '\n'), "a message is not one line");
    }
}

static void hold_text(const char *text, size_t size)
{
    hold(size > 0 && strlen(text) == size, "a text has a NUL byte, or is empty");
    hold(text[size - 1] == '\n', "a text's last line has no end");
    hold(!strstr(text, "(null)"), "a text has a (null)");
    hold(!strchr(text, '@'), "a text has a mark of the templates");
}

static void read_and_generate(void *data)
{
    const run *r = data;
    messages m = { .arena = r->arena };
    spec_options given = { .real = r->choice % 5 == 0 ? "double" : NULL };
    const generate_options how = { .plan = { .unroll = r->choice % 3 == 0 ? 0 : 4096,
                                             .plain = r->choice % 4 == 0 } };
    const spec *s = spec_read(r->arena, r->path, &given, &m);
    if (!s) {
        hold_messages(&m);
        return;
    }
    hold(m.count == 0, "a spec is taken, with messages");
    if (r->choice % 7 == 0) {
        const char *text = dump(r->arena, s, &how, "gdlp", &m);
        if (text)
            hold_text(text, strlen(text));
        else
            hold_messages(&m);
        return;
    }
    generated out;
    if (!generate(r->arena, s, &how, &out, &m)) {
        hold_messages(&m);
        return;
    }
    hold_text(out.text, out.text_size);
    hold_text(out.header, out.header_size);
    hold_text(out.shim, out.shim_size);
}

static bool write_file(const uint8_t *bytes, size_t size)
{
    return ftruncate(file, 0) == 0 && pwrite(file, bytes, size, 0) == (ssize_t)size;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[40];
    run r = { .arena = arena_new(), .path = path };
    for (size_t i = 0; i < size; i++)
        r.choice = r.choice * 31 + bytes[i];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    hold(write_file(bytes, size), "cannot write the spec");
    const int left = arena_guard(r.arena, read_and_generate, &r);
    hold(left == 0, "memory ended");
    arena_free(r.arena);
    return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    file = memfd_create("net.lua", MFD_CLOEXEC);
    hold(file >= 0, "there is no file in memory");
    for (int i = 1; i < *argc; i++)
        if (!strncmp((*argv)[i], "-dict=", 6))
            hold(dictionary_open((*argv)[i] + 6), "cannot read the dictionary");
    return 0;
}
