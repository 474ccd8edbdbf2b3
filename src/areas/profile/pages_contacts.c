/* The page Contacts: whom the vendor writes to, whom it calls about security, whom customers ask. */
#include "app/phone.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/legal/legal.h"
#include "areas/profile/pages.h"
#include "areas/profile/profile_view.h"
#include "gen/profile_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/contacts"

static FactView fact(Msg label, Str text)
{
    return text.n ? (FactView){.label = label, .text = text, .kind = FACT_TEXT}
                  : (FactView){.label = label, .msg = MSG("Not given"), .kind = FACT_MSG};
}

Err contacts_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SecurityContact s;
    LegalProfile law;
    CompanyInput c;
    int64_t version;
    TRY(security_contact_get(a, &s));
    TRY(legal_get(a, &law));
    TRY(company_get(a, &c, &version));
    FactView *security = arena_array(ctx->arena, FactView, 4), *primary = arena_array(ctx->arena, FactView, 3),
             *support = arena_array(ctx->arena, FactView, 3);
    Str middle = s.middle_name.n ? str_fmt(ctx->arena, " %.*s", S_ARG(s.middle_name)) : S("");
    security[0] =
        fact(MSG("Name"),
             str_trim(str_fmt(ctx->arena, "%.*s%.*s %.*s", S_ARG(s.first_name), S_ARG(middle), S_ARG(s.last_name))));
    security[1] = fact(MSG("E-mail"), s.email);
    security[2] = fact(MSG("Telephone, day and night"), phone_shown(ctx->arena, ctx->account.country, s.phone));
    security[3] = (FactView){.label = MSG("Saved"), .at = s.saved_at, .kind = FACT_TIME};
    primary[0] =
        fact(MSG("Name"),
             str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(law.facts.first_name), S_ARG(law.facts.last_name))));
    primary[1] = fact(MSG("E-mail"), law.facts.email);
    primary[2] = fact(MSG("Telephone"), phone_shown(ctx->arena, ctx->account.country, law.facts.phone));
    support[0] = fact(MSG("E-mail"), c.email);
    support[1] = fact(MSG("Telephone"), phone_shown(ctx->arena, ctx->account.country, c.phone));
    support[2] = fact(MSG("Web site"), c.website);
    ContactsView *v = arena_new(ctx->arena, ContactsView);
    *v = (ContactsView){
        .shell = settings_shell(ctx, MSG("Contacts")),
        .there = s.there,
        .may_edit = ctx_may(ctx, &PROFILE_SECURITY_EDIT),
        .security = security,
        .security_n = s.there ? 4 : 0,
        .primary = primary,
        .primary_n = 3,
        .support = support,
        .support_n = 3,
        .edit = home_path(ctx, PAGE "/security"),
        .primary_edit = ctx_may(ctx, &LEGAL_EDIT) ? home_path(ctx, "/a/{account}/settings/legal/edit") : (Url){{0}},
        .support_edit =
            ctx_may(ctx, &ACCOUNT_COMPANY_EDIT) ? home_path(ctx, "/a/{account}/settings/company/edit") : (Url){{0}}};
    RENDER(ctx, 200, contacts, v);
    return OK;
}

static SecurityFormView *form_of(Ctx *ctx, int64_t version, const SecurityContact *c)
{
    static const Str NAMES[] = {S_INIT("first_name"), S_INIT("middle_name"), S_INIT("last_name"), S_INIT("email"),
                                S_INIT("phone")};
    SecurityFormView *v = arena_new(ctx->arena, SecurityFormView);
    *v = (SecurityFormView){.shell = settings_sub_shell(ctx, MSG("Contacts"), PAGE, MSG("Security contact")),
                            .form = {.action = home_path(ctx, PAGE "/security"),
                                     .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                                     .version = version},
                            .first_name = ui_field(ctx, S("first_name"), c->first_name, MSG("First name")),
                            .middle_name = ui_field(ctx, S("middle_name"), c->middle_name, MSG("Middle name")),
                            .last_name = ui_field(ctx, S("last_name"), c->last_name, MSG("Last name")),
                            .email = ui_field(ctx, S("email"), c->email, MSG("E-mail")),
                            .phone = ui_field(ctx, S("phone"), phone_shown(ctx->arena, ctx->account.country, c->phone),
                                              MSG("Telephone, day and night")),
                            .back = home_path(ctx, PAGE)};
    v->middle_name.optional = true;
    v->email.kind = FIELD_EMAIL;
    v->email.hint = MSG("Best the address of a list, so that it is read when somebody is away.");
    v->phone.kind = FIELD_TEL;
    v->phone.width = S("w-16");
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err security_edit_page(AccountCtx a)
{
    SecurityContact now;
    TRY(security_contact_get(a, &now));
    SecurityFormView *v = form_of(a.ctx, now.version, &now);
    RENDER(a.ctx, 200, security_edit, v);
    return OK;
}

Err security_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SecurityContact now;
    TRY(security_contact_get(a, &now));
    SecurityContact c = {.first_name = str_trim(ctx_form(ctx, S("first_name"))),
                         .middle_name = str_trim(ctx_form(ctx, S("middle_name"))),
                         .last_name = str_trim(ctx_form(ctx, S("last_name"))),
                         .email = str_trim(ctx_form(ctx, S("email"))),
                         .phone = str_trim(ctx_form(ctx, S("phone")))};
    security_contact_check(ctx, &c);
    if (ui_version(ctx) != now.version) {
        problem_field(ctx, S("first_name"),
                      MSG1("Somebody saved the security contact meanwhile, with the address {email}. Save again to put "
                           "yours over it.",
                           "email", now.email));
    }
    if (problem_check(ctx) != OK) {
        SecurityFormView *v = form_of(ctx, now.version, &c);
        return RENDER_FAILED(ctx, security_edit, v);
    }
    TRY(security_contact_save(a, &now, &c));
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The security contact is saved."));
    return OK;
}

/* --- what waits --- */

Err profile_pending(AccountCtx a, PendingAction **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    PendingAction *list = arena_array(ctx->arena, PendingAction, 2);
    *ret = list;
    *ret_n = 0;
    if (ctx_may(ctx, &PROFILE_BILLING_EDIT)) {
        BillToSaved b;
        TRY(bill_to_get(a, &b));
        if (!b.there) {
            list[(*ret_n)++] = (PendingAction){.title = MSG("Say where invoices go"),
                                               .line = MSG("Billing profile: address, contact, order number"),
                                               .url = home_path(ctx, "/a/{account}/settings/billing-profile/edit"),
                                               .due = DATE_NONE};
        }
    }
    if (ctx_may(ctx, &PROFILE_SECURITY_EDIT)) {
        SecurityContact s;
        TRY(security_contact_get(a, &s));
        if (!s.there) {
            list[(*ret_n)++] = (PendingAction){.title = MSG("Name a security contact"),
                                               .line = MSG("Whom the vendor calls by day and night"),
                                               .url = home_path(ctx, PAGE "/security"),
                                               .due = DATE_NONE};
        }
    }
    return OK;
}
