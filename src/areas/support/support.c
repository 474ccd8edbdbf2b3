/* The rules of requests: making one, what both sides say and do, and who is told. No HTTP, no HTML, no SQL. */
#include "areas/support/support.h"

#include "app/audit.h"
#include "app/numbering.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/typed.h"
#include "app/unit.h"
#include "app/work.h"
#include "base/utf8.h"
#include "gen/support_q.h"

enum { FIRST_NUMBER = 100001 };

const UploadRule SUPPORT_FILES = {.field = "files", .kinds = CONTENT_DOCUMENTS | 1 << CONTENT_TEXT, .files_max = 5};

/* --- what people type --- */

static Str check_line(Ctx *ctx, const char *field, Str text, size_t max, Msg missing)
{
    text = str_trim(text);
    if (!text.n) {
        if (msg_is_set(missing)) {
            problem_field(ctx, str_from(field), missing);
        }
    } else if (!utf8_valid(text) || utf8_has_control(text) || utf8_count(text) > max) {
        problem_field(ctx, str_from(field),
                      MSG1("Use at most {n} characters on one line.", "n", str_fmt(ctx->arena, "%zu", max)));
    }
    return text;
}

/* Lines are kept; what else controls a screen is not. */
static Str check_text(Ctx *ctx, const char *field, Str text, Msg missing)
{
    text = str_trim(text);
    if (!text.n) {
        problem_field(ctx, str_from(field), missing);
        return text;
    }
    bool plain = utf8_valid(text);
    Str rest = text, line;
    while (plain && str_split(&rest, '\n', &line)) {
        char *z = str_z(ctx->arena, line);
        for (size_t i = 0; i < line.n; i++) {
            z[i] = z[i] == '\t' || z[i] == '\r' ? ' ' : z[i];
        }
        plain = !utf8_has_control(str_of(z, line.n));
    }
    if (!plain || utf8_count(text) > SUPPORT_TEXT_MAX) {
        problem_field(ctx, str_from(field), MSG("Use at most 5,000 characters of plain text."));
    }
    return text;
}

static bool word_in(const SupportWord *words, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from(words[i].id), id)) {
            return true;
        }
    }
    return false;
}

void support_check_start(Ctx *ctx, SupportNew *in)
{
    in->summary =
        check_line(ctx, "summary", in->summary, SUPPORT_SUMMARY_MAX, MSG("Say in a few words what the problem is."));
    if (!support_workspace(in->workspace)) {
        problem_field(ctx, S("workspace"), MSG("Choose what it is about."));
    }
    if (!word_in(SUPPORT_PROBLEMS, SUPPORT_PROBLEMS_N, in->problem)) {
        problem_field(ctx, S("problem"), MSG("Choose the kind of problem."));
    }
}

static bool email_fits(Str e)
{
    ptrdiff_t at = str_find_char(e, '@');
    return at > 0 && str_find_char(str_skip(e, (size_t)at + 1), '.') > 0 && str_find_char(e, ' ') < 0;
}

static void check_new(Ctx *ctx, SupportNew *in)
{
    support_check_start(ctx, in);
    in->details = check_text(ctx, "details", in->details, MSG("Describe what happens and what you expected."));
    if (!word_in(SUPPORT_SEVERITIES, SUPPORT_SEVERITIES_N, in->severity)) {
        problem_field(ctx, S("severity"), MSG("Choose how severe it is."));
    }
    in->email = check_line(ctx, "email", in->email, 200, MSG("Enter the e-mail address to reach you at."));
    if (in->email.n && !email_fits(in->email)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@example.com."));
    }
    in->phone = check_line(ctx, "phone", in->phone, SUPPORT_PHONE_MAX, (Msg){0});
    typed_phone(ctx, "phone", ctx->account.country, &in->phone);
}

/* --- the parts of an act --- */

static void audit_of(Ctx *ctx, const SupportRequest *r)
{
    ctx->audit.target_kind = S("support_request");
    ctx->audit.target_id = r->id;
    ctx->audit.target_name = r->number;
}

