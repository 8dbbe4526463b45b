/* train.c - bpgen train: reads data, compiles the network, and lets children train it, some epochs
 * each; between them it tells of these epochs, saves, and ends in good order. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/process.h"
#include "base/signals.h"
#include "command/command.h"
#include "command/train.h"
#include "weights/weights.h"

enum { EXIT_INTERRUPTED = 130 };

double training_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- before ---- */

static void add_outputs(const options *o, outputs *to)
{
    if (o->output)
        outputs_add(to, "-o", o->output);
    if (o->log)
        outputs_add(to, "--log", o->log);
    if (o->plot && strcmp(o->plot, "-") != 0)
        outputs_add(to, "--plot", o->plot);
    if (o->checkpoint)
        outputs_add(to, "--checkpoint", o->checkpoint);
}

static bool make_state(training *t, messages *m)
{
    arena *a = t->base.arena;
    t->by = judges_of(a, t->base.spec);
    t->now = shared_new(a, sizeof *t->now);
    t->history = shared_new(a, (size_t)t->epochs * sizeof *t->history);
    t->best = shared_new(a, t->base.engine.parameters_size);
    return engine_call(&t->base.engine, training_init, t, NULL, "train", m) &&
           (!t->base.request->options.resume || checkpoint_read(t, m));
}

static bool prepare(training *t, arena *a, const request *r, messages *m)
{
    const options *o = &r->options;
    *t = (training){ .seed = o->seed < 0 ? 1 : (uint64_t)o->seed,
                     .epochs = (uint64_t)o->epochs,
                     .patience = (uint64_t)o->patience,
                     .is_shuffled = !o->no_shuffle,
                     .shows_bar = o->talk >= 0 && isatty(STDERR_FILENO) };
    return training_options(r, m) && command_begin(&t->base, a, r, m) && training_schedule(t, m) &&
           command_read(&t->base, true, m) && training_data(t, m) && command_engine(&t->base, m) &&
           make_state(t, m);
}

/* ---- during ---- */

/* Lines of the epochs that are new. False with a message added. */
static bool tell(const training *t, uint64_t from, messages *m)
{
    if (t->base.request->options.talk < 0)
        return true;
    for (uint64_t i = from; i < t->now->epoch; i++) {
        text line = { .arena = t->base.arena };
        training_line(&line, t, i);
        fputs(line.at, stdout);
    }
    if (fflush(stdout) == 0)
        return true;
    message_plain(m, EXIT_IO, "standard output: %s", strerror(errno));
    return false;
}

/* A child that dies may leave anything behind: what was best before it began is kept apart. */
typedef struct kept {
    void *best;
    progress at;
} kept;

static void keep(const training *t, kept *k)
{
    memcpy(k->best, t->best, t->base.engine.parameters_size);
    k->at = *t->now;
}

static void train(training *t, kept *k, messages *m)
{
    const options *o = &t->base.request->options;
    progress *now = t->now;
    keep(t, k);
    while (now->epoch < t->epochs && !now->has_diverged && !now->is_out_of_patience &&
           !now->asked) {
        const uint64_t before = now->epoch;
        if (!engine_call(&t->base.engine, training_epochs, t, &now->asked, "train", m)) {
            *now = k->at;
            memcpy(t->best, k->best, t->base.engine.parameters_size);
            return;
        }
        keep(t, k);
        if (!tell(t, before, m) ||
            (o->checkpoint && now->epoch > before && !now->has_diverged && !checkpoint_write(t, m)))
            return;
    }
}

/* ---- after ---- */

static void say_divergence(const training *t, messages *m)
{
    const progress *now = t->now;
    const options *o = &t->base.request->options;
    message_file(m, EXIT_WRONG, t->base.spec->file,
                 "J is %s in epoch %llu, step %zu: the training diverges; a smaller --rate than "
                 "%.4g%s, or inputs of about -1 to 1 may help%s",
                 isnan(now->bad_J) ? "not a number" : "infinite",
                 (unsigned long long)now->epoch + 1, now->step, now->rate,
                 o->clip ? "" : ", --clip 1", now->best_epoch ? "" : "; no epoch was finished");
}

/* -o, --log, --plot: all or none. The picture for the terminal goes to *drawn. */
static void write_outputs(training *t, text *drawn, messages *m)
{
    arena *a = t->base.arena;
    const options *o = &t->base.request->options;
    text weights = { .arena = a }, log = { .arena = a };
    outputs to = { .count = 0 };
    size_t size = 0;
    const char *plot = o->plot ? training_plot(t, o->plot, &size) : NULL;
    if (o->output) {
        const void *block = engine_weights(a, &t->base.engine, t->best);
        if (!weights_write(&weights, t->base.spec, block, weights_format_of(o->output), o->pytorch,
                           m))
            return;
        outputs_add(&to, "-o", o->output);
        output_take(&to.file[0], &weights);
    }
    if (o->log) {
        training_log(&log, t);
        outputs_add(&to, "--log", o->log);
        output_take(&to.file[to.count - 1], &log);
    }
    if (plot && !strcmp(o->plot, "-")) {
        text_add_bytes(drawn, plot, size);
    } else if (plot) {
        outputs_add(&to, "--plot", o->plot);
        to.file[to.count - 1].text = plot;
        to.file[to.count - 1].size = size;
    }
    if (to.count)
        outputs_write(a, &to, m);
}

static void conclude(training *t, double begin, messages *m)
{
    text out = { .arena = t->base.arena };
    const options *o = &t->base.request->options;
    const bool has_diverged = t->now->has_diverged, was_good = m->count == 0;
    if (has_diverged && was_good)
        say_divergence(t, m);
    if (!t->now->best_epoch)
        return;
    const int before = m->count;
    write_outputs(t, &out, m);
    if (was_good && !has_diverged && m->count == before && !t->now->asked && o->talk >= 0)
        training_table(&out, t, training_clock() - begin, m);
    if (out.size && o->talk >= 0)
        fputs(out.at, stdout);
    if (out.size && fflush(stdout) != 0)
        message_plain(m, EXIT_IO, "standard output: %s", strerror(errno));
    if (!o->output && o->talk >= 0 && was_good)
        fputs("bpgen: without -o FILE the weights are not kept\n", stderr);
}

int run_train(arena *a, const request *r, messages *m)
{
    const double begin = training_clock();
    training t;
    outputs to = { .count = 0 };
    add_outputs(&r->options, &to);
    if (!outputs_check(a, &to, r, m) || !outputs_can(a, &to, m) || !prepare(&t, a, r, m))
        return m->exit_code;
    kept k = { .best = arena_resize(a, NULL, t.base.engine.parameters_size + 1) };
    train(&t, &k, m);
    conclude(&t, begin, m);
    folder_remove(t.base.folder);
    if (m->count || !t.now->asked)
        return m->count ? m->exit_code : EXIT_OK;
    if (r->options.talk >= 0)
        fprintf(stderr, "bpgen: interrupted after epoch %llu\n", (unsigned long long)t.now->epoch);
    return EXIT_INTERRUPTED;
}
