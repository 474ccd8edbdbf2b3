/* One customer: its tabs, tags, end and delete. */
#include "areas/customers/pages.h"
#include "app/country_rule.h"
#include "app/phone.h"
#include "app/typed.h"
#include "areas/activity/activity.h"
#include "areas/customers/area_perms.h"
#include "gen/customers_html.h"
#include "ui/field.h"
#include "ui/menus.h"
#include "ui/shell.h"

/* --- shared by the forms --- */

FieldView customer_field(Ctx *ctx, const char *name, Str value, Msg label)
{
    return (FieldView){.kind = FIELD_TEXT,
                       .name = str_from(name),
                       .value = value,
                       .label = label,
                       .error = problem_of_field(ctx, str_from(name))};
}
ErrorSummary customer_errors(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n + 1);
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        links[i] = (ErrorLink){ctx->problem.fields[i].message, ctx->problem.fields[i].field};
    }
    return (ErrorSummary){links, ctx->problem.fields_n};
}
FieldView country_field(Ctx *ctx, const char *name, Str value)
{
    FieldView f = ui_country(ctx, str_from(name), value, MSG("Country"));
    f.width = S("w-16");
    f.autocomplete = S("country");
    return f;
}
void address_form(Ctx *ctx, const PostalAddress *p, AddressForm *ret)
{
    const CountryAddress *rule = country_address(p->country);
    *ret = (AddressForm){
        .line1 = customer_field(ctx, "addressLine1", p->line1, MSG("Street and number")),
        .line2 = customer_field(ctx, "addressLine2", p->line2, MSG("Building, floor or department")),
        .city = customer_field(ctx, "city", p->city, MSG("Town or city")),
        .state = customer_field(ctx, "state", p->state, MSG("State or province")),
        .postal_code = customer_field(ctx, "postalCode", p->postal_code,
                                      rule->postal_name ? MSG_OF(rule->postal_name) : MSG("Postal code")),
        .phone = customer_field(ctx, "phoneNumber", phone_shown(ctx->arena, p->country, p->phone), MSG("Telephone")),
    };
    ret->line1.autocomplete = S("address-line1");
    ret->line2.autocomplete = S("address-line2");
    ret->line2.optional = true;
    ret->city.autocomplete = S("address-level2");
    ret->city.optional = rule->city_free;
    ret->state.autocomplete = S("address-level1");
    ret->state.optional = !rule->state;
    ret->state.width = S("w-16");
    ret->postal_code.autocomplete = S("postal-code");
    ret->postal_code.width = S("w-8");
    ret->postal_code.optional = !rule->postal || rule->optional;
    if (p->country.n) {
        ret->postal_code.hint = country_hint(COUNTRY_POSTAL, p->country);
    }
    ret->phone.kind = FIELD_TEL;
    ret->phone.autocomplete = S("tel");
    ret->phone.width = S("w-16");
    ret->phone.optional = !customer_registered(p->country);
}
void address_read(Ctx *ctx, PostalAddress *ret)
{
    *ret = (PostalAddress){.line1 = ctx_form(ctx, S("addressLine1")),
                           .line2 = ctx_form(ctx, S("addressLine2")),
                           .city = ctx_form(ctx, S("city")),
                           .state = ctx_form(ctx, S("state")),
                           .postal_code = ctx_form(ctx, S("postalCode")),
                           .country = ctx_form(ctx, S("country")),
                           .phone = ctx_form(ctx, S("phoneNumber"))};
    ret->phone = typed_phone_kept(ctx, str_trim(ret->country), str_trim(ret->phone));
}

