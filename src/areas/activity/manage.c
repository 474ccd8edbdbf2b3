/* What the vendor decides of all logs: how long details are kept, and the erasing of a person's. The chain itself is
 * never shortened (app/audit.h). */
#include "app/audit.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/activity/pages.h"
#include "base/num.h"
#include "gen/activity_html.h"
#include "ui/shell.h"

#define KEEP_KEY S("activity.keep_months")
#define EXPIRED_KEY S("audit_expired_until")

typedef struct Person {
    Id id;
    Str sign_in, name;
} Person;

/* By sign-in name or id. A person who is removed altogether is known by the id only. */
static Err find_person(Ctx *ctx, Str word, Person *ret)
{
    *ret = (Person){.id = ID_NIL, .sign_in = S(""), .name = S("")};
    word = str_trim(word);
    bool is_id = id_parse(word, &ret->id) == OK;
    ActivityPersonRow row;
    Err err = q_activity_person(
        (OperatorCtx){ctx}, &(ActivityPersonArgs){.id = ret->id, .sign_in = str_lower_ascii(ctx->arena, word)}, &row);
    if (err == ERR_NOT_FOUND) {
        return is_id ? OK : ERR_NOT_FOUND;
    }
    TRY(err);
    ret->id = row.id;
    ret->sign_in = row.sign_in;
    ret->name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row.first_name), S_ARG(row.last_name));
    return OK;
}

/* --- the page --- */

static FieldView input(Ctx *ctx, const char *name, Str value, Msg label)
{
    return (FieldView){.kind = FIELD_TEXT,
                       .name = str_from(name),
                       .value = value,
                       .label = label,
                       .error = problem_of_field(ctx, str_from(name)),
                       .autocomplete = S("off"),
                       .width = S("w-16")};
}

static ErrorSummary errors_of(Ctx *ctx, const char *only)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        bool months = str_eq(ctx->problem.fields[i].field, S("months"));
        if (months == (strcmp(only, "months") == 0)) {
            links[n++] = (ErrorLink){ctx->problem.fields[i].message, ctx->problem.fields[i].field};
        }
    }
    return (ErrorSummary){links, n};
}

static Err manage_view(Ctx *ctx, Str months, Str person, ActivityManageView **ret)
{
    Desk d = {.ctx = ctx, .vendor = true, .account = S(""), .list = url_static("/operator/activity")};
    ActivityManageView *v = arena_new(ctx->arena, ActivityManageView);
    v->shell = desk_shell(&d, MSG("Keep and erase"), false);
    v->shell->failed = ctx->problem.fields_n > 0;
    v->keep_form = (FormView){.action = url_static("/operator/activity/keep"), .errors = errors_of(ctx, "months")};
    v->erase_form = (FormView){
        .action = url_static("/operator/activity/erase"), .errors = errors_of(ctx, "person"), .no_guard = true};
    v->months = input(ctx, "months", months, MSG("Months that details are kept"));
    v->months.hint =
        MSG("0 keeps them for ever. Older ones lose who did it, from where, and what was before and after.");
    v->months.inputmode = S("numeric");
    v->months.width = S("w-4");
    v->person = input(ctx, "person", person, MSG("Sign-in name or id of the person"));
    v->confirm = input(ctx, "confirm", S(""), MSG("To confirm, write ERASE"));
    v->confirm.width = S("w-8");
    v->cancel = url_static("/operator/activity");
    *ret = v;
    return OK;
}

static Err keep_months(Ctx *ctx, Str *ret)
{
    int64_t n;
    TRY(setting_int(ctx, ID_NIL, KEEP_KEY, &n));
    *ret = str_fmt(ctx->arena, "%lld", (long long)n);
    return OK;
}

Err vendor_activity_manage(OperatorCtx o)
{
    Str months;
    ActivityManageView *v;
    TRY(keep_months(o.ctx, &months));
    TRY(manage_view(o.ctx, months, S(""), &v));
    RENDER(o.ctx, 200, activity_manage, v);
    return OK;
}

/* --- how long --- */

static Err start_expiry(Ctx *ctx)
{
    Id job;
    return job_enqueue(ctx, &(JobAsk){.kind = "activity.expire", .key = S("all"), .payload = S("{}"), .total = -1},
                       &job);
}

Err vendor_activity_keep(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str given = str_trim(ctx_form(ctx, S("months"))), before;
    int64_t n;
    TRY(keep_months(ctx, &before));
    if (str_to_i64(given, &n) != OK || n < 0 || n > 1200) {
        problem_field(ctx, S("months"), MSG("Enter a whole number of months, 0 to 1200."));
        ActivityManageView *v;
        TRY(manage_view(ctx, given, S(""), &v));
        return RENDER_FAILED(ctx, activity_manage, v);
    }
    TRY(setting_put(ctx, ID_NIL, KEEP_KEY, str_fmt(ctx->arena, "%lld", (long long)n)));
    if (n > 0) {
        TRY(start_expiry(ctx));
    }
    ctx->audit.target_kind = S("setting");
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"keepMonths", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"keepMonths", str_fmt(ctx->arena, "%lld", (long long)n)});
    ctx_redirect(ctx, url_static("/operator/activity/manage"),
                 n > 0 ? MSG("Saved. What is older is erased in the background, then once a day.")
                       : MSG("Saved. Details are kept for ever."));
    return OK;
}

