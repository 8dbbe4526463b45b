/* spec.c - runs a spec: the file, the prelude, the spec's own text, and what it returned. */
#include "spec/front.h"

#include <ctype.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"

/* ---- names ---- */

static bool is_name(const char *text)
{
    if (!isalpha((unsigned char)*text))
        return false;
    while (isalnum((unsigned char)*text) || *text == '_')
        text++;
    return !*text;
}

/* "specs/two-heads.lua" -> "two_heads", "784.lua" -> "net_784". */
static const char *name_of_file(arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = arena_copy(a, !strcmp(path, "-") ? "net" : slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot)
        *dot = '\0';
    for (char *c = name; *c; c++) {
        if (!isalnum((unsigned char)*c))
            *c = '_';
    }
    if (isalpha((unsigned char)*name))
        return name;
    name += strspn(name, "_");
    return *name ? arena_printf(a, "net_%s", name) : "net";
}

/* ---- the run ---- */

static void set_text(lua_State *L, const char *name, const char *value)
{
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
}

/* Pushes the host environment, with Lua's own libraries for the prelude. The string metatable is
 * cleared: it would give specs the string library through ("x"):rep. */
static void open_host(lua_State *L)
{
    static const luaL_Reg libraries[] = {
        { "_G", luaopen_base },
        { "string", luaopen_string },
        { "table", luaopen_table },
        { "math", luaopen_math },
    };
    const sandbox *s = sandbox_of(L);
    lua_pushglobaltable(L);
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        lua_pushcfunction(L, libraries[i].func);
        lua_call(L, 0, 1);
        lua_setfield(L, -2, libraries[i].name);
    }
    lua_pushliteral(L, "");
    lua_pushnil(L);
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
    nodes_open(L);
    words_open(L);
    host_open(L);
    set_text(L, "default_name", s->spec->name);
    set_text(L, "prefix", s->options->prefix);
    set_text(L, "real_option", s->options->real);
    if (s->options->clip > 0) {
        lua_pushnumber(L, s->options->clip);
        lua_setglobal(L, "clip_norm");
    }
    lua_pushinteger(L, VECTOR_MAX);
    lua_setfield(L, -2, "size_max");
    lua_pushinteger(L, ARRAY_MAX);
    lua_setfield(L, -2, "array_max");
}

/* The prelude: the spec language in Lua, in the order in which its files build on each other. */
static void run_prelude(lua_State *L)
{
    static const char *const files[] = {
        "spec/kinds.lua", "spec/checks.lua",   "spec/shapes.lua",    "spec/windows.lua",
        "spec/sums.lua",  "spec/formulas.lua", "spec/layers.lua",    "spec/convolutions.lua",
        "spec/pools.lua", "spec/norms.lua",    "spec/sequences.lua", "spec/embeddings.lua",
        "spec/ends.lua",  "spec/network.lua",  "spec/words.lua",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const embedded *e = embedded_find(files[i]);
        if (luaL_loadbufferx(L, e->bytes, e->size, "=prelude", "t"))
            lua_error(L);
        lua_call(L, 0, 0);
    }
}

/* Runs the spec, then the prelude's finish with what it returned. */
static int body(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    open_host(L);
    run_prelude(L);
    if (limits_load(L))
        lua_error(L);
    words_environment(L);
    lua_setupvalue(L, -2, 1);
    limits_count(L);
    lua_call(L, 0, 1);
    lua_getfield(L, 1, "finish");
    lua_insert(L, -2);
    lua_call(L, 1, 0);
    if (s->messages->count == 0 && !s->unknowns) {
        lua_getfield(L, 1, "result");
        result_read(L);
        statistics_check(s);
    }
    return 0;
}

/* The text without what an editor or a shell wants at its front. False, with a message, when it is
 * no text. */
static bool take_text(sandbox *s, const char *text, size_t size)
{
    if (size >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
        text += 3;
        size -= 3;
    }
    if (size && *text == LUA_SIGNATURE[0]) {
        message_add(s->messages, 1, "is Lua bytecode: a spec is text");
        return false;
    }
    const char *nul = memchr(text, '\0', size);
    if (nul) {
        int line = 1;
        for (const char *c = text; c < nul; c++)
            line += *c == '\n';
        message_add(s->messages, line, "has a NUL byte: a spec is text");
        return false;
    }
    if (size && *text == '#') { /* #!, up to its newline, which keeps the count of lines */
        size_t skipped = strcspn(text, "\n");
        text += skipped;
        size -= skipped;
    }
    s->text = text;
    s->size = size;
    return true;
}

spec *spec_read(arena *a, const char *path, spec_options *options, messages *m)
{
    size_t size = 0;
    const char *why = NULL;
    m->file = strcmp(path, "-") ? message_name(a, path) : "<stdin>";
    if (options->prefix && !is_name(options->prefix))
        message_plain(
            m, EXIT_USAGE,
            "--prefix: '%s' is not a name of letters, digits and _ that begins with a letter",
            options->prefix);
    if (options->real && strcmp(options->real, "float") != 0 &&
        strcmp(options->real, "double") != 0)
        message_plain(m, EXIT_USAGE, "--real: wants 'float' or 'double', got '%s'", options->real);
    if (m->count)
        return NULL;
    const char *text = file_read(a, path, SPEC_BYTES_MAX, &size, &why);
    if (!text) {
        message_file(m, EXIT_IO, m->file, "%s", why);
        return NULL;
    }
    spec *sp = arena_alloc(a, sizeof *sp);
    sandbox s = { .arena = a,
                  .messages = m,
                  .spec = sp,
                  .options = options,
                  .gates_left = GATES_MAX };
    sp->file = arena_copy(a, m->file);
    sp->name = name_of_file(a, path);
    graph_init(&sp->graph, a);
    return take_text(&s, text, size) && sandbox_run(&s, body) ? sp : NULL;
}
