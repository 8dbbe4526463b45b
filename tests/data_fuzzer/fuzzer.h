/* fuzzer.h - what both readers' entries share. */
#ifndef BPGEN_DATA_FUZZER_H
#define BPGEN_DATA_FUZZER_H

#include <stdint.h>

#include "base/messages.h"
#include "spec/spec.h"

/* The file in memory that is read: a descriptor, and its path. */
typedef struct memory_file {
    int descriptor;
    char path[64];
} memory_file;

memory_file memory_file_new(void);
void memory_file_set(const memory_file *f, const void *bytes, size_t size);

/* Ends the process, with that text, where it is not so. */
void hold(bool is_so, const char *what);
/* There are messages, each one line. */
void hold_messages(const messages *m);
spec *spec_of_text(arena *a, const memory_file *f, const char *text, messages *m);

/* ---- weights.c: bytes as a file of weights; `choice` says for which network, in which format ---- */

void weights_begin(arena *a, messages *m);
void weights_once(arena *a, unsigned choice, const uint8_t *bytes, size_t size);

#endif
