/* main.c - the one way in and out. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/signals.h"
#include "command/command.h"

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
