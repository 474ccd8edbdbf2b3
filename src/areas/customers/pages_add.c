/* Add a customer: company, billing, review, confirmation. Each step has its own address; the answers so far are a draft
 * on the server, one person's own, until the customer exists. */
#include "app/app.h"
#include "app/country_rule.h"
#include "app/shape.h"
#include "areas/customers/pages.h"
#include "gen/customers_html.h"
#include "ui/shell.h"

typedef struct Draft { /* what the wizard has been told */
    Str name, domain, registration_number, reseller;
    Str line1, line2, city, state, postal_code, country, phone;
    Str first_name, last_name, email, culture, same;
    Str b_line1, b_line2, b_city, b_state, b_postal_code, b_country, b_phone;
    Str company_done, billing_done;
} Draft;
#define D(MEMBER) FIELD(Draft, MEMBER, #MEMBER, F_STR, .max = 2000)
static const Field DRAFT_FIELDS[] = {D(name),        D(domain),  D(registration_number),
                                     D(reseller),    D(line1),   D(line2),
                                     D(city),        D(state),   D(postal_code),
                                     D(country),     D(phone),   D(first_name),
                                     D(last_name),   D(email),   D(culture),
                                     D(same),        D(b_line1), D(b_line2),
                                     D(b_city),      D(b_state), D(b_postal_code),
                                     D(b_country),   D(b_phone), D(company_done),
                                     D(billing_done)};
#undef D
static const Shape DRAFT = SHAPE(Draft, DRAFT_FIELDS);

typedef struct Wizard {
    Id id;
    Draft d;
    bool saved;
    Time saved_at;
} Wizard;

/* A draft is our own JSON of plain texts: read back by name. */
static void draft_parse(Ctx *ctx, Str json, Draft *ret)
{
    *ret = (Draft){.same = S("1")};
    const JsonValue *v;
    if (json_parse(ctx->arena, json, JSON_LIMITS_DEFAULT, &v, NULL) != OK) {
        return;
    }
    for (size_t i = 0; i < DRAFT.fields_n; i++) {
        const JsonValue *member = json_get(v, DRAFT.fields[i].name);
        if (member && member->kind == JSON_STRING) {
            *(Str *)(void *)((char *)ret + DRAFT.fields[i].offset) = member->text;
        }
    }
    if (!json_get(v, S("same"))) {
        ret->same = S("");
    }
}
static Err wizard_of(AccountCtx a, Str draft_text, Wizard *ret)
{
    Ctx *ctx = a.ctx;
    *ret = (Wizard){.d = {.same = S("1")}};
    if (str_empty(draft_text)) {
        CustomerPartnerRow partner;
        TRY(q_customer_partner(a, NULL, &partner));
        ret->d.country = partner.country;
        ret->d.culture = partner.locale;
        return OK;
    }
    CustomerDraftGetRow row;
    Err err = id_parse(draft_text, &ret->id) == OK
                  ? q_customer_draft_get(a, &(CustomerDraftGetArgs){.id = ret->id}, &row)
                  : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This draft is not there any more"),
                       MSG("The customer may be added already; look at the list of customers."));
    }
    TRY(err);
    draft_parse(ctx, row.answers, &ret->d);
    ret->saved = true;
    ret->saved_at = row.updated_at;
    return OK;
}
static Err wizard_save(AccountCtx a, Wizard *w)
{
    Ctx *ctx = a.ctx;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &DRAFT, &w->d);
    if (w->saved) {
        return q_customer_draft_put(a, &(CustomerDraftPutArgs){.id = w->id, .name = w->d.name, .answers = buf_str(&b)},
                                    NULL);
    }
    w->id = ctx_new_id(ctx);
    w->saved = true;
    return q_customer_draft_add(a, &(CustomerDraftAddArgs){.id = w->id, .name = w->d.name, .answers = buf_str(&b)},
                                NULL);
}
static Url step_url(Ctx *ctx, const Wizard *w, const char *rest)
{
    Url url = customers_url(ctx, rest);
    return w->saved ? url_with(ctx->arena, url, S("draft"), id_text(ctx->arena, w->id)) : url;
}

