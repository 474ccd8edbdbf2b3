#include "areas/identity/enroll.h"

#include "app/setting.h"
#include "app/tell.h"
#include "app/tried.h"
#include "crypt/otp.h"
#include "gen/identity_q.h"
#include "ui/qr.h"

enum { APP_NAME_MAX = 60 };

Err identity_tell(Ctx *ctx, Id user_id, Msg title, Msg line, const char *page)
{
    return tell_user(ctx, &(Tell){.category = S("security"),
                                  .user_id = user_id,
                                  .icon = S("shield"),
                                  .title = title,
                                  .line = line,
                                  .url = url_static(page)});
}

FieldView code_field(Ctx *ctx, bool has_app)
{
    FieldView f = text_field(ctx, S("code"), S(""), has_app ? MSG("Code") : MSG("Recovery code"));
    f.autocomplete = S("one-time-code");
    f.max_length = 64;
    return f;
}

Err code_use(Ctx *ctx, Id user_id, Str name_key, CodeUse *use)
{
    SystemCtx s = (SystemCtx){ctx};
    SignInKeys keys =
        factor_code_keys(ctx, user_id, name_key, ctx->req->remote, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    TRY(identity_wait(s, &keys, &use->wait_s));
    if (use->wait_s > 0) {
        return tried_note(ctx, user_id, TRIED_LOCKED, use->next);
    }
    TRY(factor_use_code(s, user_id, use->typed, &use->verdict));
    if (use->verdict == CODE_TOTP) {
        return identity_succeeded(s, &keys);
    }
    if (use->verdict == CODE_RECOVERY) {
        Factors f;
        TRY(factors_of(s, user_id, &f));
        TRY(identity_succeeded(s, &keys));
        return identity_tell(ctx, user_id, MSG("A recovery code of yours was used to sign in"),
                             MSGN("{n} is left. If it was not you, change your password now.",
                                  "{n} are left. If it was not you, change your password now.", f.recovery_left),
                             "/me/sign-in");
    }
    bool many;
    TRY(tried_note(ctx, user_id, TRIED_CODE, use->next));
    TRY(factor_code_failed(s, &keys, &many));
    return many ? identity_tell(ctx, user_id, MSG("Somebody who knows your password enters wrong codes"),
                                MSG("If it is not you, change your password now: without it they cannot go on."),
                                "/me/password")
                : OK;
}

Msg code_problem(const CodeUse *use)
{
    if (use->wait_s > 0) {
        return MSGN("Too many wrong codes. Try again in {n} minute.", "Too many wrong codes. Try again in {n} minutes.",
                    (use->wait_s + 59) / 60);
    }
    if (str_trim(use->typed).n == 0) {
        return MSG("Enter the code.");
    }
    return use->verdict == CODE_USED ? MSG("This code has been used already. Wait until the app shows the next one.")
                                     : MSG("This code is not right. Take the one the app shows now, and check that the "
                                           "phone's clock is right.");
}

/* "ABCD EFGH ...": as it is read and typed. */
static Str in_groups(Arena *a, Str key)
{
    Buf b = buf_on_arena(a, 256);
    for (size_t i = 0; i < key.n; i++) {
        if (i && i % 4 == 0) {
            buf_addc(&b, ' ');
        }
        buf_addc(&b, key.p[i]);
    }
    return buf_str(&b);
}

static Str issuer_of(Ctx *ctx)
{
    Str vendor = S("");
    if (!ctx->db || installation_get(ctx, S("vendor_name"), &vendor) != OK || !vendor.n) {
        return S("Entente");
    }
    return vendor;
}

EnrollAppView enroll_app_view(Ctx *ctx, Id user_id, Str name, Str sealed)
{
    static const Str names[] = {S_INIT("code"), S_INIT("app_name")};
    Str secret;
    if (!sealed.n || totp_open_secret(ctx, user_id, sealed, &secret) != OK) {
        sealed = totp_new_secret(ctx, user_id);
        if (totp_open_secret(ctx, user_id, sealed, &secret) != OK) {
            secret = S("");
        }
    }
    EnrollAppView v = {.sealed = sealed, .key = in_groups(ctx->arena, base32_encode(ctx->arena, secret))};
    Str uri = totp_uri(ctx->arena, issuer_of(ctx), name, secret);
    v.uri = uri;
    v.qr = qr_path(ctx->arena, uri, &v.qr_size);
    v.code = text_field(ctx, names[0], S(""), MSG("Code"));
    v.code.hint = MSG("The six digits that the app shows for it now.");
    v.code.autocomplete = S("one-time-code");
    v.code.inputmode = S("numeric");
    v.code.width = S("w-8");
    v.code.max_length = 16;
    v.name = text_field(ctx, names[1], ctx_form(ctx, names[1]), MSG("Name of the app or phone"));
    v.name.optional = true;
    v.name.max_length = APP_NAME_MAX;
    v.errors = error_summary(ctx, names, COUNT_OF(names));
    return v;
}

Err enroll_check(Ctx *ctx, Id user_id, EnrollAsk *ret, Str *ret_sealed)
{
    Str digits = str_trim(ctx_form(ctx, S("code")));
    int64_t code = -1;
    *ret_sealed = ctx_form(ctx, S("sealed"));
    ret->name = str_trim(ctx_form(ctx, S("app_name")));
    if (ret->name.n > APP_NAME_MAX * 4) {
        problem_field(ctx, S("app_name"), MSG1("Use at most {n} characters.", "n", S("60")));
    }
    if (totp_open_secret(ctx, user_id, *ret_sealed, &ret->secret) != OK) {
        *ret_sealed = S("");
        problem_field(ctx, S("code"), MSG("The time for this picture is over. Scan the new one and enter its code."));
        return problem_check(ctx);
    }
    Buf plain = buf_on_arena(ctx->arena, 64);
    for (size_t i = 0; i < digits.n && i < 20; i++) {
        if (digits.p[i] != ' ') {
            buf_addc(&plain, digits.p[i]);
        }
    }
    bool six = plain.n == OTP_DIGITS && str_to_i64(buf_str(&plain), &code) == OK && code >= 0;
    if (!six || totp_check(ret->secret, (uint32_t)code, ctx->wall, &ret->state) != TOTP_RIGHT) {
        problem_field(ctx, S("code"),
                      digits.n == 0 ? MSG("Enter the code.")
                                    : MSG("This code is not right. Take the one the app shows now, and check that the "
                                          "phone's clock is right."));
    }
    return problem_check(ctx);
}

Err enroll_app(Ctx *ctx, Id user_id, EnrollAsk *ask)
{
    SystemCtx s = (SystemCtx){ctx};
    TRY(authenticator_add(s, user_id, ask->name, ask->secret, ask->state));
    Factors have;
    TRY(factors_of(s, user_id, &have));
    if (have.recovery_left == 0) {
        Str *codes = arena_array(ctx->arena, Str, RECOVERY_CODES);
        TRY(recovery_make(s, user_id, codes));
        ask->codes = codes;
        ask->codes_n = RECOVERY_CODES;
    }
    return identity_tell(ctx, user_id, MSG("An authenticator app was added to your sign-in"),
                         MSG("If it was not you, change your password and remove it."), "/me/sign-in");
}
