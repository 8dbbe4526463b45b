/* sandbox.c - a Lua state that cannot hurt: memory, string and instruction limits, one protected
 * call, and Lua's errors told as messages of the spec.
 *
 * A spec may be hostile. It sees no function that reads, writes, loads or matches patterns;
 * here it is kept from running for ever. The instruction count does not see the work inside one
 * instruction, so long strings and the sum of all allocations are limited too. */
#include "spec/front.h"

#include <stdlib.h>
#include <string.h>

enum { MEGABYTE = 1024 * 1024 };

static const size_t memory_max = 8 * MEGABYTE;
static const size_t allocated_max = (size_t)1024 * MEGABYTE; /* copies of strings, mostly */
static const size_t string_max = 64 * 1024;
enum { STEPS_MAX = 10 * 1000 * 1000 };

sandbox *sandbox_of(lua_State *L)
{
    return *(sandbox **)lua_getextraspace(L);
}

int sandbox_line(lua_State *L)
{
    const sandbox *s = sandbox_of(L);
    lua_Debug frame;
    for (int level = 0; lua_getstack(L, level, &frame); level++) {
        if (s->at_frame && (void *)frame.i_ci == s->at_frame)
            return s->at_line;
        lua_getinfo(L, "Sl", &frame);
        if (!strcmp(frame.source, SPEC_CHUNK))
            return frame.currentline;
    }
    return 0;
}

int sandbox_problem(lua_State *L, int line, const char *format, ...)
{
    sandbox *s = sandbox_of(L);
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(s->arena, format, arguments);
    va_end(arguments);
    message_add(s->messages, line, "%s", text);
    if (s->messages->count >= MESSAGES_MAX)
        luaL_error(L, "enough");
    poison_push(L, NULL);
    return 1;
}

/* ---- limits ---- */

static void *refuse(sandbox *s, limit which)
{
    int line = s->lua ? sandbox_line(s->lua) : 0;
    s->stop = which;
    if (line)
        s->stop_line = line;
    return NULL;
}

/* The lua_Alloc of the state; `old` of a new block is the type of the object. */
static void *allocate(void *data, void *block, size_t old, size_t size)
{
    sandbox *s = data;
    size_t held = block ? old : 0;
    if (!size) {
        free(block);
        s->memory -= held;
        return NULL;
    }
    if (size > held) {
        size_t more = size - held;
        if (!block && old == LUA_TSTRING && size > string_max)
            return refuse(s, LIMIT_STRING);
        if (more > memory_max - s->memory || more > allocated_max - s->allocated)
            return refuse(s, LIMIT_MEMORY);
    }
    void *moved = realloc(block, size);
    if (!moved)
        return refuse(s, LIMIT_MEMORY);
    s->memory += size - held;
    s->allocated += size > held ? size - held : 0;
    return moved;
}

static void too_many_steps(lua_State *L, lua_Debug *frame)
{
    (void)frame;
    sandbox *s = sandbox_of(L);
    lua_sethook(L, NULL, 0, 0);
    refuse(s, LIMIT_STEPS);
    luaL_error(L, "too many instructions");
}

void sandbox_count_steps(lua_State *L)
{
    lua_sethook(L, too_many_steps, LUA_MASKCOUNT, STEPS_MAX);
}

/* ---- errors ---- */

/* Message handler: notes the line and leaves a string. */
static int note_error(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    if (s->stop != LIMIT_STEPS)
        s->stop_line = sandbox_line(L);
    if (!lua_isstring(L, 1))
        lua_pushfstring(L, "error: wants a message, got a %s value", luaL_typename(L, 1));
    else
        lua_tostring(L, 1);
    return 1;
}

/* Lua's "spec:12: text" as line 12 and "text"; other places ("prelude:3: ") are dropped. */
static const char *split_place(const char *text, int *line)
{
    static const char *const chunks[] = { "spec:", "prelude:" };
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(chunks[i]);
        if (strncmp(text, chunks[i], length))
            continue;
        char *end;
        long number = strtol(text + length, &end, 10);
        if (end == text + length || strncmp(end, ": ", 2))
            continue;
        if (i == 0)
            *line = (int)number;
        return end + 2;
    }
    return text;
}

/* Once there are messages, a failure is most likely a consequence: a loop that ends on a value
 * that has become a poison, and so on. */
static void report_failure(sandbox *s, int status, const char *error)
{
    if (s->messages->count > 0)
        return;
    int line = s->stop_line;
    if (status == LUA_ERRMEM && s->stop == LIMIT_STRING) {
        message_add(s->messages, line, "the spec makes a string of more than %zu bytes",
                    string_max);
    } else if (status == LUA_ERRMEM) {
        message_add(s->messages, line, "the spec wants more than %zu MB of memory",
                    memory_max / MEGABYTE);
    } else if (s->stop == LIMIT_STEPS) {
        message_add(s->messages, line, "the spec runs more than %d million instructions",
                    STEPS_MAX / 1000000);
    } else {
        const char *text = split_place(error, &line);
        if (strstr(text, "stack overflow"))
            text = "stack overflow: a function calls itself without end";
        message_add(s->messages, line, "%s", text);
    }
}

bool sandbox_run(sandbox *s, lua_CFunction body)
{
    lua_State *L = lua_newstate(allocate, s);
    if (!L) {
        message_plain(s->messages, EXIT_IO, "no memory to run Lua");
        return false;
    }
    *(sandbox **)lua_getextraspace(L) = s;
    s->lua = L;
    lua_pushcfunction(L, note_error);
    lua_pushcfunction(L, body);
    int status = lua_pcall(L, 0, 0, 1);
    words_report_unknown(s);
    if (status != LUA_OK) {
        const char *error = lua_tostring(L, -1);
        report_failure(s, status, error ? error : "unknown error");
    }
    s->lua = NULL;
    lua_close(L);
    return s->messages->count == 0;
}
