/* One customer's people in the portal: the list beside the licenses, one person with all that can be done, a new one.
 */
#include "areas/customer_users/pages.h"
#include "app/export.h"
#include "app/unit.h"
#include "areas/customer_users/api.h"
#include "areas/customer_users/customer_users_view.h"
#include "areas/customers/customers.h"
#include "areas/identity/identity.h"
#include "base/utf8.h"
#include "crypt/crypt.h"
#include "gen/customer_users_html.h"
#include "gen/customer_users_q.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { EXPORT_USERS_MAX = 20000, CHOICES_MAX = 100 };
#define FIELD_PASSWORD_NAME "passwordProfile.password"

static Url users_url(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, customer_page_url(ctx, ctx->customer_id, "/users").s, str_from(rest))};
}
static Url user_url(Ctx *ctx, Id id, const char *rest)
{
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(users_url(ctx, "").s), S_ARG(id_text(ctx->arena, id)), rest)};
}
static StateView user_state(const CustomerUser *u)
{
    return customer_user_gone(u) ? (StateView){STATE_OFF, MSG("Deleted")} : (StateView){STATE_GOOD, MSG("Active")};
}

/* --- the list, with the pools of seats above --- */

typedef struct UsersAsk {
    Str q, after, before;
    bool deleted, compact;
    int size;
} UsersAsk;
static void take(void *arg, Str name, Str value)
{
    UsersAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 100);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("deleted"))) {
        ask->deleted = value.n > 0;
    }
}
static Str query_of(Ctx *ctx, const UsersAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "deleted", ask->deleted ? S("1") : S(""));
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static Err read_users(AccountCtx a, const UsersAsk *ask, PageAsk page, CustomerUser **ret, size_t *ret_n,
                      PageInfo *info)
{
    CustomerUsersWanted wanted = {.deleted = ask->deleted, .order = CUSER_LIST_BY_NAME, .q = ask->q};
    Err err = customer_users_list(a, &wanted, page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = customer_users_list(a, &wanted, page, ret, ret_n, info);
    }
    return err;
}
static StateView pool_state(const LicencePool *p)
{
    Str status = str_from(licence_pool_status(p));
    return str_eq(status, S("Enabled"))     ? (StateView){STATE_GOOD, MSG("Active")}
           : str_eq(status, S("Warning"))   ? (StateView){STATE_WARN, MSG("Runs out")}
           : str_eq(status, S("Suspended")) ? (StateView){STATE_BAD, MSG("Suspended")}
                                            : (StateView){STATE_OFF, MSG("Deleted")};
}
static Err fill_pools(AccountCtx a, UsersView *v)
{
    LicencePool *pools;
    TRY(licence_pools(a, &pools, &v->pools_n));
    PoolLine *lines = arena_array(a.ctx->arena, PoolLine, v->pools_n + 1);
    for (size_t i = 0; i < v->pools_n; i++) {
        const LicencePool *p = &pools[i];
        lines[i] = (PoolLine){p->name, p->sku, p->enabled, p->assigned, licence_pool_free(p), pool_state(p)};
    }
    v->pools = lines;
    return OK;
}
static void fill_rows(Ctx *ctx, const CustomerUser *users, size_t n, UsersView *v)
{
    UserLine *rows = arena_array(ctx->arena, UserLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        const CustomerUser *u = &users[i];
        rows[i] = (UserLine){.name = u->display_name.n ? u->display_name : u->sign_in,
                             .sign_in = u->sign_in,
                             .location =
                                 u->usage_location.n ? country_name(ctx->arena, ctx->locale, u->usage_location) : S(""),
                             .url = user_url(ctx, u->id, ""),
                             .deleted_at = u->deleted_at,
                             .state = user_state(u)};
    }
    v->rows = rows;
    v->rows_n = n;
}
Err page_customer_users(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    TRY(customer_frame_view(a, MSG("Users and licenses"), NULL, &frame));
    UsersView *v = arena_new(ctx->arena, UsersView);
    v->frame = frame;
    Err err = customer_users_enter(a);
    if (err == ERR_FORBIDDEN) { /* the page says why, beside the customer's others */
        v->out_of_reach = true;
        v->why = ctx->problem.message;
        ctx->problem = (Problem){0};
        RENDER(ctx, 200, customer_users, v);
        return OK;
    }
    TRY(err);
    UsersAsk ask = {.size = LIST_SIZE};
    list_each_asked(ctx, take, &ask);
    CustomerUser *users;
    size_t n;
    PageInfo info;
    TRY(read_users(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &users, &n,
                   &info));
    TRY(customer_users_count(a, &(CustomerUsersWanted){.deleted = ask.deleted}, &v->total));
    v->may_manage = ctx_may(ctx, &CUSTOMER_USERS_MANAGE);
    v->deleted = ask.deleted;
    v->filtered = ask.q.n > 0;
    v->add_url = users_url(ctx, "/new");
    v->import_url = users_url(ctx, "/import");
    v->clear_url = users_url(ctx, "");
    v->other_url = ask.deleted ? v->clear_url : url_with(ctx->arena, v->clear_url, S("deleted"), S("1"));
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask.q,
                       .label = MSG("Name or sign-in name"),
                       .autocomplete = S("off")};
    Str query = query_of(ctx, &ask);
    Url export = list_url(ctx->arena, users_url(ctx, "/export"), query);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
    if (!ask.deleted) {
        TRY(fill_pools(a, v));
    }
    fill_rows(ctx, users, n, v);
    UsersAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query, query_of(ctx, &rest), &info, n, ask.size, &v->pager);
    RENDER(ctx, 200, customer_users, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"name", N_("Name"), EXPORT_TEXT, 30},  {"sign_in", N_("Sign-in name"), EXPORT_TEXT, 36},
    {"id", N_("User ID"), EXPORT_ID, 36},   {"location", N_("Usage location"), EXPORT_TEXT, 8},
    {"state", N_("State"), EXPORT_MSG, 12}, {"deleted", N_("Deleted"), EXPORT_TIME, 20}};
