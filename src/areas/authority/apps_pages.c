/* App management: the list, registering and editing. */
#include "areas/authority/apps_pages.h"

#include "app/app.h"
#include "areas/authority/perms.h"
#include "areas/home/home.h"
#include "base/num.h"
#include "gen/authority_html.h"
#include "ui/shell.h"

enum { WARN_DAYS = 30 };

/* --- what the pages share --- */

Url app_url(Ctx *ctx, Id id, const char *tail)
{
    Url list = home_path(ctx, "/a/{account}/settings/applications");
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(list.s), S_ARG(id_text(ctx->arena, id)), tail)};
}

ShellView *apps_shell(Ctx *ctx, Msg title, const AppsOneRow *app)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 4);
    size_t n = 0;
    crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[n++] = (Crumb){.label = MSG("App management"), .url = home_path(ctx, "/a/{account}/settings/applications")};
    if (app) {
        crumbs[n++] = (Crumb){.text = app->name, .url = app_url(ctx, app->id, "")};
    }
    if (msg_is_set(title)) {
        crumbs[n++] = (Crumb){.label = title};
    }
    bool list = !app && str_eq(str_from(title.id), S("App management"));
    ShellView *shell = shell_view(ctx, title, crumbs, list ? 2 : n);
    if (!msg_is_set(title)) {
        shell->title_text = app->name;
    }
    shell->workspace = MSG("Account settings");
    shell->failed = ctx->problem.fields_n > 0;
    return shell;
}

Err app_of_path(AccountCtx a, AppsOneRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("application"), &id));
    return app_get(a, id, ret);
}

StateView ends_state(Ctx *ctx, Time ends)
{
    int64_t left = time_diff(ends, ctx->wall);
    if (left <= 0) {
        return (StateView){STATE_BAD, MSG("Has ended")};
    }
    int64_t days = left / TIME_DAY;
    return days < WARN_DAYS ? (StateView){STATE_WARN, MSGN("Ends in {n} day", "Ends in {n} days", days)}
                            : (StateView){STATE_GOOD, MSG("Good")};
}

Str person_text(Ctx *ctx, Str first, Str last)
{
    return str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(first), S_ARG(last)));
}

const ScopeChoice *scope_choices_of(Ctx *ctx, ApiScopeSet chosen, ApiScopeSet most, size_t *ret_n)
{
    const ApiScope *all;
    size_t n = api_scopes(&all);
    ScopeChoice *list = arena_array(ctx->arena, ScopeChoice, n);
    Str names = api_scope_names(ctx->arena, chosen);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!api_scope_within(api_scope_set(all[i].name), most)) {
            continue;
        }
        Str area = all[i].area ? tr(ctx->locale, NULL, all[i].area) : S("");
        bool ticked = false;
        for (Str rest = names, word; str_split(&rest, ' ', &word);) {
            ticked |= str_eq(word, all[i].name);
        }
        list[(*ret_n)++] = (ScopeChoice){.value = all[i].name,
                                         .label = !all[i].area    ? MSG("Everything")
                                                  : all[i].writes ? MSG1("See and change: {area}", "area", area)
                                                                  : MSG1("See: {area}", "area", area),
                                         .chosen = ticked};
    }
    return list;
}

ApiScopeSet scopes_of_form(Ctx *ctx)
{
    ApiScopeSet all = {0};
    Str value;
    for (size_t i = 0; ctx_form_nth(ctx, S("scopes"), i, &value); i++) {
        ApiScopeSet one = api_scope_set(value);
        all.read |= one.read;
        all.write |= one.write;
    }
    return all;
}

FieldView days_field(Ctx *ctx, const int *days, size_t n, int64_t chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = (OptionView){.value = str_fmt(ctx->arena, "%d", days[i]),
                            .label = MSGN("{n} day", "{n} days", days[i]),
                            .selected = days[i] == chosen};
    }
    return (FieldView){.kind = FIELD_SELECT,
                       .name = S("days"),
                       .label = MSG("How long it holds"),
                       .hint = MSG("You are reminded before it ends."),
                       .options = o,
                       .options_n = n,
                       .error = problem_of_field(ctx, S("days"))};
}

int64_t days_of_form(Ctx *ctx)
{
    int64_t days;
    return str_to_i64(ctx_form(ctx, S("days")), &days) == OK ? days : 0;
}

