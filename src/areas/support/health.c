/* Service health: what the vendor says of incidents and planned work, and what partners read of it. */
#include "areas/support/pages.h"

#include "app/audit.h"
#include "app/job.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/vendor_text.h"
#include "areas/home/home.h"
#include "areas/support/support_view.h"
#include "gen/support_html.h"
#include "gen/support_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define DESK_PAGE "/operator/support/health"
enum { INCIDENTS_MAX = 50, TITLE_MAX = 120, BODY_MAX = 1000, HISTORY_DAYS = 90, ACCOUNTS_A_STEP = 50 };

/* From the least to the worst. */
static const struct {
    const char *id, *name;
    int tone;
} KINDS[] = {{"planned", N_("Planned work"), STATE_WAIT},
             {"degraded", N_("Works with trouble"), STATE_WARN},
             {"outage", N_("Does not work"), STATE_BAD}};

static size_t kind_of(Str id)
{
    size_t i = 0;
    while (i < COUNT_OF(KINDS) && !str_eq(str_from(KINDS[i].id), id)) {
        i++;
    }
    return i;
}

static StateView state_of(Str kind, Str state)
{
    size_t i = kind_of(kind);
    if (str_eq(state, S("resolved")) || i == COUNT_OF(KINDS)) {
        return (StateView){STATE_GOOD, MSG("Over")};
    }
    return (StateView){KINDS[i].tone, MSG_OF(KINDS[i].name)};
}

/* --- reading --- */

static Err read_some(Ctx *ctx, const SupportIncidentsRow *rows, size_t n, const SupportIncident **ret)
{
    SupportIncidentWordsRow *words;
    size_t words_n = 0;
    Id *ids = arena_array(ctx->arena, Id, n + 1);
    SupportIncident *list = arena_array(ctx->arena, SupportIncident, n + 1);
    *ret = list;
    if (!n) {
        return OK;
    }
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
    }
    TRY(q_support_incident_words(system_of(ctx), &(SupportIncidentWordsArgs){.incidents = ids, .incidents_n = n},
                                 &words, &words_n));
    Id *texts_ids = arena_array(ctx->arena, Id, n + words_n);
    VendorText *texts = arena_array(ctx->arena, VendorText, n + words_n);
    for (size_t i = 0; i < n; i++) {
        texts_ids[i] = rows[i].title_id;
    }
    for (size_t i = 0; i < words_n; i++) {
        texts_ids[n + i] = words[i].body_id;
    }
    TRY(vendor_texts_get(ctx, texts_ids, n + words_n, texts));
    SupportWordSaid *said = arena_array(ctx->arena, SupportWordSaid, words_n + 1);
    for (size_t i = 0; i < words_n; i++) {
        said[i] = (SupportWordSaid){vendor_text(&texts[n + i], ctx->locale), words[i].created_at};
    }
    for (size_t i = 0; i < n; i++) {
        const SupportWorkspace *w = support_workspace(rows[i].workspace);
        list[i] = (SupportIncident){.title = vendor_text(&texts[i], ctx->locale),
                                    .workspace = w ? MSG_OF(w->name) : MSG("All services"),
                                    .state = state_of(rows[i].kind, rows[i].state),
                                    .since = rows[i].created_at,
                                    .until = rows[i].resolved_at,
                                    .url = url_fmt(ctx->arena, DESK_PAGE "/%i", rows[i].id)};
        for (size_t k = 0; k < words_n; k++) { /* those of one stand together */
            if (id_eq(words[k].incident_id, rows[i].id)) {
                list[i].said = list[i].said_n ? list[i].said : &said[k];
                list[i].said_n++;
            }
        }
    }
    return OK;
}