static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    PageAsk page = {.size = 500};
    do {
        CustomerUser *users;
        size_t n;
        PageInfo info;
        TRY(read_users(a, arg, page, &users, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_USERS_MAX; i++) {
            const CustomerUser *u = &users[i];
            ExportCell cells[] = {{.text = u->display_name},
                                  {.text = u->sign_in},
                                  {.id = u->id},
                                  {.text = u->usage_location},
                                  {.msg = user_state(u).label},
                                  {.time = u->deleted_at, .empty = !customer_user_gone(u)}};
            TRY(export_row(e, cells));
        }
        page.after = info.next;
    } while (page.after.n && export_rows(e) < EXPORT_USERS_MAX);
    return OK;
}
Err page_customer_users_export(AccountCtx a)
{
    UsersAsk ask = {.size = LIST_SIZE};
    TRY(customer_users_enter(a));
    list_each_asked(a.ctx, take, &ask);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Users"),
                                        .file = "customer-users",
                                        .fill = fill_export,
                                        .arg = &ask});
}

/* --- fields --- */

static FieldView field(Ctx *ctx, const char *name, Str value, Msg label, bool optional)
{
    FieldView f = ui_field(ctx, str_from(name), value, label);
    f.optional = optional;
    f.max_length = 128;
    f.autocomplete = S("off");
    return f;
}
static void profile_fields(Ctx *ctx, const CustomerUser *u, FieldView *display_name, FieldView *first, FieldView *last,
                           FieldView *location, FieldView *phone)
{
    *display_name = field(ctx, "displayName", u->display_name, MSG("Display name"), false);
    *first = field(ctx, "firstName", u->first_name, MSG("First name"), true);
    *last = field(ctx, "lastName", u->last_name, MSG("Last name"), true);
    *location = ui_country(ctx, S("usageLocation"), u->usage_location, MSG("Usage location"));
    location->hint = MSG("The country in which the person uses services; licenses need it.");
    location->width = S("w-16");
    *phone = field(ctx, "phoneNumber", u->phone, MSG("Telephone"), true);
    phone->width = S("w-16");
}
static void password_fields(Ctx *ctx, Str value, bool change, FieldView *password, FieldView *must_change)
{
    *password = field(ctx, FIELD_PASSWORD_NAME, value, MSG("Temporary password"), false);
    password->id = S("password");
    password->hint = MSG("Hand it over yourself: no mail is sent, and it is not shown again.");
    password->width = S("w-16");
    *must_change = (FieldView){.kind = FIELD_CHECKBOX,
                               .name = S("change"),
                               .label = MSG("Has to be replaced at the first sign-in"),
                               .checked = change};
}
static ErrorSummary errors_of(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n + 1);
    size_t n = 0;
    for (; n < ctx->problem.fields_n; n++) {
        Str name = ctx->problem.fields[n].field;
        links[n] =
            (ErrorLink){ctx->problem.fields[n].message, str_eq(name, S(FIELD_PASSWORD_NAME)) ? S("password") : name};
    }
    if (n == 0 && msg_is_set(ctx->problem.message)) {
        links[n++] = (ErrorLink){ctx->problem.message, S("")};
    }
    return (ErrorSummary){links, n};
}
static void read_profile(Ctx *ctx, CustomerUser *u)
{
    u->display_name = str_trim(ctx_form(ctx, S("displayName")));
    u->first_name = str_trim(ctx_form(ctx, S("firstName")));
    u->last_name = str_trim(ctx_form(ctx, S("lastName")));
    u->phone = str_trim(ctx_form(ctx, S("phoneNumber")));
    u->usage_location = str_upper_ascii(ctx->arena, str_trim(ctx_form(ctx, S("usageLocation"))));
}

