/* SPDX-License-Identifier: MIT */
/*
 * The isolation layers in words: one table for `--require`, `doctor` and messages.
 */
#ifndef UNTRUSTED_SUPERVISOR_LAYERS_H
#define UNTRUSTED_SUPERVISOR_LAYERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/layer.h"

/* The name, as `--require` takes it. */
const char *layers_name(enum layer layer);

/* What it does, in half a line. */
const char *layers_help(enum layer layer);

/* Finds a layer by the first @bytes of @name. Returns false if there is none. */
bool layers_find(const char *name, size_t bytes, enum layer *out);

#endif
