/* child.c - the life of a child process: heard, limited, ended with all that it started. */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/signals.h"

enum { PIECE = 64 * 1024, HOUR = 3600 };

static void reap(child *c, int *status)
{
    kill(-c->pid, SIGKILL); /* what it has started, too; it is not reaped yet, so the id is its */
    while (waitpid(c->pid, status, 0) < 0 && errno == EINTR)
        ;
    close(c->said);
    *c = (child){ 0, -1 };
    signals_release();
}

static void end_child(void *data)
{
    child *c = data;
    int status;
    if (c->pid > 0)
        reap(c, &status);
}

child *child_new(arena *a)
{
    child *c = arena_alloc(a, sizeof *c);
    c->said = -1;
    arena_at_end(a, end_child, c);
    return c;
}

static bool has_ended(const child *c)
{
    siginfo_t info = { 0 };
    return waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid != 0;
}

/* Reads what is there, at most a piece; false at the end or when there is nothing now. */
static bool hear(const child *c, size_t most, text *said, bool *at_end)
{
    static char piece[PIECE];
    const ssize_t got = read(c->said, piece, sizeof piece);
    *at_end = got == 0;
    if (got > 0 && said->size < most)
        text_add_bytes(said, piece, (size_t)got);
    return got > 0;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The processor time that a child has used. */
static double used(const child *c)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(c->pid, &clock) || clock_gettime(clock, &t))
        return 0;
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void child_attend(arena *a, child *c, limits seconds, size_t most, outcome *o)
{
    const double end = now() + seconds.all;
    bool at_end = false, ended;
    *o = (outcome){ .said.arena = a };
    fcntl(c->said, F_SETFL, O_NONBLOCK);
    while (!(ended = has_ended(c))) {
        const double left = fmin(end - now(), seconds.processor - used(c));
        if (left <= 0)
            break;
        struct pollfd said = { .fd = at_end ? -1 : c->said, .events = POLLIN };
        const int signal = signals_wait(&said, fmax(fmin(left, HOUR), 0.01));
        if (signal == SIGINT && seconds.asked && !*seconds.asked)
            *seconds.asked = signal;
        else if (signal)
            arena_leave(a, signal);
        if (!at_end)
            hear(c, most, &o->said, &at_end);
    }
    o->late = !ended;
    while (ended && hear(c, most, &o->said, &at_end))
        if (o->said.size >= most)
            break;
    int status = 0;
    reap(c, &status);
    o->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    o->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

bool child_pipe(int ends[2])
{
    if (pipe(ends))
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}
