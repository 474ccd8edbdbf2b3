/* Account settings: overview and company profile. */
#include "areas/account/pages.h"

#include "app/country_rule.h"
#include "app/phone.h"
#include "app/program.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/payout/payout.h"
#include "base/num.h"
#include "gen/account_html.h"
#include "gen/account_q.h"
#include "ui/field.h"
#include "ui/shell.h"

ShellView *settings_sub_shell(Ctx *ctx, Msg parent, const char *parent_path, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    if (parent_path) {
        crumbs[n++] = (Crumb){.label = parent, .url = home_path(ctx, parent_path)};
    }
    crumbs[n++] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, crumbs, n);
    shell->workspace = MSG("Account settings");
    return shell;
}

ShellView *settings_shell(Ctx *ctx, Msg title) { return settings_sub_shell(ctx, (Msg){0}, NULL, title); }

/* --- overview --- */
static Err add_company_card(AccountCtx a, CardView *cards, size_t *n)
{
    if (!ctx_may(a.ctx, &ACCOUNT_COMPANY_VIEW)) {
        return OK;
    }
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    cards[(*n)++] = (CardView){.icon = S("building"),
                               .title = MSG("Company profile"),
                               .line = MSG2("{name}, {city}", "name", p.name, "city", p.city),
                               .action = MSG("Open the company profile"),
                               .url = home_path(a.ctx, "/a/{account}/settings/company")};
    return OK;
}

static Err add_payout_card(AccountCtx a, CardView *cards, size_t *n)
{
    if (!ctx_may(a.ctx, &PAYOUT_VIEW)) {
        return OK;
    }
    PayoutSummary p;
    TRY(payout_summary(a, &p));
    cards[(*n)++] = (CardView){.icon = S("billing"),
                               .title = MSG("Payout and tax profiles"),
                               .has_state = true,
                               .state = p.state,
                               .line = p.line,
                               .action = MSG("Open the payout and tax profiles"),
                               .url = home_path(a.ctx, "/a/{account}/settings/payout")};
    return OK;
}

/* User management is an area of its own. */
static void add_users_card(AccountCtx a, CardView *cards, size_t *n)
{
    const Perm *view = perm_find(S("users.view"));
    if (view && ctx_may(a.ctx, view)) {
        cards[(*n)++] = (CardView){.icon = S("customers"),
                                   .title = MSG("User management"),
                                   .line = MSG("Who can sign in for this account, and what they may do."),
                                   .action = MSG("Manage users"),
                                   .url = home_path(a.ctx, "/a/{account}/settings/users")};
    }
}

static void add_own_cards(Ctx *ctx, CardView *cards, size_t *n)
{
    cards[(*n)++] = (CardView){.icon = S("profile"),
                               .title = MSG("My profile"),
                               .line = MSG1("Signed in as {email}", "email", ctx->actor.email),
                               .action = MSG("Open my profile"),
                               .url = url_static("/me")};
    cards[(*n)++] = (CardView){.icon = S("key"),
                               .title = MSG("Permissions"),
                               .line = MSG("What you may do here, and which role gives it."),
                               .action = MSG("View permissions"),
                               .url = home_path(ctx, "/a/{account}/settings/permissions")};
    cards[(*n)++] = (CardView){.icon = S("check"),
                               .title = MSG("My access"),
                               .line = MSG("Workspaces of your organization, and whom to ask for more."),
                               .action = MSG("See my access"),
                               .url = home_path(ctx, "/a/{account}/my-access")};
    cards[(*n)++] = (CardView){.icon = S("globe"),
                               .title = MSG("My preferences"),
                               .line = MSG("Language, time zone and theme."),
                               .action = MSG("Change preferences"),
                               .url = url_static("/me/preferences")};
}

