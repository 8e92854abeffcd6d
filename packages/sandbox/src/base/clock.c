/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t clock_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void clock_text(char out[CLOCK_TEXT_BYTES])
{
	struct timespec now;
	struct tm utc;
	char text[64]; /* for any year that an int can hold */

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	size_t bytes = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + bytes, sizeof(text) - bytes, ".%03dZ", (int)(now.tv_nsec / 1000000));
	memcpy(out, text, CLOCK_TEXT_BYTES - 1);
	out[CLOCK_TEXT_BYTES - 1] = '\0';
}
