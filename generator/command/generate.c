/* generate.c - the passes in a row: derive, plan, tables, templates; and bpgen without a command,
 * which writes what they make. */
#include "command/generate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "command/command.h"
#include "command/depfile.h"
#include "command/dump.h"
#include "command/outputs.h"
#include "command/selftest.h"
#include "emit/constants.h"
#include "emit/expand.h"
#include "emit/fingerprint.h"
#include "emit/fold.h"
#include "emit/pieces.h"
#include "emit/selftest.h"
#include "emit/tables.h"
#include "weights/weights.h"

bool generate_plan(arena *a, const spec *s, const generate_options *options, derived *d, plan *p,
                   messages *m)
{
    int line;
    names reserved = { .arena = a };
    emit_reserve(options->templates, options->plan.plain, &reserved);
    if (derive(s, d, &line) && plan_make(p, s, d, &options->plan, &reserved))
        return true;
    message_add(m, line, "the network and its gradients come to more than %d gates", DERIVED_MAX);
    return false;
}

bool generate(arena *a, const spec *s, const generate_options *options, generated *out, messages *m)
{
    derived d;
    plan p;
    if (!generate_plan(a, s, options, &d, &p, m))
        return false;
    lua_State *lua = expand_open(a, options->templates, s->name, p.real, options->plan.plain);
    const char *why = NULL;
    *out = (generated){ 0 };
    if (tables_push(lua, &p)) {
        fingerprint_push(a, lua);
        arrays_push(lua, s);
        if (options->weights)
            constants_push(lua, s, options->weights);
        if (options->selftest)
            selftest_push(lua, &p, options->selftest);
        out->text = expand(a, lua, options->plan.plain ? "plain/network.in" : "common/network.in",
                           &out->text_size, &why);
    }
    if (out->text && options->weights && options->weights->apart)
        out->weights = expand(a, lua, "common/weights.in", &out->weights_size, &why);
    if (out->text && !why)
        out->header = expand(a, lua, "common/header.in", &out->header_size, &why);
    if (out->header) {
        out->text = fold_text(a, out->text, &out->text_size);
        out->header = fold_text(a, out->header, &out->header_size);
        if (out->weights)
            out->weights = fold_text(a, out->weights, &out->weights_size);
    }
    if (out->text && out->header)
        out->shim = expand(a, lua, "common/shim.in", &out->shim_size, &why);
    if (options->templates)
        out->templates = expand_files(a, lua, options->templates, &out->template_count);
    lua_close(lua);
    if (why)
        message_plain(m, EXIT_WRONG, "template %s", why);
    else if (!out->shim)
        message_add(m, s->graph.nodes[s->loss].line, "the C comes to more than %d MB",
                    TEXT_MAX / (1024 * 1024));
    return out->shim;
}

spec *request_spec(arena *a, const request *r, messages *m)
{
    const char *templates = r->options.templates;
    if (templates && access(templates, R_OK | X_OK) != 0) {
        message_file(m, EXIT_IO, message_name(a, templates), "%s", strerror(errno));
        return NULL;
    }
    spec_options given = { .definitions = r->options.definitions,
                           .definition_count = r->options.definition_count,
                           .prefix = r->options.prefix,
                           .real = r->options.real,
                           .clip = r->options.clip ? strtod(r->options.clip, NULL) : 0 };
    return spec_read(a, r->operands[0], &given, m);
}

generate_options request_generation(const request *r)
{
    const bool plain = !strcmp(r->options.style, "plain");
    const plan_options how = { .unroll = (int)r->options.unroll,
                               .plain = plain,
                               .dispatch = r->options.dispatch,
                               .only = (unsigned)r->options.only,
                               .selftest = r->options.selftest };
    return (generate_options){ .templates = r->options.templates, .plan = how };
}

/* Whether the options of the weights agree. */
static bool check_weights(const options *o, messages *m)
{
    if (!o->weights && (o->weights_file || o->section))
        usage_error(m, NULL, "%s wants --weights FILE",
                    o->section ? "--section" : "--weights-file");
    else if (o->weights && weights_format_of(o->weights) == WEIGHTS_UNKNOWN)
        usage_error(m, NULL, "'%s': %s", message_name(m->arena, o->weights), weights_formats);
    for (const char *c = o->section; c && (*c || c == o->section); c++)
        if (*c <= ' ' || *c > '~' || *c == '"' || *c == '\\' || *c == '?') {
            usage_error(m, NULL, "--section wants a name, not '%s'", o->section);
            break;
        }
    return m->count == 0;
}

/* Reads the weights that are to be in the C. False with messages added. */
static bool take_weights(arena *a, const request *r, const spec *s, generate_options *how,
                         messages *m)
{
    const options *o = &r->options;
    if (!o->weights)
        return true;
    const void *block = weights_read(a, s, o->weights, NULL, m);
    if (!block)
        return false;
    constants *all = arena_alloc(a, sizeof *all);
    *all = constants_make(a, s, block, o->section);
    all->apart = o->weights_file;
    how->weights = all;
    how->plan.bakes = true;
    how->block = block;
    return true;
}

bool request_extras(arena *a, const request *r, const spec *s, generate_options *how, messages *m)
{
    if (!take_weights(a, r, s, how, m))
        return false;
    if (r->options.selftest)
        how->selftest = selftest_make(a, s, how, m);
    return m->count == 0;
}

/* Sets the texts of the outputs. */
static bool make_texts(arena *a, const request *r, outputs *to, generated *out, messages *m)
{
    generate_options how = request_generation(r);
    const spec *s = request_spec(a, r, m);
    if (s && r->options.dump) {
        const char *text = dump(a, s, &how, r->options.dump, m);
        for (int i = 0; i < to->count && text; i++)
            output_take_string(&to->file[i], text);
        return text;
    }
    if (!s || !request_extras(a, r, s, &how, m) || !generate(a, s, &how, out, m))
        return false;
    for (int i = 0; i < to->count; i++) {
        output *file = &to->file[i];
        if (!strcmp(to->option[i], "-H"))
            *file = (output){ file->path, out->header, out->header_size };
        else if (!strncmp(to->option[i], "-M", 2))
            output_take_string(file, depfile_text(a, r, out));
        else if (!strcmp(to->option[i], "--weights-file"))
            *file = (output){ file->path, out->weights, out->weights_size };
        else
            *file = (output){ file->path, out->text, out->text_size };
    }
    if (r->options.talk > 0)
        fprintf(stderr, "bpgen: %s: %zu parameters, %zu bytes of C\n", s->name,
                s->parameter_scalars, out->text_size);
    return true;
}

int run_generate(arena *a, const request *r, messages *m)
{
    const options *o = &r->options;
    const bool is_header_alone = o->header && !strcmp(o->header, "-") && !o->output;
    outputs to = { .count = 0 };
    generated out;
    if (o->header)
        outputs_add(&to, "-H", o->header);
    if (!is_header_alone)
        outputs_add(&to, o->output ? "-o" : "standard output", o->output);
    if (o->weights_file)
        outputs_add(&to, "--weights-file", o->weights_file);
    if (depfile_path(a, r))
        outputs_add(&to, o->depfile_name ? "-MF" : "-MD", depfile_path(a, r));
    if (!check_weights(o, m) || !depfile_check(r, m) || !outputs_check(a, &to, r, m))
        return m->exit_code;
    return make_texts(a, r, &to, &out, m) ? outputs_write(a, &to, m) : m->exit_code;
}
