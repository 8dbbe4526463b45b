/* main.c - the commands, and the one way in and out. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/signals.h"
#include "command/command.h"

static int write_stdout(arena *a, const char *text, messages *m)
{
    const char *why = files_write(a, &(output){ "-", text, strlen(text) }, 1);
    if (why)
        message_plain(m, EXIT_IO, "%s", why);
    return why ? EXIT_IO : EXIT_OK;
}

static int run_help(arena *a, const request *r, messages *m)
{
    return write_stdout(a, r->options.version ? "bpgen " BPGEN_VERSION "\n" : usage_text(a), m);
}

const command commands[COMMANDS] = {
    [COMMAND_GENERATE] = { "", "net.lua", "C on standard output, or in -o FILE", run_generate },
    [COMMAND_CHECK] = { "check", "net.lua", "generate, compile, hold to the runtime", run_check },
    [COMMAND_BENCH] = { "bench", "net.lua", "generate, compile, time on one core", run_bench },
    [COMMAND_TRAIN] = { "train", "net.lua DATA", "", NULL },
    [COMMAND_PREDICT] = { "predict", "net.lua DATA", "", NULL },
    [COMMAND_EVALUATE] = { "evaluate", "net.lua DATA", "", NULL },
    [COMMAND_WEIGHTS] = { "weights", "net.lua FROM", "", NULL },
    [COMMAND_EXPLAIN] = { "explain", "net.lua", "", NULL },
    [COMMAND_GRAPH] = { "graph", "net.lua", "", NULL },
    [COMMAND_REPORT] = { "report", "net.lua", "", NULL },
    [COMMAND_HELP] = { "help", "", "", run_help },
};

typedef struct program {
    arena *arena;
    int argc;
    char **argv;
    int code;
} program;

static bool is_stdout_read(void) /* a terminal has seen the messages already */
{
    return !isatty(STDOUT_FILENO);
}

static void run(void *data)
{
    program *p = data;
    request r;
    messages m = { .arena = p->arena };
    options_read(p->arena, p->argc, p->argv, &r, &m);
    const int which = r.options.help || r.options.version ? COMMAND_HELP : r.command;
    if (!m.count)
        p->code = commands[which].run(p->arena, &r, &m);
    if (m.count)
        p->code = messages_report(&m, is_stdout_read());
}

/* A descriptor that was closed becomes one that every use of it fails on; else a file that we open
 * would be taken for it. */
static void open_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* However the work ends, also for want of memory or by a signal, the arena is freed, and with it
 * ends all that was begun: temporary files, folders, children. */
int main(int argc, char **argv)
{
    static char buffer[BUFSIZ];
    open_standard();
    signals_start(is_stdout_read());
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer); /* needs no memory */
    program p = { .arena = arena_new(), .argc = argc, .argv = argv };
    const int left = p.arena ? arena_guard(p.arena, run, &p) : LEFT_NO_MEMORY;
    arena_free(p.arena);
    if (left > 0)
        signals_die(left);
    return left ? messages_no_memory(is_stdout_read()) : p.code;
}
