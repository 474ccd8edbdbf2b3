/* The API of customers' users and their roles: input, one domain call, output. Wire names are the spec's. */
#include "areas/customer_users/api.h"
#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/identity/identity.h"
#include "crypt/crypt.h"
#include "gen/customer_users_q.h"

typedef struct ApiPasswordProfile {
    Str password;
    bool change;
} ApiPasswordProfile;
static const Field PASSWORD_FIELDS[] = {
    FIELD(ApiPasswordProfile, password, "password", F_STR, .flags = FIELD_SECRET | FIELD_IN_ONLY),
    FIELD(ApiPasswordProfile, change, "forceChangePassword", F_BOOL_, .flags = FIELD_ALWAYS),
};
static const Shape PASSWORD_PROFILE = SHAPE(ApiPasswordProfile, PASSWORD_FIELDS);

typedef struct ApiUser {
    Id id;
    Str usage_location, sign_in, first_name, last_name, display_name, immutable_id, phone, state, domain_type;
    Time deleted_at;
    ApiPasswordProfile password;
    bool has_password;
    ApiLinks links;
    ApiAttributes attributes;
} ApiUser;
static const Field USER_FIELDS[] = {
    FIELD(ApiUser, id, "id", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiUser, usage_location, "usageLocation", F_STR, .label = N_("Usage location")),
    FIELD(ApiUser, sign_in, "userPrincipalName", F_STR, .label = N_("Sign-in name")),
    FIELD(ApiUser, first_name, "firstName", F_STR),
    FIELD(ApiUser, last_name, "lastName", F_STR),
    FIELD(ApiUser, display_name, "displayName", F_STR),
    FIELD(ApiUser, immutable_id, "immutableId", F_STR),
    FIELD(ApiUser, phone, "phoneNumber", F_STR),
    FIELD_PART(ApiUser, password, has_password, "passwordProfile", &PASSWORD_PROFILE, .flags = FIELD_IN_ONLY),
    FIELD(ApiUser, domain_type, "userDomainType", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiUser, state, "state", F_STR),
    FIELD(ApiUser, deleted_at, "softDeletionTime", F_TIME_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiUser, links, "links", F_OBJECT, .shape = &API_LINKS, .flags = FIELD_OUT_ONLY),
    FIELD(ApiUser, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_CUSTOMER_USER = SHAPE_AS(ApiCustomerUser, ApiUser, USER_FIELDS);

typedef struct ApiRole {
    Id id;
    Str name;
    ApiAttributes attributes;
} ApiRole;
static const Field ROLE_FIELDS[] = {
    FIELD(ApiRole, id, "id", F_ID_),
    FIELD(ApiRole, name, "name", F_STR),
    FIELD(ApiRole, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_DIRECTORY_ROLE = SHAPE_AS(ApiDirectoryRole, ApiRole, ROLE_FIELDS);

typedef struct ApiMember {
    Id id, role_id;
    Str display_name, sign_in;
    ApiAttributes attributes;
} ApiMember;
static const Field MEMBER_FIELDS[] = {
    FIELD(ApiMember, id, "id", F_ID_),
    FIELD(ApiMember, display_name, "displayName", F_STR),
    FIELD(ApiMember, sign_in, "userPrincipalName", F_STR),
    FIELD(ApiMember, role_id, "roleId", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiMember, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_USER_MEMBER = SHAPE_AS(ApiUserMember, ApiMember, MEMBER_FIELDS);

/* --- users --- */

static ApiUser wire_user(Ctx *ctx, const CustomerUser *u)
{
    char customer[ID_TEXT], user[ID_TEXT];
    id_to(customer, ctx->customer_id);
    id_to(user, u->id);
    Str self = str_fmt(ctx->arena, "/customers/%.*s/users/%.*s", ID_TEXT, customer, ID_TEXT, user);
    return (ApiUser){
        .id = u->id,
        .usage_location = u->usage_location,
        .sign_in = u->sign_in,
        .first_name = u->first_name,
        .last_name = u->last_name,
        .display_name = u->display_name,
        .immutable_id = u->immutable_id,
        .phone = u->phone,
        .state = !customer_user_gone(u) ? S("active") : S("inactive"),
        .domain_type = S("managed"),
        .deleted_at = u->deleted_at,
        .links = resource_self(self),
        .attributes = {.etag = resource_etag(ctx->arena, u->id, u->version), .object_type = S("CustomerUser")}};
}
static void answer_user(Ctx *ctx, int status, const CustomerUser *u)
{
    ApiUser w = wire_user(ctx, u);
    ctx_json(ctx, status, &API_CUSTOMER_USER, &w);
}

/* The granular way: one of the roles that keep a directory's people, given for a time. */
static Err may_by_roles(AccountCtx a, bool *ret)
{
    static const Str KEEPERS[] = {S_INIT("62e90394-69f5-4237-9190-012177145e10"),  /* Global Administrator */
                                  S_INIT("fe930be7-5e62-47db-91af-98c3a49a38b1")}; /* User Administrator */
    CuserGranularRow *rows;
    size_t n;
    TRY(q_cuser_granular(a, NULL, &rows, &n));
    *ret = false;
    for (size_t i = 0; i < n; i++) {
        *ret = *ret || str_find(rows[i].roles, KEEPERS[0]) >= 0 || str_find(rows[i].roles, KEEPERS[1]) >= 0;
    }
    return OK;
}

/* Outside people, by the account's own id of the customer: reach first, so that a stranger learns nothing of users. */
Err customer_users_enter(AccountCtx a)
{
    TRY(customer_enter(a));
    return customer_users_allowed(a);
}
Err customer_users_allowed(AccountCtx a)
{
    Customer c;
    TRY(customer_get(a, &c));
    bool may = str_eq(c.rights, S("delegated"));
    if (!may) {
        TRY(may_by_roles(a, &may));
    }
    if (!may) {
        return problem_api(a.ctx, ERR_FORBIDDEN, 403, 2032,
                           MSG("The customer has not given you delegated administration, so its people and licenses "
                               "are out of reach"));
    }
    return OK;
}
Err user_of_path(AccountCtx a, CustomerUser *ret)
{
    Id id;
    TRY(customer_users_enter(a));
    if (id_parse(ctx_param(a.ctx, S("user")), &id) != OK) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 60002, MSG("This customer has no such user"));
    }
    return customer_user_get(a, id, ret);
}

static Err read_wanted(AccountCtx a, const CollectionAsk *ask, CustomerUsersWanted *w, bool *descending)
{
    static const struct {
        const char *field;
        uint32_t order;
    } ORDERS[] = {{"UserPrincipalName", CUSER_LIST_BY_NAME},
                  {"DisplayName", CUSER_LIST_BY_DISPLAY},
                  {"FirstName", CUSER_LIST_BY_FIRST},
                  {"LastName", CUSER_LIST_BY_LAST}};
    Ctx *ctx = a.ctx;
    Filter f = {0};
    TRY(filter_read(ctx, collection_param(ctx, ask, S("filter")), &f));
    if (f.set) {
        bool inactive = filter_word_eq(f.value, S("inactive"));
        if (!filter_is(&f, S("UserState"))) {
            return filter_unknown_field(ctx, &f, S("UserState"));
        }
        if (f.op != FILTER_EQUALS || (!inactive && !filter_word_eq(f.value, S("active")))) {
            return filter_unsupported(ctx, &f);
        }
        w->deleted = inactive;
    }
    Str field = collection_param(ctx, ask, S("sortField"));
    *descending = filter_word_eq(collection_param(ctx, ask, S("sortDirection")), S("descending"));
    bool known = str_empty(field);
    for (size_t i = 0; i < COUNT_OF(ORDERS); i++) {
        if (filter_word_eq(field, str_from(ORDERS[i].field))) {
            w->order = ORDERS[i].order;
            known = true;
        }
    }
    return known ? OK
                 : problem_api(ctx, ERR_INVALID, 400, 3000,
                               MSG("Users are sorted by UserPrincipalName, DisplayName, FirstName or LastName"));
}

Err api_customer_users(AccountCtx a)
{
    enum { LIST_MAX = 500 };
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    CustomerUsersWanted wanted = {.order = CUSER_LIST_BY_NAME};
    bool descending = false;
    TRY(customer_users_enter(a));
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &ask));
    TRY(read_wanted(a, &ask, &wanted, &descending));
    PageAsk page = {
        .descending = descending, .size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    CustomerUser *users;
    size_t n;
    PageInfo info;
    TRY(customer_users_list(a, &wanted, page, &users, &n, &info));
    int64_t total = ask.total;
    if (!ask.seek || total < 0) {
        TRY(customer_users_count(a, &wanted, &total));
    }
    ApiUser *items = arena_array(ctx->arena, ApiUser, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_user(ctx, &users[i]);
    }
    ctx_json_collection(ctx, &ask,
                        &(Collection){.shape = &API_CUSTOMER_USER,
                                      .items = items,
                                      .items_n = n,
                                      .total = total,
                                      .keep_total = true,
                                      .page = info});
    return OK;
}

Err api_customer_user_get(AccountCtx a)
{
    CustomerUser u;
    TRY(user_of_path(a, &u));
    answer_user(a.ctx, 200, &u);
    return OK;
}

/* --- writing --- */

typedef struct UserWrite {
    ApiUser wire;
    CustomerUser user;
    Str password, hash;
} UserWrite;

static Err check_password(Ctx *ctx, UserWrite *w)
{
    w->password = identity_password(ctx->arena, w->wire.password.password);
    customer_user_check_password(ctx, w->password);
    return problem_check(ctx);
}

static Err check_wire(AccountCtx a, UserWrite *w)
{
    Ctx *ctx = a.ctx;
    Customer c;
    TRY(customer_get(a, &c));
    w->user = (CustomerUser){.sign_in = str_lower_ascii(ctx->arena, str_trim(w->wire.sign_in)),
                             .first_name = str_trim(w->wire.first_name),
                             .last_name = str_trim(w->wire.last_name),
                             .display_name = str_trim(w->wire.display_name),
                             .phone = str_trim(w->wire.phone),
                             .immutable_id = str_trim(w->wire.immutable_id),
                             .usage_location = str_upper_ascii(ctx->arena, str_trim(w->wire.usage_location))};
    customer_user_check(ctx, &w->user, c.company.domain);
    return OK;
}
static Err check_new(Ctx *ctx, void *arg)
{
    AccountCtx a = {ctx};
    TRY(customer_users_enter(a));
    TRY(check_wire(a, arg));
    return check_password(ctx, arg);
}
static Err store_new(Ctx *ctx, void *arg)
{
    UserWrite *w = arg;
    AccountCtx a = {ctx};
    TRY(customer_users_enter(a));
    return customer_user_create(a, &w->user, w->hash, customer_user_must_change(w->password, w->wire.password.change));
}
/* A chosen password takes a slow hash, so it is made between two units. */
Err api_customer_user_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    UserWrite w = {0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CUSTOMER_USER, &w.wire)));
    TRY(resource_bad_property(ctx, unit_run(ctx, MODE_READ, NULL, check_new, &w)));
    w.hash = password_hash(ctx->arena, w.password);
    TRY(unit_run(ctx, MODE_WRITE, "customer_user.create", store_new, &w));
    answer_user(ctx, 200, &w.user);
    return OK;
}

