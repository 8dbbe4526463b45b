/* main.c - says what its three networks are. */
#include <stdio.h>

#include "large.h"
#include "small.h"
#include "trained.h"

int main(void)
{
    static small_parameters small;
    static large_parameters large;
    const double real = 0;
    const float x[2] = { 1, 2 };
    float y;
    trained_predict(&trained_weights, x, &y);
    printf("small %d of %d, large %d of %d, trained %g, %g\n", SMALL_PARAMETERS,
           (int)(sizeof small / sizeof real), LARGE_PARAMETERS, (int)(sizeof large / sizeof y),
           (double)y, real);
    return 0;
}