/* The documents of a message: among the account's files from now on, for whoever may read the message. */
static Err keep_files(AccountCtx a, const SupportRequest *r, Id message_id, const SupportFiles *files)
{
    Ctx *ctx = a.ctx;
    SupportFileCountRow kept;
    if (!files || !files->n) {
        return OK;
    }
    TRY(q_support_file_count(a, &(SupportFileCountArgs){.request_id = r->id}, &kept));
    if ((size_t)kept.n + files->n > SUPPORT_FILES_MAX) {
        problem_field(ctx, S("files"), MSG("This request has 100 files and takes no more. Name them in the text."));
        return problem_check(ctx);
    }
    for (size_t i = 0; i < files->n; i++) {
        const Upload *u = &files->files[i];
        SupportFileAddArgs row = {.request_id = r->id,
                                  .message_id = message_id,
                                  .id = ctx_new_id(ctx),
                                  .name = u->name,
                                  .size = (int64_t)u->done.size};
        TRY(upload_publish(ctx, u, &row.file_id));
        TRY(q_support_file_add(a, &row, NULL));
    }
    return OK;
}

static Err say(Ctx *ctx, const SupportRequest *r, Str kind, Str text, const SupportFiles *files)
{
    SupportSaidOfRow said;
    Id message = ctx_new_id(ctx);
    AccountCtx a = account_of(ctx, r->account_id);
    TRY(q_support_said_of(a, &(SupportSaidOfArgs){.request_id = r->id}, &said));
    if (said.n >= SUPPORT_MESSAGES_MAX) {
        return problem(ctx, ERR_CONFLICT, MSG("This request has 500 messages and takes no more."),
                       MSG("Make a new request and name this one in it."));
    }
    TRY(q_support_message_add(a,
                              &(SupportMessageAddArgs){.request_id = r->id,
                                                       .id = message,
                                                       .kind = kind,
                                                       .author_id = ctx->actor.user_id,
                                                       .author_name = ctx->actor.name,
                                                       .body = text},
                              NULL));
    return keep_files(a, r, message, files);
}

static Err move_to(Ctx *ctx, const SupportRequest *r, const char *to, Mover mover, Str reason)
{
    if (utf8_count(reason) > MACHINE_REASON_MAX) { /* the whole of it stands among the messages */
        reason = utf8_prefix(reason, MACHINE_REASON_MAX);
    }
    return machine_move(
        ctx, &SUPPORT_REQUEST,
        &(MachineAsk){
            .account_id = r->account_id, .subject_id = r->id, .to = str_from(to), .mover = mover, .reason = reason});
}

static Str action_key(Ctx *ctx, Id id) { return str_concat(ctx->arena, S("support/"), id_text(ctx->arena, id)); }

static int priority_of(Str severity) { return str_eq(severity, S("critical")); }

/* An answer is owed from now on: the vendor's staff find it in their queue. */
static Err put_to_work(Ctx *ctx, const SupportRequest *r, Time due)
{
    return work_add(ctx, &(WorkNew){.kind = SUPPORT_WORK,
                                    .account_id = r->account_id,
                                    .subject_id = r->id,
                                    .assigned_to = r->assigned_id,
                                    .due_at = due,
                                    .priority = priority_of(r->severity),
                                    .ref = r->number,
                                    .language = r->language});
}

static Err heard(Ctx *ctx, const SupportRequest *r)
{
    Time due;
    TRY(support_due(ctx, r->severity, &due));
    TRY(tell_done(ctx, r->account_id, action_key(ctx, r->id)));
    TRY(put_to_work(ctx, r, due));
    return q_support_heard(account_of(ctx, r->account_id), &(SupportHeardArgs){.id = r->id, .due_at = due}, NULL);
}

static Err answered(Ctx *ctx, const SupportRequest *r, Str by)
{
    TRY(work_done(ctx, SUPPORT_WORK, r->id, str_eq(by, S("vendor")) ? "answered" : "closed"));
    return q_support_answered(account_of(ctx, r->account_id),
                              &(SupportAnsweredArgs){.id = r->id,
                                                     .last_by = by,
                                                     .answered_at = str_eq(by, S("vendor")) ? ctx->now : TIME_NONE},
                              NULL);
}

/* --- finding --- */

