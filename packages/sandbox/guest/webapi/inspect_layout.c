/* SPDX-License-Identifier: MIT */
#include "inspect_layout.h"

#include <math.h>
#include <string.h>

#define COMPACT	    3 /* levels that may share a line */
#define COLUMNS_MAX 15
#define GROUP_MIN   6 /* entries; fewer are not set in columns */
#define ITEMS_MAX   101

static const char *entry_bytes(const struct inspect_layout *l, uint32_t i)
{
	return l->out->bytes + l->entries[i].offset;
}

static void put_break(const struct inspect_layout *l, uint32_t more)
{
	text_put_char(l->scratch, '\n');
	text_put_spaces(l->scratch, l->indent + more);
}

static void put_opening(const struct inspect_layout *l)
{
	if (l->base_len) {
		text_put(l->scratch, l->base, l->base_len);
		text_put_char(l->scratch, ' ');
	}
	text_put_str(l->scratch, l->open);
}

/* The number of columns that look best; 1 or less when columns do not. */
static uint32_t choose_columns(const struct inspect_layout *l, const uint32_t *lengths,
			       uint32_t count)
{
	uint32_t total = 0, longest = 0;

	for (uint32_t i = 0; i < count; i++) {
		total += lengths[i] + 2;
		longest = lengths[i] > longest ? lengths[i] : longest;
	}
	uint32_t widest = longest + 2;
	if ((uint64_t)widest * 3 + l->indent >= l->line_max ||
	    !((double)total / widest > 5 || longest <= 6))
		return 1;
	double bias = sqrt(widest - (double)total / l->count);
	double biased = fmax(widest - 3 - bias, 1);
	double columns = floor(sqrt(2.5 * biased * count) / biased + 0.5);
	columns = fmin(columns, floor((double)(l->line_max - l->indent) / widest));
	columns = fmin(columns, COMPACT * 4);
	columns = fmin(columns, COLUMNS_MAX);
	return columns < 1 ? 1 : (uint32_t)columns;
}

static void put_cell(const struct inspect_layout *l, uint32_t i, uint32_t pad, bool comma)
{
	if (l->pad_start)
		text_put_spaces(l->scratch, pad);
	text_put(l->scratch, entry_bytes(l, i), l->entries[i].len);
	if (comma)
		text_put_str(l->scratch, ", ");
	if (!l->pad_start && comma)
		text_put_spaces(l->scratch, pad);
}

/* Sets the entries in columns, each row as an entry on its own line. False: not to be done. */
static bool put_columns(const struct inspect_layout *l)
{
	uint32_t lengths[ITEMS_MAX];
	uint32_t count = l->count - l->more;

	if (!l->list || l->count <= GROUP_MIN || count > ITEMS_MAX)
		return false;
	for (uint32_t i = 0; i < count; i++)
		lengths[i] = text_columns(entry_bytes(l, i), l->entries[i].len);
	uint32_t columns = choose_columns(l, lengths, count);
	if (columns <= 1)
		return false;

	uint32_t widths[COLUMNS_MAX] = { 0 };
	for (uint32_t i = 0; i < count; i++) {
		if (lengths[i] + 2 > widths[i % columns])
			widths[i % columns] = lengths[i] + 2;
	}
	put_opening(l);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t column = i % columns;
		bool last_of_row = column == columns - 1 || i == count - 1;
		if (column == 0) {
			if (i)
				text_put_char(l->scratch, ',');
			put_break(l, 2);
		}
		put_cell(l, i, widths[column] - 2 - lengths[i], !last_of_row);
	}
	if (l->more) {
		text_put_char(l->scratch, ',');
		put_break(l, 2);
		text_put(l->scratch, entry_bytes(l, count), l->entries[count].len);
	}
	put_break(l, 0);
	text_put_str(l->scratch, l->close);
	return true;
}

static bool fits_one_line(const struct inspect_layout *l)
{
	uint64_t start = (uint64_t)l->count + l->indent + text_units(l->open, strlen(l->open)) +
			 text_units(l->base, l->base_len) + 10;
	uint64_t total = l->count + start;

	if (total + l->count > l->line_max || memchr(l->base, '\n', l->base_len))
		return false;
	for (uint32_t i = 0; i < l->count; i++) {
		if (memchr(entry_bytes(l, i), '\n', l->entries[i].len))
			return false;
		total += text_units(entry_bytes(l, i), l->entries[i].len);
		if (total > l->line_max)
			return false;
	}
	return true;
}

static void put_entries(const struct inspect_layout *l)
{
	bool one_line = l->nesting < COMPACT && fits_one_line(l);

	put_opening(l);
	for (uint32_t i = 0; i < l->count; i++) {
		if (i)
			text_put_char(l->scratch, ',');
		if (one_line)
			text_put_char(l->scratch, ' ');
		else
			put_break(l, 2);
		text_put(l->scratch, entry_bytes(l, i), l->entries[i].len);
	}
	if (one_line)
		text_put_str(l->scratch, l->count ? " " : "  ");
	else
		put_break(l, 0);
	text_put_str(l->scratch, l->close);
}

void inspect_layout_finish(const struct inspect_layout *l)
{
	l->scratch->len = 0;
	l->scratch->full = false;
	if (!put_columns(l))
		put_entries(l);
	if (l->scratch->failed) {
		l->out->failed = l->out->full = true;
		return;
	}
	l->out->len = l->start;
	text_put(l->out, l->scratch->bytes, l->scratch->len);
	l->out->full = l->out->full || l->scratch->full;
}
