/* A CSV file of a customer's people: its columns, what is wrong with a row, and the person, licenses and roles that a
 * row makes, all or nothing. The temporary passwords of a file are one batch of credentials, under the file's id. */
#include "areas/customer_users/import.h"
#include "app/audit.h"
#include "app/i18n.h"
#include "app/typed.h"
#include "areas/customer_users/api.h"
#include "areas/customer_users/pages.h"
#include "areas/customers/customers.h"
#include "areas/identity/identity.h"
#include "areas/people/people.h"
#include "base/map.h"
#include "gen/customer_users_q.h"

enum { COL_DISPLAY, COL_FIRST, COL_LAST, COL_SIGN_IN, COL_LOCATION, COL_PHONE, COL_LICENCES, COL_ROLES, COLS };
static const ImportColumn COLUMNS[COLS] = {
    [COL_DISPLAY] = {"displayName", N_("Display name"), false},
    [COL_FIRST] = {"firstName", N_("First name"), false},
    [COL_LAST] = {"lastName", N_("Last name"), false},
    [COL_SIGN_IN] = {"userPrincipalName", N_("Sign-in name"), true},
    [COL_LOCATION] = {"usageLocation", N_("Usage location"), false},
    [COL_PHONE] = {"phoneNumber", N_("Telephone"), false},
    [COL_LICENCES] = {"licenses", N_("Licenses"), false},
    [COL_ROLES] = {"roles", N_("Roles"), false},
};

/* --- what rows are compared with --- */

typedef struct Seats { /* of a pool; taken: by earlier rows of this reading */
    const LicencePool *pool;
    int64_t taken;
} Seats;
typedef struct Others {
    Customer customer;
    Map names; /* sign-in name: the row that has it */
    Map seats; /* folded code or name of a license: its Seats */
    Map roles; /* folded name or id: its DirectoryRole */
} Others;

static Err read_seats(AccountCtx a, Map *m)
{
    LicencePool *pools;
    size_t n;
    Arena *arena = a.ctx->arena;
    TRY(licence_pools(a, &pools, &n));
    Seats *seats = arena_array(arena, Seats, n + 1);
    for (size_t i = n; i-- > 0;) { /* of two with the same name the first is meant; codes are unique */
        seats[i] = (Seats){.pool = &pools[i]};
        map_put(m, fold_search(arena, pools[i].name), &seats[i]);
    }
    for (size_t i = 0; i < n; i++) {
        map_put(m, fold_search(arena, pools[i].sku), &seats[i]);
    }
    return OK;
}

static void put_roles(Ctx *ctx, Map *m)
{
    for (size_t i = 0; i < DIRECTORY_ROLES_N; i++) {
        DirectoryRole *role = arena_new(ctx->arena, DirectoryRole);
        *role = DIRECTORY_ROLES[i];
        map_put(m, fold_search(ctx->arena, tr(ctx->locale, NULL, role->name)), role);
        map_put(m, fold_search(ctx->arena, str_from(role->name)), role);
        map_put(m, fold_search(ctx->arena, str_from(role->id)), role);
    }
}

static Err begin(AccountCtx a, void **ret)
{
    Ctx *ctx = a.ctx;
    Others *o = arena_new(ctx->arena, Others);
    *ret = o;
    o->names = map_on_arena(ctx->arena, 256);
    o->seats = map_on_arena(ctx->arena, 64);
    o->roles = map_on_arena(ctx->arena, 64);
    put_roles(ctx, &o->roles);
    TRY(customer_get(a, &o->customer));
    return read_seats(a, &o->seats);
}

/* --- a row --- */

enum { ROLES_A_ROW_MAX = 16 };
typedef struct Line {
    CustomerUser user;
    LicenceAsk licences[LICENCES_A_CALL_MAX];
    size_t licences_n;
    const DirectoryRole *roles[ROLES_A_ROW_MAX];
    size_t roles_n;
    Str licence_names, role_names;
} Line;

static Str listed(Arena *arena, Str all, Str name)
{
    return all.n && name.n ? str_fmt(arena, "%.*s, %.*s", S_ARG(all), S_ARG(name)) : all.n ? all : name;
}

