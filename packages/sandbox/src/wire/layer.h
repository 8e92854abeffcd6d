/* SPDX-License-Identifier: MIT */
/*
 * The isolation layers around a cell: the cell's zygote takes them and says which hold, the supervisor
 * judges and shows them. The bits are those of enum untrusted_layer (include/untrusted.h).
 */
#ifndef UNTRUSTED_WIRE_LAYER_H
#define UNTRUSTED_WIRE_LAYER_H

enum layer {
	LAYER_NO_NEW_PRIVS,
	LAYER_SECCOMP,
	LAYER_NAMESPACES,
	LAYER_LANDLOCK,
	LAYER_RLIMITS,
	LAYER_UNDUMPABLE,
	LAYER_NO_CAPABILITIES,
	LAYER_COUNT,
};

#endif