static Err fill_incidents(Ctx *ctx, SupportHealthView *v)
{
    SupportIncidentsRow *open, *over;
    SystemCtx s = system_of(ctx);
    TRY(q_support_incidents(s, &(SupportIncidentsArgs){.state = S("open")}, &open, &v->open_n));
    SupportIncidentsArgs past = {
        .state = S("resolved"), .with_since = true, .since_low = time_add(ctx->now, -HISTORY_DAYS * TIME_DAY)};
    TRY(q_support_incidents(s, &past, &over, &v->over_n));
    TRY(read_some(ctx, open, v->open_n, &v->open));
    TRY(read_some(ctx, over, v->over_n, &v->over));
    SupportService *services = arena_array(ctx->arena, SupportService, SUPPORT_WORKSPACES_N);
    for (size_t i = 0; i < SUPPORT_WORKSPACES_N; i++) {
        size_t worst = 0;
        bool any = false;
        for (size_t k = 0; k < v->open_n; k++) {
            bool here = !open[k].workspace.n || str_eq(open[k].workspace, str_from(SUPPORT_WORKSPACES[i].id));
            worst = here && kind_of(open[k].kind) > worst ? kind_of(open[k].kind) : worst;
            any = any || here;
        }
        services[i] = (SupportService){MSG_OF(SUPPORT_WORKSPACES[i].name),
                                       any ? (StateView){KINDS[worst].tone, MSG_OF(KINDS[worst].name)}
                                           : (StateView){STATE_GOOD, MSG("Works")}};
    }
    v->services = services;
    v->services_n = SUPPORT_WORKSPACES_N;
    return OK;
}

Err support_health_open(Ctx *ctx, int64_t *ret)
{
    SupportIncidentsOpenRow row;
    TRY(q_support_incidents_open(system_of(ctx), NULL, &row));
    *ret = row.n;
    return OK;
}

/* --- the partner --- */

Err support_health_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SupportHealthView *v = arena_new(ctx->arena, SupportHealthView);
    Crumb crumbs[2] = {{.label = MSG("Help + support"), .url = home_path(ctx, "/a/{account}/support")},
                       {.label = MSG("Service health")}};
    TRY(fill_incidents(ctx, v));
    v->shell = shell_view(ctx, MSG("Service health"), crumbs, 2);
    v->shell->workspace = MSG("Help + support");
    RENDER(ctx, 200, support_health, v);
    return OK;
}

/* --- the vendor --- */

static ShellView *desk_shell(Ctx *ctx, Msg title, Str name)
{
    Crumb crumbs[4] = {desk_crumb(),
                       {.label = MSG("Support desk"), .url = url_static("/operator/support")},
                       {.label = MSG("Service health"), .url = url_static(DESK_PAGE)},
                       {.label = title, .text = name}};
    bool below = msg_is_set(title) || name.n;
    ShellView *v = shell_view(ctx, below ? title : MSG("Service health"), crumbs, below ? 4 : 3);
    v->title_text = name;
    v->workspace = MSG("Vendor desk");
    return v;
}

Err support_health_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    SupportHealthView *v = arena_new(ctx->arena, SupportHealthView);
    TRY(fill_incidents(ctx, v));
    v->shell = desk_shell(ctx, (Msg){0}, S(""));
    v->add = url_static(DESK_PAGE "/new");
    v->desk = true;
    RENDER(ctx, 200, support_health, v);
    return OK;
}

typedef struct Incident {
    SupportIncidentGetRow row; /* id nil: a new one */
    Str workspace, kind;
    VendorText title, body;
    bool resolves, tell;
} Incident;