static bool has_licence(const Line *l, Id product_id)
{
    for (size_t i = 0; i < l->licences_n; i++) {
        if (id_eq(l->licences[i].product_id, product_id)) {
            return true;
        }
    }
    return false;
}

static void take_licence(Ctx *ctx, Others *o, Str name, Line *l)
{
    Seats *s = map_get(&o->seats, fold_search(ctx->arena, name));
    if (!s) {
        problem_field(
            ctx, S("licenses"),
            MSG1("The customer has no license {name}. Write its code or its name as the page does.", "name", name));
    } else if (has_licence(l, s->pool->product_id)) {
        return;
    } else if (s->taken >= licence_pool_free(s->pool)) {
        problem_field(ctx, S("licenses"),
                      MSG1("No seat of {name} is left for this row. Order more, or take it from somebody.", "name",
                           s->pool->name));
    } else if (l->licences_n == LICENCES_A_CALL_MAX) {
        problem_field(ctx, S("licenses"), MSG("These are too many for one row"));
    } else {
        l->licences[l->licences_n++] = (LicenceAsk){.product_id = s->pool->product_id};
        l->licence_names = listed(ctx->arena, l->licence_names, s->pool->sku);
    }
}

static void take_role(Ctx *ctx, Others *o, Str name, Line *l)
{
    const DirectoryRole *role = map_get(&o->roles, fold_search(ctx->arena, name));
    if (!role) {
        problem_field(ctx, S("roles"),
                      MSG1("There is no role {name}. Write it as a person's page does.", "name", name));
        return;
    }
    for (size_t i = 0; i < l->roles_n; i++) {
        if (str_eq(str_from(l->roles[i]->id), str_from(role->id))) {
            return;
        }
    }
    if (l->roles_n == ROLES_A_ROW_MAX) {
        problem_field(ctx, S("roles"), MSG("These are too many for one row"));
        return;
    }
    l->roles[l->roles_n++] = role;
    l->role_names = listed(ctx->arena, l->role_names, tr(ctx->locale, NULL, role->name));
}

static void read_row(Ctx *ctx, Others *o, const Str *cells, Line *l)
{
    Str sign_in = str_lower_ascii(ctx->arena, cells[COL_SIGN_IN]), rest, name;
    if (sign_in.n && str_find_char(sign_in, '@') < 0) {
        sign_in = str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(sign_in), S_ARG(o->customer.company.domain));
    }
    Str shown = cells[COL_DISPLAY].n ? cells[COL_DISPLAY] : person_name(ctx->arena, cells[COL_FIRST], cells[COL_LAST]);
    l->user = (CustomerUser){.sign_in = sign_in,
                             .display_name = shown,
                             .first_name = cells[COL_FIRST],
                             .last_name = cells[COL_LAST],
                             .phone = cells[COL_PHONE],
                             .usage_location = str_upper_ascii(ctx->arena, cells[COL_LOCATION])};
    rest = cells[COL_LICENCES];
    while (import_next_name(&rest, &name)) {
        take_licence(ctx, o, name, l);
    }
    rest = cells[COL_ROLES];
    while (import_next_name(&rest, &name)) {
        take_role(ctx, o, name, l);
    }
}

/* A row with problems takes no seat from those after it. */
static void count_seats(Ctx *ctx, Others *o, const Str *cells)
{
    Str rest = cells[COL_LICENCES], name, seen = S("");
    while (import_next_name(&rest, &name)) {
        Seats *s = map_get(&o->seats, fold_search(ctx->arena, name));
        Str mark = s ? str_fmt(ctx->arena, " %.*s ", S_ARG(s->pool->sku)) : S("");
        if (s && str_find(seen, mark) < 0) {
            s->taken++;
            seen = str_concat(ctx->arena, seen, mark);
        }
    }
}

static void say_what_it_makes(Ctx *ctx, const Line *l, ImportRow *row)
{
    row->makes = listed(ctx->arena, listed(ctx->arena, l->user.sign_in, l->licence_names), l->role_names);
}

