/* train_report.c - what a training tells: a line an epoch, a log, the table at its end. */
#include <math.h>
#include <stdio.h>

#include "base/process.h"
#include "command/train.h"

void training_line(text *out, const training *t, uint64_t epoch)
{
    const epoch_row *row = &t->history[epoch];
    text_add(out, "epoch %llu  J %.4g", (unsigned long long)epoch + 1, row->J);
    if (t->validation.count) {
        text_add(out, "  validation %.4g", row->validation.J);
        measures_line(out, &t->by, &row->validation);
    }
    text_add(out, "\n");
}

void training_log(text *out, const training *t)
{
    text_add(out, "epoch,J%s", t->validation.count ? ",validation" : "");
    if (t->validation.count)
        measures_names(out, &t->by, "validation_");
    text_add(out, ",rate,seconds\n");
    for (uint64_t i = 0; i < t->now->epoch; i++) {
        const epoch_row *row = &t->history[i];
        text_add(out, "%llu,%.9g", (unsigned long long)i + 1, row->J);
        if (t->validation.count) {
            text_add(out, ",%.9g", row->validation.J);
            measures_values(out, &t->by, &row->validation);
        }
        text_add(out, ",%.9g,%.4g\n", row->rate, row->seconds);
    }
}

/* ---- the table ---- */

typedef struct job {
    training *training;
    measures *of; /* shared: training, validation, test */
} job;

static const rows *set_of(const training *t, int i)
{
    return i == 0 ? &t->train : i == 1 ? &t->validation : &t->test;
}

static int measure_here(void *data, text *out, messages *m)
{
    const job *j = data;
    training *t = j->training;
    session s;
    (void)out;
    if (!session_open(&s, &t->base.engine, m))
        return m->exit_code;
    for (int i = 0; i < 3; i++) {
        const rows *set = set_of(t, i);
        if (set->count)
            judge_rows(&s, &t->by, t->best, set->data, set->at, set->count, &j->of[i]);
    }
    return EXIT_OK;
}

bool training_table(text *out, training *t, double seconds, messages *m)
{
    static const char *const names[] = { "training", "validation", "test" };
    job j = { t, shared_new(t->base.arena, 3 * sizeof *j.of) };
    double spent = 0;
    uint64_t epochs = t->now->epoch;
    if (!engine_call(&t->base.engine, measure_here, &j, NULL, "train", m))
        return false;
    for (uint64_t i = 0; i < epochs; i++)
        spent += t->history[i].seconds;
    text_add(out, "\n");
    for (int i = 0; i < 3; i++) {
        const rows *set = set_of(t, i);
        if (!set->count)
            continue;
        text_add(out, "%-10s  %zu samples  J %.4g", names[i], set->count, j.of[i].J);
        measures_line(out, &t->by, &j.of[i]);
        text_add(out, "\n");
    }
    text_add(out, "epoch %llu of %llu is the %s\n", (unsigned long long)t->now->best_epoch,
             (unsigned long long)epochs, t->validation.count ? "best by validation" : "last");
    if (t->base.request->options.talk >= 0)
        fprintf(stderr, "bpgen: %.1f s, of which %.1f s of training: %.0f samples a second\n",
                seconds, spent, spent > 0 ? (double)epochs * (double)t->train.count / spent : 0);
    return true;
}
