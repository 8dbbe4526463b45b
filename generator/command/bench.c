/* bench.c - bpgen bench: generates, compiles, and times the network in a child process on one core,
 * so that a call without end can be ended, and a crash is no crash of the command. */
#define _GNU_SOURCE
#include "command/bench.h"

#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Stays on the core that this process runs on now; its number, or -1 where it cannot. */
static int pin(void)
{
    cpu_set_t one;
    const int core = sched_getcpu();
    CPU_ZERO(&one);
    if (core < 0 || core >= CPU_SETSIZE)
        return -1;
    CPU_SET((unsigned)core, &one);
    return sched_setaffinity(0, sizeof one, &one) == 0 ? core : -1;
}

static void say_why(const spec *s, const bench_options *o, const bench_table *t, int status,
                    messages *m)
{
    const bench_call *call = t->current >= 0 ? &t->call[t->current] : NULL;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM && call)
        message_plain(m, EXIT_WRONG, "%s: bench stopped: one call of %s with %zu row%s takes more "
                      "than %d s (--limit allows more, --n takes fewer rows)", s->file,
                      call->name, call->rows, call->rows == 1 ? "" : "s", o->limit);
    else if (WIFSIGNALED(status))
        message_plain(m, EXIT_WRONG, "%s: bench failed: the compiled network ended with signal %d",
                      s->file, WTERMSIG(status));
}

/* Times in a child process; the table comes back through memory that both have. */
static bool time_apart(arena *a, const spec *s, const compiled *code, const bench_peak *peak,
                       const bench_options *o, bench_table *table, messages *m)
{
    bench_table *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        message_plain(m, EXIT_IO, "out of memory");
        return false;
    }
    *shared = *table;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        shared->core = pin();
        bench_time(a, s, code, peak, o, shared);
        _exit(EXIT_OK);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0)
        message_plain(m, EXIT_IO, "cannot start a process");
    else
        say_why(s, o, shared, status, m);
    *table = *shared;
    munmap(shared, sizeof *shared);
    return m->count == 0;
}

int bench(arena *a, spec *s, const generate_options *g, const bench_options *o, messages *m)
{
    const size_t rows = o->rows ? (size_t)o->rows : (size_t)s->batch;
    if (rows > (size_t)s->batch) {
        message_plain(m, EXIT_USAGE, "--n %zu: the spec's batch is %d", rows, s->batch);
        return EXIT_USAGE;
    }
    s->optimizer.rate = 0;
    generated text;
    if (!generate(a, s, g, &text, m))
        return m->exit_code;
    derived d;
    plan p;
    int line;
    derive(s, &d, &line); /* once more: it could be generated */
    plan_make(&p, s, &d, g->unroll, NULL);
    bench_table table = { .rounds = o->rounds, .current = -1 };
    bench_count(&p, rows, table.call);

    compiled code = { 0 };
    bench_peak peak = { 0 };
    if (compile(a, &text, o->cc, o->cflags, o->verbose, &code, m) &&
        bench_peak_compile(a, s, o, &peak, m) &&
        time_apart(a, s, &code, &peak, o, &table, m) && !bench_report(s, o, &table))
        message_plain(m, EXIT_IO, "standard output: %s", strerror(errno));
    compiled_close(&code);
    if (peak.library)
        dlclose(peak.library);
    return m->count ? m->exit_code : EXIT_OK;
}
