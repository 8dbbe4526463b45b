/* predict.c - bpgen predict: the outputs of weights for data, as CSV. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/process.h"
#include "command/command.h"
#include "command/data_command.h"
#include "command/metrics.h"
#include "command/points.h"

typedef struct job {
    const engine *engine;
    const dataset *data;
    const size_t *rows;
    void **y; /* of each output, shared: all rows */
} job;

static int predict_here(void *data, text *out, messages *m)
{
    const job *j = data;
    const engine *e = j->engine;
    const spec *of = e->spec;
    const size_t batch = (size_t)of->batch, count = j->data->rows;
    session s;
    (void)out;
    if (!session_open(&s, e, m))
        return m->exit_code;
    for (size_t first = 0; first < count; first += batch) {
        const size_t n = count - first < batch ? count - first : batch;
        data_gather(j->data, j->rows + first, n, e->x, NULL);
        session_forward(&s, e->p, n);
        for (int i = 0; i < of->output_count; i++) {
            const size_t size = (size_t)of->outputs[i].size * real_size(of);
            memcpy((char *)j->y[i] + first * size, e->y[i], n * size);
        }
    }
    return EXIT_OK;
}

/* ---- text ---- */

/* The classes that the elements of an output stand for, where --classes names as many. */
static const class_list *classes_of(const data_command *c, int output)
{
    for (int i = 0; i < c->spec->comparison_count; i++) {
        const compared *with = &c->spec->comparisons[i];
        const class_list *l = &c->classes[with->target];
        if (with->y == c->spec->outputs[output].node && l->count == c->spec->outputs[output].size)
            return l;
    }
    return NULL;
}

static void add_name(text *out, const char *name)
{
    if (!strpbrk(name, ",\"\n\r")) {
        text_add(out, "%s", name);
        return;
    }
    text_add(out, "\"");
    for (; *name; name++)
        text_add(out, *name == '"' ? "\"\"" : "%c", *name);
    text_add(out, "\"");
}

static void add_header(text *out, const data_command *c)
{
    for (int i = 0; i < c->spec->output_count; i++) {
        const end *e = &c->spec->outputs[i];
        const class_list *classes = e->size > 1 ? classes_of(c, i) : NULL;
        for (int k = 0; k < e->size; k++) {
            const char *name = classes       ? classes->word[k]
                               : e->size > 1 ? arena_printf(out->arena, "%s%d", e->name, k + 1)
                                             : e->name;
            text_add(out, i || k ? "," : "");
            add_name(out, name);
        }
    }
    text_add(out, "\n");
}

/* As few digits as read back to the same number. */
static void add_number(text *out, const spec *s, double value)
{
    char digits[40];
    const int least = s->is_double ? 15 : 6, most = s->is_double ? 17 : 9;
    int size = 0;
    for (int i = least; i <= most; i++) {
        size = snprintf(digits, sizeof digits, "%.*g", i, value);
        const double back = s->is_double ? strtod(digits, NULL) : (double)strtof(digits, NULL);
        if (back == value)
            break;
    }
    text_add_bytes(out, digits, (size_t)size);
}

static void add_rows(text *out, const job *j)
{
    const spec *s = j->engine->spec;
    for (size_t row = 0; row < j->data->rows; row++) {
        for (int i = 0; i < s->output_count; i++) {
            const size_t size = (size_t)s->outputs[i].size;
            for (size_t k = 0; k < size; k++) {
                if (i || k)
                    text_add_bytes(out, ",", 1);
                add_number(out, s, real_get(s, j->y[i], row * size + k));
            }
        }
        text_add_bytes(out, "\n", 1);
    }
}

int run_predict(arena *a, const request *r, messages *m)
{
    data_command c;
    outputs to = { .count = 0 };
    outputs_add(&to, "-o", r->options.output);
    if (!r->options.weights)
        usage_error(m, NULL, "predict wants --weights FILE");
    if (m->count || !outputs_check(a, &to, r, m) || !command_begin(&c, a, r, m) ||
        !command_read(&c, false, m) || !command_engine(&c, m))
        return m->exit_code;
    job j = { &c.engine, &c.data, command_rows(a, c.data.rows),
              arena_alloc(a, (size_t)c.spec->output_count * sizeof *j.y) };
    for (int i = 0; i < c.spec->output_count; i++)
        j.y[i] = shared_new(a, c.data.rows * (size_t)c.spec->outputs[i].size * real_size(c.spec));
    if (!engine_call(&c.engine, predict_here, &j, NULL, "predict", m))
        return m->exit_code;
    folder_remove(c.folder);
    text out = { .arena = a };
    add_header(&out, &c);
    add_rows(&out, &j);
    output_take(&to.file[0], &out);
    return outputs_write(a, &to, m);
}