typedef struct Expiry {
    int64_t months, from_us;
} Expiry;

static Err expiry_read(Ctx *ctx, void *arg)
{
    Expiry *e = arg;
    Str from;
    TRY(setting_int(ctx, ID_NIL, KEEP_KEY, &e->months));
    TRY(installation_get(ctx, EXPIRED_KEY, &from));
    if (str_to_i64(from, &e->from_us) != OK) {
        e->from_us = 0;
    }
    return OK;
}

static Err expiry_store(Ctx *ctx, void *arg)
{
    const Expiry *e = arg;
    return installation_put(ctx, EXPIRED_KEY, str_fmt(ctx->arena, "%lld", (long long)e->from_us));
}

/* Runs once a day while there is a limit. The cursor begins with the bound of this run, which must not move meanwhile.
 */
Err activity_expire_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Expiry e = {0};
    TRY(unit_run(ctx, MODE_READ, NULL, expiry_read, &e));
    if (e.months <= 0) {
        *ret_next = JOB_DONE;
        return OK;
    }
    Str cursor = job->cursor, bound_text = {"", 0};
    int64_t bound = 0, rows = 0;
    if (!str_split(&cursor, ' ', &bound_text) || str_to_i64(bound_text, &bound) != OK) {
        bound = time_of_date(date_add_months(date_of(ctx->wall), -(int)e.months)).us;
        cursor = S("");
    }
    TRY(audit_expire(ctx, (Time){e.from_us}, (Time){bound}, &cursor, &rows));
    job->done += rows;
    if (cursor.n) {
        job->cursor = str_fmt(ctx->arena, "%lld %.*s", (long long)bound, S_ARG(cursor));
        *ret_next = JOB_AGAIN;
        return OK;
    }
    e.from_us = num_max_i64(bound, e.from_us);
    TRY(unit_run(ctx, MODE_WRITE, NULL, expiry_store, &e));
    job->cursor = S("");
    job->run_after_us = TIME_DAY;
    *ret_next = JOB_LATER;
    return OK;
}

/* --- a person --- */

typedef struct EraseTry {
    Str word, months;
    Person person;
    bool found;
    ActivityManageView *failed;
} EraseTry;

static Err erase_look(Ctx *ctx, void *arg)
{
    EraseTry *t = arg;
    TRY(keep_months(ctx, &t->months));
    Err err = find_person(ctx, t->word, &t->person);
    t->found = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err erase_show(Ctx *ctx, void *arg)
{
    EraseTry *t = arg;
    return manage_view(ctx, t->months, t->word, &t->failed);
}

Err vendor_activity_erase(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    EraseTry t = {.word = str_trim(ctx_form(ctx, S("person")))};
    TRY(unit_run(ctx, MODE_READ, NULL, erase_look, &t));
    if (!t.found) {
        problem_field(ctx, S("person"), MSG("Nobody signs in by this name. Write the whole sign-in name, or the id."));
    }
    if (!str_eq(str_trim(ctx_form(ctx, S("confirm"))), S("ERASE"))) {
        problem_field(ctx, S("confirm"), MSG("Write ERASE as it stands here: what is erased cannot be brought back."));
    }
    if (problem_check(ctx) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, erase_show, &t));
        return RENDER_FAILED(ctx, activity_manage, t.failed);
    }
    int64_t rows = 0;
    TRY(audit_erase_person(ctx, t.person.id, &rows));
    ctx_redirect(
        ctx, url_static("/operator/activity/manage"),
        MSGN("{n} entry lost its details of this person.", "{n} entries lost their details of this person.", rows));
    return OK;
}

/* entente audit erase PERSON */
int activity_erase_command(CommandRun *run)
{
    Ctx *ctx = ctx_system(run->app, run->arena);
    EraseTry t = {.word = str_from(run->words[0])};
    Err err = unit_run(ctx, MODE_READ, NULL, erase_look, &t);
    if (err != OK) {
        return command_problem(run, ctx, err);
    }
    if (!t.found) {
        return command_fail(run, "nobody signs in as %.*s; `entente user list` lists the names.", S_ARG(t.word));
    }
    if (!command_option(run, "yes")) {
        return command_fail(run,
                            "this takes the names, addresses and details of %.*s (%.*s) out of every activity log "
                            "and cannot be undone; give --yes to do it.",
                            S_ARG(t.person.name.n ? t.person.name : S("somebody unknown")),
                            S_ARG(id_text(run->arena, t.person.id)));
    }
    int64_t rows = 0;
    err = audit_erase_person(ctx, t.person.id, &rows);
    if (err != OK) {
        return command_problem(run, ctx, err);
    }
    printf("%lld entries lost their details of this person. The chains hold as before: `entente verify audit`.\n",
           (long long)rows);
    return EXIT_OK;
}
