/* The waves in which people of imports get their first links, and the pages of both. */
#include "areas/partners/waves.h"

#include "app/audit.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/partners/pages.h"
#include "areas/partners/partners_view.h"
#include "gen/partners_html.h"
#include "ui/field.h"
#include "ui/import.h"
#include "ui/shell.h"

#define P "/operator/partners"
enum { WAVE_MAX = 200, HOURS_MAX = 336, EXPORT_MAX = 5000 };

/* --- the rules --- */

Err waves_get(Ctx *ctx, Waves *ret)
{
    PartnerWaveLastRow last;
    Str next;
    int64_t us = 0;
    TRY(installation_get(ctx, S("partner_waves"), &ret->state));
    TRY(installation_get(ctx, S("partner_waves_next"), &next));
    TRY(setting_int(ctx, ID_NIL, S("partners.wave_size"), &ret->size));
    TRY(setting_int(ctx, ID_NIL, S("partners.wave_hours"), &ret->hours));
    TRY(q_partner_wave_last(system_of(ctx), NULL, &last));
    ret->state = ret->state.n ? ret->state : S("off");
    ret->last = last.n;
    ret->next_at = str_eq(ret->state, S("running")) && str_to_i64(next, &us) == OK ? (Time){us} : TIME_NONE;
    return OK;
}

static Err put(Ctx *ctx, const char *key, Str value)
{
    Err err = setting_put(ctx, ID_NIL, str_from(key), value);
    return err == ERR_INVALID ? OK : err;
}

static Err next_at(Ctx *ctx, Time t)
{
    return installation_put(ctx, S("partner_waves_next"), str_fmt(ctx->arena, "%lld", (long long)t.us));
}

Err waves_start(Ctx *ctx, Str size, Str hours)
{
    Id job;
    TRY(put(ctx, "partners.wave_size", size));
    TRY(put(ctx, "partners.wave_hours", hours));
    TRY(problem_check(ctx));
    TRY(installation_put(ctx, S("partner_waves"), S("running")));
    TRY(next_at(ctx, ctx->wall));
    return job_enqueue(ctx, &(JobAsk){.kind = WAVES_JOB, .key = S("all"), .payload = S("{}"), .total = -1}, &job);
}

Err waves_pause(Ctx *ctx) { return installation_put(ctx, S("partner_waves"), S("paused")); }

/* One wave. A job that finds the waves paused ends; going on begins another. */
Err waves_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Waves w;
    PartnerInviteesNextRow *rows;
    size_t n;
    *ret_next = JOB_DONE;
    TRY(waves_get(ctx, &w));
    if (!str_eq(w.state, S("running"))) {
        return OK;
    }
    if (w.next_at.us > ctx->wall.us) { /* woken early: begun anew while it waited */
        *ret_next = JOB_LATER;
        job->run_after_us = time_diff(w.next_at, ctx->wall);
        return OK;
    }
    TRY(q_partner_invitees_next(system_of(ctx), &(PartnerInviteesNextArgs){.size = w.size}, &rows, &n));
    if (n == 0) {
        return installation_put(ctx, S("partner_waves"), S("off"));
    }
    Id *users = arena_array(ctx->arena, Id, n);
    for (size_t i = 0; i < n; i++) { /* a link and a mail each */
        users[i] = rows[i].user_id;
        TRY(identity_send_first_link(ctx, users[i], rows[i].name));
    }
    TRY(q_partner_invitees_sent(system_of(ctx),
                                &(PartnerInviteesSentArgs){.wave = w.last + 1, .users = users, .users_n = n}, NULL));
    ctx->audit.target_kind = S("partners");
    ctx->audit.target_name = str_fmt(ctx->arena, "%lld", (long long)(w.last + 1));
    *ret_next = JOB_LATER;
    job->run_after_us = w.hours * TIME_HOUR;
    return next_at(ctx, time_add(ctx->wall, w.hours * TIME_HOUR));
}

/* --- the pages of the import --- */

static const char *const EXAMPLE[] = {"Quai Looms", "FR",          "Lyon",  "quailooms.example",
                                      "reseller",   "Ada",         "Byron", "ada.byron@quailooms.example",
                                      "fr",         "Global admin"};

static ShellView *shell(Ctx *ctx, Str file_name)
{
    ShellView *v = partners_shell(ctx, MSG("Import partners"), S(""), S(""));
    if (file_name.n) {
        Crumb *crumbs = arena_array(ctx->arena, Crumb, v->crumbs_n + 1);
        memcpy(crumbs, v->crumbs, v->crumbs_n * sizeof *crumbs);
        crumbs[v->crumbs_n - 1].url = url_static(P "/import");
        crumbs[v->crumbs_n++] = (Crumb){.text = file_name};
        v->crumbs = crumbs;
    }
    return v;
}
static Msg add(int64_t n)
{
    return MSGN("Import {n} person with their company", "Import {n} people with their companies", n);
}
static Url at(Ctx *ctx, const char *rest) { return (Url){str_concat(ctx->arena, S(P "/import"), str_from(rest))}; }
static Url thing(Ctx *ctx, Id id)
{
    (void)ctx;
    (void)id;
    return (Url){S("")}; /* found in the list by their name */
}

