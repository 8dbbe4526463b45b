/* measure.c - compiles the generated C, and reads from the object how large its functions are, from
 * the compiler's notes how large their frames are. Each function has a section of its own, so that
 * relocations tell who calls whom. */
#include "command/measure.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "command/object.h"

enum { NOTES_MOST = 1 << 24 };
const char *const measure_flags[] = { "-ffunction-sections", "-fdata-sections", "-fstack-usage",
                                      NULL };

typedef struct frame { /* a line of -fstack-usage */
    const char *function;
    long bytes;
    bool is_least;
} frame;

typedef struct measuring {
    arena *arena;
    object object;
    frame *frames;
    int frame_count, frame_capacity;
    bool has_frames;
    char *seen;    /* of each section: 1 on the way down, 2 done */
    long *deepest; /* of each that is done: the stack */
    bool *least;
} measuring;

/* ---- frames ---- */

/* "net.c:12:6:net_run.part <tab> 48 <tab> dynamic,bounded" */
static void take_note(measuring *w, const char *line)
{
    const char *tab = strchr(line, '\t');
    const char *kind = tab ? strchr(tab + 1, '\t') : NULL;
    if (!kind)
        return;
    const char *name = tab;
    while (name > line && name[-1] != ':')
        name--;
    w->frames = arena_grow(w->arena, w->frames, w->frame_count, &w->frame_capacity,
                           sizeof *w->frames);
    w->frames[w->frame_count++] = (frame){ arena_printf(w->arena, "%.*s", (int)(tab - name), name),
                                           strtol(tab, NULL, 10), !strcmp(kind + 1, "dynamic") };
}

static void read_notes(measuring *w, const char *path)
{
    const char *why = NULL;
    size_t size;
    char *text = file_read(w->arena, path, NOTES_MOST, &size, &why);
    w->has_frames = text;
    for (char *line = text, *end; line && *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        take_note(w, line);
    }
}

/* The largest that may be its own: the note of net_run.constprop.0 is one of net_run.constprop, and
 * does not tell which. NULL: none; a .cold part has none, for it is in its function's frame. */
static const frame *find_frame(const measuring *w, const char *function)
{
    const frame *best = NULL;
    size_t longest = 0;
    for (int i = 0; i < w->frame_count; i++) {
        const frame *f = &w->frames[i];
        const size_t size = strlen(f->function);
        const bool is_beginning = !strncmp(f->function, function, size) &&
                                  (!function[size] || function[size] == '.');
        if (!is_beginning || size < longest || (best && size == longest && f->bytes <= best->bytes))
            continue;
        best = f;
        longest = size;
    }
    return best;
}

/* ---- who calls whom ---- */

/* The deepest stack of a section of code; -1 where nobody knows, or it calls itself. */
static long deepest(measuring *w, int section)
{
    const object_section *s = &w->object.sections[section];
    long frames = 0, below = 0;
    if (w->seen[section])
        return w->seen[section] == 2 ? w->deepest[section] : -1;
    w->seen[section] = 1;
    for (int i = 0; i < s->function_count; i++) {
        const frame *f = find_frame(w, s->functions[i]);
        const bool is_cold = strstr(s->functions[i], ".cold") != NULL;
        if (!f && !is_cold)
            frames = -1;
        else if (f && !is_cold && f->bytes > frames && frames >= 0)
            frames = f->bytes;
        w->least[section] |= f && f->is_least;
    }
    for (int i = 0; i < s->read_count; i++) {
        const int to = s->reads[i];
        if (!w->object.sections[to].is_code || to == section)
            continue;
        const long of = deepest(w, to);
        below = of < 0 || below < 0 ? -1 : of > below ? of : below;
        w->least[section] |= w->least[to];
    }
    w->seen[section] = 2;
    return w->deepest[section] = frames < 0 || below < 0 ? -1 : frames + below;
}

/* Adds a name to a sorted list, unless it is there. */
static void add_outside(arena *a, const char ***list, int *count, int *capacity, const char *name)
{
    int at = 0;
    while (at < *count && strcmp((*list)[at], name) < 0)
        at++;
    if (at < *count && !strcmp((*list)[at], name))
        return;
    *list = arena_grow(a, *list, *count, capacity, sizeof **list);
    memmove(*list + at + 1, *list + at, (size_t)(*count - at) * sizeof **list);
    (*list)[at] = name;
    ++*count;
}

