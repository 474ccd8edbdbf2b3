/* The billing profile with its versions, and the security contact. */
#include "app/audit.h"
#include "app/mail.h"
#include "app/typed.h"
#include "areas/legal/legal.h"
#include "areas/profile/profile.h"
#include "gen/profile_q.h"

static BillToSaved of_row(Ctx *ctx, const BillingProfileAtRow *r)
{
    return (BillToSaved){.there = true,
                         .version = r->version,
                         .since = r->created_at,
                         .by = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(r->saved_first), S_ARG(r->saved_last))),
                         .facts = {.company_name = r->company_name,
                                   .address = {r->line1, r->line2, r->city, r->state, r->postal_code},
                                   .first_name = r->first_name,
                                   .last_name = r->last_name,
                                   .email = r->email,
                                   .phone = r->phone,
                                   .po_number = r->po_number,
                                   .tax_id = r->tax_id}};
}

static Err read_until(AccountCtx a, Time at, int64_t rows_max, BillToSaved **ret, size_t *ret_n)
{
    BillingProfileAtRow *rows;
    TRY(q_billing_profile_at(a, &(BillingProfileAtArgs){.at_high = at, .rows_max = rows_max}, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, BillToSaved, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = of_row(a.ctx, &rows[i]);
    }
    return OK;
}

static const Time FOR_EVER = {INT64_MAX};

Err bill_to_get(AccountCtx a, BillToSaved *ret)
{
    BillToSaved *rows;
    LegalProfile law;
    size_t n;
    TRY(read_until(a, FOR_EVER, 1, &rows, &n));
    if (n) {
        *ret = rows[0];
        return OK;
    }
    TRY(legal_get(a, &law));
    const LegalFacts *f = &law.facts;
    *ret = (BillToSaved){.since = TIME_NONE,
                         .by = S(""),
                         .facts = {.company_name = law.there ? f->legal_name : a.ctx->account.name,
                                   .address = {f->line1, f->line2, f->city, f->state, f->postal_code},
                                   .first_name = f->first_name,
                                   .last_name = f->last_name,
                                   .email = f->email,
                                   .phone = f->phone,
                                   .po_number = S(""),
                                   .tax_id = f->tax_id}};
    return OK;
}

Err bill_to_at(AccountCtx a, Time at, BillToSaved *ret)
{
    BillToSaved *rows;
    size_t n;
    TRY(read_until(a, at, 1, &rows, &n));
    *ret = n ? rows[0] : (BillToSaved){.since = TIME_NONE};
    return OK;
}

Err bill_to_history(AccountCtx a, BillToSaved **ret, size_t *ret_n)
{
    return read_until(a, FOR_EVER, BILL_TO_HISTORY_MAX, ret, ret_n);
}

void bill_to_check(Ctx *ctx, BillTo *b)
{
    Str country = ctx->account.country;
    typed_line(ctx, "company_name", b->company_name, 200, MSG("Enter the name that invoices are made out to"));
    typed_address(ctx, country, &b->address);
    typed_line(ctx, "first_name", b->first_name, 64, MSG("Enter the first name of the contact for invoices"));
    typed_line(ctx, "last_name", b->last_name, 64, MSG("Enter the last name of the contact for invoices"));
    if (!mail_is_email(b->email)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
    typed_phone(ctx, "phone", country, &b->phone);
    typed_line(ctx, "po_number", b->po_number, BILL_TO_PO_MAX, (Msg){0});
    if (b->tax_id.n) {
        typed_number(ctx, COUNTRY_TAX, "tax_id", country, &b->tax_id);
    }
}

static void audit_account(Ctx *ctx)
{
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
}

static Str bill_to_json(Ctx *ctx, const BillTo *b)
{
    return AUDIT_JSON(ctx->arena, {"billToName", b->company_name},
                      {"billToAddress", typed_address_text(ctx, &b->address, ctx->account.country)},
                      {"billToContact", str_fmt(ctx->arena, "%.*s %.*s, %.*s", S_ARG(b->first_name),
                                                S_ARG(b->last_name), S_ARG(b->email))},
                      {"phone", b->phone}, {"purchaseOrder", b->po_number}, {"taxNumber", b->tax_id});
}

Err bill_to_save(AccountCtx a, const BillToSaved *now, const BillTo *b)
{
    Ctx *ctx = a.ctx;
    int64_t added = 0;
    audit_account(ctx);
    ctx->audit.before = now->there ? bill_to_json(ctx, &now->facts) : S("");
    ctx->audit.after = bill_to_json(ctx, b);
    BillingProfileAddArgs add = {.version = now->version + 1,
                                 .company_name = b->company_name,
                                 .line1 = b->address.line1,
                                 .line2 = b->address.line2,
                                 .city = b->address.city,
                                 .state = b->address.state,
                                 .postal_code = b->address.postal_code,
                                 .first_name = b->first_name,
                                 .last_name = b->last_name,
                                 .email = b->email,
                                 .phone = b->phone,
                                 .po_number = b->po_number,
                                 .tax_id = b->tax_id};
    TRY(q_billing_profile_add(a, &add, &added));
    return added ? OK : ERR_STALE;
}

/* --- security contact --- */

Err security_contact_get(AccountCtx a, SecurityContact *ret)
{
    SecurityContactGetRow r;
    Err err = q_security_contact_get(a, NULL, &r);
    *ret = (SecurityContact){.saved_at = TIME_NONE};
    if (err == OK) {
        *ret = (SecurityContact){true,          r.version,   r.updated_at, r.first_name,
                                 r.middle_name, r.last_name, r.email,      r.phone};
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

void security_contact_check(Ctx *ctx, SecurityContact *c)
{
    typed_line(ctx, "first_name", c->first_name, 64, MSG("Enter the first name of the security contact"));
    typed_line(ctx, "middle_name", c->middle_name, 64, (Msg){0});
    typed_line(ctx, "last_name", c->last_name, 64, MSG("Enter the last name of the security contact"));
    if (!mail_is_email(c->email)) {
        problem_field(ctx, S("email"),
                      MSG("Enter an e-mail address that is read by day and night, as security@company.example."));
    }
    if (!c->phone.n) {
        problem_field(ctx, S("phone"), MSG("Enter a telephone number that is answered by day and night"));
    }
    typed_phone(ctx, "phone", ctx->account.country, &c->phone);
}

static Str security_json(Ctx *ctx, const SecurityContact *c)
{
    return AUDIT_JSON(ctx->arena,
                      {"securityContact", str_fmt(ctx->arena, "%.*s %.*s %.*s, %.*s", S_ARG(c->first_name),
                                                  S_ARG(c->middle_name), S_ARG(c->last_name), S_ARG(c->email))},
                      {"phone", c->phone});
}

Err security_contact_save(AccountCtx a, const SecurityContact *now, const SecurityContact *c)
{
    Ctx *ctx = a.ctx;
    audit_account(ctx);
    ctx->audit.before = now->there ? security_json(ctx, now) : S("");
    ctx->audit.after = security_json(ctx, c);
    return q_security_contact_put(a,
                                  &(SecurityContactPutArgs){.first_name = c->first_name,
                                                            .middle_name = c->middle_name,
                                                            .last_name = c->last_name,
                                                            .email = c->email,
                                                            .phone = c->phone},
                                  NULL);
}
