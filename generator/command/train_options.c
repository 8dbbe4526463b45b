/* train_options.c - what the options of train ask for. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/train.h"
#include "weights/weights.h"

/* A number above 0 that a whole word is. */
static bool read_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return end != text && !*end && *value > 0 && isfinite(*value);
}

static void check_number(const char *option, const char *text, messages *m)
{
    double value;
    if (text && !read_number(text, &value))
        usage_error(m, NULL, "%s wants a number above 0, not '%s'", option, text);
}

static void check_weights(arena *a, const char *path, messages *m)
{
    if (path && weights_format_of(path) == WEIGHTS_UNKNOWN)
        usage_error(m, NULL, "'%s': %s", message_name(a, path), weights_formats);
}

static bool has_ending(const char *path, const char *ending)
{
    const size_t size = strlen(path), wanted = strlen(ending);
    return size > wanted && !strcmp(path + size - wanted, ending);
}

bool training_options(const request *r, messages *m)
{
    const options *o = &r->options;
    check_number("--rate", o->rate, m);
    check_number("--clip", o->clip, m);
    check_weights(m->arena, o->output, m);
    if (o->plot && strcmp(o->plot, "-") != 0 && !has_ending(o->plot, ".svg") &&
        !has_ending(o->plot, ".png"))
        usage_error(m, NULL, "--plot wants FILE.svg, FILE.png or -, not '%s'", o->plot);
    if (o->patience && !o->validate)
        usage_error(m, NULL, "--patience wants --validate");
    if (o->pytorch &&
        (!o->output || has_ending(o->output, ".npy") || has_ending(o->output, ".bin")))
        usage_error(m, NULL, "--pytorch is for -o FILE.safetensors and -o FILE.npz");
    if (o->resume && o->weights)
        usage_error(m, NULL, "--resume and --weights: both say where to begin");
    return m->count == 0;
}

/* constant, cosine, step:EVERY:FACTOR */
bool training_schedule(training *t, messages *m)
{
    const options *o = &t->base.request->options;
    schedule *s = &t->schedule;
    char *end;
    s->rate = t->base.spec->optimizer.rate;
    if (o->rate)
        read_number(o->rate, &s->rate);
    if (!strcmp(o->schedule, "constant") || !strcmp(o->schedule, "cosine")) {
        s->how = o->schedule[2] == 's' ? RATE_COSINE : RATE_CONSTANT;
        return true;
    }
    s->how = RATE_STEP;
    if (!strncmp(o->schedule, "step:", 5)) {
        const long every = strtol(o->schedule + 5, &end, 10);
        s->every = every > 0 ? (uint64_t)every : 0;
        if (every > 0 && *end == ':' && read_number(end + 1, &s->factor))
            return true;
    }
    usage_error(m, NULL, "--schedule is constant, cosine or step:EVERY:FACTOR, not '%s'",
                o->schedule);
    return false;
}

/* Puts a share of the rows aside: those at the end or, shuffled, at random. */
static bool split(training *t, double share, messages *m)
{
    rows *all = &t->train;
    const size_t aside = (size_t)(share * (double)all->count + 0.5);
    if (!aside || aside == all->count) {
        message_plain(m, EXIT_USAGE, "--validate %g: of %zu samples that is %s", share, all->count,
                      aside ? "all" : "none");
        return false;
    }
    if (t->is_shuffled)
        data_shuffle(all->at, all->count, t->seed, 0);
    all->count -= aside;
    t->validation = (rows){ all->data, all->at + all->count, aside };
    return true;
}

static bool read_other(training *t, const char *word, dataset *data, rows *to, messages *m)
{
    if (!command_data(&t->base, &word, 1, true, data, m))
        return false;
    *to = (rows){ data, command_rows(t->base.arena, data->rows), data->rows };
    return true;
}

bool training_data(training *t, messages *m)
{
    const options *o = &t->base.request->options;
    double share = 0;
    t->train = (rows){ &t->base.data, command_rows(t->base.arena, t->base.data.rows),
                       t->base.data.rows };
    char *end = NULL;
    if (o->validate)
        share = strtod(o->validate, &end);
    const bool is_share = end && end != o->validate && !*end;
    if (is_share && !(share > 0 && share < 1))
        usage_error(m, NULL, "--validate wants a fraction between 0 and 1, or data, not '%s'",
                    o->validate);
    else if (is_share)
        split(t, share, m);
    else if (o->validate)
        read_other(t, o->validate, &t->validation_data, &t->validation, m);
    if (!m->count && o->test)
        read_other(t, o->test, &t->test_data, &t->test, m);
    t->order = command_rows(t->base.arena, t->train.count);
    if (!m->count && (o->checkpoint || o->resume)) {
        t->fingerprint = data_fingerprint(t->base.arena, &t->base.data, 0);
        if (t->validation_data.rows)
            t->fingerprint = data_fingerprint(t->base.arena, &t->validation_data, t->fingerprint);
    }
    return m->count == 0;
}
