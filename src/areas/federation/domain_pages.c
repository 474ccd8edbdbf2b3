/* Pages of a directory's domains, at both places of the settings; and the vendor's list of those that wait. */
#include "areas/federation/domain.h"
#include "areas/federation/pages.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "base/num.h"
#include "gen/federation_html.h"
#include "gen/federation_q.h"
#include "os/os.h"
#include "ui/shell.h"

enum { TEXTS_MAX = 20, PAGE = 50 };

/* --- one's own --- */

/* The words of a look are kept as a word of ours, so that each reader gets them in their language. */
static Msg problem_words(Str word)
{
    if (str_eq(word, S("other"))) {
        return MSG("the record is there, with another text");
    }
    if (str_eq(word, S("unavailable"))) {
        return MSG("the domain's name servers did not answer");
    }
    return word.n ? MSG("there is no such record yet") : (Msg){0};
}

static Err fill_asks(Place *p, DomainsView *v)
{
    Ctx *ctx = p->ctx;
    DomainAsksRow *rows;
    size_t n;
    TRY(q_domain_asks(p->d, NULL, &rows, &n));
    DomainAskRow *asks = arena_array(ctx->arena, DomainAskRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        asks[i] = (DomainAskRow){.domain = rows[i].domain,
                                 .record = str_fmt(ctx->arena, DOMAIN_RECORD ".%.*s", S_ARG(rows[i].domain)),
                                 .text = str_concat(ctx->arena, S(DOMAIN_TEXT), rows[i].token),
                                 .since = rows[i].created_at,
                                 .checked = rows[i].checked_at,
                                 .problem = problem_words(rows[i].problem),
                                 .check = url_fmt(ctx->arena, "%u/domains/%i/check", place_url(p, ""), rows[i].id),
                                 .cancel = url_fmt(ctx->arena, "%u/domains/%i/cancel", place_url(p, ""), rows[i].id)};
    }
    v->asks = asks;
    v->asks_n = n;
    return OK;
}

static Err domains_view(Place *p, Str typed, DomainsView **ret)
{
    Ctx *ctx = p->ctx;
    FederationDirectoryRow directory;
    FederationDomainsOwnedRow *owned;
    size_t n;
    DomainsView *v = arena_new(ctx->arena, DomainsView);
    TRY(q_federation_directory(p->d, NULL, &directory));
    TRY(q_federation_domains_owned(system_of(ctx), &(FederationDomainsOwnedArgs){.directory_id = ctx->directory_id},
                                   &owned, &n));
    *v = (DomainsView){.shell = place_sub_shell(p, MSG("Domains")),
                       .form = {.action = place_url(p, "/domains"), .errors = problem_links(ctx)},
                       .domain = place_text(ctx, S("domain"), typed, MSG("Domain"))};
    v->domain.hint = MSG("Such as example.com, without www.");
    v->domain.max_length = DOMAIN_MAX;
    v->shell->failed = v->form.errors.links_n > 0;
    DomainRow *rows = arena_array(ctx->arena, DomainRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (DomainRow){.name = owned[i].name,
                              .first = str_eq(owned[i].name, directory.default_domain),
                              .remove = place_url(p, "/domains/remove")};
    }
    v->rows = rows;
    v->rows_n = n;
    TRY(installation_get(ctx, S("vendor_name"), &v->vendor));
    *ret = v;
    return fill_asks(p, v);
}

Err place_domains(Place *p)
{
    DomainsView *v;
    TRY(domains_view(p, S(""), &v));
    RENDER(p->ctx, 200, federation_domains, v);
    return OK;
}

Err place_domain_add(Place *p)
{
    Ctx *ctx = p->ctx;
    Id id;
    Str typed = ctx_form(ctx, S("domain"));
    Err err = domain_ask(p->d, typed, &id);
    if (err == ERR_INVALID) {
        DomainsView *v;
        TRY(domains_view(p, typed, &v));
        return RENDER_FAILED(ctx, federation_domains, v);
    }
    TRY(err);
    ctx_redirect(ctx, place_url(p, "/domains"), MSG("Now show that the domain is yours."));
    return OK;
}

