/* limits.c - what a spec may use: memory, strings, instructions, processor time.
 *
 * A spec may be hostile. Lua counts its instructions, but not the work inside one: a comparison of
 * long strings, a table that is hashed anew, a C function over 60,000 arguments, a list of jumps
 * that the compiler walks. So the clock is read as well, after so much effort: instructions, calls,
 * bytes allocated, bytes compiled. Each of these is seen often enough that little time passes
 * between two looks. */
#include "spec/front.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MEGABYTE = 1024 * 1024 };

static const size_t memory_max = (size_t)8 * MEGABYTE;
static const size_t allocated_max = (size_t)1024 * MEGABYTE; /* copies of strings, mostly */
static const size_t string_max = (size_t)64 * 1024;
static const double seconds_max = 1;
enum { STEPS_MAX = 10 * 1000 * 1000 / LIMITS_SHARE, STEPS_AT_ONCE = 1000 };

/* ---- time ---- */

/* In units of about an instruction, as it mostly is. */
enum { EFFORT_MAX = 4096, EFFORT_OF_CALL = 64, EFFORT_OF_PIECE = 512, BYTES_A_UNIT = 256 };

static double processor_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Whether there is time left, after so much effort. */
static bool spend(sandbox *s, size_t effort)
{
    if (s->effort < 0) /* over */
        return false;
    s->effort += effort < EFFORT_MAX ? (int)effort : EFFORT_MAX;
    if (s->effort < EFFORT_MAX)
        return true;
    s->effort = processor_time() - s->started > seconds_max ? -1 : 0;
    return s->effort == 0;
}

/* ---- memory ---- */

static void *refuse(sandbox *s, limit which)
{
    int line = !s->lua ? 0 : s->load_line ? s->load_line : problems_line(s->lua);
    s->stop = which;
    if (line)
        s->stop_line = line;
    return NULL;
}

/* The lua_Alloc of the state; `old` of a new block is the type of the object. Memory that ends for
 * everyone is no matter of the spec's: the arena leaves. */
static void *allocate(void *data, void *block, size_t old, size_t size)
{
    sandbox *s = data;
    size_t held = block ? old : 0;
    if (size > held) {
        size_t more = size - held;
        if (!block && old == LUA_TSTRING && size > string_max)
            return refuse(s, LIMIT_STRING);
        if (more > memory_max - s->memory || more > allocated_max - s->allocated)
            return refuse(s, LIMIT_MEMORY);
        if (!spend(s, 1 + size / BYTES_A_UNIT))
            return refuse(s, LIMIT_TIME);
    }
    void *moved = arena_resize(s->arena, block, size);
    s->memory += size - held;
    s->allocated += size > held ? size - held : 0;
    return moved;
}

lua_State *limits_open(sandbox *s)
{
    s->started = processor_time();
    return lua_newstate(allocate, s);
}

/* ---- instructions and calls ---- */

static void stop(lua_State *L, limit which)
{
    lua_sethook(L, NULL, 0, 0);
    refuse(sandbox_of(L), which);
    luaL_error(L, "stopped");
}

static void watch(lua_State *L, lua_Debug *event)
{
    sandbox *s = sandbox_of(L);
    switch (event->event) {
    case LUA_HOOKCOUNT:
        s->steps += STEPS_AT_ONCE;
        if (s->steps >= STEPS_MAX)
            stop(L, LIMIT_STEPS);
        if (!spend(s, STEPS_AT_ONCE))
            stop(L, LIMIT_TIME);
        break;
    case LUA_HOOKRET:
        if (s->main_frame == (void *)event->i_ci) {
            lua_getinfo(L, "l", event);
            s->end_line = event->currentline;
            s->main_frame = NULL;
        }
        break;
    default:
        if (!s->main_frame && !s->end_line) /* the first call of all */
            s->main_frame = (void *)event->i_ci;
        if (!spend(s, EFFORT_OF_CALL))
            stop(L, LIMIT_TIME);
        break;
    }
}

void limits_count(lua_State *L)
{
    lua_sethook(L, watch, LUA_MASKCOUNT | LUA_MASKCALL | LUA_MASKRET, STEPS_AT_ONCE);
}

/* ---- compiling ---- */

enum { PIECE = 256 };

/* The lua_Reader: the text a piece of a line at a time, so that the line is known and the clock is
 * read. */
static const char *next_piece(lua_State *L, void *data, size_t *size)
{
    sandbox *s = data;
    const char *piece = s->text + s->taken;
    size_t left = s->size - s->taken, length = left < PIECE ? left : PIECE;
    if (!spend(s, EFFORT_OF_PIECE))
        stop(L, LIMIT_TIME);
    if (s->taken > 0 && piece[-1] == '\n')
        s->load_line++;
    const char *end = memchr(piece, '\n', length);
    *size = end ? (size_t)(end - piece) + 1 : length;
    s->taken += *size;
    return *size ? piece : NULL;
}

int limits_load(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    s->load_line = 1;
    int status = lua_load(L, next_piece, s, SPEC_CHUNK, "t");
    if (status == LUA_OK)
        s->load_line = 0;
    return status;
}

/* ---- messages ---- */

const char *limits_message(const sandbox *s)
{
    switch (s->stop) {
    case LIMIT_MEMORY:
        return arena_printf(s->arena, "the spec wants more than %zu MB of memory",
                            memory_max / MEGABYTE);
    case LIMIT_STRING:
        return arena_printf(s->arena, "the spec makes a string of more than %zu bytes", string_max);
    case LIMIT_STEPS:
        return arena_printf(s->arena, "the spec runs more than %d million instructions",
                            STEPS_MAX / 1000000);
    case LIMIT_TIME:
        return arena_printf(s->arena, "the spec takes more than %g second of processor time",
                            seconds_max);
    default: return NULL;
    }
}
