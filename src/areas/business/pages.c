/* The partner's own pages of its business profile: one listing a country. */
#include "areas/business/pages.h"

#include "app/phone.h"
#include "app/unit.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "gen/business_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/business"

static Url page_of(Ctx *ctx, Str country, const char *rest)
{
    Url u = url_fmt(ctx->arena, "/a/%s/settings/business/%s", ctx->account.public_id, country);
    return *rest ? url_fmt(ctx->arena, "%u/%s", u, str_from(rest)) : u;
}

Err business_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str begun = ctx_query(ctx, S("country"));
    if (begun.n && country_known(begun)) {
        ctx_redirect(ctx, page_of(ctx, begun, ""), (Msg){0});
        return OK;
    }
    BusinessListRow *rows;
    BusinessListView *v = arena_new(ctx->arena, BusinessListView);
    TRY(q_business_list(a, NULL, &rows, &v->lines_n));
    BusinessLine *lines = arena_array(ctx->arena, BusinessLine, v->lines_n + 1);
    for (size_t i = 0; i < v->lines_n; i++) {
        lines[i] = (BusinessLine){.country = country_name(ctx->arena, ctx->locale, rows[i].country),
                                  .name = rows[i].name,
                                  .state = machine_state_view(&BUSINESS_LISTING, READER_PARTNER, rows[i].state),
                                  .updated_at = rows[i].updated_at,
                                  .url = page_of(ctx, rows[i].country, "")};
    }
    v->lines = lines;
    v->shell = settings_shell(ctx, MSG("Business profile"));
    v->may_edit = ctx_may(ctx, &BUSINESS_EDIT);
    v->form.action = home_path(ctx, PAGE);
    v->country = ui_country(ctx, S("country"), ctx->account.country, MSG("Country"));
    v->search = url_static("/find-a-partner");
    RENDER(ctx, 200, business_list, v);
    return OK;
}

static Err of_path(AccountCtx a, Business *ret)
{
    Ctx *ctx = a.ctx;
    Str country = ctx_param(ctx, S("country"));
    if (!country_known(country)) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such country."),
                       MSG("Choose one on the page Business profile."));
    }
    return business_get(a, country, ret);
}

static ShellView *shell_of(Ctx *ctx, Str country)
{
    return settings_sub_shell(ctx, MSG("Business profile"), PAGE,
                              MSG1("{name}", "name", country_name(ctx->arena, ctx->locale, country)));
}

Err business_one_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Business b;
    TRY(of_path(a, &b));
    bool may = ctx_may(ctx, &BUSINESS_EDIT), published = str_eq(b.state, S("published"));
    BusinessView *v = arena_new(ctx->arena, BusinessView);
    *v = (BusinessView){.shell = shell_of(ctx, b.country),
                        .there = b.there,
                        .may_edit = may,
                        .may_publish = may && b.there && (!published || b.changed),
                        .may_unpublish = may && published,
                        .changed = b.changed,
                        .shown = published,
                        .publish = {.action = page_of(ctx, b.country, "publish"), .version = b.version},
                        .unpublish = {.action = page_of(ctx, b.country, "unpublish"), .version = b.version},
                        .edit = page_of(ctx, b.country, "edit"),
                        .preview = page_of(ctx, b.country, "preview"),
                        .open = url_fmt(ctx->arena, "/find-a-partner/%i", b.id)};
    if (b.there) {
        TRY(machine_card(ctx, &BUSINESS_LISTING, READER_PARTNER, ctx->account_id, b.id, &v->card));
        v->card.action_url = (Url){{0}}; /* this is its page */
        TRY(machine_history(ctx, &BUSINESS_LISTING, READER_PARTNER, ctx->account_id, b.id, &v->history, &v->history_n));
        TRY(business_card(ctx, ctx->account_id, b.country, &b.text, &v->listing));
    }
    RENDER(ctx, 200, business_one, v);
    return OK;
}