Err place_domain_cancel(Place *p)
{
    Id id;
    TRY(ctx_param_id(p->ctx, S("domain"), &id));
    TRY(domain_cancel(p->d, id));
    ctx_redirect(p->ctx, place_url(p, "/domains"), MSG("The domain is taken back."));
    return OK;
}

Err place_domain_remove(Place *p)
{
    FederationDirectoryRow directory;
    TRY(q_federation_directory(p->d, NULL, &directory));
    TRY(domain_remove(p->d, ctx_form(p->ctx, S("domain")), directory.default_domain));
    ctx_redirect(p->ctx, place_url(p, "/domains"), MSG("The domain is removed."));
    return OK;
}

/* --- looking into the DNS: with no unit open --- */

typedef struct Look {
    FindPlace find;
    Place place;
    Id id;
    DomainAskGetRow ask;
    Str problem; /* empty: proved */
} Look;

static Err look_begin(Ctx *ctx, void *arg)
{
    Look *l = arg;
    TRY(l->find(ctx, &l->place));
    TRY(ctx_param_id(ctx, S("domain"), &l->id));
    Err err = q_domain_ask_get(l->place.d, &(DomainAskGetArgs){.id = l->id}, &l->ask);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This domain does not wait any more."), MSG("Reload the page."));
    }
    TRY(err);
    bool again =
        time_is_set(l->ask.checked_at) && time_diff(ctx->wall, l->ask.checked_at) < DOMAIN_CHECK_PAUSE_S * TIME_SECOND;
    return again ? problem(ctx, ERR_LIMIT, MSG("We have just looked."), MSG("Look again in some seconds.")) : OK;
}

static Err look_failed(Ctx *ctx, void *arg)
{
    Look *l = arg;
    TRY(l->find(ctx, &l->place));
    ctx->audit.skip = true;
    return q_domain_ask_checked(l->place.d, &(DomainAskCheckedArgs){.problem = l->problem, .id = l->id}, NULL);
}

static Err look_proved(Ctx *ctx, void *arg)
{
    Look *l = arg;
    TRY(l->find(ctx, &l->place));
    return domain_take(l->place.d, l->id);
}

static Str looked(Ctx *ctx, const DomainAskGetRow *ask)
{
    Str texts[TEXTS_MAX];
    size_t n;
    Str name = str_fmt(ctx->arena, DOMAIN_RECORD ".%.*s", S_ARG(ask->domain));
    const char *server = ctx->app->options.dns_server;
    Err err = os_dns_txt(ctx->arena, name, str_from(server ? server : ""), texts, TEXTS_MAX, &n);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? S("none") : S("unavailable");
    }
    return domain_proved(texts, n, ask->token) ? S("") : S("other");
}

Err place_domain_check(Ctx *ctx, FindPlace find, const char *action)
{
    Look l = {.find = find};
    TRY(unit_run(ctx, MODE_READ, NULL, look_begin, &l));
    l.problem = looked(ctx, &l.ask);
    if (l.problem.n) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, look_failed, &l));
        Msg why = problem_words(l.problem);
        ctx_redirect(ctx, place_url(&l.place, "/domains"),
                     MSG2("{domain} is not proved yet: {why}.", "domain", l.ask.domain, "why",
                          msg_text(ctx->arena, ctx->locale, &why)));
        return OK;
    }
    TRY(unit_run(ctx, MODE_WRITE, action, look_proved, &l));
    ctx_redirect(ctx, place_url(&l.place, "/domains"), MSG1("{domain} is yours.", "domain", l.ask.domain));
    return OK;
}

Err domain_check_of_account(AccountCtx a)
{
    return place_domain_check(a.ctx, place_find_account, "federation.domain_prove");
}
Err domain_check_of_operator(OperatorCtx o)
{
    return place_domain_check(o.ctx, place_find_operator, "federation.domain_prove");
}

PLACE_AT_BOTH(domains)
PLACE_AT_BOTH(domain_add)
PLACE_AT_BOTH(domain_cancel)
PLACE_AT_BOTH(domain_remove)

/* --- the vendor's staff --- */