static Err one_view(Ctx *ctx, const Incident *in, SupportIncidentView **ret)
{
    bool fresh = id_is_nil(in->row.id);
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    SupportIncidentView *v = arena_new(ctx->arena, SupportIncidentView);
    SupportLanguage *list = arena_array(ctx->arena, SupportLanguage, n);
    Str *fields = arena_array(ctx->arena, Str, 2 * n + 2);
    size_t fields_n = 0;
    fields[fields_n++] = S("kind");
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        SupportLanguage *l = &list[v->languages_n++];
        Str title = str_fmt(ctx->arena, "title_%.*s", S_ARG(tags[i])),
            body = str_fmt(ctx->arena, "body_%.*s", S_ARG(tags[i]));
        l->name = names[i];
        if (fresh) {
            l->title = ui_field(ctx, title, in->title.in[i], MSG("Title"));
            l->title.max_length = TITLE_MAX;
            l->title.width = S("w-full");
            fields[fields_n++] = title;
        }
        l->body = ui_field(ctx, body, in->body.in[i], MSG("What partners read"));
        l->body.kind = FIELD_TEXTAREA;
        l->body.rows = 4;
        l->body.max_length = BODY_MAX;
        l->body.width = S("w-full");
        fields[fields_n++] = body;
    }
    OptionView *kinds = arena_array(ctx->arena, OptionView, COUNT_OF(KINDS));
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        Str id = str_from(KINDS[i].id);
        kinds[i] = (OptionView){.value = id, .label = MSG_OF(KINDS[i].name), .selected = str_eq(id, in->kind)};
    }
    v->kind = ui_field(ctx, S("kind"), S(""), MSG("How it is"));
    v->kind.kind = FIELD_RADIO;
    v->kind.options = kinds;
    v->kind.options_n = COUNT_OF(KINDS);
    v->workspace = support_workspaces(ctx, in->workspace, MSG("All services"));
    v->resolves =
        (FieldView){.kind = FIELD_CHECKBOX, .name = S("resolves"), .label = MSG("It is over"), .checked = in->resolves};
    v->tell = (FieldView){.kind = FIELD_CHECKBOX,
                          .name = S("tell"),
                          .label = MSG("Tell the admins and agents of all partners"),
                          .checked = in->tell};
    v->languages = list;
    v->fresh = fresh;
    v->closed = str_eq(in->row.state, S("resolved"));
    v->form =
        (FormView){.action = fresh ? url_static(DESK_PAGE "/new") : url_fmt(ctx->arena, DESK_PAGE "/%i", in->row.id),
                   .errors = ui_errors(ctx, fields, fields_n)};
    v->cancel = url_static(DESK_PAGE);
    if (!fresh) {
        SupportIncidentsRow row = {.id = in->row.id,
                                   .created_at = in->row.created_at,
                                   .workspace = in->row.workspace,
                                   .kind = in->row.kind,
                                   .state = in->row.state,
                                   .resolved_at = in->row.resolved_at,
                                   .title_id = in->row.title_id};
        TRY(read_some(ctx, &row, 1, &v->incident));
    }
    v->shell = fresh ? desk_shell(ctx, MSG("New incident"), S("")) : desk_shell(ctx, (Msg){0}, v->incident->title);
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

static void read_form(Ctx *ctx, Incident *in)
{
    in->kind = ctx_form(ctx, S("kind"));
    in->workspace = ctx_form(ctx, S("workspace"));
    in->workspace = support_workspace(in->workspace) ? in->workspace : S("");
    in->resolves = ctx_form(ctx, S("resolves")).n > 0;
    in->tell = ctx_form(ctx, S("tell")).n > 0;
    in->title = vendor_text_of_form(ctx, "title");
    in->body = vendor_text_of_form(ctx, "body");
    if (kind_of(in->kind) == COUNT_OF(KINDS)) {
        problem_field(ctx, S("kind"), MSG("Choose how it is."));
    }
    vendor_text_check(ctx, "body", &in->body, BODY_MAX, true);
}

/* One more thing said about it; told to partners by a job where that was asked for. */
static Err say(OperatorCtx o, Id incident, const Incident *in)
{
    Ctx *ctx = o.ctx;
    Id body = ctx_new_id(ctx), word = ctx_new_id(ctx), job;
    TRY(vendor_text_put(ctx, body, &in->body));
    SupportIncidentWordAddArgs args = {.id = word, .incident_id = incident, .resolves = in->resolves, .body_id = body};
    TRY(q_support_incident_word_add(o, &args, NULL));
    ctx->audit.target_kind = S("service_incident");
    ctx->audit.target_id = incident;
    return in->tell
               ? job_enqueue(ctx,
                             &(JobAsk){.kind = SUPPORT_HEALTH_TELL, .key = id_text(ctx->arena, incident), .total = -1},
                             &job)
               : OK;
}

Err support_incident_new_page(OperatorCtx o)
{
    Incident in = {.workspace = S(""), .kind = S(""), .tell = true};
    SupportIncidentView *v;
    TRY(one_view(o.ctx, &in, &v));
    RENDER(o.ctx, 200, support_incident_form, v);
    return OK;
}

