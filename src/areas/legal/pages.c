/* The page Legal info and its form. */
#include "areas/legal/pages.h"

#include "app/phone.h"
#include "app/program.h"
#include "app/typed.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/legal/legal_view.h"
#include "areas/verification/verification.h"
#include "gen/legal_html.h"
#include "gen/legal_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/legal"

static ShellView *legal_shell(Ctx *ctx, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[n++] = (Crumb){.label = MSG("Legal info")};
    if (msg_is_set(title)) {
        crumbs[n - 1].url = home_path(ctx, PAGE);
        crumbs[n++] = (Crumb){.label = title};
    }
    ShellView *shell = shell_view(ctx, msg_is_set(title) ? title : MSG("Legal info"), crumbs, n);
    shell->workspace = MSG("Account settings");
    return shell;
}

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }

/* A number with the country's name for it; one that nothing could be compared with is said to be unchecked. */
static FactView number(Ctx *ctx, CountryKind kind, Msg label, Str country, Str text)
{
    if (!text.n) {
        return (FactView){.label = label, .msg = MSG("Not given"), .kind = FACT_MSG};
    }
    const CountryId *id = country_id(kind, country);
    if (id && id->shapes) {
        return fact(label, str_fmt(ctx->arena, "%.*s (%s)", S_ARG(text), id->name));
    }
    return (FactView){.label = label, .msg = MSG1("{number}, not checked", "number", text), .kind = FACT_MSG};
}

static Err fill_facts(Ctx *ctx, const LegalProfile *p, LegalView *v)
{
    const LegalFacts *f = &p->facts;
    FactView *facts = arena_array(ctx->arena, FactView, 5), *contact = arena_array(ctx->arena, FactView, 3);
    Msg membership;
    TRY(identity_membership_name(ctx, &membership));
    facts[0] = fact(MSG("Legal name"), f->legal_name);
    facts[1] = fact(membership, p->partner_id);
    facts[2] =
        fact(MSG("Legal address"),
             typed_address_text(ctx, &(Address){f->line1, f->line2, f->city, f->state, f->postal_code}, p->country));
    facts[3] = number(ctx, COUNTRY_REGISTRATION, MSG("Registration number"), p->country, f->registration_id);
    facts[4] = number(ctx, COUNTRY_TAX, MSG("Tax number"), p->country, f->tax_id);
    contact[0] = fact(MSG("Name"), str_fmt(ctx->arena, "%.*s %.*s", S_ARG(f->first_name), S_ARG(f->last_name)));
    contact[1] = fact(MSG("E-mail"), f->email);
    contact[2] = fact(MSG("Telephone"), phone_shown(ctx->arena, ctx->account.country, f->phone));
    v->facts = facts;
    v->facts_n = 5;
    v->contact = contact;
    v->contact_n = f->phone.n ? 3 : 2;
    return OK;
}

/* On which tab a program stands: those by which one sells are the reseller's. */
static const char *tab_of(const Program *p)
{
    if (p && (p->side & SIDE_DEVELOPER)) {
        return "developer";
    }
    return p && (str_find(p->brings, S("csp_direct")) >= 0 || str_find(p->brings, S("csp_provider")) >= 0 ||
                 str_find(p->brings, S("csp_reseller")) >= 0)
               ? "reseller"
               : "partner";
}

static const struct {
    const char *id, *label, *path;
} TABS[3] = {{"partner", N_("Partner"), PAGE "?tab=partner"},
             {"reseller", N_("Reseller"), PAGE "?tab=reseller"},
             {"developer", N_("Developer"), PAGE "?tab=developer"}};

/* Those that the account has programs of; without any the partner's alone, which needs no tabs. */
static const char *fill_tabs(Ctx *ctx, const bool *there, Str asked, LegalView *v)
{
    const char *chosen = NULL;
    for (size_t i = 0; i < COUNT_OF(TABS); i++) {
        if (there[i] && (!chosen || str_eq(asked, str_from(TABS[i].id)))) {
            chosen = TABS[i].id;
        }
    }
    for (size_t i = 0; i < COUNT_OF(TABS); i++) {
        if (there[i]) {
            v->tabs[v->tabs_n++] = (TabView){.label = MSG_OF(TABS[i].label),
                                             .url = home_path(ctx, TABS[i].path),
                                             .current = strcmp(TABS[i].id, chosen) == 0,
                                             .count = -1};
        }
    }
    return chosen ? chosen : "partner";
}

