/* Private to the authority: its sub-commands. */
#pragma once
#include "app/command.h"

extern const Command AUTHORITY_COMMANDS[2];
