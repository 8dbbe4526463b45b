/* signals.h - signals that end the process wait while there is something to undo first. */
#ifndef BPGEN_SIGNALS_H
#define BPGEN_SIGNALS_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>

/* At the start of the program: children can be waited for, a file that grows past the limit is an
 * error and no signal, and signals that end the process do so by signals_die. With has_last_words,
 * standard output then gets an #error line, so that it is no file that compiles. */
void signals_start(bool has_last_words);
/* Standard output is whole: no last words any more. */
void signals_whole(void);

/* Between the two (calls nest) INT, TERM, HUP and their like wait, but for signals_wait. What came
 * meanwhile ends the process in signals_release. */
void signals_hold(void);
void signals_release(void);
/* The signal mask without signals_hold, for programs that are started. */
const sigset_t *signals_outside(void);
/* In a child process: signals end it at once, as they would have ended us. */
void signals_child(void);

/* While signals are held: waits until what poll is asked for is there, a child changes, or the
 * seconds (negative: any number) are over. Returns the signal that came, or 0; it has done nothing
 * yet, signals_die does it. */
int signals_wait(struct pollfd *what, double seconds);

/* Ends the process by the signal, for whoever waits for it to see. */
_Noreturn void signals_die(int number);

#endif
