/* expand.h - C text with Lua directives. */
#ifndef BPGEN_EXPAND_H
#define BPGEN_EXPAND_H

#include <lua.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/names.h"

/* Makes a Lua state for templates; its global include(name [, locals]) expands a template there.
 * folder: where templates are read from, or NULL: the embedded ones. prefix: of the generated
 * file's own names, written @name in templates; real: what @real is, float or double;
 * plain: of the plain style. */
lua_State *expand_open(arena *a, const char *folder, const char *prefix, const char *real,
                       bool plain);

/* The files of the folder that were read, in the order of their names. */
const char **expand_files(arena *a, lua_State *lua, const char *folder, int *count);

/* The text of a template, not terminated; NULL with *why set. */
const char *expand_find(arena *a, const char *folder, const char *name, size_t *size,
                        const char **why);
/* The end of a $( ... ), whose inside begins at `at`: the matching parenthesis, or NULL. */
const char *expand_closing(const char *at, const char *end);

/* Takes the words that a template has in its C, for names that must differ from them. */
void expand_words(const char *folder, const char *name, names *to);

/* What insert(name) writes in templates: text that they do not have to carry. */
void expand_give(lua_State *lua, const char *name, const char *text);

/* Expands a template; NULL with *why set on an error, which names the template and its line. */
const char *expand(arena *a, lua_State *lua, const char *name, size_t *size, const char **why);

#endif