/* Counts a section, unless it was, and all that it reads. */
static void reach(measuring *w, int section, char *reached, measured_function *to)
{
    const object_section *s = &w->object.sections[section];
    if (reached[section] || s->kind == SECTION_OTHER)
        return;
    reached[section] = 1;
    to->flash += s->kind == SECTION_BSS ? 0 : s->size;
    for (int i = 0; i < s->outside_count; i++)
        add_outside(w->arena, &to->outside, &to->outside_count, &to->outside_capacity,
                    s->outside[i]);
    for (int i = 0; i < s->read_count; i++)
        reach(w, s->reads[i], reached, to);
}

static bool measure_function(measuring *w, const char *name, measured_function *to, messages *m)
{
    const object_symbol *f = object_find(&w->object, name);
    if (!f || f->section < 0) {
        message_plain(m, EXIT_WRONG,
                      "the compiler's object does not show the function '%s': with link-time "
                      "optimization (-flto) there is nothing to measure",
                      name);
        return false;
    }
    *to = (measured_function){ .stack = w->has_frames ? deepest(w, f->section) : -1,
                               .is_least = w->least[f->section] };
    reach(w, f->section, arena_alloc(w->arena, (size_t)w->object.section_count), to);
    return true;
}

/* ---- structs ---- */

static const char *const struct_words[] = { "parameters", "optimizer", "workspace" };

/* Arrays as large as the structs: a symbol has a size that can be read. */
static const char *struct_text(arena *a, const plan *p, const char *header)
{
    const struct_sizes known = struct_sizes_of(p);
    const size_t there[] = { known.parameters, known.optimizer, known.workspace };
    text t = { .arena = a };
    text_add(&t, "%s\n", header);
    for (int i = 0; i < 3; i++)
        if (there[i])
            text_add(&t, "char bpgen_%s[sizeof(%s_%s)];\nchar bpgen_%s_at[_Alignof(%s_%s)];\n",
                     struct_words[i], p->spec->name, struct_words[i], struct_words[i],
                     p->spec->name, struct_words[i]);
    return t.at;
}

static void measure_structs(arena *a, const object *o, measured *to)
{
    measured_struct *const of[] = { &to->parameters, &to->optimizer, &to->workspace };
    for (int i = 0; i < 3; i++) {
        const object_symbol *size = object_find(o, arena_printf(a, "bpgen_%s", struct_words[i]));
        const object_symbol *at = object_find(o, arena_printf(a, "bpgen_%s_at", struct_words[i]));
        *of[i] = (measured_struct){ size ? size->size : 0, at ? at->size : 0 };
    }
}

/* ---- all of it ---- */

static bool compile(arena *a, const folder *f, const char *name, const char *text,
                    const compiler *with, object *to, messages *m)
{
    const char *why = NULL;
    const char *path = build_object(a, f, name, text, with, measure_flags, m);
    if (path && !object_read(a, path, to, &why))
        message_plain(m, EXIT_WRONG, "the compiler '%s %s': %s", with->cc, with->cflags, why);
    return path && !why;
}

static bool measure_in(arena *a, const folder *f, const plan *p, const generated *text,
                       const compiler *with, measured *to, messages *m)
{
    measuring w = { .arena = a };
    object structs;
    if (!compile(a, f, "net", text->text, with, &w.object, m) ||
        !compile(a, f, "structs", struct_text(a, p, text->header), with, &structs, m))
        return false;
    read_notes(&w, arena_printf(a, "%s/net.su", f->path));
    const size_t sections = (size_t)w.object.section_count;
    w.seen = arena_alloc(a, sections);
    w.least = arena_alloc(a, sections * sizeof *w.least);
    w.deepest = arena_alloc(a, sections * sizeof *w.deepest);
    for (size_t i = 0; i < sections; i++) {
        const object_section *s = &w.object.sections[i];
        size_t *const sums[] = { NULL, &to->text, &to->data, &to->bss };
        if (sums[s->kind])
            *sums[s->kind] += s->size;
        for (int k = 0; k < s->outside_count && s->is_code; k++)
            add_outside(a, &to->outside, &to->outside_count, &to->outside_capacity, s->outside[k]);
    }
    measure_structs(a, &structs, to);
    for (int i = 0; i < FUNCTIONS; i++)
        if (function_is_there(p, i) &&
            !measure_function(&w, arena_printf(a, "%s_%s", p->spec->name, function_names[i]),
                              &to->function[i], m))
            return false;
    return true;
}

bool measure(arena *a, const plan *p, const generated *text, const compiler *with, measured *to,
             messages *m)
{
    const char *why = NULL;
    *to = (measured){ .with = with };
    folder *f = folder_new(a, &why);
    if (!f) {
        message_plain(m, EXIT_IO, "%s", why);
        return false;
    }
    const bool is_done = measure_in(a, f, p, text, with, to, m);
    folder_remove(f);
    return is_done;
}
