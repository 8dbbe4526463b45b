/* main.c - says what its four networks are. */
#include <stdio.h>

#include "large.h"
#include "small.h"
#include "third.h"
#include "trained.h"

int main(void)
{
    static small_parameters small;
    static large_parameters large;
    const double real = 0;
    const float x[2] = { 1, 2 };
    float y;
    trained_predict(&trained_weights, x, &y);
    printf("small %d of %d, large %d of %d, third %d, trained %g\n", SMALL_PARAMETERS,
           (int)(sizeof small / sizeof real), LARGE_PARAMETERS, (int)(sizeof large / sizeof y),
           THIRD_PARAMETERS, (double)y);
    return 0;
}