static Str password_of(const JsonValue *object)
{
    const JsonValue *profile = json_get(object, S("passwordProfile"));
    const JsonValue *password = profile && profile->kind == JSON_OBJECT ? json_get(profile, S("password")) : NULL;
    return password && password->kind == JSON_STRING ? password->text : S("");
}
Str customer_user_json_hash(Arena *a, const JsonValue *object)
{
    Str password = object->kind == JSON_OBJECT ? identity_password(a, password_of(object)) : S("");
    return password.n ? password_hash(a, password) : S("");
}
Err customer_user_create_json(AccountCtx a, const JsonValue *object, Str hash)
{
    Ctx *ctx = a.ctx;
    UserWrite w = {0};
    TRY(resource_bad_property(ctx, shape_read_value(ctx, &API_CUSTOMER_USER, object, S(""), &w.wire)));
    TRY(check_wire(a, &w));
    TRY(resource_bad_property(ctx, w.wire.password.password.n ? check_password(ctx, &w) : problem_check(ctx)));
    return customer_user_create(a, &w.user, hash, customer_user_must_change(w.password, w.wire.password.change));
}

static Err check_reset(Ctx *ctx, void *arg)
{
    UserWrite *w = arg;
    TRY(user_of_path((AccountCtx){ctx}, &w->user));
    return check_password(ctx, w);
}
static Err store_reset(Ctx *ctx, void *arg)
{
    UserWrite *w = arg;
    AccountCtx a = {ctx};
    TRY(user_of_path(a, &w->user));
    TRY(customer_user_set_password(a, &w->user, w->hash,
                                   customer_user_must_change(w->password, w->wire.password.change)));
    return customer_user_get(a, w->user.id, &w->user);
}
Err api_customer_user_password(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    UserWrite w = {0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CUSTOMER_USER, &w.wire)));
    TRY(resource_bad_property(ctx, unit_run(ctx, MODE_READ, NULL, check_reset, &w)));
    w.hash = password_hash(ctx->arena, w.password);
    TRY(unit_run(ctx, MODE_WRITE, "customer_user.password", store_reset, &w));
    answer_user(ctx, 200, &w.user);
    return OK;
}