/* Languages that invoices and the first user's pages can be in; each with the region most customers of it are in. */
static const struct {
    const char *culture, *label;
} CULTURES[] = {
    {"da-DK", N_("Danish (Denmark)")},         {"de-AT", N_("German (Austria)")},
    {"de-CH", N_("German (Switzerland)")},     {"de-DE", N_("German (Germany)")},
    {"en-AU", N_("English (Australia)")},      {"en-CA", N_("English (Canada)")},
    {"en-GB", N_("English (United Kingdom)")}, {"en-IE", N_("English (Ireland)")},
    {"en-IN", N_("English (India)")},          {"en-US", N_("English (United States)")},
    {"es-ES", N_("Spanish (Spain)")},          {"es-MX", N_("Spanish (Mexico)")},
    {"fi-FI", N_("Finnish (Finland)")},        {"fr-BE", N_("French (Belgium)")},
    {"fr-CA", N_("French (Canada)")},          {"fr-CH", N_("French (Switzerland)")},
    {"fr-FR", N_("French (France)")},          {"it-IT", N_("Italian (Italy)")},
    {"ja-JP", N_("Japanese (Japan)")},         {"nb-NO", N_("Norwegian (Norway)")},
    {"nl-BE", N_("Dutch (Belgium)")},          {"nl-NL", N_("Dutch (Netherlands)")},
    {"pl-PL", N_("Polish (Poland)")},          {"pt-BR", N_("Portuguese (Brazil)")},
    {"pt-PT", N_("Portuguese (Portugal)")},    {"sv-SE", N_("Swedish (Sweden)")},
};
FieldView language_field(Ctx *ctx, Str culture)
{
    OptionView *options = arena_array(ctx->arena, OptionView, COUNT_OF(CULTURES) + 1);
    size_t n = 0;
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(CULTURES); i++) {
        Str value = str_from(CULTURES[i].culture);
        bool chosen = str_eq_nocase(value, culture);
        found |= chosen;
        options[n++] = (OptionView){.value = value, .label = MSG_OF(CULTURES[i].label), .selected = chosen};
    }
    if (!found && culture.n) {
        options[n++] = (OptionView){.value = culture, .text = culture, .selected = true};
    }
    FieldView f = customer_field(ctx, "culture", culture, MSG("Language and region"));
    f.kind = FIELD_SELECT;
    f.width = S("w-16");
    f.options = options;
    f.options_n = n;
    return f;
}

size_t address_text(Ctx *ctx, const PostalAddress *p, Str *ret)
{
    Str parts[6];
    size_t n = 0;
    Str town = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p->postal_code), S_ARG(p->city)));
    Str all[] = {p->line1, p->line2, town, p->state, country_name(ctx->arena, ctx->locale, p->country)};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (all[i].n) {
            parts[n++] = all[i];
        }
    }
    *ret = str_join(ctx->arena, parts, n, S(", "));
    return n;
}
static FactView text_fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }
size_t company_facts(Ctx *ctx, const CompanyFacts *c, FactView *ret)
{
    Str address;
    (void)address_text(ctx, &c->address, &address);
    size_t n = 0;
    ret[n++] = text_fact(MSG("Company name"), c->name);
    ret[n++] = text_fact(MSG("Domain"), c->domain);
    ret[n++] = text_fact(MSG("Address"), address);
    ret[n++] = text_fact(MSG("Telephone"), phone_shown(ctx->arena, ctx->account.country, c->address.phone));
    if (customer_registered(c->address.country) || c->registration_number.n) {
        ret[n++] = text_fact(MSG("Registration number"), c->registration_number);
    }
    if (c->email.n) {
        ret[n++] = text_fact(MSG("E-mail"), c->email);
    }
    return n;
}
size_t billing_facts(Ctx *ctx, const BillingFacts *b, FactView *ret)
{
    Str address;
    (void)address_text(ctx, &b->address, &address);
    size_t n = 0;
    ret[n++] = text_fact(MSG("Billed to"), b->company_name);
    ret[n++] = text_fact(MSG("Contact"), str_fmt(ctx->arena, "%.*s %.*s", S_ARG(b->first_name), S_ARG(b->last_name)));
    ret[n++] = text_fact(MSG("E-mail"), b->email);
    ret[n++] = text_fact(MSG("Address"), address);
    ret[n++] = text_fact(MSG("Telephone"), phone_shown(ctx->arena, ctx->account.country, b->address.phone));
    Msg language = {0};
    for (size_t i = 0; i < COUNT_OF(CULTURES); i++) {
        if (str_eq_nocase(str_from(CULTURES[i].culture), b->culture)) {
            language = MSG_OF(CULTURES[i].label);
        }
    }
    ret[n++] = msg_is_set(language) ? (FactView){.label = MSG("Language and region"), .msg = language, .kind = FACT_MSG}
                                    : text_fact(MSG("Language and region"), b->culture);
    return n;
}

