/* Pages of erasing: the person's request, the admin's and the vendor's decision, the receipt, the vendor's rules. */
#include "areas/privacy/pages_erasure.h"

#include "app/audit.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "areas/privacy/erasure.h"
#include "areas/privacy/pages.h"
#include "gen/privacy_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static FieldView area(Ctx *ctx, const char *name, Str value, Msg label, Msg hint)
{
    FieldView f = ui_field(ctx, str_from(name), value, label);
    f.kind = FIELD_TEXTAREA;
    f.max_length = ERASURE_REASON_MAX;
    f.hint = hint;
    return f;
}

/* --- the person's own --- */

Err erasure_fill_me(SelfCtx s, Str typed, MyDataView *v)
{
    static const Str NAMES[] = {S_INIT("reason")};
    Ctx *ctx = s.ctx;
    ErasureOfMeRow *rows;
    size_t n;
    if (ctx->actor.kind == ACTOR_OPERATOR || id_is_nil(ctx->account_id)) {
        return OK; /* the vendor's staff are its own to erase */
    }
    TRY(q_erasure_of_me(system_of(s.ctx), &(ErasureOfMeArgs){.user_id = s.ctx->actor.user_id}, &rows, &n));
    v->may_ask = n == 0 || str_eq(rows[0].state, S("declined"));
    v->has_request = n > 0;
    v->erase_form = (FormView){.action = url_static("/me/data/erase"), .errors = ui_errors(ctx, NAMES, 1)};
    v->reason = area(ctx, "reason", typed, MSG("What should they know?"),
                     MSG("Whoever decides reads it. It is erased with the rest."));
    v->reason.optional = true;
    v->shell->failed = v->erase_form.errors.links_n > 0;
    if (n) {
        v->may_withdraw = str_eq(rows[0].state, S("asked"));
        v->withdraw = url_static("/me/data/erase/withdraw");
        TRY(machine_card(ctx, &ERASURE, READER_PARTNER, rows[0].account_id, rows[0].id, &v->card));
        v->card.title = MSG("Your request to be erased");
        v->card.reason = rows[0].answer; /* of an admin too: to the card that is the account's own word */
        v->card.action_url = (Url){0};   /* deciding is not theirs */
    }
    return OK;
}

Err erasure_me_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str reason = ctx_form(ctx, S("reason"));
    if (id_is_nil(ctx->account_id)) {
        return problem(ctx, ERR_CONFLICT, MSG("The vendor's staff are erased by the vendor's own administrators."),
                       (Msg){0});
    }
    Err err = erasure_ask(ctx, ctx->account_id, reason);
    if (err == ERR_INVALID) {
        MyDataView *v;
        TRY(privacy_me_view(s, reason, &v));
        return RENDER_FAILED(ctx, privacy_me, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_static("/me/data"), MSG("Your request is on its way to your admins."));
    return OK;
}

Err erasure_me_withdraw_post(SelfCtx s)
{
    ErasureOfMeRow *rows;
    ErasureGetRow e;
    size_t n;
    TRY(q_erasure_of_me(system_of(s.ctx), &(ErasureOfMeArgs){.user_id = s.ctx->actor.user_id}, &rows, &n));
    if (n == 0) {
        return problem(s.ctx, ERR_NOT_FOUND, MSG("There is no request."), MSG("Open My data again."));
    }
    TRY(q_erasure_get(system_of(s.ctx), &(ErasureGetArgs){.id = rows[0].id}, &e));
    TRY(erasure_withdraw(s.ctx, &e));
    ctx_redirect(s.ctx, url_static("/me/data"), MSG("The request is withdrawn."));
    return OK;
}

/* --- deciding --- */

typedef struct Decide {
    Ctx *ctx;
    Mover mover;
    ErasureGetRow e;
} Decide;

static Err of_path(Decide *d, Id account_id)
{
    Id id;
    TRY(ctx_param_id(d->ctx, S("erasure"), &id));
    Err err = q_erasure_get(system_of(d->ctx), &(ErasureGetArgs){.id = id}, &d->e);
    bool anothers = err == OK && !id_is_nil(account_id) && !id_eq(d->e.account_id, account_id);
    return err == ERR_NOT_FOUND || anothers
               ? problem(d->ctx, ERR_NOT_FOUND, MSG("There is no such request."), MSG("Choose one from the list."))
               : err;
}

