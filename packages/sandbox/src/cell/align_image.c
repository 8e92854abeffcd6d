// SPDX-License-Identifier: MIT
/*
 * Build tool: has the kernel load an executable at a multiple of 2 MiB, for huge_text.c.
 *
 *	align_image EXECUTABLE
 *
 * The kernel takes the largest alignment among the segments for a position-independent executable. The
 * linker could be told to use such large pages, but it would then pad the file to them. The first segment
 * is at address 0 and offset 0, which fits any alignment.
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#define ALIGNMENT ((Elf64_Xword)2 << 20)

static int align(FILE *file)
{
	Elf64_Ehdr header;
	Elf64_Phdr segment;

	if (fread(&header, sizeof(header), 1, file) != 1 ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
		return -1;
	for (unsigned i = 0; i < header.e_phnum; i++) {
		long offset = (long)(header.e_phoff + i * sizeof(segment));
		if (fseek(file, offset, SEEK_SET) != 0 ||
		    fread(&segment, sizeof(segment), 1, file) != 1)
			return -1;
		if (segment.p_type != PT_LOAD)
			continue;
		if (segment.p_vaddr != 0 || segment.p_offset != 0)
			return -1;
		segment.p_align = ALIGNMENT;
		return fseek(file, offset, SEEK_SET) == 0 &&
				       fwrite(&segment, sizeof(segment), 1, file) == 1
			       ? 0
			       : -1;
	}
	return -1;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "r+b") : NULL;

	if (!file || align(file) < 0 || fclose(file) != 0) {
		fprintf(stderr, "align_image: %s: not an executable as expected\n",
			argc > 1 ? argv[1] : "");
		return 1;
	}
	return 0;
}
