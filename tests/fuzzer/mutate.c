/* mutate.c - changes of a spec that leave much of it a spec: words give way to words of their kind,
 * numbers to the numbers where things change, expressions to expressions, items and lines move.
 * One time in eight it is bytes, which is libFuzzer's own trade. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "fuzzer.h"

enum { WORDS_MAX = 400, WORD_SIZE = 40, TOKENS_MAX = 4000, TEXT_MAX = 64 * 1024 };

typedef struct word {
    char kind[WORD_SIZE], text[WORD_SIZE];
} word;

static word words[WORDS_MAX];
static int word_count;

bool mutate_open(const char *path)
{
    FILE *f = fopen(path, "r");
    char line[200];
    while (f && word_count < WORDS_MAX && fgets(line, sizeof line, f)) {
        word *w = &words[word_count];
        if (sscanf(line, "%39[a-z]=\"%39[^\"]\"", w->kind, w->text) == 2)
            word_count++;
    }
    if (f)
        (void)fclose(f);
    return word_count > 0;
}

/* ---- chance ---- */

static uint64_t state;

static size_t below(size_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return n ? (size_t)((state >> 33) % n) : 0;
}

/* A word of that kind; NULL: of any. */
static const char *word_of(const char *kind)
{
    for (int tries = 0; tries < 100; tries++) {
        const word *w = &words[below((size_t)word_count)];
        if (!kind || !strcmp(w->kind, kind))
            return w->text;
    }
    return "x";
}

static const char *kind_of(const char *text, size_t size)
{
    for (int i = 0; i < word_count; i++)
        if (!strncmp(words[i].text, text, size) && !words[i].text[size])
            return words[i].kind;
    return NULL;
}

/* ---- tokens ---- */

typedef enum sort { WORD, NUMBER, STRING, OPEN, CLOSE, OTHER } sort;

typedef struct span {
    size_t at, size;
    sort sort;
} span;

static span tokens[TOKENS_MAX];
static size_t token_count;

static size_t length_of(const char *text, size_t left, sort *which)
{
    size_t size = 1;
    if (isalpha((unsigned char)*text) || *text == '_') {
        *which = WORD;
        while (size < left && (isalnum((unsigned char)text[size]) || text[size] == '_'))
            size++;
    } else if (isdigit((unsigned char)*text)) {
        *which = NUMBER;
        while (size < left && (isalnum((unsigned char)text[size]) || text[size] == '.' ||
                               (strchr("+-", text[size]) && strchr("eE", text[size - 1]))))
            size++;
    } else if (*text == '"' || *text == '\'') {
        *which = STRING;
        while (size < left && text[size] != *text && text[size] != '\n')
            size++;
        size += size < left;
    } else {
        *which = strchr("([{", *text) ? OPEN : strchr(")]}", *text) ? CLOSE : OTHER;
        size += left > 1 && strchr("=~<>.", *text) && (text[1] == '=' || text[1] == *text);
    }
    return size;
}

static void scan(const char *text, size_t size)
{
    token_count = 0;
    for (size_t at = 0; at < size && token_count < TOKENS_MAX;) {
        if (isspace((unsigned char)text[at]) || !text[at]) {
            at++;
            continue;
        }
        span *t = &tokens[token_count++];
        t->at = at;
        t->size = length_of(text + at, size - at, &t->sort);
        at += t->size;
    }
}

/* The token that closes what is opened at i, or i. */
static size_t closing(size_t i)
{
    int depth = 0;
    for (size_t k = i; k < token_count; k++) {
        depth += (tokens[k].sort == OPEN) - (tokens[k].sort == CLOSE);
        if (depth == 0)
            return k;
    }
    return i;
}

/* An expression that begins at token i: f(...)(...), { ... }, x, 3. */
static span expression_at(size_t i)
{
    size_t last = closing(i);
    while (last + 1 < token_count && tokens[last + 1].sort == OPEN)
        last = closing(last + 1) > last + 1 ? closing(last + 1) : token_count;
    last = last < token_count ? last : i;
    return (span){ tokens[i].at, tokens[last].at + tokens[last].size - tokens[i].at, OTHER };
}

/* An expression by chance; a short one rather than a long one. */
static span some_expression(void)
{
    span best = { 0, 0, OTHER };
    for (int tries = 0; tries < 8 && token_count; tries++) {
        const size_t i = below(token_count);
        if (tokens[i].sort == CLOSE || tokens[i].sort == OTHER)
            continue;
        span s = expression_at(i);
        if (!best.size || (s.size < best.size && below(2)))
            best = s;
    }
    return best;
}

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
    size_t from = below(size + 1), to = from;
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
    const span t = tokens[below(token_count)];
    const char *kind = t.sort == WORD ? kind_of(now.at + t.at, t.size) : NULL;
    const char *to = t.sort == NUMBER   ? numbers[below(sizeof numbers / sizeof *numbers)]
                     : t.sort == STRING ? word_of("text")
                     : t.sort == OTHER  ? word_of("operator")
                     : t.sort != WORD   ? NULL
                     : kind             ? word_of(below(8) ? kind : NULL)
                     : below(2)         ? word_of("gate")
                                        : NULL;
    if (to) {
        replace(t, to, strlen(to));
        return;
    }
    const span other = tokens[below(token_count)]; /* a variable: by another word of the text */
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
    scan(from, from_size);
    const span source = some_expression();
    memcpy(copy, from + source.at, source.size);
    scan(now.at, now.size);
    replace(some_expression(), copy, source.size);
}

/* e becomes f(e), f(e, e), e + e, f(e, x), ... */
static void wrap_expression(void)
{
    const span s = some_expression();
    const char *e = now.at + s.at;
    begin(s);
    switch (below(6)) {
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
        add_word(below(2) ? ", 1, 1)" : ", 2, 3)");
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
        const size_t i = below(token_count);
        if (now.at[tokens[i].at] != ',' && now.at[tokens[i].at] != '{')
            continue;
        size_t last = i + 1;
        while (last < token_count && now.at[tokens[last].at] != ',' && tokens[last].sort != CLOSE)
            last = tokens[last].sort == OPEN ? closing(last) + 1 : last + 1;
        if (last >= token_count)
            return;
        const size_t from = tokens[i].at + 1;
        const span item = { from, tokens[last].at - from, OTHER };
        begin(item);
        switch (below(3)) {
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
            add_word(word_of(below(2) ? "value" : NULL));
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
    s.size = below(2) ? s.size : 0;
    replace(s, copy, below(4) ? source.size : 0);
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
    state = seed;
    below(1);
    if (below(8) == 0 || !word_count)
        return LLVMFuzzerMutate(bytes, size, most);
    load(bytes, size);
    for (size_t i = 1 + below(4); i > 0; i--) {
        scan(now.at, now.size);
        switch (below(8)) {
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
    state = seed;
    below(1);
    load(one, one_size);
    const size_t other_size = two_size < TEXT_MAX ? two_size : TEXT_MAX;
    for (size_t i = 1 + below(3); i > 0; i--)
        if (below(2))
            change_expression((const char *)two, other_size);
        else
            change_line((const char *)two, other_size);
    return unload(out, most);
}
