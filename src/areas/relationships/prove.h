/* People of customers have no portal here: on the pages behind links they prove who they are by name and password,
 * within the limits of sign-in. */
#pragma once
#include "areas/identity/identity.h"
#include "areas/relationships/relationships.h"

typedef struct Proof {
    Str sign_in, password;
    SignInKeys keys;
    int64_t wait_s;
    Answerer who;
    bool found;
} Proof;
/* The form's fields signIn and password. */
Proof proof_of_form(Ctx *ctx);
/* In a read unit, before the password is compared. */
MUST_USE Err proof_look(SystemCtx s, Proof *p);
/* What is wrong, and at which field; unset: they lead their company. Some 40 ms: outside units. */
Msg proof_wrong(Ctx *ctx, const Proof *p, Str *ret_field);
/* Outside units, where it was wrong: it counts. */
MUST_USE Err proof_failed(Ctx *ctx, Proof *p);
/* In the WRITE unit that does what was asked. */
MUST_USE Err proof_held(SystemCtx s, const Proof *p);
typedef struct ProofFields {
    FieldView sign_in, password;
} ProofFields;
ProofFields proof_fields(Ctx *ctx, const Proof *p);
/* The unit as the person who proved themselves; what was before stands again afterwards. */
MUST_USE Err proof_run(Ctx *ctx, const Proof *p, const char *action, Err (*fn)(Ctx *, void *), void *arg);