/* What sellers have beside the rest: where their invoices go, whom to call, and what they are fit for. */
static Err fill_reseller(AccountCtx a, LegalView *v)
{
    Ctx *ctx = a.ctx;
    LegalBillToRow *bill;
    LegalSecurityRow *security;
    size_t bill_n, security_n;
    bool has[LEGAL_QUALIFICATIONS];
    TRY(q_legal_bill_to(a, NULL, &bill, &bill_n));
    TRY(q_legal_security(a, NULL, &security, &security_n));
    TRY(legal_qualified(ctx, ctx->account_id, has));
    FactView *b = arena_array(ctx->arena, FactView, 2), *s = arena_array(ctx->arena, FactView, 3);
    if (bill_n) {
        Address at = {bill->line1, bill->line2, bill->city, bill->state, bill->postal_code};
        b[v->bill_to_n++] = fact(MSG("Name"), bill->company_name);
        b[v->bill_to_n++] = fact(MSG("Address"), typed_address_text(ctx, &at, bill->country));
    }
    if (security_n) {
        s[v->security_n++] = fact(
            MSG("Name"), str_fmt(ctx->arena, "%.*s %.*s", S_ARG(security->first_name), S_ARG(security->last_name)));
        s[v->security_n++] = fact(MSG("E-mail"), security->email);
        s[v->security_n++] =
            fact(MSG("Telephone, day and night"), phone_shown(ctx->arena, ctx->account.country, security->phone));
    }
    LegalQualified *list = arena_array(ctx->arena, LegalQualified, LEGAL_QUALIFICATIONS);
    for (size_t k = 0; k < LEGAL_QUALIFICATIONS; k++) {
        if (has[k]) {
            list[v->qualified_n++] = (LegalQualified){MSG_OF(QUALIFICATIONS[k].name), MSG_OF(QUALIFICATIONS[k].about)};
        }
    }
    v->bill_to = b;
    v->security = s;
    v->qualified = list;
    v->billing = home_path(ctx, "/a/{account}/settings/billing-profile");
    v->contacts = home_path(ctx, "/a/{account}/settings/contacts");
    v->reseller = true;
    return OK;
}

static Err fill_programs(AccountCtx a, LegalView *v)
{
    Programs all;
    LegalProgramsRow *rows;
    TRY(programs_load(a.ctx, &all));
    TRY(q_legal_programs(a, NULL, &rows, &v->programs_n));
    LegalProgram *list = arena_array(a.ctx->arena, LegalProgram, v->programs_n + 1);
    bool there[COUNT_OF(TABS)] = {false};
    size_t rows_n = v->programs_n;
    for (size_t i = 0; i < rows_n; i++) {
        for (size_t k = 0; k < COUNT_OF(TABS); k++) {
            there[k] = there[k] || strcmp(tab_of(programs_find(&all, rows[i].program)), TABS[k].id) == 0;
        }
    }
    const char *tab = fill_tabs(a.ctx, there, ctx_query(a.ctx, S("tab")), v);
    v->programs_n = 0;
    for (size_t i = 0; i < rows_n; i++) {
        if (strcmp(tab_of(programs_find(&all, rows[i].program)), tab) != 0) {
            continue;
        }
        bool active = str_eq(rows[i].state, S("active"));
        list[v->programs_n++] =
            (LegalProgram){.name = programs_name(&all, rows[i].program),
                           .state = {active ? STATE_GOOD : STATE_WAIT, active ? MSG("Active") : MSG("Pending")},
                           .since = rows[i].since};
    }
    v->programs = list;
    return strcmp(tab, "reseller") == 0 ? fill_reseller(a, v) : OK;
}

