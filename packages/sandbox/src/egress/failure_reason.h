/* SPDX-License-Identifier: MIT */
/* Why a transfer failed, in words for the code that asked for it. */
#ifndef UNTRUSTED_EGRESS_FAILURE_REASON_H
#define UNTRUSTED_EGRESS_FAILURE_REASON_H

#include <curl/curl.h>

/*
 * Names what went wrong between this machine and a server that the code may reach, and nothing of this side's network.
 * A constant.
 */
const char *failure_reason(CURL *easy, CURLcode result);

#endif
