/* The history of merges with the form that invites, and the page of one. */
#include "areas/merges/pages.h"

#include "app/export.h"
#include "app/unit.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/merges/merges_view.h"
#include "gen/merges_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/merge"

static Url page_of(Ctx *ctx, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/settings/merge/%i", ctx->account.public_id, id);
}

static Err list_view(AccountCtx a, Str number, Str body, MergesView **ret)
{
    static const Str NAMES[] = {S_INIT("number"), S_INIT("body")};
    Ctx *ctx = a.ctx;
    MergeListRow *rows;
    size_t n;
    TRY(q_merge_list(a, &(MergeListArgs){.most = MERGES_MAX + 1}, &rows, &n));
    MergesView *v = arena_new(ctx->arena, MergesView);
    *v = (MergesView){.shell = settings_shell(ctx, MSG("Account merge")),
                      .more = n > MERGES_MAX,
                      .merges_n = n > MERGES_MAX ? MERGES_MAX : n,
                      .form = {.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, NAMES, 2)}};
    MergeLine *lines = arena_array(ctx->arena, MergeLine, v->merges_n + 1);
    for (size_t i = 0; i < v->merges_n; i++) {
        bool asker = id_eq(rows[i].account_id, ctx->account_id);
        lines[i] = (MergeLine){.name = asker ? rows[i].other_name : rows[i].asker_name,
                               .number = asker ? rows[i].other_number : rows[i].asker_number,
                               .as = asker ? MSG("Asked by this account") : MSG("Asked by them"),
                               .state = machine_state_view(&ACCOUNT_MERGE, READER_PARTNER, rows[i].state),
                               .since = rows[i].created_at,
                               .url = page_of(ctx, rows[i].id)};
    }
    v->merges = lines;
    v->export = list_export(ctx->arena, home_path(ctx, PAGE "/export"), S(""));
    v->number = ui_field(ctx, S("number"), number, MSG("The partner's number"));
    v->number.hint = MSG("They find it on their page Identifiers.");
    v->number.width = S("w-16");
    v->number.inputmode = S("numeric");
    v->body = ui_field(ctx, S("body"), body, MSG("Message"));
    v->body.kind = FIELD_TEXTAREA;
    v->body.optional = true;
    v->body.max_length = MERGE_BODY_MAX;
    v->shell->failed = v->form.errors.links_n > 0;
    MergePartyRow own, company;
    TRY(q_merge_party(system_of(ctx), &(MergePartyArgs){.account_id = ctx->account_id}, &own));
    if (!id_is_nil(own.parent_id)) {
        TRY(q_merge_party(system_of(ctx), &(MergePartyArgs){.account_id = own.parent_id}, &company));
        v->company = company.name;
    }
    *ret = v;
    return OK;
}

Err merges_page(AccountCtx a)
{
    MergesView *v;
    TRY(list_view(a, S(""), S(""), &v));
    RENDER(a.ctx, 200, merges, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"stays", N_("Company that stays"), EXPORT_TEXT, 30},
    {"staysNumber", N_("Its number"), EXPORT_TEXT, 14},
    {"location", N_("Company that becomes a location"), EXPORT_TEXT, 30},
    {"locationNumber", N_("Its number"), EXPORT_TEXT, 14},
    {"state", N_("State"), EXPORT_MSG, 20},
    {"asked", N_("Asked"), EXPORT_TIME, 20},
    {"id", N_("Merge ID"), EXPORT_ID, 36},
};

static Err fill_file(AccountCtx a, Export *e, void *arg)
{
    enum { EXPORT_MOST = 5000 };
    (void)arg;
    MergeListRow *rows;
    size_t n;
    TRY(q_merge_list(a, &(MergeListArgs){.most = EXPORT_MOST}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = rows[i].asker_name},
            {.text = rows[i].asker_number},
            {.text = rows[i].other_name},
            {.text = rows[i].other_number},
            {.msg = machine_state_view(&ACCOUNT_MERGE, READER_PARTNER, rows[i].state).label},
            {.time = rows[i].created_at},
            {.id = rows[i].id}};
        TRY(export_row(e, cells));
    }
    return OK;
}

Err merges_export(AccountCtx a)
{
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Account merges"),
                                        .file = "merges",
                                        .fill = fill_file});
}

Err merge_invite_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str number = ctx_form(ctx, S("number")), body = ctx_form(ctx, S("body"));
    Id id;
    Err err = merge_invite(a, number, body, &id);
    if (err == ERR_INVALID) {
        MergesView *v;
        TRY(list_view(a, number, body, &v));
        return RENDER_FAILED(ctx, merges, v);
    }
    TRY(err);
    ctx_redirect(ctx, page_of(ctx, id), MSG("The other company is invited. You are told when there is an answer."));
    return OK;
}

/* --- one --- */

