/* Links that stop the mail of one category for one person, without signing in: the person and the category with a keyed
 * check. They hold for ever and do no harm twice. */
#include "app/app.h"
#include "app/mail.h"

static Str check_of(Ctx *ctx, Str what)
{
    uint8_t key[32];
    keyring_key(ctx->app->options.ring, S("mail-stop"), key);
    Digest d = digest_keyed(key, what);
    return base64url_encode(ctx->arena, str_of((const char *)d.b, 16));
}

Str mail_stop_token(Ctx *ctx, Id user_id, Str category)
{
    Str what = str_fmt(ctx->arena, "%.*s.%.*s", S_ARG(id_text(ctx->arena, user_id)), S_ARG(category));
    return str_fmt(ctx->arena, "%.*s.%.*s", S_ARG(what), S_ARG(check_of(ctx, what)));
}

Err mail_stop_read(Ctx *ctx, Str token, Id *ret_user_id, const NoticeCategory **ret_category)
{
    ptrdiff_t last = str_rfind_char(token, '.'), first = str_find_char(token, '.');
    if (first <= 0 || first == last) {
        return ERR_NOT_FOUND;
    }
    Str what = str_sub(token, 0, (size_t)last);
    *ret_category = notice_category(str_skip(what, (size_t)first + 1));
    bool holds = str_eq_secret(str_skip(token, (size_t)last + 1), check_of(ctx, what)) &&
                 id_parse(str_sub(what, 0, (size_t)first), ret_user_id) == OK && *ret_category;
    return holds ? OK : ERR_NOT_FOUND;
}