/* --- a new one --- */

static Err new_view(AccountCtx a, const CustomerUser *u, Str password, bool change, Str domain, UserFormView **ret)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    Crumb parent = {.label = MSG("Users and licenses"), .url = users_url(ctx, "")};
    TRY(customer_frame_view(a, MSG("Add a user"), &parent, &frame));
    UserFormView *v = arena_new(ctx->arena, UserFormView);
    v->frame = frame;
    v->form = (FormView){.action = users_url(ctx, "/new"), .errors = errors_of(ctx)};
    v->cancel = parent.url;
    profile_fields(ctx, u, &v->display_name, &v->first_name, &v->last_name, &v->location, &v->phone);
    v->sign_in = field(ctx, "userPrincipalName", u->sign_in, MSG("Sign-in name"), false);
    v->sign_in.hint = MSG1("Ends with @{domain}; the part before it is enough.", "domain", domain);
    password_fields(ctx, password, change, &v->password, &v->change);
    *ret = v;
    return OK;
}
Err page_customer_user_new(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    UserFormView *v;
    TRY(customer_users_enter(a));
    TRY(customer_get(a, &c));
    CustomerUser u = {.usage_location = c.company.address.country};
    TRY(new_view(a, &u, token_temporary_password(ctx->arena), true, c.company.domain, &v));
    RENDER(ctx, 200, customer_user_new, v);
    return OK;
}
/* A chosen password takes a slow hash, so it is made between two units. */
typedef struct UserAdded {
    CustomerUser user;
    Str password, hash, domain;
    bool change;
    UserFormView *again;
} UserAdded;
static Err check_new(Ctx *ctx, void *arg)
{
    UserAdded *w = arg;
    AccountCtx a = {ctx};
    Customer c;
    TRY(customer_users_enter(a));
    TRY(customer_get(a, &c));
    w->domain = c.company.domain;
    Str name = str_lower_ascii(ctx->arena, str_trim(ctx_form(ctx, S("userPrincipalName"))));
    read_profile(ctx, &w->user);
    w->user.sign_in =
        name.n && str_find_char(name, '@') < 0 ? str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(name), S_ARG(w->domain)) : name;
    customer_user_check(ctx, &w->user, w->domain);
    customer_user_check_password(ctx, w->password);
    return problem_check(ctx);
}
static Err store_new(Ctx *ctx, void *arg)
{
    UserAdded *w = arg;
    AccountCtx a = {ctx};
    TRY(customer_users_enter(a));
    Err err = customer_user_create(a, &w->user, w->hash, customer_user_must_change(w->password, w->change));
    if (err == ERR_CONFLICT) {
        problem_field(ctx, S("userPrincipalName"), ctx->problem.message);
        return ERR_INVALID;
    }
    return err;
}
static Err view_again(Ctx *ctx, void *arg)
{
    UserAdded *w = arg;
    return new_view((AccountCtx){ctx}, &w->user, ctx_form(ctx, S(FIELD_PASSWORD_NAME)), w->change, w->domain,
                    &w->again);
}
Err page_customer_user_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    UserAdded w = {.password = identity_password(ctx->arena, ctx_form(ctx, S(FIELD_PASSWORD_NAME))),
                   .change = ctx_form(ctx, S("change")).n > 0};
    Err err = unit_run(ctx, MODE_READ, NULL, check_new, &w);
    if (err == OK) {
        w.hash = password_hash(ctx->arena, w.password);
        err = unit_run(ctx, MODE_WRITE, "customer_user.create", store_new, &w);
    }
    if (err == ERR_INVALID) {
        TRY(unit_run(ctx, MODE_READ, NULL, view_again, &w));
        w.again->frame->shell->failed = true;
        return RENDER_FAILED(ctx, customer_user_new, w.again);
    }
    TRY(err);
    ctx_redirect(ctx, user_url(ctx, w.user.id, ""), MSG("The user is added"));
    return OK;
}

