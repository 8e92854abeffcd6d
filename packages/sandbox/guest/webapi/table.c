/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <string.h>

#include "inspect.h"
#include "intrinsics.h"

#define COLUMNS_MAX 48
#define ROWS_MAX    1000 /* more do not fit into one line of the console */

struct cell {
	uint32_t offset, len, columns;
};

struct table {
	JSContext *ctx;
	struct text texts; /* of all cells */
	struct cell *cells;
	uint32_t rows, columns; /* the first row is the head */
	JSAtom keys[COLUMNS_MAX];
	uint32_t key_count;
};

static struct cell *cell_at(struct table *table, uint32_t row, uint32_t column)
{
	return &table->cells[row * table->columns + column];
}

static void cell_end(struct table *table, uint32_t row, uint32_t column, uint32_t start)
{
	struct cell *cell = cell_at(table, row, column);

	cell->offset = start;
	cell->len = table->texts.len - start;
	if (cell->len)
		cell->columns = text_columns(table->texts.bytes + start, cell->len);
}

static void set_str(struct table *table, uint32_t row, uint32_t column, const char *str)
{
	uint32_t start = table->texts.len;

	text_put_str(&table->texts, str);
	cell_end(table, row, column, start);
}

static uint32_t count_keys(JSContext *ctx, JSValueConst object)
{
	JSPropertyEnum *keys;
	uint32_t count = 0;

	if (JS_GetOwnPropertyNames(ctx, &keys, &count, object,
				   JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) == 0)
		JS_FreePropertyEnum(ctx, keys, count);
	else
		JS_FreeValue(ctx, JS_GetException(ctx));
	return count;
}

static void set_value(struct table *table, uint32_t row, uint32_t column, JSValueConst value)
{
	struct inspect_options options = { .depth = 0,
					   .items_max = 3,
					   .line_max = INSPECT_ONE_LINE };
	uint32_t start = table->texts.len;

	if (JS_IsObject(value) && !JS_IsProxy(value) && !JS_IsArray(value) &&
	    JS_GetTypedArrayType(value) < 0 && count_keys(table->ctx, value) > 2)
		options.depth = -1;
	inspect_value(&table->texts, value, &options);
	cell_end(table, row, column, start);
}

static bool allocate(struct table *table, uint32_t rows, uint32_t columns)
{
	table->rows = (rows < ROWS_MAX ? rows : ROWS_MAX) + 1;
	table->columns = columns;
	table->cells = js_mallocz(table->ctx, sizeof(struct cell) * table->rows * columns);
	if (!table->cells)
		table->texts.failed = true;
	return table->cells;
}

/* --- what goes into the cells ---------------------------------------------------------------- */

static void fill_collection(struct table *table, JSValueConst data, bool map)
{
	JSContext *ctx = table->ctx;
	int64_t size = intrinsics_call_number(
		ctx, map ? INTRINSIC_GET_MAP_SIZE : INTRINSIC_GET_SET_SIZE, data);

	if (!allocate(table, (uint32_t)size, map ? 3 : 2))
		return;
	set_str(table, 0, 0, "(iteration index)");
	set_str(table, 0, 1, map ? "Key" : "Values");
	if (map)
		set_str(table, 0, 2, "Values");
	JSValue iterator = intrinsics_call(ctx, map ? INTRINSIC_MAP_ENTRIES : INTRINSIC_SET_VALUES,
					   data, 0, NULL);
	for (uint32_t row = 1; row < table->rows && !table->texts.full; row++) {
		JSValue step = intrinsics_call(ctx, map ? INTRINSIC_MAP_NEXT : INTRINSIC_SET_NEXT,
					       iterator, 0, NULL);
		JSValue value =
			JS_IsObject(step) ? JS_GetPropertyStr(ctx, step, "value") : JS_UNDEFINED;
		uint32_t start = table->texts.len;
		text_put_number(&table->texts, (int64_t)row - 1);
		cell_end(table, row, 0, start);
		for (uint32_t side = 0; side < 2 && map && JS_IsObject(value); side++) {
			JSValue part = JS_GetPropertyUint32(ctx, value, side);
			set_value(table, row, 1 + side, part);
			JS_FreeValue(ctx, part);
		}
		if (!map)
			set_value(table, row, 1, value);
		JS_FreeValue(ctx, value);
		JS_FreeValue(ctx, step);
	}
	JS_FreeValue(ctx, iterator);
}

static void add_key(struct table *table, JSAtom key)
{
	for (uint32_t i = 0; i < table->key_count; i++) {
		if (table->keys[i] == key)
			return;
	}
	if (table->key_count < COLUMNS_MAX)
		table->keys[table->key_count++] = JS_DupAtom(table->ctx, key);
}

