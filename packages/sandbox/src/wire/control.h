/* SPDX-License-Identifier: MIT */
/*
 * The messages between the supervisor and a zygote, one per packet on a SOCK_SEQPACKET pair. A zygote has
 * seen nothing but these: both sides are trusted, and both treat a malformed message as the other's end.
 *
 *	zygote                      supervisor
 *	  UNSHARED {errno}      ->                 it is in new namespaces, or is not
 *	                        <-  MAPPED         its user namespace has its identity map
 *	  READY {layers}        ->                 locked, the guest's image is mapped
 *	                        <-  SPAWN          with a cell's end of its socket pair
 *	  SPAWNED {pid|-errno}  ->                 in the order of the requests
 */
#ifndef UNTRUSTED_WIRE_CONTROL_H
#define UNTRUSTED_WIRE_CONTROL_H

#include <stdint.h>

#include "wire/layer.h"

/* A hash of the files of this folder, from build.mk: both executables must be of one build. */
#define CONTROL_VERSION WIRE_VERSION

/* The zygote's end of the control socket, and a cell's end of its own. */
#define CONTROL_FD 3
#define CELL_FD	   0

/* The zygote's one argument, if any: nursery_open(). */
#define ZYGOTE_CAREFUL "careful"

enum control_type {
	CONTROL_UNSHARED = 1,
	CONTROL_MAPPED,
	CONTROL_READY,
	CONTROL_SPAWN,
	CONTROL_SPAWNED,
};

struct control_message {
	uint32_t type; /* enum control_type */
	uint32_t version;
	int32_t value; /* UNSHARED: 0 or errno; SPAWNED: the pid or a negative errno */
	int32_t layers[LAYER_COUNT]; /* READY: 0 holds, else the errno of why not */
};

#endif
