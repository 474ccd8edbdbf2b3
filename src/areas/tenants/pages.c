/* The list of directories with the form that asks for a further one, the page of one, and that of a request. */
#include "areas/tenants/pages.h"

#include "app/export.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/tenants/tenants_view.h"
#include "gen/tenants_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/tenants"

static Url request_url(Ctx *ctx, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/settings/tenants/requests/%i", ctx->account.public_id, id);
}
static Url tenant_url(Ctx *ctx, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/settings/tenants/%i", ctx->account.public_id, id);
}

/* --- the list --- */

static Err fill_tenants(AccountCtx a, TenantsView *v)
{
    Ctx *ctx = a.ctx;
    TenantListRow *rows;
    size_t n;
    TRY(q_tenant_list(a, &(TenantListArgs){.most = TENANTS_MAX + 1}, &rows, &n));
    v->more = n > TENANTS_MAX;
    v->tenants_n = v->more ? TENANTS_MAX : n;
    TenantLine *lines = arena_array(ctx->arena, TenantLine, v->tenants_n + 1);
    for (size_t i = 0; i < v->tenants_n; i++) {
        bool current = id_eq(rows[i].id, ctx->actor.directory_id);
        lines[i] = (TenantLine){.name = rows[i].name,
                                .domain = rows[i].default_domain,
                                .people = rows[i].people,
                                .url = tenant_url(ctx, rows[i].id)};
        if (rows[i].is_primary) {
            lines[i].mark = current ? MSG("Primary, and you are signed in by it") : MSG("Primary");
        } else if (current) {
            lines[i].mark = MSG("You are signed in by it");
        }
    }
    v->tenants = lines;
    return OK;
}

static Err fill_requests(AccountCtx a, TenantsView *v)
{
    Ctx *ctx = a.ctx;
    TenantRequestsRow *rows;
    size_t n;
    TRY(q_tenant_requests(a, &(TenantRequestsArgs){.most = TENANTS_MAX + 1}, &rows, &n));
    v->more_requests = n > TENANTS_MAX;
    v->requests_n = v->more_requests ? TENANTS_MAX : n;
    TenantRequestLine *lines = arena_array(ctx->arena, TenantRequestLine, v->requests_n + 1);
    for (size_t i = 0; i < v->requests_n; i++) {
        bool asker = id_eq(rows[i].account_id, ctx->account_id);
        lines[i] = (TenantRequestLine){.who = asker ? rows[i].directory_name : rows[i].account_name,
                                       .as = asker ? MSG("Asked by this account") : MSG("Asked by them"),
                                       .state = machine_state_view(&TENANT_REQUEST, READER_PARTNER, rows[i].state),
                                       .since = rows[i].created_at,
                                       .url = request_url(ctx, rows[i].id)};
    }
    v->requests = lines;
    return OK;
}

static Err list_view(AccountCtx a, Str domain, Str body, TenantsView **ret)
{
    static const Str NAMES[] = {S_INIT("domain"), S_INIT("body")};
    Ctx *ctx = a.ctx;
    TenantAccountRow company;
    TRY(q_tenant_account(a, NULL, &company));
    TenantsView *v = arena_new(ctx->arena, TenantsView);
    *v = (TenantsView){.shell = settings_shell(ctx, MSG("Tenants")),
                       .is_location = !id_is_nil(company.parent_id),
                       .form = {.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, NAMES, 2)}};
    v->may_ask = !v->is_location && ctx_may(ctx, &TENANTS_EDIT);
    TRY(fill_tenants(a, v));
    TRY(fill_requests(a, v));
    v->export = list_export(ctx->arena, home_path(ctx, PAGE "/export"), S(""));
    v->export_requests = list_export(ctx->arena, home_path(ctx, PAGE "/requests/export"), S(""));
    v->domain = ui_field(ctx, S("domain"), domain, MSG("Domain of the directory"));
    v->domain.hint = MSG("It stands on their page Directory profile.");
    v->domain.placeholder = MSG("alderworks.example");
    v->body = ui_field(ctx, S("body"), body, MSG("Message"));
    v->body.kind = FIELD_TEXTAREA;
    v->body.optional = true;
    v->body.max_length = TENANT_BODY_MAX;
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err tenants_page(AccountCtx a)
{
    TenantsView *v;
    TRY(list_view(a, S(""), S(""), &v));
    RENDER(a.ctx, 200, tenants, v);
    return OK;
}

Err tenant_ask_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str domain = ctx_form(ctx, S("domain")), body = ctx_form(ctx, S("body"));
    Id id;
    Err err = tenant_ask(a, domain, body, &id);
    if (err == ERR_INVALID) {
        TenantsView *v;
        TRY(list_view(a, domain, body, &v));
        return RENDER_FAILED(ctx, tenants, v);
    }
    TRY(err);
    ctx_redirect(ctx, request_url(ctx, id),
                 MSG("The directory's Global admins are asked. You are told when there is an answer."));
    return OK;
}