/* --- one --- */

static bool holds(const UserLicence *held, size_t n, Id product_id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(held[i].product_id, product_id)) {
            return true;
        }
    }
    return false;
}
static Err licence_choices(AccountCtx a, Id user_id, CustomerUserView *v)
{
    Ctx *ctx = a.ctx;
    LicencePool *pools;
    UserLicence *held;
    size_t held_n;
    TRY(licence_pools(a, &pools, &v->licences_n));
    TRY(user_licences(a, user_id, &held, &held_n));
    v->licences_n = v->licences_n < CHOICES_MAX ? v->licences_n : CHOICES_MAX;
    UserChoice *choices = arena_array(ctx->arena, UserChoice, v->licences_n + 1);
    for (size_t i = 0; i < v->licences_n; i++) {
        bool has = holds(held, held_n, pools[i].product_id);
        int64_t left = licence_pool_free(&pools[i]);
        choices[i] = (UserChoice){.value = id_text(ctx->arena, pools[i].product_id),
                                  .name = pools[i].name,
                                  .note = MSGN("{n} free", "{n} free", left),
                                  .checked = has,
                                  .disabled = !has && left == 0};
    }
    v->licences = choices;
    return OK;
}
static Err role_choices(AccountCtx a, Id user_id, CustomerUserView *v)
{
    CuserRolesRow *rows;
    size_t n;
    TRY(q_cuser_roles(a, &(CuserRolesArgs){.user_id = user_id}, &rows, &n));
    UserChoice *choices = arena_array(a.ctx->arena, UserChoice, DIRECTORY_ROLES_N);
    for (size_t i = 0; i < DIRECTORY_ROLES_N; i++) {
        choices[i] = (UserChoice){.value = str_from(DIRECTORY_ROLES[i].id),
                                  .name = tr(a.ctx->locale, NULL, DIRECTORY_ROLES[i].name)};
        for (size_t k = 0; k < n; k++) {
            choices[i].checked = choices[i].checked || str_eq(id_text(a.ctx->arena, rows[k].role_id), choices[i].value);
        }
    }
    v->roles = choices;
    v->roles_n = DIRECTORY_ROLES_N;
    return OK;
}
static FormView form_of(Ctx *ctx, Id id, const char *rest) { return (FormView){.action = user_url(ctx, id, rest)}; }
/* typed: what a profile form that failed said. */
static Err user_view(AccountCtx a, const CustomerUser *u, const CustomerUser *typed, CustomerUserView **ret)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    Str name = u->display_name.n ? u->display_name : u->sign_in;
    Crumb parent = {.label = MSG("Users and licenses"), .url = users_url(ctx, "")};
    TRY(customer_frame_view(a, MSG1("{name}", "name", name), &parent, &frame));
    CustomerUserView *v = arena_new(ctx->arena, CustomerUserView);
    v->frame = frame;
    v->name = name;
    v->state = user_state(u);
    v->gone = customer_user_gone(u);
    v->may_manage = ctx_may(ctx, &CUSTOMER_USERS_MANAGE);
    v->facts[v->facts_n++] = (FactView){.label = MSG("Sign-in name"), .text = u->sign_in, .kind = FACT_TEXT};
    v->facts[v->facts_n++] = (FactView){.label = MSG("User ID"), .text = id_text(ctx->arena, u->id), .kind = FACT_TEXT};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Usage location"),
                   .text = u->usage_location.n ? country_name(ctx->arena, ctx->locale, u->usage_location) : S(""),
                   .kind = FACT_TEXT};
    v->delete_url = user_url(ctx, u->id, "/delete");
    v->restore_url = user_url(ctx, u->id, "/restore");
    v->until = v->gone ? time_add(u->deleted_at, CUSTOMER_USER_KEPT_DAYS * TIME_DAY) : TIME_NONE;
    v->form = form_of(ctx, u->id, "");
    v->form.version = u->version;
    v->licences_form = form_of(ctx, u->id, "/licenses");
    v->roles_form = form_of(ctx, u->id, "/roles");
    v->password_form = form_of(ctx, u->id, "/password");
    profile_fields(ctx, typed ? typed : u, &v->display_name, &v->first_name, &v->last_name, &v->location, &v->phone);
    password_fields(ctx, S(""), true, &v->password, &v->change);
    TRY(licence_choices(a, u->id, v));
    TRY(role_choices(a, u->id, v));
    *ret = v;
    return OK;
}
static Err answer_again(AccountCtx a, const CustomerUser *u, const CustomerUser *typed, size_t form)
{
    Ctx *ctx = a.ctx;
    CustomerUserView *v;
    TRY(user_view(a, u, typed, &v));
    FormView *forms[] = {&v->form, &v->licences_form, &v->password_form};
    forms[form]->errors = errors_of(ctx);
    v->frame->shell->failed = true;
    if (form == 2) {
        password_fields(ctx, ctx_form(ctx, S(FIELD_PASSWORD_NAME)), ctx_form(ctx, S("change")).n > 0, &v->password,
                        &v->change);
    }
    return RENDER_FAILED(ctx, customer_user, v);
}
Err page_customer_user(AccountCtx a)
{
    CustomerUser u;
    CustomerUserView *v;
    TRY(user_of_path(a, &u));
    TRY(user_view(a, &u, NULL, &v));
    RENDER(a.ctx, 200, customer_user, v);
    return OK;
}
Err page_customer_user_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerUser u, after;
    int64_t seen;
    TRY(user_of_path(a, &u));
    after = u;
    read_profile(ctx, &after);
    customer_user_check(ctx, &after, S(""));
    if (problem_check(ctx) != OK) {
        return answer_again(a, &u, &after, 0);
    }
    u.version = str_to_i64(ctx_form(ctx, S("version")), &seen) == OK ? seen : u.version;
    TRY(customer_user_save(a, &u, &after));
    ctx_redirect(ctx, user_url(ctx, u.id, ""), MSG("The profile is saved"));
    return OK;
}
Err page_customer_user_licences(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerUser u;
    UserLicence *held;
    size_t held_n;
    Str typed;
    LicenceAsk *assign = arena_array(ctx->arena, LicenceAsk, CHOICES_MAX);
    Id *wanted = arena_array(ctx->arena, Id, CHOICES_MAX), *gone = arena_array(ctx->arena, Id, CHOICES_MAX);
    size_t wanted_n = 0, assign_n = 0, gone_n = 0;
    TRY(user_of_path(a, &u));
    TRY(user_licences(a, u.id, &held, &held_n));
    for (size_t i = 0; i < CHOICES_MAX && ctx_form_nth(ctx, S("licence"), i, &typed); i++) {
        Id id;
        if (id_parse(typed, &id) == OK) {
            wanted[wanted_n++] = id;
            if (!holds(held, held_n, id)) {
                assign[assign_n++] = (LicenceAsk){.product_id = id, .excluded = S("")};
            }
        }
    }
    for (size_t i = 0; i < held_n && gone_n < CHOICES_MAX; i++) {
        bool stays = false;
        for (size_t k = 0; k < wanted_n; k++) {
            stays = stays || id_eq(wanted[k], held[i].product_id);
        }
        if (!stays) {
            gone[gone_n++] = held[i].product_id;
        }
    }
    ctx->audit.target_kind = S("customer_user");
    ctx->audit.target_id = u.id;
    ctx->audit.target_name = u.sign_in;
    LicenceChange change = {.assign = assign, .assign_n = assign_n, .remove = gone, .remove_n = gone_n};
    Err err = user_licences_change(a, &u, &change);
    if (err == ERR_INVALID || err == ERR_NOT_FOUND) {
        return answer_again(a, &u, NULL, 1);
    }
    TRY(err);
    ctx_redirect(ctx, user_url(ctx, u.id, ""), MSG("The licenses are saved"));
    return OK;
}
Err page_customer_user_roles(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerUser u;
    CuserRolesRow *rows;
    size_t n;
    Str before = S(""), after = S(""), typed;
    TRY(user_of_path(a, &u));
    TRY(q_cuser_roles(a, &(CuserRolesArgs){.user_id = u.id}, &rows, &n));
    for (size_t i = 0; i < DIRECTORY_ROLES_N; i++) { /* nine roles at most: one write for each that changes */
        const DirectoryRole *role = &DIRECTORY_ROLES[i];
        Id id;
        TRY(id_parse(str_from(role->id), &id));
        bool had = false, shall = false;
        for (size_t k = 0; k < n; k++) {
            had = had || id_eq(rows[k].role_id, id);
        }
        for (size_t k = 0; k < DIRECTORY_ROLES_N && ctx_form_nth(ctx, S("role"), k, &typed); k++) {
            shall = shall || str_eq_nocase(typed, str_from(role->id));
        }
        before = had ? str_fmt(ctx->arena, "%.*s%s%s", S_ARG(before), before.n ? ", " : "", role->name) : before;
        after = shall ? str_fmt(ctx->arena, "%.*s%s%s", S_ARG(after), after.n ? ", " : "", role->name) : after;
        if (shall && !had) {
            TRY(q_cuser_role_add(a, &(CuserRoleAddArgs){.role_id = id, .user_id = u.id}, NULL));
        } else if (had && !shall) {
            TRY(q_cuser_role_drop(a, &(CuserRoleDropArgs){.role_id = id, .user_id = u.id}, NULL));
        }
    }
    ctx->audit.target_kind = S("customer_user");
    ctx->audit.target_id = u.id;
    ctx->audit.target_name = u.sign_in;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"directoryRole", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"directoryRole", after});
    ctx_redirect(ctx, user_url(ctx, u.id, ""), MSG("The roles are saved"));
    return OK;
}

