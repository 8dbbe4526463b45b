/* checkpoint.c - a training that goes on later: an npz file of parameters, the best so far, the
 * optimizer as it lies in memory, counters, and the table of the epochs. The order of an epoch
 * follows from the seed and its number. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/points.h"
#include "command/train.h"
#include "weights/tensors.h"

enum {
    /* clang-format off */
    SAVED_RUNTIME, SAVED_SAMPLES, SAVED_VALIDATION, SAVED_BATCH, SAVED_SEED_HIGH, SAVED_SEED_LOW,
    SAVED_SHUFFLED, SAVED_DATA, SAVED_EPOCH, SAVED_BEST_EPOCH, SAVED_BEST, SAVED_COUNT
    /* clang-format on */
};
enum { ROW = sizeof(epoch_row) / sizeof(double) };

static const char *type_of(const engine *e)
{
    return e->library && !e->spec->is_double ? "<f4" : "<f8";
}

static void save_state(const training *t, double *state)
{
    state[SAVED_RUNTIME] = !t->base.engine.library;
    state[SAVED_SAMPLES] = (double)t->train.count;
    state[SAVED_VALIDATION] = (double)t->validation.count;
    state[SAVED_BATCH] = t->base.spec->batch;
    state[SAVED_SEED_HIGH] = (double)(t->seed >> 32);
    state[SAVED_SEED_LOW] = (double)(t->seed & UINT32_MAX);
    state[SAVED_SHUFFLED] = t->is_shuffled;
    state[SAVED_DATA] = t->fingerprint;
    state[SAVED_EPOCH] = (double)t->now->epoch;
    state[SAVED_BEST_EPOCH] = (double)t->now->best_epoch;
    state[SAVED_BEST] = t->now->best;
}

static zip_entry array_of(arena *a, const char *name, const char *type, size_t count,
                          const void *bytes, size_t size)
{
    text head = { .arena = a };
    npy_head(&head, type, 1, &count);
    char *all = arena_resize(a, NULL, head.size + size + 1);
    memcpy(all, head.at, head.size);
    memcpy(all + head.size, bytes, size);
    return (zip_entry){ arena_printf(a, "%s.npy", name), all, head.size + size };
}

bool checkpoint_write(training *t, messages *m)
{
    const engine *e = &t->base.engine;
    arena *a = t->base.arena;
    const char *path = t->base.request->options.checkpoint, *why = NULL;
    const size_t count = e->spec->parameter_scalars, epochs = (size_t)t->now->epoch;
    double state[SAVED_COUNT];
    save_state(t, state);
    const zip_entry entries[] = {
        array_of(a, "parameters", type_of(e), count, e->p, e->parameters_size),
        array_of(a, "best", type_of(e), count, t->best, e->parameters_size),
        array_of(a, "optimizer", "|u1", e->optimizer_size, e->o, e->optimizer_size),
        array_of(a, "state", "<f8", SAVED_COUNT, state, sizeof state),
        array_of(a, "epochs", "<f8", ROW * epochs, t->history, epochs * sizeof *t->history),
    };
    const int arrays = sizeof entries / sizeof *entries;
    text all = { .arena = a };
    const bool is_made = npz_write(&all, entries, arrays, &why);
    const output file = { path, all.at, all.size };
    const bool is_written = is_made && files_write_or_tell(a, &file, 1, m);
    for (int i = 0; i < arrays; i++) /* the arena is not to grow with the epochs */
        arena_resize(a, (void *)(uintptr_t)entries[i].bytes, 0);
    if (all.is_block)
        arena_resize(a, all.at, 0);
    if (!is_made)
        message_file(m, EXIT_IO, message_name(a, path), "%s", why);
    return is_written;
}

/* ---- reading ---- */

/* The numbers of an array that has as many bytes as are wanted; NULL with a message added. */
static const unsigned char *find(tensors *f, const char *name, size_t size)
{
    for (int i = 0; i < f->count; i++) {
        size_t bytes;
        const tensor *t = &f->at[i];
        if (strcmp(t->name, name) != 0)
            continue;
        if (t->type != TYPE_OTHER && tensor_bytes(t, &bytes) && bytes == size)
            return t->bytes;
        tensors_wrong(f, "is no checkpoint of this network: '%s' is of another size", name);
        return NULL;
    }
    tensors_wrong(f, "is no checkpoint: there is no '%s'", name);
    return NULL;
}

/* Whether what was saved is this training: else the bits would be others. */
static bool check_state(tensors *f, const training *t, const double *state)
{
    static const char *const names[] = { "another engine",
                                         "other samples to train on",
                                         "other samples to validate with",
                                         "another batch",
                                         "another seed",
                                         "another seed",
                                         "another shuffle" };
    double ours[SAVED_COUNT];
    save_state(t, ours);
    for (int i = 0; i < SAVED_DATA; i++)
        if (state[i] != ours[i])
            return tensors_wrong(f, "is of a training with %s: %.0f, not %.0f", names[i], state[i],
                                 ours[i]);
    if (state[SAVED_DATA] != ours[SAVED_DATA])
        return tensors_wrong(f, "is of a training with other data");
    const double epoch = state[SAVED_EPOCH];
    return (epoch >= 1 && epoch <= 1e6 && epoch == (double)(uint64_t)epoch &&
            state[SAVED_BEST_EPOCH] >= 1 && state[SAVED_BEST_EPOCH] <= epoch) ||
           tensors_wrong(f, "is no checkpoint: its counters are none");
}

static bool take(tensors *f, training *t)
{
    const engine *e = &t->base.engine;
    double state[SAVED_COUNT];
    const unsigned char *at = find(f, "state", sizeof state);
    if (!at)
        return false;
    memcpy(state, at, sizeof state);
    if (!check_state(f, t, state))
        return false;
    const uint64_t epoch = (uint64_t)state[SAVED_EPOCH];
    const unsigned char *p = find(f, "parameters", e->parameters_size);
    const unsigned char *best = p ? find(f, "best", e->parameters_size) : NULL;
    const unsigned char *o = best ? find(f, "optimizer", e->optimizer_size) : NULL;
    const unsigned char *epochs = o ? find(f, "epochs", (size_t)epoch * sizeof *t->history) : NULL;
    if (!epochs)
        return false;
    if (epoch >= t->epochs)
        return tensors_wrong(f, "has %llu epochs already: --epochs %llu asks for no more",
                             (unsigned long long)epoch, (unsigned long long)t->epochs);
    memcpy(e->p, p, e->parameters_size);
    memcpy(t->best, best, e->parameters_size);
    memcpy(e->o, o, e->optimizer_size);
    memcpy(t->history, epochs, (size_t)epoch * sizeof *t->history);
    t->now->epoch = epoch;
    t->now->best_epoch = (uint64_t)state[SAVED_BEST_EPOCH];
    t->now->best = state[SAVED_BEST];
    return true;
}

bool checkpoint_read(training *t, messages *m)
{
    arena *a = t->base.arena;
    const engine *e = &t->base.engine;
    const char *why, *path = t->base.request->options.resume;
    tensors f = { .arena = a, .messages = m, .file = message_name(a, path) };
    f.taken.arena = a;
    f.header_limit = 1024;
    f.limit = 2 * e->parameters_size + e->optimizer_size +
              (size_t)t->epochs * sizeof *t->history * 2 + 65536;
    f.bytes = (const unsigned char *)file_read(a, path, f.limit, &f.size, &why);
    if (!f.bytes) {
        message_file(m, EXIT_IO, f.file, "%s", why);
        return false;
    }
    return npz_read(&f) && take(&f, t);
}
