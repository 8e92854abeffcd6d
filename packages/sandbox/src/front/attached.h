/* SPDX-License-Identifier: MIT */
/*
 * A server that belongs to the program which has started it: it says on standard output where it listens, and stops
 * when standard input ends. That end is there whatever has become of the program: the kernel closes its pipes even
 * when it is killed. Used by serve, with --attached. The program is trusted; what it sends is thrown away.
 */
#ifndef UNTRUSTED_FRONT_ATTACHED_H
#define UNTRUSTED_FRONT_ATTACHED_H

#include <stdbool.h>

struct attached;
struct event_base;

/* Has standard input another side, whose end can be told? A file or /dev/null has none. */
bool attached_has_parent(void);

/*
 * Calls @on_end from the loop, once, when standard input is at its end or has failed. What has no other side that a
 * program could hold, such as a file or /dev/null, is at its end at once. Returns the watch, which the caller frees
 * with attached_unwatch(); NULL: no memory. @loop must not be freed before.
 */
struct attached *attached_watch(struct event_base *loop, void (*on_end)(void *user), void *user);

/* NULL is allowed. */
void attached_unwatch(struct attached *attached);

/*
 * Writes {"listening":"@where"} as a line on standard output. Returns 0 or a negative errno: nobody reads it. Blocks as
 * long as that side does not read, which for the first line of a pipe it needs not.
 */
int attached_announce(const char *where);

#endif
