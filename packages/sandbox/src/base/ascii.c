/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"

#include <string.h>

char ascii_lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool ascii_begins_with(const char *text, size_t bytes, const char *name)
{
	size_t name_bytes = strlen(name);

	if (bytes < name_bytes)
		return false;
	for (size_t i = 0; i < name_bytes; i++)
		if (ascii_lower(text[i]) != name[i])
			return false;
	return true;
}
