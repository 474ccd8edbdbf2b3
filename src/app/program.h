/* Programs an account can be enrolled in: their names here, and on which side of the settings they stand (spec
 * seed-checklist.tsv SC054 to SC063). A vendor's own names are texts of the vendor. */
#pragma once
#include "app/i18n.h"

enum { SIDE_PARTNER = 1, SIDE_DEVELOPER = 2 }; /* bits */
typedef struct Program {
    Str id;
    const char *name; /* N_("Incentives") */
    unsigned side;
} Program;
extern const Program PROGRAMS[];
extern const size_t PROGRAMS_N;
const Program *program_find(Str id); /* NULL: unknown here */
Msg program_name(Str id);            /* unset: unknown here */
/* Sides on which at least one of these programs stands. */
unsigned program_sides(const Str *programs, size_t n);
