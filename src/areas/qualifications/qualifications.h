/* What a partner says its customers are, beyond companies: schools, public bodies, charities, companies of a state; and
 * what the vendor found. The header that selling includes. All functions run inside the caller's unit; the customer is
 * ctx->customer_id. */
#pragma once
#include "app/ctx.h"

enum { QUALIFICATION_KINDS = 4 };
typedef struct QualificationKind {
    Str id;                  /* "education": stored */
    const char *wire, *word; /* "Education" of the newer operations, "education" of the older */
    int number;              /* the older operations take it, too */
    const char *name;        /* N_() */
} QualificationKind;
extern const QualificationKind QUALIFICATION_KIND[QUALIFICATION_KINDS];
/* By any of its names or its number, without regard to case; NULL: none. */
const QualificationKind *qualification_kind(Str word);

/* Does the vendor count the customer as one? kind: QualificationKind.id. */
MUST_USE Err qualification_holds(AccountCtx a, Str kind, bool *ret);