static FormView form_to(Ctx *ctx, Url page, const char *what, const Str *names)
{
    return (FormView){.action = url_fmt(ctx->arena, "%u/%s", page, str_from(what)), .errors = ui_errors(ctx, names, 1)};
}

static const FactView *facts_of(Ctx *ctx, const MergeGetRow *m, size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 4);
    f[0] = (FactView){.label = MSG("Company that stays"), .text = m->asker_name};
    f[1] = (FactView){.label = MSG("Its number"), .text = m->asker_number};
    f[2] = (FactView){.label = MSG("Company that becomes a location"), .text = m->other_name};
    f[3] = (FactView){.label = MSG("Its number"), .text = m->other_number};
    *ret_n = 4;
    return f;
}

static void fill_forms(AccountCtx a, const MergeGetRow *m, Str to, Str typed, MergeView *v)
{
    static const Str REASON[] = {S_INIT("reason")}, NUMBER[] = {S_INIT("number")};
    Ctx *ctx = a.ctx;
    bool asker = merge_is_asker(a, m), may = ctx_may(ctx, &MERGES_TAKE_PART);
    bool invited = str_eq(m->state, S("invited")), accepted = str_eq(m->state, S("accepted"));
    Url page = page_of(ctx, m->id);
    v->may_answer = may && invited && !asker;
    v->may_withdraw = may && (invited || accepted) && asker;
    v->may_confirm = may && accepted && asker;
    v->accept = form_to(ctx, page, "accept", REASON);
    v->reject = form_to(ctx, page, "reject", REASON);
    v->withdraw = form_to(ctx, page, "withdraw", REASON);
    v->confirm = form_to(ctx, page, "confirm", NUMBER);
    v->reason = ui_field(ctx, S("reason"), str_eq(to, S("rejected")) ? typed : S(""), MSG("Reason"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("The other company reads it.");
    v->number = ui_field(ctx, S("number"), str_eq(to, S("review")) ? typed : S(""),
                         MSG("Number of the company that becomes a location, to be sure"));
    v->number.width = S("w-16");
}

/* to, typed: of a form that failed; empty: none. */
static Err one_view(AccountCtx a, const MergeGetRow *m, Str to, Str typed, MergeView **ret)
{
    Ctx *ctx = a.ctx;
    MergeView *v = arena_new(ctx->arena, MergeView);
    Str other = merge_is_asker(a, m) ? m->other_name : m->asker_name;
    *v = (MergeView){.shell = settings_sub_shell(ctx, MSG("Account merge"), PAGE, MSG1("{name}", "name", other)),
                     .body = m->body,
                     .asker = m->asker_name,
                     .other_number = m->other_number};
    v->facts = facts_of(ctx, m, &v->facts_n);
    fill_forms(a, m, to, typed, v);
    TRY(machine_card(ctx, &ACCOUNT_MERGE, READER_PARTNER, m->account_id, m->id, &v->card));
    v->card.action_url = (Url){{0}}; /* this is its page */
    TRY(machine_history(ctx, &ACCOUNT_MERGE, READER_PARTNER, m->account_id, m->id, &v->history, &v->history_n));
    v->shell->failed = to.n > 0;
    *ret = v;
    return OK;
}

static Err merge_of_path(AccountCtx a, MergeGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("merge"), &id));
    return merge_find(a, id, ret);
}

Err merge_page(AccountCtx a)
{
    MergeGetRow m;
    MergeView *v;
    TRY(merge_of_path(a, &m));
    TRY(one_view(a, &m, S(""), S(""), &v));
    RENDER(a.ctx, 200, merge_one, v);
    return OK;
}

static Err move_post(AccountCtx a, Str to, Msg said)
{
    Ctx *ctx = a.ctx;
    MergeGetRow m;
    Str reason = ctx_form(ctx, S("reason")), number = ctx_form(ctx, S("number"));
    TRY(merge_of_path(a, &m));
    Err err = merge_move(a, &m, to, reason, number);
    if (err == ERR_INVALID) {
        MergeView *v;
        TRY(one_view(a, &m, to, str_eq(to, S("review")) ? number : reason, &v));
        return RENDER_FAILED(ctx, merge_one, v);
    }
    TRY(err);
    ctx_redirect(ctx, page_of(ctx, m.id), said);
    return OK;
}

Err merge_accept_post(AccountCtx a)
{
    return move_post(a, S("accepted"), MSG("The merge is accepted. The other company confirms it next."));
}
Err merge_reject_post(AccountCtx a)
{
    return move_post(a, S("rejected"), MSG("The merge is rejected. The other company reads your reason."));
}
Err merge_withdraw_post(AccountCtx a) { return move_post(a, S("withdrawn"), MSG("The merge is taken back.")); }
Err merge_confirm_post(AccountCtx a)
{
    return move_post(a, S("review"), MSG("The merge is confirmed. The vendor decides, and both companies are told."));
}
