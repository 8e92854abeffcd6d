/* SPDX-License-Identifier: MIT */
/* The commands of `untrusted`, one file each. */
#ifndef UNTRUSTED_FRONT_COMMANDS_H
#define UNTRUSTED_FRONT_COMMANDS_H

#include "front/environment.h"
#include "front/options.h"

extern const struct options_command command_run;
extern const struct options_command command_serve;
extern const struct options_command command_doctor;

/* What was taken from the environment. */
extern struct environment environment;

#endif
