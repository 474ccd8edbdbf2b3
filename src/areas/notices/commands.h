/* Sub-commands of the program: entente mail test, bounce, lift. */
#pragma once
#include "app/command.h"

extern const Command NOTICES_COMMANDS[3];
