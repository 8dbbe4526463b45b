/* bench.c - bpgen bench: generates, compiles, and times the network in a child process on one core,
 * so that a call without end can be ended, and a crash is no crash of the command. */
#define _GNU_SOURCE
#include "command/bench.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "base/process.h"
#include "command/command.h"

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

/* ---- in a child process ---- */

typedef struct job {
    arena *arena;
    const spec *spec;
    const bench_options *options;
    const char *network, *peak; /* libraries */
    bench_table *table;         /* in memory that both processes have */
} job;

static int bench_here(void *data, text *out, messages *m)
{
    const job *j = data;
    compiled code;
    bench_peak peak;
    (void)out;
    if (!compiled_load(j->network, &code, m) || !bench_peak_load(j->peak, &peak, m))
        return m->exit_code;
    j->table->core = pin();
    bench_time(j->arena, j->spec, &code, &peak, j->options, j->table);
    return EXIT_OK;
}

static void say_why(const bench_options *o, const bench_table *t, const outcome *end, messages *m)
{
    const bench_call *call = t->current >= 0 ? &t->call[t->current] : NULL;
    if (end->signal == SIGALRM && call)
        message_add(m, 1,
                    "bench stopped: one call of %s with %zu row%s takes more than %d s "
                    "(--limit allows more, --n takes fewer rows)",
                    call->name, call->rows, call->rows == 1 ? "" : "s", o->limit);
    else if (end->signal)
        message_add(m, 1, "bench failed: the compiled network ended with signal %d", end->signal);
    else if (!end->answered)
        message_add(m, 1, "bench failed: the compiled network ended with exit code %d", end->code);
}

/* Compiles and times; false with a message added. */
static bool measure(job *j, const generated *text, messages *m)
{
    const char *why = NULL;
    outcome end = { 0 };
    folder *f = folder_new(j->arena, &why);
    if (!f) {
        message_plain(m, EXIT_IO, "%s", why);
        return false;
    }
    j->network = compiled_build(j->arena, f, text, &j->options->with, m);
    if (j->network)
        j->peak = bench_peak_build(j->arena, f, j->spec, &j->options->with, m);
    if (j->peak) /* each call has a limit of its own */
        process_call(j->arena, bench_here, j, 0, &end, m);
    folder_remove(f);
    if (j->peak && !m->count)
        say_why(j->options, j->table, &end, m);
    return m->count == 0;
}

int run_bench(arena *a, const request *r, messages *m)
{
    const options *o = &r->options;
    const generate_options how = request_generation(r);
    const bench_options to = { .with = request_compiler(r),
                               .rows = (int)o->rows,
                               .rounds = (int)o->rounds,
                               .seconds = (double)o->seconds,
                               .limit = (int)o->limit,
                               .json = o->json };
    spec *s = request_spec(a, r, m);
    if (!s)
        return m->exit_code;
    const size_t rows = to.rows ? (size_t)to.rows : (size_t)s->batch;
    if (rows > (size_t)s->batch) {
        message_plain(m, EXIT_USAGE, "--n %zu: the spec's batch is %d", rows, s->batch);
        return EXIT_USAGE;
    }
    s->optimizer.rate = 0; /* every step does the same work */
    generated text;
    if (!generate(a, s, &how, &text, m))
        return m->exit_code;
    derived d;
    plan p;
    int line;
    derive(s, &d, &line); /* once more: it could be generated */
    plan_make(&p, s, &d, &how.plan, NULL);
    job j = { .arena = a, .spec = s, .options = &to, .table = shared_new(a, sizeof *j.table) };
    *j.table = (bench_table){ .rounds = to.rounds, .current = -1 };
    bench_count(&p, rows, j.table->call);
    if (measure(&j, &text, m) && !bench_report(s, &to, j.table))
        message_plain(m, EXIT_IO, "standard output: %s", strerror(errno));
    return m->count ? m->exit_code : EXIT_OK;
}
