/* SPDX-License-Identifier: MIT */
/* What each program that holds an executor does first, after environment_take(). */
#ifndef UNTRUSTED_FRONT_PROCESS_H
#define UNTRUSTED_FRONT_PROCESS_H

/* Standard descriptors are open, the process cannot be dumped or traced, and writing to what is closed is an error. */
void process_prepare(void);

#endif