static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    Ctx *ctx = a.ctx;
    Others *o = state;
    Line *l = arena_new(ctx->arena, Line);
    row->what = l;
    read_row(ctx, o, cells, l);
    row->name = l->user.display_name.n ? l->user.display_name : l->user.sign_in;
    customer_user_check(ctx, &l->user, o->customer.company.domain);
    if (l->licences_n && str_empty(l->user.usage_location)) {
        problem_field(ctx, S("usageLocation"), MSG("A license needs the country in which the person uses services"));
    }
    ImportRow *earlier = map_get(&o->names, l->user.sign_in);
    if (earlier) {
        problem_field(
            ctx, S("userPrincipalName"),
            MSG1("The name stands in row {row} too", "row", str_fmt(ctx->arena, "%lld", (long long)earlier->line)));
    } else if (l->user.sign_in.n) {
        bool taken;
        TRY(customer_user_name_taken(a, l->user.sign_in, &taken));
        if (taken) {
            problem_field(ctx, S("userPrincipalName"), MSG("Somebody has this sign-in name already"));
        }
    }
    if (ctx->problem.fields_n == 0) { /* a row that makes nobody leaves its name, too, to those after it */
        map_put(&o->names, l->user.sign_in, row);
        count_seats(ctx, o, cells);
    }
    say_what_it_makes(ctx, l, row);
    return OK;
}

static Err give(AccountCtx a, const Line *l)
{
    if (l->licences_n) {
        TRY(user_licences_change(a, &l->user, &(LicenceChange){.assign = l->licences, .assign_n = l->licences_n}));
    }
    for (size_t i = 0; i < l->roles_n; i++) { /* nine roles at most */
        CuserRoleAddArgs role = {.user_id = l->user.id};
        TRY(id_parse(str_from(l->roles[i]->id), &role.role_id));
        TRY(q_cuser_role_add(a, &role, NULL));
    }
    return OK;
}

/* Whoever began it may do so still, and the customer still lets them. */
static Err may_still(AccountCtx a)
{
    TRY(people_act_as(a, a.ctx->actor.user_id));
    if (!ctx_may(a.ctx, &CUSTOMER_USERS_MANAGE)) {
        return problem(a.ctx, ERR_FORBIDDEN, MSG("Whoever began the import may not add users any more."), (Msg){0});
    }
    return customer_users_allowed(a);
}

static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Line l = *(const Line *)row->what; /* the unit may run again */
    Str hash;
    TRY(may_still(a));
    Credential c = {.name = row->name, .sign_in = l.user.sign_in, .password = identity_temporary_password(ctx, &hash)};
    TRY(customer_user_create(a, &l.user, hash, true));
    c.user_id = *ret_id = l.user.id;
    TRY(give(a, &l));
    TRY(credential_keep(a, file->id, &c));
    ctx->audit.before = S("");
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"displayName", l.user.display_name}, {"firstName", l.user.first_name},
                   {"lastName", l.user.last_name}, {"phone", l.user.phone}, {"usageLocation", l.user.usage_location},
                   {"licenses", l.licence_names}, {"directoryRole", l.role_names});
    return OK;
}

void customer_users_file_sums(const ImportRows *rows, CustomerUsersSums *ret)
{
    *ret = (CustomerUsersSums){0};
    for (size_t i = 0; i < rows->rows_n; i++) {
        const Line *l = rows->rows[i].what;
        if (l && !rows->rows[i].bad) {
            ret->users++;
            ret->licences += (int64_t)l->licences_n;
            ret->roles += (int64_t)l->roles_n;
        }
    }
}

const ImportKind CUSTOMER_USERS_FILE = {.kind = "customer_users.import",
                                        .action = "customer_user.import",
                                        .refused = "customer_user.import.refused",
                                        .end = "customer_users.import.done",
                                        .columns = COLUMNS,
                                        .columns_n = COLS,
                                        .of_customer = true,
                                        .begin = begin,
                                        .check = check,
                                        .make = make};
