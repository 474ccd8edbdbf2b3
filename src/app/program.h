/* Programs that accounts are enrolled in. They are the vendor's data (areas/programs): names, sides, what they ask for.
 * What a program opens is said in words of ours, of which permissions and roles speak: a program of the vendor's brings
 * some of them. So the rights of an account follow from the words of all its programs (app/rights.h). */
#pragma once
#include "app/ctx.h"

enum { SIDE_PARTNER = 1, SIDE_DEVELOPER = 2 }; /* bits */
enum { PROGRAMS_MAX = 200 };

/* What programs can open; in Perm.programs and Role.programs. */
typedef struct ProgramOpens {
    Str id;
    const char *name; /* N_("Sell as a direct-bill partner") */
} ProgramOpens;
extern const ProgramOpens PROGRAM_OPENS[];
extern const size_t PROGRAM_OPENS_N;
const ProgramOpens *program_opens(Str id); /* NULL: unknown */

unsigned program_side(Str side); /* "partner", "developer" as a bit */

typedef struct Program {
    Str id;
    unsigned side;
    Str state;  /* draft published retired */
    Str brings; /* ids of PROGRAM_OPENS by spaces */
    Str name;   /* in the reader's language, else in English; the id when there is neither */
} Program;
typedef struct Programs {
    const Program *list; /* as the vendor orders them */
    size_t n;
} Programs;
/* All of them. Inside a unit. */
MUST_USE Err programs_load(Ctx *ctx, Programs *ret);
const Program *programs_find(const Programs *all, Str id); /* NULL: none of that id */
/* Its name; of one that is gone the id. */
Msg programs_name(const Programs *all, Str id);