static const ImportPages PAGES = {
    .kind = &PARTNERS_FILE,
    .title = N_("Import partners"),
    .about =
        N_("A CSV file with one person a row and their company; the first row of a company makes its account. It is "
           "checked first and every problem is shown; nothing is written before you say so, and nobody is mailed: "
           "links go out in waves. Kinds: direct, provider, reseller, developer, learning, cpv."),
    .task = N_("Import of partners"),
    .what = N_("Person"),
    .file_name = "partners.csv",
    .template_name = "partners-template.csv",
    .example = EXAMPLE,
    .add = add,
    .at = at,
    .thing = thing,
    .shell = shell};

Err partner_imports_page(OperatorCtx o) { return import_page_files(import_of_vendor(o), &PAGES); }
Err partner_import_template(OperatorCtx o) { return import_page_template(import_of_vendor(o), &PAGES); }
Err partner_import_upload(OperatorCtx o) { return import_page_upload(import_of_vendor(o), &PAGES); }
Err partner_import_page(OperatorCtx o) { return import_page_file(import_of_vendor(o), &PAGES); }
Err partner_import_run(OperatorCtx o) { return import_page_run(import_of_vendor(o), &PAGES); }
Err partner_import_report(OperatorCtx o) { return import_page_report(import_of_vendor(o), &PAGES); }

/* --- the page of the waves --- */

static const struct {
    const char *id, *label;
} SHOWN[] = {
    {"silent", N_("Has not come")}, {"waiting", N_("Waits for a wave")}, {"came", N_("Has come")}, {"all", N_("All")}};

static PartnerInviteesArgs shown_args(Str show)
{
    return (PartnerInviteesArgs){.wave_low = str_eq(show, S("silent")) ? 1 : 0,
                                 .with_silent = str_eq(show, S("silent")) || str_eq(show, S("waiting")),
                                 .with_waiting = str_eq(show, S("waiting")),
                                 .with_came = str_eq(show, S("came"))};
}

static Str show_of(Ctx *ctx)
{
    Str show = ctx_query(ctx, S("show"));
    for (size_t i = 0; i < COUNT_OF(SHOWN); i++) {
        if (str_eq(show, str_from(SHOWN[i].id))) {
            return show;
        }
    }
    return S("silent");
}

static Err fill_rows(OperatorCtx o, Str show, WavesView *v)
{
    Ctx *ctx = o.ctx;
    PartnerInviteesRow *rows;
    PageInfo info;
    PartnerInviteesArgs args = shown_args(show);
    PageAsk page = {.order = PARTNER_INVITEES_BY_ADDED,
                    .size = 50,
                    .after = ctx_query(ctx, S("after")),
                    .before = ctx_query(ctx, S("before"))};
    Err err = q_partner_invitees(o, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID) { /* an old link */
        page.after = page.before = S("");
        err = q_partner_invitees(o, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    InviteeLine *lines = arena_array(ctx->arena, InviteeLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const PartnerInviteesRow *r = &rows[i];
        bool came = time_is_set(r->last_seen_at);
        lines[i] = (InviteeLine){.name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(r->first_name), S_ARG(r->last_name)),
                                 .email = r->email,
                                 .account = r->name,
                                 .url = partner_url(ctx, r->public_id, ""),
                                 .wave = r->wave,
                                 .invited = r->invited_at,
                                 .seen = r->last_seen_at,
                                 .state = came      ? (StateView){STATE_GOOD, MSG("Has come")}
                                          : r->wave ? (StateView){STATE_WARN, MSG("Has not come")}
                                                    : (StateView){STATE_WAIT, MSG("Waits for a wave")}};
    }
    v->rows = lines;
    Url self = url_with(ctx->arena, url_static(P "/waves"), S("show"), show);
    v->pager = (PagerView){.has_next = info.next.n > 0,
                           .has_previous = info.previous.n > 0,
                           .next = url_with(ctx->arena, self, S("after"), info.next),
                           .previous = url_with(ctx->arena, self, S("before"), info.previous)};
    return OK;
}

static FieldView number(Ctx *ctx, const char *key, Str value, Msg label)
{
    FieldView f = ui_field(ctx, str_from(key), value, label);
    f.inputmode = S("numeric");
    f.width = S("w-4");
    return f;
}

static Err waves_view(OperatorCtx o, WavesView **ret)
{
    static const Str NAMES[] = {S_INIT("partners.wave_size"), S_INIT("partners.wave_hours")};
    Ctx *ctx = o.ctx;
    Waves w;
    PartnerInviteeCountsRow counts;
    Str show = show_of(ctx), size = ctx_form(ctx, NAMES[0]), hours = ctx_form(ctx, NAMES[1]);
    TRY(waves_get(ctx, &w));
    TRY(q_partner_invitee_counts(o, NULL, &counts));
    WavesView *v = arena_new(ctx->arena, WavesView);
    v->shell = partners_shell(ctx, MSG("Invite in waves"), S(""), S(""));
    v->waiting = counts.waiting;
    v->silent = counts.silent;
    v->came = counts.came;
    v->running = str_eq(w.state, S("running"));
    v->paused = str_eq(w.state, S("paused"));
    v->last = w.last;
    v->next_at = w.next_at;
    v->form = (FormView){.action = url_static(P "/waves/start"), .errors = ui_errors(ctx, NAMES, 2), .no_guard = true};
    v->shell->failed = v->form.errors.links_n > 0;
    v->size = number(ctx, "partners.wave_size", size.n ? size : str_fmt(ctx->arena, "%lld", (long long)w.size),
                     MSG("People in a wave"));
    v->hours = number(ctx, "partners.wave_hours", hours.n ? hours : str_fmt(ctx->arena, "%lld", (long long)w.hours),
                      MSG("Hours between waves"));
    v->pause = url_static(P "/waves/pause");
    v->import_url = url_static(P "/import");
    v->export_url = url_with(ctx->arena, url_static(P "/waves/export"), S("show"), show);
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(SHOWN));
    const int64_t n[] = {counts.silent, counts.waiting, counts.came, counts.silent + counts.waiting + counts.came};
    for (size_t i = 0; i < COUNT_OF(SHOWN); i++) {
        tabs[i] = (TabView){.label = MSG_OF(SHOWN[i].label),
                            .url = url_with(ctx->arena, url_static(P "/waves"), S("show"), str_from(SHOWN[i].id)),
                            .current = str_eq(show, str_from(SHOWN[i].id)),
                            .count = n[i]};
    }
    v->tabs = tabs;
    v->tabs_n = COUNT_OF(SHOWN);
    v->tabs_label = tr(ctx->locale, NULL, "Invite in waves");
    *ret = v;
    return fill_rows(o, show, v);
}

