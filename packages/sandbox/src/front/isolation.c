// SPDX-License-Identifier: MIT
#include "front/isolation.h"

#include <stdio.h>
#include <string.h>

#include "supervisor/layers.h"

static void list_layers(char *out, size_t room)
{
	size_t used = 0;

	for (unsigned i = 0; i < LAYER_COUNT && used < room; i++) {
		int n = snprintf(out + used, room - used, "%s%s", i ? ", " : "",
				 layers_name((enum layer)i));
		used += n > 0 ? (size_t)n : 0;
	}
}

int isolation_take_require(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	uint32_t *layers = field;

	if (strcmp(value, "all") == 0) {
		*layers = (1u << LAYER_COUNT) - 1;
		return 0;
	}
	for (;;) {
		size_t bytes = strcspn(value, ",");
		enum layer layer;
		if (!layers_find(value, bytes, &layer)) {
			char known[160];
			list_layers(known, sizeof(known));
			snprintf(message, OPTIONS_MESSAGE_MAX,
				 "there is no layer '%.*s'; the layers are %s, and all",
				 (int)(bytes < 40 ? bytes : 40), value, known);
			return -1;
		}
		*layers |= 1u << layer;
		if (value[bytes] == '\0')
			return 0;
		value += bytes + 1;
	}
}

int isolation_require_environment(const struct environment *environment, const char *command,
				  FILE *messages, uint32_t *layers)
{
	const char *value = environment->values[ENVIRONMENT_REQUIRE];
	char message[OPTIONS_MESSAGE_MAX];

	if (!value || !*value || isolation_take_require(layers, value, message) == 0)
		return 0;
	fprintf(messages, "untrusted %s: %s %s: %s\n", command,
		environment_name(ENVIRONMENT_REQUIRE), value, message);
	return -1;
}

void isolation_warn(const struct untrusted *executor)
{
	const char *comma = "";

	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		int error = untrusted_layer_error(executor, (enum untrusted_layer)(1u << i));
		if (error == 0)
			continue;
		fprintf(stderr, "%s%s (%s)",
			*comma ? comma : "untrusted: isolation layers missing here: ",
			layers_name((enum layer)i), strerror(error));
		comma = ", ";
	}
	if (*comma)
		fputs("; 'untrusted doctor' tells what that means\n", stderr);
}