static Str changed(Str before, Str wire) { return wire.n ? str_trim(wire) : before; }

/* What is left out stays as it is. state "active" brings a deleted user back. */
Err api_customer_user_patch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiUser w = {0};
    CustomerUser before;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CUSTOMER_USER, &w)));
    TRY(user_of_path(a, &before));
    bool active = filter_word_eq(w.state, S("active"));
    if (w.state.n && !active && !filter_word_eq(w.state, S("inactive"))) {
        problem_field(ctx, S("state"), MSG("state is active or inactive"));
        return resource_bad_property(ctx, ERR_INVALID);
    }
    if (active && customer_user_gone(&before)) {
        TRY(customer_user_restore(a, &before));
    } else {
        CustomerUser after = before;
        after.first_name = changed(before.first_name, w.first_name);
        after.last_name = changed(before.last_name, w.last_name);
        after.display_name = changed(before.display_name, w.display_name);
        after.phone = changed(before.phone, w.phone);
        after.immutable_id = changed(before.immutable_id, w.immutable_id);
        after.usage_location = str_upper_ascii(ctx->arena, changed(before.usage_location, w.usage_location));
        if (w.sign_in.n && !str_eq(str_lower_ascii(ctx->arena, w.sign_in), before.sign_in)) {
            problem_field(ctx, S("userPrincipalName"), MSG("A sign-in name does not change"));
        }
        customer_user_check(ctx, &after, S(""));
        TRY(resource_bad_property(ctx, problem_check(ctx)));
        TRY(customer_user_save(a, &before, &after));
    }
    CustomerUser now;
    TRY(customer_user_get(a, before.id, &now));
    answer_user(ctx, 200, &now);
    return OK;
}

