/* read.c - the words of DATA: files, by their content, and the ends that they are for. */
#include "data/data.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/nearest.h"
#include "data/reading.h"

enum {
    MEGABYTE = 1024 * 1024,
    DEFLATED = 1032 /* bytes that one byte can stand for, at most */
};

typedef struct part { /* of DATA: a file, and the end that it is said to be for */
    const char *path;
    const end *end; /* or NULL */
    bool is_target;
} part;

typedef struct parts {
    part *at;
    int count, capacity;
} parts;

bool data_wrong(const reading *r, const char *file, size_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(r->arena, format, arguments);
    va_end(arguments);
    const char *place = line ? arena_printf(r->arena, "%s:%zu", file, line) : file;
    message_file(r->messages, EXIT_WRONG, place, "%s", text);
    return false;
}

const char *end_text(arena *a, const end *e, bool is_target)
{
    return arena_printf(a, "%s '%s'", is_target ? "target" : "input", e->name);
}

/* ---- classes ---- */

const char *data_loss_of(const spec *s, int target)
{
    for (int i = 0; i < s->comparison_count; i++)
        if (s->comparisons[i].target == target)
            return s->comparisons[i].loss;
    return NULL;
}

bool data_tells_classes(const spec *s, int target)
{
    const char *loss = data_loss_of(s, target);
    return s->targets[target].is_class ||
           (loss && (!strcmp(loss, "cross_entropy") || !strcmp(loss, "binary_cross_entropy") ||
                     !strcmp(loss, "hinge")));
}

int data_class_count(const spec *s, int target)
{
    const end *e = &s->targets[target];
    return e->size == 1 && !e->is_class ? 2 : e->size;
}

class_list *data_classes(arena *a, const spec *s, const char *words, messages *m)
{
    class_list *lists = arena_alloc(a, ((size_t)s->target_count + 1) * sizeof *lists);
    for (int i = 0; i < s->target_count; i++) {
        class_list *l = &lists[i];
        l->is_fixed = words;
        for (const char *at = words; at; at = *at ? at + 1 : NULL) {
            const char *word = arena_printf(a, "%.*s", (int)strcspn(at, ","), at);
            l->word = arena_grow(a, l->word, l->count, &l->capacity, sizeof *l->word);
            l->word[l->count++] = word;
            at += strlen(word);
        }
        if (words && data_tells_classes(s, i) && l->count > data_class_count(s, i)) {
            message_plain(m, EXIT_USAGE, "--classes names %d; target '%s' has %d", l->count,
                          s->targets[i].name, data_class_count(s, i));
            return NULL;
        }
    }
    return lists;
}

/* ---- the words ---- */

/* The end whose name stands before the first =. */
static bool find_end(const reading *r, const char *word, part *to)
{
    const spec *s = r->spec;
    const size_t size = strcspn(word, "=");
    for (int i = 0; i < s->input_count + s->target_count; i++) {
        const bool is_target = i >= s->input_count;
        const end *e = is_target ? &s->targets[i - s->input_count] : &s->inputs[i];
        if (strlen(e->name) == size && !memcmp(e->name, word, size)) {
            *to = (part){ word + size + 1, e, is_target };
            return true;
        }
    }
    return false;
}

static bool add_part(reading *r, parts *all, const char *word)
{
    part one = { .path = word };
    if (strchr(word, '=') && access(word, F_OK) != 0 && !find_end(r, word, &one)) {
        message_plain(r->messages, EXIT_USAGE, "'%s': the network has no end '%.*s'",
                      message_name(r->arena, word), (int)strcspn(word, "="), word);
        return false;
    }
    all->at = arena_grow(r->arena, all->at, all->count, &all->capacity, sizeof *all->at);
    all->at[all->count++] = one;
    return true;
}

/* FILE, NAME=FILE, or several of them with commas between. */
static bool add_word(reading *r, parts *all, const char *word)
{
    if (access(word, F_OK) == 0)
        return add_part(r, all, word);
    for (const char *at = word;; at++) {
        const char *one = arena_printf(r->arena, "%.*s", (int)strcspn(at, ","), at);
        if (!add_part(r, all, one))
            return false;
        at += strlen(one);
        if (!*at)
            return true;
    }
}

/* ---- files ---- */

/* The bytes of a file, unpacked. */
static bool load(reading *r, const part *p, tensors *f)
{
    const char *why;
    arena *a = r->arena;
    size_t size;
    *f = (tensors){ .arena = a, .messages = r->messages, .file = message_name(a, p->path) };
    f->taken.arena = a;
    f->header_limit = MEGABYTE;
    f->limit = DATA_MAX;
    char *bytes = file_read(a, p->path, DATA_MAX, &size, &why);
    if (!bytes) { /* (of a folder, too) */
        message_file(r->messages, EXIT_IO, f->file, "%s", why);
        return false;
    }
    if (is_gzip((unsigned char *)bytes, size)) {
        f->bytes = inflate_bytes(a, (unsigned char *)bytes, size, &f->size, &why);
        arena_resize(a, bytes, 0);
        return f->bytes || data_wrong(r, f->file, 0, "%s", why);
    }
    f->bytes = (unsigned char *)bytes;
    f->size = size;
    if (size < DATA_MAX / DEFLATED - MEGABYTE) /* of a zip file: no more can be packed into it */
        f->limit = DEFLATED * (size + 1024);
    return size || data_wrong(r, f->file, 0, "is empty");
}

