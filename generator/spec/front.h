/* front.h - what the files of the spec front end share: one spec being run.
 *
 * sandbox.c holds the Lua state, limits.c what it may use; problems.c says what is wrong and where,
 * places.c finds the lines of fields. nodes.c and apply.c give Lua the graph, words.c makes the
 * spec's environment, host.c serves the prelude: kinds.lua, checks.lua, formulas.lua, layers.lua,
 * network.lua and words.lua, the spec language in Lua. spec.c runs the spec, result.c reads what
 * the prelude made of it. Lua runs inside one protected call. */
#ifndef BPGEN_FRONT_H
#define BPGEN_FRONT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "base/limits.h"
#include "spec/spec.h"

#define SPEC_CHUNK "=spec"

enum {
    SPEC_BYTES_MAX = 1024 * 1024,     /* of the spec's text */
    VECTOR_MAX = 1000000,             /* elements, and samples of a batch */
    ARRAY_MAX = 1 << 24,              /* numbers of a parameter whose gradient is a row */
    ROUNDS_MAX = 1 << 30,             /* multiply-adds of a gate, for a sample */
    GATES_MAX = 250000 / LIMITS_SHARE /* that a spec may make */
};

typedef struct unknown { /* a word that nobody knows, where it was read */
    const char *name;
    const char *near;              /* what it may be a slip of, or NULL; of */
    const char *own[LUA_NUMTYPES]; /* the spec's variables, of each type of value */
    int line;
    bool reported;
    struct unknown *next;
} unknown;

typedef enum limit { LIMIT_NONE, LIMIT_MEMORY, LIMIT_STRING, LIMIT_STEPS, LIMIT_TIME } limit;

typedef struct places places;

typedef struct context { /* the prelude at work for a line of the spec: see at() in host.c */
    void *frame;         /* its function on Lua's stack; NULL: none */
    int line;
    const char *label; /* "layers[2]": on whose behalf; or NULL */
} context;

typedef struct sandbox {
    lua_State *lua;
    arena *arena;
    messages *messages;
    spec *spec;
    spec_options *options;
    const char *text;   /* the spec's, size bytes */
    size_t size, taken; /* bytes; what Lua has been given of them */
    int load_line;      /* of what it was given last; 0: loaded */
    size_t memory;      /* bytes that Lua holds */
    size_t allocated;   /* bytes that it ever asked for */
    int printed;        /* bytes, and a share of each call */
    int steps, effort, problems;
    double started; /* processor time, seconds */
    int gates_left; /* that the spec may still make */
    places *places; /* of fields, once they have been looked for */
    unknown *unknowns, **next_unknown;
    int unknown_count;
    context at;
    void *main_frame;  /* of the spec's own text, while it runs */
    int end_line;      /* where it returned */
    limit stop;        /* the limit it ran into, if any, */
    const char *where; /* on whose behalf an error rose, and */
    int stop_line;     /* its line */
} sandbox;

/* ---- limits.c ---- */

/* A Lua state with limits, or NULL. */
lua_State *limits_open(sandbox *s);
/* Loads the spec's text as a function, or leaves a message; returns Lua's status. */
int limits_load(lua_State *L);
/* From now on Lua's instructions count, and calls are seen. */
void limits_count(lua_State *L);
/* The message of a limit that was hit, or NULL. */
const char *limits_message(const sandbox *s);

/* ---- sandbox.c ---- */

/* Makes a Lua state with limits and calls body in it inside one protected call. False, with a
 * message added, when that fails. The state is closed in every case. */
bool sandbox_run(sandbox *s, lua_CFunction body);
sandbox *sandbox_of(lua_State *L);

/* ---- problems.c ---- */

/* The spec line that is running: of the nearest function of the spec on the stack, or 0. */
int problems_line(lua_State *L);
/* On whose behalf a function of the spec is running at that line: "layers[2] of line 9: ", or
 * "". In the arena. */
