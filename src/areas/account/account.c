/* The rules of account settings: the company's facts. */
#include "areas/account/account.h"

#include "app/audit.h"
#include "app/mail.h"
#include "app/standing.h"
#include "app/typed.h"
#include "app/unit.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/account_q.h"
#include "http/client.h"

void company_check(Ctx *ctx, CompanyInput *in)
{
    (void)problem_unless_line(ctx, S("name"), in->name);
    (void)problem_unless_line(ctx, S("city"), in->city);
    if (in->name.n == 0 || utf8_count(in->name) > 100) {
        problem_field(ctx, S("name"), MSG("Enter the name of the account, at most 100 characters."));
    }
    if (in->city.n == 0 || utf8_count(in->city) > 80) {
        problem_field(ctx, S("city"), MSG("Enter the city, at most 80 characters."));
    }
    if (in->email.n && !mail_is_email(in->email)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
    typed_phone(ctx, "phone", ctx->account.country, &in->phone);
    if (in->website.n && (!http_url_ok(in->website, false) || in->website.n > 300)) {
        problem_field(ctx, S("website"), MSG("Enter an address that begins with https://, without spaces or quotes."));
    }
}

static Str company_json(Ctx *ctx, const CompanyInput *in)
{
    return AUDIT_JSON(ctx->arena, {"name", in->name}, {"city", in->city}, {"supportEmail", in->email},
                      {"supportPhone", in->phone}, {"supportWebsite", in->website});
}

Err company_save(AccountCtx a, const CompanyInput *in, int64_t version)
{
    Ctx *ctx = a.ctx;
    AccountProfileRow old;
    TRY(q_account_profile(a, NULL, &old));
    CompanyInput before = {old.name, old.city, old.support_email, old.support_phone, old.support_website};
    int64_t changed;
    TRY(q_account_profile_put(a, &(AccountProfilePutArgs){.name = in->name, .city = in->city, .version = version},
                              &changed));
    if (!changed) {
        return ERR_STALE;
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = in->name;
    ctx->audit.before = company_json(ctx, &before);
    ctx->audit.after = company_json(ctx, in);
    TRY(standing_index(system_of(ctx), ctx->account_id));
    return q_account_support_put(
        a, &(AccountSupportPutArgs){.email = in->email, .phone = in->phone, .website = in->website}, NULL);
}

Err company_get(AccountCtx a, CompanyInput *ret, int64_t *ret_version)
{
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    *ret = (CompanyInput){p.name, p.city, p.support_email, p.support_phone, p.support_website};
    *ret_version = p.version;
    return OK;
}
