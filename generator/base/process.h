/* process.h - children: programs and functions that run apart, within a time, and end with us. */
#ifndef BPGEN_PROCESS_H
#define BPGEN_PROCESS_H

#include <stdbool.h>

#include "base/messages.h"
#include "base/text.h"

/* What became of a child. */
typedef struct outcome {
    bool late;     /* its time was over */
    int signal;    /* that ended it, or 0 */
    int code;      /* its exit code */
    bool answered; /* process_call: body returned; `said` is its text, `code` its result */
    text said;     /* the first megabyte that it wrote on standard output or error */
} outcome;

/* Each child is the head of a process group of its own, which ends with it, when its time is over,
 * and when a signal ends us (then arena_leave, with the signal). */

/* Runs a program, words[0] looked for in PATH, with its words as they are: no shell reads them. The
 * words end with NULL. Standard input is empty; temporary files go to `folder` (TMPDIR). It may
 * take that many seconds. Returns 0, or errno where it could not be started. */
int process_run(arena *a, char *const *words, const char *folder, double seconds, outcome *o);

/* Calls body(data, out, m) in a child, so that a crash or an endless loop is none of ours. What
 * body adds to out and m (which is empty before) arrives here. It may take that many seconds of
 * processor time (0: any number), however busy the machine is, and PROCESS_SLEEP times as many in
 * all. False, with a message added, where no process could be made. Where the child's memory ends,
 * ours does: arena_leave. */
enum { PROCESS_SLEEP = 20 };
typedef int process_body(void *data, text *out, messages *m);
bool process_call(arena *a, process_body *body, void *data, double seconds, outcome *o,
                  messages *m);
/* The same without a limit of time; the first SIGINT is put into *asked, which the child can see
 * (shared_new), and does not end it. */
bool process_call_asked(arena *a, process_body *body, void *data, volatile int *asked, outcome *o,
                        messages *m);
/* Zeroed memory on pages of its own, which our children and we have together. */
void *shared_new(arena *a, size_t size);
/* Ends a child made by process_call that has no memory left. */
_Noreturn void process_no_memory(void);

#endif
