/* The page Billing profile with its form, and the short form of the tax number. */
#include "app/phone.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/profile/pages.h"
#include "areas/profile/profile_view.h"
#include "gen/profile_html.h"
#include "gen/profile_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/billing-profile"

static FactView fact(Msg label, Str text)
{
    return text.n ? (FactView){.label = label, .text = text, .kind = FACT_TEXT}
                  : (FactView){.label = label, .msg = MSG("Not given"), .kind = FACT_MSG};
}

static Str person_name(Ctx *ctx, const BillTo *b)
{
    return str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(b->first_name), S_ARG(b->last_name)));
}

static Err fill_history(AccountCtx a, BillToView *v)
{
    Ctx *ctx = a.ctx;
    BillToSaved *rows;
    size_t n;
    TRY(bill_to_history(a, &rows, &n));
    BillToLine *lines = arena_array(ctx->arena, BillToLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (BillToLine){.since = rows[i].since,
                                .name = rows[i].facts.company_name,
                                .address = typed_address_text(ctx, &rows[i].facts.address, ctx->account.country),
                                .by = rows[i].by};
    }
    v->history = lines;
    v->history_n = n;
    return OK;
}

Err bill_to_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    BillToSaved b;
    ProfileAccountRow account;
    TRY(bill_to_get(a, &b));
    TRY(q_profile_account(a, NULL, &account));
    const BillTo *f = &b.facts;
    FactView *facts = arena_array(ctx->arena, FactView, 2), *contact = arena_array(ctx->arena, FactView, 3),
             *billing = arena_array(ctx->arena, FactView, 3);
    facts[0] = fact(MSG("Invoices are made out to"), f->company_name);
    facts[1] = fact(MSG("Address"), f->address.line1.n ? typed_address_text(ctx, &f->address, account.country) : S(""));
    contact[0] = fact(MSG("Name"), person_name(ctx, f));
    contact[1] = fact(MSG("E-mail"), f->email);
    contact[2] = fact(MSG("Telephone"), phone_shown(ctx->arena, ctx->account.country, f->phone));
    billing[0] = fact(MSG("Currency"), account.currency);
    billing[1] = fact(MSG("Purchase order number"), f->po_number);
    billing[2] = fact(MSG("Tax number"), f->tax_id);
    BillToView *v = arena_new(ctx->arena, BillToView);
    *v = (BillToView){.shell = settings_shell(ctx, MSG("Billing profile")),
                      .there = b.there,
                      .may_edit = ctx_may(ctx, &PROFILE_BILLING_EDIT),
                      .may_tax = ctx_may(ctx, &PROFILE_BILLING_TAX),
                      .facts = facts,
                      .facts_n = 2,
                      .contact = contact,
                      .contact_n = 3,
                      .billing = billing,
                      .billing_n = 3,
                      .edit = home_path(ctx, PAGE "/edit"),
                      .tax = home_path(ctx, PAGE "/tax")};
    TRY(fill_history(a, v));
    RENDER(ctx, 200, bill_to, v);
    return OK;
}

static FieldView text(Ctx *ctx, const char *name, Str value, Msg label, const char *autocomplete)
{
    FieldView f = ui_field(ctx, str_from(name), value, label);
    f.autocomplete = str_from(autocomplete);
    return f;
}

static void dress(Ctx *ctx, BillToFormView *v)
{
    Str country = ctx->account.country;
    const CountryAddress *rule = country_address(country);
    v->line2.optional = v->phone.optional = v->po_number.optional = v->tax_id.optional = true;
    v->city.optional = rule->city_free;
    v->state.optional = !rule->state;
    v->postal_code.optional = !rule->postal || rule->optional;
    v->postal_code.hint = country_hint(COUNTRY_POSTAL, country);
    v->postal_code.width = S("w-8");
    v->state.width = v->po_number.width = v->tax_id.width = v->phone.width = S("w-16");
    v->po_number.hint = MSG("Printed on each invoice from the next one on.");
    v->tax_id.hint = country_hint(COUNTRY_TAX, country);
    v->email.kind = FIELD_EMAIL;
    v->phone.kind = FIELD_TEL;
}

