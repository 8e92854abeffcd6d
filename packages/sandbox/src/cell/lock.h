/* SPDX-License-Identifier: MIT */
/*
 * The second boundary: what the kernel is asked to refuse to a zygote and its cells.
 *
 * Called by zygote.c only. Each lock_* takes one layer and cannot be undone; it returns 0 when the layer
 * holds, or the errno with which the kernel refused, which is for the supervisor to judge. What the
 * zygote takes, its cells inherit; lock_cell() takes what only a cell can do without.
 */
#ifndef UNTRUSTED_CELL_LOCK_H
#define UNTRUSTED_CELL_LOCK_H

#include <stdbool.h>

/*
 * Resource limits: no core file, no file growth, one descriptor, no locked memory or queues, bounded
 * address space, data, stack and CPU time.
 */
int lock_rlimits(void);

/* New user, mount, network, IPC, UTS and cgroup namespaces. The user namespace has no map yet. */
int lock_unshare(void);

/* After the map: an empty read-only root, in which the old one is not. Needs lock_unshare(). */
int lock_root(void);

/* No core dumps, no ptrace by processes of the same user, /proc entries owned by root. */
int lock_undumpable(void);

int lock_no_new_privs(void);

/* Landlock without any rule: no file system access; no TCP and no scopes either where the kernel knows them. */
int lock_landlock(void);

/*
 * Drops every capability but, with @keep_admin, the one of its own user namespace that cloning a cell into
 * a new PID namespace takes.
 */
int lock_capabilities(bool keep_admin);

/*
 * System calls: those that a cell needs to wait, answer and end, and those that the zygote needs to clone
 * it; every other one kills. The filter is inherited, so that a cell pays nothing for it: what only the
 * zygote needs is bound to arguments that are of no use in a cell.
 */
int lock_seccomp(unsigned long clone_flags);

/*
 * In a fresh cell: it dies with the supervisor, can make no process and no descriptor, and gives up the capability that the
 * zygote has kept (@kept_admin). Returns 0, or an errno, with which the cell must not go on.
 */
int lock_cell(bool kept_admin);

#endif