/* Five checks at most, each with its card's answers. */
static Err fill_checks(AccountCtx a, LegalView *v)
{
    Ctx *ctx = a.ctx;
    Verification all;
    TRY(verification_of_account(a, &all));
    v->verification = home_path(ctx, "/a/{account}/settings/verification");
    v->asked = all.asked;
    if (!all.asked) {
        return OK;
    }
    LegalCheck *list = arena_array(ctx->arena, LegalCheck, all.checks_n + 1);
    v->verified = machine_state_view(&ACCOUNT_VERIFICATION, READER_PARTNER, all.state);
    v->passed = MSG2("{accepted} of {all} checks are accepted", "accepted", str_fmt(ctx->arena, "%zu", all.accepted_n),
                     "all", str_fmt(ctx->arena, "%zu", all.checks_n));
    for (size_t i = 0; i < all.checks_n; i++) {
        const VerificationCheck *c = &all.checks[i];
        const Machine *m = verification_machine(c->kind->id);
        StateCard card;
        TRY(machine_card(ctx, m, READER_PARTNER, all.company_id, c->row.id, &card));
        Str path =
            str_fmt(ctx->arena, "/a/{account}/settings/verification/%.*s", S_ARG(id_text(ctx->arena, c->row.id)));
        list[i] = (LegalCheck){.name = MSG_OF(c->kind->name),
                               .why = card.why,
                               .next = card.next,
                               .when = card.when,
                               .action = card.action,
                               .reason = card.reason,
                               .state = card.state,
                               .url = all.own ? home_path(ctx, str_z(ctx->arena, path)) : v->verification,
                               .act = all.own && msg_is_set(card.action) && !str_eq(c->row.state, S("accepted"))};
    }
    v->checks = list;
    v->checks_n = all.checks_n;
    return OK;
}

Err legal_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    LegalProfile p;
    TRY(legal_get(a, &p));
    LegalView *v = arena_new(ctx->arena, LegalView);
    *v = (LegalView){.shell = legal_shell(ctx, (Msg){0}),
                     .there = p.there,
                     .may_edit = ctx_may(ctx, &LEGAL_EDIT),
                     .edit = home_path(ctx, PAGE "/edit")};
    TRY(fill_facts(ctx, &p, v));
    TRY(fill_programs(a, v));
    TRY(fill_checks(a, v));
    RENDER(ctx, 200, legal_info, v);
    return OK;
}

static FieldView text(Ctx *ctx, const char *name, Str value, Msg label, const char *autocomplete)
{
    FieldView f = ui_field(ctx, str_from(name), value, label);
    f.autocomplete = str_from(autocomplete);
    return f;
}

const Str LEGAL_FIELD_NAMES[LEGAL_FORM_FIELDS] = {
    S_INIT("legal_name"), S_INIT("line1"),       S_INIT("line2"),           S_INIT("city"),
    S_INIT("state"),      S_INIT("postal_code"), S_INIT("registration_id"), S_INIT("tax_id"),
    S_INIT("first_name"), S_INIT("last_name"),   S_INIT("email"),           S_INIT("phone")};

LegalFields legal_fields(Ctx *ctx, Str country, const LegalFacts *f)
{
    const CountryAddress *rule = country_address(country);
    Msg postal = rule->postal_name ? MSG_OF(rule->postal_name) : MSG("Postal code");
    LegalFields v = {
        .legal_name = text(ctx, "legal_name", f->legal_name, MSG("Legal name"), "organization"),
        .line1 = text(ctx, "line1", f->line1, MSG("Street and number"), "address-line1"),
        .line2 = text(ctx, "line2", f->line2, MSG("Building, floor or department"), "address-line2"),
        .city = text(ctx, "city", f->city, MSG("Town or city"), "address-level2"),
        .state = text(ctx, "state", f->state, MSG("State or province"), "address-level1"),
        .postal_code = text(ctx, "postal_code", f->postal_code, postal, "postal-code"),
        .registration_id = text(ctx, "registration_id", f->registration_id, MSG("Registration number"), "off"),
        .tax_id = text(ctx, "tax_id", f->tax_id, MSG("Tax number"), "off"),
        .first_name = text(ctx, "first_name", f->first_name, MSG("First name"), "given-name"),
        .last_name = text(ctx, "last_name", f->last_name, MSG("Last name"), "family-name"),
        .email = text(ctx, "email", f->email, MSG("E-mail"), "email"),
        .phone = text(ctx, "phone", phone_shown(ctx->arena, country, f->phone), MSG("Telephone"), "tel"),
    };
    v.legal_name.hint = MSG("As the register has it, in Western characters.");
    v.line2.optional = v.tax_id.optional = v.phone.optional = true;
    v.city.optional = rule->city_free;
    v.state.optional = !rule->state;
    v.postal_code.optional = !rule->postal || rule->optional;
    v.postal_code.hint = country_hint(COUNTRY_POSTAL, country);
    v.postal_code.width = S("w-8");
    v.state.width = v.registration_id.width = v.tax_id.width = v.phone.width = S("w-16");
    v.registration_id.optional = !country_wants_registration(country);
    v.registration_id.hint = country_hint(COUNTRY_REGISTRATION, country);
    v.tax_id.hint = country_hint(COUNTRY_TAX, country);
    v.email.kind = FIELD_EMAIL;
    v.phone.kind = FIELD_TEL;
    return v;
}

