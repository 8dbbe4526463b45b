/* messages.c - what is wrong, where, and what to do. */
#include "base/messages.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 500 }; /* bytes of one message: specs can make strings of any length */

/* One printable line: control bytes become spaces, the rest of a very long text "...". */
static void flatten(char *text)
{
    size_t length = strlen(text);
    if (length > TEXT_MAX) {
        length = TEXT_MAX;
        while ((text[length] & 0xC0) == 0x80) /* not in the middle of a UTF-8 character */
            length--;
        memcpy(text + length, "...", 4);
    }
    for (char *c = text; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            *c = ' ';
    }
}

/* Every message is made here. */
static void keep(messages *m, int line, int exit_code, const char *format, va_list arguments)
{
    char *text = arena_vprintf(m->arena, format, arguments);
    flatten(text);
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

static const char *with_place(const messages *m, const message *one)
{
    return one->line ? arena_printf(m->arena, "%s:%d: %s", m->file, one->line, one->text)
                     : one->text;
}

int messages_report(messages *m, bool to_stdout)
{
    int kept = m->count < MESSAGES_MAX ? m->count : MESSAGES_MAX;
    int shown = kept < MESSAGES_SHOWN ? kept : MESSAGES_SHOWN;
    put_in_order(m->kept, kept);
    for (int i = 0; i < shown; i++)
        fprintf(stderr, "%s%s\n", m->kept[i].line ? "" : "bpgen: ", with_place(m, &m->kept[i]));
    if (m->count > shown)
        fprintf(stderr, "bpgen: and %d more\n", m->count - shown);
    if (to_stdout && shown) {
        fputs("#error \"bpgen: ", stdout);
        for (const char *c = with_place(m, &m->kept[0]); *c; c++) {
            if (*c == '"' || *c == '\\')
                putchar('\\');
            putchar(*c);
        }
        fputs("\"\n", stdout);
        fflush(stdout);
    }
    return shown ? m->exit_code : EXIT_OK;
}
