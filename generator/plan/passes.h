/* passes.h - the passes that make the plan, in their order, for the files of plan/ alone. Each pass
 * says what it needs and what it leaves; none changes what an earlier one has left. All are linear
 * in the number of gates, or nearly so. */
#ifndef BPGEN_PASSES_H
#define BPGEN_PASSES_H

#include "plan/plan.h"

/* ---- lower.c, gradients.c: until these are done, the graph grows; then it stays as it is ---- */

/* Needs: the derived graph. Leaves: graph, map, the ends of the programs, penalties' formulas. */
void lower(plan *p);
/* Needs: dparameters. Leaves: gradients with terms and formulas. The graph is whole. */
void plan_find_gradients(plan *p);

/* ---- values.c ---- */

/* Needs: the whole graph. Leaves: values with their sources, users, readers. */
void plan_index(plan *p);
/* Leaves: needed, group but for FORWARD. */
void plan_find_needs(plan *p);
/* Needs: needed, finisher, levels, groups. Leaves: stored. */
void plan_find_stored(plan *p);

/* ---- parameters.c ---- */

/* Leaves: arrays. */
void plan_find_arrays(plan *p);

/* ---- positions.c ---- */

/* Leaves: positions. */
void plan_find_positions(plan *p);

/* ---- levels.c ---- */

/* Leaves: is_product, is_fused, is_outer. */
void plan_find_products(plan *p);
/* Needs: needed, is_product. Leaves: level, place, is_gathered. */
void plan_find_levels(plan *p);

/* ---- places.c ---- */

/* Needs: the level that each value can be computed at. Leaves: place, is_gathered. */
void plan_place_parts(plan *p);

typedef struct running_sums { /* of each node */
    bool *runs;  /* a sum that goes on from level to level: each term is added by itself, */
    bool *waits; /* a level later than the one before */
} running_sums;

/* Needs: the same. Leaves: what is one; the arrays are false before. */
void plan_find_running_sums(const plan *p, running_sums *to);

/* ---- homes.c ---- */

/* Leaves: is_callers, is_copied, home but for its name. */
void plan_find_homes(plan *p);
/* Needs: stored, equations. Leaves: a name for every value, on_stack. */
void plan_name_values(plan *p, const names *reserved);

/* ---- c_names.c ---- */

/* Needs: stored, equations. Leaves: a name of its own for every value and end. */
void plan_name_in_c(plan *p, const names *reserved);

/* ---- finishes.c ---- */

/* Needs: level, needed, homes. Leaves: finisher. */
void plan_find_finishes(plan *p);

/* ---- groups.c ---- */

/* Needs: level, needed, finisher. Leaves: group of FORWARD. */
void plan_find_output_groups(plan *p);

/* ---- equations.c ---- */

/* Which derived nodes have an equation, and what is the first part of the mathematics to read each
 * (PARTS: none). */
typedef struct equation_choice {
    bool *named;
    int *part;
} equation_choice;

/* Whether another function reads a derived node than the one that computes it. */
bool plan_hands_on(const plan *p, ref derived);
/* Needs: stored, needed. Leaves: same. */
void plan_choose_equations(plan *p, equation_choice *c);

/* ---- numbers.c ---- */

/* Needs: stored, needed. Leaves: same, equations but for their names, what finds their numbers. */
void plan_number_equations(plan *p);

/* ---- symbols.c ---- */

/* Needs: equations, names of the values. Leaves: symbols, names of the equations. */
void plan_name_equations(plan *p);

/* ---- stages.c ---- */

/* Needs: all of the above. Leaves: stages, functions. */
void plan_make_stages(plan *p);
/* Needs: levels. Leaves: level and product of each gradient. */
void plan_place_updates(plan *p);

/* ---- schedule.c ---- */

/* The statements and arguments of a function of rows whose nodes are given: position[r] is that of
 * node r among them, or -1. */
void plan_schedule_rows(plan *p, program of, const int *position, rows_function *f);

/* Statements for its scalars alone; gates that are known have been computed before. */
void plan_schedule_scalars(plan *p, const int *position, const bool *known, rows_function *f);

/* ---- weights.c ---- */

/* Needs: gradients, placed. Leaves: weights (for each gradient the function that sums it, then the
 * one that updates) and penalties' functions. */
void plan_make_weights(plan *p);

/* ---- weights_alike.c ---- */

/* Needs: weights, penalties. Leaves: like; of many terms only when they are in rounds. */
void plan_find_like_weights(plan *p);

/* Needs: weights, the terms in rounds. Leaves: tiles, packs. */
void plan_find_tiles(plan *p);

/* ---- calls.c ---- */

/* Needs: stages, functions, weights. Leaves: products, finishes, kernels, calls, panels. */
void plan_make_calls(plan *p);

/* ---- loops.c ---- */

/* Needs: calls. Leaves: loops, chains of values and the names of their arrays. */
void plan_find_loops(plan *p);

/* ---- terms.c ---- */

/* Needs: chains. Leaves: terms in rounds. */
void plan_fold_terms(plan *p);

/* ---- memory.c ---- */

/* Needs: calls, chains. Leaves: succeeds, successor. */
void plan_share_memory(plan *p);

/* ---- sections.c ---- */

/* Needs: calls. Leaves: plain.sections. */
void plan_cut_sections(plan *p);
/* Needs: plain.sections, loops. Leaves: plain, chains without those of a level. */
void plan_make_sections(plan *p);

#endif
