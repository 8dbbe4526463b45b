/* plain.h - the plan as plain C: ISO C99, scalars, loops with literal bounds. */
#ifndef BPGEN_PLAIN_H
#define BPGEN_PLAIN_H

#include <lua.h>

#include "emit/writer.h"

/* The statements of a function of rows for one sample. */
const char *write_plain_rows(writer *w, const rows_function *f, int dedent);

/* A product for one sample. declared: its scalar is declared here; copied: from the transposed copy
 * of w in the workspace. */
const char *write_plain_product(const writer *w, const call *c, bool declared, bool copied);

/* ---- plain_lines.c ---- */

/* Adds these lines, each after so many blanks. */
void plain_indent(text *to, const char *lines, int blanks);
/* " (2) (3)" as a comment after the first line of what computes these nodes; "": none. */
const char *plain_numbers(const plan *p, const ref *nodes, int count);

/* ---- plain.c ---- */

/* Sets what the templates of plain/ read: net.kept, .run, .predict, .loss, .train, .transposed,
 * .dots, .gradients, .updates, .penalties. False: their text comes to more than TEXT_MAX. */
bool plain_push(lua_State *lua, const plan *p, bool reads_rate);
/* Whether r is the first of the values in its array, and what declares that: "v8[11][24]". */
bool plain_has_array(const plan *p, ref r);
const char *plain_declaration(const plan *p, ref r);
/* How many reals the workspace holds. */
size_t plain_workspace_reals(const plan *p);

/* ---- plain_sections.c ---- */

/* Sets net[key]: the blocks, and the names that they read; NULL: the next element of the table on
 * top. */
void plain_push_section(lua_State *lua, writer *w, section s, const char *key);

/* ---- plain_means.c ---- */

/* Sets the fields of a section that is a phase: means, the lines that come after it; returns,
 * whether the loss is computed in it. */
void plain_push_means(lua_State *lua, const plan *p, section s);

/* ---- plain_places.c ---- */

/* What the gradients read is kept where there are gradients. */
plain_home plain_home_in(const plan *p, section s, ref r);
/* Sets w->places for a section; those of a call's values in a loop of calls, or, in: NULL, as they
 * were before. */
void plain_find_places(writer *w, section s);
void plain_enter_rounds(writer *w, section s, const call *c, const rounds *in);
/* Element `index` of row r of a value, which in the next round is `later`, after the samples'
 * loop. */
const char *plain_round_element(const plan *p, ref r, ref later, const rounds *in,
                                const char *index);

/* Sets w->arrays and ->copies. */
void plain_find_arrays(writer *w);
/* The declarations of the arrays of parameters that calls in a loop go along; NULL: none. */
const char *plain_arrays_of(const plan *p, section s, const call *calls, int count,
                            const rounds *in);
/* Whether the call reads a transposed copy of its w: in training, which copies it for all its
 * samples; what runs for one has no use for that. */
bool plain_reads_copy(const plan *p, section s, const call *c);

/* ---- plain_copies.c ---- */

const call *const *plain_find_copies(const plan *p);
/* Adds the fields of the workspace. */
void plain_declare_copies(const plan *p, text *to);
/* The copy of parameter i, and in the next round that of `later`. */
const char *plain_copy_of(const plan *p, int i, int later, const rounds *in);
void plain_push_copies(lua_State *lua, const writer *w);

/* ---- plain_weights.c ---- */

/* Sets net.gradients, .updates and .penalties. */
void plain_weights_push(lua_State *lua, writer *w);

/* Where element %s of value r is, for what runs after the samples' loop: element i of row r. */
const char *plain_row_place(const plan *p, ref r, const char *slot);

#endif
