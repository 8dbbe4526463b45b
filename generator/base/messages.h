/* messages.h - what is wrong, where, and what to do. */
#ifndef BPGEN_MESSAGES_H
#define BPGEN_MESSAGES_H

#include <stdbool.h>

#include "base/arena.h"

#define BPGEN_VERSION "0.1.0"

/* Exit codes of the command. */
enum { EXIT_OK = 0, EXIT_WRONG = 1, EXIT_USAGE = 2, EXIT_IO = 3 };

enum { MESSAGES_MAX = 10 };

typedef struct messages {
    arena *arena;
    const char *file; /* the spec, as messages name it */
    int count;        /* may pass MESSAGES_MAX; only the first are kept */
    char *text[MESSAGES_MAX]; /* "net.lua:12: unknown ..." */
    int exit_code;    /* of the first */
} messages;

/* Adds "FILE:LINE: ..." (line 0: "FILE: ..."), exit code EXIT_WRONG. The same text counts once. */
void message_add(messages *m, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds a message without file or line, with its exit code (usage, input/output). */
void message_plain(messages *m, int exit_code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Prints all messages on standard error, "bpgen: " first, and, where to_stdout, the one #error line
 * that keeps `bpgen net.lua > net.c` from leaving a file that compiles. Returns the exit code. */
int messages_report(const messages *m, bool to_stdout);

#endif
