/* metrics.c - measures outputs against targets. */
#include "command/metrics.h"

#include <math.h>
#include <string.h>

#include "command/points.h"

/* ---- what is compared ---- */

static int output_of(const spec *s, ref y)
{
    for (int i = 0; i < s->output_count; i++)
        if (s->outputs[i].node == y)
            return i;
    return -1;
}

static judgement how_of(const char *loss, int size)
{
    if (!strcmp(loss, "binary_cross_entropy"))
        return JUDGE_THRESHOLD;
    if (!strcmp(loss, "cross_entropy") || !strcmp(loss, "hinge"))
        return size > 1 ? JUDGE_LARGEST : JUDGE_THRESHOLD;
    return JUDGE_NUMBERS;
}

judges judges_of(arena *a, const spec *s)
{
    judges all = { .at = arena_alloc(a, JUDGED_MAX * sizeof *all.at) };
    for (int i = 0; i < s->comparison_count && all.count < JUDGED_MAX; i++) {
        const compared *c = &s->comparisons[i];
        const int output = output_of(s, c->y);
        if (output < 0)
            continue;
        judged *j = &all.at[all.count++];
        *j = (judged){ how_of(c->loss, s->outputs[output].size), output, c->target,
                       strcmp(c->loss, "hinge") ? 0.5 : 0, "" };
        j->label = arena_printf(a, "%s ", s->targets[c->target].name);
    }
    const bool is_single = s->target_count == 1 && s->output_count == 1;
    if (!all.count && is_single && s->targets[0].size == s->outputs[0].size)
        all.at[all.count++] = (judged){ JUDGE_NUMBERS, 0, 0, 0, "" };
    if (all.count == 1)
        all.at[0].label = "";
    return all;
}

/* ---- sums ---- */

typedef struct sums { /* of one judged */
    double right;
    double errors;              /* squared */
    double *first, *sum, *sum2; /* of each element: a target, and sums of differences from it */
} sums;

static size_t largest(const spec *s, const void *row, size_t first, size_t size)
{
    size_t best = 0;
    for (size_t k = 1; k < size; k++)
        if (real_get(s, row, first + k) > real_get(s, row, first + best))
            best = k;
    return best;
}

static void add_classes(const spec *s, const judged *j, const void *y, const void *t, size_t n,
                        sums *to)
{
    const size_t size = (size_t)s->outputs[j->output].size;
    const bool is_class = s->targets[j->target].is_class;
    for (size_t i = 0; i < n; i++) {
        const size_t wanted = is_class ? (size_t)((const int32_t *)t)[i]
                                       : largest(s, t, i * size, size);
        to->right += largest(s, y, i * size, size) == wanted;
    }
}

/* Element i of n rows of targets; a class number is a row of 0 and one 1, as it is to the loss. */
static double wanted_of(const spec *s, const judged *j, const void *t, size_t i)
{
    const end *e = &s->targets[j->target];
    const size_t size = (size_t)e->size;
    return e->is_class ? ((const int32_t *)t)[i / size] == (int32_t)(i % size) : real_get(s, t, i);
}

static void add_sides(const spec *s, const judged *j, const void *y, const void *t, size_t n,
                      sums *to)
{
    const size_t size = (size_t)s->outputs[j->output].size;
    for (size_t i = 0; i < n * size; i++) {
        const double wanted = wanted_of(s, j, t, i);
        const bool is_above = real_get(s, y, i) > j->threshold;
        to->right += (is_above == (wanted > j->threshold)) / (double)size;
    }
}

static void add_numbers(const spec *s, const judged *j, const void *y, const void *t, size_t n,
                        bool is_first, sums *to)
{
    const size_t size = (size_t)s->outputs[j->output].size;
    for (size_t i = 0; i < n * size; i++) {
        const size_t k = i % size;
        const double wanted = wanted_of(s, j, t, i), error = real_get(s, y, i) - wanted;
        if (is_first && i < size)
            to->first[k] = wanted;
        to->errors += error * error;
        to->sum[k] += wanted - to->first[k];
        to->sum2[k] += (wanted - to->first[k]) * (wanted - to->first[k]);
    }
}