#define REQUEST_OF(ROW)                                                                                                \
    ((SupportRequest){.account_id = (ROW).account_id,                                                                  \
                      .id = (ROW).id,                                                                                  \
                      .creator_id = (ROW).creator_id,                                                                  \
                      .customer_id = (ROW).customer_id,                                                                \
                      .assigned_id = (ROW).assigned_id,                                                                \
                      .version = (ROW).version,                                                                        \
                      .number = (ROW).number,                                                                          \
                      .creator_name = (ROW).creator_name,                                                              \
                      .state = (ROW).state,                                                                            \
                      .reason = (ROW).reason,                                                                          \
                      .severity = (ROW).severity,                                                                      \
                      .workspace = (ROW).workspace,                                                                    \
                      .problem = (ROW).problem,                                                                        \
                      .language = (ROW).language,                                                                      \
                      .summary = (ROW).summary,                                                                        \
                      .email = (ROW).email,                                                                            \
                      .phone = (ROW).phone,                                                                            \
                      .last_by = (ROW).last_by,                                                                        \
                      .partner_ref = (ROW).partner_ref,                                                                \
                      .owed = (ROW).owed,                                                                              \
                      .created_at = (ROW).created_at,                                                                  \
                      .due_at = (ROW).due_at,                                                                          \
                      .answered_at = (ROW).answered_at,                                                                \
                      .escalated_at = (ROW).escalated_at,                                                              \
                      .last_at = (ROW).last_at,                                                                        \
                      .closed_at = (ROW).closed_at})

Err support_list(AccountCtx a, const SupportWanted *w, SupportRequest **ret, size_t *ret_n)
{
    bool all;
    SupportApiRow *rows;
    TRY(support_sees_all(a, &all));
    TRY(q_support_api(a,
                      &(SupportApiArgs){.with_mine = !all,
                                        .creator_id = a.ctx->actor.user_id,
                                        .with_customer = !id_is_nil(w->customer_id),
                                        .customer_id = w->customer_id,
                                        .with_state = w->state.n > 0,
                                        .state = w->state,
                                        .max = w->max,
                                        .skip = w->skip},
                      &rows, ret_n));
    *ret = arena_array(a.ctx->arena, SupportRequest, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = REQUEST_OF(rows[i]);
    }
    return OK;
}

Err support_count(AccountCtx a, const SupportWanted *w, int64_t *ret)
{
    bool all;
    SupportApiCountRow row;
    TRY(support_sees_all(a, &all));
    TRY(q_support_api_count(a,
                            &(SupportApiCountArgs){.with_mine = !all,
                                                   .creator_id = a.ctx->actor.user_id,
                                                   .with_customer = !id_is_nil(w->customer_id),
                                                   .customer_id = w->customer_id,
                                                   .with_state = w->state.n > 0,
                                                   .state = w->state},
                            &row));
    *ret = row.n;
    return OK;
}

static Err not_there(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("There is no such support request among those you may see."),
                   MSG("Choose one from the list. Requests are seen by whoever made them."));
}

Err support_sees_all(AccountCtx a, bool *ret)
{
    *ret = false;
    return ctx_may(a.ctx, &SUPPORT_COLLEAGUES) ? setting_bool(a.ctx, ID_NIL, S("support.colleagues"), ret) : OK;
}

