/* messages.c - what is wrong, where, and what to do. */
#include "base/messages.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 500 }; /* bytes of one message: specs can make strings of any length */

/* The bytes of the UTF-8 character at c, or 0: no character, or one that only moves a terminal. */
static size_t character(const unsigned char *c)
{
    if (c[0] < 0x80)
        return c[0] >= ' ' && c[0] != 0x7F;
    const size_t size = c[0] >= 0xF0 ? 4 : c[0] >= 0xE0 ? 3 : 2;
    unsigned long code = c[0] & (0x7F >> size);
    for (size_t i = 1; i < size; i++) {
        if ((c[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (c[i] & 0x3F);
    }
    static const unsigned long least[] = { 0, 0, 0xA0, 0x800, 0x10000 };
    const bool is_surrogate = code >= 0xD800 && code < 0xE000;
    const bool is_code = c[0] >= 0xC2 && c[0] <= 0xF4 && code >= least[size] && code <= 0x10FFFF;
    return is_code && !is_surrogate ? size : 0;
}

/* One printable line: bytes that are no text become \xFF, control characters blanks or \n. */
static char *printable(arena *a, const char *text, bool has_blanks)
{
    char *line = arena_alloc(a, 4 * strlen(text) + 1), *to = line;
    for (const unsigned char *c = (const unsigned char *)text; *c;) {
        const size_t size = character(c);
        if (size)
            to = (char *)memcpy(to, c, size) + size;
        else if (has_blanks && (*c < ' ' || *c == 0x7F))
            *to++ = ' ';
        else
            to += sprintf(to, *c == '\n' ? "\\n" : *c == '\t' ? "\\t" : "\\x%02X", *c);
        c += size ? size : 1;
    }
    return line;
}

const char *message_name(arena *a, const char *name)
{
    return printable(a, name, false);
}

/* A very long text loses its middle: what it is about stands at its front, what is wrong behind. */
static char *shorten(char *text)
{
    const size_t length = strlen(text), part = TEXT_MAX / 2;
    if (length <= TEXT_MAX)
        return text;
    char *front = text + part, *back = text + length - part;
    while ((*front & 0xC0) == 0x80) /* not in the middle of a UTF-8 character */
        front--;
    while ((*back & 0xC0) == 0x80)
        back++;
    memset(front, '.', 3);
    memmove(front + 3, back, strlen(back) + 1);
    return text;
}

/* Every message is made here. */
static void keep(messages *m, int line, int exit_code, const char *format, va_list arguments)
{
    const char *said = arena_vprintf(m->arena, format, arguments);
    const char *text = shorten(printable(m->arena, said, true));
    for (int i = 0; i < m->count && i < MESSAGES_MAX; i++) {
        if (m->kept[i].line == line && !strcmp(m->kept[i].text, text))
            return;
    }
    if (m->count == 0)
        m->exit_code = exit_code;
    if (m->count < MESSAGES_MAX)
        m->kept[m->count] = (message){ .line = line, .text = text };
    m->count++;
}

void message_add(messages *m, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(m, line > 0 ? line : 1, EXIT_WRONG, format, arguments);
    va_end(arguments);
}

void message_plain(messages *m, int exit_code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(m, 0, exit_code, format, arguments);
    va_end(arguments);
}

void message_file(messages *m, int exit_code, const char *place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int before = m->count;
    message_plain(m, exit_code, "%s: %s", place, arena_vprintf(m->arena, format, arguments));
    if (m->count > before && before < MESSAGES_MAX)
        m->kept[before].has_place = true;
    va_end(arguments);
}

/* By lines; those of one line, and those of none after all others, as they came. */
static void put_in_order(message *list, int count)
{
    for (int i = 1; i < count; i++) {
        message next = list[i];
        int at = i;
        for (; at > 0 && next.line && (!list[at - 1].line || list[at - 1].line > next.line); at--)
            list[at] = list[at - 1];
        list[at] = next;
    }
}

/* Within a string of C, whatever is in it: no quote, line or trigraph ends it. */
static void put_in_string(const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\' || (*c == '?' && c > text && c[-1] == '?'))
            putchar('\\');
        putchar(*c);
    }
}

static void put_error_line(const messages *m, const message *one)
{
    fputs("#error \"bpgen: ", stdout);
    if (one->line) {
        put_in_string(m->file);
        printf(":%d: ", one->line);
    }
    put_in_string(one->text);
    fputs("\"\n", stdout);
    fflush(stdout);
}

int messages_report(messages *m, bool to_stdout)
{
    int kept = m->count < MESSAGES_MAX ? m->count : MESSAGES_MAX;
    int shown = kept < MESSAGES_SHOWN ? kept : MESSAGES_SHOWN;
    put_in_order(m->kept, kept);
    for (int i = 0; i < shown; i++) {
        const message *one = &m->kept[i];
        if (one->line)
            fprintf(stderr, "%s:%d: %s\n", m->file, one->line, one->text);
        else
            fprintf(stderr, "%s%s\n", one->has_place ? "" : "bpgen: ", one->text);
    }
    if (m->count > shown)
        fprintf(stderr, "bpgen: and %d more\n", m->count - shown);
    if (to_stdout && shown)
        put_error_line(m, &m->kept[0]);
    return shown ? m->exit_code : EXIT_OK;
}

int messages_no_memory(bool to_stdout)
{
    messages m = { .count = 1, .kept = { { .text = "out of memory" } }, .exit_code = EXIT_IO };
    return messages_report(&m, to_stdout);
}
