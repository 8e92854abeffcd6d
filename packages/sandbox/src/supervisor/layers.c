// SPDX-License-Identifier: MIT
#include "supervisor/layers.h"

#include <string.h>

#include "untrusted.h"

/* The library's bits are the wire's numbers. */
#define SAME(name) _Static_assert(UNTRUSTED_LAYER_##name == 1u << LAYER_##name, #name)
SAME(NO_NEW_PRIVS);
SAME(SECCOMP);
SAME(NAMESPACES);
SAME(LANDLOCK);
SAME(RLIMITS);
SAME(UNDUMPABLE);
SAME(NO_CAPABILITIES);

static const struct {
	const char *name, *help;
} layers[LAYER_COUNT] = {
	[LAYER_NO_NEW_PRIVS] = { "no-new-privs", "no execution can gain privileges" },
	[LAYER_SECCOMP] = { "seccomp", "a dozen system calls, any other one kills" },
	[LAYER_NAMESPACES] = { "namespaces",
			       "no network, no files, no other process, no host user" },
	[LAYER_LANDLOCK] = { "landlock", "no file access and no TCP, a second time" },
	[LAYER_RLIMITS] = { "rlimits", "no processes, files, descriptors; bounded memory and CPU" },
	[LAYER_UNDUMPABLE] = { "undumpable", "no core dumps, no ptrace by the same user" },
	[LAYER_NO_CAPABILITIES] = { "no-capabilities", "none of root's powers" },
};

const char *layers_name(enum layer layer)
{
	return layers[layer].name;
}

const char *layers_help(enum layer layer)
{
	return layers[layer].help;
}

bool layers_find(const char *name, size_t bytes, enum layer *out)
{
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		if (strlen(layers[i].name) != bytes || memcmp(layers[i].name, name, bytes) != 0)
			continue;
		*out = (enum layer)i;
		return true;
	}
	return false;
}
