/* Account settings: who belongs to the account, and what roles and permissions mean. Reading only: giving and taking
 * roles is the next issue's, which adds its actions here. */
#include "areas/account/pages.h"

#include "app/export.h"
#include "areas/home/home.h"
#include "base/num.h"
#include "gen/account_html.h"
#include "gen/account_q.h"
#include "ui/shell.h"

typedef struct UserFilter {
    Str text, role, state;
} UserFilter;

static UserFilter filter_of(Ctx *ctx)
{
    UserFilter f = {str_trim(ctx_query(ctx, S("q"))), ctx_query(ctx, S("role")), ctx_query(ctx, S("state"))};
    if (!role_find(f.role)) {
        f.role = S("");
    }
    if (!str_eq(f.state, S("active")) && !str_eq(f.state, S("suspended")) && !str_eq(f.state, S("removed"))) {
        f.state = S("");
    }
    return f;
}

static AccountUsersArgs args_of(Ctx *ctx, const UserFilter *f)
{
    AccountUsersArgs args = {.with_role = f->role.n > 0,
                             .role = f->role,
                             .with_state = f->state.n > 0,
                             .state = f->state,
                             .with_text = f->text.n > 0};
    if (args.with_text) {
        args.pattern = str_fmt(ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(ctx->arena, f->text)));
    }
    return args;
}

static StateView user_state(Str state)
{
    if (str_eq(state, S("active"))) {
        return (StateView){STATE_GOOD, MSG("Active")};
    }
    return str_eq(state, S("suspended")) ? (StateView){STATE_WARN, MSG("Suspended")}
                                         : (StateView){STATE_OFF, MSG("Removed")};
}

static Str role_name(Ctx *ctx, Str id)
{
    const Role *role = role_find(id);
    return role ? tr(ctx->locale, NULL, role->name) : id;
}

/* Role names of each user, joined, parallel to rows. One query for the whole page. */
static Err roles_of(AccountCtx a, const AccountUsersRow *rows, size_t n, Str *ret)
{
    Id *ids = arena_array(a.ctx->arena, Id, n);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
        ret[i] = S("");
    }
    AccountUserRolesRow *grants;
    size_t grants_n;
    if (n == 0) {
        return OK;
    }
    TRY(q_account_user_roles(a, &(AccountUserRolesArgs){.ids = ids, .ids_n = n}, &grants, &grants_n));
    for (size_t k = 0; k < grants_n; k++) {
        for (size_t i = 0; i < n; i++) {
            if (id_eq(ids[i], grants[k].user_id)) {
                Str name = role_name(a.ctx, grants[k].role);
                ret[i] = ret[i].n ? str_fmt(a.ctx->arena, "%.*s, %.*s", S_ARG(ret[i]), S_ARG(name)) : name;
            }
        }
    }
    return OK;
}

static Str initials(Ctx *ctx, Str first, Str last)
{
    /* The first character, not byte, of each. */
    size_t f = first.n ? 1 : 0, l = last.n ? 1 : 0;
    while (f < first.n && ((unsigned char)first.p[f] & 0xc0) == 0x80) {
        f++;
    }
    while (l < last.n && ((unsigned char)last.p[l] & 0xc0) == 0x80) {
        l++;
    }
    return str_fmt(ctx->arena, "%.*s%.*s", (int)f, first.p, (int)l, last.p);
}

static FieldView role_filter(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, ROLES_N + 1);
    size_t n = 0;
    o[n++] = (OptionView){.value = S(""), .label = MSG("All roles")};
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_assignable(&ROLES[i])) {
            o[n++] = (OptionView){
                .value = ROLES[i].id, .label = MSG_OF(ROLES[i].name), .selected = str_eq(ROLES[i].id, chosen)};
        }
    }
    return (FieldView){
        .kind = FIELD_SELECT, .name = S("role"), .value = chosen, .label = MSG("Role"), .options = o, .options_n = n};
}

static FieldView state_filter(Ctx *ctx, Str chosen)
{
    static const struct {
        Str value;
        const char *label;
    } STATES[] = {{S_INIT(""), N_("All states")},
                  {S_INIT("active"), N_("Active")},
                  {S_INIT("suspended"), N_("Suspended")},
                  {S_INIT("removed"), N_("Removed")}};
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(STATES));
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        o[i] = (OptionView){
            .value = STATES[i].value, .label = MSG_OF(STATES[i].label), .selected = str_eq(STATES[i].value, chosen)};
    }
    return (FieldView){.kind = FIELD_SELECT,
                       .name = S("state"),
                       .value = chosen,
                       .label = MSG("State"),
                       .options = o,
                       .options_n = COUNT_OF(STATES)};
}

/* The page's address with its filters, to which one thing is added. */
static Url filtered(Ctx *ctx, const char *path, const UserFilter *f)
{
    Url u = home_path(ctx, path);
    u = url_with(ctx->arena, u, S("q"), f->text);
    u = url_with(ctx->arena, u, S("role"), f->role);
    return url_with(ctx->arena, u, S("state"), f->state);
}

