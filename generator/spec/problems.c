/* problems.c - what is wrong with a spec, told with its line and on whose behalf it ran. */
#include "spec/front.h"

#include <stdlib.h>
#include <string.h>

enum { PROBLEMS_MAX = 1000 }; /* with those that repeat themselves */

/* ---- places ---- */

typedef struct place {
    int line;
    bool is_own; /* of a function of the spec, not of what the prelude does for a line of it */
    void *frame;
} place;

static place find_place(lua_State *L)
{
    const sandbox *s = sandbox_of(L);
    lua_Debug frame;
    for (int level = 0; lua_getstack(L, level, &frame); level++) {
        void *at = (void *)frame.i_ci;
        if (s->at.frame && at == s->at.frame)
            return (place){ .line = s->at.line, .frame = at };
        lua_getinfo(L, "Sl", &frame);
        if (!strcmp(frame.source, SPEC_CHUNK))
            return (place){ .line = frame.currentline, .is_own = true, .frame = at };
    }
    return (place){ 0 };
}

int problems_line(lua_State *L)
{
    return find_place(L).line;
}

/* The line of the spec's own text that is running, below all functions. */
static int main_line(lua_State *L)
{
    lua_Debug frame = { .i_ci = sandbox_of(L)->main_frame };
    lua_getinfo(L, "l", &frame);
    return frame.currentline;
}

const char *problems_where(lua_State *L)
{
    const sandbox *s = sandbox_of(L);
    place p = find_place(L);
    if (s->at.frame && s->at.label) {
        if (p.is_own && p.line != s->at.line)
            return arena_printf(s->arena, "%s of line %d: ", s->at.label, s->at.line);
        return arena_printf(s->arena, "%s: ", s->at.label);
    }
    if (p.is_own && s->main_frame && p.frame != s->main_frame && main_line(L) != p.line)
        return arena_printf(s->arena, "in the call of line %d: ", main_line(L));
    return "";
}

/* ---- messages ---- */

static int keep(lua_State *L, int line, const char *where, const char *format, va_list arguments)
{
    sandbox *s = sandbox_of(L);
    message_add(s->messages, line, "%s%s", where, arena_vprintf(s->arena, format, arguments));
    if (s->messages->count >= MESSAGES_MAX || ++s->problems >= PROBLEMS_MAX)
        luaL_error(L, "enough");
    poison_push(L, NULL);
    return 1;
}

int problem(lua_State *L, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(L, problems_line(L), problems_where(L), format, arguments);
    va_end(arguments);
    return 1;
}

int problem_at(lua_State *L, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(L, line, "", format, arguments);
    va_end(arguments);
    return 1;
}
