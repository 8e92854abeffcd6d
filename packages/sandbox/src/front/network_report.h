/* SPDX-License-Identifier: MIT */
/* The network settings in force, as `doctor` shows them. Writes to stdio streams. */
#ifndef UNTRUSTED_FRONT_NETWORK_REPORT_H
#define UNTRUSTED_FRONT_NETWORK_REPORT_H

#include <stdio.h>

#include "front/network_options.h"

/* @options are settled. @ca_file is the one that will be used, or NULL if there is none. For people, some lines. */
void network_report_text(const struct network_options *options, const char *ca_file, FILE *out);

/* The same as one JSON object, without a newline. */
void network_report_json(const struct network_options *options, const char *ca_file, FILE *out);

#endif
