/* What the pages of second factors share, at the door and inside: the field for a code, using one, setting up an app.
 */
#pragma once
#include "areas/identity/pages.h"

FieldView code_field(Ctx *ctx, bool has_app);

typedef struct CodeUse {
    Str typed;
    CodeVerdict verdict;
    int64_t wait_s; /* > 0: too many wrong ones, not tried */
    Str next;       /* where the person wants to go */
} CodeUse;
/* In a WRITE unit: uses the code up, or counts the failure and tells the person when there are many. */
MUST_USE Err code_use(Ctx *ctx, Id user_id, Str name_key, CodeUse *use);
Msg code_problem(const CodeUse *use);

/* The picture, the key and the form. sealed: the secret shown before, for a form that failed; empty: a new one. */
EnrollAppView enroll_app_view(Ctx *ctx, Id user_id, Str name, Str sealed);
typedef struct EnrollAsk {
    Str name, secret;
    TotpState state;
    const Str *codes;
    size_t codes_n; /* recovery codes made on the way, when there were none */
} EnrollAsk;
/* Reads and checks the form; problems are set. ret_sealed: to show the same secret again. */
MUST_USE Err enroll_check(Ctx *ctx, Id user_id, EnrollAsk *ret, Str *ret_sealed);
/* In a WRITE unit: keeps the app, makes recovery codes if there are none, tells the person. */
MUST_USE Err enroll_app(Ctx *ctx, Id user_id, EnrollAsk *ask);
