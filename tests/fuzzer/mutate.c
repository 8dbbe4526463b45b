/* mutate.c - changes of a spec that leave much of it a spec: words give way to words of their kind,
 * numbers to the numbers where things change, expressions to expressions, items and lines move.
 * One time in eight it is bytes, which is libFuzzer's own trade. */
#include <string.h>

#include "fuzzer.h"
#include "tokens.h"

enum { TEXT_MAX = 64 * 1024 };

/* ---- texts ---- */

typedef struct draft {
    char at[TEXT_MAX];
    size_t size;
} draft;

static draft now, next;

static void add(const char *bytes, size_t size)
{
    if (size > TEXT_MAX - next.size)
        size = TEXT_MAX - next.size;
    memcpy(next.at + next.size, bytes, size);
    next.size += size;
}

static void add_word(const char *text)
{
    add(text, strlen(text));
}

/* next becomes now, with something else in the place of s. */
static void begin(span s)
{
    next.size = 0;
    add(now.at, s.at);
}

static void finish(span s)
{
    add(now.at + s.at + s.size, now.size - s.at - s.size);
    now.size = next.size;
    memcpy(now.at, next.at, next.size);
}

static void replace(span s, const char *bytes, size_t size)
{
    begin(s);
    add(bytes, size);
    finish(s);
}

static span some_line(const char *text, size_t size)
{
    size_t from = chance(size + 1), to = from;
    while (from > 0 && text[from - 1] != '\n')
        from--;
    while (to < size && text[to] != '\n')
        to++;
    return (span){ from, to + (to < size) - from, OTHER };
}

/* ---- changes ---- */

static void change_token(void)
{
    static const char *const numbers[] = {
        "0",
        "1",
        "2",
        "3",
        "4",
        "7",
        "8",
        "15",
        "16",
        "17",
        "31",
        "32",
        "33",
        "64",
        "100",
        "1000",
        "0.5",
        "-1",
        "1e-3",
        "1e-40",
        "1e-310",
        "1e38",
        "1e39",
        "1e308",
        "1e400",
        "(0/0)",
        "3.5",
        "1000000",
        "1000001",
        "2147483647",
        "2147483648",
        "4294967296",
        "9007199254740993",
        "9223372036854775807",
        "0x10",
        "1/3",
        "math.huge",
        "math.mininteger",
    };
    if (!token_count)
        return;
    const span t = tokens[chance(token_count)];
    const char *kind = t.sort == WORD ? word_kind(now.at + t.at, t.size) : NULL;
    const char *to = t.sort == NUMBER   ? numbers[chance(sizeof numbers / sizeof *numbers)]
                     : t.sort == STRING ? word_of("text")
                     : t.sort == OTHER  ? word_of("operator")
                     : t.sort != WORD   ? NULL
                     : kind             ? word_of(chance(8) ? kind : NULL)
                     : chance(2)        ? word_of("gate")
                                        : NULL;
    if (to) {
        replace(t, to, strlen(to));
        return;
    }
    const span other = tokens[chance(token_count)]; /* a variable: by another word of the text */
    if (other.sort == WORD && t.sort == WORD) {
        char copy[TEXT_MAX / 64];
        const size_t size = other.size < sizeof copy ? other.size : sizeof copy;
        memcpy(copy, now.at + other.at, size);
        replace(t, copy, size);
    }
}

/* One expression in the place of another, of this text or of `from`. */
static void change_expression(const char *from, size_t from_size)
{
    static char copy[TEXT_MAX];
    tokens_scan(from, from_size);
    const span source = tokens_some_expression();
    memcpy(copy, from + source.at, source.size);
    tokens_scan(now.at, now.size);
    replace(tokens_some_expression(), copy, source.size);
}

