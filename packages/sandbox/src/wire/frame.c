// SPDX-License-Identifier: MIT
#include "wire/frame.h"

static const struct {
	uint32_t min_bytes, max_bytes;
} from_cell[] = {
	[FRAME_CONSOLE] = { sizeof(struct frame_console),
			    sizeof(struct frame_console) + FRAME_CONSOLE_MAX },
	[FRAME_DROPPED] = { sizeof(struct frame_dropped), sizeof(struct frame_dropped) },
	[FRAME_DONE] = { sizeof(struct frame_done), sizeof(struct frame_done) + FRAME_RESULT_MAX },
	[FRAME_FAIL] = { sizeof(struct frame_fail), sizeof(struct frame_fail) +
							    FRAME_ERROR_NAME_MAX +
							    2 * FRAME_ERROR_TEXT_MAX },
	[FRAME_FETCH] = { sizeof(struct frame_fetch),
			  sizeof(struct frame_fetch) + FRAME_FETCH_METHOD_MAX +
				  FRAME_FETCH_URL_MAX + FRAME_FETCH_HEADERS_MAX },
	[FRAME_FETCH_BODY] = { sizeof(struct frame_fetch_id),
			       sizeof(struct frame_fetch_id) + FRAME_FETCH_PIECE_MAX },
	[FRAME_FETCH_CREDIT] = { sizeof(struct frame_fetch_credit),
				 sizeof(struct frame_fetch_credit) },
	[FRAME_FETCH_CANCEL] = { sizeof(struct frame_fetch_id), sizeof(struct frame_fetch_id) },
};

bool frame_judge(const struct frame_header *header)
{
	uint32_t type = header->type;

	if (type >= sizeof(from_cell) / sizeof(from_cell[0]) || from_cell[type].max_bytes == 0)
		return false;
	return header->length >= from_cell[type].min_bytes &&
	       header->length <= from_cell[type].max_bytes;
}