static Err form_of(AccountCtx a, const BillToSaved *now, const BillTo *b, bool tax_only, BillToFormView **ret)
{
    static const Str NAMES[] = {S_INIT("company_name"), S_INIT("line1"),     S_INIT("line2"),
                                S_INIT("city"),         S_INIT("state"),     S_INIT("postal_code"),
                                S_INIT("first_name"),   S_INIT("last_name"), S_INIT("email"),
                                S_INIT("phone"),        S_INIT("po_number"), S_INIT("tax_id")};
    Ctx *ctx = a.ctx;
    ProfileAccountRow account;
    TRY(q_profile_account(a, NULL, &account));
    Msg postal = country_address(account.country)->postal_name ? MSG_OF(country_address(account.country)->postal_name)
                                                               : MSG("Postal code");
    BillToFormView *v = arena_new(ctx->arena, BillToFormView);
    *v = (BillToFormView){
        .shell = settings_sub_shell(ctx, MSG("Billing profile"), PAGE,
                                    tax_only ? MSG("Change the tax number") : MSG("Edit the billing profile")),
        .form = {.action = home_path(ctx, tax_only ? PAGE "/tax" : PAGE),
                 .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                 .version = now->version},
        .tax_only = tax_only,
        .company_name = text(ctx, "company_name", b->company_name, MSG("Company name"), "organization"),
        .line1 = text(ctx, "line1", b->address.line1, MSG("Street and number"), "address-line1"),
        .line2 = text(ctx, "line2", b->address.line2, MSG("Building, floor or department"), "address-line2"),
        .city = text(ctx, "city", b->address.city, MSG("Town or city"), "address-level2"),
        .state = text(ctx, "state", b->address.state, MSG("State or province"), "address-level1"),
        .postal_code = text(ctx, "postal_code", b->address.postal_code, postal, "postal-code"),
        .first_name = text(ctx, "first_name", b->first_name, MSG("First name"), "given-name"),
        .last_name = text(ctx, "last_name", b->last_name, MSG("Last name"), "family-name"),
        .email = text(ctx, "email", b->email, MSG("E-mail"), "email"),
        .phone = text(ctx, "phone", phone_shown(ctx->arena, ctx->account.country, b->phone), MSG("Telephone"), "tel"),
        .po_number = text(ctx, "po_number", b->po_number, MSG("Purchase order number"), "off"),
        .tax_id = text(ctx, "tax_id", b->tax_id, MSG("Tax number"), "off"),
        .country = country_name(ctx->arena, ctx->locale, account.country),
        .currency = account.currency,
        .back = home_path(ctx, PAGE)};
    dress(ctx, v);
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

static Err edit_page(AccountCtx a, bool tax_only)
{
    BillToSaved now;
    BillToFormView *v;
    TRY(bill_to_get(a, &now));
    TRY(form_of(a, &now, &now.facts, tax_only, &v));
    RENDER(a.ctx, 200, bill_to_edit, v);
    return OK;
}
Err bill_to_edit_page(AccountCtx a) { return edit_page(a, false); }
Err bill_to_tax_page(AccountCtx a) { return edit_page(a, true); }

static Str typed(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

static Err save(AccountCtx a, const BillToSaved *now, BillTo *b, bool tax_only)
{
    Ctx *ctx = a.ctx;
    bill_to_check(ctx, b);
    if (ui_version(ctx) != now->version) {
        problem_field(
            ctx, tax_only ? S("tax_id") : S("company_name"),
            MSG2("Somebody saved the billing profile meanwhile, with the name {name} and the tax number {tax}. "
                 "Save again to put yours over it.",
                 "name", now->facts.company_name, "tax", now->facts.tax_id));
    }
    if (problem_check(ctx) != OK) {
        BillToFormView *v;
        TRY(form_of(a, now, b, tax_only, &v));
        return RENDER_FAILED(ctx, bill_to_edit, v);
    }
    TRY(bill_to_save(a, now, b));
    ctx_redirect(
        ctx, home_path(ctx, PAGE),
        MSG("The billing profile is saved. Invoices made from now on carry it; earlier ones stay as they are."));
    return OK;
}

Err bill_to_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    BillToSaved now;
    TRY(bill_to_get(a, &now));
    BillTo b = {.company_name = typed(ctx, "company_name"),
                .address = {typed(ctx, "line1"), typed(ctx, "line2"), typed(ctx, "city"), typed(ctx, "state"),
                            typed(ctx, "postal_code")},
                .first_name = typed(ctx, "first_name"),
                .last_name = typed(ctx, "last_name"),
                .email = typed(ctx, "email"),
                .phone = typed(ctx, "phone"),
                .po_number = typed(ctx, "po_number"),
                .tax_id = typed(ctx, "tax_id")};
    return save(a, &now, &b, false);
}

Err bill_to_tax_post(AccountCtx a)
{
    BillToSaved now;
    TRY(bill_to_get(a, &now));
    BillTo b = now.facts;
    b.tax_id = typed(a.ctx, "tax_id");
    if (!now.there) {
        return problem(
            a.ctx, ERR_CONFLICT, MSG("There is no billing profile yet."),
            MSG("A Global admin enters it on the page Billing profile; then its tax number can be changed."));
    }
    return save(a, &now, &b, true);
}
