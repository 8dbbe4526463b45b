/* pieces.h - the text of a file in pieces, of which those are written that others name.
 *
 * @name is a name of the file's own: it gets the network's prefix (@vec_fma is xor_vec_fma, @LANES
 * XOR_LANES), and links the block that defines it: a piece that is written only where another piece
 * that is written names it. @real is float or double. */
#ifndef BPGEN_PIECES_H
#define BPGEN_PIECES_H

#include "base/limits.h"
#include "base/names.h"
#include "base/text.h"

/* How many bytes of C there may be. The most expensive text takes 0.16 s and 20 MB a megabyte, from
 * the spec on (a chain of v*x + x of scalars), most takes half of that: an unrolled GRU of 500
 * steps is 8.6 MB, a stack of 1,000 layers 4.2, a chain of 20,000 tanh 8.9. So the answer comes
 * within 2 seconds and 500 MB. */
enum { TEXT_MAX = 8 * 1024 * 1024 / LIMITS_SHARE };

/* Vectors of 16 lanes take ways of their own here and there. */
typedef enum lanes { NO_LANES = 0, FEWER_LANES = 1, LANES_16 = 2, ALL_LANES = 3 } lanes;

typedef struct block_need {
    const char *name; /* of another block */
    lanes where;      /* it is needed */
} block_need;

typedef struct piece {
    const char *name;   /* of its block; NULL: it is always written */
    const char *PREFIX; /* of its macros */
    text text;
    bool is_given; /* as it is: no name, no vector in it is read */
    bool is_short; /* a blank line and one more: two of them need no blank line between them */
    block_need *needs;
    int need_count, need_capacity;
    names needed; /* the same: the name of each, after a letter for where */
} piece;

typedef struct pieces {
    arena *arena;
    const char *prefix, *PREFIX, *real; /* of the names; what @real is */
    const char *version;                /* what is added belongs to: "avx2:", or "" */
    const char *version_prefix, *VERSION_PREFIX;
    names blocks; /* all that have begun, a version's with its word before them */
    lanes where;  /* what is added now is compiled */
    bool plain;   /* what is written for vectors is read as scalars */
    piece *at;
    int count, capacity;
    text key;    /* of a need that is looked for */
    size_t size; /* of all their texts */
} pieces;

pieces pieces_open(arena *a, const char *prefix, const char *real, bool plain);

/* What is added from now on is the text of that block, or, NULL, always written. */
void pieces_begin(pieces *all, const char *name);
/* What has begun is short: see is_short. */
void pieces_short(pieces *all);
void pieces_add(pieces *all, const char *bytes, size_t size);
/* Text as it is, a piece of its own: of that block, or, NULL, always written. */
void pieces_give(pieces *all, const char *name, const char *bytes, size_t size);
/* The block of that name is to be written where this piece is. */
void pieces_need(pieces *all, const char *name, size_t size);

/* What is added from now on is a version of the same text, so its blocks have names of their own:
 * @vec is net_avx2_vec. NULL: no version. A name that only the file as a whole has a block of is
 * that one; outside of versions need("avx2:predict") links a version's. */
void pieces_version(pieces *all, const char *word);

/* The pieces that are written, in their order; those that are needed for some lanes alone, so
 * compiled. */
const char *pieces_link(pieces *all, size_t *size);

#endif