Err support_incident_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Incident in = {0};
    read_form(ctx, &in);
    vendor_text_check(ctx, "title", &in.title, TITLE_MAX, true);
    if (problem_check(ctx) != OK) {
        SupportIncidentView *v;
        TRY(one_view(ctx, &in, &v));
        return RENDER_FAILED(ctx, support_incident_form, v);
    }
    Id id = ctx_new_id(ctx), title = ctx_new_id(ctx);
    in.resolves = false;
    TRY(vendor_text_put(ctx, title, &in.title));
    SupportIncidentAddArgs args = {.id = id, .workspace = in.workspace, .kind = in.kind, .title_id = title};
    TRY(q_support_incident_add(o, &args, NULL));
    TRY(say(o, id, &in));
    ctx->audit.target_name = vendor_text(&in.title, ctx->locale);
    ctx_redirect(ctx, url_static(DESK_PAGE), MSG("The incident is published."));
    return OK;
}

static Err find(OperatorCtx o, Incident *ret)
{
    Id id;
    *ret = (Incident){.workspace = S("")};
    TRY(ctx_param_id(o.ctx, S("incident"), &id));
    Err err = q_support_incident_get(system_of(o.ctx), &(SupportIncidentGetArgs){.id = id}, &ret->row);
    ret->kind = ret->row.kind;
    return err == ERR_NOT_FOUND
               ? problem(o.ctx, err, MSG("There is no such incident."), MSG("Choose one from the list."))
               : err;
}

Err support_incident_page(OperatorCtx o)
{
    Incident in;
    SupportIncidentView *v;
    TRY(find(o, &in));
    TRY(one_view(o.ctx, &in, &v));
    RENDER(o.ctx, 200, support_incident_form, v);
    return OK;
}

Err support_incident_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Incident in;
    int64_t changed;
    TRY(find(o, &in));
    read_form(ctx, &in);
    if (problem_check(ctx) != OK) {
        SupportIncidentView *v;
        TRY(one_view(ctx, &in, &v));
        return RENDER_FAILED(ctx, support_incident_form, v);
    }
    SupportIncidentSaveArgs args = {.kind = in.kind,
                                    .state = in.resolves ? S("resolved") : S("open"),
                                    .resolved_at = in.resolves ? ctx->now : TIME_NONE,
                                    .id = in.row.id};
    TRY(q_support_incident_save(o, &args, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("This incident is over."), MSG("Publish a new one if it is back."));
    }
    TRY(say(o, in.row.id, &in));
    ctx_redirect(ctx, url_fmt(ctx->arena, DESK_PAGE "/%i", in.row.id), MSG("Partners read it now."));
    return OK;
}

/* --- the job: who is told --- */

Err support_health_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    SupportIncidentGetRow row;
    SupportAccountsRow *rows;
    VendorText title;
    Id id, after = ID_NIL;
    size_t n;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_support_incident_get(system_of(ctx), &(SupportIncidentGetArgs){.id = id}, &row);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    if (job->cursor.n) {
        TRY(id_parse(job->cursor, &after));
    }
    TRY(vendor_texts_get(ctx, &row.title_id, 1, &title));
    TRY(q_support_accounts(system_of(ctx), &(SupportAccountsArgs){.after = after, .max = ACCOUNTS_A_STEP}, &rows, &n));
    bool over = str_eq(row.state, S("resolved"));
    Str words = tell_in_languages(ctx->arena, title.in);
    for (size_t i = 0; i < n; i++) {
        Tell t = {.category = S("health"),
                  .account_id = rows[i].id,
                  .icon = S("support"),
                  .title = over ? MSG1("Service health: {title} is over", "title", words)
                                : MSG1("Service health: {title}", "title", words),
                  .url = url_fmt(ctx->arena, "/a/%s/support/health", rows[i].public_id),
                  .action = MSG("See service health")};
        TRY(tell_roles(ctx, rows[i].id, S("global_admin account_admin admin_agent helpdesk_agent owner"), &t));
        job->done++;
    }
    if (n == ACCOUNTS_A_STEP) {
        job->cursor = id_text(ctx->arena, rows[n - 1].id);
        *ret_next = JOB_AGAIN;
    }
    return OK;
}