static Url page_of(const Decide *d, const char *rest)
{
    Arena *a = d->ctx->arena;
    Url base = d->mover == MOVER_VENDOR ? url_fmt(a, "/operator/privacy/%i", d->e.id)
                                        : url_fmt(a, "/a/%s/settings/data/erasure/%i", d->e.public_id, d->e.id);
    return (Url){str_concat(a, base.s, str_from(rest))};
}

static ShellView *decide_shell(const Decide *d)
{
    Ctx *ctx = d->ctx;
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    if (d->mover == MOVER_VENDOR) {
        crumbs[n++] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
        crumbs[n++] = (Crumb){.label = MSG("Personal data"), .url = url_static("/operator/privacy")};
    } else {
        crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
        crumbs[n++] = (Crumb){.label = MSG("Data of the account"), .url = home_path(ctx, "/a/{account}/settings/data")};
    }
    crumbs[n++] = (Crumb){.label = MSG("Erasure of a person")};
    ShellView *shell = shell_view(ctx, MSG("Erasure of a person"), crumbs, n);
    shell->workspace = d->mover == MOVER_VENDOR ? MSG("Vendor desk") : MSG("Account settings");
    return shell;
}

/* Before: what would be kept. Once done: what the receipt says. */
static Err fill_kept(const Decide *d, bool done, ErasureView *v)
{
    Ctx *ctx = d->ctx;
    ErasureKept *kept = NULL;
    size_t n = 0;
    if (done) {
        TRY(erasure_receipt_read(ctx->arena, d->e.receipt, &kept, &n, &v->erased));
    } else {
        PersonalWho who = {.of = PERSONAL_PERSON, .id = d->e.user_id, .email = str_lower_ascii(ctx->arena, d->e.email)};
        TRY(erasure_kept(ctx, &who, &kept, &n));
    }
    ErasureLine *lines = arena_array(ctx->arena, ErasureLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (ErasureLine){.name = erasure_table_name(str_from(kept[i].table)),
                                 .table = str_from(kept[i].table),
                                 .rows = kept[i].rows,
                                 .why = erasure_why(kept[i].why)};
    }
    v->kept = lines;
    v->kept_n = n;
    return OK;
}

