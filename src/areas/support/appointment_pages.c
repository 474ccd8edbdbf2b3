/* Pages of appointments: proposing one, and one as each side sees it, with the clocks of both. */
#include "areas/support/appointment.h"

#include "app/phone.h"
#include "areas/home/home.h"
#include "areas/support/pages.h"
#include "gen/support_html.h"
#include "gen/support_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define DESK "/operator/support"

static Url partner_url(Ctx *ctx, Str public_id, Id id, const char *rest)
{
    return (Url){
        str_concat(ctx->arena, url_fmt(ctx->arena, "/a/%s/support/appointments/%i", public_id, id).s, str_from(rest))};
}

static Url desk_url(Ctx *ctx, Id id, const char *rest)
{
    return (Url){str_concat(ctx->arena, url_fmt(ctx->arena, DESK "/appointments/%i", id).s, str_from(rest))};
}

static Url request_url(Ctx *ctx, const SupportRequest *r, const char *rest)
{
    return (Url){str_concat(ctx->arena, url_fmt(ctx->arena, "/a/%s/support/requests/%i", r->public_id, r->id).s,
                            str_from(rest))};
}

/* --- on the page of the request --- */

#define LINES(CTX, ROWS, N, READER, URL, RET)                                                                          \
    {                                                                                                                  \
        AppointmentLine *lines = arena_array((CTX)->arena, AppointmentLine, (N) + 1);                                  \
        for (size_t i = 0; i < (N); i++) {                                                                             \
            lines[i] = (AppointmentLine){.at = (ROWS)[i].starts_at,                                                    \
                                         .state = machine_state_view(&SUPPORT_APPOINTMENT, (READER), (ROWS)[i].state), \
                                         .url = URL};                                                                  \
        }                                                                                                              \
        *(RET) = (AppointmentsView){.rows = lines, .rows_n = (N)};                                                     \
    }

Err appointments_view(AccountCtx a, const SupportRequest *r, AppointmentsView *ret)
{
    SupportAppointmentsRow *rows;
    size_t n;
    bool may;
    TRY(q_support_appointments(a, &(SupportAppointmentsArgs){.request_id = r->id}, &rows, &n));
    LINES(a.ctx, rows, n, READER_PARTNER, partner_url(a.ctx, r->public_id, rows[i].id, ""), ret)
    TRY(appointment_may_propose(a, r, &may));
    ret->propose = may ? request_url(a.ctx, r, "/appointment") : (Url){S("")};
    return OK;
}

Err appointments_desk_view(OperatorCtx o, const SupportRequest *r, AppointmentsView *ret)
{
    SupportDeskAppointmentsRow *rows;
    size_t n;
    SupportDeskAppointmentsArgs args = {.account_id = r->account_id, .request_id = r->id};
    TRY(q_support_desk_appointments(o, &args, &rows, &n));
    LINES(o.ctx, rows, n, READER_VENDOR, desk_url(o.ctx, rows[i].id, ""), ret)
    return OK;
}

/* --- one --- */

static Str utc_or(Str tz) { return tz.n ? tz : S("UTC"); }

/* "28 November 2026, 14:30 (Europe/Paris)" */
static FactView time_fact(Ctx *ctx, Msg label, Str tz, Time t)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_time(&b, ctx->locale, tz, t);
    return (FactView){.kind = FACT_TEXT,
                      .label = label,
                      .text = str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(buf_str(&b)), S_ARG(utc_or(tz)))};
}

static void read_input(Ctx *ctx, AppointmentInput *in)
{
    *in = (AppointmentInput){.date = str_trim(ctx_form(ctx, S("date"))),
                             .time = str_trim(ctx_form(ctx, S("time"))),
                             .minutes = ctx_form(ctx, S("minutes")),
                             .way = ctx_form(ctx, S("way")),
                             .place = ctx_form(ctx, S("place")),
                             .reason = ctx_form(ctx, S("reason"))};
    if (str_to_i64(ctx_form(ctx, S("version")), &in->version) != OK) {
        in->version = 0;
    }
}

/* What stands there, for the fields. */
static void input_of(Ctx *ctx, const Appointment *p, AppointmentInput *in)
{
    Time wall = time_in_zone(ctx->tz, p->starts_at);
    Civil c = time_civil(wall);
    *in = (AppointmentInput){.date = date_iso(ctx->arena, date_of(wall)),
                             .time = str_fmt(ctx->arena, "%02d:%02d", c.hour, c.minute),
                             .minutes = str_fmt(ctx->arena, "%lld", (long long)p->minutes),
                             .way = p->way,
                             .place = p->place};
}

