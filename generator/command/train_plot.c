/* train_plot.c - draws J over the epochs, by gnuplot, from a script of our numbers. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arguments.h"
#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "command/train.h"

enum { GNUPLOT_SECONDS = 60, DRAWN = 2000, IMAGE_MAX = 64 << 20 };

static void add_points(text *out, const training *t, bool is_validation)
{
    const uint64_t epochs = t->now->epoch, each = epochs / DRAWN + 1;
    for (uint64_t i = 0; i < epochs; i += each) {
        const epoch_row *row = &t->history[i];
        text_add(out, "%llu %.9g\n", (unsigned long long)i + 1,
                 is_validation ? row->validation.J : row->J);
    }
    text_add(out, "e\n");
}

/* Losses fall by orders of magnitude: their axis is logarithmic where none is below 0. */
static bool is_positive(const training *t)
{
    for (uint64_t i = 0; i < t->now->epoch; i++)
        if (t->history[i].J <= 0 || (t->validation.count && !(t->history[i].validation.J > 0)))
            return false;
    return true;
}

static const char *script_of(const training *t, const char *terminal, const char *to)
{
    text out = { .arena = t->base.arena };
    const bool has_two = t->validation.count;
    text_add(&out, "set terminal %s\n", terminal);
    if (to)
        text_add(&out, "set output '%s'\n", to);
    text_add(&out, "set title 'training of %s' noenhanced\nset xlabel 'epoch'\nset ylabel 'J'\n%s",
             t->base.spec->name, is_positive(t) ? "set logscale y\n" : "");
    text_add(&out, "plot '-' with lines title 'training'%s\n",
             has_two ? ", '-' with lines title 'validation'" : "");
    add_points(&out, t, false);
    if (has_two)
        add_points(&out, t, true);
    return out.at;
}

static const char *not_drawn(const char *why)
{
    fprintf(stderr, "bpgen: no plot: %s\n", why);
    return NULL;
}

const char *training_plot(const training *t, const char *where, size_t *size)
{
    arena *a = t->base.arena;
    const bool is_terminal = !strcmp(where, "-");
    const char *ending = strrchr(where, '.'), *why;
    const char *terminal = is_terminal               ? "dumb size 79, 24"
                           : !strcmp(ending, ".svg") ? "svg size 800,500 background 'white'"
                                                     : "png size 800,500";
    if (!path_program(a, "gnuplot"))
        return not_drawn("gnuplot is not installed");
    const char *name = "plot.gp", *to = is_terminal ? NULL : "plot.out";
    const char *folder = t->base.folder->path;
    const char *script_path = arena_printf(a, "%s/%s", folder, name);
    const char *image = to ? arena_printf(a, "%s/%s", folder, to) : NULL;
    if (image && strchr(image, '\''))
        return not_drawn("TMPDIR has a quote in its name");
    const char *script = script_of(t, terminal, image);
    why = files_write(a, &(output){ script_path, script, strlen(script) }, 1, &script_path);
    if (why)
        return not_drawn(arena_printf(a, "%s: %s", script_path, why));
    arguments words = { 0 };
    arguments_add(a, &words, "gnuplot");
    arguments_add(a, &words, script_path);
    outcome end = { 0 };
    const int error = process_run(a, words.word, folder, GNUPLOT_SECONDS, &end);
    if (error || end.late || end.signal || end.code)
        return not_drawn(error ? strerror(error) : "gnuplot failed");
    if (!is_terminal) {
        const char *bytes = file_read(a, image, IMAGE_MAX, size, &why);
        return bytes ? bytes : not_drawn(why);
    }
    *size = end.said.size;
    return end.said.at;
}