Err overview_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CardView *cards = arena_array(ctx->arena, CardView, 8);
    size_t n = 0;
    TRY(add_company_card(a, cards, &n));
    TRY(add_payout_card(a, cards, &n));
    add_users_card(a, cards, &n);
    add_own_cards(ctx, cards, &n);
    Crumb *crumb = arena_new(ctx->arena, Crumb);
    crumb->label = MSG("Account settings");
    OverviewView *v = arena_new(ctx->arena, OverviewView);
    *v = (OverviewView){.shell = shell_view(ctx, MSG("Account settings"), crumb, 1),
                        .account = ctx->account.name,
                        .cards = cards,
                        .cards_n = n};
    TRY(home_pending(a, &v->todo, &v->todo_n));
    TRY(identity_sign_in_summary(account_self(a), &v->sign_in));
    TRY(identity_mfa_reminder(a, &v->reminder));
    RENDER(ctx, 200, overview, v);
    return OK;
}

/* --- the tile and what waits; no figure: counting people would be the dearest thing on every home page --- */
static void tile_link(Ctx *ctx, NavLink *links, size_t *n, const Perm *perm, Msg label, const char *path)
{
    if (ctx_may(ctx, perm)) {
        links[(*n)++] = (NavLink){.label = label, .url = home_path(ctx, path)};
    }
}

Err settings_tile(AccountCtx a, TileView *tile)
{
    Ctx *ctx = a.ctx;
    NavLink *links = arena_array(ctx->arena, NavLink, 4);
    size_t n = 0;
    tile_link(ctx, links, &n, &ACCOUNT_COMPANY_VIEW, MSG("Company profile"), "/a/{account}/settings/company");
    tile_link(ctx, links, &n, &PAYOUT_VIEW, MSG("Payout and tax profiles"), "/a/{account}/settings/payout");
    tile_link(ctx, links, &n, perm_find(S("users.view")), MSG("User management"), "/a/{account}/settings/users");
    tile_link(ctx, links, &n, &ACCOUNT_SETTINGS, MSG("Permissions"), "/a/{account}/settings/permissions");
    tile->links = links;
    tile->links_n = n;
    tile->line = MSG("Company, bank, people and permissions");
    tile->action = MSG("View permissions");
    tile->action_url = home_path(ctx, "/a/{account}/settings/permissions");
    return OK;
}

Err settings_pending(AccountCtx a, PendingAction **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    PendingAction *list = arena_array(ctx->arena, PendingAction, 2);
    *ret = list;
    *ret_n = 0;
    if (ctx_may(ctx, &ACCOUNT_COMPANY_EDIT)) {
        AccountProfileRow p;
        TRY(q_account_profile(a, NULL, &p));
        if (p.support_email.n == 0 && p.support_phone.n == 0) {
            list[(*ret_n)++] = (PendingAction){.title = MSG("Say whom your customers ask for help"),
                                               .line = MSG("Company profile, customer support"),
                                               .url = home_path(ctx, "/a/{account}/settings/company/edit"),
                                               .due = DATE_NONE};
        }
    }
    return OK;
}

/* --- company profile --- */
static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }

static Err program_names(AccountCtx a, Str *ret)
{
    AccountProgramsRow *rows;
    size_t n;
    Programs all;
    TRY(q_account_programs(a, NULL, &rows, &n));
    TRY(programs_load(a.ctx, &all));
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < n; i++) {
        const Program *p = programs_find(&all, rows[i].program);
        Str text = p ? p->name : rows[i].program;
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(text));
    }
    *ret = buf_str(&b);
    return OK;
}

Err company_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    FactView *facts = arena_array(ctx->arena, FactView, 8), *support = arena_array(ctx->arena, FactView, 3);
    size_t n = 0;
    facts[n++] = fact(MSG("Name"), p.name);
    Msg membership;
    TRY(identity_membership_name(ctx, &membership));
    facts[n++] = fact(membership, p.partner_id);
    facts[n++] = (FactView){.label = MSG("Kind"), .msg = identity_account_kind(p.kind), .kind = FACT_MSG};
    facts[n++] = fact(MSG("City"), p.city);
    facts[n++] = fact(MSG("Country"), country_name(ctx->arena, ctx->locale, p.country));
    facts[n++] = fact(MSG("Currency"), p.currency);
    facts[n++] = fact(MSG("Time zone"), p.time_zone);
    Buf since = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&since, ctx->locale, date_in_zone(ctx->tz, p.created_at), DATE_SHORT);
    facts[n++] = fact(MSG("Partner since"), buf_str(&since));
    support[0] = fact(MSG("E-mail"), p.support_email);
    support[1] = fact(MSG("Phone"), phone_shown(ctx->arena, ctx->account.country, p.support_phone));
    support[2] = fact(MSG("Web site"), p.support_website);
    CompanyView *v = arena_new(ctx->arena, CompanyView);
    *v = (CompanyView){.shell = settings_shell(ctx, MSG("Company profile")),
                       .facts = facts,
                       .facts_n = n,
                       .support = support,
                       .support_n = 3,
                       .may_edit = ctx_may(ctx, &ACCOUNT_COMPANY_EDIT),
                       .edit = home_path(ctx, "/a/{account}/settings/company/edit")};
    TRY(program_names(a, &v->programs));
    RENDER(ctx, 200, company, v);
    return OK;
}