static void fill_fields(Ctx *ctx, const AppointmentInput *in, AppointmentView *v)
{
    static const SupportWord MINUTES[] = {{"15", N_("15 minutes")}, {"30", N_("30 minutes")}, {"60", N_("An hour")}};
    v->zone = MSG1("Times are of your clock, {zone}.", "zone", utc_or(ctx->tz));
    v->date = ui_field(ctx, S("date"), in->date, MSG("Day"));
    v->date.kind = FIELD_DATE;
    v->time = ui_field(ctx, S("time"), in->time, MSG("Time of day"));
    v->time.kind = FIELD_TIME;
    v->time.hint = MSG("As 14:30.");
    v->minutes = support_choice(ctx, "minutes", MSG("How long"), MINUTES, COUNT_OF(MINUTES),
                                in->minutes.n ? in->minutes : S("30"), (Msg){0});
    v->way = support_choice(ctx, "way", MSG("How to speak"), APPOINTMENT_WAYS, COUNT_OF(APPOINTMENT_WAYS), in->way,
                            (Msg){0});
    v->place = ui_field(ctx, S("place"), in->place, MSG("Telephone number or meeting"));
    v->place.hint = v->vendor ? MSG("The number that is called, or the address of the meeting.")
                              : MSG("For a call the number to reach you at. For a meeting the support desk sends its "
                                    "address here.");
    v->place.max_length = APPOINTMENT_PLACE_MAX;
    v->place.optional = true;
    v->reason = ui_field(ctx, S("reason"), in->reason, MSG("Why another time"));
    v->reason.hint = MSG("The partner reads it.");
    v->reason.max_length = MACHINE_REASON_MAX;
    v->why = ui_field(ctx, S("why"), ctx_form(ctx, S("why")), MSG("Why it is cancelled"));
    v->why.hint = MSG("The other side reads it.");
    v->why.max_length = MACHINE_REASON_MAX;
}

static const Str MOVE_NAMES[] = {S_INIT("date"), S_INIT("time"),  S_INIT("minutes"),
                                 S_INIT("way"),  S_INIT("place"), S_INIT("reason")};
static const Str CANCEL_NAMES[] = {S_INIT("why")};

static ShellView *shell_of(Ctx *ctx, const SupportRequest *r, Msg title, bool vendor)
{
    Crumb mine[] = {{.label = MSG("Help + support"), .url = home_path(ctx, "/a/{account}/support")},
                    {.text = r->number, .url = request_url(ctx, r, "")},
                    {.label = title}};
    Crumb desk[] = {desk_crumb(),
                    {.label = MSG("Support desk"), .url = url_static(DESK)},
                    {.text = r->number, .url = url_fmt(ctx->arena, DESK "/%i", r->id)},
                    {.label = title}};
    ShellView *v = vendor ? shell_view(ctx, title, desk, 4) : shell_view(ctx, title, mine, 3);
    v->workspace = vendor ? MSG("Vendor desk") : MSG("Help + support");
    v->failed = ctx->problem.fields_n > 0;
    return v;
}

static void fill_facts(Ctx *ctx, const Appointment *p, Str desk_zone, AppointmentView *v)
{
    FactView *f = v->facts;
    bool phone = str_eq(p->way, S("phone"));
    f[v->facts_n++] = time_fact(ctx, MSG("Your time"), ctx->tz, p->starts_at);
    f[v->facts_n++] = v->vendor ? time_fact(ctx, MSG("The partner's time"), p->zone, p->starts_at)
                                : time_fact(ctx, MSG("Time of the support desk"), desk_zone, p->starts_at);
    f[v->facts_n++] =
        (FactView){.kind = FACT_MSG, .label = MSG("How long"), .msg = MSGN("{n} minute", "{n} minutes", p->minutes)};
    f[v->facts_n++] =
        (FactView){.kind = FACT_MSG, .label = MSG("How to speak"), .msg = MSG_OF(APPOINTMENT_WAYS[phone ? 0 : 1].name)};
    f[v->facts_n++] = (FactView){.kind = FACT_TEXT,
                                 .label = MSG("Telephone number or meeting"),
                                 .text = phone ? phone_shown(ctx->arena, ctx->account.country, p->place) : p->place};
}

