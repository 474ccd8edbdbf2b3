/* Whose log a page shows: the account's own, or the one that the vendor's staff chose. */
#include "areas/activity/desk.h"
#include "app/unit.h"
#include "ui/shell.h"

void desk_of_account(AccountCtx a, Desk *ret)
{
    *ret = (Desk){.ctx = a.ctx,
                  .account_id = a.ctx->account_id,
                  .account = S(""),
                  .account_name = a.ctx->account.name,
                  .list = url_fmt(a.ctx->arena, "/a/%s/settings/activity", a.ctx->account.public_id)};
}

static void list_accounts(Desk *d, const ActivityAccountRow *rows, size_t n)
{
    NamedAccount *list = arena_array(d->ctx->arena, NamedAccount, n + 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = (NamedAccount){.name = rows[i].name,
                                 .partner_id = rows[i].partner_id,
                                 .url = url_with(d->ctx->arena, d->list, S("account"), rows[i].public_id)};
    }
    d->accounts = list;
    d->accounts_n = n;
}

/* By public id, partner id or the beginning of its name. */
static Err find_account(OperatorCtx o, Desk *d, Str word)
{
    Ctx *ctx = o.ctx;
    Buf pattern = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str lower = str_lower_ascii(ctx->arena, word);
    for (size_t i = 0; i < lower.n; i++) {
        buf_addc(&pattern, lower.p[i] == '%' ? '_' : lower.p[i]); /* whoever types a sign of patterns means a sign */
    }
    buf_addc(&pattern, '%');
    ActivityAccountRow *rows;
    size_t n;
    ActivityAccountArgs args = {.word = word, .pattern = buf_str(&pattern)};
    TRY(q_activity_account(o, &args, &rows, &n));
    size_t hit = n == 1 ? 0 : n;
    for (size_t i = 0; i < n; i++) {
        bool exact =
            str_eq(rows[i].public_id, word) || str_eq(rows[i].partner_id, word) || str_eq_nocase(rows[i].name, word);
        hit = exact ? i : hit;
    }
    if (hit == n) {
        d->word = word;
        list_accounts(d, rows, n);
        return OK;
    }
    d->account_id = rows[hit].id;
    d->account = rows[hit].public_id;
    d->account_name = rows[hit].name;
    return OK;
}

static void take_account(void *arg, Str name, Str value)
{
    Str *word = arg;
    *word = str_eq(name, S("account")) ? str_trim(value) : *word;
}

/* From the address, or from the query that a form carries. */
static Str account_asked(Ctx *ctx)
{
    Str word = str_trim(ctx_query(ctx, S("account")));
    if (!word.n) {
        word = str_trim(ctx_form(ctx, S("account")));
    }
    if (!word.n) {
        list_each(ctx->arena, ctx_form(ctx, S("query")), take_account, &word);
    }
    return word;
}

Err desk_of_vendor(OperatorCtx o, Desk *ret)
{
    Ctx *ctx = o.ctx;
    *ret = (Desk){.ctx = ctx,
                  .vendor = true,
                  .account_id = ID_NIL,
                  .account = S(""),
                  .account_name = S(""),
                  .list = url_static("/operator/activity")};
    Str word = account_asked(ctx);
    return word.n && word.n <= 200 ? find_account(o, ret, word) : OK;
}

Err desk_with(const Desk *d, Err (*fn)(AccountCtx a, void *arg), void *arg)
{
    Ctx *ctx = d->ctx;
    Id id = ctx->account_id;
    AccountRef ref = ctx->account;
    AccountCtx a = account_of(ctx, d->account_id);
    Err err = fn(a, arg);
    ctx->account_id = id;
    ctx->account = ref;
    return err;
}

Url desk_url(const Desk *d, const char *rest)
{
    Url url = {str_concat(d->ctx->arena, d->list.s, str_from(rest))};
    return d->account.n ? url_with(d->ctx->arena, url, S("account"), d->account) : url;
}

ShellView *desk_shell(const Desk *d, Msg title, bool is_list)
{
    Ctx *ctx = d->ctx;
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    crumbs[n++] = d->vendor ? (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")}
                            : (Crumb){.label = MSG("Account settings"),
                                      .url = url_fmt(ctx->arena, "/a/%s/settings", ctx->account.public_id)};
    if (!is_list) {
        crumbs[n++] = (Crumb){.label = MSG("Activity log"), .url = desk_url(d, "")};
    }
    crumbs[n++] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, crumbs, n);
    shell->workspace = d->vendor ? MSG("Vendor desk") : MSG("Account settings");
    return shell;
}
