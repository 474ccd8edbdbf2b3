/* The vendor's list of companies that enrolled, by state, as a page and as a file. */
#include "areas/enrollment/pages.h"

#include "app/export_job.h"
#include "areas/enrollment/enrollment_view.h"
#include "areas/home/home.h"
#include "gen/enrollment_html.h"
#include "gen/enrollment_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

#define P "/operator/company-enrollments"

typedef struct Asked {
    Str state, country, whose, after, before;
    int size;
} Asked;

static void take(void *arg, Str name, Str value)
{
    Asked *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && machine_state(&ACCOUNT_ENROLLMENT, value)) {
        ask->state = value;
    } else if (str_eq(name, S("country")) && country_known(value)) {
        ask->country = value;
    } else if (str_eq(name, S("whose")) && work_panel_whose_known(value)) {
        ask->whose = value;
    }
}

static Str query_of(Ctx *ctx, const Asked *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "country", ask->country);
    list_put(&b, "whose", ask->whose);
    list_put(&b, "size", ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_list(OperatorCtx o, const Asked *ask, PageAsk page, EnrolledListRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    WorkWhose whose = work_panel_whose(o.ctx, ask->whose);
    EnrolledListArgs args = {.with_state = ask->state.n > 0,
                             .state = ask->state,
                             .with_country = ask->country.n > 0,
                             .country = ask->country,
                             .with_whose = whose.on,
                             .due_high = whose.due_high,
                             .anybody = whose.anybody,
                             .assigned_to = whose.assigned_to};
    page.order = ENROLLED_LIST_BY_NEWEST;
    page.descending = true;
    Err err = q_enrolled_list(o, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old link */
        page.after = page.before = S("");
        err = q_enrolled_list(o, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

static Err fill_tabs(OperatorCtx o, const Asked *ask, EnrollmentsView *v)
{
    static const struct {
        const char *state, *label;
    } TABS[] = {{"", N_("All")},
                {"submitted", N_("Waits for approval")},
                {"approved", N_("Approved")},
                {"refused", N_("Refused")}};
    Ctx *ctx = o.ctx;
    EnrolledCountsRow *counts;
    size_t n;
    TRY(q_enrolled_counts(o, NULL, &counts, &n));
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(TABS));
    for (size_t i = 0; i < COUNT_OF(TABS); i++) {
        Str id = str_from(TABS[i].state);
        tabs[i] = (TabView){.label = MSG_OF(TABS[i].label),
                            .url = id.n ? url_with(ctx->arena, url_static(P), S("state"), id) : url_static(P),
                            .current = str_eq(id, ask->state)};
        for (size_t k = 0; k < n; k++) {
            tabs[i].count += !id.n || str_eq(counts[k].state, id) ? counts[k].n : 0;
        }
    }
    v->tabs = tabs;
    v->tabs_n = COUNT_OF(TABS);
    v->tabs_label = tr(ctx->locale, NULL, "Company enrollments");
    return OK;
}

static Err fill_filters(OperatorCtx o, const Asked *ask, EnrollmentsView *v)
{
    Ctx *ctx = o.ctx;
    EnrolledCountriesRow *places;
    size_t n;
    TRY(q_enrolled_countries(o, NULL, &places, &n));
    OptionView *countries = arena_array(ctx->arena, OptionView, n + 1);
    countries[0] = (OptionView){.value = S(""), .label = MSG("Any country")};
    for (size_t i = 0; i < n; i++) {
        countries[i + 1] = (OptionView){.value = places[i].country,
                                        .text = country_name(ctx->arena, ctx->locale, places[i].country),
                                        .selected = str_eq(places[i].country, ask->country)};
    }
    v->country = ui_select(ctx, S("country"), MSG("Country"), countries, n + 1);
    v->whose = work_panel_whose_field(ctx, ask->whose);
    v->filtered = ask->country.n || ask->whose.n;
    v->state = ask->state;
    v->action = url_static(P);
    v->clear = url_with(ctx->arena, v->action, S("state"), ask->state);
    return OK;
}

/* --- several at once --- */

static Err several_look(OperatorCtx o, const SeveralItem *item, SeveralLook *ret)
{
    EnrolledGetRow *e = arena_new(o.ctx->arena, EnrolledGetRow);
    TRY(q_enrolled_get(o, &(EnrolledGetArgs){.id = item->subject_id}, e));
    *ret = (SeveralLook){.name = e->name,
                         .sub = item->partner_id,
                         .url = url_fmt(o.ctx->arena, P "/%i", e->id),
                         .seen = e->created_at.us,
                         .thing = e};
    return OK;
}

static Err several_decide(OperatorCtx o, const SeveralItem *item, void *thing, Str to, Str reason)
{
    (void)item;
    if (str_eq(to, S("approved"))) {
        return enrollment_approve(o, thing, reason);
    }
    o.ctx->audit.action = "enrollment.refuse";
    return enrollment_refuse(o, thing, reason);
}

static const SeveralAct SEVERAL_ACTS[] = {
    {S_INIT("approved"), N_("Approve"), N_("Approve enrollments"), N_("Approved."), false},
    {S_INIT("refused"), N_("Refuse"), N_("Refuse enrollments"), N_("Refused."), true}};
static const SeveralDesk SEVERAL = {.kind = ENROLLMENT_WORK,
                                    .path = P,
                                    .name = N_("Company enrollments"),
                                    .machine = &ACCOUNT_ENROLLMENT,
                                    .perm = &ENROLLMENT_DECIDE,
                                    .action = "enrollment.approve",
                                    .acts = SEVERAL_ACTS,
                                    .acts_n = COUNT_OF(SEVERAL_ACTS),
                                    .look = several_look,
                                    .decide = several_decide};

Err enrolled_several(OperatorCtx o) { return several_post(o, &SEVERAL); }

static Err fill_rows(OperatorCtx o, const Asked *ask, const EnrolledListRow *rows, EnrollmentsView *v)
{
    static const char *const KINDS[] = {ENROLLMENT_WORK};
    Ctx *ctx = o.ctx;
    WorkPanelAsk panel = {.kinds = KINDS,
                          .kinds_n = 1,
                          .query = query_of(ctx, ask),
                          .several = &SEVERAL,
                          .acts = !ask->state.n || str_eq(ask->state, S("submitted"))};
    WorkThing *things = arena_array(ctx->arena, WorkThing, v->rows_n + 1);
    EnrollmentLine *lines = arena_array(ctx->arena, EnrollmentLine, v->rows_n + 1);
    WorkMark *marks;
    for (size_t i = 0; i < v->rows_n; i++) {
        things[i] = (WorkThing){rows[i].account_id, rows[i].id, S("")};
    }
    TRY(work_panel_marks(o, &panel, things, v->rows_n, &marks));
    TRY(work_panel_fill(o, &panel, &v->panel));
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (EnrollmentLine){.name = rows[i].name,
                                    .country = country_name(ctx->arena, ctx->locale, rows[i].country),
                                    .person = rows[i].person,
                                    .email = rows[i].email,
                                    .reason = rows[i].reason,
                                    .state = machine_state_view(&ACCOUNT_ENROLLMENT, READER_VENDOR, rows[i].state),
                                    .url = url_fmt(ctx->arena, P "/%i", rows[i].id),
                                    .at = rows[i].created_at,
                                    .mark = marks[i]};
    }
    v->rows = lines;
    return OK;
}

Err enrolled_list_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Asked ask = {.size = LIST_SIZE}, rest;
    EnrolledListRow *rows;
    EnrollDraftsOpenRow drafts;
    EnrollRules rules;
    PageInfo info;
    EnrollmentsView *v = arena_new(ctx->arena, EnrollmentsView);
    list_each_asked(ctx, take, &ask);
    TRY(read_list(o, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                  &v->rows_n, &info));
    TRY(q_enroll_drafts_open(o, NULL, &drafts));
    TRY(enroll_rules(ctx, &rules));
    v->shell = enrollment_desk_shell(ctx, (Msg){0}, S(""));
    TRY(fill_tabs(o, &ask, v));
    TRY(fill_filters(o, &ask, v));
    TRY(fill_rows(o, &ask, rows, v));
    rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->action, query_of(ctx, &ask), query_of(ctx, &rest), &info, v->rows_n, ask.size, &v->pager);
    v->export = list_export(ctx->arena, url_static(P "/export"), query_of(ctx, &ask));
    v->drafts = drafts.n;
    v->mode = str_eq(rules.mode, S("public"))    ? MSG("Anybody can enroll.")
              : str_eq(rules.mode, S("invited")) ? MSG("Only companies that were invited can enroll.")
                                                 : MSG("Nobody can enroll at the moment.");
    v->may_set = ctx_may(ctx, &ENROLLMENT_SET);
    v->may_invite = ctx_may(ctx, &ENROLLMENT_DECIDE);
    v->settings = url_static(P "/settings");
    v->invite = url_static(P "/invite");
    RENDER(ctx, 200, enrolled_all, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"company", N_("Company"), EXPORT_TEXT, 30},   {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"country", N_("Country"), EXPORT_TEXT, 8},    {"person", N_("Enrolled by"), EXPORT_TEXT, 24},
    {"email", N_("Work e-mail"), EXPORT_TEXT, 30}, {"state", N_("State"), EXPORT_MSG, 20},
    {"reason", N_("Reason"), EXPORT_TEXT, 50},     {"sent", N_("Sent"), EXPORT_TIME, 20},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    Asked ask = {.size = LIST_SIZE};
    EnrolledListRow *rows;
    size_t n;
    PageInfo info;
    list_each(ctx->arena, query, take, &ask);
    TRY(read_list((OperatorCtx){ctx}, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after, .before = S("")}, &rows, &n,
                  &info));
    for (size_t i = 0; e && i < n; i++) {
        const EnrolledListRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->name},    {.text = r->partner_id},
            {.text = r->country}, {.text = r->person},
            {.text = r->email},   {.msg = machine_state_view(&ACCOUNT_ENROLLMENT, READER_VENDOR, r->state).label},
            {.text = r->reason},  {.time = r->created_at}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList ENROLLED = {.kind = "enrollment.export",
                                    .file = "company-enrollments",
                                    .sheet = N_("Company enrollments"),
                                    .columns = COLUMNS,
                                    .columns_n = COUNT_OF(COLUMNS),
                                    .chunk = write_chunk};

Err enrolled_export(OperatorCtx o)
{
    Asked ask = {.size = LIST_SIZE};
    list_each_asked(o.ctx, take, &ask);
    return export_stream_told(o.ctx, ID_NIL, &ENROLLED, query_of(o.ctx, &ask));
}
