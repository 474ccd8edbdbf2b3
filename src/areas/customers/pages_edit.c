/* Edit the company and the billing profile; a stale save shows both versions and lets the person choose. */
#include "app/country_rule.h"
#include "areas/customers/pages.h"
#include "gen/customers_html.h"
#include "ui/shell.h"

static CustomerFormView *form_view(AccountCtx a, const Customer *c, Msg title, const char *rest)
{
    Ctx *ctx = a.ctx;
    CustomerFormView *v = arena_new(ctx->arena, CustomerFormView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.text = c->company.name, .url = customer_url(ctx, c->id.id, "")};
    crumbs[2] = (Crumb){.label = title};
    v->shell = shell_view(ctx, title, crumbs, 3);
    v->shell->workspace = MSG("Customers");
    v->shell->failed = ctx->problem.fields_n != 0;
    v->form = (FormView){.action = customer_url(ctx, c->id.id, rest), .errors = customer_errors(ctx)};
    v->cancel = customer_url(ctx, c->id.id, "/account");
    return v;
}
static FieldView email_field(Ctx *ctx, Str value, bool optional)
{
    FieldView f = customer_field(ctx, "email", value, MSG("E-mail"));
    f.kind = FIELD_EMAIL;
    f.inputmode = S("email");
    f.autocomplete = S("off");
    f.optional = optional;
    return f;
}
static int64_t version_given(Ctx *ctx)
{
    int64_t version;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}

/* --- conflict --- */

enum { CONFLICT_MAX = 16 };
static void compare(ConflictRow *rows, size_t *n, Msg label, Str yours, Str theirs)
{
    if (!str_eq(yours, theirs) && *n < CONFLICT_MAX) {
        rows[(*n)++] = (ConflictRow){label, yours, theirs};
    }
}
static void compare_address(ConflictRow *rows, size_t *n, const PostalAddress *yours, const PostalAddress *theirs)
{
    compare(rows, n, MSG("Street and number"), yours->line1, theirs->line1);
    compare(rows, n, MSG("Building, floor or department"), yours->line2, theirs->line2);
    compare(rows, n, MSG("Postal code"), yours->postal_code, theirs->postal_code);
    compare(rows, n, MSG("Town or city"), yours->city, theirs->city);
    compare(rows, n, MSG("State or province"), yours->state, theirs->state);
    compare(rows, n, MSG("Telephone"), yours->phone, theirs->phone);
}
/* Everything that was entered goes along, so that "Save mine" needs nothing typed again. */
static const HiddenField *entered(Ctx *ctx, size_t *ret_n)
{
    static const char *const names[] = {"companyName",  "organizationRegistrationNumber",
                                        "email",        "firstName",
                                        "lastName",     "culture",
                                        "addressLine1", "addressLine2",
                                        "city",         "state",
                                        "postalCode",   "country",
                                        "phoneNumber"};
    HiddenField *fields = arena_array(ctx->arena, HiddenField, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Str value = ctx_form(ctx, str_from(names[i]));
        if (value.n) {
            fields[(*ret_n)++] = (HiddenField){str_from(names[i]), value};
        }
    }
    return fields;
}
static Err conflict(AccountCtx a, const Customer *now, const CompanyFacts *company, const BillingFacts *billing,
                    const char *rest)
{
    Ctx *ctx = a.ctx;
    ConflictView *v = arena_new(ctx->arena, ConflictView);
    CustomerFormView *around = form_view(a, now, MSG("Two versions"), rest);
    ConflictRow *rows = arena_array(ctx->arena, ConflictRow, CONFLICT_MAX);
    if (company) {
        compare(rows, &v->rows_n, MSG("Company name"), company->name, now->company.name);
        compare(rows, &v->rows_n, MSG("Registration number"), company->registration_number,
                now->company.registration_number);
        compare(rows, &v->rows_n, MSG("E-mail"), company->email, now->company.email);
        compare_address(rows, &v->rows_n, &company->address, &now->company.address);
    } else {
        compare(rows, &v->rows_n, MSG("Billed to"), billing->company_name, now->billing.company_name);
        compare(rows, &v->rows_n, MSG("First name"), billing->first_name, now->billing.first_name);
        compare(rows, &v->rows_n, MSG("Last name"), billing->last_name, now->billing.last_name);
        compare(rows, &v->rows_n, MSG("E-mail"), billing->email, now->billing.email);
        compare(rows, &v->rows_n, MSG("Language and region"), billing->culture, now->billing.culture);
        compare_address(rows, &v->rows_n, &billing->address, &now->billing.address);
    }
    v->shell = around->shell;
    v->shell->failed = true;
    v->name = now->company.name;
    v->rows = rows;
    v->yours = entered(ctx, &v->yours_n);
    v->again = around->cancel;
    v->form = (FormView){.action = customer_url(ctx, now->id.id, rest),
                         .version = company ? now->version : now->billing_version,
                         .no_guard = true};
    RENDER(ctx, 409, customer_conflict, v);
    return ERR_STALE;
}