static LegalFormView *form_of(Ctx *ctx, const LegalProfile *p, const LegalFacts *f)
{
    LegalFormView *v = arena_new(ctx->arena, LegalFormView);
    *v = (LegalFormView){
        .shell = legal_shell(ctx, MSG("Edit legal info")),
        .form = {.action = home_path(ctx, PAGE),
                 .errors = ui_errors(ctx, LEGAL_FIELD_NAMES, LEGAL_FORM_FIELDS),
                 .version = p->version},
        .fields = legal_fields(ctx, p->country, f),
        .country = country_name(ctx->arena, ctx->locale, p->country),
        .back = home_path(ctx, PAGE),
    };
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err legal_edit_page(AccountCtx a)
{
    LegalProfile p;
    RegistryLookup lookup;
    RegistryCompany pick;
    TRY(legal_get(a, &p));
    TRY(registry_lookup_view(a.ctx, p.country, home_path(a.ctx, PAGE "/edit"), &lookup, &pick));
    if (lookup.picked) {
        legal_take(&p.facts, &pick);
    }
    LegalFormView *v = form_of(a.ctx, &p, &p.facts);
    v->registry = lookup;
    RENDER(a.ctx, 200, legal_edit, v);
    return OK;
}

static Str typed(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

LegalFacts legal_of_form(Ctx *ctx)
{
    return (LegalFacts){.legal_name = typed(ctx, "legal_name"),
                        .line1 = typed(ctx, "line1"),
                        .line2 = typed(ctx, "line2"),
                        .city = typed(ctx, "city"),
                        .state = typed(ctx, "state"),
                        .postal_code = typed(ctx, "postal_code"),
                        .registration_id = typed(ctx, "registration_id"),
                        .tax_id = typed(ctx, "tax_id"),
                        .first_name = typed(ctx, "first_name"),
                        .last_name = typed(ctx, "last_name"),
                        .email = typed(ctx, "email"),
                        .phone = typed(ctx, "phone")};
}

/* What the vendor sent back is not sent again by being corrected: the way goes on to where it is. */
static Err say_saved(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Verification all;
    TRY(verification_of_account(a, &all));
    for (size_t i = 0; all.asked && all.own && ctx_may(ctx, &VERIFICATION_FIX) && i < all.checks_n; i++) {
        const VerificationCheck *c = &all.checks[i];
        bool back = str_eq(c->row.state, S("rejected")) || str_eq(c->row.state, S("asked"));
        if (back && c->row.wants.n && !str_eq(c->row.wants, S("documents"))) {
            Str path =
                str_fmt(ctx->arena, "/a/{account}/settings/verification/%.*s", S_ARG(id_text(ctx->arena, c->row.id)));
            ctx_redirect(ctx, home_path(ctx, str_z(ctx->arena, path)),
                         MSG("Legal info is saved. Submit it again here, so that the vendor looks at it."));
            return OK;
        }
    }
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("Legal info is saved."));
    return OK;
}

Err legal_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    LegalProfile now;
    int64_t version = 0;
    TRY(legal_get(a, &now));
    LegalFacts f = legal_of_form(ctx);
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK) {
        version = 0;
    }
    legal_check(ctx, now.country, &f);
    if (version != now.version) {
        problem_field(
            ctx, S("legal_name"),
            MSG1("Somebody saved legal info meanwhile, with the name {name}. Save again to put yours over it.", "name",
                 now.facts.legal_name));
    }
    if (problem_check(ctx) != OK) {
        LegalFormView *v = form_of(ctx, &now, &f);
        return RENDER_FAILED(ctx, legal_edit, v);
    }
    TRY(legal_save(a, &now, &f, version));
    return say_saved(a);
}