ErrorSummary apps_errors(Ctx *ctx)
{
    static const Str FIELDS[] = {S_INIT("name"),     S_INIT("about"),  S_INIT("kind"),        S_INIT("sign_in"),
                                 S_INIT("sign_out"), S_INIT("scopes"), S_INIT("certificate"), S_INIT("account"),
                                 S_INIT("days"),     S_INIT("typed")};
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, COUNT_OF(FIELDS));
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        Msg m = problem_of_field(ctx, FIELDS[i]);
        if (msg_is_set(m)) {
            links[n++] = (ErrorLink){m, FIELDS[i]};
        }
    }
    return (ErrorSummary){links, n};
}

static FieldView field(Ctx *ctx, const char *name, Str value, Msg label)
{
    Str n = str_from(name);
    return (FieldView){
        .kind = FIELD_TEXT, .name = n, .value = value, .label = label, .error = problem_of_field(ctx, n)};
}

/* --- the list --- */

static Msg kind_of(bool public_client)
{
    return public_client ? MSG("Program on people’s devices") : MSG("Program on a server");
}

static StateView state_of(Str state)
{
    return str_eq(state, S("active")) ? (StateView){STATE_GOOD, MSG("Active")}
                                      : (StateView){STATE_WARN, MSG("Suspended")};
}

static Msg credentials_of(Ctx *ctx, const AppsListRow *r)
{
    int64_t n = r->secrets + r->certificates;
    if (r->public_client) {
        return MSG("Needs none");
    }
    if (n == 0) {
        return MSG("None yet");
    }
    Time first = r->secret_ends_at;
    if (!time_is_set(first) || (time_is_set(r->certificate_ends_at) && r->certificate_ends_at.us < first.us)) {
        first = r->certificate_ends_at;
    }
    int64_t days = time_diff(first, ctx->wall) / TIME_DAY;
    return days < WARN_DAYS ? MSGN("One ends in {n} day", "One ends in {n} days", days)
                            : MSGN("{n} in use", "{n} in use", n);
}

static Err fill_foreign(AccountCtx a, AppsView *v)
{
    Ctx *ctx = a.ctx;
    AppsForeignRow *rows;
    size_t n;
    TRY(q_apps_foreign(a, NULL, &rows, &n));
    ForeignRow *list = arena_array(ctx->arena, ForeignRow, n);
    for (size_t i = 0; i < n; i++) {
        Url all = home_path(ctx, "/a/{account}/settings/applications/allowed");
        list[i] = (ForeignRow){
            .name = rows[i].name,
            .maker = rows[i].maker,
            .who = id_is_nil(rows[i].user_id) ? S("") : person_text(ctx, rows[i].first_name, rows[i].last_name),
            .scopes = rows[i].scopes,
            .by = person_text(ctx, rows[i].by_first_name, rows[i].by_last_name),
            .since = rows[i].created_at,
            .end = (Url){str_fmt(ctx->arena, "%.*s/%.*s/end", S_ARG(all.s), S_ARG(id_text(ctx->arena, rows[i].id)))}};
    }
    v->foreign = list;
    v->foreign_n = n;
    return OK;
}

static Err fill_tokens(AccountCtx a, AppsView *v)
{
    Ctx *ctx = a.ctx;
    AccountTokensRow *rows;
    size_t n;
    TRY(q_account_tokens(a, NULL, &rows, &n));
    PersonTokenRow *list = arena_array(ctx->arena, PersonTokenRow, n);
    for (size_t i = 0; i < n; i++) {
        Url all = home_path(ctx, "/a/{account}/settings/applications/people-tokens");
        list[i] = (PersonTokenRow){
            .name = rows[i].name,
            .hint = str_concat(ctx->arena, S(SERVICE_TOKEN_PREFIX), rows[i].hint),
            .who = person_text(ctx, rows[i].first_name, rows[i].last_name),
            .scopes = rows[i].scopes,
            .ends = rows[i].expires_at,
            .used = rows[i].last_used_at,
            .end = (Url){str_fmt(ctx->arena, "%.*s/%.*s/end", S_ARG(all.s), S_ARG(id_text(ctx->arena, rows[i].id)))}};
    }
    v->tokens = list;
    v->tokens_n = n;
    return OK;
}