/* --- company --- */

static CustomerFormView *company_form(AccountCtx a, const Customer *c, const CompanyFacts *facts, int64_t version)
{
    Ctx *ctx = a.ctx;
    CustomerFormView *v = form_view(a, c, MSG("Edit company"), "/company");
    v->form.version = version;
    v->name = customer_field(ctx, "companyName", facts->name, MSG("Company name"));
    v->name.autocomplete = S("organization");
    v->domain_text = c->company.domain;
    v->country_text = country_name(ctx->arena, ctx->locale, c->company.address.country);
    v->registration_number =
        customer_field(ctx, "organizationRegistrationNumber", facts->registration_number, MSG("Registration number"));
    v->registration_number.optional = !customer_registered(c->company.address.country);
    if (!v->registration_number.optional) {
        v->registration_number.hint = country_hint(COUNTRY_REGISTRATION, c->company.address.country);
    }
    v->registration_number.width = S("w-16");
    v->email = email_field(ctx, facts->email, true);
    PostalAddress p = facts->address;
    p.country = c->company.address.country;
    address_form(ctx, &p, &v->address);
    return v;
}
Err page_customer_company(AccountCtx a)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    CustomerFormView *v = company_form(a, &c, &c.company, c.version);
    RENDER(a.ctx, 200, customer_company_edit, v);
    return OK;
}
Err page_customer_company_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    CompanyFacts facts = {.name = ctx_form(ctx, S("companyName")),
                          .registration_number = ctx_form(ctx, S("organizationRegistrationNumber")),
                          .email = ctx_form(ctx, S("email"))};
    address_read(ctx, &facts.address);
    int64_t version = version_given(ctx);
    if (version != c.version) {
        return conflict(a, &c, &facts, NULL, "/company");
    }
    Err err = customer_company_save(a, &c, &facts, version);
    if (err == ERR_INVALID) {
        CustomerFormView *v = company_form(a, &c, &facts, version);
        return RENDER_FAILED(ctx, customer_company_edit, v);
    }
    TRY(err);
    ctx_redirect(ctx, customer_url(ctx, c.id.id, "/account"), MSG("The company profile is saved"));
    return OK;
}

/* --- billing profile --- */

static CustomerFormView *billing_form(AccountCtx a, const Customer *c, const BillingFacts *b, int64_t version)
{
    Ctx *ctx = a.ctx;
    CustomerFormView *v = form_view(a, c, MSG("Edit billing profile"), "/billing");
    v->form.version = version;
    v->name = customer_field(ctx, "companyName", b->company_name, MSG("Billed to"));
    v->first_name = customer_field(ctx, "firstName", b->first_name, MSG("First name"));
    v->last_name = customer_field(ctx, "lastName", b->last_name, MSG("Last name"));
    v->email = email_field(ctx, b->email, false);
    v->language = language_field(ctx, b->culture);
    address_form(ctx, &b->address, &v->address);
    v->address.country = country_field(ctx, "country", b->address.country);
    return v;
}
Err page_customer_billing(AccountCtx a)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    CustomerFormView *v = billing_form(a, &c, &c.billing, c.billing_version);
    RENDER(a.ctx, 200, customer_billing_edit, v);
    return OK;
}
Err page_customer_billing_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    BillingFacts b = {.company_name = ctx_form(ctx, S("companyName")),
                      .first_name = ctx_form(ctx, S("firstName")),
                      .last_name = ctx_form(ctx, S("lastName")),
                      .email = ctx_form(ctx, S("email")),
                      .culture = ctx_form(ctx, S("culture"))};
    b.language = str_sub(b.culture, 0, 2);
    address_read(ctx, &b.address);
    int64_t version = version_given(ctx);
    if (version != c.billing_version) {
        return conflict(a, &c, NULL, &b, "/billing");
    }
    Err err = customer_billing_save(a, &c, &b, version);
    if (err == ERR_INVALID) {
        CustomerFormView *v = billing_form(a, &c, &b, version);
        return RENDER_FAILED(ctx, customer_billing_edit, v);
    }
    TRY(err);
    ctx_redirect(ctx, customer_url(ctx, c.id.id, "/account"), MSG("The billing profile is saved"));
    return OK;
}
