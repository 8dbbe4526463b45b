/* main.c - steers a mass in the plane by a network whose weights lie in the program, and takes the
 * network's Jacobian, which central differences in double confirm. */
#include <math.h>
#include <stdio.h>

#include "policy.h"
#include "policy64.h"

enum { STATES = 4, ACTIONS = 2 };

/* du/dx at x: one row of the batch for each action k, v = e_k there. J is the mean of the rows, so
 * dx is 1/ACTIONS of each. */
static void jacobian(const float *x, float du[ACTIONS][STATES])
{
    static policy_workspace ws;
    float xs[ACTIONS][STATES], v[ACTIONS][ACTIONS] = { { 0 } };
    for (int k = 0; k < ACTIONS; k++) {
        v[k][k] = 1;
        for (int i = 0; i < STATES; i++)
            xs[k][i] = x[i];
    }
    policy_backward(&policy_weights, ACTIONS, xs[0], v[0], NULL, du[0], &ws);
    for (int k = 0; k < ACTIONS; k++)
        for (int i = 0; i < STATES; i++)
            du[k][i] *= ACTIONS;
}

/* How far du is from central differences of the same network in double. */
static double distance(const float *at, float du[ACTIONS][STATES])
{
    const double h = 1e-5;
    double worst = 0;
    for (int i = 0; i < STATES; i++) {
        double x[STATES], up[ACTIONS], down[ACTIONS];
        for (int j = 0; j < STATES; j++)
            x[j] = (double)at[j];
        x[i] += h;
        policy64_predict(&policy64_weights, x, up);
        x[i] -= 2 * h;
        policy64_predict(&policy64_weights, x, down);
        for (int k = 0; k < ACTIONS; k++)
            worst = fmax(worst, fabs((up[k] - down[k]) / (2 * h) - (double)du[k][i]));
    }
    return worst;
}

int main(void)
{
    float x[STATES] = { 1, -0.8f, 0.3f, 0.5f }, du[ACTIONS][STATES];
    const float rest[STATES] = { 0 }, step = 0.02f;
    double worst = 0;
    for (int i = 0; i < 1000; i++) {
        float u[ACTIONS];
        policy_predict(&policy_weights, x, u);
        jacobian(x, du);
        worst = fmax(worst, distance(x, du));
        for (int k = 0; k < ACTIONS; k++) {
            x[2 + k] += step * u[k];
            x[k] += step * x[2 + k];
        }
    }
    jacobian(rest, du);
    for (int k = 0; k < ACTIONS; k++)
        printf("du%d/dx at rest %6.2f %6.2f %6.2f %6.2f\n", k + 1, (double)du[k][0],
               (double)du[k][1], (double)du[k][2], (double)du[k][3]);
    printf("after 20 s at (%.3f, %.3f)\n", (double)x[0], (double)x[1]);
    printf("the Jacobian differs from central differences by at most %.1e\n", worst);
    return !(worst < 1e-5) || !(hypotf(x[0], x[1]) < 0.05f);
}
