/* initialisers.c - ranges and moments of specs/initialisers.lua, 300 x 200 weights each.
 *
 * Variances: Glorot 2/(in + out), He 2/in, LeCun 1/in; a uniform U(-a, a) has a^2/3. Of 60,000
 * numbers the sample variance is within 3 % of these by more than five standard deviations (a
 * normal's relative deviation is sqrt(2/60000) = 0.6 %), the mean within 5 sigma / sqrt(60000),
 * and the kurtosis is 3 for a normal, 1.8 for a uniform.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "net.h"

static const struct net *const net = &net_1;

static void check_block(void *p, const struct block *block, double variance, bool is_normal)
{
    const size_t count = (size_t)block->rows * (size_t)block->cols;
    double sum = 0, sum2 = 0, sum4 = 0, largest = 0;
    for (size_t k = 0; k < count; k++) {
        const double w = get(net, p, block->first + k);
        sum += w, sum2 += w * w, sum4 += w * w * w * w;
        largest = fmax(largest, fabs(w));
    }
    const double n = (double)count, found = sum2 / n;
    check_near(sum / n, 0, 5 * sqrt(variance / n), "%s: mean", block->name);
    check_near(found, variance, 0.03 * variance, "%s: variance", block->name);
    check_near(sum4 / n / (found * found), is_normal ? 3 : 1.8, 0.15, "%s: kurtosis", block->name);
    const double limit = sqrt(3 * variance);
    if (is_normal)
        check(largest > 3.2 * sqrt(variance), "%s: no tails", block->name);
    else
        check(largest <= limit * (1 + 4 * unit_roundoff(net)) && largest > 0.999 * limit,
              "%s: the largest of U(-%g, %g) is %g", block->name, limit, limit, largest);
}

static bool starts(const char *name, const char *with)
{
    return !strncmp(name, with, strlen(with));
}

static void check_moments(void *p)
{
    for (int i = 0; i < net->blocks; i++) {
        const struct block *block = &net->block[i];
        const char *name = block->name;
        const bool is_normal = strstr(name, "normal"),
                   is_plain = block->is_bias || starts(name, "zeros") || starts(name, "constant");
        if (!is_plain) {
            const double variance = starts(name, "glorot") || starts(name, "default_tanh")
                                        ? 2.0 / 500
                                    : starts(name, "he") || starts(name, "default_relu") ? 2.0 / 300
                                    : starts(name, "lecun")                              ? 1.0 / 300
                                                            : 0.3 * 0.3 / 3;
            check_block(p, block, variance, is_normal);
            continue;
        }
        const double wanted = block->is_bias || starts(name, "zeros") ? 0 : -1.25;
        for (size_t k = 0; k < (size_t)block->rows * (size_t)block->cols; k++)
            check_near(get(net, p, block->first + k), wanted, 0, "%s[%zu]", name, k);
    }
}

int main(void)
{
    void *p = guarded_new(net, net->sizeof_p), *q = guarded_new(net, net->sizeof_p);
    const uint64_t seeds[] = { 0, 1, 12345, UINT64_MAX };
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        net->init(p, seeds[i]);
        check_moments(p);
        fill_nan(net, q, net->sizeof_p);
        net->init(q, seeds[i]);
        check(!memcmp(p, q, net->sizeof_p), "one seed, two initialisations");
        net->init(q, seeds[i] + 1);
        check(memcmp(p, q, net->sizeof_p) != 0, "two seeds, one initialisation");
    }
    /* two layers of one distribution do not repeat one another */
    const struct block *one = find_block(net, "default_tanh_w");
    const struct block *other = find_block(net, "glorot_uniform_w");
    check(memcmp((char *)p + one->first * net->real_size, (char *)p + other->first * net->real_size,
                 1000 * net->real_size) != 0,
          "two layers of the same weights");
    check(guarded_free(p) & guarded_free(q), "init wrote outside the parameters");
    return finish();
}