static NewCustomer customer_of(AccountCtx a, const Draft *d)
{
    bool same = d->same.n != 0;
    NewCustomer n = {
        .company = {.name = d->name,
                    .domain = d->domain,
                    .registration_number = d->registration_number,
                    .address = {.line1 = d->line1,
                                .line2 = d->line2,
                                .city = d->city,
                                .state = d->state,
                                .postal_code = d->postal_code,
                                .country = d->country,
                                .phone = d->phone}},
        .billing = {.company_name = d->name,
                    .first_name = d->first_name,
                    .last_name = d->last_name,
                    .email = d->email,
                    .culture = d->culture,
                    .language = str_sub(d->culture, 0, 2),
                    .address = {.line1 = d->b_line1,
                                .line2 = d->b_line2,
                                .city = d->b_city,
                                .state = d->b_state,
                                .postal_code = d->b_postal_code,
                                .country = d->b_country,
                                .phone = d->b_phone}},
        .delegated = true,
    };
    if (same) {
        n.billing.address = n.company.address;
    }
    if (id_parse(d->reseller, &n.reseller_account_id) != OK) {
        n.reseller_account_id = ID_NIL; /* sold directly */
    }
    customer_tidy(a.ctx->arena, &n);
    return n;
}

/* --- the frame --- */

