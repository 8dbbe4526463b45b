/* process.c - programs and functions that run apart. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/signals.h"

extern char **environ;

enum { SAID_MAX = 1024 * 1024 };
enum { CODE_NO_MEMORY = 99 }; /* exit code of a child that has no memory left */

/* ---- programs ---- */

static char **environment_with(arena *a, const char *folder)
{
    size_t count = 0;
    while (environ[count])
        count++;
    char **words = arena_alloc(a, (count + 2) * sizeof *words), **to = words;
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], "TMPDIR=", 7) != 0)
            *to++ = environ[i];
    *to = arena_printf(a, "TMPDIR=%s", folder);
    return words;
}

/* posix_spawnp with our conditions; errno or 0. */
static int spawn(pid_t *pid, char *const *words, char **environment, int out)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGXFSZ);
    int error = posix_spawnattr_init(&attributes);
    if (error)
        return error;
    error = posix_spawn_file_actions_init(&actions);
    if (!error) {
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                  POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setsigmask(&attributes, signals_outside());
        posix_spawnattr_setsigdefault(&attributes, &usual);
        error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        for (int fd = 1; fd <= 2 && !error; fd++)
            error = posix_spawn_file_actions_adddup2(&actions, out, fd);
        if (!error)
            error = posix_spawnp(pid, words[0], &actions, &attributes, words, environment);
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    return error;
}

int process_run(arena *a, char *const *words, const char *folder, double seconds, outcome *o)
{
    char **environment = environment_with(a, folder);
    child *c = child_new(a);
    int ends[2];
    if (!child_pipe(ends))
        return errno;
    signals_hold();
    pid_t pid = 0;
    const int error = spawn(&pid, words, environment, ends[1]);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        signals_release();
        return error;
    }
    *c = (child){ pid, ends[0] };
    child_attend(a, c, (limits){ seconds, (double)INFINITY, NULL }, SAID_MAX, o);
    return 0;
}

/* ---- functions ---- */

/* What a child sends: this, the messages' texts, each with its 0, and what body wrote. */
typedef struct answer {
    int code;
    messages messages; /* the texts are elsewhere by then */
    size_t out_size;
} answer;

typedef struct call {
    process_body *body;
    void *data;
    arena *arena;
    int to;
} call;

static void send_bytes(int to, const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        const ssize_t sent = write(to, at, size);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            _exit(EXIT_IO);
        at += sent;
        size -= (size_t)sent;
    }
}

static int kept(const messages *m)
{
    return m->count < MESSAGES_MAX ? m->count : MESSAGES_MAX;
}

static void call_and_send(void *data)
{
    const call *c = data;
    text out = { .arena = c->arena };
    answer reply = { .messages = { .arena = c->arena } };
    reply.code = c->body(c->data, &out, &reply.messages);
    reply.out_size = out.size;
    send_bytes(c->to, &reply, sizeof reply);
    for (int i = 0; i < kept(&reply.messages); i++)
        send_bytes(c->to, reply.messages.kept[i].text, strlen(reply.messages.kept[i].text) + 1);
    send_bytes(c->to, out.at, out.size);
}

_Noreturn static void be_child(call *c)
{
    setpgid(0, 0);
    signal(SIGTTOU, SIG_IGN); /* a word of progress on the terminal is no reason to stop */
    signals_child();
    if (arena_guard(c->arena, call_and_send, c))
        process_no_memory();
    _exit(EXIT_OK);
}

void process_no_memory(void)
{
    _exit(CODE_NO_MEMORY);
}

/* Takes an answer apart, if it is whole: a child whose memory is damaged may send anything. */
static void take_answer(arena *a, outcome *o, messages *m)
{
    answer reply;
    const text all = o->said;
    o->said = (text){ .arena = a };
    if (o->late || o->signal || o->code || all.size < sizeof reply)
        return;
    memcpy(&reply, all.at, sizeof reply);
    char *at = all.at + sizeof reply, *const end = all.at + all.size;
    for (int i = 0; i < kept(&reply.messages); i++) {
        char *const zero = memchr(at, 0, (size_t)(end - at));
        if (!zero)
            return;
        reply.messages.kept[i].text = at;
        at = zero + 1;
    }
    if ((size_t)(end - at) != reply.out_size)
        return;
    reply.messages.arena = m->arena;
    reply.messages.file = m->file;
    *m = reply.messages;
    text_add_bytes(&o->said, at, reply.out_size);
    o->code = reply.code;
    o->answered = true;
}

static bool no_process(messages *m, int error)
{
    message_plain(m, EXIT_IO, "cannot start a process: %s", strerror(error));
    return false;
}

static bool call_within(arena *a, process_body *body, void *data, limits limit, outcome *o,
                        messages *m)
{
    child *c = child_new(a);
    int ends[2];
    if (!child_pipe(ends))
        return no_process(m, errno);
    signals_hold();
    const pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_child(&(call){ body, data, a, ends[1] });
    }
    const int error = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        signals_release();
        return no_process(m, error);
    }
    setpgid(pid, pid); /* whoever of us comes first */
    *c = (child){ pid, ends[0] };
    child_attend(a, c, limit, SIZE_MAX, o);
    if (o->code == CODE_NO_MEMORY && !o->signal)
        arena_leave(a, LEFT_NO_MEMORY);
    take_answer(a, o, m);
    return true;
}

bool process_call(arena *a, process_body *body, void *data, double seconds, outcome *o, messages *m)
{
    limits within = { .processor = (double)INFINITY };
    if (seconds > 0)
        within.processor = seconds;
    within.all = PROCESS_SLEEP * within.processor;
    return call_within(a, body, data, within, o, m);
}

bool process_call_asked(arena *a, process_body *body, void *data, volatile int *asked, outcome *o,
                        messages *m)
{
    return call_within(a, body, data, (limits){ (double)INFINITY, (double)INFINITY, asked }, o, m);
}
