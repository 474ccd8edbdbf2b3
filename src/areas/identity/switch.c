/* Where one acts: another account, another directory; and the page of all one's accounts. */
#include "areas/identity/pages.h"

#include "app/session.h"
#include "gen/app_q.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

Err switch_directory_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    const DirectoryOption *options;
    size_t n;
    Id wanted = ID_NIL;
    TRY(session_directories(s, &options, &n));
    bool parsed = id_parse(ctx_form(ctx, S("directory")), &wanted) == OK;
    for (size_t i = 0; parsed && i < n; i++) {
        if (!id_eq(options[i].id, wanted)) {
            continue;
        }
        IdentityFirstAccountRow *first;
        size_t first_n;
        TRY(q_identity_first_account(s, &(IdentityFirstAccountArgs){.directory_id = wanted}, &first, &first_n));
        TRY(session_choose_directory(s, wanted, first_n ? first[0].id : ID_NIL));
        ctx->audit.target_kind = S("directory");
        ctx->audit.target_id = wanted;
        ctx->audit.target_name = options[i].name;
        ctx_redirect(ctx, first_n ? url_fmt(ctx->arena, "/a/%s", first[0].public_id) : url_static("/accounts"),
                     MSG1("You now act in the directory {directory}.", "directory", options[i].name));
        return OK;
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("You do not belong to this directory."),
                   MSG("Choose one of the directories in your profile menu."));
}

Err accounts_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str text = str_trim(ctx_query(ctx, S("q")));
    IdentityMyAccountsArgs args = {.with_text = text.n > 0};
    if (text.n) {
        args.pattern = str_fmt(ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(ctx->arena, text)));
    }
    PageAsk ask = {.order = IDENTITY_MY_ACCOUNTS_BY_NAME,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    IdentityMyAccountsRow *rows;
    size_t n;
    PageInfo page;
    TRY(q_identity_my_accounts(s, &args, &ask, &rows, &n, &page));
    MyAccountRow *list = arena_array(ctx->arena, MyAccountRow, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (MyAccountRow){.name = rows[i].name,
                                 .public_id = rows[i].public_id,
                                 .kind = identity_account_kind(rows[i].kind),
                                 .place = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(rows[i].city),
                                                  S_ARG(country_name(ctx->arena, ctx->locale, rows[i].country))),
                                 .partner_id = rows[i].partner_id,
                                 .company = rows[i].company,
                                 .current = id_eq(rows[i].id, ctx->account_id)};
    }
    Crumb *crumb = arena_new(ctx->arena, Crumb);
    crumb->label = MSG("My accounts");
    Url here = url_with(ctx->arena, url_static("/accounts"), S("q"), text);
    MyAccountsView *v = arena_new(ctx->arena, MyAccountsView);
    *v = (MyAccountsView){.shell = shell_view(ctx, MSG("My accounts"), crumb, 1),
                          .rows = list,
                          .rows_n = n,
                          .text = {.kind = FIELD_SEARCH,
                                   .name = S("q"),
                                   .id = S("account-search"),
                                   .value = text,
                                   .label = MSG("Name, city or partner ID")},
                          .searched = text.n > 0,
                          .pager = {.has_next = page.next.n > 0,
                                    .has_previous = page.previous.n > 0,
                                    .next = url_with(ctx->arena, here, S("after"), page.next),
                                    .previous = url_with(ctx->arena, here, S("before"), page.previous)}};
    TRY(identity_membership_name(ctx, &v->membership_label));
    RENDER(ctx, 200, my_accounts, v);
    return OK;
}
