/* report_json.c - bpgen report as JSON: what a program needs to call the functions. */
#include "base/json.h"
#include "command/points.h"
#include "command/report.h"
#include "emit/tables.h"
#include "plan/parameters.h"

/* A type of C in the file's own names, "const @real *" becomes "const float *". */
static const char *type_text(const report *r, const char *type)
{
    arena *a = r->plan->graph.arena;
    const char *mark = type;
    while (*mark && *mark != '@')
        mark++;
    size_t size = 0;
    while (mark[size] && mark[size] != ' ')
        size++;
    const char *end = mark + size;
    const char *prefix = r->plan->spec->name;
    if (!*mark)
        return type;
    const char *name = size == 5 ? r->plan->real /* @real; the structs have longer names */
                                 : arena_printf(a, "%s_%.*s", prefix, (int)size - 1, mark + 1);
    return arena_printf(a, "%.*s%s%s", (int)(mark - type), type, name, end);
}

static const char *trimmed(arena *a, const char *type)
{
    size_t size = 0;
    for (size_t i = 0; type[i]; i++)
        if (type[i] != ' ')
            size = i + 1;
    return arena_printf(a, "%.*s", (int)size, type);
}

static json_t *ends_json(const report *r, const end *ends, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++) {
        const bool is_class = end_classes(&ends[i]) > 0;
        json_array_append_new(list,
                              json_pack("{s:s, s:i, s:s, s:b}", "name", ends[i].name, "size",
                                        ends[i].size, "type", is_class ? "int32_t" : r->plan->real,
                                        "class", is_class));
    }
    return list;
}

static json_t *arrays_json(const report *r)
{
    const spec *s = r->plan->spec;
    json_t *list = json_array();
    size_t offset = 0;
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        if (plan_bakes(r->plan, q))
            continue;
        json_t *shape = json_array();
        for (int k = 0; k < q->axes; k++)
            json_array_append_new(shape, json_integer(q->axis[k]));
        json_array_append_new(list, json_pack("{s:s, s:o, s:I, s:i, s:b}", "name", q->name, "shape",
                                              shape, "offset", (json_int_t)offset, "layer",
                                              q->layer, "train", q->train));
        offset += (size_t)q->rows * (size_t)q->cols * real_size(s);
    }
    return list;
}

/* The fields of the optimizer, in their order in the struct. */
static json_t *fields_json(const report *r)
{
    const spec *s = r->plan->spec;
    arena *a = r->plan->graph.arena;
    json_t *list = json_pack("[{s:s, s:s}]", "name", "rate", "type", r->plan->real);
    static const char *const correction[] = { "correction1", "correction2" };
    for (int i = 0; i < 2; i++)
        if (optimizer_reads(r->plan, correction[i]))
            json_array_append_new(list, json_pack("{s:s, s:s}", "name",
                                                  arena_printf(a, "correction%d", i + 1), "type",
                                                  "uint64_t"));
    const char *moments = plan_moments_type(r->plan);
    for (int i = 0; i < s->optimizer.states && moments; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", s->optimizer.state[i], "type",
                                              type_text(r, moments)));
    return list;
}

static json_t *struct_json(const report *r, const char *name, size_t size,
                           const measured_struct *of)
{
    json_t *all = json_pack("{s:s, s:I}", "type", type_text(r, name), "bytes", (json_int_t)size);
    if (of)
        json_object_set_new(all, "alignment", json_integer((json_int_t)of->alignment));
    return all;
}