static BusinessFormView *form_of(Ctx *ctx, const Business *b, const BusinessText *t)
{
    static const Str NAMES[] = {S_INIT("name"),  S_INIT("about"), S_INIT("city"),
                                S_INIT("email"), S_INIT("phone"), S_INIT("website")};
    BusinessFormView *v = arena_new(ctx->arena, BusinessFormView);
    *v = (BusinessFormView){
        .shell = shell_of(ctx, b->country),
        .form = {.action = page_of(ctx, b->country, ""),
                 .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                 .version = b->version},
        .name = ui_field(ctx, S("name"), t->name, MSG("Name")),
        .about = ui_field(ctx, S("about"), t->about, MSG("Description")),
        .city = ui_field(ctx, S("city"), t->city, MSG("Town or city")),
        .email = ui_field(ctx, S("email"), t->email, MSG("E-mail")),
        .phone = ui_field(ctx, S("phone"), phone_shown(ctx->arena, b->country, t->phone), MSG("Telephone")),
        .website = ui_field(ctx, S("website"), t->website, MSG("Web site")),
        .back = page_of(ctx, b->country, "")};
    v->about.kind = FIELD_TEXTAREA;
    v->about.rows = 8;
    v->about.max_length = BUSINESS_ABOUT_MAX;
    v->about.hint = MSG("What customers read first: what the company does, and for whom.");
    v->email.kind = FIELD_EMAIL;
    v->phone.kind = FIELD_TEL;
    v->phone.optional = v->website.optional = true;
    v->website.inputmode = S("url");
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err business_edit_page(AccountCtx a)
{
    Business b;
    CompanyInput c;
    int64_t version;
    TRY(of_path(a, &b));
    BusinessText t = b.text;
    if (!b.there) { /* what is known already */
        TRY(company_get(a, &c, &version));
        t = (BusinessText){c.name, S(""), c.city, c.email, c.phone, c.website};
    }
    BusinessFormView *v = form_of(a.ctx, &b, &t);
    RENDER(a.ctx, 200, business_edit, v);
    return OK;
}

static Str typed(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

Err business_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Business b;
    int64_t version = 0;
    TRY(of_path(a, &b));
    BusinessText t = {typed(ctx, "name"),  typed(ctx, "about"), typed(ctx, "city"),
                      typed(ctx, "email"), typed(ctx, "phone"), typed(ctx, "website")};
    business_check(ctx, b.country, &t);
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK) {
        version = 0;
    }
    if (version != b.version) {
        problem_field(
            ctx, S("name"),
            MSG1("Somebody saved this profile meanwhile, with the name {name}. Save again to put yours over it.",
                 "name", b.text.name));
    }
    if (problem_check(ctx) != OK) {
        BusinessFormView *v = form_of(ctx, &b, &t);
        return RENDER_FAILED(ctx, business_edit, v);
    }
    bool shown = str_eq(b.state, S("published"));
    TRY(business_save(a, &b, &t));
    ctx_redirect(ctx, page_of(ctx, b.country, ""),
                 shown ? MSG("The draft is saved. Publish it, so that everybody reads it.")
                       : MSG("The draft is saved. Nobody outside sees it until you publish it."));
    return OK;
}

static Err there(AccountCtx a, Business *ret)
{
    TRY(of_path(a, ret));
    return ret->there ? OK
                      : problem(a.ctx, ERR_NOT_FOUND, MSG("There is no profile for this country yet."),
                                MSG("Write one on the page Business profile."));
}

Err business_preview_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Business b;
    TRY(there(a, &b));
    FoundView *v = arena_new(ctx->arena, FoundView);
    *v = (FoundView){.door = door_view(ctx, MSG("Preview")), .back = page_of(ctx, b.country, ""), .preview = true};
    TRY(business_card(ctx, ctx->account_id, b.country, &b.text, &v->listing));
    RENDER(ctx, 200, find_one, v);
    return OK;
}

static Err check_version(AccountCtx a, const Business *b)
{
    int64_t version = 0;
    return str_to_i64(ctx_form(a.ctx, S("version")), &version) == OK && version == b->version
               ? OK
               : problem(a.ctx, ERR_CONFLICT, MSG("Somebody changed this profile meanwhile."),
                         MSG("Open it again, read it, then publish or unpublish it."));
}

Err business_publish_post(AccountCtx a)
{
    Business b;
    TRY(there(a, &b));
    TRY(check_version(a, &b));
    TRY(business_publish(a, &b));
    ctx_redirect(a.ctx, page_of(a.ctx, b.country, ""),
                 MSG("The profile is published. Everybody finds it from now on."));
    return OK;
}

Err business_unpublish_post(AccountCtx a)
{
    Business b;
    TRY(there(a, &b));
    TRY(check_version(a, &b));
    TRY(business_unpublish(a, &b));
    ctx_redirect(a.ctx, page_of(a.ctx, b.country, ""), MSG("The profile is not found any more. Its texts are kept."));
    return OK;
}
