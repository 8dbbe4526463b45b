/* data_command.h - what train, predict and evaluate begin with. */
#ifndef BPGEN_DATA_COMMAND_H
#define BPGEN_DATA_COMMAND_H

#include "command/engine.h"
#include "command/outputs.h"

typedef struct data_command {
    arena *arena;
    const request *request;
    const spec *spec;
    class_list *classes;
    dataset data;
    folder *folder; /* of what is compiled; NULL: none yet */
    engine engine;
} data_command;

/* Reads the spec. False with messages added. */
bool command_begin(data_command *c, arena *a, const request *r, messages *m);
/* Reads the data that words name. */
bool command_data(data_command *c, const char *const *words, int count, bool wants_targets,
                  dataset *to, messages *m);
/* Reads those of the command line, and says how words were numbered as classes. */
bool command_read(data_command *c, bool wants_targets, messages *m);
/* Makes the engine and, where weights are named, reads them into it. */
bool command_engine(data_command *c, messages *m);
/* 0, 1, ..., count - 1. */
size_t *command_rows(arena *a, size_t count);

#endif
