/* Enough of a User-Agent for people to know their own devices and programs: "Firefox", "Windows". */
#pragma once
#include "base/arena.h"
#include "base/str.h"

Str agent_browser(Str agent);  /* empty when it is none we know */
Str agent_platform(Str agent); /* likewise */
/* "Firefox, Windows"; of a program its own first word ("curl/8.5.0"); at most 60 bytes, no control characters. */
Str agent_short(Arena *a, Str agent);
