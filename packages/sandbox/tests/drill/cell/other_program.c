// SPDX-License-Identifier: MIT
/* A static program whose exit code tells that it was run: for the attack that runs one. */
#include "attacks.h"

int main(void)
{
	return ATTACK_WORKED;
}