Err support_find(AccountCtx a, Id id, SupportRequest *ret)
{
    SupportGetRow row;
    bool all;
    Err err = q_support_get(a, &(SupportGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return not_there(a.ctx);
    }
    TRY(err);
    TRY(support_sees_all(a, &all));
    if (!all && !id_eq(row.creator_id, a.ctx->actor.user_id)) {
        return not_there(a.ctx);
    }
    *ret = REQUEST_OF(row);
    ret->public_id = a.ctx->account.public_id;
    return OK;
}

Err support_desk_find(OperatorCtx o, Id id, SupportRequest *ret)
{
    SupportDeskGetRow row;
    Err err = q_support_desk_get(o, &(SupportDeskGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such support request."), MSG("Choose one from the queue."));
    }
    TRY(err);
    *ret = REQUEST_OF(row);
    ret->account_name = row.account_name;
    ret->public_id = row.public_id;
    ret->partner_id = row.partner_id;
    return OK;
}

/* --- the partner --- */

/* The account's own number where none is chosen; only one of its own. */
static Err check_partner_ref(AccountCtx a, SupportNew *in)
{
    SupportPartnerIdsRow *rows;
    size_t n, i = 0;
    TRY(q_support_partner_ids(a, NULL, &rows, &n));
    while (in->partner_ref.n && i < n && !str_eq(rows[i].partner_id, in->partner_ref)) {
        i++;
    }
    if (i < n) {
        in->partner_ref = rows[i].partner_id;
    } else {
        problem_field(a.ctx, S("partner_ref"), MSG("Choose one of your company's numbers."));
    }
    return OK;
}

Err support_create(AccountCtx a, SupportNew *in, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    int64_t number;
    SupportRequest r = {.account_id = ctx->account_id, .id = ctx_new_id(ctx)};
    check_new(ctx, in);
    TRY(check_partner_ref(a, in));
    TRY(problem_check(ctx));
    TRY(support_due(ctx, in->severity, &r.due_at));
    TRY(numbering_next(ctx, S("support"), FIRST_NUMBER, &number));
    r.number = str_fmt(ctx->arena, "SR-%lld", (long long)number);
    audit_of(ctx, &r);
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"summary", in->summary}, {"workspace", in->workspace}, {"severity", in->severity});
    TRY(q_support_add(a,
                      &(SupportAddArgs){.id = r.id,
                                        .number = r.number,
                                        .creator_name = ctx->actor.name,
                                        .customer_id = in->customer_id,
                                        .severity = in->severity,
                                        .workspace = in->workspace,
                                        .problem = in->problem,
                                        .language = in->language.n ? in->language : locale_language(ctx->locale),
                                        .summary = in->summary,
                                        .email = in->email,
                                        .phone = in->phone,
                                        .partner_ref = in->partner_ref,
                                        .due_at = r.due_at},
                      NULL));
    *ret_id = r.id;
    r.severity = in->severity;
    r.language = in->language;
    TRY(put_to_work(ctx, &r, r.due_at));
    return say(ctx, &r, S("partner"), in->details, &in->files);
}

Err support_answer(AccountCtx a, const SupportRequest *r, Str text, const SupportFiles *files)
{
    Ctx *ctx = a.ctx;
    if (str_eq(r->state, S("closed"))) {
        return problem(ctx, ERR_CONFLICT, MSG("This request is closed."), MSG("Reopen it, or make a new one."));
    }
    text = check_text(ctx, "text", text, MSG("Write the message."));
    TRY(problem_check(ctx));
    audit_of(ctx, r);
    TRY(say(ctx, r, S("partner"), text, files));
    TRY(heard(ctx, r));
    return str_eq(r->state, S("attention_needed")) ? move_to(ctx, r, "open", MOVER_PARTNER, S("")) : OK;
}

Err support_close(AccountCtx a, const SupportRequest *r)
{
    Ctx *ctx = a.ctx;
    audit_of(ctx, r);
    TRY(move_to(ctx, r, "closed", MOVER_PARTNER, S("")));
    TRY(tell_done(ctx, r->account_id, action_key(ctx, r->id)));
    return answered(ctx, r, S("partner"));
}

Err support_reopen(AccountCtx a, const SupportRequest *r, Str text, const SupportFiles *files)
{
    Ctx *ctx = a.ctx;
    int64_t days;
    TRY(setting_int(ctx, ID_NIL, S("support.reopen_days"), &days));
    if (time_is_set(r->closed_at) && time_diff(ctx->now, r->closed_at) > days * TIME_DAY) {
        return problem(ctx, ERR_CONFLICT, MSG("This request was closed too long ago to be reopened."),
                       MSG("Make a new request and name this one in it."));
    }
    text = check_text(ctx, "text", text, MSG("Say why it is not solved."));
    TRY(problem_check(ctx));
    audit_of(ctx, r);
    TRY(say(ctx, r, S("partner"), text, files));
    TRY(move_to(ctx, r, "open", MOVER_PARTNER, text));
    return heard(ctx, r);
}

