/* train_bar.c - the progress of an epoch, in one line of the terminal, whatever its width. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command/train.h"

enum { USUAL = 80, LEAST_MARKS = 10, MOST_MARKS = 40, PIECE = 40 };
enum { LEAST_J = 13, LEAST_LEFT = 12, LEAST_SPEED = 19 }; /* columns */

/* Asked for each time: a window may change. */
static size_t terminal_columns(void)
{
    struct winsize w;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col ? w.ws_col : USUAL;
}

static void tell_time(char *to, double seconds)
{
    enum { MINUTE = 60, HOUR = 3600, MOST = 359999 };
    const int left = seconds < MOST ? (int)(seconds + 0.5) : MOST;
    if (left >= HOUR)
        snprintf(to, PIECE, "  %d:%02d:%02d left", left / HOUR, left / MINUTE % MINUTE,
                 left % MINUTE);
    else
        snprintf(to, PIECE, "  %d:%02d left", left / MINUTE, left % MINUTE);
}

/* Whether a piece fits into the room that is left, which it then takes; at least so much that a
 * line does not change its form with a digit. */
static bool fits(size_t *room, size_t size, size_t least)
{
    size = size > least ? size : least;
    if (*room < size)
        return false;
    *room -= size;
    return true;
}

static void add_marks(text *out, size_t marks, double done)
{
    text_add(out, "[");
    for (size_t i = 0; i < marks; i++)
        text_add(out, (double)i + 1 <= done * (double)marks ? "#" : ".");
    text_add(out, "]");
}

void bar_line(text *out, const bar_state *b, size_t columns)
{
    char head[PIECE], J[PIECE], speed[PIECE], left[PIECE];
    const double count = (double)b->samples, done = (double)b->done;
    const double rate = b->seconds > 0 ? done / b->seconds : 0;
    snprintf(head, sizeof head, "epoch %llu/%llu", (unsigned long long)b->epoch,
             (unsigned long long)b->epochs);
    snprintf(J, sizeof J, "  J %.4g", b->J);
    snprintf(speed, sizeof speed, "  %.0f samples/s", rate);
    tell_time(left, rate > 0 ? ((double)(b->epochs - b->epoch + 1) * count - done) / rate : 0);
    size_t room = columns ? columns - 1 : 0; /* the last column may wrap */
    const bool has_head = fits(&room, strlen(head), 0);
    const bool has_J = has_head && fits(&room, strlen(J), LEAST_J);
    size_t marks = fits(&room, LEAST_MARKS + 3, 0) ? LEAST_MARKS : 0;
    const bool has_left = has_J && fits(&room, strlen(left), LEAST_LEFT);
    const bool has_speed = has_left && fits(&room, strlen(speed), LEAST_SPEED);
    if (marks)
        marks += room < MOST_MARKS - LEAST_MARKS ? room : MOST_MARKS - LEAST_MARKS;
    text_add(out, "%s", has_head ? head : "");
    if (marks && has_head) {
        text_add(out, " ");
        add_marks(out, marks, done / count);
    }
    text_add(out, "%s%s%s", has_J ? J : "", has_speed ? speed : "", has_left ? left : "");
}

void bar_show(arena *a, const bar_state *b)
{
    text out = { .arena = a };
    text_add(&out, "\r");
    bar_line(&out, b, terminal_columns());
    text_add(&out, "\033[K");
    fwrite(out.at, 1, out.size, stderr);
}

void bar_remove(void)
{
    fputs("\r\033[K", stderr);
}
