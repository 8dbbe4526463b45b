/* explain.c - bpgen explain: the derivation of a network, as one would write it on a board. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command/command.h"
#include "command/generate.h"
#include "command/outputs.h"
#include "command/sample.h"
#include "command/tell.h"
#include "explain/text.h"

/* The terminal's width; without one, what is comfortable to read. */
static int width_of_output(const request *r)
{
    enum { USUAL = 100, LEAST = 40 };
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    if (width <= 0 && !r->options.output && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width <= 0 || width > 100000)
        width = USUAL;
    return width < LEAST ? LEAST : (int)width;
}

/* Whether the locale's characters are UTF-8. */
static expr_style style_of_locale(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "UTF8")
                   ? STYLE_UTF8
                   : STYLE_ASCII;
    }
    return STYLE_ASCII;
}

const story *tell(arena *a, const request *r, messages *m)
{
    const spec *s = request_spec(a, r, m);
    derived *d = arena_alloc(a, sizeof *d);
    trace *told = arena_alloc(a, sizeof *told);
    int line;
    if (!s)
        return NULL;
    if (derive_traced(s, d, told, &line))
        return story_tell(a, s, d, told, r->options.talk > 0);
    message_add(m, line, "the network and its gradients come to more than %d gates", DERIVED_MAX);
    return NULL;
}

int run_explain(arena *a, const request *r, messages *m)
{
    outputs to = { .count = 0 };
    outputs_add(&to, r->options.output ? "-o" : "standard output", r->options.output);
    if (r->options.html && r->options.tex)
        usage_error(m, NULL, "explain writes --tex or --html, one at a time");
    if (m->count || !outputs_check(a, &to, r, m))
        return m->exit_code;
    const story *s = tell(a, r, m);
    const numbers *n = s && sample_wanted(r) ? sample_numbers(a, r, s, m) : NULL;
    if (m->count)
        return m->exit_code;
    const char *text = r->options.html  ? explain_html(s, n)
                       : r->options.tex ? explain_tex(s, n)
                                        : explain_text(s, n, style_of_locale(), width_of_output(r));
    output_take_string(&to.file[0], text);
    return outputs_write(a, &to, m);
}
