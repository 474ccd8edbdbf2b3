/* The vendor's programs: a catalogue that its staff writes, and what each asks of an account. Rules only.
 * The table itself belongs to the kernel, since rights follow from it (app/program.h). */
#pragma once
#include "app/ctx.h"
#include "app/program.h"
#include "app/vendor_text.h"

enum {
    PROGRAM_NAME_MAX = 80,
    PROGRAM_ABOUT_MAX = 1000,
    PROGRAM_DAYS_MAX = 60,
    PROGRAM_REQUIREMENTS_MAX = 20,
    REQUIREMENT_TEXT_MAX = 300
};

/* A word of a fixed list: what an application asks, how it is decided. */
typedef struct ProgramWord {
    Str id;
    const char *label; /* N_() */
    const char *about; /* N_(), or NULL */
} ProgramWord;
extern const ProgramWord PROGRAM_QUESTIONS[];
extern const size_t PROGRAM_QUESTIONS_N;
extern const ProgramWord PROGRAM_APPROVALS[];
extern const size_t PROGRAM_APPROVALS_N;
extern const ProgramWord PROGRAM_AGREEMENTS[]; /* kinds of agreements (areas/agreements) */
extern const size_t PROGRAM_AGREEMENTS_N;

typedef struct ProgramInput {
    Str side;      /* partner developer */
    Str approval;  /* automatic manual */
    Str countries; /* codes by spaces; empty: all */
    Str brings;    /* of PROGRAM_OPENS */
    Str agreement; /* a kind of agreement; empty: none */
    Str questions; /* of PROGRAM_QUESTIONS */
    Str excludes;  /* ids of programs */
    int64_t days;  /* working days the vendor takes to decide */
    VendorText name, about;
} ProgramInput;
typedef struct ProgramFull {
    Str id, state; /* draft published retired */
    int64_t version, place;
    Id name_id, about_id;
    Time updated_at;
    ProgramInput in;
} ProgramFull;

/* What a program asks of an account. What is computed is met or not by itself; the rest the vendor's desk confirms. */
typedef struct RequirementKind {
    Str id;
    const char *label; /* N_("Another program is active") */
    enum { PARAM_NONE, PARAM_PROGRAM, PARAM_CURRENCY, PARAM_CERTIFICATION } param;
    const char *amount; /* N_("Months"); NULL: none */
    bool by_desk, worded;
} RequirementKind;
extern const RequirementKind REQUIREMENT_KINDS[];
extern const size_t REQUIREMENT_KINDS_N;
const RequirementKind *requirement_kind(Str id);
typedef struct Requirement {
    Id id, text_id;
    Str program;
    const RequirementKind *kind;
    Str param;
    int64_t amount, place;
    VendorText text;
} Requirement;

/* All of them, in the vendor's order, with texts: three statements. */
MUST_USE Err catalogue_list(Ctx *ctx, ProgramFull **ret, size_t *ret_n);
MUST_USE Err catalogue_get(Ctx *ctx, Str id, ProgramFull *ret);
/* Of one program, or of all (program empty), by program and place. */
MUST_USE Err catalogue_requirements(Ctx *ctx, Str program, Requirement **ret, size_t *ret_n);
/* In words of the reader. */
Msg requirement_words(Ctx *ctx, const Requirement *r, const ProgramFull *all, size_t n);

/* Problems under the names of the form's fields. */
void catalogue_check(Ctx *ctx, Str id, const ProgramInput *in, const ProgramFull *all, size_t n, bool fresh);
/* A draft, last in order. ERR_CONFLICT: the id is taken. */
MUST_USE Err catalogue_make(Ctx *ctx, Str id, const ProgramInput *in);
/* ERR_STALE. What accounts hold by it changes at once. */
MUST_USE Err catalogue_change(Ctx *ctx, const ProgramFull *was, int64_t version, const ProgramInput *in);
MUST_USE Err catalogue_publish(Ctx *ctx, const ProgramFull *p);
/* Nobody enrolls any more; who is in it stays. */
MUST_USE Err catalogue_retire(Ctx *ctx, const ProgramFull *p);
/* A draft in which nobody ever was. */
MUST_USE Err catalogue_remove(Ctx *ctx, const ProgramFull *p);
/* One place up or down among all; steps -1 or 1. */
MUST_USE Err catalogue_move(Ctx *ctx, Str id, int step);
void requirement_check(Ctx *ctx, const Requirement *r, const ProgramFull *all, size_t n);
MUST_USE Err requirement_add(Ctx *ctx, const Requirement *r);
/* At its place, unchecked: whoever writes several. */
MUST_USE Err requirement_put(Ctx *ctx, const Requirement *r);
MUST_USE Err requirement_remove(Ctx *ctx, Str program, Id id);
/* May an account of this country enroll? */
bool program_is_offered(const ProgramFull *p, Str country);
/* Workspaces and roles that its words open, for people; names with commas between. */
Str program_opens_workspaces(Ctx *ctx, Str brings);
Str program_opens_roles(Ctx *ctx, Str brings);

/* The account has signed an agreement of this kind: programs that waited for it become active. In a WRITE unit. */
MUST_USE Err programs_agreement_signed(Ctx *ctx, Id account_id, Str kind);

/* A catalogue as a file: one row a program, as the vendor's export writes it. Replaces texts, settings and requirements
 * of programs that are there, adds others, touches nothing that the file does not name. */
enum { CATALOGUE_FILE_MAX = 1 << 20 };
typedef struct CatalogueWritten {
    int64_t rows, added, changed; /* rows: read; those neither added nor changed were so already */
} CatalogueWritten;
MUST_USE Err catalogue_read_file(Ctx *ctx, Str bytes, CatalogueWritten *ret);
