/* SPDX-License-Identifier: MIT */
/*
 * What every fuzz target defines: libFuzzer calls it with bytes of its making, replay.c with those
 * of the files it is given. A target aborts on what must not happen.
 */
#ifndef UNTRUSTED_FUZZ_H
#define UNTRUSTED_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