/* --- as files --- */

enum { EXPORT_MOST = 5000 };
static const ExportColumn COLUMNS[] = {
    {"directory", N_("Directory"), EXPORT_TEXT, 30},     {"domain", N_("Domain"), EXPORT_TEXT, 30},
    {"country", N_("Country"), EXPORT_TEXT, 8},          {"primary", N_("Primary"), EXPORT_BOOL, 10},
    {"people", N_("People with roles"), EXPORT_INT, 16}, {"since", N_("Tied since"), EXPORT_TIME, 20},
    {"id", N_("Directory (tenant) ID"), EXPORT_ID, 36},
};

static Err fill_file(AccountCtx a, Export *e, void *arg)
{
    (void)arg;
    TenantListRow *rows;
    size_t n;
    TRY(q_tenant_list(a, &(TenantListArgs){.most = EXPORT_MOST}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = rows[i].name},    {.text = rows[i].default_domain},
                                               {.text = rows[i].country}, {.yes = rows[i].is_primary},
                                               {.i = rows[i].people},     {.time = rows[i].created_at},
                                               {.id = rows[i].id}};
        TRY(export_row(e, cells));
    }
    return OK;
}

Err tenants_export(AccountCtx a)
{
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Tenants"),
                                        .file = "tenants",
                                        .fill = fill_file});
}

static const ExportColumn REQUEST_COLUMNS[] = {
    {"account", N_("Account"), EXPORT_TEXT, 30}, {"directory", N_("Directory"), EXPORT_TEXT, 30},
    {"domain", N_("Domain"), EXPORT_TEXT, 30},   {"state", N_("State"), EXPORT_MSG, 20},
    {"asked", N_("Asked"), EXPORT_TIME, 20},
};

static Err fill_requests_file(AccountCtx a, Export *e, void *arg)
{
    (void)arg;
    TenantRequestsRow *rows;
    size_t n;
    TRY(q_tenant_requests(a, &(TenantRequestsArgs){.most = EXPORT_MOST}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        ExportCell cells[COUNT_OF(REQUEST_COLUMNS)] = {
            {.text = rows[i].account_name},
            {.text = rows[i].directory_name},
            {.text = rows[i].default_domain},
            {.msg = machine_state_view(&TENANT_REQUEST, READER_PARTNER, rows[i].state).label},
            {.time = rows[i].created_at}};
        TRY(export_row(e, cells));
    }
    return OK;
}

Err tenant_requests_export(AccountCtx a)
{
    return export_send(a, &(ExportSend){.columns = REQUEST_COLUMNS,
                                        .columns_n = COUNT_OF(REQUEST_COLUMNS),
                                        .sheet = N_("Requests"),
                                        .file = "tenant-requests",
                                        .fill = fill_requests_file});
}

/* --- one directory --- */

static Err tenant_of_path(AccountCtx a, TenantGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("directory"), &id));
    return tenant_find(a, id, ret);
}

static const FactView *tenant_facts(Ctx *ctx, const TenantGetRow *t, size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 5);
    f[0] = (FactView){.label = MSG("Directory (tenant) ID"), .text = id_text(ctx->arena, t->id)};
    f[1] = (FactView){.label = MSG("Domain"), .text = t->default_domain};
    f[2] = (FactView){.label = MSG("Country"), .text = country_name(ctx->arena, ctx->locale, t->country)};
    f[3] = (FactView){.label = MSG("Tied since"), .at = t->created_at, .kind = FACT_TIME};
    f[4] = (FactView){.label = MSG("Role"),
                      .msg = t->is_primary ? MSG("Primary directory of the account") : MSG("Further directory"),
                      .kind = FACT_MSG};
    *ret_n = 5;
    return f;
}

Err tenant_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TenantGetRow t;
    TenantMay may;
    TRY(tenant_of_path(a, &t));
    TRY(tenant_may(a, &t, &may));
    TenantView *v = arena_new(ctx->arena, TenantView);
    Url page = tenant_url(ctx, t.id);
    *v = (TenantView){
        .shell = settings_sub_shell(ctx, MSG("Tenants"), PAGE, MSG1("{name}", "name", t.name)),
        .primary = t.is_primary == 1,
        .may_edit = ctx_may(ctx, &TENANTS_EDIT),
        .no_primary = may.primary,
        .no_removal = may.removal,
        .people = MSGN("One person holds roles here by it.", "{n} people hold roles here by it.", may.uses.people),
        .make_primary = {.action = url_fmt(ctx->arena, "%u/primary", page)},
        .remove = {.action = url_fmt(ctx->arena, "%u/remove", page)}};
    if (may.uses.groups) {
        v->groups = MSGN("One of its groups holds roles here.", "{n} of its groups hold roles here.", may.uses.groups);
    }
    v->facts = tenant_facts(ctx, &t, &v->facts_n);
    RENDER(ctx, 200, tenant_one, v);
    return OK;
}

