/* Shared by the page files of identity only. */
#pragma once
#include "app/area.h"
#include "app/route.h"
#include "areas/identity/identity.h"
#include "areas/identity/identity_view.h"
#include "areas/identity/passkey.h"
#include "areas/identity/signin.h"

#define DEVICE_COOKIE "entente_device"

/* What stands between a proof and a session, in the order it is asked for. */
typedef enum SignInStep { SIGN_IN_DONE, SIGN_IN_PASSWORD } SignInStep;
typedef struct SignInFacts {
    unsigned methods; /* proved so far */
    bool must_change; /* the password is a temporary one */
} SignInFacts;
SignInStep signin_step(const SignInFacts *f);

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
Err sessions_page(SelfCtx s);
Err session_end_post(SelfCtx s);
Err sessions_end_others_post(SelfCtx s);

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
Err operator_page(OperatorCtx o);

Str identity_locale_for(Ctx *ctx, Str language); /* "fr" to "fr-BE" for who reads Belgian dates now */
