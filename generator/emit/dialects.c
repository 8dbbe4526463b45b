/* dialects.c - the kinds of C that trees are printed in. */
#include "emit/dialects.h"

/* Vectors of LANES reals, for any number of lanes: templates/common/vectors.in has the words. */
static const dialect vector_dialect = {
    .name = "vector",
    .call = { "@real_", "@vec_" },
    .splat = "@vec_splat(%s)",
    .load = "@vec_load(%s)",
    .load_some = "@vec_load_some(%s, %d - j)",
    .one_hot = "@vec_one_hot(j, %s[r])",
    .store = "@vec_store(%s, %s);",
    .store_some = "@vec_store_some(%s, %s, %d - j);",
    .loop = "for (size_t j = 0; j < %d; j += @LANES)%s",
    .long_loop = "@ROLLED for (size_t j = 0; j < %d; j += @LANES)%s",
    .scalar = "const @real %s_r = %s;",
    .vector = "const @vec %s = %s;",
    .cut_scalar = "@real %s_r = %s;",
    .cut_vector = "@vec %s = %s;",
    .own_array = "@real %s[%d];",
    .parts = "@vec %s_parts[@PARTS];",
    .parts_fill = "@parts_fill(%s_parts, %s);",
    .part = "%s_parts[j / @LANES %% @PARTS]",
    .only_part = "%s_parts[j / @LANES]",
    .keep = "@vec_keep(%s, %d - j)",
    .keep_or = "@vec_keep_or(%s, %d - j, -@REAL_MAX)",
    .parts_sum = "const @real %s_r = @parts_sum(%s_parts, %d);",
    .parts_max = "const @real %s_r = @parts_max(%s_parts, %d);",
    .is_class = "@real_is_class(%s[r], %d)",
    .truth = "@real_select(%s, 1, 0)",
    .vector_truth = "@vec_select(%s, @vec_splat(1), @vec_splat(0))",
};

const dialect *dialect_of_vectors(arena *a, bool one)
{
    dialect *d = arena_alloc(a, sizeof *d);
    *d = vector_dialect;
    if (one) {
        d->one_hot = "@vec_one_hot(j, %s[0])";
        d->is_class = "@real_is_class(%s[0], %d)";
    }
    return d;
}

/* Scalars and loops of ISO C. Rows are written by plain_rows.c; the rest has no words here. */
const dialect plain_dialect = {
    .name = "plain",
    .call = { "@real_", "@real_" },
    .splat = "%s",
    .one_hot = "(@real)(%s[0] == j)",
    .loop = "for (int j = 0; j < %d; j++)%s",
    .scalar = "const @real %s = %s;",
    .vector = "const @real %s = %s;",
    .cut_scalar = "@real %s = %s;",
    .cut_vector = "@real %s = %s;",
    .is_class = "@real_is_class(%s[0], %d)",
    .infix_conditions = true,
    .truth = "%s ? (@real)1 : (@real)0",
};