/* --- the page around the tabs --- */

/* The pages of one customer that this person may open, of all areas, in their order. */
static const TabView *customer_tabs(Ctx *ctx, Id customer_id, size_t *ret_n)
{
    enum { TABS_MAX = 32 };
    const NavEntry *entries[TABS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->customer_nav_n && n < TABS_MAX; k++) {
            const NavEntry *e = &AREAS[i]->customer_nav[k];
            if (!ctx_may(ctx, e->perm)) {
                continue;
            }
            size_t at = n++;
            for (; at > 0 && entries[at - 1]->order > e->order; at--) {
                entries[at] = entries[at - 1];
            }
            entries[at] = e;
        }
    }
    TabView *tabs = arena_array(ctx->arena, TabView, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str path = str_from(entries[i]->path);
        bool overview = str_ends(path, S("/{customer}"));
        tabs[i] =
            (TabView){MSG_OF(entries[i]->label), customer_page_url(ctx, customer_id, entries[i]->path),
                      overview ? str_eq(str_from(ctx->route->path), path) : menu_is_current(ctx, entries[i]->path), -1};
    }
    *ret_n = n;
    return tabs;
}
Url customer_page_url(Ctx *ctx, Id customer_id, const char *path)
{
    Str before = S("/a/{account}/customers/{customer}"), all = str_from(path);
    Str rest = str_starts(all, before) ? str_skip(all, before.n) : all;
    return (Url){str_fmt(ctx->arena, "%.*s%.*s", S_ARG(customer_url(ctx, customer_id, "").s), S_ARG(rest))};
}
Err customer_frame_view(AccountCtx a, Msg title, const Crumb *parent, CustomerFrame **ret)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    size_t n = 0;
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 4);
    crumbs[n++] = customers_crumb(ctx);
    crumbs[n++] = (Crumb){.text = c.company.name, .url = customer_url(ctx, c.id.id, "")};
    if (parent) {
        crumbs[n++] = *parent;
    }
    crumbs[n++] = (Crumb){.label = title};
    CustomerFrame *v = arena_new(ctx->arena, CustomerFrame);
    v->shell = shell_view(ctx, title, crumbs, n);
    v->shell->workspace = MSG("Customers");
    v->name = c.company.name;
    v->state = customer_state(false);
    v->tabs = customer_tabs(ctx, c.id.id, &v->tabs_n);
    *ret = v;
    return OK;
}