static void add_chips(Ctx *ctx, UsersView *v, const UserFilter *f, Url here)
{
    ChipView *chips = arena_array(ctx->arena, ChipView, 3);
    if (f->text.n) {
        chips[v->chips_n++] = (ChipView){MSG("Words"), f->text, url_with(ctx->arena, here, S("q"), S(""))};
    }
    if (f->role.n) {
        chips[v->chips_n++] =
            (ChipView){MSG("Role"), role_name(ctx, f->role), url_with(ctx->arena, here, S("role"), S(""))};
    }
    if (f->state.n) {
        Msg label = user_state(f->state).label;
        chips[v->chips_n++] = (ChipView){MSG("State"), msg_text(ctx->arena, ctx->locale, &label),
                                         url_with(ctx->arena, here, S("state"), S(""))};
    }
    v->chips = chips;
}

static Err fill_rows(AccountCtx a, UsersView *v, const AccountUsersRow *rows, size_t n)
{
    Ctx *ctx = a.ctx;
    UserRow *list = arena_array(ctx->arena, UserRow, n);
    Str *roles = arena_array(ctx->arena, Str, n);
    TRY(roles_of(a, rows, n, roles));
    for (size_t i = 0; i < n; i++) {
        list[i] = (UserRow){
            .name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
            .email = rows[i].email,
            .initials = initials(ctx, rows[i].first_name, rows[i].last_name),
            .roles = roles[i],
            .state = user_state(rows[i].state),
            .seen = rows[i].last_seen_at,
            .guest = str_find(roles[i], role_name(ctx, S("guest_user"))) >= 0,
        };
    }
    v->rows = list;
    v->rows_n = n;
    return OK;
}

Err users_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    UserFilter f = filter_of(ctx);
    AccountUsersArgs args = args_of(ctx, &f);
    PageAsk ask = {.order = ACCOUNT_USERS_BY_NAME,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    AccountUsersRow *rows;
    size_t n;
    PageInfo page;
    AccountUsersCountRow count;
    TRY(q_account_users(a, &args, &ask, &rows, &n, &page));
    TRY(q_account_users_count(a, NULL, &count));
    UsersView *v = arena_new(ctx->arena, UsersView);
    Url here = filtered(ctx, "/a/{account}/settings/users", &f);
    *v = (UsersView){
        .shell = settings_shell(ctx, MSG("Users")),
        .text = {.kind = FIELD_SEARCH,
                 .name = S("q"),
                 .id = S("user-search"),
                 .value = f.text,
                 .label = MSG("Name or e-mail")},
        .role = role_filter(ctx, f.role),
        .state = state_filter(ctx, f.state),
        .action = home_path(ctx, "/a/{account}/settings/users"),
        .clear = home_path(ctx, "/a/{account}/settings/users"),
        .export = {.csv = url_with(ctx->arena, filtered(ctx, "/a/{account}/settings/users/export", &f), S("format"),
                                   S("csv")),
                   .xlsx = url_with(ctx->arena, filtered(ctx, "/a/{account}/settings/users/export", &f), S("format"),
                                    S("xlsx")),
                   .about = MSG("All users that match")},
        .pager = {.has_next = page.next.n > 0,
                  .has_previous = page.previous.n > 0,
                  .next = url_with(ctx->arena, here, S("after"), page.next),
                  .previous = url_with(ctx->arena, here, S("before"), page.previous)},
        .total = count.n,
        .filtered = f.text.n || f.role.n || f.state.n,
    };
    add_chips(ctx, v, &f, here);
    TRY(fill_rows(a, v, rows, n));
    RENDER(ctx, 200, users, v);
    return OK;
}

/* --- export --- */
static const ExportColumn COLUMNS[] = {
    {"name", N_("Name"), EXPORT_TEXT, 30},      {"email", N_("E-mail"), EXPORT_TEXT, 36},
    {"roles", N_("Roles"), EXPORT_TEXT, 50},    {"state", N_("State"), EXPORT_MSG, 14},
    {"seen", N_("Last seen"), EXPORT_TIME, 20}, {"added", N_("Added"), EXPORT_TIME, 20},
};

static Err export_rows_of(AccountCtx a, Export *e, const AccountUsersRow *rows, size_t n)
{
    Str *roles = arena_array(a.ctx->arena, Str, n);
    TRY(roles_of(a, rows, n, roles));
    for (size_t i = 0; i < n; i++) {
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = str_fmt(a.ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name))},
            {.text = rows[i].email},
            {.text = roles[i]},
            {.msg = user_state(rows[i].state).label},
            {.empty = !time_is_set(rows[i].last_seen_at), .time = rows[i].last_seen_at},
            {.time = rows[i].created_at},
        };
        TRY(export_row(e, cells));
    }
    return OK;
}

static Err export_all(AccountCtx a, Export *e, void *arg)
{
    (void)arg;
    UserFilter f = filter_of(a.ctx);
    AccountUsersArgs args = args_of(a.ctx, &f);
    PageAsk ask = {.order = ACCOUNT_USERS_BY_NAME, .size = 500};
    for (;;) {
        AccountUsersRow *rows;
        size_t n;
        PageInfo page;
        TRY(q_account_users(a, &args, &ask, &rows, &n, &page));
        TRY(export_rows_of(a, e, rows, n));
        if (page.next.n == 0) {
            return OK;
        }
        ask.after = page.next;
    }
}

/* An account's people are some thousands at most: written at once, in memory. */
Err users_export(AccountCtx a)
{
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Users"),
                                        .file = "users",
                                        .fill = export_all});
}