static bool is_npy(const tensors *f)
{
    return f->size >= 6 && !memcmp(f->bytes, "\x93NUMPY", 6);
}

static bool is_zip(const tensors *f)
{
    return f->size >= 4 && !memcmp(f->bytes, "PK\3\4", 4);
}

/* npz: arrays by the names of the ends. */
static bool take_named(const reading *r, tensors *f)
{
    const spec *s = r->spec;
    const int count = s->input_count + (r->request->wants_targets ? s->target_count : 0);
    if (!npz_read(f))
        return false;
    for (int i = 0; i < count; i++) {
        const bool is_target = i >= s->input_count;
        const int which = is_target ? i - s->input_count : i;
        const end *e = is_target ? &s->targets[which] : &s->inputs[which];
        const tensor *found = NULL;
        const char *names = "";
        for (int k = 0; k < f->count; k++) {
            found = strcmp(f->at[k].name, e->name) ? found : &f->at[k];
            names = arena_printf(r->arena, "%s%s%s", names, k ? ", " : "", f->at[k].name);
        }
        if (!found)
            return data_wrong(r, f->file, 0, "no array '%s' for the %s; there %s %s", e->name,
                              is_target ? "target" : "input", f->count == 1 ? "is" : "are",
                              f->count ? names : "none");
        if (!array_to_end(r, f, found, which, is_target, 1))
            return false;
    }
    return true;
}

/* An npy or IDX file, for the end that it is said to be for, or the next one. */
static bool take_array(const reading *r, tensors *f, const part *p, int next)
{
    const spec *s = r->spec;
    const bool is_of_bytes = !is_npy(f);
    const bool is_target = p->end ? p->is_target : next >= s->input_count;
    const int which = p->end       ? (int)(p->end - (is_target ? s->targets : s->inputs))
                      : !is_target ? next
                                   : next - s->input_count;
    if (is_target && which >= s->target_count)
        return data_wrong(r, f->file, 0,
                          "is one file more than the network has inputs and targets");
    if (is_target && !r->request->wants_targets)
        return true;
    const data_end *there = is_target ? &r->to->targets[which] : &r->to->inputs[which];
    const end *e = is_target ? &s->targets[which] : &s->inputs[which];
    if (there->rows)
        return data_wrong(r, f->file, 0, "%s has an array already",
                          end_text(r->arena, e, is_target));
    if (!(is_of_bytes ? idx_read(f, e->name) : npy_read(f, e->name, "", f->bytes, f->size)))
        return false;
    return array_to_end(r, f, &f->at[0], which, is_target, is_of_bytes && !is_target ? 255 : 1);
}

static bool check_all(const reading *r, const parts *all)
{
    const spec *s = r->spec;
    const char *file = all->count ? message_name(r->arena, all->at[0].path) : "";
    for (int i = 0; i < s->input_count; i++)
        if (!r->to->inputs[i].rows)
            return data_wrong(r, file, 0, "no array for input '%s' (IMAGES,LABELS or %s=FILE)",
                              s->inputs[i].name, s->inputs[i].name);
    for (int i = 0; i < s->target_count && r->request->wants_targets; i++)
        if (!r->to->targets[i].rows)
            return data_wrong(r, file, 0, "no array for target '%s' (IMAGES,LABELS or %s=FILE)",
                              s->targets[i].name, s->targets[i].name);
    return true;
}

static bool read_parts(reading *r, const parts *all)
{
    for (int i = 0; i < all->count; i++) {
        tensors f;
        if (!load(r, &all->at[i], &f))
            return false;
        if (is_npy(&f) || is_idx(f.bytes, f.size)) {
            if (!take_array(r, &f, &all->at[i], i))
                return false;
        } else if (all->count > 1) {
            return data_wrong(r, f.file, 0,
                              "is neither IDX nor npy, of which several files may be");
        } else if (is_zip(&f)) {
            return take_named(r, &f);
        } else {
            return table_read(r, f.file, (const char *)f.bytes, f.size);
        }
    }
    return check_all(r, all);
}

bool data_read(arena *a, const data_request *q, dataset *to, messages *m)
{
    const spec *s = q->spec;
    reading r = { .arena = a, .messages = m, .request = q, .spec = s, .to = to };
    parts all = { 0 };
    for (int i = 0; i < q->word_count; i++)
        if (!add_word(&r, &all, q->words[i]))
            return false;
    *to = (dataset){ .spec = s, .file = message_name(a, q->words[0]) };
    to->inputs = arena_alloc(a, ((size_t)s->input_count + 1) * sizeof *to->inputs);
    if (q->wants_targets)
        to->targets = arena_alloc(a, ((size_t)s->target_count + 1) * sizeof *to->targets);
    if (!read_parts(&r, &all))
        return false;
    for (int i = 0; i < s->target_count; i++)
        q->classes[i].is_fixed = q->classes[i].is_fixed || q->classes[i].count > 0;
    return true;
}
