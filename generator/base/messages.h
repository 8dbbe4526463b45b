/* messages.h - what is wrong, where, and what to do. */
#ifndef BPGEN_MESSAGES_H
#define BPGEN_MESSAGES_H

#include <stdbool.h>

#include "base/arena.h"

#define BPGEN_VERSION "0.1.0"

/* Exit codes of the command. */
enum { EXIT_OK = 0, EXIT_WRONG = 1, EXIT_USAGE = 2, EXIT_IO = 3 };

enum {
    MESSAGES_SHOWN = 10,
    MESSAGES_MAX = 100 /* that are kept, to be put in order */
};

typedef struct message {
    int line; /* of the spec; 0: about no file, or about another */
    const char *text;
    bool has_place; /* the text begins with that other file */
} message;

typedef struct messages {
    arena *arena;
    const char *file; /* the spec, as messages name it */
    int count;        /* may pass MESSAGES_MAX; only the first are kept */
    message kept[MESSAGES_MAX];
    int exit_code; /* of the first */
} messages;

/* Adds a message about a line of the spec, exit code EXIT_WRONG; lines below 1 count as the first.
 * The same text of the same line counts once. */
void message_add(messages *m, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds a message about no line of a file, with its exit code (usage, input/output). */
void message_plain(messages *m, int exit_code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds a message about a place ("data.csv:17", "w.npz") in a file that is not the spec. */
void message_file(messages *m, int exit_code, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The name of a file, as messages show it: one line, whatever bytes it has. */
const char *message_name(arena *a, const char *name);
/* Prints the first messages in the order of lines on standard error, as "FILE:LINE: text" or
 * "bpgen: text", and, where to_stdout, the one #error line that keeps `bpgen net.lua > net.c` from
 * leaving a file that compiles. Returns the exit code. Needs no memory. */
int messages_report(messages *m, bool to_stdout);
/* The same for the one message that there is no memory for. */
int messages_no_memory(bool to_stdout);

#endif