static Err decide_view(const Decide *d, ErasureView **ret)
{
    static const Str NAMES[] = {S_INIT("answer"), S_INIT("reason")};
    Ctx *ctx = d->ctx;
    const ErasureGetRow *e = &d->e;
    ErasureView *v = arena_new(ctx->arena, ErasureView);
    bool done = str_eq(e->state, S("done"));
    MachineReader reader = d->mover == MOVER_VENDOR ? READER_VENDOR : READER_PARTNER;
    *v = (ErasureView){.shell = decide_shell(d),
                       .vendor = d->mover == MOVER_VENDOR,
                       .who = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(e->first_name), S_ARG(e->last_name)),
                       .email = e->email,
                       .account = e->account_name,
                       .reason = e->reason,
                       .asked_at = e->created_at,
                       .done_at = e->done_at,
                       .done = done,
                       .open = machine_may(ctx, &ERASURE, e->state, S("accepted"), d->mover),
                       .person_id = id_text(ctx->arena, e->user_id)};
    v->who = str_trim(v->who).n ? v->who : S("");
    v->accept = (FormView){.action = page_of(d, "/accept")};
    v->decline = (FormView){.action = page_of(d, "/decline"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->answer = area(ctx, "reason", ctx_form(ctx, S("reason")), MSG("Reason"),
                     MSG("The person reads it: say what the data is still needed for, and until when."));
    v->shell->failed = v->decline.errors.links_n > 0;
    TRY(machine_card(ctx, &ERASURE, reader, e->account_id, e->id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    v->card.reason = e->answer;
    TRY(machine_history(ctx, &ERASURE, reader, e->account_id, e->id, &v->history, &v->history_n));
    TRY(fill_kept(d, done, v));
    *ret = v;
    return OK;
}

static Err show(const Decide *d)
{
    ErasureView *v;
    TRY(decide_view(d, &v));
    RENDER(d->ctx, 200, privacy_erasure, v);
    return OK;
}

static Err accept_post(const Decide *d)
{
    TRY(erasure_accept(d->ctx, &d->e, d->mover, S("")));
    ctx_redirect(d->ctx, page_of(d, ""), MSG("Accepted. The person is removed, and their data is being erased."));
    return OK;
}

static Err decline_post(const Decide *d)
{
    Err err = erasure_decline(d->ctx, &d->e, d->mover, ctx_form(d->ctx, S("reason")));
    if (err == ERR_INVALID) {
        ErasureView *v;
        TRY(decide_view(d, &v));
        return RENDER_FAILED(d->ctx, privacy_erasure, v);
    }
    TRY(err);
    ctx_redirect(d->ctx, page_of(d, ""), MSG("The request is declined, and the person is told."));
    return OK;
}

#define DECIDE(NAME, CTX_TYPE, MOVER, ACCOUNT, DO)                                                                     \
    Err NAME(CTX_TYPE c)                                                                                               \
    {                                                                                                                  \
        Decide d = {.ctx = c.ctx, .mover = (MOVER)};                                                                   \
        TRY(of_path(&d, ACCOUNT));                                                                                     \
        return DO(&d);                                                                                                 \
    }
DECIDE(erasure_account_page, AccountCtx, MOVER_PARTNER, c.ctx->account_id, show)
DECIDE(erasure_account_accept_post, AccountCtx, MOVER_PARTNER, c.ctx->account_id, accept_post)
DECIDE(erasure_account_decline_post, AccountCtx, MOVER_PARTNER, c.ctx->account_id, decline_post)
DECIDE(erasure_desk_page, OperatorCtx, MOVER_VENDOR, ID_NIL, show)
DECIDE(erasure_desk_accept_post, OperatorCtx, MOVER_VENDOR, ID_NIL, accept_post)
DECIDE(erasure_desk_decline_post, OperatorCtx, MOVER_VENDOR, ID_NIL, decline_post)

/* --- the account's list, and erasing somebody who was removed --- */

Err erasure_fill_account(AccountCtx a, AccountDataView *v)
{
    Ctx *ctx = a.ctx;
    ErasureListRow *rows;
    size_t n;
    v->may_erase = ctx_may(ctx, &PRIVACY_DECIDE);
    TRY(q_erasure_list(a, NULL, &rows, &n));
    ErasureRequest *list = arena_array(ctx->arena, ErasureRequest, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name));
        list[i] = (ErasureRequest){
            .name = str_trim(name),
            .state = machine_state_view(&ERASURE, READER_PARTNER, rows[i].state),
            .at = rows[i].created_at,
            .url = url_fmt(ctx->arena, "/a/%s/settings/data/erasure/%i", ctx->account.public_id, rows[i].id)};
    }
    v->requests = list;
    v->requests_n = v->may_erase ? n : 0;
    v->erase_form = (FormView){.action = home_path(ctx, "/a/{account}/settings/data/erase"), .no_guard = true};
    v->erase_person = ui_field(ctx, S("removed"), ctx_form(ctx, S("removed")), MSG("E-mail of the removed person"));
    v->erase_person.autocomplete = S("off");
    v->erase_person.hint = MSG("Remove the person in User management first; then erase them here.");
    v->confirm = ui_field(ctx, S("confirm"), S(""), MSG("To confirm, write ERASE"));
    v->confirm.width = S("w-8");
    v->confirm.autocomplete = S("off");
    static const Str NAMES[] = {S_INIT("removed"), S_INIT("confirm")};
    v->erase_form.errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES));
    v->shell->failed = v->shell->failed || v->erase_form.errors.links_n > 0;
    return OK;
}

Err erasure_account_erase_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str typed = str_trim(ctx_form(ctx, S("removed")));
    Id user = ID_NIL, id;
    PrivacyPersonRow p = {.state = S("")};
    if (typed.n) {
        TRY(privacy_find_person(a, typed, &user));
    }
    if (!id_is_nil(user)) {
        TRY(q_privacy_person(system_of(ctx), &(PrivacyPersonArgs){.user_id = user}, &p));
    }
    if (!str_eq(p.state, S("removed"))) {
        problem_field(ctx, S("removed"),
                      id_is_nil(user) ? MSG("Nobody of your directory had this address.")
                                      : MSG("This person is not removed. Remove them in User management first."));
    }
    if (!str_eq(str_trim(ctx_form(ctx, S("confirm"))), S("ERASE"))) {
        problem_field(ctx, S("confirm"), MSG("Write ERASE as it stands here: what is erased cannot be brought back."));
    }
    if (problem_check(ctx) != OK) {
        AccountDataView *v;
        TRY(privacy_account_view(a, S(""), &v));
        return RENDER_FAILED(ctx, privacy_account_page, v);
    }
    TRY(erasure_begin(ctx, ctx->account_id, user, p.directory_id, MOVER_PARTNER, S(""), &id));
    ctx_redirect(ctx, url_fmt(ctx->arena, "/a/%s/settings/data/erasure/%i", ctx->account.public_id, id),
                 MSG("The person's data is being erased."));
    return OK;
}

