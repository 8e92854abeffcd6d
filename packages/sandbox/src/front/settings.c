// SPDX-License-Identifier: MIT
#include "front/settings.h"

void settings_name(const struct settings *settings, enum environment_variable variable,
		   const char *value, char out[SETTINGS_NAME_MAX])
{
	if (value == settings->environment->values[variable])
		snprintf(out, SETTINGS_NAME_MAX, "%s", environment_name(variable));
	else
		snprintf(out, SETTINGS_NAME_MAX, "--%s",
			 settings->rows[variable - settings->first].name);
}

int settings_complain_of(const struct settings *settings, const char *command, const char *what,
			 const char *value, const char *why)
{
	fprintf(settings->messages, "untrusted %s: %s %s: %s\n", command, what, value, why);
	return -1;
}

int settings_complain(const struct settings *settings, const char *command,
		      enum environment_variable variable, const char *value, const char *why)
{
	char name[SETTINGS_NAME_MAX];

	settings_name(settings, variable, value, name);
	return settings_complain_of(settings, command, name, value, why);
}
