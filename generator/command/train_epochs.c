/* train_epochs.c - the epochs themselves, in a child process. All that goes on from one to the next
 * is in memory that is shared, so a child does some of them, and another goes on. */
#include <math.h>
#include <string.h>

#include "command/points.h"
#include "command/train.h"

static const double slice_seconds = 0.5, bar_seconds = 0.1;

/* ---- the bar ---- */

typedef struct bar {
    double begin, shown;
    size_t steps, next; /* the clock is read at step `next` */
} bar;

static void show_bar(const training *t, bar *b, size_t done, double J)
{
    const double now = training_clock(), gone = now - b->begin;
    b->next = b->steps + 1 + (size_t)(bar_seconds / 4 * (double)b->steps / (gone + 1e-9));
    if (now - b->shown < bar_seconds || !t->shows_bar)
        return;
    b->shown = now;
    const bar_state state = { t->now->epoch + 1, t->epochs, done, t->train.count, J, gone };
    bar_show(t->base.arena, &state);
}

/* ---- an epoch ---- */

static double rate_at(const training *t, uint64_t epoch) /* from 0 */
{
    const schedule *s = &t->schedule;
    const double pi = 3.14159265358979323846;
    switch (s->how) {
    case RATE_COSINE: return s->rate * 0.5 * (1 + cos(pi * (double)epoch / (double)t->epochs));
    case RATE_STEP: {
        const uint64_t falls = epoch / s->every;
        return s->rate * pow(s->factor, (double)falls);
    }
    default: return s->rate;
    }
}

static bool diverges(training *t, double J, size_t step)
{
    if (isfinite(J))
        return false;
    t->now->has_diverged = true;
    t->now->bad_J = J;
    t->now->step = step;
    return true;
}

/* The mean J of the steps; what is not finite stops at once. */
static double go_through(training *t, session *s, bar *b)
{
    const engine *e = s->engine;
    const size_t batch = (size_t)e->spec->batch, count = t->train.count;
    double sum = 0;
    for (size_t first = 0, step = 1; first < count; first += batch, step++) {
        const size_t n = count - first < batch ? count - first : batch;
        data_gather(t->train.data, t->order + first, n, e->x, e->t);
        const double J = session_step(s, n);
        if (diverges(t, J, step))
            return J;
        sum += J * (double)n;
        if (++b->steps >= b->next)
            show_bar(t, b, first + n, sum / (double)(first + n));
    }
    return sum / (double)count;
}

/* The step before may have ruined what no J has seen yet. */
static bool are_finite(const engine *e)
{
    double sum = 0;
    for (size_t i = 0; i < e->spec->parameter_scalars; i++)
        sum += 0 * engine_parameter(e, i);
    return sum == 0;
}

static void keep_best(training *t, const engine *e, const epoch_row *row)
{
    progress *now = t->now;
    const bool is_better = !t->validation.count || !now->best_epoch ||
                           row->validation.J < now->best;
    if (is_better) {
        now->best = row->validation.J;
        now->best_epoch = now->epoch + 1;
        memcpy(t->best, e->p, e->parameters_size);
    }
    now->is_out_of_patience = t->patience && now->epoch + 1 - now->best_epoch >= t->patience;
}

static void do_epoch(training *t, session *s)
{
    const engine *e = s->engine;
    progress *now = t->now;
    epoch_row row = { .rate = rate_at(t, now->epoch) };
    bar b = { .begin = training_clock(), .next = 1 };
    b.shown = b.begin;
    memcpy(t->order, t->train.at, t->train.count * sizeof *t->order);
    if (t->is_shuffled)
        data_shuffle(t->order, t->train.count, t->seed, now->epoch + 1);
    now->rate = row.rate;
    session_set_rate(s, row.rate);
    row.J = go_through(t, s, &b);
    row.seconds = training_clock() - b.begin;
    if (t->shows_bar && b.shown > b.begin)
        bar_remove();
    if (now->has_diverged)
        return;
    if (!are_finite(e)) {
        diverges(t, (double)NAN, (t->train.count - 1) / (size_t)e->spec->batch + 1);
        return;
    }
    if (t->validation.count)
        judge_rows(s, &t->by, e->p, t->validation.data, t->validation.at, t->validation.count,
                   &row.validation);
    t->history[now->epoch] = row;
    keep_best(t, e, &row);
    now->epoch++;
}

/* ---- children ---- */

int training_init(void *data, text *out, messages *m)
{
    training *t = data;
    const engine *e = &t->base.engine;
    session s;
    (void)out;
    if (!session_open(&s, e, m))
        return m->exit_code;
    void *given = NULL; /* --weights: the first ones */
    if (t->base.request->options.weights) {
        given = arena_alloc(t->base.arena, e->parameters_size);
        memcpy(given, e->p, e->parameters_size);
    }
    session_init(&s, t->seed);
    if (given)
        memcpy(e->p, given, e->parameters_size);
    else if (!training_statistics(t, m))
        return m->exit_code;
    session_close(&s);
    return EXIT_OK;
}

int training_epochs(void *data, text *out, messages *m)
{
    training *t = data;
    progress *now = t->now;
    const volatile int *asked = &now->asked;
    const double begin = training_clock();
    session s;
    (void)out;
    if (!session_open(&s, &t->base.engine, m))
        return m->exit_code;
    do
        do_epoch(t, &s);
    while (!now->has_diverged && !now->is_out_of_patience && !*asked && now->epoch < t->epochs &&
           training_clock() - begin < slice_seconds);
    session_close(&s);
    return EXIT_OK;
}
