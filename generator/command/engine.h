/* engine.h - what trains and evaluates a network on data: the compiled network, in child processes,
 * or the runtime, where there is no compiler. */
#ifndef BPGEN_ENGINE_H
#define BPGEN_ENGINE_H

#include "base/process.h"
#include "command/compiled.h"
#include "data/data.h"
#include "runtime.h"

typedef struct engine {
    arena *arena;
    const spec *spec;
    const char *library; /* NULL: the runtime */
    int threads;
    size_t parameters_size, optimizer_size, workspace_size;
    /* shared with children: parameters and the optimizer's state, as the engine has them; a batch
     * of each end, in the types of the generated functions */
    void *p, *o;
    void *workspace, **x, **t, **y;
} engine;

/* An engine in the process that computes: a child. */
typedef struct session {
    const engine *engine;
    compiled code;
    runtime *runtime;
    runtime_state *state;
    double **x, **t; /* of the runtime */
} session;

/* Compiles, or says that the runtime will do, in f. False with messages added. */
bool engine_make(engine *e, arena *a, const folder *f, const request *r, const spec *s,
                 messages *m);
/* Parameters from a block of weights, and back: the network's reals. */
void engine_set_weights(engine *e, const void *block);
void *engine_weights(arena *a, const engine *e, const void *p);
/* Parameter number i of all, and to set it. */
double engine_parameter(const engine *e, size_t i);
void engine_set_parameter(const engine *e, size_t i, double value);
/* Calls body in a child; false, with a message added, where that does not end well. `what` is what
 * failed: "train". */
bool engine_call(engine *e, process_body *body, void *data, volatile int *asked, const char *what,
                 messages *m);

/* Rows in the types of the generated functions, as the runtime takes them. */
void session_widen(const spec *s, const end *ends, int count, size_t n, void *const *from,
                   double **to);
bool session_open(session *s, const engine *e, messages *m);
/* First weights and the optimizer's first state. */
void session_init(session *s, uint64_t seed);
void session_set_rate(session *s, double rate);
/* Of the first n rows of the engine's x and t. */
double session_step(session *s, size_t n);
double session_loss(session *s, const void *p, size_t n);
void session_forward(session *s, const void *p, size_t n);
/* Keeps what has changed. */
void session_close(session *s);

#endif
