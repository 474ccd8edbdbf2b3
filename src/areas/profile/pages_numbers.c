/* The page Identifiers: the numbers to share, and which of them stands in sales. */
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/profile/pages.h"
#include "areas/profile/profile_view.h"
#include "gen/profile_html.h"
#include "gen/profile_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/identifiers"

static bool sells(Str kind)
{
    return str_eq(kind, S("direct")) || str_eq(kind, S("provider")) || str_eq(kind, S("reseller"));
}

Err numbers_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PartnerNumber *list;
    int64_t version;
    ProfileAccountRow account;
    NumbersView *v = arena_new(ctx->arena, NumbersView);
    TRY(q_profile_account(a, NULL, &account));
    TRY(partner_numbers(a, &list, &v->numbers_n, &v->more, &version));
    NumberLine *lines = arena_array(ctx->arena, NumberLine, v->numbers_n + 1);
    for (size_t i = 0; i < v->numbers_n; i++) {
        lines[i] = (NumberLine){.id = id_text(ctx->arena, list[i].id),
                                .number = list[i].number,
                                .name = list[i].name,
                                .place = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(list[i].city),
                                                 S_ARG(country_name(ctx->arena, ctx->locale, list[i].country))),
                                .global = list[i].global,
                                .sales = list[i].sales};
    }
    v->shell = settings_shell(ctx, MSG("Identifiers"));
    v->directory_id = id_text(ctx->arena, account.directory_id);
    v->account_number = account.partner_id;
    v->numbers = lines;
    v->sells = sells(account.kind);
    v->may_edit = v->sells && ctx_may(ctx, &PROFILE_NUMBERS_EDIT);
    v->edit = home_path(ctx, PAGE "/sales");
    TRY(identity_membership_name(ctx, &v->membership));
    RENDER(ctx, 200, numbers, v);
    return OK;
}

static Err form_of(AccountCtx a, Str chosen, SalesFormView **ret)
{
    static const Str NAMES[] = {S_INIT("location")};
    Ctx *ctx = a.ctx;
    PartnerNumber *list;
    size_t n;
    bool more;
    int64_t version;
    TRY(partner_numbers(a, &list, &n, &more, &version));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str id = id_text(ctx->arena, list[i].id);
        options[i] = (OptionView){.value = id,
                                  .text = str_fmt(ctx->arena, "%.*s, %.*s, %.*s (%.*s)", S_ARG(list[i].name),
                                                  S_ARG(list[i].city), S_ARG(list[i].country), S_ARG(list[i].number)),
                                  .selected = chosen.n ? str_eq(chosen, id) : list[i].sales};
    }
    SalesFormView *v = arena_new(ctx->arena, SalesFormView);
    *v = (SalesFormView){
        .shell = settings_sub_shell(ctx, MSG("Identifiers"), PAGE, MSG("Change the number in sales")),
        .form = {.action = home_path(ctx, PAGE "/sales"), .errors = ui_errors(ctx, NAMES, 1), .version = version},
        .location = ui_select(ctx, S("location"), MSG("Account or location"), options, n),
        .back = home_path(ctx, PAGE)};
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err sales_edit_page(AccountCtx a)
{
    SalesFormView *v;
    TRY(form_of(a, S(""), &v));
    RENDER(a.ctx, 200, sales_edit, v);
    return OK;
}

Err sales_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    int64_t version = 0;
    Str typed = str_trim(ctx_form(ctx, S("location")));
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK) {
        version = 0;
    }
    Err err = partner_numbers_set_sales(a, typed, version);
    if (err == ERR_INVALID) {
        SalesFormView *v;
        TRY(form_of(a, typed, &v));
        return RENDER_FAILED(ctx, sales_edit, v);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The number is saved. Orders placed from now on carry it."));
    return OK;
}