static Err fill_apps(AccountCtx a, AppsView *v, Str text)
{
    Ctx *ctx = a.ctx;
    AppsListRow *rows;
    size_t n;
    PageInfo page;
    AppsCountRow count;
    AppsListArgs args = {.with_text = text.n > 0};
    args.pattern = str_fmt(ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(ctx->arena, text)));
    PageAsk ask = {.order = APPS_LIST_BY_NAME,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    TRY(q_apps_list(a, &args, &ask, &rows, &n, &page));
    TRY(q_apps_count(a, NULL, &count));
    AppRow *list = arena_array(ctx->arena, AppRow, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (AppRow){.name = rows[i].name,
                           .about = rows[i].about,
                           .kind = kind_of(rows[i].public_client),
                           .credentials = credentials_of(ctx, &rows[i]),
                           .state = state_of(rows[i].state),
                           .used = rows[i].last_used_at,
                           .others = rows[i].multi_tenant,
                           .url = app_url(ctx, rows[i].id, "")};
    }
    Url here = url_with(ctx->arena, v->action, S("q"), text);
    v->rows = list;
    v->rows_n = n;
    v->total = count.n;
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page.next),
                           .previous = url_with(ctx->arena, here, S("before"), page.previous)};
    return OK;
}

Err apps_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str text = str_trim(ctx_query(ctx, S("q")));
    AppsView *v = arena_new(ctx->arena, AppsView);
    *v = (AppsView){.shell = apps_shell(ctx, MSG("App management"), NULL),
                    .text = {.kind = FIELD_SEARCH,
                             .name = S("q"),
                             .id = S("app-search"),
                             .value = text,
                             .label = MSG("Name or description")},
                    .action = home_path(ctx, "/a/{account}/settings/applications"),
                    .clear = home_path(ctx, "/a/{account}/settings/applications"),
                    .add = home_path(ctx, "/a/{account}/settings/applications/new"),
                    .help = home_path(ctx, "/a/{account}/help/api-access"),
                    .may_manage = ctx_may(ctx, &APPLICATIONS_MANAGE),
                    .may_consent = ctx_may(ctx, &APPLICATIONS_CONSENT),
                    .filtered = text.n > 0};
    TRY(fill_apps(a, v, text));
    TRY(fill_foreign(a, v));
    TRY(fill_tokens(a, v));
    RENDER(ctx, 200, apps, v);
    return OK;
}

/* --- registering and editing --- */

static AppForm form_read(Ctx *ctx)
{
    AppForm f = {.name = str_trim(ctx_form(ctx, S("name"))),
                 .about = str_trim(ctx_form(ctx, S("about"))),
                 .sign_in = str_trim(ctx_form(ctx, S("sign_in"))),
                 .sign_out = str_trim(ctx_form(ctx, S("sign_out"))),
                 .public_client = str_eq(ctx_form(ctx, S("kind")), S("public")),
                 .multi_tenant = ctx_form(ctx, S("multi_tenant")).n > 0,
                 .app_only = ctx_form(ctx, S("app_only")).n > 0,
                 .rotate_refresh = ctx_form(ctx, S("rotate")).n > 0,
                 .require_pkce = ctx_form(ctx, S("pkce")).n > 0,
                 .scopes = scopes_of_form(ctx)};
    if (str_to_i64(ctx_form(ctx, S("version")), &f.version) != OK) {
        f.version = 0;
    }
    return f;
}

static FieldView kind_field(Ctx *ctx, bool public_client)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 2);
    o[0] = (OptionView){.value = S("server"),
                        .label = MSG("On a server: it keeps a secret or a certificate, and can work without a person"),
                        .selected = !public_client};
    o[1] = (OptionView){.value = S("public"),
                        .label = MSG("On people’s devices: it keeps no secret; each person signs in"),
                        .selected = public_client};
    return (FieldView){.kind = FIELD_RADIO,
                       .name = S("kind"),
                       .label = MSG("Where it runs"),
                       .options = o,
                       .options_n = 2,
                       .error = problem_of_field(ctx, S("kind"))};
}

static FieldView lines_field(Ctx *ctx, const char *name, Str value, Msg label, Msg hint)
{
    FieldView f = field(ctx, name, value, label);
    f.kind = FIELD_TEXTAREA;
    f.hint = hint;
    f.optional = true;
    f.rows = 3;
    return f;
}

static FieldView box(const char *name, bool checked, Msg label, Msg hint)
{
    return (FieldView){
        .kind = FIELD_CHECKBOX, .name = str_from(name), .label = label, .hint = hint, .checked = checked};
}