Err waves_page(OperatorCtx o)
{
    WavesView *v;
    TRY(waves_view(o, &v));
    RENDER(o.ctx, 200, partners_waves, v);
    return OK;
}

Err waves_start_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Err err = waves_start(ctx, str_trim(ctx_form(ctx, S("partners.wave_size"))),
                          str_trim(ctx_form(ctx, S("partners.wave_hours"))));
    if (err == ERR_INVALID) {
        WavesView *v;
        TRY(waves_view(o, &v));
        return RENDER_FAILED(ctx, partners_waves, v);
    }
    TRY(err);
    ctx->audit.target_kind = S("partners");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"waveSize", ctx_form(ctx, S("partners.wave_size"))},
                                  {"waveHours", ctx_form(ctx, S("partners.wave_hours"))});
    ctx_redirect(ctx, url_static(P "/waves"), MSG("The first wave leaves now."));
    return OK;
}

Err waves_pause_post(OperatorCtx o)
{
    TRY(waves_pause(o.ctx));
    o.ctx->audit.target_kind = S("partners");
    ctx_redirect(o.ctx, url_static(P "/waves"), MSG("No more waves leave until you go on."));
    return OK;
}

Err waves_export(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    const char *const heads[] = {TR("Name"), TR("E-mail"), TR("Company"), TR("Wave"), TR("Invited"), TR("Last seen")};
    PartnerInviteesArgs args = shown_args(show_of(ctx));
    PageAsk page = {.order = PARTNER_INVITEES_BY_ADDED, .size = 500};
    CsvAnswer c = csv_answer(ctx, BUF_MAX_PAGE);
    PageInfo info = {0};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        csv_answer_text(&c, tr(ctx->locale, NULL, heads[i]));
    }
    csv_answer_row(&c);
    for (size_t done = 0; done < EXPORT_MAX && (done == 0 || info.next.n); done += (size_t)page.size) {
        PartnerInviteesRow *rows;
        size_t n;
        page.after = info.next;
        TRY(q_partner_invitees(o, &args, &page, &rows, &n, &info)); /* a page at a time, at most ten */
        for (size_t i = 0; i < n; i++) {
            csv_answer_text(&c, str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)));
            csv_answer_text(&c, rows[i].email);
            csv_answer_text(&c, rows[i].name);
            csv_answer_number(&c, rows[i].wave);
            csv_answer_text(&c, time_is_set(rows[i].invited_at) ? time_iso(ctx->arena, rows[i].invited_at) : S(""));
            csv_answer_text(&c, time_is_set(rows[i].last_seen_at) ? time_iso(ctx->arena, rows[i].last_seen_at) : S(""));
            csv_answer_row(&c);
        }
    }
    csv_answer_end(&c, "invited-people.csv");
    return OK;
}
