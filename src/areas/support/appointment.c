/* Appointments: the machine, what a time has to be, who is told, the calendar file, and the clock that ends them. */
#include "areas/support/appointment.h"

#include "app/audit.h"
#include "app/config.h"
#include "app/mail.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/typed.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/support/calendar.h"
#include "base/utf8.h"
#include "gen/support_q.h"

#define PAGE "/a/{account}/support/appointments/{id}"
#define DESK_PAGE "/operator/support/appointments/{id}"
#define DAYS S("support.appointment_days")
#define SEE                                                                                                            \
    {                                                                                                                  \
        N_("See the appointment"), PAGE, &SUPPORT_USE                                                                  \
    }
#define OPEN                                                                                                           \
    {                                                                                                                  \
        N_("Open the appointment"), DESK_PAGE, &SUPPORT_DESK                                                           \
    }

const SupportWord APPOINTMENT_WAYS[2] = {{"phone", N_("By telephone")}, {"meeting", N_("As an online meeting")}};

static const MachineState STATES[] = {
    {.id = "proposed",
     .name = N_("Time proposed"),
     .tone = STATE_WAIT,
     .means = N_("The support desk has not agreed to the time yet."),
     .why = N_("The partner proposed this time."),
     .next = N_("The support desk accepts the time or offers another one."),
     .who = N_("The vendor's support desk."),
     .when = N_("Before the time comes; without an answer the appointment is cancelled then."),
     .partner = SEE,
     .vendor = {N_("Accept it or offer another time"), DESK_PAGE, &SUPPORT_DESK},
     .first = true},
    {.id = "offered",
     .name = N_("Other time offered"),
     .tone = STATE_WARN,
     .means = N_("The support desk cannot be there at the earlier time and offers another one."),
     .why = N_("The support desk offered another time."),
     .next = N_("The partner agrees, proposes another time, or cancels."),
     .who = N_("Whoever made the request, at the partner."),
     .when = N_("Before the time comes; without an answer the appointment is cancelled then."),
     .partner = {N_("Agree or propose another time"), PAGE, &SUPPORT_USE},
     .vendor = OPEN},
    {.id = "confirmed",
     .name = N_("Confirmed"),
     .tone = STATE_GOOD,
     .means = N_("Both sides have agreed to the time."),
     .why = N_("One side proposed the time and the other agreed."),
     .next = N_("The two sides speak at that time. Until then either side can move or cancel it."),
     .who = N_("Both sides, at the time that stands there."),
     .when = N_("At the time that stands there."),
     .partner = SEE,
     .vendor = OPEN},
    {.id = "cancelled",
     .name = N_("Cancelled"),
     .tone = STATE_OFF,
     .means = N_("The appointment does not take place."),
     .why = N_("One side cancelled it."),
     .next = N_("Nothing. While the request is open, another time can be proposed there."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
    {.id = "over",
     .name = N_("Past"),
     .tone = STATE_OFF,
     .means = N_("The time of the appointment is over."),
     .why = N_("Its time has come and gone."),
     .next = N_("The request goes on by messages. While it is open, another time can be proposed there."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
};

#define BY_PARTNER(ID, NAME, FROM, TO, REASON)                                                                         \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &SUPPORT_USE,          \
        .reason = (REASON)                                                                                             \
    }
#define BY_VENDOR(ID, NAME, FROM, TO, REASON)                                                                          \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_VENDOR, .perm = &SUPPORT_DESK,          \
        .reason = (REASON)                                                                                             \
    }
#define BY_CLOCK(ID, NAME, FROM, TO, REASON)                                                                           \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_TIMER, .reason = (REASON),              \
        .limit = "support.appointment_days"                                                                            \
    }
static const MachineMove MOVES[] = {
    BY_VENDOR("accept", N_("Accept the time"), "proposed", "confirmed", false),
    BY_VENDOR("offer", N_("Offer another time"), "proposed", "offered", true),
    BY_VENDOR("offer", N_("Offer another time"), "confirmed", "offered", true),
    BY_PARTNER("agree", N_("Agree"), "offered", "confirmed", false),
    BY_PARTNER("propose", N_("Propose another time"), "offered", "proposed", false),
    BY_PARTNER("propose", N_("Propose another time"), "confirmed", "proposed", false),
    BY_PARTNER("cancel", N_("Cancel"), "proposed", "cancelled", true),
    BY_PARTNER("cancel", N_("Cancel"), "offered", "cancelled", true),
    BY_PARTNER("cancel", N_("Cancel"), "confirmed", "cancelled", true),
    BY_VENDOR("cancel", N_("Cancel"), "proposed", "cancelled", true),
    BY_VENDOR("cancel", N_("Cancel"), "offered", "cancelled", true),
    BY_VENDOR("cancel", N_("Cancel"), "confirmed", "cancelled", true),
    BY_CLOCK("lapse", N_("Cancel without an answer"), "proposed", "cancelled", true),
    BY_CLOCK("lapse", N_("Cancel without an answer"), "offered", "cancelled", true),
    BY_CLOCK("end", N_("End"), "confirmed", "over", false),
};

static Err state_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    SupportAppointmentStateRow row;
    TRY(q_support_appointment_state(system_of(ctx),
                                    &(SupportAppointmentStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err state_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed;
    TRY(q_support_appointment_state_put(system_of(ctx),
                                        &(SupportAppointmentStatePutArgs){.account_id = step->account_id,
                                                                          .id = step->subject_id,
                                                                          .from_state = step->from,
                                                                          .to_state = step->to,
                                                                          .reason = step->reason},
                                        &changed));
    return changed ? OK : ERR_STALE;
}

const Machine SUPPORT_APPOINTMENT = {
    .id = "support_appointment",
    .name = N_("Support appointment"),
    .source = "portal-workflows.md 18 (appointments)",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = state_read,
    .write = state_write,
};

/* --- finding --- */

#define APPOINTMENT_OF(R)                                                                                              \
    ((Appointment){.account_id = (R).account_id,                                                                       \
                   .request_id = (R).request_id,                                                                       \
                   .id = (R).id,                                                                                       \
                   .creator_id = (R).creator_id,                                                                       \
                   .version = (R).version,                                                                             \
                   .minutes = (R).minutes,                                                                             \
                   .sequence = (R).sequence,                                                                           \
                   .state = (R).state,                                                                                 \
                   .reason = (R).reason,                                                                               \
                   .zone = (R).zone,                                                                                   \
                   .way = (R).way,                                                                                     \
                   .place = (R).place,                                                                                 \
                   .starts_at = (R).starts_at})

static Err not_there(Ctx *ctx, Err err)
{
    return err != ERR_NOT_FOUND ? err
                                : problem(ctx, err, MSG("There is no such appointment among those you may see."),
                                          MSG("Open the support request: its appointments stand there."));
}

/* Whoever may read the request may see its appointments. */
Err appointment_find(AccountCtx a, Id id, Appointment *ret, SupportRequest *ret_request)
{
    SupportAppointmentGetRow row;
    TRY(not_there(a.ctx, q_support_appointment_get(a, &(SupportAppointmentGetArgs){.id = id}, &row)));
    *ret = APPOINTMENT_OF(row);
    return support_find(a, row.request_id, ret_request);
}

Err appointment_desk_find(OperatorCtx o, Id id, Appointment *ret, SupportRequest *ret_request)
{
    SupportDeskAppointmentGetRow row;
    TRY(not_there(o.ctx, q_support_desk_appointment_get(o, &(SupportDeskAppointmentGetArgs){.id = id}, &row)));
    *ret = APPOINTMENT_OF(row);
    return support_desk_find(o, row.request_id, ret_request);
}

Err appointment_may_propose(AccountCtx a, const SupportRequest *r, bool *ret)
{
    SupportAppointmentCountRow row;
    TRY(q_support_appointment_count(a, &(SupportAppointmentCountArgs){.request_id = r->id}, &row));
    *ret = !str_eq(r->state, S("closed")) && !row.standing && row.n < APPOINTMENTS_MAX;
    return OK;
}

/* --- what is typed --- */

static bool clock_parse(Str text, int64_t *ret_minute)
{
    int64_t hour, minute;
    ptrdiff_t colon = str_find_char(text, ':');
    *ret_minute = 0;
    if (colon < 1 || colon > 2 || text.n != (size_t)colon + 3 || str_to_i64(str_sub(text, 0, (size_t)colon), &hour) ||
        str_to_i64(str_skip(text, (size_t)colon + 1), &minute)) {
        return false;
    }
    *ret_minute = hour * 60 + minute;
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

/* The clock on the wall there as a time; false where the clocks leave that hour out. */
static bool time_from_wall(Str tz, Time wall, Time *ret)
{
    Time t = time_add(wall, -time_diff(time_in_zone(tz, wall), wall));
    t = time_add(t, time_diff(wall, time_in_zone(tz, t)));
    *ret = t;
    return time_diff(time_in_zone(tz, t), wall) == 0;
}

static Str clock_text(Arena *a, int64_t hour) { return str_fmt(a, "%lld:00", (long long)hour); }

static bool in_hours(const SupportHours *h, Time starts, int64_t minutes)
{
    Time local = time_in_zone(h->tz, starts), end = time_add(local, minutes * TIME_MINUTE - 1);
    Civil c = time_civil(end);
    return date_weekday(date_of(local)) < 5 && date_of(local).days == date_of(end).days &&
           time_civil(local).hour >= h->open && c.hour < h->close;
}

static Err check_time(Ctx *ctx, const AppointmentInput *in, Mover by, Appointment *ret)
{
    Date day;
    int64_t minute, days;
    SupportHours h;
    bool date = date_parse(in->date, &day) == OK, clock = clock_parse(in->time, &minute);
    if (!date) {
        problem_field(ctx, S("date"), MSG("Enter the day, as 2026-11-26."));
    }
    if (!clock) {
        problem_field(ctx, S("time"), MSG("Enter the time of day, as 14:30."));
    }
    if (!date || !clock) {
        return OK;
    }
    TRY(setting_int(ctx, ID_NIL, DAYS, &days));
    TRY(support_hours(ctx, &h));
    if (!time_from_wall(ctx->tz, time_add(time_of_date(day), minute * TIME_MINUTE), &ret->starts_at)) {
        problem_field(ctx, S("time"), MSG("The clocks are changed in that hour. Choose another time."));
    } else if (ret->starts_at.us <= ctx->now.us) {
        problem_field(ctx, S("date"), MSG("This time is over. Choose a later one."));
    } else if (time_diff(ret->starts_at, ctx->now) > days * TIME_DAY) {
        problem_field(
            ctx, S("date"),
            MSG1("Choose a day within the next {n} days.", "n", str_fmt(ctx->arena, "%lld", (long long)days)));
    } else if (by == MOVER_PARTNER && !in_hours(&h, ret->starts_at, ret->minutes)) {
        problem_field(ctx, S("time"),
                      (Msg){.id = TR("The support desk can be reached Monday to Friday from {from} to {to}, {zone}."),
                            .args = {{"from", clock_text(ctx->arena, h.open)},
                                     {"to", clock_text(ctx->arena, h.close)},
                                     {"zone", h.tz}}});
    }
    return OK;
}

static Err check(Ctx *ctx, const AppointmentInput *in, Mover by, Appointment *ret)
{
    if (str_to_i64(in->minutes, &ret->minutes) != OK ||
        (ret->minutes != 15 && ret->minutes != 30 && ret->minutes != 60)) {
        problem_field(ctx, S("minutes"), MSG("Choose how long it takes."));
        ret->minutes = 30;
    }
    ret->place = str_trim(in->place);
    if (!ret->place.n && by == MOVER_PARTNER && str_eq(ret->way, S("phone"))) {
        problem_field(ctx, S("place"), MSG("Enter the telephone number to reach you at."));
    } else if (str_eq(ret->way, S("phone")) && by == MOVER_PARTNER) {
        typed_phone(ctx, "place", ctx->account.country, &ret->place);
    } else if (!utf8_valid(ret->place) || utf8_has_control(ret->place) ||
               utf8_count(ret->place) > APPOINTMENT_PLACE_MAX) {
        problem_field(
            ctx, S("place"),
            MSG1("Use at most {n} characters on one line.", "n", str_fmt(ctx->arena, "%d", APPOINTMENT_PLACE_MAX)));
    }
    return check_time(ctx, in, by, ret);
}

/* --- the calendar file --- */

Err appointment_calendar(Ctx *ctx, const SupportRequest *r, const Appointment *p, Str *ret)
{
    Str vendor;
    const Config *c = config_of_process();
    TRY(installation_get(ctx, S("vendor_name"), &vendor));
    Str title = str_fmt(ctx->arena, "%.*s: %.*s", S_ARG(r->number), S_ARG(r->summary));
    *ret = calendar_write(
        ctx->arena,
        &(CalendarEvent){
            .uid = str_fmt(ctx->arena, "%.*s@entente", S_ARG(id_text(ctx->arena, p->id))),
            .summary = title,
            .place = p->place,
            .url = mail_link(ctx, url_fmt(ctx->arena, "/a/%s/support/appointments/%i", r->public_id, p->id)).s,
            .organizer_name = vendor,
            .organizer = mail_bare_address(c ? c->mail_from : S("no-reply@localhost")),
            .starts = p->starts_at,
            .ends = time_add(p->starts_at, p->minutes * TIME_MINUTE),
            .stamp = ctx->now,
            .sequence = p->sequence,
            .cancelled = str_eq(p->state, S("cancelled")),
            .tentative = str_eq(p->state, S("proposed")) || str_eq(p->state, S("offered"))});
    return OK;
}

/* --- the acts --- */

static Str action_key(Ctx *ctx, Id id) { return str_concat(ctx->arena, S("appointment/"), id_text(ctx->arena, id)); }

static void audit_of(Ctx *ctx, const SupportRequest *r, const Appointment *p)
{
    ctx->audit.target_kind = S("support_appointment");
    ctx->audit.target_id = p->id;
    ctx->audit.target_name = r->number;
}

static Str time_json(Ctx *ctx, const Appointment *p)
{
    return AUDIT_JSON(ctx->arena, {"startsAt", time_iso(ctx->arena, p->starts_at)},
                      {"minutes", str_fmt(ctx->arena, "%lld", (long long)p->minutes)});
}

/* Whoever made the request, with the file for their calendar; or whoever of the desk works on it, if anybody does. */
static Err tell_side(Ctx *ctx, const SupportRequest *r, const Appointment *p, bool partner, const char *words)
{
    Id who = partner ? p->creator_id : r->assigned_id;
    Msg title = MSG_OF(words);
    bool to_do = partner && str_eq(p->state, S("offered"));
    title.args[0] = (struct MsgArg){"number", r->number};
    title.args[1] = (struct MsgArg){"time", tell_time(ctx->arena, p->starts_at)};
    if (id_is_nil(who)) {
        return OK;
    }
    Tell t = {.category = S("support"),
              .user_id = who,
              .account_id = r->account_id,
              .icon = S("calendar"),
              .title = title,
              .line = p->reason.n ? MSG1("{text}", "text", utf8_prefix(p->reason, 300)) : (Msg){0},
              .url = partner ? url_fmt(ctx->arena, "/a/%s/support/appointments/%i", r->public_id, p->id)
                             : url_fmt(ctx->arena, "/operator/support/appointments/%i", p->id),
              .action = to_do ? MSG("Agree or propose another time") : MSG("Open the appointment"),
              .action_key = to_do ? action_key(ctx, p->id) : S(""),
              .due = to_do ? date_of(p->starts_at) : DATE_NONE};
    TRY(appointment_calendar(ctx, r, p, &t.calendar));
    return tell_user(ctx, &t);
}

/* The desk has to answer, at the latest when the time comes. */
static Err put_to_work(Ctx *ctx, const SupportRequest *r, const Appointment *p)
{
    Time due;
    TRY(support_due(ctx, r->severity, &due));
    return work_add(ctx, &(WorkNew){.kind = APPOINTMENT_WORK,
                                    .account_id = r->account_id,
                                    .subject_id = p->id,
                                    .assigned_to = r->assigned_id,
                                    .due_at = due.us < p->starts_at.us ? due : p->starts_at,
                                    .ref = r->number,
                                    .language = r->language});
}

static Err start_clock(Ctx *ctx, const Appointment *p)
{
    Id job;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = APPOINTMENT_CLOCK,
                                 .key = id_text(ctx->arena, p->id),
                                 .delay_us = time_diff(p->starts_at, ctx->now),
                                 .total = -1},
                       &job);
}

static Err move_to(Ctx *ctx, const Appointment *p, const char *to, Mover by, Str reason)
{
    return machine_move(
        ctx, &SUPPORT_APPOINTMENT,
        &(MachineAsk){
            .account_id = p->account_id, .subject_id = p->id, .to = str_from(to), .mover = by, .reason = reason});
}

Err appointment_propose(AccountCtx a, const SupportRequest *r, const AppointmentInput *in, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    bool may;
    Appointment p = {.account_id = r->account_id, .request_id = r->id, .way = in->way, .zone = ctx->tz};
    TRY(appointment_may_propose(a, r, &may));
    if (!may) {
        return problem(ctx, ERR_CONFLICT, MSG("No appointment can be proposed for this request now."),
                       MSG("It is closed, or an appointment stands already: open that one to move or cancel it."));
    }
    if (!str_eq(in->way, S("phone")) && !str_eq(in->way, S("meeting"))) {
        problem_field(ctx, S("way"), MSG("Choose how to speak."));
    }
    TRY(check(ctx, in, MOVER_PARTNER, &p));
    TRY(problem_check(ctx));
    *ret_id = p.id = ctx_new_id(ctx);
    p.creator_id = ctx->actor.user_id;
    audit_of(ctx, r, &p);
    ctx->audit.after = time_json(ctx, &p);
    TRY(q_support_appointment_add(a,
                                  &(SupportAppointmentAddArgs){.id = p.id,
                                                               .request_id = r->id,
                                                               .starts_at = p.starts_at,
                                                               .minutes = p.minutes,
                                                               .zone = p.zone,
                                                               .way = p.way,
                                                               .place = p.place},
                                  NULL));
    TRY(machine_begin(ctx, &SUPPORT_APPOINTMENT, p.account_id, p.id, MOVER_PARTNER));
    TRY(put_to_work(ctx, r, &p));
    TRY(start_clock(ctx, &p));
    return tell_side(ctx, r, &p, false, N_("{number}: an appointment is proposed for {time}"));
}

Err appointment_move(Ctx *ctx, const SupportRequest *r, const Appointment *p, const AppointmentInput *in, Mover by)
{
    bool vendor = by == MOVER_VENDOR;
    int64_t changed;
    Appointment now = *p;
    const char *to = vendor ? "offered" : "proposed";
    TRY(machine_check(ctx, &SUPPORT_APPOINTMENT, p->state, str_from(to), by));
    TRY(check(ctx, in, by, &now));
    if (vendor && !str_trim(in->reason).n) {
        problem_field(ctx, S("reason"), MSG("Say why, for the other side to read."));
    }
    TRY(problem_check(ctx));
    audit_of(ctx, r, p);
    ctx->audit.before = time_json(ctx, p);
    ctx->audit.after = time_json(ctx, &now);
    TRY(q_support_appointment_put(account_of(ctx, p->account_id),
                                  &(SupportAppointmentPutArgs){.id = p->id,
                                                               .version = in->version,
                                                               .starts_at = now.starts_at,
                                                               .minutes = now.minutes,
                                                               .place = now.place},
                                  &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(move_to(ctx, p, to, by, str_trim(in->reason)));
    now.state = str_from(to);
    now.reason = str_trim(in->reason);
    now.sequence++;
    TRY(start_clock(ctx, &now));
    if (vendor) {
        TRY(work_done(ctx, APPOINTMENT_WORK, p->id, "offered"));
        return tell_side(ctx, r, &now, true, N_("{number}: the support desk offers {time}"));
    }
    TRY(tell_done(ctx, p->account_id, action_key(ctx, p->id)));
    TRY(put_to_work(ctx, r, &now));
    return tell_side(ctx, r, &now, false, N_("{number}: an appointment is proposed for {time}"));
}

Err appointment_confirm(Ctx *ctx, const SupportRequest *r, const Appointment *p, int64_t version, Mover by)
{
    Appointment now = *p;
    if (version != p->version) {
        return ERR_STALE;
    }
    audit_of(ctx, r, p);
    TRY(move_to(ctx, p, "confirmed", by, S("")));
    TRY(q_support_appointment_raise(account_of(ctx, p->account_id), &(SupportAppointmentRaiseArgs){.id = p->id}, NULL));
    now.state = S("confirmed");
    now.reason = S("");
    now.sequence++;
    if (by == MOVER_VENDOR) {
        TRY(work_done(ctx, APPOINTMENT_WORK, p->id, "confirmed"));
    }
    TRY(tell_done(ctx, p->account_id, action_key(ctx, p->id)));
    TRY(tell_side(ctx, r, &now, true, N_("{number}: the appointment of {time} is confirmed")));
    return by == MOVER_PARTNER ? tell_side(ctx, r, &now, false, N_("{number}: the appointment of {time} is confirmed"))
                               : OK;
}

static Err end_it(Ctx *ctx, const SupportRequest *r, const Appointment *p, Str reason, Mover by)
{
    Appointment now = *p;
    audit_of(ctx, r, p);
    TRY(move_to(ctx, p, "cancelled", by, reason));
    TRY(q_support_appointment_raise(account_of(ctx, p->account_id), &(SupportAppointmentRaiseArgs){.id = p->id}, NULL));
    TRY(work_done(ctx, APPOINTMENT_WORK, p->id, "cancelled"));
    TRY(tell_done(ctx, p->account_id, action_key(ctx, p->id)));
    now.state = S("cancelled");
    now.reason = reason;
    now.sequence++;
    if (by != MOVER_PARTNER) {
        TRY(tell_side(ctx, r, &now, true, N_("{number}: the appointment of {time} is cancelled")));
    }
    return by != MOVER_VENDOR ? tell_side(ctx, r, &now, false, N_("{number}: the appointment of {time} is cancelled"))
                              : OK;
}

Err appointment_cancel(Ctx *ctx, const SupportRequest *r, const Appointment *p, Str reason, Mover by)
{
    reason = str_trim(reason);
    if (!reason.n || !utf8_valid(reason) || utf8_count(reason) > MACHINE_REASON_MAX) {
        problem_field(ctx, S("why"), MSG("Say why, for the other side to read."));
    }
    TRY(problem_check(ctx));
    return end_it(ctx, r, p, reason, by);
}

/* --- the clock --- */

static Err request_of(Ctx *ctx, Id id, SupportRequest *ret)
{
    SupportWaitingRow row;
    TRY(q_support_waiting(system_of(ctx), &(SupportWaitingArgs){.id = id}, &row));
    *ret = (SupportRequest){.account_id = row.account_id,
                            .id = row.id,
                            .number = row.number,
                            .summary = row.summary,
                            .creator_id = row.creator_id,
                            .language = row.language,
                            .public_id = row.public_id};
    return OK;
}

Err appointment_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    SupportAppointmentClockRow row;
    SupportRequest r;
    Id id;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_support_appointment_clock(system_of(ctx), &(SupportAppointmentClockArgs){.id = id}, &row);
    bool confirmed = err == OK && str_eq(row.state, S("confirmed"));
    if (err == ERR_NOT_FOUND || (err == OK && (str_eq(row.state, S("cancelled")) || str_eq(row.state, S("over"))))) {
        ctx->audit.skip = true;
        return OK;
    }
    TRY(err);
    Time end = time_add(row.starts_at, confirmed ? row.minutes * TIME_MINUTE : 0);
    int64_t left = time_diff(end, ctx->now);
    if (left > 0) { /* looked at each hour, since it may be moved to an earlier time */
        job->run_after_us = left < TIME_HOUR ? left : TIME_HOUR;
        *ret_next = JOB_LATER;
        ctx->audit.skip = true;
        return OK;
    }
    TRY(request_of(ctx, row.request_id, &r));
    Appointment p = {.account_id = row.account_id,
                     .request_id = row.request_id,
                     .id = id,
                     .creator_id = row.creator_id,
                     .state = row.state,
                     .place = row.place,
                     .sequence = row.sequence,
                     .minutes = row.minutes,
                     .starts_at = row.starts_at};
    (void)account_of(ctx, p.account_id);
    if (!confirmed) {
        return end_it(ctx, &r, &p, tr(locale_get(r.language), NULL, N_("Nobody answered before the time came.")),
                      MOVER_TIMER);
    }
    audit_of(ctx, &r, &p);
    return move_to(ctx, &p, "over", MOVER_TIMER, S(""));
}