static AppFormView *form_view(Ctx *ctx, const AppForm *f, const AppsOneRow *app)
{
    AppFormView *v = arena_new(ctx->arena, AppFormView);
    *v = (AppFormView){
        .shell = apps_shell(ctx, app ? MSG("Edit") : MSG("Register an application"), app),
        .form = {.action =
                     app ? app_url(ctx, app->id, "/edit") : home_path(ctx, "/a/{account}/settings/applications/new"),
                 .errors = apps_errors(ctx),
                 .version = app ? f->version : 0},
        .name = field(ctx, "name", f->name, MSG("Name")),
        .about = field(ctx, "about", f->about, MSG("What it is for")),
        .kind = kind_field(ctx, f->public_client),
        .fixed_kind = app != NULL,
        .public_client = f->public_client && app,
        .sign_in = lines_field(ctx, "sign_in", f->sign_in, MSG("Redirect addresses"),
                               MSG("One a line, compared letter by letter. http://localhost stands for any port.")),
        .sign_out = lines_field(ctx, "sign_out", f->sign_out, MSG("Addresses after signing out"), MSG("One a line.")),
        .multi_tenant = box("multi_tenant", f->multi_tenant, MSG("Other organizations may use it"),
                            MSG("An administrator of each has to allow it first.")),
        .app_only = box("app_only", f->app_only, MSG("May work without a person"),
                        MSG("With its secret or certificate alone, in the roles it is given.")),
        .rotate = box("rotate", f->rotate_refresh, MSG("Each refresh token works once"),
                      MSG("Safer, if the program keeps the new one each time. Always so for programs on devices.")),
        .pkce = box("pkce", f->require_pkce || ctx->app->options.require_pkce, MSG("Codes need PKCE"),
                    ctx->app->options.require_pkce
                        ? MSG("This installation asks it of every application.")
                        : MSG("A stolen code is then worth nothing. First see that the program sends code_challenge "
                              "with method S256. Always so for programs on devices.")),
        .scopes_error = problem_of_field(ctx, S("scopes")),
        .back = app ? app_url(ctx, app->id, "") : home_path(ctx, "/a/{account}/settings/applications")};
    v->pkce.disabled = ctx->app->options.require_pkce;
    v->name.hint = MSG("People read it when it asks them for access.");
    v->name.max_length = 80;
    v->about.optional = true;
    v->about.max_length = 300;
    v->scopes = scope_choices_of(ctx, f->scopes, api_scope_set(S(API_SCOPE_ALL)), &v->scopes_n);
    return v;
}

Err app_new_page(AccountCtx a)
{
    AppForm f = {.app_only = true, .scopes = api_scope_set(S(API_SCOPE_ALL))};
    AppFormView *v = form_view(a.ctx, &f, NULL);
    RENDER(a.ctx, 200, app_form, v);
    return OK;
}

Err app_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AppForm f = form_read(ctx);
    Id id;
    app_form_check(ctx, &f);
    if (problem_check(ctx) != OK) {
        AppFormView *v = form_view(ctx, &f, NULL);
        return RENDER_FAILED(ctx, app_form, v);
    }
    TRY(app_register(a, &f, &id));
    ctx_redirect(ctx, app_url(ctx, id, ""),
                 f.public_client ? MSG("The application is registered.")
                                 : MSG("The application is registered. Now make its secret."));
    return OK;
}

static Err addresses_of(AccountCtx a, Id app, AppForm *f)
{
    AppsRedirectsRow *rows;
    size_t n;
    Buf in = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL), out = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
    TRY(q_apps_redirects(a, &(AppsRedirectsArgs){.application = app}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Buf *b = str_eq(rows[i].kind, S("sign_in")) ? &in : &out;
        buf_add(b, rows[i].uri);
        buf_add(b, S("\n"));
    }
    f->sign_in = buf_str(&in);
    f->sign_out = buf_str(&out);
    return OK;
}

Err app_edit_page(AccountCtx a)
{
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    AppForm f = {.name = app.name,
                 .about = app.about,
                 .public_client = app.public_client,
                 .multi_tenant = app.multi_tenant,
                 .app_only = app.app_only,
                 .rotate_refresh = app.rotate_refresh,
                 .require_pkce = app.require_pkce,
                 .scopes = api_scope_set(app.scopes),
                 .version = app.version};
    TRY(addresses_of(a, app.id, &f));
    AppFormView *v = form_view(a.ctx, &f, &app);
    RENDER(a.ctx, 200, app_form, v);
    return OK;
}

Err app_edit_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    AppForm f = form_read(ctx);
    f.public_client = app.public_client;
    f.require_pkce = ctx->app->options.require_pkce ? app.require_pkce : f.require_pkce; /* the box is not sent then */
    app_form_check(ctx, &f);
    if (problem_check(ctx) != OK) {
        AppFormView *v = form_view(ctx, &f, &app);
        return RENDER_FAILED(ctx, app_form, v);
    }
    TRY(app_change(a, &app, &f));
    ctx_redirect(ctx, app_url(ctx, app.id, ""), MSG("The application is saved."));
    return OK;
}
