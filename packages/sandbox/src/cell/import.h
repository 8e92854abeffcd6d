/* SPDX-License-Identifier: MIT */
/*
 * The host's side of guest/host.h: every call that leaves the guest arrives here.
 *
 * All arguments come from a guest that may be in the hands of an attacker. Each pointer and length is
 * checked against linear memory before anything is touched, and what does not fit ends the guest with a
 * trap (WASM_RT_TRAP_OOB). These few functions are the whole attack surface of the first boundary: keep
 * them so short that each can be read at a glance. They are fuzzed (fuzz_import.c) and drilled
 * (tests/drill/sfi).
 */
#ifndef UNTRUSTED_CELL_IMPORT_H
#define UNTRUSTED_CELL_IMPORT_H

#include <stdint.h>
#include <wasm-rt.h>

/* The name that wasm2c gives to the instance of an imported module "host". */
struct Z_host_instance_t {
	wasm_rt_memory_t *memory; /* the guest's */
};

void Z_hostZ_send(struct Z_host_instance_t *host, uint32_t ptr, uint32_t len);
uint32_t Z_hostZ_receive(struct Z_host_instance_t *host, uint32_t ptr, uint32_t capacity,
			 uint32_t timeout_ms);
uint64_t Z_hostZ_clock(struct Z_host_instance_t *host, uint32_t which);
void Z_hostZ_random(struct Z_host_instance_t *host, uint32_t ptr, uint32_t len);

#endif