static FieldView text_input(Ctx *ctx, Str name, Str value, Msg label)
{
    return (FieldView){
        .kind = FIELD_TEXT, .name = name, .value = value, .label = label, .error = problem_of_field(ctx, name)};
}

static ErrorSummary errors_of(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n);
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        links[i] = (ErrorLink){ctx->problem.fields[i].message, ctx->problem.fields[i].field};
    }
    return (ErrorSummary){links, ctx->problem.fields_n};
}

static CompanyFormView *company_form(Ctx *ctx, const CompanyInput *in, int64_t version)
{
    CompanyFormView *v = arena_new(ctx->arena, CompanyFormView);
    *v = (CompanyFormView){
        .shell = settings_sub_shell(ctx, MSG("Company profile"), "/a/{account}/settings/company",
                                    MSG("Edit company profile")),
        .form = {.action = home_path(ctx, "/a/{account}/settings/company"),
                 .errors = errors_of(ctx),
                 .version = version},
        .name = text_input(ctx, S("name"), in->name, MSG("Name")),
        .city = text_input(ctx, S("city"), in->city, MSG("City")),
        .email = text_input(ctx, S("email"), in->email, MSG("E-mail")),
        .phone = text_input(ctx, S("phone"), phone_shown(ctx->arena, ctx->account.country, in->phone), MSG("Phone")),
        .website = text_input(ctx, S("website"), in->website, MSG("Web site")),
        .back = home_path(ctx, "/a/{account}/settings/company"),
    };
    v->name.autocomplete = S("organization");
    v->city.autocomplete = S("address-level2");
    v->email.kind = FIELD_EMAIL;
    v->email.optional = v->phone.optional = v->website.optional = true;
    v->phone.kind = FIELD_TEL;
    v->website.inputmode = S("url");
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err company_edit_page(AccountCtx a)
{
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    CompanyInput in = {p.name, p.city, p.support_email, p.support_phone, p.support_website};
    CompanyFormView *v = company_form(a.ctx, &in, p.version);
    RENDER(a.ctx, 200, company_edit, v);
    return OK;
}

static int64_t form_version(Ctx *ctx)
{
    int64_t version = 0;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}

Err company_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CompanyInput in = {.name = str_trim(ctx_form(ctx, S("name"))),
                       .city = str_trim(ctx_form(ctx, S("city"))),
                       .email = str_trim(ctx_form(ctx, S("email"))),
                       .phone = str_trim(ctx_form(ctx, S("phone"))),
                       .website = str_trim(ctx_form(ctx, S("website")))};
    int64_t version = form_version(ctx);
    AccountProfileRow now;
    TRY(q_account_profile(a, NULL, &now));
    company_check(ctx, &in);
    if (version != now.version) {
        Msg was = MSG2("Somebody saved this profile meanwhile: {name}, {city}. Save again to put yours over it.",
                       "name", now.name, "city", now.city);
        problem_field(ctx, S("name"), was);
    }
    if (problem_check(ctx) != OK) {
        CompanyFormView *v = company_form(ctx, &in, now.version);
        return RENDER_FAILED(ctx, company_edit, v);
    }
    TRY(company_save(a, &in, version));
    ctx_redirect(ctx, home_path(ctx, "/a/{account}/settings/company"), MSG("The company profile is saved."));
    return OK;
}