static Err one_view(Ctx *ctx, const SupportRequest *r, const Appointment *p, const AppointmentInput *in, bool vendor,
                    AppointmentView **ret)
{
    const Machine *m = &SUPPORT_APPOINTMENT;
    Mover me = vendor ? MOVER_VENDOR : MOVER_PARTNER;
    MachineReader reader = vendor ? READER_VENDOR : READER_PARTNER;
    AppointmentView *v = arena_new(ctx->arena, AppointmentView);
    AppointmentInput now;
    SupportHours hours;
    input_of(ctx, p, &now);
    TRY(support_hours(ctx, &hours));
    v->vendor = vendor;
    v->number = r->number;
    v->shell = shell_of(ctx, r, MSG("Appointment"), vendor);
    TRY(machine_card(ctx, m, reader, r->account_id, p->id, &v->card));
    v->card.action_url = (Url){0}; /* it is done further down this page */
    TRY(machine_history(ctx, m, reader, r->account_id, p->id, &v->history, &v->history_n));
    fill_facts(ctx, p, hours.tz, v);
    fill_fields(ctx, in ? in : &now, v);
    v->may_confirm = machine_may(ctx, m, p->state, S("confirmed"), me);
    v->may_move = machine_may(ctx, m, p->state, vendor ? S("offered") : S("proposed"), me);
    v->may_cancel = machine_may(ctx, m, p->state, S("cancelled"), me);
    v->confirm_label = vendor ? MSG("Accept the time") : MSG("Agree");
    v->move_label = vendor ? MSG("Offer another time") : MSG("Propose another time");
#define AT(REST) (vendor ? desk_url(ctx, p->id, REST) : partner_url(ctx, r->public_id, p->id, REST))
    v->confirm = (FormView){.action = vendor ? AT("/accept") : AT("/agree"), .version = p->version, .no_guard = true};
    v->move = (FormView){.action = AT("/move"),
                         .version = p->version,
                         .errors = ui_errors(ctx, MOVE_NAMES, COUNT_OF(MOVE_NAMES)),
                         .id = S("move-form")};
    v->cancel = (FormView){.action = AT("/cancel"),
                           .errors = ui_errors(ctx, CANCEL_NAMES, COUNT_OF(CANCEL_NAMES)),
                           .id = S("cancel-form"),
                           .no_guard = true};
    v->calendar = AT("/calendar");
#undef AT
    v->request = vendor ? url_fmt(ctx->arena, DESK "/%i", r->id) : request_url(ctx, r, "");
    *ret = v;
    return OK;
}

typedef struct Found {
    SupportRequest r;
    Appointment p;
} Found;

static Err find_mine(AccountCtx a, Found *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("appointment"), &id));
    return appointment_find(a, id, &ret->p, &ret->r);
}

static Err find_desk(OperatorCtx o, Found *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("appointment"), &id));
    return appointment_desk_find(o, id, &ret->p, &ret->r);
}

/* After an act of either side: where it stands now, or the page again with what is wrong. */
static Err done(Ctx *ctx, const Found *f, const AppointmentInput *in, Err err, bool vendor, Msg said)
{
    AppointmentView *v;
    if (err == ERR_INVALID) {
        TRY(one_view(ctx, &f->r, &f->p, in, vendor, &v));
        return RENDER_FAILED(ctx, appointment_one, v);
    }
    TRY(err);
    ctx_redirect(ctx, vendor ? desk_url(ctx, f->p.id, "") : partner_url(ctx, f->r.public_id, f->p.id, ""), said);
    return OK;
}

static Err calendar_out(Ctx *ctx, const Found *f)
{
    TRY(appointment_calendar(ctx, &f->r, &f->p, &ctx->out.body));
    ctx->out.content_type = S("text/calendar; charset=utf-8");
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"%.*s.ics\"", S_ARG(f->r.number)));
    return OK;
}

static Err moved(Ctx *ctx, const Found *f, bool vendor)
{
    AppointmentInput in;
    read_input(ctx, &in);
    Err err = appointment_move(ctx, &f->r, &f->p, &in, vendor ? MOVER_VENDOR : MOVER_PARTNER);
    return done(ctx, f, &in, err, vendor, MSG("The other time is sent."));
}

