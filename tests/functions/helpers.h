/* helpers.h - the operations on vectors against plain loops, for program.c. */

static int wrong;

static void expect(int ok, const char *what, int at)
{
    if (!ok) {
        printf("FAIL %s, at %d\n", what, at);
        wrong = 1;
    }
}

static int same(real a, real b)
{
    return a == b || (a != a && b != b);
}

static void loads_and_stores(void)
{
    enum { GUARD = 4 };
    real from[LANES + 2 * GUARD], to[LANES + 2 * GUARD], v[LANES];
    for (int i = 0; i < LANES + 2 * GUARD; i++)
        from[i] = (real)(i + 1);
    for (int count = 1; count <= LANES + 2; count++) {
        vec_store(v, vec_load_some(from, (size_t)count));
        for (int i = 0; i < LANES; i++)
            expect(v[i] == (i < count ? from[i] : 0), "vec_load_some", count);
        vec_store(v, vec_keep(vec_load(from + 1), (size_t)count));
        for (int i = 0; i < LANES; i++)
            expect(v[i] == (i < count ? from[i + 1] : 0), "vec_keep", count);
        vec_store(v, vec_keep_or(vec_load(from + 1), (size_t)count, -7));
        for (int i = 0; i < LANES; i++)
            expect(v[i] == (i < count ? from[i + 1] : -7), "vec_keep_or", count);
        memset(to, 0, sizeof to);
        vec_store_some(to + GUARD, vec_load(from), (size_t)count);
        for (int i = 0; i < LANES + 2 * GUARD; i++)
            expect(to[i] ==
                       (i >= GUARD && i < GUARD + LANES && i < GUARD + count ? from[i - GUARD] : 0),
                   "vec_store_some", count);
    }
    for (int32_t class_number = 0; class_number < 40; class_number++)
        for (int j = 0; j < 40; j += LANES) {
            vec_store(v, vec_one_hot((size_t)j, class_number));
            for (int i = 0; i < LANES; i++)
                expect(v[i] == (j + i == class_number ? 1 : 0), "vec_one_hot", j);
        }
}

static void selections(void)
{
    for (int i = 0; i < SPECIALS; i++)
        for (int j = 0; j < SPECIALS; j++) {
            const real a = (real)specials[i], b = (real)specials[j];
            const vec x = vec_splat(a), y = vec_splat(b), one = vec_splat(1), zero = vec_splat(0);
            const struct {
                const char *name;
                ivec mask;
                int vector_wanted, scalar;
            } tests[] = {
                { "lt", vec_lt(x, y), a < b, real_lt(a, b) },
                { "le", vec_le(x, y), a <= b, real_le(a, b) },
                { "gt", vec_gt(x, y), a > b, real_gt(a, b) },
                { "ge", vec_ge(x, y), a >= b, real_ge(a, b) },
                { "ne", vec_ne(x, y), a != b, real_ne(a, b) },
                { "eq", vec_eq(x, y), a == b, a == b },
            };
            for (int k = 0; k < 6; k++) {
                const real chosen = vec_first(vec_select(tests[k].mask, one, zero));
                expect(chosen == (real)tests[k].vector_wanted, tests[k].name, i);
                expect(tests[k].scalar == tests[k].vector_wanted, tests[k].name, j);
                expect(vec_any(tests[k].mask) == tests[k].vector_wanted, "vec_any", i);
            }
            const int is_nan = b != b; /* NaN where either is */
            const real most = b > a || is_nan ? b : a, least = b < a || is_nan ? b : a;
            /* clang-format off */
            const real results[] = { vec_first(vec_max(x, y)), most, real_max(a, b), most,
                                     vec_first(vec_min(x, y)), least, real_min(a, b), least,
                                     vec_first(vec_abs(x)), real_abs(a), real_select(i, a, b),
                                     i ? a : b };
            /* clang-format on */
            for (int k = 0; k < 12; k += 2)
                expect(same(results[k], results[k + 1]), "max, min, abs or select", i);
        }
}

/* Sums put element j into part j mod 16 and fold by halves: the same bits for every LANES. */
static void sums(void)
{
    real x[64], wanted[16], largest[16];
    for (int j = 0; j < 64; j++)
        x[j] = random_within(1);
    for (int j = 0; j < 64; j++) {
        wanted[j % 16] = j < 16 ? x[j] + 0 : wanted[j % 16] + x[j];
        largest[j % 16] = j < 16 || x[j] > largest[j % 16] ? x[j] : largest[j % 16];
    }
    vec parts[PARTS], maxima[PARTS];
    parts_fill(parts, 0);
    parts_fill(maxima, -REAL_MAX);
    for (int j = 0; j < 64; j += LANES) {
        vec *part = &parts[j / LANES % PARTS], *most = &maxima[j / LANES % PARTS];
        *part += vec_load(x + j);
        *most = vec_max(*most, vec_load(x + j));
    }
    for (int half = 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++) {
            wanted[i] += wanted[i + half];
            largest[i] = largest[i] > largest[i + half] ? largest[i] : largest[i + half];
        }
    expect(parts_sum(parts, 16) == wanted[0], "parts_sum", 0);
    expect(parts_max(maxima, 16) == largest[0], "parts_max", 0);
}

static void scalars(void)
{
    for (int i = 0; i < SPECIALS; i++) {
        const real x = (real)specials[i];
        const vec v = vec_splat(x);
        /* clang-format off */
        const real pairs[] = {
            real_exp(x), vec_first(vec_exp(v)), real_expm1(x), vec_first(vec_expm1(v)),
            real_log(x), vec_first(vec_log(v)), real_log1p(x), vec_first(vec_log1p(v)),
            real_sqrt(x), vec_first(vec_sqrt(v)), real_sin(x), vec_first(vec_sin(v)),
            real_cos(x), vec_first(vec_cos(v)), real_tanh(x), vec_first(vec_tanh(v)),
            real_sigmoid(x), vec_first(vec_sigmoid(v)),
            real_softplus(x), vec_first(vec_softplus(v)),
            real_erf(x), vec_first(vec_erf(v)), real_pow(x, 3), vec_first(vec_pow(v, vec_splat(3))),
            real_fma(x, x, 1), vec_first(vec_fma(v, v, vec_splat(1))) };
        /* clang-format on */
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k += 2)
            expect(same(pairs[k], pairs[k + 1]), "a scalar function", (int)k);
    }
    expect(REAL_INFINITY > REAL_MAX, "REAL_INFINITY", 0);
}

static int helpers(void)
{
    random_state = 88172645463325252u;
    loads_and_stores();
    selections();
    sums();
    scalars();
    if (!wrong)
        printf("ok helpers\n");
    return wrong;
}
