/* The catalogue of programs as a file, inside the area. */
#pragma once
#include "app/area.h"
#include "app/command.h"
#include "areas/programs/programs.h"

/* Requirements of one program as they stand in one cell of the file. */
Str requirements_cell(Ctx *ctx, const Requirement *list, size_t n);
int programs_import(CommandRun *run);
Err programs_demo(DemoCtx *demo);