/* --- the vendor's rules --- */

typedef struct Rule {
    const char *field, *key, *label, *hint;
    int64_t min, max;
} Rule;
static const Rule RULES[] = {
    {"archive_days", "privacy.archive_days", N_("Days that an archive of personal data can be downloaded"), NULL, 1,
     30},
    {"answer_days", "privacy.answer_days", N_("Days until a request to be erased is answered"),
     N_("The law of most countries gives a month."), 1, 90},
    {"removed_months", "privacy.removed_months", N_("Months after which removed people are erased by themselves"),
     N_("0 erases nobody without a request."), 0, 120},
};

static Err rules_view(Ctx *ctx, bool typed, PrivacyRulesView **ret)
{
    PrivacyRulesView *v = arena_new(ctx->arena, PrivacyRulesView);
    FieldView *fields = arena_array(ctx->arena, FieldView, COUNT_OF(RULES));
    Str names[COUNT_OF(RULES)];
    v->shell = shell_view(
        ctx, MSG("Personal data"),
        (Crumb[]){{.label = MSG("Vendor desk"), .url = url_static("/operator")}, {.label = MSG("Personal data")}}, 2);
    v->shell->workspace = MSG("Vendor desk");
    for (size_t i = 0; i < COUNT_OF(RULES); i++) {
        int64_t now;
        names[i] = str_from(RULES[i].field);
        TRY(setting_int(ctx, ID_NIL, str_from(RULES[i].key), &now));
        Str value = typed ? ctx_form(ctx, names[i]) : str_fmt(ctx->arena, "%lld", (long long)now);
        fields[i] = ui_field(ctx, names[i], value, MSG_OF(RULES[i].label));
        fields[i].inputmode = S("numeric");
        fields[i].width = S("w-4");
        if (RULES[i].hint) {
            fields[i].hint = MSG_OF(RULES[i].hint);
        }
    }
    v->fields = fields;
    v->fields_n = COUNT_OF(RULES);
    v->form = (FormView){.action = url_static("/operator/privacy"), .errors = ui_errors(ctx, names, COUNT_OF(RULES))};
    v->queue = url_with(ctx->arena, url_static("/operator/work"), S("kind"), S(ERASURE_WORK));
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err privacy_rules_page(OperatorCtx o)
{
    PrivacyRulesView *v;
    TRY(rules_view(o.ctx, false, &v));
    RENDER(o.ctx, 200, privacy_rules, v);
    return OK;
}

Err privacy_rules_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    int64_t wanted[COUNT_OF(RULES)];
    for (size_t i = 0; i < COUNT_OF(RULES); i++) {
        const Rule *r = &RULES[i];
        Str given = str_trim(ctx_form(ctx, str_from(r->field)));
        if (str_to_i64(given, &wanted[i]) != OK || wanted[i] < r->min || wanted[i] > r->max) {
            problem_field(ctx, str_from(r->field),
                          MSG2("Enter a whole number, {min} to {max}.", "min",
                               str_fmt(ctx->arena, "%lld", (long long)r->min), "max",
                               str_fmt(ctx->arena, "%lld", (long long)r->max)));
        }
    }
    if (problem_check(ctx) != OK) {
        PrivacyRulesView *v;
        TRY(rules_view(ctx, true, &v));
        return RENDER_FAILED(ctx, privacy_rules, v);
    }
    Str before[COUNT_OF(RULES)], after[COUNT_OF(RULES)];
    for (size_t i = 0; i < COUNT_OF(RULES); i++) {
        int64_t now;
        TRY(setting_int(ctx, ID_NIL, str_from(RULES[i].key), &now));
        before[i] = str_fmt(ctx->arena, "%lld", (long long)now);
        after[i] = str_fmt(ctx->arena, "%lld", (long long)wanted[i]);
        TRY(setting_put(ctx, ID_NIL, str_from(RULES[i].key), after[i]));
    }
    if (wanted[2] > 0) {
        TRY(erasure_sweep_start(ctx));
    }
    ctx->audit.target_kind = S("setting");
    ctx->audit.before =
        AUDIT_JSON(ctx->arena, {"archiveDays", before[0]}, {"answerDays", before[1]}, {"removedMonths", before[2]});
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"archiveDays", after[0]}, {"answerDays", after[1]}, {"removedMonths", after[2]});
    ctx_redirect(ctx, url_static("/operator/privacy"), MSG("The rules are saved."));
    return OK;
}
