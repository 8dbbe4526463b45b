/* omit.c - the middle of a long derivation, which a reader has seen before. */
#include "explain/story.h"

enum {
    SECTION_MOST = 120, /* equations of a section */
    SECTION_KEPT = 50,  /* at either end of a longer one */
    STORY_MOST = 900,   /* equations in all */
    STORY_KEPT = 350
};

static bool is_equation(const line *l)
{
    return l->kind == LINE_EQUATION;
}

/* Leaves out lines first .. end - 1 but for the first and the last `kept` equations. */
static void leave_out(const story *s, bool *omitted, int first, int end, int most, int kept)
{
    int count = 0, place = 0;
    for (int i = first; i < end; i++)
        count += is_equation(&s->lines[i]) && !omitted[i];
    for (int i = first; i < end && count > most; i++) {
        place += is_equation(&s->lines[i]) && !omitted[i];
        omitted[i] = omitted[i] || (place > kept && place <= count - kept);
    }
}

void story_omit(story *s)
{
    const story old = *s;
    bool *omitted = arena_alloc(s->arena, (size_t)s->count);
    for (int i = 0, end; i < s->count; i = end) {
        for (end = i + 1; end < s->count && s->lines[end].kind != LINE_TITLE;)
            end++;
        leave_out(s, omitted, i, end, SECTION_MOST, SECTION_KEPT);
    }
    leave_out(s, omitted, 0, s->count, STORY_MOST, STORY_KEPT);
    s->lines = NULL;
    s->count = s->capacity = 0;
    for (int i = 0, equations = 0; i < old.count; i++) {
        equations += omitted[i] && is_equation(&old.lines[i]);
        if (!omitted[i])
            *story_add(s, LINE_WORDS, NULL) = old.lines[i];
        else if (equations && (i + 1 == old.count || !omitted[i + 1])) {
            story_add(s, LINE_WORDS,
                      arena_printf(s->arena, "... %d equations like these (-v shows them all)",
                                   equations));
            equations = 0;
        }
    }
}