Err tenant_primary_post(AccountCtx a)
{
    TenantGetRow t;
    TRY(tenant_of_path(a, &t));
    TRY(tenant_make_primary(a, &t));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG1("{name} is the primary directory now.", "name", t.name));
    return OK;
}

Err tenant_remove_post(AccountCtx a)
{
    TenantGetRow t;
    TRY(tenant_of_path(a, &t));
    TRY(tenant_remove(a, &t));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE),
                 MSG1("{name} is removed. Its people have no access to this account any more.", "name", t.name));
    return OK;
}

/* --- one request --- */

static const FactView *request_facts(Ctx *ctx, const TenantRequestGetRow *r, size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 5);
    f[0] = (FactView){.label = MSG("Account that asks"), .text = r->account_name};
    f[1] = (FactView){.label = MSG("Number"), .text = r->partner_id};
    f[2] = (FactView){.label = MSG("Country"), .text = country_name(ctx->arena, ctx->locale, r->country)};
    f[3] = (FactView){.label = MSG("Directory"), .text = r->directory_name};
    f[4] = (FactView){.label = MSG("Domain"), .text = r->default_domain};
    *ret_n = 5;
    return f;
}

static Err request_view(AccountCtx a, const TenantRequestGetRow *r, Str typed, TenantRequestView **ret)
{
    static const Str NAMES[] = {S_INIT("reason")};
    Ctx *ctx = a.ctx;
    TenantReachRow reach;
    bool asker = tenant_is_asker(a, r), waits = str_eq(r->state, S("waiting"));
    Url page = request_url(ctx, r->id);
    TenantRequestView *v = arena_new(ctx->arena, TenantRequestView);
    TRY(q_tenant_reach(a, &(TenantReachArgs){.directory_id = r->directory_id}, &reach));
    *v = (TenantRequestView){
        .shell = settings_sub_shell(ctx, MSG("Tenants"), PAGE,
                                    MSG1("{name}", "name", asker ? r->directory_name : r->account_name)),
        .body = r->body,
        .asker = r->account_name,
        .may_answer = waits && !asker && ctx_may(ctx, &TENANTS_ANSWER),
        .may_withdraw = waits && asker && ctx_may(ctx, &TENANTS_EDIT),
        .confirm = {.action = url_fmt(ctx->arena, "%u/confirm", page)},
        .decline = {.action = url_fmt(ctx->arena, "%u/decline", page), .errors = ui_errors(ctx, NAMES, 1)},
        .withdraw = {.action = url_fmt(ctx->arena, "%u/withdraw", page)},
        .reason = ui_field(ctx, S("reason"), typed, MSG("Reason"))};
    if (waits && reach.people) {
        v->reach = MSGN("One person of the directory holds a role in all of its accounts, and so at once in this one.",
                        "{n} people of the directory hold a role in all of its accounts, and so at once in this one.",
                        reach.people);
    }
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("The account that asks reads it.");
    v->facts = request_facts(ctx, r, &v->facts_n);
    TRY(machine_card(ctx, &TENANT_REQUEST, READER_PARTNER, r->account_id, r->id, &v->card));
    v->card.action_url = (Url){{0}}; /* this is its page */
    TRY(machine_history(ctx, &TENANT_REQUEST, READER_PARTNER, r->account_id, r->id, &v->history, &v->history_n));
    v->shell->failed = v->decline.errors.links_n > 0;
    *ret = v;
    return OK;
}

static Err request_of_path(AccountCtx a, TenantRequestGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("request"), &id));
    return tenant_request_find(a, id, ret);
}

Err tenant_request_page(AccountCtx a)
{
    TenantRequestGetRow r;
    TenantRequestView *v;
    TRY(request_of_path(a, &r));
    TRY(request_view(a, &r, S(""), &v));
    RENDER(a.ctx, 200, tenant_request, v);
    return OK;
}

static Err move_post(AccountCtx a, Str to, Msg said)
{
    Ctx *ctx = a.ctx;
    TenantRequestGetRow r;
    Str reason = ctx_form(ctx, S("reason"));
    TRY(request_of_path(a, &r));
    Err err = tenant_request_move(a, &r, to, reason);
    if (err == ERR_INVALID) {
        TenantRequestView *v;
        TRY(request_view(a, &r, reason, &v));
        return RENDER_FAILED(ctx, tenant_request, v);
    }
    TRY(err);
    ctx_redirect(ctx, request_url(ctx, r.id), said);
    return OK;
}

Err tenant_confirm_post(AccountCtx a)
{
    return move_post(a, S("confirmed"), MSG("The directory is tied. The account that asked is told."));
}
Err tenant_decline_post(AccountCtx a)
{
    return move_post(a, S("declined"), MSG("The request is declined. The account that asked reads your reason."));
}
Err tenant_withdraw_post(AccountCtx a) { return move_post(a, S("withdrawn"), MSG("The request is taken back.")); }
