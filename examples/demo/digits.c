/* digits.c - trains the network of digits.lua on digits that it draws itself, a new batch every
 * step, and measures it on others. */
#include "demo.h"
#include "digits.h"

enum {
    ROWS = 10,
    COLS = 8,
    PIXELS = ROWS * COLS,
    GLYPH_ROWS = 7,
    GLYPH_COLS = 5,
    CLASSES = 10,
    STEPS = 3000,
    PART = STEPS / 5,
    TESTS = 5000,
    SHOWN = 8
};

static const float NOISE = 0.15f;
static const double ENOUGH = 98; /* percent */

_Static_assert(DIGITS_INPUTS == PIXELS && DIGITS_OUTPUTS == CLASSES, "the shape of digits.lua");

static const char *const font[CLASSES][GLYPH_ROWS] = {
    { " ### ", "#   #", "#  ##", "# # #", "##  #", "#   #", " ### " },
    { "  #  ", " ##  ", "  #  ", "  #  ", "  #  ", "  #  ", " ### " },
    { " ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####" },
    { "#####", "   # ", "  #  ", "   # ", "    #", "#   #", " ### " },
    { "   # ", "  ## ", " # # ", "#  # ", "#####", "   # ", "   # " },
    { "#####", "#    ", "#### ", "    #", "    #", "#   #", " ### " },
    { "  ## ", " #   ", "#    ", "#### ", "#   #", "#   #", " ### " },
    { "#####", "    #", "   # ", "  #  ", " #   ", " #   ", " #   " },
    { " ### ", "#   #", "#   #", " ### ", "#   #", "#   #", " ### " },
    { " ### ", "#   #", "#   #", " ####", "    #", "   # ", " ##  " },
};

static digits_parameters parameters;
static digits_optimizer optimizer;
static digits_workspace workspace;
static float x[DIGITS_BATCH][PIXELS], t[DIGITS_BATCH][CLASSES], y[DIGITS_BATCH][CLASSES];
static int labels[DIGITS_BATCH];

/* A digit somewhere in its frame, pale to dark, in noise; returns which. */
static int draw_digit(float *pixels)
{
    int digit = one_of(CLASSES);
    int top = one_of(ROWS - GLYPH_ROWS + 1), left = one_of(COLS - GLYPH_COLS + 1);
    float ink = 0.6f + 0.4f * uniform();
    for (int i = 0; i < PIXELS; i++) {
        pixels[i] = NOISE * gaussian();
    }
    for (int row = 0; row < GLYPH_ROWS; row++) {
        for (int col = 0; col < GLYPH_COLS; col++) {
            if (font[digit][row][col] == '#') {
                pixels[(top + row) * COLS + left + col] += ink;
            }
        }
    }
    return digit;
}

static void draw_batch(void)
{
    for (int r = 0; r < DIGITS_BATCH; r++) {
        labels[r] = draw_digit(x[r]);
        for (int c = 0; c < CLASSES; c++) {
            t[r][c] = c == labels[r] ? 1.0f : 0.0f;
        }
    }
}

static int largest(const float *row)
{
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
        best = row[c] > row[best] ? c : best;
    }
    return best;
}

/* A pixel's brightness as one of `levels`. */
static int level(float pixel, int levels)
{
    int l = (int)(pixel * (float)levels);
    return l < 0 ? 0 : l >= levels ? levels - 1 : l;
}

/* The first images of the batch side by side, each above what the network reads. */
static void show_batch(bool colours)
{
    for (int row = 0; row < ROWS; row += colours ? 2 : 1) {
        for (int i = 0; i < SHOWN; i++) {
            fputs("  ", stdout);
            for (int col = 0; col < COLS; col++) {
                const float *pixel = &x[i][row * COLS + col];
                if (colours) {
                    print_pixels(233 + level(pixel[0], 22), 233 + level(pixel[COLS], 22));
                } else {
                    putchar(" .:+*#"[level(*pixel, 6)]);
                }
            }
            fputs(colours ? "\033[0m" : "", stdout);
        }
        putchar('\n');
    }
    for (int i = 0; i < SHOWN; i++) {
        int read = largest(y[i]);
        printf("  %4d %s ", read, read == labels[i] ? "  " : "no");
    }
    putchar('\n');
}

static void train(void)
{
    double J = 0;
    digits_init(&parameters, 1);
    digits_optimizer_init(&optimizer);
    for (int step = 1; step <= STEPS; step++) {
        draw_batch();
        J += (double)digits_step(&parameters, &optimizer, DIGITS_BATCH, x[0], t[0], &workspace);
        if (step % PART == 0) {
            printf("  step %4d  J %.4f\n", step, J / PART);
            fflush(stdout);
            J = 0;
        }
    }
}

/* Reads TESTS new digits; returns how many percent it reads right. */
static double test(void)
{
    int counts[CLASSES][CLASSES] = { 0 }; /* [digit][read as] */
    int right = 0, digit = 0, as = 1;
    for (int done = 0; done < TESTS; done += DIGITS_BATCH) {
        draw_batch();
        digits_forward(&parameters, DIGITS_BATCH, x[0], y[0], &workspace);
        for (int r = 0; r < DIGITS_BATCH; r++) {
            int read = largest(y[r]);
            counts[labels[r]][read]++;
            right += read == labels[r];
        }
    }
    for (int d = 0; d < CLASSES; d++) {
        for (int r = 0; r < CLASSES; r++) {
            if (d != r && counts[d][r] > counts[digit][as]) {
                digit = d;
                as = r;
            }
        }
    }
    show_batch(has_colours());
    double percent = 100.0 * right / TESTS;
    printf("  %.2f %% of %d new digits read right", percent, TESTS);
    if (right < TESTS) {
        printf("; mistaken most often: %d for %d (%d)", digit, as, counts[digit][as]);
    }
    putchar('\n');
    return percent;
}

int main(void)
{
    train();
    return test() >= ENOUGH ? EXIT_SUCCESS : EXIT_FAILURE;
}
