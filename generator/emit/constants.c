/* constants.c - a parameter block as C. */
#include "emit/arrays.h"
#include "emit/constants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/expand.h"
#include "emit/tables.h"

enum { COLUMNS = 100, MARGIN = 8, DIGITS = 40 };

/* Blocks of more are written in hexadecimal, which compilers read sooner: of 400,000 floats clang
 * took 2.1 s for 2.6, gcc 1.1 for 1.4 (a busy machine). */
enum { DECIMALS_MOST = 100000 };

static const char *attribute(arena *a, const char *section)
{
    return section ? arena_printf(a, "__attribute__((section(\"%s\"))) ", section) : "";
}

/* Whether so many digits read back as the number. */
static bool write_digits(char *to, double value, bool is_double, int precision)
{
    snprintf(to, DIGITS, "%.*g", precision, value);
    return is_double ? strtod(to, NULL) == value : strtof(to, NULL) == (float)value;
}

/* The shortest decimal: from the digits that are always right down, or up where they are too few.
 * Most weights take all digits or one less; real_literal counts from 1. */
static int write_decimal(char *to, double value, bool is_double)
{
    int precision = is_double ? 15 : 6;
    if (write_digits(to, value, is_double, precision)) {
        while (precision > 1 && write_digits(to, value, is_double, precision - 1))
            precision--;
        write_digits(to, value, is_double, precision);
    } else {
        do
            precision++;
        while (!write_digits(to, value, is_double, precision));
    }
    const char *point = strpbrk(to, ".e") ? "" : ".0";
    const size_t size = strlen(to);
    return (int)size + snprintf(to + size, DIGITS - size, "%s%s", point, is_double ? "" : "f");
}

static int write_number(char *to, double value, bool is_double, bool is_long)
{
    return is_long ? snprintf(to, DIGITS, "%a%s", value, is_double ? "" : "f")
                   : write_decimal(to, value, is_double);
}

/* "{ 0.5f, 1.0f }" */
static void add_row(text *out, const spec *s, const void *block, size_t first, size_t count,
                    bool is_long)
{
    char number[DIGITS];
    int column = MARGIN + 1;
    text_add_bytes(out, "{", 1);
    for (size_t i = first; i < first + count; i++) {
        const double value = s->is_double ? ((const double *)block)[i]
                                          : (double)((const float *)block)[i];
        const int size = write_number(number, value, s->is_double, is_long);
        const bool breaks = column + size + 4 > COLUMNS; /* a blank, a comma, the end */
        if (breaks) {
            text_add(out, "\n%*s", MARGIN + 1, "");
            column = MARGIN + 1;
        }
        text_add_bytes(out, " ", 1);
        text_add_bytes(out, number, (size_t)size);
        column += size + 2;
        if (i + 1 < first + count)
            text_add_bytes(out, ",", 1);
    }
    text_add_bytes(out, " }", 2);
}

/* Braces of the arrays of more than one row that begin, or end, at a row. */
static void add_braces(text *out, const parameter *q, size_t row, const char *brace)
{
    size_t length = 1;
    for (int k = q->axes - 2; k > 0; k--) {
        length *= (size_t)q->axis[k];
        if (row % length == 0)
            text_add(out, "%s", brace);
    }
}

/* An array of arrays, a row of the last axis a line. */
static void add_array(text *out, const spec *s, const parameter *q, const void *block)
{
    const size_t cols = (size_t)q->axis[q->axes - 1];
    const size_t rows = (size_t)q->rows * (size_t)q->cols / cols;
    if (q->axes > 1)
        text_add(out, "{\n");
    for (size_t r = 0; r < rows; r++) {
        text_add(out, "%*s", q->axes == 1 ? 0 : MARGIN, "");
        add_braces(out, q, r, "{ ");
        add_row(out, s, block, q->offset + r * cols, cols, s->parameter_scalars > DECIMALS_MOST);
        add_braces(out, q, r + 1, " }");
        text_add(out, q->axes == 1 ? "" : r + 1 < rows ? ",\n" : "\n    }");
    }
}

static const char *block_text(arena *a, const spec *s, const void *block, const char *section)
{
    text out = { .arena = a };
    int held = 0;
    text_add(&out, "\n%sconst %s_parameters %s_weights = {\n", attribute(a, section), s->name,
             s->name);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        if (parameter_is_frozen(q))
            continue;
        text_add(&out, "    /* %s */\n    ", q->name);
        add_array(&out, s, q, block);
        text_add(&out, ",\n");
        held++;
    }
    text_add(&out, held ? "};\n" : "    0\n};\n");
    return out.at;
}

static const char *frozen_text(arena *a, const spec *s, const parameter *q, const void *block,
                               const char *section)
{
    text out = { .arena = a };
    text_add(&out, "\n/* %s of layer %d, frozen */\n%sstatic const %s %s_frozen_%s", q->name,
             q->layer, attribute(a, section), s->is_double ? "double" : "float", s->name, q->name);
    text_add(&out, "%s = ", array_brackets(a, q));
    add_array(&out, s, q, block);
    text_add(&out, ";\n");
    return out.at;
}

constants constants_make(arena *a, const spec *s, const void *block, const char *section)
{
    constants c = {
        .declaration = arena_printf(a, "extern %sconst %s_parameters %s_weights",
                                    attribute(a, section), s->name, s->name),
        .definition = block_text(a, s, block, section),
        .frozen = arena_alloc(a, ((size_t)s->parameter_count + 1) * sizeof *c.frozen),
    };
    for (int i = 0; i < s->parameter_count; i++)
        if (parameter_is_frozen(&s->parameters[i]))
            c.frozen[i] = frozen_text(a, s, &s->parameters[i], block, section);
    return c;
}

/* To the C it is one row of numbers, however many axes it has. */
static const char *array_text(arena *a, const spec *s, const array *of)
{
    text out = { .arena = a };
    float *floats = arena_alloc(a, (size_t)of->size * sizeof *floats);
    for (int i = 0; i < of->size && !s->is_double; i++)
        floats[i] = (float)of->values[i];
    const void *block = s->is_double ? (const void *)of->values : floats;
    text_add(&out, "\nstatic const %s %s_%s[%d] =%s", s->is_double ? "double" : "float", s->name,
             of->name, of->size, of->size > 4 ? "\n        " : " ");
    add_row(&out, s, block, 0, (size_t)of->size, false);
    text_add(&out, ";\n");
    return out.at;
}

void arrays_push(lua_State *lua, const spec *s)
{
    lua_getglobal(lua, "net");
    lua_newtable(lua);
    for (int i = 0; i < s->array_count; i++) {
        const array *of = &s->arrays[i];
        const char *name = arena_printf(s->graph.arena, "array_%s", of->name);
        lua_pushstring(lua, of->name);
        table_append(lua);
        expand_give(lua, name, array_text(s->graph.arena, s, of));
    }
    table_end(lua, "arrays");
    lua_pop(lua, 1);
}

void constants_push(lua_State *lua, const spec *s, const constants *c)
{
    lua_getglobal(lua, "net");
    table_text(lua, "weights_declaration", c->declaration);
    table_flag(lua, "weights_apart", c->apart);
    lua_pop(lua, 1);
    expand_give(lua, "weights", c->definition);
    for (int i = 0; i < s->parameter_count; i++)
        if (c->frozen[i])
            expand_give(lua, arena_printf(s->graph.arena, "frozen_%s", s->parameters[i].name),
                        c->frozen[i]);
}
