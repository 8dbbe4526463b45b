/* fuzzer.h - what libFuzzer calls, and what the files of the fuzzer share. */
#ifndef BPGEN_FUZZER_H
#define BPGEN_FUZZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- libFuzzer's ---- */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t most); /* its own: of bytes */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *two,
                                 size_t two_size, uint8_t *out, size_t most, unsigned seed);

#endif