static sums *new_sums(arena *a, const spec *s, const judges *by)
{
    sums *all = arena_alloc(a, ((size_t)by->count + 1) * sizeof *all);
    for (int i = 0; i < by->count; i++) {
        const size_t size = (size_t)s->outputs[by->at[i].output].size;
        double *room = arena_alloc(a, 3 * size * sizeof *room);
        all[i] = (sums){ .first = room, .sum = room + size, .sum2 = room + 2 * size };
    }
    return all;
}

/* R2 = 1 - (sum of squared errors) / (sum of squared differences from the mean). */
static void conclude(const spec *s, const judged *j, const sums *all, size_t count, double *value)
{
    const double n = (double)count, size = s->outputs[j->output].size;
    double spread = 0;
    value[0] = all->right / n;
    if (j->how != JUDGE_NUMBERS)
        return;
    for (int k = 0; k < s->outputs[j->output].size; k++)
        spread += all->sum2[k] - all->sum[k] * all->sum[k] / n;
    value[0] = sqrt(all->errors / (n * size));
    value[1] = spread > 0 ? 1 - all->errors / spread : (double)NAN;
}

void judge_rows(session *s, const judges *by, const void *p, const dataset *d, const size_t *rows,
                size_t count, measures *to)
{
    const engine *e = s->engine;
    const spec *of = e->spec;
    const size_t batch = (size_t)of->batch;
    sums *all = new_sums(e->arena, of, by);
    *to = (measures){ 0 };
    for (size_t first = 0; first < count; first += batch) {
        const size_t n = count - first < batch ? count - first : batch;
        data_gather(d, rows + first, n, e->x, e->t);
        to->J += session_loss(s, p, n) * (double)n;
        if (by->count)
            session_forward(s, p, n);
        for (int i = 0; i < by->count; i++) {
            const judged *j = &by->at[i];
            const void *y = e->y[j->output], *t = e->t[j->target];
            if (j->how == JUDGE_LARGEST)
                add_classes(of, j, y, t, n, &all[i]);
            else if (j->how == JUDGE_THRESHOLD)
                add_sides(of, j, y, t, n, &all[i]);
            else
                add_numbers(of, j, y, t, n, first == 0, &all[i]);
        }
    }
    to->J /= (double)count;
    for (int i = 0; i < by->count; i++)
        conclude(of, &by->at[i], &all[i], count, to->value + 2 * (ptrdiff_t)i);
}

/* ---- words ---- */

void measures_line(text *out, const judges *by, const measures *m)
{
    for (int i = 0; i < by->count; i++) {
        const judged *j = &by->at[i];
        const double *value = m->value + 2 * (ptrdiff_t)i;
        if (j->how == JUDGE_NUMBERS)
            text_add(out, "  %srmse %.4g  R2 %.4f", j->label, value[0], value[1]);
        else
            text_add(out, "  %saccuracy %.2f %%", j->label, 100 * value[0]);
    }
}

static const char *label_of(arena *a, const judged *j)
{
    return *j->label ? arena_printf(a, "%.*s_", (int)strlen(j->label) - 1, j->label) : "";
}

void measures_names(text *out, const judges *by, const char *prefix)
{
    for (int i = 0; i < by->count; i++) {
        const judged *j = &by->at[i];
        const char *label = label_of(out->arena, j);
        if (j->how == JUDGE_NUMBERS)
            text_add(out, ",%s%srmse,%s%sR2", prefix, label, prefix, label);
        else
            text_add(out, ",%s%saccuracy", prefix, label);
    }
}

void measures_values(text *out, const judges *by, const measures *m)
{
    for (int i = 0; i < by->count; i++) {
        const double *of = &m->value[2 * (size_t)i];
        text_add(out, ",%.9g", of[0]);
        if (by->at[i].how == JUDGE_NUMBERS)
            text_add(out, ",%.9g", of[1]);
    }
}