typedef struct Reset {
    CustomerUser user;
    Str password, hash;
    bool change;
    CustomerUserView *again;
} Reset;
static Err check_reset(Ctx *ctx, void *arg)
{
    Reset *r = arg;
    TRY(user_of_path((AccountCtx){ctx}, &r->user));
    customer_user_check_password(ctx, r->password);
    return problem_check(ctx) == OK ? OK : answer_again((AccountCtx){ctx}, &r->user, NULL, 2);
}
static Err store_reset(Ctx *ctx, void *arg)
{
    Reset *r = arg;
    AccountCtx a = {ctx};
    TRY(user_of_path(a, &r->user));
    return customer_user_set_password(a, &r->user, r->hash, customer_user_must_change(r->password, r->change));
}
Err page_customer_user_password(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Reset r = {.password = identity_password(ctx->arena, ctx_form(ctx, S(FIELD_PASSWORD_NAME))),
               .change = ctx_form(ctx, S("change")).n > 0};
    TRY(unit_run(ctx, MODE_READ, NULL, check_reset, &r));
    r.hash = password_hash(ctx->arena, r.password);
    TRY(unit_run(ctx, MODE_WRITE, "customer_user.password", store_reset, &r));
    ctx_redirect(ctx, user_url(ctx, r.user.id, ""), MSG("The password is set, and the user is signed out everywhere"));
    return OK;
}
Err page_customer_user_delete(AccountCtx a)
{
    CustomerUser u;
    TRY(user_of_path(a, &u));
    TRY(customer_user_delete(a, &u));
    ctx_redirect(a.ctx, user_url(a.ctx, u.id, ""), MSG("The user is deleted"));
    return OK;
}
Err page_customer_user_restore(AccountCtx a)
{
    CustomerUser u;
    TRY(user_of_path(a, &u));
    TRY(customer_user_restore(a, &u));
    ctx_redirect(a.ctx, user_url(a.ctx, u.id, ""), MSG("The user is restored, without licenses"));
    return OK;
}