enum { STEP_COMPANY, STEP_BILLING, STEP_REVIEW, STEPS };
static const StepView *steps_of(Ctx *ctx, const Wizard *w, int current)
{
    StepView *steps = arena_array(ctx->arena, StepView, STEPS);
    steps[STEP_COMPANY] =
        (StepView){MSG("Company"), step_url(ctx, w, "/add"), w->d.company_done.n ? STEP_DONE : STEP_TODO};
    steps[STEP_BILLING] =
        (StepView){MSG("Billing contact"), w->d.company_done.n ? step_url(ctx, w, "/add/billing") : (Url){{"", 0}},
                   w->d.billing_done.n ? STEP_DONE : STEP_TODO};
    steps[STEP_REVIEW] =
        (StepView){MSG("Review"), w->d.billing_done.n ? step_url(ctx, w, "/add/review") : (Url){{"", 0}}, STEP_TODO};
    steps[current].state = ctx->problem.fields_n ? STEP_BAD : STEP_CURRENT;
    return steps;
}
static CustomerFormView *step_view(AccountCtx a, const Wizard *w, int current, const char *rest)
{
    Ctx *ctx = a.ctx;
    CustomerFormView *v = arena_new(ctx->arena, CustomerFormView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Add a customer")};
    v->shell = shell_view(ctx, MSG("Add a customer"), crumbs, 2);
    v->shell->workspace = MSG("Customers");
    v->shell->failed = ctx->problem.fields_n != 0;
    v->steps = steps_of(ctx, w, current);
    v->steps_n = STEPS;
    v->form = (FormView){.action = step_url(ctx, w, rest), .errors = customer_errors(ctx)};
    v->cancel = customers_url(ctx, "");
    v->has_draft = w->saved && time_is_set(w->saved_at) && w->saved_at.us != 0;
    v->saved_at = w->saved_at;
    v->discard = step_url(ctx, w, "/add/discard");
    return v;
}

/* --- company --- */

static Err reseller_choice(AccountCtx a, const Draft *d, CustomerFormView *v)
{
    Ctx *ctx = a.ctx;
    if (!str_eq(ctx->account.kind, S("provider"))) {
        return OK;
    }
    CustomerResellersRow *rows;
    size_t n;
    TRY(q_customer_resellers(a, NULL, &rows, &n));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("None: sold by ourselves")};
    for (size_t i = 0; i < n; i++) {
        Str value = id_text(ctx->arena, rows[i].id);
        options[i + 1] = (OptionView){.value = value, .text = rows[i].name, .selected = str_eq(value, d->reseller)};
    }
    v->reseller = customer_field(ctx, "reseller", d->reseller, MSG("Reseller"));
    v->reseller.kind = FIELD_SELECT;
    v->reseller.width = S("w-16");
    v->reseller.options = options;
    v->reseller.options_n = n + 1;
    v->shows_reseller = n > 0;
    return OK;
}
static Err company_view(AccountCtx a, const Wizard *w, CustomerFormView **ret)
{
    Ctx *ctx = a.ctx;
    const Draft *d = &w->d;
    CustomerFormView *v = step_view(a, w, STEP_COMPANY, "/add");
    v->name = customer_field(ctx, "companyName", d->name, MSG("Company name"));
    v->name.hint = MSG("As in the trade register. It appears on invoices.");
    v->name.autocomplete = S("off");
    v->domain = customer_field(ctx, "domain", d->domain, MSG("Primary domain"));
    v->domain.hint = MSG("The part after the @ in the company's sign-in names. It cannot change later.");
    v->domain.inputmode = S("url");
    v->domain.width = S("w-16");
    v->domain.autocomplete = S("off");
    v->registration_number =
        customer_field(ctx, "organizationRegistrationNumber", d->registration_number, MSG("Registration number"));
    v->registration_number.optional = !customer_registered(d->country);
    v->registration_number.hint = customer_registered(d->country)
                                      ? country_hint(COUNTRY_REGISTRATION, d->country)
                                      : MSG("Only some countries ask for it, among them Hungary, India and Ukraine.");
    v->registration_number.width = S("w-16");
    PostalAddress p = {.line1 = d->line1,
                       .line2 = d->line2,
                       .city = d->city,
                       .state = d->state,
                       .postal_code = d->postal_code,
                       .country = d->country,
                       .phone = d->phone};
    address_form(ctx, &p, &v->address);
    v->address.country = country_field(ctx, "country", d->country);
    TRY(reseller_choice(a, d, v));
    *ret = v;
    return OK;
}
Err page_add(AccountCtx a)
{
    Wizard w;
    TRY(wizard_of(a, ctx_query(a.ctx, S("draft")), &w));
    CustomerFormView *v;
    TRY(company_view(a, &w, &v));
    RENDER(a.ctx, 200, customer_add_company, v);
    return OK;
}
static Err check_company_step(AccountCtx a, const NewCustomer *n, const Draft *d)
{
    Ctx *ctx = a.ctx;
    customer_check_company(ctx, S(""), &n->company);
    customer_check_address(ctx, S(""), &n->company.address, true);
    if (!msg_is_set(problem_of_field(ctx, S("domain")))) {
        TRY(customer_check_domain_free(a, S("domain"), n->company.domain));
    }
    if (d->reseller.n) {
        CustomerResellerGetRow row;
        Err err = id_is_nil(n->reseller_account_id)
                      ? ERR_NOT_FOUND
                      : q_customer_reseller_get(a, &(CustomerResellerGetArgs){.id = n->reseller_account_id}, &row);
        if (err == ERR_NOT_FOUND) {
            problem_field(ctx, S("reseller"), MSG("Choose one of your resellers"));
        } else {
            TRY(err);
        }
    }
    return problem_check(ctx);
}
Err page_add_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, ctx_query(ctx, S("draft")), &w));
    Draft *d = &w.d;
    PostalAddress p;
    address_read(ctx, &p);
    d->name = ctx_form(ctx, S("companyName"));
    d->domain = ctx_form(ctx, S("domain"));
    d->registration_number = ctx_form(ctx, S("organizationRegistrationNumber"));
    d->reseller = ctx_form(ctx, S("reseller"));
    d->line1 = p.line1;
    d->line2 = p.line2;
    d->city = p.city;
    d->state = p.state;
    d->postal_code = p.postal_code;
    d->country = p.country;
    d->phone = p.phone;
    if (str_eq(ctx_form(ctx, S("do")), S("later"))) {
        d->company_done = S("");
        TRY(wizard_save(a, &w));
        ctx_redirect(ctx, customers_url(ctx, ""), MSG("The draft is saved"));
        return OK;
    }
    NewCustomer n = customer_of(a, d);
    Err err = check_company_step(a, &n, d);
    if (err == ERR_INVALID) {
        CustomerFormView *v;
        TRY(company_view(a, &w, &v));
        return RENDER_FAILED(ctx, customer_add_company, v);
    }
    TRY(err);
    d->company_done = S("1");
    TRY(wizard_save(a, &w));
    ctx_redirect(ctx, step_url(ctx, &w, "/add/billing"), (Msg){0});
    return OK;
}

/* --- billing --- */