Err api_customer_user_delete(AccountCtx a)
{
    CustomerUser u;
    TRY(user_of_path(a, &u));
    TRY(customer_user_delete(a, &u));
    a.ctx->out.status = 204;
    return OK;
}

/* --- roles --- */

static ApiRole wire_role(const DirectoryRole *r)
{
    ApiRole w = {.name = str_from(r->name), .attributes = {.object_type = S("DirectoryRole")}};
    if (id_parse(str_from(r->id), &w.id) != OK) {
        w.id = ID_NIL; /* not with the list in roles.c */
    }
    return w;
}
static void answer_roles(Ctx *ctx, const CollectionAsk *ask, const ApiRole *items, size_t n)
{
    ctx_json_collection(ctx, ask,
                        &(Collection){.shape = &API_DIRECTORY_ROLE, .items = items, .items_n = n, .total = -1});
}
Err api_directory_roles(AccountCtx a)
{
    CollectionAsk ask;
    TRY(customer_users_enter(a));
    TRY(collection_ask(a.ctx, 100, 100, &ask));
    ApiRole *items = arena_array(a.ctx->arena, ApiRole, DIRECTORY_ROLES_N);
    for (size_t i = 0; i < DIRECTORY_ROLES_N; i++) {
        items[i] = wire_role(&DIRECTORY_ROLES[i]);
    }
    answer_roles(a.ctx, &ask, items, DIRECTORY_ROLES_N);
    return OK;
}
Err api_customer_user_roles(AccountCtx a)
{
    CollectionAsk ask;
    CustomerUser u;
    CuserRolesRow *rows;
    size_t rows_n, n = 0;
    TRY(user_of_path(a, &u));
    TRY(collection_ask(a.ctx, 100, 100, &ask));
    TRY(q_cuser_roles(a, &(CuserRolesArgs){.user_id = u.id}, &rows, &rows_n));
    ApiRole *items = arena_array(a.ctx->arena, ApiRole, DIRECTORY_ROLES_N);
    for (size_t i = 0; i < DIRECTORY_ROLES_N; i++) {
        ApiRole w = wire_role(&DIRECTORY_ROLES[i]);
        for (size_t k = 0; k < rows_n; k++) {
            if (id_eq(rows[k].role_id, w.id)) {
                items[n++] = w;
            }
        }
    }
    answer_roles(a.ctx, &ask, items, n);
    return OK;
}

