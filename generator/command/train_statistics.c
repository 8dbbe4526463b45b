/* train_statistics.c - the means and deviations that `standardize` takes from the training data,
 * before the first epoch. */
#include <math.h>

#include "command/oracle.h"
#include "command/points.h"
#include "command/train.h"

typedef struct moments { /* of each channel, as Welford has them */
    double *mean, *squares;
    double count;
    size_t channels;
} moments;

/* The runtime on a network of which the standardized value is the one output. */
typedef struct probe {
    spec spec;
    end output;
    runtime *runtime;
    double **x, *parameters;
} probe;

static bool probe_open(probe *p, arena *a, const engine *e, const parameter *q, messages *m)
{
    const spec *s = e->spec;
    const node *of = &s->graph.nodes[q->of];
    p->spec = *s;
    p->output = (end){ .name = q->name, .size = of->cols, .node = q->of };
    p->spec.outputs = &p->output;
    p->spec.output_count = 1;
    p->runtime = oracle_open(&p->spec, m);
    if (!p->runtime)
        return false;
    p->x = arena_alloc(a, ((size_t)s->input_count + 1) * sizeof *p->x);
    for (int i = 0; i < s->input_count; i++)
        p->x[i] = arena_alloc(a, (size_t)s->batch * (size_t)s->inputs[i].size * sizeof **p->x);
    p->parameters = arena_alloc(a, (s->parameter_scalars + 1) * sizeof *p->parameters);
    for (size_t i = 0; i < s->parameter_scalars; i++)
        p->parameters[i] = engine_parameter(e, i);
    return true;
}

static void add_row(moments *all, const double *row, size_t size)
{
    for (size_t i = 0; i < size; i += all->channels) {
        all->count++;
        for (size_t c = 0; c < all->channels; c++) {
            const double away = row[i + c] - all->mean[c];
            all->mean[c] += away / all->count;
            all->squares[c] += away * (row[i + c] - all->mean[c]);
        }
    }
}

static void go_through(const training *t, probe *p, moments *all)
{
    const engine *e = &t->base.engine;
    const size_t batch = (size_t)e->spec->batch, count = t->train.count;
    const size_t size = (size_t)p->output.size;
    for (size_t first = 0; first < count; first += batch) {
        const size_t n = count - first < batch ? count - first : batch;
        data_gather(t->train.data, t->train.at + first, n, e->x, NULL);
        session_widen(e->spec, e->spec->inputs, e->spec->input_count, n, e->x, p->x);
        const runtime_batch rows = { n, p->parameters, (const double *const *)p->x, NULL };
        const runtime_result *y = runtime_forward(p->runtime, &rows);
        for (size_t r = 0; r < n; r++)
            add_row(all, y->outputs[0] + r * size, size);
    }
}

/* What never varies is not divided by 0; what is no number is left to the first J to tell. */
static double deviation_of(const moments *all, size_t c)
{
    const double deviation = sqrt(all->squares[c] / all->count);
    return deviation > 0 && isfinite(deviation) ? deviation : 1;
}

bool training_statistics(const training *t, messages *m)
{
    const engine *e = &t->base.engine;
    const spec *s = e->spec;
    arena *a = t->base.arena;
    for (int i = 0; i + 1 < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        if (q->statistic != STATISTIC_MEAN) /* the deviation is the next */
            continue;
        moments all = { .channels = (size_t)q->cols };
        probe p;
        all.mean = arena_alloc(a, all.channels * sizeof *all.mean);
        all.squares = arena_alloc(a, all.channels * sizeof *all.squares);
        if (!probe_open(&p, a, e, q, m))
            return false;
        go_through(t, &p, &all);
        for (size_t c = 0; c < all.channels; c++) {
            engine_set_parameter(e, q->offset + c, all.mean[c]);
            engine_set_parameter(e, q[1].offset + c, deviation_of(&all, c));
        }
        runtime_free(p.runtime);
    }
    return true;
}