const char *problems_where(lua_State *L);
/* Adds a message about the line that is running, naming on whose behalf, and pushes a poison, on
 * which every operation is silent. Returns 1. When there are messages enough, ends the run. */
int problem(lua_State *L, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same about another line. */
int problem_at(lua_State *L, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- shapes.c ---- */

typedef struct shape {
    int axes, axis[VALUE_AXES];
} shape;

shape shape_of_size(int size);
long long shape_size(const shape *s);
/* "28 x 28 x 1" */
const char *shape_text(arena *a, const shape *s);
/* Makes *to what both spread to, aligned from the last axis; false where they do not fit. */
bool shape_spread(shape *to, const shape *by);
/* r, of shape `from`, as an operand of shape `to`. */
ref shape_repeated(graph *g, ref r, const shape *from, const shape *to, int line);
/* Sets what shapes.lua needs in the table at the top of the stack. */
void shapes_open(lua_State *L);

/* ---- nodes.c ---- */

/* Sets the gates, by name, in the table at the top of the stack. */
void nodes_open(lua_State *L);
/* The node at an index of the stack, or -1. */
ref nodes_at(lua_State *L, int index);
int nodes_push(lua_State *L, ref r); /* returns 1; as a vector */
int nodes_push_shaped(lua_State *L, ref r, const shape *s);
/* Of the node at an index of the stack; NULL: it is none. */
const shape *nodes_shape(lua_State *L, int index);
/* What a value is, for messages: "2.5", "'abc'", "a node of size 10", "nothing". In the arena. */
const char *nodes_describe(lua_State *L, int index);

/* ---- apply.c: gates as functions of Lua; upvalue 1, where there is one, is the gate ---- */

int apply_operator(lua_State *L); /* exactly its own operands: Lua passes - a second one */
int apply_called(lua_State *L);   /* by its name */
int apply_folded(lua_State *L);   /* of two or more: max(a, b, c) is max(max(a, b), c) */
int apply_concat(lua_State *L);   /* of nodes, or of a list of them */
int apply_slice(lua_State *L);    /* from 1, both ends included */
/* Counts a gate of so many operands, and ends the run where there are too many. */
void apply_spend(lua_State *L, int arity);

/* ---- derivatives.c ---- */

/* Sets vjp, jvp, hvp and jacobian in the table at the top of the stack. */
void derivatives_open(lua_State *L);

/* ---- classes.c ---- */

void classes_open(lua_State *L);
/* The problem of what reads class numbers as if they were values. */
int classes_refuse(lua_State *L, const char *name);

/* ---- arithmetic.c ---- */

/* The value of an element-wise gate of numbers that has no operator of Lua's. */
double arithmetic_gate(gate kind, const double x[3]);
/* Pushes a number, an integer where it is `whole`: max(3, 4) is 4, not 4.0. Returns 1. */
int arithmetic_push(lua_State *L, double value, bool whole);
/* What is wrong with a number that a float can hold only as infinity or 0; NULL: nothing. */
const char *arithmetic_unfit(arena *a, double value);

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
/* Messages for the unknown words that nothing has reported yet. Touches no value of Lua's. */
void words_report_unknown(sandbox *s);

/* ---- places.c ---- */

/* lines_of(line, t [, key]): the lines on which the text writes the fields of t, an argument of a
 * call on that line, or of t[key]; a table, empty where nothing is known for sure. */
int places_lines(lua_State *L);

/* ---- statistics.c ---- */

/* Reports statistics that read a target, and derivatives that would go through those of a batch. */
void statistics_check(sandbox *s);

/* ---- host.c ---- */

/* Sets what only the prelude sees in the table at the top of the stack. */
void host_open(lua_State *L);

/* ---- result.c ---- */

/* Reads the table at the top of the stack, `result` of the prelude, into the spec. */
void result_read(lua_State *L);

#endif
