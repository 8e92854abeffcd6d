/* SPDX-License-Identifier: MIT */
/* A file's bytes as read-only data: SYMBOL ... SYMBOL_end, on a page of their own. */
#define PASTE(a, b) a##b
#define JOIN(a, b) PASTE(a, b)

	.section .rodata, "a"
	.balign 4096
	.global SYMBOL
SYMBOL:
	.incbin FILE
	.global JOIN(SYMBOL, _end)
JOIN(SYMBOL, _end):
	.byte 0
	.section .note.GNU-stack, "", %progbits