/* e becomes f(e), f(e, e), e + e, f(e, x), ... */
static void wrap_expression(void)
{
    const span s = tokens_some_expression();
    const char *e = now.at + s.at;
    begin(s);
    switch (chance(6)) {
    case 0:
        add_word(word_of("activation"));
        add_word("(");
        add(e, s.size);
        add_word(")");
        break;
    case 1:
        add_word(word_of("gate"));
        add_word("(");
        add(e, s.size);
        add_word(", ");
        add(e, s.size);
        add_word(")");
        break;
    case 2:
        add_word("(");
        add(e, s.size);
        add_word(" ");
        add_word(word_of("operator"));
        add_word(" ");
        add(e, s.size);
        add_word(")");
        break;
    case 3:
        add_word("sum(grad(sum(");
        add(e, s.size);
        add_word("), x))");
        break;
    case 4:
        add_word("slice(");
        add(e, s.size);
        add_word(chance(2) ? ", 1, 1)" : ", 2, 3)");
        break;
    default:
        add_word("dense(3, ");
        add_word(word_of("activation"));
        add_word(")(");
        add(e, s.size);
        add_word(")");
    }
    finish(s);
}

/* An item of a list goes, or is there twice, or gets an option beside it. */
static void change_item(void)
{
    for (int tries = 0; tries < 20 && token_count; tries++) {
        const size_t i = chance(token_count);
        if (now.at[tokens[i].at] != ',' && now.at[tokens[i].at] != '{')
            continue;
        size_t last = i + 1;
        while (last < token_count && now.at[tokens[last].at] != ',' && tokens[last].sort != CLOSE)
            last = tokens[last].sort == OPEN ? token_closing(last) + 1 : last + 1;
        if (last >= token_count)
            return;
        const size_t from = tokens[i].at + 1;
        const span item = { from, tokens[last].at - from, OTHER };
        begin(item);
        switch (chance(3)) {
        case 0: break;
        case 1:
            add(now.at + from, item.size);
            add_word(",");
            add(now.at + from, item.size);
            break;
        default:
            add_word(" ");
            add_word(word_of("option"));
            add_word(" = ");
            add_word(word_of(chance(2) ? "value" : NULL));
            add_word(",");
            add(now.at + from, item.size);
        }
        finish(item);
        return;
    }
}

/* A line of this text or of `from` goes in somewhere, perhaps in the place of another. */
static void change_line(const char *from, size_t from_size)
{
    static char copy[TEXT_MAX];
    const span source = some_line(from, from_size);
    memcpy(copy, from + source.at, source.size);
    span s = some_line(now.at, now.size);
    s.size = chance(2) ? s.size : 0;
    replace(s, copy, chance(4) ? source.size : 0);
}

static void load(const uint8_t *bytes, size_t size)
{
    now.size = size < TEXT_MAX ? size : TEXT_MAX;
    memcpy(now.at, bytes, now.size);
}

static size_t unload(uint8_t *bytes, size_t most)
{
    const size_t size = now.size < most ? now.size : most;
    memcpy(bytes, now.at, size);
    return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed)
{
    chance_from(seed);
    chance(1);
    if (chance(8) == 0 || !dictionary_known())
        return LLVMFuzzerMutate(bytes, size, most);
    load(bytes, size);
    for (size_t i = 1 + chance(4); i > 0; i--) {
        tokens_scan(now.at, now.size);
        switch (chance(8)) {
        case 0: change_expression(now.at, now.size); break;
        case 1: wrap_expression(); break;
        case 2: change_item(); break;
        case 3: change_line(now.at, now.size); break;
        default: change_token(); break;
        }
    }
    return unload(bytes, most);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *two,
                                 size_t two_size, uint8_t *out, size_t most, unsigned seed)
{
    chance_from(seed);
    chance(1);
    load(one, one_size);
    const size_t other_size = two_size < TEXT_MAX ? two_size : TEXT_MAX;
    for (size_t i = 1 + chance(3); i > 0; i--)
        if (chance(2))
            change_expression((const char *)two, other_size);
        else
            change_line((const char *)two, other_size);
    return unload(out, most);
}