static CustomerFormView *billing_view(AccountCtx a, const Wizard *w)
{
    Ctx *ctx = a.ctx;
    const Draft *d = &w->d;
    CustomerFormView *v = step_view(a, w, STEP_BILLING, "/add/billing");
    v->first_name = customer_field(ctx, "firstName", d->first_name, MSG("First name"));
    v->last_name = customer_field(ctx, "lastName", d->last_name, MSG("Last name"));
    v->email = customer_field(ctx, "email", d->email, MSG("E-mail"));
    v->email.kind = FIELD_EMAIL;
    v->email.inputmode = S("email");
    v->first_name.autocomplete = v->last_name.autocomplete = v->email.autocomplete = S("off");
    v->language = language_field(ctx, d->culture);
    v->same = customer_field(ctx, "same", S("1"), MSG("The same address as the company"));
    v->same.kind = FIELD_CHECKBOX;
    v->same.checked = d->same.n != 0;
    PostalAddress p = {.line1 = d->b_line1,
                       .line2 = d->b_line2,
                       .city = d->b_city,
                       .state = d->b_state,
                       .postal_code = d->b_postal_code,
                       .country = d->b_country.n ? d->b_country : d->country,
                       .phone = d->b_phone};
    address_form(ctx, &p, &v->address);
    v->address.country = country_field(ctx, "country", p.country);
    return v;
}
Err page_add_billing(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, ctx_query(ctx, S("draft")), &w));
    if (!w.saved || !w.d.company_done.n) {
        ctx_redirect(ctx, step_url(ctx, &w, "/add"), (Msg){0});
        return OK;
    }
    CustomerFormView *v = billing_view(a, &w);
    RENDER(ctx, 200, customer_add_billing, v);
    return OK;
}
static Err check_billing_step(AccountCtx a, const NewCustomer *n)
{
    customer_check_billing(a.ctx, S(""), &n->billing);
    customer_check_address(a.ctx, S(""), &n->billing.address, true);
    TRY(customer_check_email_owner(a, S(""), S("email"), n->billing.email));
    return problem_check(a.ctx);
}
Err page_add_billing_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, ctx_query(ctx, S("draft")), &w));
    Draft *d = &w.d;
    PostalAddress p;
    address_read(ctx, &p);
    d->first_name = ctx_form(ctx, S("firstName"));
    d->last_name = ctx_form(ctx, S("lastName"));
    d->email = ctx_form(ctx, S("email"));
    d->culture = ctx_form(ctx, S("culture"));
    d->same = ctx_form(ctx, S("same"));
    d->b_line1 = p.line1;
    d->b_line2 = p.line2;
    d->b_city = p.city;
    d->b_state = p.state;
    d->b_postal_code = p.postal_code;
    d->b_country = p.country;
    d->b_phone = p.phone;
    if (str_eq(ctx_form(ctx, S("do")), S("later"))) {
        d->billing_done = S("");
        TRY(wizard_save(a, &w));
        ctx_redirect(ctx, customers_url(ctx, ""), MSG("The draft is saved"));
        return OK;
    }
    NewCustomer n = customer_of(a, d);
    Err err = check_billing_step(a, &n);
    if (err == ERR_INVALID) {
        CustomerFormView *v = billing_view(a, &w);
        return RENDER_FAILED(ctx, customer_add_billing, v);
    }
    TRY(err);
    d->billing_done = S("1");
    TRY(wizard_save(a, &w));
    ctx_redirect(ctx, step_url(ctx, &w, "/add/review"), (Msg){0});
    return OK;
}

/* --- review and creation --- */

static ReviewView *review_view(AccountCtx a, const Wizard *w)
{
    Ctx *ctx = a.ctx;
    CustomerFormView *around = step_view(a, w, STEP_REVIEW, "/add/review");
    NewCustomer n = customer_of(a, &w->d);
    ReviewView *v = arena_new(ctx->arena, ReviewView);
    v->shell = around->shell;
    v->form = around->form;
    v->form.no_guard = true;
    v->steps = around->steps;
    v->steps_n = STEPS;
    v->company_n = company_facts(ctx, &n.company, v->company);
    v->billing_n = billing_facts(ctx, &n.billing, v->billing);
    v->company_url = step_url(ctx, w, "/add");
    v->billing_url = step_url(ctx, w, "/add/billing");
    v->cancel = around->cancel;
    v->discard = around->discard;
    v->user_name = str_fmt(ctx->arena, "admin@%.*s", S_ARG(n.company.domain));
    Msg *warnings = arena_array(ctx->arena, Msg, 4);
    v->warnings_n = customer_warnings(ctx->arena, &n, warnings, 4);
    v->warnings = warnings;
    v->confirm = customer_field(ctx, "confirm", S("1"), MSG("The name is right as it is written"));
    v->confirm.kind = FIELD_CHECKBOX;
    return v;
}
Err page_add_review(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, ctx_query(ctx, S("draft")), &w));
    if (!w.saved || !w.d.billing_done.n) {
        ctx_redirect(ctx, step_url(ctx, &w, "/add"), (Msg){0});
        return OK;
    }
    ReviewView *v = review_view(a, &w);
    RENDER(ctx, 200, customer_add_review, v);
    return OK;
}