static void add_keys_of(struct table *table, JSValueConst item)
{
	JSPropertyEnum *keys;
	uint32_t count;

	if (!JS_IsObject(item) || JS_IsProxy(item))
		return;
	if (JS_GetOwnPropertyNames(table->ctx, &keys, &count, item,
				   JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
		JS_FreeValue(table->ctx, JS_GetException(table->ctx));
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		add_key(table, keys[i].atom);
	JS_FreePropertyEnum(table->ctx, keys, count);
}

static void add_chosen_keys(struct table *table, JSValueConst columns)
{
	int64_t length = 0;

	JS_GetLength(table->ctx, columns, &length);
	for (uint32_t i = 0; i < length && i < COLUMNS_MAX; i++) {
		JSAtom index = JS_NewAtomUInt32(table->ctx, i);
		JSValue name = intrinsics_own(table->ctx, columns, index);
		JSAtom key = JS_IsObject(name) ? JS_ATOM_NULL : JS_ValueToAtom(table->ctx, name);
		if (key != JS_ATOM_NULL)
			add_key(table, key);
		JS_FreeAtom(table->ctx, key);
		JS_FreeValue(table->ctx, name);
		JS_FreeAtom(table->ctx, index);
	}
}

static void set_atom(struct table *table, uint32_t row, uint32_t column, JSAtom key)
{
	const char *name = JS_AtomToCString(table->ctx, key);

	set_str(table, row, column, name ? name : "");
	JS_FreeCString(table->ctx, name);
}

static void fill_row(struct table *table, uint32_t row, JSValueConst item, bool chosen)
{
	if (!JS_IsObject(item)) {
		if (!chosen)
			set_value(table, row, table->columns - 1, item);
		return;
	}
	for (uint32_t i = 0; i < table->key_count && !JS_IsProxy(item); i++) {
		if (JS_GetOwnProperty(table->ctx, NULL, item, table->keys[i]) <= 0)
			continue;
		JSValue value = intrinsics_own(table->ctx, item, table->keys[i]);
		set_value(table, row, 1 + i, value);
		JS_FreeValue(table->ctx, value);
	}
}

static void fill_rows(struct table *table, JSValueConst data, JSValueConst columns)
{
	JSContext *ctx = table->ctx;
	bool chosen = JS_IsArray(columns), values = false;
	JSPropertyEnum *rows;
	uint32_t count;

	if (JS_GetOwnPropertyNames(ctx, &rows, &count, data,
				   JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
		table->texts.failed = true;
		return;
	}
	uint32_t shown = count < ROWS_MAX ? count : ROWS_MAX;
	if (chosen)
		add_chosen_keys(table, columns);
	for (uint32_t i = 0; i < shown && !chosen; i++) {
		JSValue item = intrinsics_own(ctx, data, rows[i].atom);
		values = values || !JS_IsObject(item);
		add_keys_of(table, item);
		JS_FreeValue(ctx, item);
	}
	if (allocate(table, shown, 1 + table->key_count + values)) {
		set_str(table, 0, 0, "(index)");
		for (uint32_t i = 0; i < table->key_count; i++)
			set_atom(table, 0, 1 + i, table->keys[i]);
		if (values)
			set_str(table, 0, table->columns - 1, "Values");
	}
	for (uint32_t i = 0; i < shown && table->cells && !table->texts.full; i++) {
		JSValue item = intrinsics_own(ctx, data, rows[i].atom);
		set_atom(table, 1 + i, 0, rows[i].atom);
		fill_row(table, 1 + i, item, chosen);
		JS_FreeValue(ctx, item);
	}
	JS_FreePropertyEnum(ctx, rows, count);
}

/* --- drawing --------------------------------------------------------------------------------- */

static void put_rule(struct text *out, const uint32_t *widths, uint32_t columns,
		     const char *const ends[3])
{
	text_put_str(out, ends[0]);
	for (uint32_t column = 0; column < columns; column++) {
		if (column)
			text_put_str(out, ends[1]);
		for (uint32_t i = 0; i < widths[column] + 2 && !out->full; i++)
			text_put_str(out, "─");
	}
	text_put_str(out, ends[2]);
}

static void put_row(struct text *out, struct table *table, const uint32_t *widths, uint32_t row)
{
	text_put_str(out, "│ ");
	for (uint32_t column = 0; column < table->columns; column++) {
		struct cell *cell = cell_at(table, row, column);
		if (column)
			text_put_str(out, " │ ");
		if (cell->len)
			text_put(out, table->texts.bytes + cell->offset, cell->len);
		text_put_spaces(out, widths[column] - cell->columns);
	}
	text_put_str(out, " │\n");
}

static void draw(struct text *out, struct table *table)
{
	static const char *const top[] = { "┌", "┬", "┐\n" };
	static const char *const middle[] = { "├", "┼", "┤\n" };
	static const char *const bottom[] = { "└", "┴", "┘" };
	uint32_t widths[COLUMNS_MAX + 2] = { 0 };

	for (uint32_t row = 0; row < table->rows; row++) {
		for (uint32_t column = 0; column < table->columns; column++) {
			if (cell_at(table, row, column)->columns > widths[column])
				widths[column] = cell_at(table, row, column)->columns;
		}
	}
	put_rule(out, widths, table->columns, top);
	put_row(out, table, widths, 0);
	put_rule(out, widths, table->columns, middle);
	for (uint32_t row = 1; row < table->rows && !out->full; row++)
		put_row(out, table, widths, row);
	put_rule(out, widths, table->columns, bottom);
}

void table_put(struct text *out, JSValueConst data, JSValueConst columns)
{
	struct table table = { .ctx = out->ctx };

	if (JS_IsProxy(data)) {
		inspect_value(out, data, &INSPECT_DEFAULT);
		return;
	}
	text_init(&table.texts, out->ctx, out->max);
	if (JS_IsMap(data) || JS_IsSet(data))
		fill_collection(&table, data, JS_IsMap(data));
	else
		fill_rows(&table, data, columns);
	if (table.cells && !table.texts.failed)
		draw(out, &table);
	else
		out->failed = out->full = true;
	for (uint32_t i = 0; i < table.key_count; i++)
		JS_FreeAtom(out->ctx, table.keys[i]);
	js_free(out->ctx, table.cells);
	text_done(&table.texts);
}
