/* object.h - what an object file holds, and which part of it reads which: for any processor, since
 * relocations name what code calls. */
#ifndef BPGEN_OBJECT_H
#define BPGEN_OBJECT_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct object_section {
    size_t size;
    enum {
        SECTION_OTHER, /* of no program: symbols, debugging */
        SECTION_TEXT,  /* code and constants */
        SECTION_DATA,  /* variables with a value */
        SECTION_BSS    /* variables without */
    } kind;
    bool is_code;
    const char **functions; /* that it defines */
    int function_count, function_capacity;
    int *reads; /* sections, perhaps several times */
    int read_count, read_capacity;
    const char **outside; /* what is not in this object */
    int outside_count, outside_capacity;
} object_section;

typedef struct object_symbol {
    const char *name;
    size_t size;
    int section; /* -1: not in this object */
    bool is_function;
} object_symbol;

typedef struct object {
    object_section *sections;
    int section_count;
    object_symbol *symbols;
    int symbol_count;
} object;

/* Reads an ELF file. False, with *why set, where it is none or is broken. */
bool object_read(arena *a, const char *path, object *o, const char **why);
/* The symbol of that name, or NULL. */
const object_symbol *object_find(const object *o, const char *name);

#endif