Err vendor_domains_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DomainAsksAllRow *rows;
    size_t n;
    PageInfo info;
    PageAsk ask = {.order = DOMAIN_ASKS_ALL_BY_AGE,
                   .size = PAGE,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    TRY(q_domain_asks_all(o, NULL, &ask, &rows, &n, &info));
    VendorDomainRow *list = arena_array(ctx->arena, VendorDomainRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = (VendorDomainRow){
            .domain = rows[i].domain,
            .directory = rows[i].directory_name,
            .who = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name))),
            .email = rows[i].email,
            .since = rows[i].created_at,
            .checked = rows[i].checked_at,
            .problem = problem_words(rows[i].problem),
            .confirm = url_fmt(ctx->arena, "/operator/domains/%i/confirm", rows[i].id),
            .decline = url_fmt(ctx->arena, "/operator/domains/%i/decline", rows[i].id)};
    }
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    crumbs[1] = (Crumb){.label = MSG("Domains that wait")};
    VendorDomainsView *v = arena_new(ctx->arena, VendorDomainsView);
    Url here = url_static("/operator/domains");
    *v = (VendorDomainsView){.shell = shell_view(ctx, MSG("Domains that wait"), crumbs, 2),
                             .rows = list,
                             .rows_n = n,
                             .pager = {.has_next = info.next.n > 0,
                                       .has_previous = info.previous.n > 0,
                                       .next = url_with(ctx->arena, here, S("after"), info.next),
                                       .previous = url_with(ctx->arena, here, S("before"), info.previous)}};
    RENDER(ctx, 200, vendor_domains, v);
    return OK;
}

static Err waiting(OperatorCtx o, DomainAskAnyRow *ret)
{
    Ctx *ctx = o.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("domain"), &id));
    Err err = q_domain_ask_any(o, &(DomainAskAnyArgs){.id = id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This domain does not wait any more."), MSG("Reload the page."));
    }
    TRY(err);
    ctx->audit.target_kind = S("directory");
    ctx->audit.target_id = ret->directory_id;
    ctx->audit.target_name = ret->domain;
    return OK;
}

static Err tell_asker(Ctx *ctx, const DomainAskAnyRow *ask, Msg title, Msg line)
{
    return id_is_nil(ask->asked_by) ? OK
                                    : tell_user(ctx, &(Tell){.category = S("account"),
                                                             .user_id = ask->asked_by,
                                                             .icon = S("shield"),
                                                             .title = title,
                                                             .line = line,
                                                             .url = url_static("/")});
}

Err vendor_domain_confirm(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DomainAskAnyRow ask;
    int64_t changed = 0;
    TRY(waiting(o, &ask));
    TRY(q_domain_claim(system_of(ctx), &(DomainClaimArgs){.domain = ask.domain, .directory_id = ask.directory_id},
                       &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT,
                       MSG1("{domain} belongs to another organization of this center.", "domain", ask.domain),
                       MSG("Decline it, or take it from them first."));
    }
    TRY(q_domain_ask_end(o, &(DomainAskEndArgs){.id = ask.id}, NULL));
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"domain", ask.domain}, {"directory", ask.directory_name});
    TRY(tell_asker(ctx, &ask, MSG1("{domain} was confirmed as yours.", "domain", ask.domain),
                   MSG("Sign-in names of your people may end with it now.")));
    ctx_redirect(ctx, url_static("/operator/domains"), MSG("The domain is confirmed, and the person is told."));
    return OK;
}

Err vendor_domain_decline(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DomainAskAnyRow ask;
    TRY(waiting(o, &ask));
    TRY(q_domain_ask_end(o, &(DomainAskEndArgs){.id = ask.id}, NULL));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"domain", ask.domain}, {"directory", ask.directory_name});
    TRY(tell_asker(ctx, &ask, MSG1("{domain} was not confirmed as yours.", "domain", ask.domain),
                   MSG("Ask again with a record in its DNS, or talk to the vendor.")));
    ctx_redirect(ctx, url_static("/operator/domains"), MSG("The domain is declined, and the person is told."));
    return OK;
}
