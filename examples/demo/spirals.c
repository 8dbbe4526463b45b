/* spirals.c - trains the network of specs/spirals.lua to part two spirals, and draws what it
 * learnt: each side of the plane in its colour, and the points it learnt from. */
#include <time.h>

#include "demo.h"
#include "spirals.h"

enum {
    POINTS = 400, /* to learn from */
    TESTS = 2000, /* never seen in training */
    FRAMES = 40,  /* pictures of the training, in a terminal */
    STEPS = 50,   /* from one picture to the next */
    SIDE = 44     /* of the picture, in pixels */
};

static const float TURNS = 1.75f, NOISE = 0.1f;
static const float SPAN = 6;     /* the picture goes from -SPAN to SPAN */
static const double ENOUGH = 97; /* percent */

static spirals_parameters parameters;
static spirals_optimizer optimizer;
static spirals_workspace workspace;
static float points[POINTS][2], classes[POINTS];

/* A point of spiral 0 or 1: its angle and its distance from the centre grow together. */
static void draw_point(float point[2], float *class)
{
    int spiral = one_of(2);
    float along = sqrtf(uniform());
    float angle = 6.2831853f * (TURNS * along + 0.5f * (float)spiral);
    float radius = SPAN * (0.08f + 0.87f * along);
    point[0] = radius * cosf(angle) + NOISE * gaussian();
    point[1] = radius * sinf(angle) + NOISE * gaussian();
    *class = (float)spiral;
}

/* One step on a batch of points drawn at random. */
static float train_step(void)
{
    static float x[SPIRALS_BATCH][2], t[SPIRALS_BATCH];
    for (int r = 0; r < SPIRALS_BATCH; r++) {
        int i = one_of(POINTS);
        memcpy(x[r], points[i], sizeof x[r]);
        t[r] = classes[i];
    }
    return spirals_step(&parameters, &optimizer, SPIRALS_BATCH, x[0], t, &workspace);
}

static float second_spiral(float px, float py)
{
    float x[2] = { px, py }, y;
    spirals_predict(&parameters, x, &y);
    return y;
}

static double test(void)
{
    int right = 0;
    for (int i = 0; i < TESTS; i++) {
        float point[2], class;
        draw_point(point, &class);
        right += (second_spiral(point[0], point[1]) > 0.5f) == (class > 0.5f);
    }
    return 100.0 * right / TESTS;
}

/* marks[row][col]: 0, or 1 + the class of a point there. */
static void mark_points(char marks[SIDE][SIDE])
{
    memset(marks, 0, sizeof(char[SIDE][SIDE]));
    for (int i = 0; i < POINTS; i++) {
        int col = (int)((1 + points[i][0] / SPAN) * SIDE / 2);
        int row = (int)((1 - points[i][1] / SPAN) * SIDE / 2);
        if (col >= 0 && col < SIDE && row >= 0 && row < SIDE) {
            marks[row][col] = (char)(1 + (classes[i] > 0.5f));
        }
    }
}

static float at_pixel(int row, int col)
{
    return second_spiral(SPAN * (((float)col + 0.5f) * 2 / SIDE - 1),
                         SPAN * (1 - ((float)row + 0.5f) * 2 / SIDE));
}

static int colour(int row, int col, char mark)
{
    static const int sides[] = { 19, 18, 17, 234, 52, 88, 124 }; /* blue to red */
    static const int marks[] = { 0, 117, 222 };
    return mark ? marks[(int)mark] : sides[(int)(at_pixel(row, col) * 6.999f)];
}

static void draw_colours(char marks[SIDE][SIDE])
{
    for (int row = 0; row < SIDE; row += 2) {
        fputs("  ", stdout);
        for (int col = 0; col < SIDE; col++) {
            print_pixels(colour(row, col, marks[row][col]),
                         colour(row + 1, col, marks[row + 1][col]));
        }
        print_line_end();
    }
}

/* Two pixels a character: points are o and x, the second spiral's side is dotted. */
static void draw_letters(char marks[SIDE][SIDE])
{
    for (int row = 0; row < SIDE; row += 2) {
        fputs("  ", stdout);
        for (int col = 0; col < SIDE; col++) {
            char mark = marks[row][col] ? marks[row][col] : marks[row + 1][col];
            putchar(mark ? " ox"[(int)mark] : at_pixel(row, col) > 0.5f ? '.' : ' ');
        }
        putchar('\n');
    }
}

int main(void)
{
    bool colours = has_colours();
    char marks[SIDE][SIDE];
    for (int i = 0; i < POINTS; i++) {
        draw_point(points[i], &classes[i]);
    }
    mark_points(marks);
    spirals_init(&parameters, 1);
    spirals_optimizer_init(&optimizer);
    for (int frame = 1; frame <= FRAMES; frame++) {
        float J = 0;
        for (int step = 0; step < STEPS; step++) {
            J += train_step() / STEPS;
        }
        if (colours) {
            draw_colours(marks);
            printf("  step %4d  J %.4f\n", frame * STEPS, (double)J);
            fflush(stdout);
            nanosleep(&(struct timespec){ .tv_nsec = 40000000 }, NULL);
            if (frame < FRAMES) {
                printf("\033[%dA", SIDE / 2 + 1);
            }
        } else if (frame == FRAMES) {
            draw_letters(marks);
            printf("  step %4d  J %.4f\n", frame * STEPS, (double)J);
        }
    }
    double percent = test();
    printf("  %.2f %% of %d new points on the right side\n", percent, TESTS);
    return percent >= ENOUGH ? EXIT_SUCCESS : EXIT_FAILURE;
}