static Err confirmed(Ctx *ctx, const Found *f, bool vendor)
{
    AppointmentInput in;
    read_input(ctx, &in);
    Err err = appointment_confirm(ctx, &f->r, &f->p, in.version, vendor ? MOVER_VENDOR : MOVER_PARTNER);
    return done(ctx, f, NULL, err, vendor, MSG("The appointment is confirmed. The calendar file goes out by mail."));
}

static Err cancelled(Ctx *ctx, const Found *f, bool vendor)
{
    Err err = appointment_cancel(ctx, &f->r, &f->p, ctx_form(ctx, S("why")), vendor ? MOVER_VENDOR : MOVER_PARTNER);
    return done(ctx, f, NULL, err, vendor, MSG("The appointment is cancelled."));
}

/* --- the partner's --- */

static Err new_view(AccountCtx a, const SupportRequest *r, const AppointmentInput *in, AppointmentView **ret)
{
    Ctx *ctx = a.ctx;
    AppointmentView *v = arena_new(ctx->arena, AppointmentView);
    v->fresh = true;
    v->shell = shell_of(ctx, r, MSG("Propose an appointment"), false);
    fill_fields(ctx, in, v);
    v->move_label = MSG("Propose this time");
    v->move = (FormView){.action = request_url(ctx, r, "/appointment"),
                         .errors = ui_errors(ctx, MOVE_NAMES, COUNT_OF(MOVE_NAMES))};
    v->request = request_url(ctx, r, "");
    *ret = v;
    return OK;
}

static Err request_of_path(AccountCtx a, SupportRequest *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("request"), &id));
    return support_find(a, id, ret);
}

Err appointment_new_page(AccountCtx a)
{
    SupportRequest r;
    AppointmentView *v;
    TRY(request_of_path(a, &r));
    AppointmentInput in = {.way = S("phone"), .place = phone_shown(a.ctx->arena, a.ctx->account.country, r.phone)};
    TRY(new_view(a, &r, &in, &v));
    RENDER(a.ctx, 200, appointment_form, v);
    return OK;
}

Err appointment_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SupportRequest r;
    AppointmentInput in;
    AppointmentView *v;
    Id id;
    TRY(request_of_path(a, &r));
    read_input(ctx, &in);
    Err err = appointment_propose(a, &r, &in, &id);
    if (err == ERR_INVALID) {
        TRY(new_view(a, &r, &in, &v));
        return RENDER_FAILED(ctx, appointment_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, partner_url(ctx, r.public_id, id, ""),
                 MSG("The time is proposed. The support desk accepts it or offers another one."));
    return OK;
}

Err appointment_page(AccountCtx a)
{
    Found f;
    AppointmentView *v;
    TRY(find_mine(a, &f));
    TRY(one_view(a.ctx, &f.r, &f.p, NULL, false, &v));
    RENDER(a.ctx, 200, appointment_one, v);
    return OK;
}

Err appointment_agree_post(AccountCtx a)
{
    Found f;
    TRY(find_mine(a, &f));
    return confirmed(a.ctx, &f, false);
}

Err appointment_move_post(AccountCtx a)
{
    Found f;
    TRY(find_mine(a, &f));
    return moved(a.ctx, &f, false);
}

Err appointment_cancel_post(AccountCtx a)
{
    Found f;
    TRY(find_mine(a, &f));
    return cancelled(a.ctx, &f, false);
}

Err appointment_calendar_get(AccountCtx a)
{
    Found f;
    TRY(find_mine(a, &f));
    return calendar_out(a.ctx, &f);
}

/* --- the desk's --- */

Err appointment_desk_page(OperatorCtx o)
{
    Found f;
    AppointmentView *v;
    TRY(find_desk(o, &f));
    TRY(one_view(o.ctx, &f.r, &f.p, NULL, true, &v));
    RENDER(o.ctx, 200, appointment_one, v);
    return OK;
}

Err appointment_desk_accept_post(OperatorCtx o)
{
    Found f;
    TRY(find_desk(o, &f));
    return confirmed(o.ctx, &f, true);
}

Err appointment_desk_move_post(OperatorCtx o)
{
    Found f;
    TRY(find_desk(o, &f));
    return moved(o.ctx, &f, true);
}

Err appointment_desk_cancel_post(OperatorCtx o)
{
    Found f;
    TRY(find_desk(o, &f));
    return cancelled(o.ctx, &f, true);
}

Err appointment_desk_calendar(OperatorCtx o)
{
    Found f;
    TRY(find_desk(o, &f));
    return calendar_out(o.ctx, &f);
}