static void fill_head(AccountCtx a, const Customer *c, CustomerView *v)
{
    Ctx *ctx = a.ctx;
    Id id = c->id.id;
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.text = c->company.name};
    v->shell = shell_view(ctx, (Msg){0}, crumbs, 2);
    v->shell->title_text = c->company.name;
    v->shell->workspace = MSG("Customers");
    v->name = c->company.name;
    v->state = customer_state(false);
    v->reseller_side = str_eq(c->kind, S("reseller"));
    v->may_edit = !v->reseller_side && ctx_may(ctx, &PERM_CUSTOMERS_EDIT);
    v->may_tag = ctx_may(ctx, &PERM_CUSTOMERS_TAG);
    v->may_end = !v->reseller_side && ctx_may(ctx, &PERM_CUSTOMERS_REMOVE);
    v->may_delete = v->may_end;
    v->edit_company_url = customer_url(ctx, id, "/company");
    v->edit_billing_url = customer_url(ctx, id, "/billing");
    v->delete_url = customer_url(ctx, id, "/delete");
    v->end_url = customer_url(ctx, id, "/end");
    v->tags_url = customer_url(ctx, id, "/tags");
    v->tag_remove_url = customer_url(ctx, id, "/tags/remove");
    v->activity_url = customer_url(ctx, id, "/activity");
    v->tabs = customer_tabs(ctx, id, &v->tabs_n);
    v->facts[v->facts_n++] = text_fact(MSG("Domain"), c->company.domain);
    v->facts[v->facts_n++] =
        text_fact(MSG("Country"), country_name(ctx->arena, ctx->locale, c->company.address.country));
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Relationship"), .msg = customer_kind_msg(c->kind), .kind = FACT_MSG};
    if (c->reseller_name.n && !v->reseller_side) {
        v->facts[v->facts_n++] = text_fact(MSG("Reseller"), c->reseller_name);
    }
    v->facts[v->facts_n++] = (FactView){.label = MSG("Customer since"), .at = c->since, .kind = FACT_TIME};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Delegated administration"),
                                        .kind = FACT_MSG,
                                        .msg = str_eq(c->rights, S("delegated")) ? MSG("Granted") : MSG("None")};
}

static Err fill_events(AccountCtx a, CustomerView *v, const PageAsk *ask, PageInfo *ret_page)
{
    EventView *events;
    TRY(activity_of_customer(a, ask, &events, &v->events_n, ret_page));
    v->events = events;
    return OK;
}

static Err overview(AccountCtx a, CustomerView **ret)
{
    Ctx *ctx = a.ctx;
    Customer c;
    TRY(customer_get(a, &c));
    CustomerView *v = arena_new(ctx->arena, CustomerView);
    fill_head(a, &c, v);
    v->company_n = company_facts(ctx, &c.company, v->company);
    Str *tags;
    TRY(customer_tags_of(a, &tags, &v->tags_n));
    v->tags = tags;
    v->tag = customer_field(ctx, "tag", S(""), MSG("New tag"));
    v->tag.max_length = CUSTOMER_TAG_CHARS_MAX;
    v->tag.width = S("w-16");
    v->tag.autocomplete = S("off");
    PageInfo page;
    TRY(fill_events(a, v, &(PageAsk){.descending = true, .size = 8}, &page));
    *ret = v;
    return OK;
}
Err page_customer(AccountCtx a)
{
    TRY(customer_enter(a));
    CustomerView *v;
    TRY(overview(a, &v));
    RENDER(a.ctx, 200, customer_overview, v);
    return OK;
}

Err page_customer_account(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    CustomerView *v = arena_new(ctx->arena, CustomerView);
    fill_head(a, &c, v);
    v->company_n = company_facts(ctx, &c.company, v->company);
    v->billing_n = billing_facts(ctx, &c.billing, v->billing);
    v->ids[v->ids_n++] = text_fact(MSG("Tenant ID"), id_text(ctx->arena, c.id.id));
    v->ids[v->ids_n++] = text_fact(MSG("Commerce ID"), id_text(ctx->arena, c.commerce_id));
    RENDER(ctx, 200, customer_account, v);
    return OK;
}

