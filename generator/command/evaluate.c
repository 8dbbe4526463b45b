/* evaluate.c - bpgen evaluate: J and the metrics of weights on data. */
#include "base/process.h"
#include "command/command.h"
#include "command/data_command.h"
#include "command/metrics.h"

typedef struct job {
    const engine *engine;
    const dataset *data;
    const judges *by;
    const size_t *rows;
    measures *to; /* shared */
} job;

static int evaluate_here(void *data, text *out, messages *m)
{
    const job *j = data;
    session s;
    (void)out;
    if (!session_open(&s, j->engine, m))
        return m->exit_code;
    judge_rows(&s, j->by, j->engine->p, j->data, j->rows, j->data->rows, j->to);
    return EXIT_OK;
}

static int print(arena *a, const job *j, messages *m)
{
    text out = { .arena = a };
    outputs to = { .count = 0 };
    text_add(&out, "samples %zu  J %.6g", j->data->rows, j->to->J);
    measures_line(&out, j->by, j->to);
    text_add(&out, "\n");
    outputs_add(&to, "standard output", NULL);
    output_take(&to.file[0], &out);
    return outputs_write(a, &to, m);
}

int run_evaluate(arena *a, const request *r, messages *m)
{
    data_command c;
    if (!r->options.weights) {
        usage_error(m, NULL, "evaluate wants --weights FILE");
        return EXIT_USAGE;
    }
    if (!command_begin(&c, a, r, m) || !command_read(&c, true, m) || !command_engine(&c, m))
        return m->exit_code;
    const judges by = judges_of(a, c.spec);
    job j = { &c.engine, &c.data, &by, command_rows(a, c.data.rows), shared_new(a, sizeof *j.to) };
    if (!engine_call(&c.engine, evaluate_here, &j, NULL, "evaluate", m))
        return m->exit_code;
    folder_remove(c.folder);
    return print(a, &j, m);
}