static Err role_of_path(AccountCtx a, ApiRole *ret)
{
    TRY(customer_users_enter(a));
    const DirectoryRole *role = directory_role(ctx_param(a.ctx, S("role")));
    if (!role) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 60002, MSG("There is no such role"));
    }
    *ret = wire_role(role);
    return OK;
}
static ApiMember wire_member(Id role_id, Id id, Str sign_in, Str display_name)
{
    return (ApiMember){.id = id,
                       .role_id = role_id,
                       .sign_in = sign_in,
                       .display_name = display_name,
                       .attributes = {.object_type = S("UserMember")}};
}
Err api_role_members(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiRole role;
    CollectionAsk ask;
    TRY(role_of_path(a, &role));
    TRY(collection_ask(ctx, 500, 500, &ask));
    PageAsk page = {.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    CuserRoleMembersRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_cuser_role_members(a, &(CuserRoleMembersArgs){.role_id = role.id}, &page, &rows, &n, &info));
    ApiMember *items = arena_array(ctx->arena, ApiMember, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_member(role.id, rows[i].id, rows[i].sign_in, rows[i].display_name);
    }
    ctx_json_collection(
        ctx, &ask, &(Collection){.shape = &API_USER_MEMBER, .items = items, .items_n = n, .total = -1, .page = info});
    return OK;
}

static void audit_member(Ctx *ctx, const CustomerUser *u)
{
    ctx->audit.target_kind = S("customer_user");
    ctx->audit.target_id = u->id;
    ctx->audit.target_name = u->sign_in;
}
Err api_role_member_add(AccountCtx a)
{
    ApiRole role;
    ApiMember w = {0};
    CustomerUser u;
    TRY(resource_bad_property(a.ctx, shape_read(a.ctx, &API_USER_MEMBER, &w)));
    TRY(role_of_path(a, &role));
    TRY(customer_user_get(a, w.id, &u));
    audit_member(a.ctx, &u);
    a.ctx->audit.after = AUDIT_JSON(a.ctx->arena, {"directoryRole", role.name});
    TRY(q_cuser_role_add(a, &(CuserRoleAddArgs){.role_id = role.id, .user_id = u.id}, NULL));
    ApiMember out = wire_member(role.id, u.id, u.sign_in, u.display_name);
    ctx_json(a.ctx, 201, &API_USER_MEMBER, &out);
    return OK;
}
Err api_role_member_drop(AccountCtx a)
{
    ApiRole role;
    CustomerUser u;
    int64_t gone;
    TRY(role_of_path(a, &role));
    TRY(user_of_path(a, &u));
    audit_member(a.ctx, &u);
    a.ctx->audit.before = AUDIT_JSON(a.ctx->arena, {"directoryRole", role.name});
    TRY(q_cuser_role_drop(a, &(CuserRoleDropArgs){.role_id = role.id, .user_id = u.id}, &gone));
    if (!gone) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 60002, MSG("The user does not have this role"));
    }
    a.ctx->out.status = 204;
    return OK;
}
