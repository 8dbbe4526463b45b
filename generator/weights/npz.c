/* npz.c - NumPy's npz: a zip file of npy arrays, stored or deflated. */
#include <string.h>
#include <zip.h>

#include "weights/tensors.h"

/* libzip's, which end with the arena. */
typedef struct archive {
    zip_error_t error;
    zip_source_t *source; /* while it is not the archive's */
    zip_t *zip;
    zip_file_t *file;
} archive;

static void end_archive(void *data)
{
    archive *z = data;
    if (z->file)
        zip_fclose(z->file);
    if (z->zip)
        zip_discard(z->zip);
    if (z->source)
        zip_source_free(z->source);
    zip_error_fini(&z->error);
    *z = (archive){ 0 };
}

static archive *new_archive(arena *a)
{
    archive *z = arena_alloc(a, sizeof *z);
    zip_error_init(&z->error);
    arena_at_end(a, end_archive, z);
    return z;
}

/* What zip says is wrong. Does not come back where it is memory. */
static const char *reason(arena *a, zip_error_t *error)
{
    if (zip_error_code_zip(error) == ZIP_ER_MEMORY)
        arena_leave(a, LEFT_NO_MEMORY);
    return arena_copy(a, zip_error_strerror(error));
}

/* ---- reading ---- */

/* Entry number i: as many bytes as its directory says, all of them. */
static bool read_entry(tensors *f, archive *z, zip_uint64_t i, size_t *used)
{
    enum { ENDING = 4 };
    zip_stat_t stat;
    if (zip_stat_index(z->zip, i, 0, &stat) != 0 ||
        (stat.valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE)) != (ZIP_STAT_NAME | ZIP_STAT_SIZE))
        return tensors_wrong(f, "entry %llu: %s", (unsigned long long)i + 1,
                             reason(f->arena, zip_get_error(z->zip)));
    const size_t length = strlen(stat.name), room = f->limit - *used;
    if (length < ENDING || strcmp(stat.name + length - ENDING, ".npy") != 0)
        return tensors_wrong(f, "entry '%s' is no npy array", stat.name);
    if (stat.size > room)
        return tensors_wrong(f,
                             "entry '%s' would have %llu bytes, more than this network's "
                             "weights can take",
                             stat.name, (unsigned long long)stat.size);
    const size_t size = (size_t)stat.size;
    *used += size;
    char *bytes = arena_resize(f->arena, NULL, size + 1);
    z->file = zip_fopen_index(z->zip, i, 0);
    if (!z->file)
        return tensors_wrong(f, "entry '%s': %s", stat.name,
                             reason(f->arena, zip_get_error(z->zip)));
    size_t done = 0;
    zip_int64_t got;
    while ((got = zip_fread(z->file, bytes + done, size + 1 - done)) > 0 && done <= size)
        done += (size_t)got;
    if (got < 0)
        return tensors_wrong(f, "entry '%s': %s", stat.name,
                             reason(f->arena, zip_file_get_error(z->file)));
    zip_fclose(z->file);
    z->file = NULL;
    if (done != size)
        return tensors_wrong(f, "entry '%s' has not the %zu bytes that its directory says",
                             stat.name, size);
    const char *name = arena_printf(f->arena, "%.*s", (int)(length - ENDING), stat.name);
    const char *what = arena_printf(f->arena, "entry '%s' ", stat.name);
    return npy_read(f, name, what, (const unsigned char *)bytes, size);
}

bool npz_read(tensors *f)
{
    archive *z = new_archive(f->arena);
    z->source = zip_source_buffer_create(f->bytes, f->size, 0, &z->error);
    if (z->source)
        z->zip = zip_open_from_source(z->source, ZIP_RDONLY, &z->error);
    if (!z->zip)
        return tensors_wrong(f, "%s", reason(f->arena, &z->error));
    z->source = NULL; /* the archive's */
    size_t used = 0;
    const zip_int64_t count = zip_get_num_entries(z->zip, 0);
    bool is_good = true;
    for (zip_int64_t i = 0; i < count && is_good; i++)
        is_good = read_entry(f, z, (zip_uint64_t)i, &used);
    end_archive(z);
    return is_good;
}

/* ---- writing ---- */

static bool add_entry(archive *z, const zip_entry *e)
{
    enum { DAY = 1 << 5 | 1 }; /* 1 January 1980: no dates */
    zip_source_t *source = zip_source_buffer(z->zip, e->bytes, e->size, 0);
    const zip_int64_t at = source ? zip_file_add(z->zip, e->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        if (source)
            zip_source_free(source);
        return false;
    }
    return zip_set_file_compression(z->zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0 &&
           zip_file_set_dostime(z->zip, (zip_uint64_t)at, 0, DAY, 0) == 0;
}

/* The bytes of a source that is written. */
static bool take_bytes(text *out, archive *z)
{
    enum { PIECE = 64 * 1024 };
    char *piece = arena_resize(out->arena, NULL, PIECE);
    zip_int64_t got;
    if (zip_source_open(z->source) != 0)
        return false;
    while ((got = zip_source_read(z->source, piece, PIECE)) > 0)
        text_add_bytes(out, piece, (size_t)got);
    zip_source_close(z->source);
    arena_resize(out->arena, piece, 0);
    return got == 0;
}

bool npz_write(text *out, const zip_entry *entries, int count, const char **why)
{
    archive *z = new_archive(out->arena);
    z->source = zip_source_buffer_create(NULL, 0, 0, &z->error);
    if (z->source)
        z->zip = zip_open_from_source(z->source, ZIP_TRUNCATE, &z->error);
    if (!z->zip) {
        *why = reason(out->arena, &z->error);
        return false;
    }
    zip_source_keep(z->source); /* the archive's, and ours */
    bool is_good = true;
    for (int i = 0; i < count && is_good; i++)
        is_good = add_entry(z, &entries[i]);
    if (is_good && zip_close(z->zip) == 0)
        z->zip = NULL;
    if (z->zip)
        *why = reason(out->arena, zip_get_error(z->zip));
    else if (!take_bytes(out, z))
        *why = reason(out->arena, zip_source_error(z->source));
    else
        *why = NULL;
    end_archive(z);
    return !*why;
}
