/* The page on which an account is deleted: what that means, what is in the way, asking for it and taking it back. */
#include "areas/closure/pages.h"

#include "app/setting.h"
#include "areas/account/account.h"
#include "areas/closure/closure_view.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "gen/closure_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/delete-account"

static Err fill_request(AccountCtx a, ClosureView *v)
{
    Ctx *ctx = a.ctx;
    DeletionLastRow *rows;
    size_t n;
    TRY(q_deletion_last(a, NULL, &rows, &n));
    if (!n) {
        return OK;
    }
    v->asked = true;
    v->waiting = str_eq(rows[0].state, S("waiting"));
    TRY(machine_card(ctx, &ACCOUNT_DELETION, READER_PARTNER, ctx->account_id, rows[0].id, &v->card));
    v->card.action_url = (Url){{0}}; /* this is its page */
    return machine_history(ctx, &ACCOUNT_DELETION, READER_PARTNER, ctx->account_id, rows[0].id, &v->history,
                           &v->history_n);
}

static Err fill_blocks(AccountCtx a, ClosureView *v)
{
    ClosureBlock blocks[CLOSURE_BLOCKS_MAX];
    TRY(closure_blocks(a, blocks, &v->blocks_n));
    ClosureBlockLine *lines = arena_array(a.ctx->arena, ClosureBlockLine, v->blocks_n + 1);
    for (size_t i = 0; i < v->blocks_n; i++) {
        lines[i] = (ClosureBlockLine){
            .why = blocks[i].why, .action = blocks[i].action, .url = home_path(a.ctx, blocks[i].page)};
    }
    v->blocks = lines;
    return OK;
}

static Err view_of(AccountCtx a, Str typed, Str body, ClosureView **ret)
{
    static const Str NAMES[] = {S_INIT("number"), S_INIT("body")};
    Ctx *ctx = a.ctx;
    ClosureAccountRow account;
    int64_t days;
    TRY(q_closure_account(a, NULL, &account));
    TRY(setting_int(ctx, ID_NIL, S("closure.days"), &days));
    ClosureView *v = arena_new(ctx->arena, ClosureView);
    *v =
        (ClosureView){.shell = settings_shell(ctx, MSG("Delete the account")),
                      .number = account.partner_id,
                      .days = MSGN("The account is deleted after one day; until then everything works as before and it "
                                   "can be kept.",
                                   "The account is deleted after {n} days; until then everything works as before and "
                                   "it can be kept.",
                                   days),
                      .data = home_path(ctx, "/a/{account}/settings/data"),
                      .form = {.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, NAMES, 2)},
                      .keep = {.action = home_path(ctx, PAGE "/keep")}};
    TRY(identity_membership_name(ctx, &v->membership));
    TRY(fill_request(a, v));
    TRY(fill_blocks(a, v));
    v->typed = ui_field(ctx, S("number"), typed, MSG("The number of the account, to be sure"));
    v->typed.width = S("w-16");
    v->body = ui_field(ctx, S("body"), body, MSG("Why the account is to be deleted"));
    v->body.kind = FIELD_TEXTAREA;
    v->body.max_length = CLOSURE_BODY_MAX;
    v->body.hint = MSG("The vendor reads it.");
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err closure_page(AccountCtx a)
{
    ClosureView *v;
    TRY(view_of(a, S(""), S(""), &v));
    RENDER(a.ctx, 200, closure_one, v);
    return OK;
}

Err closure_ask_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str number = ctx_form(ctx, S("number")), body = ctx_form(ctx, S("body"));
    Err err = closure_ask(a, number, body);
    if (err == ERR_INVALID) {
        ClosureView *v;
        TRY(view_of(a, number, body, &v));
        return RENDER_FAILED(ctx, closure_one, v);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The deletion is asked for. Until its day it can be taken back here."));
    return OK;
}

Err closure_withdraw_post(AccountCtx a)
{
    TRY(closure_withdraw(a));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("The account is kept."));
    return OK;
}
