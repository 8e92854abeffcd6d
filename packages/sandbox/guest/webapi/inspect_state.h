/* SPDX-License-Identifier: MIT */
/*
 * What the files of the formatter share: one call in the making, one object in the making. Only
 * included by inspect*.c.
 */
#ifndef UNTRUSTED_GUEST_INSPECT_STATE_H
#define UNTRUSTED_GUEST_INSPECT_STATE_H

#include "inspect.h"
#include "inspect_layout.h"
#include "inspect_name.h"
#include "intrinsics.h"

#define INSPECT_CIRCULAR_MAX 64
#define INSPECT_OPEN_MAX     320

struct inspect {
	JSContext *ctx;
	struct text *out;
	struct text scratch;
	const struct inspect_options *options;
	uint32_t indent;
	int deepest; /* level of the object that was entered last */
	const void *seen[INSPECT_DEPTH_MAX + 2];
	uint32_t seen_count;
	const void *circular[INSPECT_CIRCULAR_MAX]; /* what <ref *1>, <ref *2> ... stand for */
	uint32_t circular_count;
	struct inspect_entry *entries;
	uint32_t entry_count, entry_capacity;
};

/* One object while it is being written. */
struct object {
	JSValueConst value;
	enum intrinsics_kind kind;
	struct inspect_name name;
	JSPropertyEnum *keys;
	uint32_t key_count, key_first; /* keys before key_first are array indexes */
	int depth;		       /* of its members */
	uint32_t start, first_entry;
	struct text base;
	char open[INSPECT_OPEN_MAX];
	const char *close;
	bool list, more;
	bool pairs;   /* a view: an array of keys and values */
	bool numbers; /* all entries are numbers: columns align right */
};

/*
 * inspect.c: any value, at nesting level @depth; a pair of an iterator, from the entries since
 * @first_entry.
 */
void inspect_put(struct inspect *in, JSValueConst value, int depth);
void inspect_put_pair_list(struct inspect *in, uint32_t start, uint32_t first_entry, int depth);

/* inspect_primitive.c: what is no object; the text of a captured function's result. */
void inspect_primitive_put(struct inspect *in, JSValueConst value);
void inspect_primitive_put_call(struct text *out, enum intrinsic which, JSValueConst self);

/*
 * inspect_property.c: entries, begun and ended around what is put between, and properties as
 * entries.
 */
void inspect_property_begin(struct inspect *in);
void inspect_property_end(struct inspect *in);
void inspect_property_put_str(struct inspect *in, const char *str);
void inspect_property_put_value(struct inspect *in, JSValueConst value, int depth);
void inspect_property_put_number(struct inspect *in, const char *name, int64_t number);
void inspect_property_put_more(struct inspect *in, struct object *object, int64_t count,
			       const char *what);
/* False if there is no such property. */
bool inspect_property_put(struct inspect *in, JSValueConst object, JSAtom key, int depth,
			  bool named);
void inspect_property_put_all(struct inspect *in, struct object *object);
/* The own keys to show, in their order; after failure none, and in->out->failed is set. */
void inspect_property_find(struct inspect *in, struct object *object);
bool inspect_property_is_index(JSContext *ctx, JSAtom key, uint32_t *out);

/* inspect_members.c: all that stands between the braces. */
void inspect_members_put(struct inspect *in, struct object *object);

/* inspect_base.c: what stands before the braces. Fills in object->base; false for what has none. */
bool inspect_base_put(struct inspect *in, struct object *object);
void inspect_base_choose_braces(struct inspect *in, struct object *object, bool view);
/* Nothing would stand between the braces. */
bool inspect_base_is_empty(struct inspect *in, const struct object *object);
/* "[Foo]": too deep to show more. */
void inspect_base_put_folded(struct inspect *in, const struct object *object);

#endif
