/* front.h - what the files of the spec front end share: one spec being run.
 *
 * sandbox.c holds the Lua state and its limits, nodes.c gives Lua the graph, words.c makes the
 * spec's environment, host.c serves the prelude, checks, formulas, layers and
 * network.lua, together the prelude, are the spec language in Lua, and
 * spec.c runs the spec, result.c reads what the prelude made of it. Lua runs inside one protected
 * call. */
#ifndef BPGEN_FRONT_H
#define BPGEN_FRONT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "spec/spec.h"

#define SPEC_CHUNK "=spec"

enum {
    SPEC_BYTES_MAX = 1024 * 1024, /* of the spec's text */
    VECTOR_MAX = 1000000,         /* elements, and samples of a batch */
    GATES_MAX = 250000            /* that a spec may make */
};

typedef struct unknown { /* a word that nobody knows, where it was read */
    const char *name;
    const char *near; /* what it may be a slip of, or NULL */
    int line;
    bool reported;
    struct unknown *next;
} unknown;

typedef enum limit { LIMIT_NONE, LIMIT_MEMORY, LIMIT_STRING, LIMIT_STEPS } limit;

typedef struct sandbox {
    lua_State *lua;
    arena *arena;
    messages *messages;
    spec *spec;
    spec_options *options;
    const char *text; /* the spec's, size bytes */
    size_t size;
    size_t memory;    /* bytes that Lua holds */
    size_t allocated; /* bytes that it ever asked for */
    size_t printed;   /* bytes */
    int gates_left;   /* that the spec may still make */
    unknown *unknowns;
    int unknown_count;
    void *at_frame; /* while the prelude works for another line: see at() in words.c */
    int at_line;
    limit stop;    /* the limit it ran into, if any, */
    int stop_line; /* and where, or where an error rose */
} sandbox;

/* ---- sandbox.c ---- */

/* Makes a Lua state with limits and calls body in it inside one protected call. False, with a
 * message added, when that fails. The state is closed in every case. */
bool sandbox_run(sandbox *s, lua_CFunction body);
sandbox *sandbox_of(lua_State *L);
/* From now on Lua instructions count. */
void sandbox_count_steps(lua_State *L);
/* The spec line that is running: of the nearest function of the spec on the stack, or 0. */
int sandbox_line(lua_State *L);
/* Adds a message and pushes a poison, on which every operation is silent. Returns 1. When there
 * are messages enough, ends the run. */
int sandbox_problem(lua_State *L, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- nodes.c ---- */

/* Sets the gates, by name, in the table at the top of the stack. */
void nodes_open(lua_State *L);
/* The node at an index of the stack, or -1. */
ref nodes_at(lua_State *L, int index);
int nodes_push(lua_State *L, ref r); /* returns 1 */
/* What a value is, for messages: "2.5", "'abc'", "a node of size 10", "nothing". In the arena. */
const char *nodes_describe(lua_State *L, int index);

/* ---- words.c ---- */

/* Readies poisons; the table at the top of the stack will hold the words, as .words. */
void words_open(lua_State *L);
/* Pushes the environment of the spec: the words, and poisons for all other names. */
void words_environment(lua_State *L);
/* Pushes the poison of an unknown word, or (NULL) of what has been reported already. */
void poison_push(lua_State *L, unknown *u);
bool poison_is(lua_State *L, int index);
/* What a poison remembers; NULL when it has been reported. */
unknown *poison_word(lua_State *L, int index);
/* Messages for the unknown words that nothing has reported yet. */
void words_report_unknown(sandbox *s);

/* ---- host.c ---- */

/* Sets what only the prelude sees in the table at the top of the stack. */
void host_open(lua_State *L);

/* ---- result.c ---- */

/* Reads the table at the top of the stack, `result` of the prelude, into the spec. */
void result_read(lua_State *L);

#endif
