/* scalars.c - templates written for vectors, read as scalars. */
#include "emit/scalars.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

typedef struct scalar_word {
    const char *name;
    const char *text; /* with #1, #2, ... for its arguments; a name alone: of a type, or nothing */
} scalar_word;

static const scalar_word words[] = {
    { "vec", "@real" },
    { "ivec", "int" },
    { "nvec", "int32_t" },
    { "ROLLED", "" },
    { "vec_splat", "#1" },
    { "uvec_splat", "#1" },
    { "vec_lt", "#1 < #2" },
    { "vec_le", "#1 <= #2" },
    { "vec_gt", "#1 > #2" },
    { "vec_ge", "#1 >= #2" },
    { "vec_eq", "#1 == #2" },
    { "vec_ne", "#1 != #2" },
    { "vec_select", "#1 ? #2 : #3" },
    { "vec_any", "#1" },
    { "vec_of_int", "(@real)#1" },
    { "vec_to_int", "(int32_t)#1" },
    { "nvec_of_bits", "(int32_t)#1" },
};

/* Those that depend on the real type. */
static const scalar_word of_float[] = {
    { "uvec", "uint32_t" },
    { "nvec_bits", "(uint32_t)#1" },
    { "vec_abs", "fabsf(#1)" },
    { "vec_copysign", "copysignf(#1, #2)" },
};
static const scalar_word of_double[] = {
    { "uvec", "uint64_t" },
    { "nvec_bits", "(uint64_t)(int64_t)#1" },
    { "vec_abs", "fabs(#1)" },
    { "vec_copysign", "copysign(#1, #2)" },
};

typedef struct reader {
    arena *arena;
    bool is_double;
} reader;

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const scalar_word *find_in(const scalar_word *list, size_t count, const char *name,
                                  size_t size)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i].name) == size && !memcmp(list[i].name, name, size))
            return &list[i];
    return NULL;
}

static const scalar_word *find(const reader *r, const char *name, size_t size)
{
    const scalar_word *found = find_in(words, sizeof words / sizeof *words, name, size);
    if (found)
        return found;
    return r->is_double ? find_in(of_double, sizeof of_double / sizeof *of_double, name, size)
                        : find_in(of_float, sizeof of_float / sizeof *of_float, name, size);
}

const char *scalars_name(const char *name)
{
    return !strncmp(name, "vec_", 4) ? name + 4 : !strncmp(name, "real_", 5) ? name + 5 : name;
}

/* Whether an operator outside parentheses stands in it; a sign counts where something is cast. */
static bool is_compound(const char *text)
{
    int depth = 0;
    for (const char *at = text; *at; at++) {
        depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
        if (depth == 0 && *at == ' ')
            return true;
    }
    return false;
}

static const char *enclosed(arena *a, const char *text)
{
    return is_compound(text) ? arena_printf(a, "(%s)", text) : text;
}

/* The end of an argument: the comma or parenthesis after it. */
static const char *argument_end(const char *at)
{
    for (int depth = 0; *at; at++) {
        if (depth == 0 && (*at == ',' || *at == ')'))
            return at;
        depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
    }
    return at;
}

static bool is_whole_before(const text *t)
{
    size_t size = t->size;
    while (size && (t->at[size - 1] == ' ' || t->at[size - 1] == '\n'))
        size--;
    if (!size)
        return true;
    const char last = t->at[size - 1];
    return last == '=' || last == ',' || last == '(' || last == '?' || last == ':' ||
           (size >= 6 && !strncmp(t->at + size - 6, "return", 6));
}

static void translate(const reader *r, text *to, const char *from, const char *end);

static const char *argument_text(const reader *r, const char *from, const char *end)
{
    text t = { .arena = r->arena };
    while (from < end && (*from == ' ' || *from == '\n'))
        from++;
    translate(r, &t, from, end);
    return t.size ? t.at : "";
}

/* A call of a word, whose arguments begin at `at`; what follows its parenthesis. */
static const char *add_call(const reader *r, text *to, const scalar_word *word, const char *at)
{
    const char *arguments[4] = { "", "", "", "" };
    for (int count = 1; count < 4 && *at && at[-1] != ')'; count++) {
        const char *end = argument_end(at);
        arguments[count] = argument_text(r, at, end);
        at = end + (*end != '\0');
    }
    text t = { .arena = r->arena };
    const bool choice = strchr(word->text, '?') != NULL, infix = is_compound(word->text);
    for (const char *c = word->text; *c; c++) {
        if (*c != '#') {
            text_add_bytes(&t, c, 1);
            continue;
        }
        const bool cast = c > word->text && c[-1] == ')';
        const int which = *++c - '0';
        const char *argument = which > 0 && which < 4 ? arguments[which] : "";
        const bool loose = choice ? *c == '1' && strpbrk(argument, "?&|") : infix || cast;
        text_add(&t, "%s", loose ? enclosed(r->arena, argument) : argument);
    }
    const char *said = t.size ? t.at : "";
    const bool whole = is_whole_before(to) && (*at == ';' || *at == ',' || *at == ')');
    text_add(to, "%s", whole ? said : enclosed(r->arena, said));
    return at;
}

static void translate(const reader *r, text *to, const char *from, const char *end)
{
    while (from < end) {
        if (*from != '@') {
            text_add_bytes(to, from++, 1);
            continue;
        }
        const char *name = from + 1;
        size_t size = 0;
        while (is_word(name[size]))
            size++;
        const scalar_word *word = find(r, name, size);
        from = name + size;
        if (word && strchr(word->text, '#') && *from == '(') {
            from = add_call(r, to, word, from + 1);
        } else if (word) {
            text_add(to, "%s", word->text);
            from += !*word->text && *from == ' ';
        } else {
            const char *own = arena_printf(r->arena, "%.*s", (int)size, name);
            text_add(to, "@%s", strcmp(own, "real") ? scalars_name(own) : own);
        }
    }
}

const char *scalars_text(arena *a, const char *from, bool is_double)
{
    const reader r = { a, is_double };
    text t = { .arena = a };
    translate(&r, &t, from, from + strlen(from));
    return t.size ? t.at : "";
}
