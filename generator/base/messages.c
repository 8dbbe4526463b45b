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

static void keep(messages *m, int exit_code, char *text)
{
    flatten(text);
    for (int i = 0; i < m->count && i < MESSAGES_MAX; i++) {
        if (!strcmp(m->text[i], text))
            return;
    }
    if (m->count == 0)
        m->exit_code = exit_code;
    if (m->count < MESSAGES_MAX)
        m->text[m->count] = text;
    m->count++;
}

void message_add(messages *m, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(m->arena, format, arguments);
    va_end(arguments);
    const char *file = m->file ? m->file : "bpgen";
    text = line > 0 ? arena_printf(m->arena, "%s:%d: %s", file, line, text)
                    : arena_printf(m->arena, "%s: %s", file, text);
    keep(m, EXIT_WRONG, text);
}

void message_plain(messages *m, int exit_code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(m->arena, format, arguments);
    va_end(arguments);
    keep(m, exit_code, text);
}

int messages_report(const messages *m, bool to_stdout)
{
    int kept = m->count < MESSAGES_MAX ? m->count : MESSAGES_MAX;
    for (int i = 0; i < kept; i++)
        fprintf(stderr, "bpgen: %s\n", m->text[i]);
    if (m->count > kept)
        fprintf(stderr, "bpgen: and %d more\n", m->count - kept);
    if (to_stdout && kept) {
        fputs("#error \"bpgen: ", stdout);
        for (const char *c = m->text[0]; *c; c++) {
            if (*c == '"' || *c == '\\')
                putchar('\\');
            putchar(*c);
        }
        fputs("\"\n", stdout);
        fflush(stdout);
    }
    return kept ? m->exit_code : EXIT_OK;
}