static Str welcome_context(Ctx *ctx, Id customer_id)
{
    return str_concat(ctx->arena, S("customer_welcome/sealed/"), id_text(ctx->arena, customer_id));
}
static void welcome_key(Ctx *ctx, uint8_t ret[32])
{
    keyring_key(ctx->app->options.ring, str_concat(ctx->arena, S("seal/"), id_text(ctx->arena, ctx->account_id)), ret);
}
static Err create(AccountCtx a, const Wizard *w, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    NewCustomer n = customer_of(a, &w->d);
    TRY(check_company_step(a, &n, &w->d));
    CustomerCreated made;
    TRY(customer_create(a, &n, &made));
    uint8_t key[32];
    welcome_key(ctx, key);
    Str sealed = seal(ctx->arena, key, welcome_context(ctx, made.id.id), made.password);
    TRY(q_customer_welcome_add(
        a, &(CustomerWelcomeAddArgs){.customer_id = made.id.id, .user_name = made.user_name, .sealed = sealed}, NULL));
    *ret_id = made.id.id;
    return q_customer_draft_drop(a, &(CustomerDraftDropArgs){.id = w->id}, NULL);
}
Err page_add_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, ctx_query(ctx, S("draft")), &w));
    NewCustomer n = customer_of(a, &w.d);
    Msg warnings[4];
    if (customer_warnings(ctx->arena, &n, warnings, 4) && !ctx_form(ctx, S("confirm")).n) {
        problem_field(ctx, S("confirm"), MSG("Say that the name is right, or change it"));
    }
    Id id;
    Err err = problem_check(ctx);
    if (err == OK) {
        err = create(a, &w, &id);
    }
    if (err == ERR_INVALID) {
        ReviewView *v = review_view(a, &w);
        v->shell->failed = true;
        return RENDER_FAILED(ctx, customer_add_review, v);
    }
    TRY(err);
    ctx_redirect(ctx, customer_url(ctx, id, "/welcome"), (Msg){0});
    return OK;
}
Err page_add_discard(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, ctx_query(ctx, S("draft")), &w));
    TRY(q_customer_draft_drop(a, &(CustomerDraftDropArgs){.id = w.id}, NULL));
    ctx_redirect(ctx, customers_url(ctx, ""), MSG("The draft is discarded"));
    return OK;
}

/* Shows the password to the person who added the customer, and forgets it in the same unit. */
Err page_customer_welcome(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    WelcomeView *v = arena_new(ctx->arena, WelcomeView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.text = c.company.name};
    v->shell = shell_view(ctx, MSG("Customer added"), crumbs, 2);
    v->shell->workspace = MSG("Customers");
    v->name = c.company.name;
    v->customer_url = customer_url(ctx, c.id.id, "");
    v->add_url = customers_url(ctx, "/add");
    v->list_url = customers_url(ctx, "");
    CustomerWelcomeGetRow row;
    Err err = q_customer_welcome_get(a, NULL, &row);
    if (err == OK) {
        uint8_t key[32];
        welcome_key(ctx, key);
        TRY(unseal(ctx->arena, key, welcome_context(ctx, c.id.id), row.sealed, &v->password));
        v->user_name = row.user_name;
        v->shown = true;
        TRY(q_customer_welcome_drop_any(a, NULL, NULL));
    } else if (err != ERR_NOT_FOUND) {
        return err;
    } else {
        ctx->audit.skip = true;
    }
    RENDER(ctx, 200, customer_welcome, v);
    return OK;
}
