/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target once over each file given, without libFuzzer: so that the tests replay the
 * corpus with any compiler. Exits 1 if a file cannot be read, 2 without files; a fault found
 * aborts, and the file's name is the last one printed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "fuzz.h"

#define FILE_MAX (16u << 20)

/* Returns a copy of the file, exactly as large so that a sanitizer sees its end, or NULL. */
static uint8_t *load(const char *path, size_t *out)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return NULL;
	AUTO_FREE uint8_t *room = malloc(FILE_MAX);
	size_t size = room ? fread(room, 1, FILE_MAX, file) : 0;
	int failed = !room || ferror(file) || !feof(file);
	fclose(file);
	uint8_t *data = failed ? NULL : malloc(size ? size : 1);
	if (data && size > 0)
		memcpy(data, room, size);
	*out = size;
	return data;
}

static int replay(const char *path)
{
	size_t size = 0;
	printf("%s\n", path);
	fflush(stdout);
	AUTO_FREE uint8_t *data = load(path, &size);
	if (!data) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return -EIO;
	}
	LLVMFuzzerTestOneInput(data, size);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE...\n", argv[0]);
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		if (replay(argv[i]) < 0)
			return 1;
	}
	printf("%d inputs replayed\n", argc - 1);
	return 0;
}
