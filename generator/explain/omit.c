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
static void leave_out(story *s, int first, int end, int most, int kept)
{
    int count = 0, place = 0;
    for (int i = first; i < end; i++)
        count += is_equation(&s->lines[i]) && !s->omitted[i];
    for (int i = first; i < end && count > most; i++) {
        place += is_equation(&s->lines[i]) && !s->omitted[i];
        s->omitted[i] = s->omitted[i] || (place > kept && place <= count - kept);
    }
}

void story_omit(story *s)
{
    s->omitted = arena_alloc(s->arena, (size_t)s->count);
    if (s->in_detail)
        return;
    for (int i = 0, end; i < s->count; i = end) {
        for (end = i + 1; end < s->count && s->lines[end].kind != LINE_TITLE;)
            end++;
        leave_out(s, i, end, SECTION_MOST, SECTION_KEPT);
    }
    leave_out(s, 0, s->count, STORY_MOST, STORY_KEPT);
}

const char *story_omission(const story *s, int equations)
{
    return arena_printf(s->arena, "... %d equations like these (-v shows them all)", equations);
}

const line *story_next(const story *s, int *at, int *omitted)
{
    for (*omitted = 0; *at < s->count && s->omitted[*at]; ++*at)
        *omitted += s->lines[*at].kind == LINE_EQUATION;
    return *at < s->count ? &s->lines[(*at)++] : NULL;
}
