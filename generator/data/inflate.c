/* inflate.c - what gzip has packed. */
#define ZLIB_CONST
#include <limits.h>
#include <string.h>
#include <zlib.h>

#include "data/reading.h"

typedef struct unpacking {
    z_stream stream;
    bool is_open;
} unpacking;

static void end_unpacking(void *data)
{
    unpacking *u = data;
    if (u->is_open)
        inflateEnd(&u->stream);
    u->is_open = false;
}

bool is_gzip(const unsigned char *bytes, size_t size)
{
    return size > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

/* One more piece of input; what zlib says. */
static int feed(z_stream *s, const unsigned char **at, size_t *left)
{
    const size_t most = UINT_MAX / 2;
    if (s->avail_in == 0) {
        s->next_in = *at;
        s->avail_in = (uInt)(*left < most ? *left : most);
        *at += s->avail_in;
        *left -= s->avail_in;
    }
    return inflate(s, Z_NO_FLUSH);
}

static const char *stopped(arena *a, int status)
{
    if (status == Z_MEM_ERROR)
        arena_leave(a, LEFT_NO_MEMORY);
    return status == Z_BUF_ERROR ? "is cut off: gzip's data have no end" : "is damaged gzip data";
}

unsigned char *inflate_bytes(arena *a, const unsigned char *bytes, size_t size, size_t *unpacked,
                             const char **why)
{
    enum { GZIP = 16 + MAX_WBITS };
    unpacking *u = arena_alloc(a, sizeof *u);
    arena_at_end(a, end_unpacking, u);
    int status = inflateInit2(&u->stream, GZIP);
    if (status != Z_OK)
        stopped(a, Z_MEM_ERROR);
    u->is_open = true;
    size_t room = 4 * size + 1024, used = 0;
    room = room < DATA_MAX ? room : DATA_MAX + 1;
    unsigned char *to = arena_resize(a, NULL, room + 1);
    for (*why = NULL; !*why;) {
        const size_t free_room = room - used < UINT_MAX / 2 ? room - used : UINT_MAX / 2;
        u->stream.next_out = to + used;
        u->stream.avail_out = (uInt)free_room;
        status = feed(&u->stream, &bytes, &size);
        used += free_room - u->stream.avail_out;
        const size_t left = size + u->stream.avail_in;
        if (used > DATA_MAX) {
            *why = arena_printf(a, "is unpacked larger than %zu bytes", DATA_MAX);
        } else if (status == Z_STREAM_END && left == 0) {
            break;
        } else if (status == Z_STREAM_END) { /* another member follows */
            inflateReset(&u->stream);
        } else if (status != Z_OK && !(status == Z_BUF_ERROR && used == room)) {
            *why = stopped(a, status);
        } else if (used == room) {
            room = room < DATA_MAX / 2 ? 2 * room : DATA_MAX + 1;
            to = arena_resize(a, to, room + 1);
        }
    }
    end_unpacking(u);
    to[used] = '\0';
    *unpacked = used;
    return *why ? NULL : to;
}