Err page_customer_activity(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    CustomerView *v = arena_new(ctx->arena, CustomerView);
    fill_head(a, &c, v);
    PageInfo page;
    PageAsk ask = {
        .descending = true, .size = 50, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    TRY(fill_events(a, v, &ask, &page));
    v->pager = (PagerView){.has_next = page.next.n != 0,
                           .has_previous = page.previous.n != 0,
                           .next = url_with(ctx->arena, v->activity_url, S("after"), page.next),
                           .previous = url_with(ctx->arena, v->activity_url, S("before"), page.previous)};
    RENDER(ctx, 200, customer_activity, v);
    return OK;
}

/* --- tags --- */

Err page_customer_tag_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    Str tag = ctx_form(ctx, S("tag"));
    Err err = customer_tags_add(a, c.id, c.company.name, tag);
    if (err == ERR_INVALID) {
        CustomerView *v;
        TRY(overview(a, &v));
        v->tag.value = tag;
        v->shell->failed = true;
        return RENDER_FAILED(ctx, customer_overview, v);
    }
    TRY(err);
    ctx_redirect(ctx, customer_url(ctx, c.id.id, ""), MSG("The tag is added"));
    return OK;
}
Err page_customer_tag_remove(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    TRY(customer_tag_remove(a, ctx_form(ctx, S("tag"))));
    ctx_redirect(ctx, customer_url(ctx, c.id.id, ""), MSG("The tag is removed"));
    return OK;
}

/* --- end and delete --- */

static Err remove_view(AccountCtx a, const Customer *c, bool deletes, RemoveView **ret)
{
    Ctx *ctx = a.ctx;
    RemoveView *v = arena_new(ctx->arena, RemoveView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.text = c->company.name, .url = customer_url(ctx, c->id.id, "")};
    crumbs[2] = (Crumb){.label = deletes ? MSG("Delete the customer") : MSG("End the relationship")};
    v->shell = shell_view(ctx, crumbs[2].label, crumbs, 3);
    v->shell->workspace = MSG("Customers");
    v->shell->failed = ctx->problem.fields_n != 0;
    v->name = c->company.name;
    v->deletes = deletes;
    v->may = true;
    if (deletes) {
        TRY(customer_may_delete(a, c, &v->may, &v->why));
    } else if (str_eq(c->kind, S("reseller"))) {
        v->may = false;
        v->why = MSG("Only the provider that bills this customer can end the relationship.");
    }
    v->word = customer_field(ctx, "word", ctx_form(ctx, S("word")),
                             MSG1("To confirm, write {domain}", "domain", c->company.domain));
    v->word.autocomplete = S("off");
    v->word.width = S("w-16");
    v->cancel = customer_url(ctx, c->id.id, "");
    v->form = (FormView){.action = customer_url(ctx, c->id.id, deletes ? "/delete" : "/end"),
                         .errors = customer_errors(ctx),
                         .no_guard = true};
    *ret = v;
    return OK;
}
static Err remove_page(AccountCtx a, bool deletes)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    RemoveView *v;
    TRY(remove_view(a, &c, deletes, &v));
    RENDER(a.ctx, 200, customer_remove, v);
    return OK;
}
/* The word typed is the domain: the one thing about the customer that nobody else has. */
static Err remove_do(AccountCtx a, bool deletes)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    RemoveView *v;
    if (!str_eq_nocase(str_trim(ctx_form(ctx, S("word"))), c.company.domain)) {
        problem_field(ctx, S("word"), MSG1("Write {domain} as it stands here", "domain", c.company.domain));
    }
    TRY(remove_view(a, &c, deletes, &v));
    if (ctx->problem.fields_n || !v->may) {
        return RENDER_FAILED(ctx, customer_remove, v);
    }
    TRY(deletes ? customer_delete(a, &c) : customer_end(a, &c));
    ctx_redirect(ctx, customers_url(ctx, ""),
                 deletes ? MSG1("{name} is deleted", "name", c.company.name)
                         : MSG1("The relationship with {name} has ended", "name", c.company.name));
    return OK;
}
Err page_customer_delete(AccountCtx a) { return remove_page(a, true); }
Err page_customer_delete_do(AccountCtx a) { return remove_do(a, true); }
Err page_customer_end(AccountCtx a) { return remove_page(a, false); }
Err page_customer_end_do(AccountCtx a) { return remove_do(a, false); }