static json_t *arguments_json(const report *r, int function)
{
    static const char *const roles[] = { "parameters", "gradient", "optimizer", "workspace",
                                         "rows",       "seed",     "input",     "target",
                                         "output",     "dinput" };
    arena *a = r->plan->graph.arena;
    const signature s = signature_of(r->plan, function);
    json_t *list = json_array();
    for (int i = 0; i < s.count; i++) {
        const argument *of = &s.arguments[i];
        json_t *one = json_pack("{s:s, s:s, s:s}", "name", of->name, "type",
                                trimmed(a, type_text(r, of->type)), "role", roles[of->role]);
        if (of->of) {
            json_object_set_new(one, "end", json_string(of->of->name));
            json_object_set_new(one, "row", json_integer((json_int_t)end_width(of->of)));
        }
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *functions_json(const report *r)
{
    arena *a = r->plan->graph.arena;
    json_t *list = json_array();
    for (int i = 0; i < FUNCTIONS; i++) {
        if (!function_is_there(r->plan, i))
            continue;
        const signature s = signature_of(r->plan, i);
        json_t *one = json_pack("{s:s, s:s, s:s, s:o, s:I, s:I}", "name", function_names[i],
                                "symbol",
                                arena_printf(a, "%s_%s", r->plan->spec->name, function_names[i]),
                                "returns", type_text(r, s.type), "arguments", arguments_json(r, i),
                                "multiply_adds", (json_int_t)report_multiply_adds(r, i), "ram",
                                (json_int_t)report_ram(r, i));
        const measured_function *f = r->measured ? &r->measured->function[i] : NULL;
        json_object_set_new(one, "flash", f ? json_integer((json_int_t)f->flash) : json_null());
        json_object_set_new(one, "stack",
                            f && f->stack >= 0 ? json_integer(f->stack) : json_null());
        if (f) {
            json_t *outside = json_array();
            for (int k = 0; k < f->outside_count; k++)
                json_array_append_new(outside, json_string(f->outside[k]));
            json_object_set_new(one, "stack_is_bound", json_boolean(f->stack >= 0 && !f->is_least));
            json_object_set_new(one, "library_calls", outside);
        }
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *measured_json(const report *r)
{
    const measured *m = r->measured;
    if (!m)
        return json_null();
    const size_t flash = m->text + m->data, ram = m->data + m->bss;
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "cc", m->with->cc, "cflags", r->flags,
                     "flash", (json_int_t)flash, "ram", (json_int_t)ram, "text",
                     (json_int_t)m->text, "data", (json_int_t)m->data, "bss", (json_int_t)m->bss);
}

static json_t *structs_json(const report *r)
{
    const measured *m = r->measured;
    json_t *parameters = struct_json(r, "@parameters", r->sizes.parameters,
                                     m ? &m->parameters : NULL);
    json_object_set_new(parameters, "scalars",
                        json_integer((json_int_t)plan_parameter_scalars(r->plan)));
    json_object_set_new(parameters, "arrays", arrays_json(r));
    json_t *all = json_pack("{s:o}", "parameters", parameters);
    if (r->sizes.optimizer) {
        json_t *o = struct_json(r, "@optimizer", r->sizes.optimizer, m ? &m->optimizer : NULL);
        json_object_set_new(o, "fields", fields_json(r));
        json_object_set_new(all, "optimizer", o);
    }
    if (r->sizes.workspace)
        json_object_set_new(all, "workspace",
                            struct_json(r, "@workspace", r->sizes.workspace,
                                        m ? &m->workspace : NULL));
    return all;
}

void report_json(text *out, const report *r)
{
    const spec *s = r->plan->spec;
    json_use(out->arena);
    json_t *all = json_pack("{s:s, s:s, s:s, s:i, s:s, s:f, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
                            s->name, "real", r->plan->real, "style",
                            r->plan->how.plain ? "plain" : "vector", "batch", s->batch, "optimizer",
                            s->optimizer.name, "rate", s->optimizer.rate, "inputs",
                            ends_json(r, s->inputs, s->input_count), "targets",
                            ends_json(r, s->targets, s->target_count), "outputs",
                            ends_json(r, s->outputs, s->output_count), "structs", structs_json(r),
                            "functions", functions_json(r), "measured", measured_json(r));
    text_add(out, "%s\n", json_dumps(all, JSON_INDENT(2) | JSON_REAL_PRECISION(17)));
    json_decref(all);
}
