/* The rules of legal info: what has to be there, by the account's country. */
#include "areas/legal/legal.h"

#include "app/audit.h"
#include "app/mail.h"
#include "app/typed.h"
#include "areas/registry/registry.h"
#include "areas/verification/verification.h"
#include "gen/legal_q.h"

Err legal_get(AccountCtx a, LegalProfile *ret)
{
    LegalAccountRow account;
    LegalGetRow row;
    *ret = (LegalProfile){0};
    TRY(q_legal_account(a, NULL, &account));
    ret->partner_id = account.partner_id;
    ret->country = account.country;
    Err err = q_legal_get(a, NULL, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    ret->there = true;
    ret->version = row.version;
    ret->saved_at = row.updated_at;
    ret->facts =
        (LegalFacts){row.legal_name,      row.line1,  row.line2,      row.city,      row.state, row.postal_code,
                     row.registration_id, row.tax_id, row.first_name, row.last_name, row.email, row.phone};
    return OK;
}

void legal_check_company(Ctx *ctx, Str country, LegalFacts *f)
{
    typed_line(ctx, "legal_name", f->legal_name, 200, MSG("Enter the company's name as its register has it"));
    Address at = {f->line1, f->line2, f->city, f->state, f->postal_code};
    typed_address(ctx, country, &at);
    f->postal_code = at.postal_code;
    if (f->registration_id.n) {
        typed_number(ctx, COUNTRY_REGISTRATION, "registration_id", country, &f->registration_id);
    } else if (country_wants_registration(country)) {
        problem_field(ctx, S("registration_id"), MSG("Enter the registration number; this country asks for it"));
    }
    if (f->tax_id.n) {
        typed_number(ctx, COUNTRY_TAX, "tax_id", country, &f->tax_id);
    }
}

void legal_take(LegalFacts *f, const RegistryCompany *c)
{
    f->legal_name = c->legal_name;
    f->registration_id = c->number;
    f->line1 = c->line1;
    f->line2 = c->line2;
    f->city = c->city;
    f->state = c->state;
    f->postal_code = c->postal_code;
}

void legal_check_contact(Ctx *ctx, Str country, LegalFacts *f)
{
    typed_line(ctx, "first_name", f->first_name, 64, MSG("Enter the first name of the primary contact"));
    typed_line(ctx, "last_name", f->last_name, 64, MSG("Enter the last name of the primary contact"));
    if (!mail_is_email(f->email)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
    typed_phone(ctx, "phone", country, &f->phone);
}

void legal_check(Ctx *ctx, Str country, LegalFacts *f)
{
    legal_check_company(ctx, country, f);
    legal_check_contact(ctx, country, f);
}

static Str facts_json(Ctx *ctx, const LegalFacts *f)
{
    Str contact = str_fmt(ctx->arena, "%.*s %.*s, %.*s", S_ARG(f->first_name), S_ARG(f->last_name), S_ARG(f->email));
    Str address = str_fmt(ctx->arena, "%.*s, %.*s, %.*s %.*s %.*s", S_ARG(f->line1), S_ARG(f->line2),
                          S_ARG(f->postal_code), S_ARG(f->city), S_ARG(f->state));
    return AUDIT_JSON(ctx->arena, {"legalName", f->legal_name}, {"legalAddress", address},
                      {"registrationNumber", f->registration_id}, {"taxNumber", f->tax_id}, {"primaryContact", contact},
                      {"phone", f->phone});
}

Err legal_save(AccountCtx a, const LegalProfile *now, const LegalFacts *f, int64_t version)
{
    Ctx *ctx = a.ctx;
    int64_t changed = 0;
    if (now->version != version) {
        return ERR_STALE;
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.before = now->there ? facts_json(ctx, &now->facts) : S("");
    ctx->audit.after = facts_json(ctx, f);
    if (!now->there) {
        LegalAddArgs add = {.legal_name = f->legal_name,
                            .line1 = f->line1,
                            .line2 = f->line2,
                            .city = f->city,
                            .state = f->state,
                            .postal_code = f->postal_code,
                            .registration_id = f->registration_id,
                            .tax_id = f->tax_id,
                            .first_name = f->first_name,
                            .last_name = f->last_name,
                            .email = f->email,
                            .phone = f->phone};
        TRY(q_legal_add(a, &add, NULL));
        return verification_legal_changed(ctx, ctx->account_id);
    }
    LegalPutArgs put = {.version = version,
                        .legal_name = f->legal_name,
                        .line1 = f->line1,
                        .line2 = f->line2,
                        .city = f->city,
                        .state = f->state,
                        .postal_code = f->postal_code,
                        .registration_id = f->registration_id,
                        .tax_id = f->tax_id,
                        .first_name = f->first_name,
                        .last_name = f->last_name,
                        .email = f->email,
                        .phone = f->phone};
    TRY(q_legal_put(a, &put, &changed));
    return changed ? verification_legal_changed(ctx, ctx->account_id) : ERR_STALE;
}