Err support_escalate(AccountCtx a, const SupportRequest *r)
{
    Ctx *ctx = a.ctx;
    Time due;
    int64_t changed;
    TRY(support_due(ctx, S("critical"), &due));
    if (time_is_set(r->due_at) && r->owed && r->due_at.us < due.us) {
        due = r->due_at; /* never later than it was */
    }
    audit_of(ctx, r);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"severity", r->severity});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"severity", S("critical")});
    TRY(q_support_escalate(a, &(SupportEscalateArgs){.id = r->id, .due_at = due}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("This request is closed or was escalated before."),
                       MSG("Reload the page to see how it stands."));
    }
    SupportRequest now = *r;
    now.severity = S("critical");
    TRY(put_to_work(ctx, &now, due));
    return work_change(ctx, &(WorkChange){.kind = SUPPORT_WORK,
                                          .subject_id = r->id,
                                          .assigned_to = r->assigned_id,
                                          .due_at = due,
                                          .priority = priority_of(now.severity)});
}

/* --- the vendor --- */

/* Taken, given or let go from the work queue. */
Err support_assigned(OperatorCtx o, const Id *subjects, size_t n, Id who)
{
    return q_support_assign(o, &(SupportAssignArgs){.assigned_id = who, .ids = subjects, .ids_n = n}, NULL);
}

static const struct {
    const char *how, *to, *action, *title;
} DESK_ACTS[] = {
    {"answer", NULL, "support.desk_answer", N_("Answer to {number}: {summary}")},
    {"ask", "attention_needed", "support.desk_ask", N_("A question about {number}: {summary}")},
    {"note", NULL, "support.desk_note", NULL},
    {"close", "closed", "support.desk_close", N_("{number} is closed: {summary}")},
    {"reopen", "open", "support.desk_reopen", N_("{number} is open again: {summary}")},
};

static Err tell_creator(Ctx *ctx, const SupportRequest *r, size_t act, Str text)
{
    bool ask = str_eq(str_from(DESK_ACTS[act].how), S("ask"));
    Msg title = MSG_OF(DESK_ACTS[act].title);
    title.args[0] = (struct MsgArg){"number", r->number};
    title.args[1] = (struct MsgArg){"summary", r->summary};
    Tell t = {.category = S("support"),
              .user_id = r->creator_id,
              .account_id = r->account_id,
              .icon = S("support"),
              .title = title,
              .line = MSG1("{text}", "text", utf8_prefix(text, 300)),
              .url = url_fmt(ctx->arena, "/a/%s/support/requests/%i", r->public_id, r->id),
              .action = ask ? MSG("Answer the question") : MSG("Open the request"),
              .action_key = ask ? action_key(ctx, r->id) : S("")};
    return tell_user(ctx, &t);
}

static Err start_lapse(Ctx *ctx, const SupportRequest *r)
{
    int64_t days;
    Id job;
    TRY(setting_int(ctx, ID_NIL, S("support.wait_days"), &days));
    return job_enqueue(
        ctx,
        &(JobAsk){.kind = SUPPORT_LAPSE, .key = id_text(ctx->arena, r->id), .delay_us = days * TIME_DAY, .total = -1},
        &job);
}

Err support_desk_say(OperatorCtx o, const SupportRequest *r, Str how, Str text, const SupportFiles *files)
{
    Ctx *ctx = o.ctx;
    size_t act = 0;
    while (act + 1 < COUNT_OF(DESK_ACTS) && !str_eq(str_from(DESK_ACTS[act].how), how)) {
        act++;
    }
    const char *to = DESK_ACTS[act].to;
    bool note = !DESK_ACTS[act].title;
    if (!to && !note && str_eq(r->state, S("closed"))) {
        return problem(ctx, ERR_CONFLICT, MSG("This request is closed."), MSG("Reopen it first, with a reason."));
    }
    text = check_text(ctx, "text", text, note ? MSG("Write the note.") : MSG("Write what the partner is to read."));
    TRY(problem_check(ctx));
    (void)account_of(ctx, r->account_id); /* the row of the log is the account's */
    ctx->audit.action = DESK_ACTS[act].action;
    audit_of(ctx, r);
    TRY(say(ctx, r, note ? S("note") : S("vendor"), text, files));
    if (note) {
        return OK;
    }
    if (!to && str_eq(r->state, S("attention_needed"))) {
        to = "open"; /* an answer that asks nothing */
    }
    if (to) {
        TRY(move_to(ctx, r, to, MOVER_VENDOR, text));
    }
    TRY(str_eq(how, S("reopen")) ? heard(ctx, r) : answered(ctx, r, S("vendor")));
    if (str_eq(how, S("ask"))) {
        TRY(start_lapse(ctx, r));
    } else {
        TRY(tell_done(ctx, r->account_id, action_key(ctx, r->id)));
    }
    return tell_creator(ctx, r, act, text);
}

