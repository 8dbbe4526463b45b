/* signals.c - signals that end the process wait while there is something to undo first. */
#define _GNU_SOURCE /* ppoll */
#include "base/signals.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What ends a process from without. SIGPIPE is among them: where it is held, the write that it
 * belongs to fails first. */
static const int ending[] = { SIGHUP,  SIGINT,  SIGQUIT,   SIGTERM, SIGPIPE, SIGALRM,
                              SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU };
enum { ENDING = sizeof ending / sizeof *ending };

static sigset_t outside; /* the mask to go back to */
static int depth;        /* of signals_hold */
static volatile sig_atomic_t came, has_words;

/* Sets how each of `ending` is handled, where it is not ignored. */
static void handle_all(void (*handler)(int))
{
    struct sigaction now, new = { .sa_handler = handler };
    sigfillset(&new.sa_mask);
    for (int i = 0; i < ENDING; i++)
        if (sigaction(ending[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN &&
            ending[i] != SIGPIPE)
            sigaction(ending[i], &new, NULL);
}

static void die(int number)
{
    signals_die(number);
}

void signals_start(bool has_last_words)
{
    has_words = has_last_words;
    signal(SIGCHLD, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN);
    handle_all(die);
}

void signals_whole(void)
{
    has_words = false;
}

void signals_child(void)
{
    handle_all(SIG_DFL);
    sigprocmask(SIG_SETMASK, signals_outside(), NULL);
}

void signals_hold(void)
{
    if (depth++ > 0)
        return;
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGCHLD); /* for signals_wait to be woken by */
    for (int i = 0; i < ENDING; i++)
        sigaddset(&held, ending[i]);
    sigprocmask(SIG_BLOCK, &held, &outside);
}

void signals_release(void)
{
    if (--depth == 0)
        sigprocmask(SIG_SETMASK, &outside, NULL);
}

const sigset_t *signals_outside(void)
{
    if (depth == 0)
        sigprocmask(SIG_BLOCK, NULL, &outside);
    return &outside;
}

static void note(int number)
{
    if (number != SIGCHLD)
        came = number;
}

int signals_wait(struct pollfd *what, double seconds)
{
    struct sigaction noted = { .sa_handler = note }, child, before[ENDING];
    sigfillset(&noted.sa_mask);
    sigaction(SIGCHLD, &noted, &child);
    for (int i = 0; i < ENDING; i++) {
        sigaction(ending[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(ending[i], &noted, NULL);
    }
    sigset_t let = outside;
    sigdelset(&let, SIGCHLD);
    const struct timespec time = { (time_t)seconds,
                                   (long)(1e9 * (seconds - (double)(time_t)seconds)) };
    came = 0;
    what->revents = 0;
    ppoll(what, 1, seconds < 0 ? NULL : &time, &let);
    for (int i = 0; i < ENDING; i++)
        sigaction(ending[i], &before[i], NULL);
    sigaction(SIGCHLD, &child, NULL);
    return came;
}

/* May be called at any moment: no memory, no buffers, and no waiting for a pipe. */
static void say_last_words(int number)
{
    char line[] = "#error \"bpgen: ended by signal 00\"\n";
    char *digits = strstr(line, "00");
    struct pollfd room = { .fd = STDOUT_FILENO, .events = POLLOUT };
    digits[0] = (char)('0' + number / 10 % 10);
    digits[1] = (char)('0' + number % 10);
    signal(SIGPIPE, SIG_IGN);
    if (poll(&room, 1, 0) == 1 && write(STDOUT_FILENO, line, sizeof line - 1) < 0)
        return; /* nobody is there to read it */
}

void signals_die(int number)
{
    sigset_t one;
    if (has_words && number != SIGPIPE)
        say_last_words(number);
    sigemptyset(&one);
    sigaddset(&one, number);
    signal(number, SIG_DFL);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
    _exit(128 + number); /* a signal that does not end a process */
}
