/* train.c - starting values, and training over tables of data. */
#include <math.h>
#include <stdlib.h>

#include "tape.h"

/* ---- random numbers: splitmix64 ---- */

static uint64_t next_bits(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double next_uniform(uint64_t *state) /* in (0, 1) */
{
    return ((double)(next_bits(state) >> 12) + 0.5) * 0x1p-52;
}

static double next_normal(uint64_t *state) /* Box and Muller */
{
    double r = sqrt(-2 * log(next_uniform(state)));
    return r * cos(6.283185307179586 * next_uniform(state));
}

/* ---- starting values ---- */

static double start_value(const parameter *p, uint64_t *state)
{
    double in = p->fan_in, out = p->fan_out;
    double uniform = 2 * next_uniform(state) - 1, normal = next_normal(state);
    switch (p->init) {
    case INIT_CONSTANT: return p->init_value;
    case INIT_UNIFORM: return p->init_value * uniform;
    case INIT_GLOROT_UNIFORM: return sqrt(6 / (in + out)) * uniform;
    case INIT_GLOROT_NORMAL: return sqrt(2 / (in + out)) * normal;
    case INIT_HE_UNIFORM: return sqrt(6 / in) * uniform;
    case INIT_HE_NORMAL: return sqrt(2 / in) * normal;
    case INIT_LECUN_NORMAL: return sqrt(1 / in) * normal;
    case INIT_ZEROS: break;
    }
    return 0;
}

void runtime_init(const runtime *rt, double *parameters, uint64_t seed)
{
    uint64_t state = seed;
    for (int i = 0; i < rt->spec->parameter_count; i++) {
        const parameter *p = &rt->spec->parameters[i];
        for (size_t j = 0; j < (size_t)p->rows * (size_t)p->cols; j++)
            parameters[p->offset + j] = start_value(p, &state);
    }
}

/* ---- training ---- */

typedef struct trainer {
    const spec *spec;
    const runtime_training *options;
    size_t samples, batch;
    size_t *order;
    double **inputs, **targets; /* a batch of each */
} trainer;

static double element(const runtime_table *t, size_t i, size_t j)
{
    const size_t at = i * t->cols + j;
    return t->scale * (t->bytes ? t->bytes[at] : t->numbers[at]);
}

static char *misfit(const char *kind, const end *e, const runtime_table *t, size_t samples)
{
    size_t size = (size_t)e->size;
    bool is_target = kind[0] == 't';
    if (!t || t->rows == 0)
        return message_new("%s '%s': no rows", kind, e->name);
    if (t->rows != samples)
        return message_new("%s '%s': %zu rows, others have %zu", kind, e->name, t->rows, samples);
    for (size_t i = 0; e->classes && t->cols == size && i < samples; i++)
        for (size_t j = 0; j < size; j++) {
            const double number = element(t, i, j);
            if (!is_class_number(number, e->classes))
                return message_new("input '%s': row %zu: %g is no class of 0 to %d", e->name, i + 1,
                                   number, e->classes - 1);
        }
    if (t->cols != end_width(e) && !(is_target && t->cols == 1))
        return message_new("%s '%s': %zu columns, should be %zu", kind, e->name, t->cols, size);
    bool is_class = is_target && (e->is_class || t->cols != size);
    for (size_t i = 0; is_class && i < samples; i++) {
        double class;
        runtime_table_row(t, i, &class);
        if (!is_class_number(class, e->size))
            return message_new("target '%s': row %zu: %g is no class of 0 to %zu", e->name, i + 1,
                               class, size - 1);
    }
    return NULL;
}

static char *misfits(const trainer *t)
{
    char *why = NULL;
    for (int i = 0; i < t->spec->input_count && !why; i++)
        why = misfit("input", &t->spec->inputs[i], t->options->inputs[i], t->samples);
    for (int i = 0; i < t->spec->target_count && !why; i++)
        why = misfit("target", &t->spec->targets[i], t->options->targets[i], t->samples);
    return why;
}

static void gather(const trainer *t, const end *e, const runtime_table *table, size_t first,
                   size_t n, double *out)
{
    size_t width = end_width(e);
    for (size_t i = 0; i < n; i++, out += width) {
        size_t row = t->order[first + i];
        if (table->cols == width) {
            runtime_table_row(table, row, out);
            continue;
        }
        double class;
        runtime_table_row(table, row, &class);
        for (size_t j = 0; j < width; j++)
            out[j] = (double)j == class;
    }
}

static void shuffle(trainer *t, uint64_t *state)
{
    for (size_t i = t->samples; i > 1; i--) {
        size_t j = (size_t)(next_bits(state) % i), kept = t->order[i - 1];
        t->order[i - 1] = t->order[j];
        t->order[j] = kept;
    }
}

/* The mean J of the epoch's steps. */
static double train_epoch(const trainer *t, runtime *rt, double *parameters, runtime_state *state)
{
    double total = 0;
    for (size_t first = 0; first < t->samples; first += t->batch) {
        size_t left = t->samples - first, n = left < t->batch ? left : t->batch;
        for (int i = 0; i < t->spec->input_count; i++)
            gather(t, &t->spec->inputs[i], t->options->inputs[i], first, n, t->inputs[i]);
        for (int i = 0; i < t->spec->target_count; i++)
            gather(t, &t->spec->targets[i], t->options->targets[i], first, n, t->targets[i]);
        runtime_batch batch = { n, parameters, (const double *const *)t->inputs,
                                (const double *const *)t->targets };
        total += runtime_step(rt, &batch, parameters, state)->J * (double)n;
    }
    return total / (double)t->samples;
}

static double **rows_new(const end *ends, int count, size_t n)
{
    double **rows = memory_take((size_t)count * sizeof *rows);
    for (int i = 0; i < count; i++)
        rows[i] = memory_take(n * (size_t)ends[i].size * sizeof **rows);
    return rows;
}

static void rows_free(double **rows, int count)
{
    for (int i = 0; i < count; i++)
        free(rows[i]);
    free(rows);
}

static bool fits(const trainer *t, char **why)
{
    char *refusal = misfits(t);
    if (why)
        *why = refusal;
    else
        free(refusal);
    return !refusal;
}

bool runtime_train(runtime *rt, double *parameters, runtime_state *state,
                   const runtime_training *options, char **why)
{
    const spec *s = rt->spec;
    const runtime_table *first = s->input_count ? options->inputs[0] : options->targets[0];
    trainer t = { .spec = s, .options = options, .samples = first ? first->rows : 0 };
    if (!fits(&t, why))
        return false;
    t.batch = options->batch ? options->batch : (size_t)s->batch;
    t.inputs = rows_new(s->inputs, s->input_count, t.batch);
    t.targets = rows_new(s->targets, s->target_count, t.batch);
    t.order = memory_take(t.samples * sizeof *t.order);
    for (size_t i = 0; i < t.samples; i++)
        t.order[i] = i;
    uint64_t random = options->seed;
    for (size_t epoch = 1; epoch <= options->epochs; epoch++) {
        shuffle(&t, &random);
        double J = train_epoch(&t, rt, parameters, state);
        if (options->after_epoch && !options->after_epoch(options->context, epoch, J))
            break;
    }
    rows_free(t.inputs, s->input_count);
    rows_free(t.targets, s->target_count);
    free(t.order);
    return true;
}