Err support_desk_transfer(OperatorCtx o, const SupportRequest *r, const SupportTransfer *t)
{
    Ctx *ctx = o.ctx;
    int64_t changed;
    Time due = r->due_at;
    if (!support_workspace(t->workspace)) {
        problem_field(ctx, S("workspace"), MSG("Choose what it is about."));
    }
    if (!word_in(SUPPORT_SEVERITIES, SUPPORT_SEVERITIES_N, t->severity)) {
        problem_field(ctx, S("severity"), MSG("Choose how severe it is."));
    }
    TRY(problem_check(ctx));
    if (!str_eq(t->severity, r->severity) && r->owed) {
        TRY(support_due(ctx, t->severity, &due));
    }
    (void)account_of(ctx, r->account_id);
    audit_of(ctx, r);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"workspace", r->workspace}, {"severity", r->severity});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"workspace", t->workspace}, {"severity", t->severity});
    TRY(q_support_transfer(o,
                           &(SupportTransferArgs){.id = r->id,
                                                  .version = t->version,
                                                  .assigned_id = t->assigned_id,
                                                  .workspace = t->workspace,
                                                  .severity = t->severity,
                                                  .due_at = due},
                           &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(work_change(ctx, &(WorkChange){.kind = SUPPORT_WORK,
                                       .subject_id = r->id,
                                       .assigned_to = t->assigned_id,
                                       .due_at = due,
                                       .priority = priority_of(t->severity)}));
    if (id_is_nil(t->assigned_id) || id_eq(t->assigned_id, r->assigned_id) ||
        id_eq(t->assigned_id, ctx->actor.user_id)) {
        return OK;
    }
    return tell_user(
        ctx, &(Tell){.category = S("support"),
                     .user_id = t->assigned_id,
                     .icon = S("support"),
                     .title = MSG2("{number} is yours now: {summary}", "number", r->number, "summary", r->summary),
                     .url = url_fmt(ctx->arena, "/operator/support/%i", r->id),
                     .action = MSG("Open the request")});
}

/* --- the clock: a question that nobody answers --- */

Err support_lapse_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    SupportWaitingRow row;
    int64_t days;
    Id id;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_support_waiting(system_of(ctx), &(SupportWaitingArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(row.state, S("attention_needed")))) {
        return OK;
    }
    TRY(err);
    TRY(setting_int(ctx, ID_NIL, S("support.wait_days"), &days));
    int64_t left = days * TIME_DAY - time_diff(ctx->now, row.last_at);
    if (left > 0) { /* asked again meanwhile */
        job->run_after_us = left;
        *ret_next = JOB_LATER;
        return OK;
    }
    SupportRequest r = {.account_id = row.account_id,
                        .id = row.id,
                        .number = row.number,
                        .summary = row.summary,
                        .creator_id = row.creator_id,
                        .public_id = row.public_id};
    (void)account_of(ctx, r.account_id);
    audit_of(ctx, &r);
    TRY(move_to(ctx, &r, "closed", MOVER_TIMER,
                tr(locale_get(row.language), NULL,
                   N_("No answer came to the question of the support desk in the time given for it."))));
    TRY(answered(ctx, &r, S("system")));
    TRY(tell_done(ctx, r.account_id, action_key(ctx, r.id)));
    return tell_creator(ctx, &r, 3, S(""));
}
