/* Shared by the page files of identity only. */
#pragma once
#include "app/area.h"
#include "app/job.h"
#include "app/route.h"
#include "areas/identity/identity.h"
#include "areas/identity/identity_view.h"
#include "areas/identity/passkey.h"
#include "areas/identity/policy.h"
#include "areas/identity/signin.h"

extern const Perm IDENTITY_MFA_SET, IDENTITY_MFA_RESET;
#define DEVICE_COOKIE "entente_device"

/* What stands between a proof and a session, in the order it is asked for. */
typedef enum SignInStep { SIGN_IN_CODE, SIGN_IN_PASSWORD, SIGN_IN_ENROLL, SIGN_IN_DONE } SignInStep;
typedef struct SignInFacts {
    unsigned methods; /* proved so far */
    Factors factors;
    bool must_change; /* the password is a temporary one */
    MfaRule demand;
    bool put_off; /* the person asked to set up a second factor later */
    Date today;
} SignInFacts;
SignInStep signin_step(const SignInFacts *f);

/* A sign-in that has begun, as its pages see it. */
typedef struct Step {
    bool found;
    SignInPending pending;
    SignInStep now;
    SignInFacts facts;
    Str name, first_name, email, password_hash, directory_name; /* name: to sign in with */
    Id directory_id;
} Step;
/* In a unit; arg: a Step. */
Err step_look(Ctx *ctx, void *arg);
/* Whether the sign-in stands at this step; else the answer is set: to its step, or to the beginning. */
bool step_is(Ctx *ctx, const Step *t, SignInStep wanted);
/* As whom the audit and the queries of this unit act, though nobody is signed in yet. */
void step_act_as(Ctx *ctx, const Step *t);
Url signin_page_of(SignInStep step);
/* Bell and mail about something that happened to somebody's sign-in; in the unit that did it. line may be unset. */
MUST_USE Err identity_tell(Ctx *ctx, Id user_id, Msg title, Msg line, const char *page);

/* Links of a form's problems, in the order of the names. */
ErrorSummary error_summary(Ctx *ctx, const Str *names, size_t n);
FieldView text_field(Ctx *ctx, Str name, Str value, Msg label);
/* For a password that is chosen now: with the rule as its hint. */
FieldView new_password_field(Ctx *ctx, Str name, Msg label);
Msg too_many_tries(int64_t wait_s);
/* The frame of a person's own pages. */
ShellView *my_shell(Ctx *ctx, Msg title);
/* "Firefox on Linux" of the browser that asks; empty when it does not say. */
Str device_name(Ctx *ctx);

/* As Area.sign_in_at and signed_out_to, of the area that has them; nothing when none does. */
Err sign_in_elsewhere(SystemCtx s, Str email, Id user_id, SignInAt *ret);
Url signed_out_elsewhere(Ctx *ctx, Id user_id);

Err sign_in_page(PublicCtx p);
Err sign_in_post(PublicCtx p);
Err first_password_page(PublicCtx p);
Err first_password_post(PublicCtx p);
Err code_page(PublicCtx p);
Err code_post(PublicCtx p);
Err enroll_page(PublicCtx p);
Err enroll_post(PublicCtx p);
Err enroll_later_post(PublicCtx p);
Err enroll_done_post(PublicCtx p);
Err confirm_page(SelfCtx s);
Err confirm_post(SelfCtx s);
/* The page of the proof again, with what waits there, after a passkey that was refused. */
Err confirm_refused(Ctx *ctx, const PasskeyRefusal *why);
Err sign_out_post(SelfCtx s);
Err language_post(PublicCtx p);
Err theme_post(PublicCtx p);
Err switch_post(SelfCtx s);
Err switch_directory_post(SelfCtx s);
Err accounts_page(SelfCtx s);

Err profile_page(SelfCtx s);
Err profile_post(SelfCtx s);
Err password_page(SelfCtx s);
Err password_post(SelfCtx s);
Err preferences_page(SelfCtx s);
Err preferences_post(SelfCtx s);
MUST_USE Err sessions_open(SelfCtx s, int64_t *ret); /* how many there are that have not rested too long */
Err mfa_later_post(AccountCtx a);
Err sessions_page(SelfCtx s);
Err session_end_post(SelfCtx s);
Err sessions_end_others_post(SelfCtx s);
Err sessions_end_all_post(SelfCtx s);
Err session_switch_post(SelfCtx s);
void audit_me(Ctx *ctx);

Err factors_page(SelfCtx s);
/* The page that shows new recovery codes, once; in a unit. said: what was done; next: where the button leads. */
MUST_USE Err recovery_show(SelfCtx s, const Str *codes, size_t n, Msg said, const char *next);
Err enroll_app_page(SelfCtx s);
Err enroll_app_post(SelfCtx s);
Err authenticator_remove_post(SelfCtx s);
Err recovery_post(SelfCtx s);
Err forgot_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err forgot_page(PublicCtx p);
Err forgot_post(PublicCtx p);
Err reset_page(PublicCtx p);
Err reset_post(PublicCtx p);
Err mfa_page(AccountCtx a);
Err mfa_post(AccountCtx a);
Err limits_post(AccountCtx a);
Err mfa_person_post(AccountCtx a);
Err mfa_reset_post(AccountCtx a);
/* How long sessions last in an account, a part of the same page. The form as typed. */
typedef struct LimitsForm {
    Str idle, hours;
} LimitsForm;
LimitsForm limits_form_of(Ctx *ctx, const SessionRule *rule);
LimitsForm limits_read(Ctx *ctx, const SessionLimits *above, SessionRule *ret); /* with problems of fields */
void limits_fill(Ctx *ctx, const LimitsForm *f, const SessionRule *rule, const SessionLimits *above, struct MfaView *v);
MUST_USE Err limits_save(AccountCtx a, const SessionRule *before, const SessionRule *after);
Err staff_mfa_page(OperatorCtx o);
Err staff_mfa_post(OperatorCtx o);

/* Passkeys. */
PasskeyAsk passkey_ask(Ctx *ctx, PasskeyFor purpose, Str next); /* the button of a page that asks for a proof */
Err passkey_options(PublicCtx p);
Err passkey_prove_post(PublicCtx p);
PasskeyAnswer passkey_answer(Ctx *ctx); /* of the form */
Err passkey_json(Ctx *ctx, Str json);
Err passkeys_page(SelfCtx s);
Err passkey_add_page(SelfCtx s);
Err passkey_add_options(SelfCtx s);
Err passkey_add_post(SelfCtx s);
Err passkey_edit_page(SelfCtx s);
Err passkey_edit_post(SelfCtx s);
Err passkey_remove_post(SelfCtx s);

Err setup_page(PublicCtx p);
Err setup_post(PublicCtx p);

Str identity_locale_for(Ctx *ctx, Str language); /* "fr" to "fr-BE" for who reads Belgian dates now */
