/* sandbox.c - a Lua state that cannot hurt: one protected call within limits, and Lua's errors
 * told as messages of the spec. A spec sees no function that reads, writes, loads or matches
 * patterns. */
#include "spec/front.h"

#include <stdlib.h>
#include <string.h>

sandbox *sandbox_of(lua_State *L)
{
    return *(sandbox **)lua_getextraspace(L);
}

/* Message handler: notes where the error rose, and leaves a string. */
static int note_error(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    if (s->stop < LIMIT_STEPS && !s->load_line) {
        s->stop_line = problems_line(L);
        s->where = problems_where(L);
    }
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
        if (strncmp(text, chunks[i], length) != 0)
            continue;
        char *end;
        long number = strtol(text + length, &end, 10);
        if (end == text + length || strncmp(end, ": ", 2) != 0)
            continue;
        if (i == 0)
            *line = (int)number;
        return end + 2;
    }
    return text;
}

/* Lua's own words for what a spec runs into, in the spec's terms. */
static const char *in_terms_of_spec(const sandbox *s, const char *text)
{
    if (!text[strspn(text, " \t\r\n")])
        return "error: wants a message, got a blank one";
    if (strstr(text, "stack overflow"))
        return s->load_line ? "nested too deep: Lua reads some 190 levels of parentheses, braces, "
                              "functions and blocks"
                            : "stack overflow: a function calls itself without end";
    if (strstr(text, "needs too many registers"))
        return arena_printf(s->arena, "%s: of many nodes write concat { a, b, ... }", text);
    return text;
}

/* Once there are messages, a failure is most likely a consequence: a loop that ends on a value
 * that has become a poison, and so on. */
static void report_failure(sandbox *s, int status, const char *error)
{
    if (s->messages->count > 0)
        return;
    int line = s->load_line ? s->load_line : s->stop_line;
    if (status == LUA_ERRMEM || s->stop >= LIMIT_STEPS) {
        message_add(s->messages, line, "%s", limits_message(s));
    } else {
        const char *text = in_terms_of_spec(s, split_place(error, &line));
        message_add(s->messages, line, "%s%s", s->where ? s->where : "", text);
    }
}

bool sandbox_run(sandbox *s, lua_CFunction body)
{
    lua_State *L = limits_open(s);
    *(sandbox **)lua_getextraspace(L) = s;
    s->lua = L;
    s->next_unknown = &s->unknowns;
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
