/* npy.c - NumPy's arrays: magic and version, the length of a header, the header (a Python dict of
 * descr, fortran_order and shape), and the numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weights/tensors.h"

typedef struct cursor { /* in the header */
    const char *at, *end;
} cursor;

static void skip_blanks(cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n'))
        c->at++;
}

static bool skip(cursor *c, char wanted)
{
    skip_blanks(c);
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool skip_word(cursor *c, const char *word)
{
    const size_t size = strlen(word);
    skip_blanks(c);
    if ((size_t)(c->end - c->at) < size || memcmp(c->at, word, size) != 0)
        return false;
    c->at += size;
    return true;
}

/* 'text' */
static bool read_string(arena *a, cursor *c, const char **to)
{
    const char quote = skip(c, '\'') ? '\'' : skip(c, '"') ? '"' : '\0';
    const char *end = quote ? memchr(c->at, quote, (size_t)(c->end - c->at)) : NULL;
    if (!end)
        return false;
    *to = arena_printf(a, "%.*s", (int)(end - c->at), c->at);
    c->at = end + 1;
    return true;
}

static bool read_size(cursor *c, size_t *to)
{
    skip_blanks(c);
    const char *first = c->at;
    for (*to = 0; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
        const size_t digit = (size_t)(*c->at - '0');
        if (*to > (SIZE_MAX - digit) / 10)
            return false;
        *to = *to * 10 + digit;
    }
    return c->at > first;
}

/* (), (3,), (3, 4) */
static bool read_shape(cursor *c, tensor *t)
{
    if (!skip(c, '('))
        return false;
    while (!skip(c, ')')) {
        if (t->rank == TENSOR_AXES || !read_size(c, &t->shape[t->rank++]))
            return false;
        if (!skip(c, ','))
            return t->rank > 1 && skip(c, ')');
    }
    return true;
}

/* "<f4": byte order, kind, bytes of one. */
static void set_type(tensor *t, const char *type)
{
    static const struct {
        const char *name;
        number_type type;
    } known[] = { { "f2", TYPE_F16 }, { "f4", TYPE_F32 }, { "f8", TYPE_F64 }, { "b1", TYPE_BOOL },
                  { "u1", TYPE_U8 },  { "i1", TYPE_I8 },  { "u2", TYPE_U16 }, { "i2", TYPE_I16 },
                  { "u4", TYPE_U32 }, { "i4", TYPE_I32 }, { "u8", TYPE_U64 }, { "i8", TYPE_I64 } };
    t->type = TYPE_OTHER;
    t->type_name = type;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((*type == '<' || *type == '>' || *type == '|') && !strcmp(type + 1, known[i].name)) {
            t->type = known[i].type;
            t->type_name = tensor_is_real(t) ? type_names[t->type] : type;
        }
    t->is_big_endian = *type == '>';
}

/* Each of the three keys once, and nothing else. */
static bool read_header(arena *a, cursor *c, tensor *t)
{
    unsigned seen = 0;
    const char *key, *type;
    if (!skip(c, '{'))
        return false;
    while (!skip(c, '}')) {
        unsigned now;
        if (!read_string(a, c, &key) || !skip(c, ':'))
            return false;
        if (!strcmp(key, "descr")) {
            now = 1;
            if (!read_string(a, c, &type))
                return false;
            set_type(t, type);
        } else if (!strcmp(key, "fortran_order")) {
            now = 2;
            t->is_column_major = skip_word(c, "True");
            if (!t->is_column_major && !skip_word(c, "False"))
                return false;
        } else if (!strcmp(key, "shape")) {
            now = 4;
            if (seen & now || !read_shape(c, t))
                return false;
        } else {
            return false;
        }
        if (seen & now)
            return false;
        seen |= now;
        if (!skip(c, ',')) {
            if (!skip(c, '}'))
                return false;
            break;
        }
    }
    skip_blanks(c);
    return seen == 7 && c->at == c->end;
}

bool npy_read(tensors *f, const char *name, const char *what, const unsigned char *bytes,
              size_t size)
{
    enum { MAGIC = 6, SHORT = 10, LONG = 12 };
    tensor t = { .name = name };
    if (size < SHORT || memcmp(bytes, "\x93NUMPY", MAGIC) != 0)
        return tensors_wrong(f, "%sis no npy array", what);
    const unsigned version = bytes[MAGIC];
    const size_t before = version == 1 ? SHORT : LONG;
    if (version < 1 || version > 3)
        return tensors_wrong(f, "%sis an npy array of version %u, which is unknown", what, version);
    size_t length = size < before ? size : bytes[8] | (size_t)bytes[9] << 8;
    if (version > 1 && size >= before)
        length |= (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24;
    if (size >= before && length > f->header_limit)
        return tensors_wrong(f, "%sa header of %zu bytes is more than this network can need", what,
                             length);
    if (size < before || length > size - before)
        return tensors_wrong(f, "%sis cut off in its header", what);
    cursor c = { (const char *)bytes + before, (const char *)bytes + before + length };
    if (!read_header(f->arena, &c, &t))
        return tensors_wrong(f,
                             "%shas a header that is not descr, fortran_order and shape of an "
                             "array of numbers",
                             what);
    size_t wanted;
    const size_t there = size - before - length;
    t.bytes = bytes + before + length;
    if (!tensor_bytes(&t, &wanted) || (t.type != TYPE_OTHER && wanted > there))
        return tensors_wrong(f, "%sis cut off: %zu bytes for %s of shape %s", what, there,
                             t.type_name, tensor_shape(f->arena, &t));
    if (t.type != TYPE_OTHER && wanted < there)
        return tensors_wrong(f, "%shas %zu bytes behind its numbers", what, there - wanted);
    return tensors_add(f, &t);
}

void npy_head(text *out, const char *type, int rank, const size_t *shape)
{
    enum { ALIGNED = 64, BEFORE = 10 };
    text dict = { .arena = out->arena };
    text_add(&dict, "{'descr': '%s', 'fortran_order': False, 'shape': (", type);
    for (int i = 0; i < rank; i++)
        text_add(&dict, "%s%zu", i > 0 ? ", " : "", shape[i]);
    text_add(&dict, "%s), }", rank == 1 ? "," : "");
    while ((BEFORE + dict.size + 1) % ALIGNED) /* numbers begin at a multiple of 64 bytes */
        text_add(&dict, " ");
    text_add(&dict, "\n");
    const char head[BEFORE] = "\x93NUMPY\1\0";
    text_add_bytes(out, head, 8);
    text_add_bytes(out, (const char[]){ (char)(dict.size & 255), (char)(dict.size >> 8) }, 2);
    text_add_bytes(out, dict.at, dict.size);
}
