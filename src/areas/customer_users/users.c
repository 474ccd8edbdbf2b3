/* People of a customer: the same rows as everybody who signs in, in the customer's own directory. */
#include "areas/customer_users/users.h"
#include "app/audit.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/identity/identity.h"
#include "gen/customer_users_q.h"

static Time kept_from(Ctx *ctx) { return time_add(ctx->now, -CUSTOMER_USER_KEPT_DAYS * INT64_C(86400000000)); }

/* The first user of a customer has no name to show of its own until somebody writes one. */
static Str shown_name(Ctx *ctx, Str display_name, Str first, Str last)
{
    return display_name.n ? display_name : str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(first), S_ARG(last)));
}
#define USER_OF_ROW(CTX, R)                                                                                            \
    (CustomerUser)                                                                                                     \
    {                                                                                                                  \
        .id = (R)->id, .sign_in = (R)->sign_in, .first_name = (R)->first_name, .last_name = (R)->last_name,            \
        .display_name = shown_name((CTX), (R)->display_name, (R)->first_name, (R)->last_name), .phone = (R)->phone,    \
        .usage_location = (R)->usage_location, .immutable_id = (R)->immutable_id, .version = (R)->version,             \
        .deleted_at = str_eq((R)->state, S("removed")) ? (R)->deleted_at : TIME_NONE                                   \
    }

bool customer_user_gone(const CustomerUser *u) { return u->deleted_at.us != TIME_NONE.us; }

Err customer_users_list(AccountCtx a, const CustomerUsersWanted *w, PageAsk page, CustomerUser **ret, size_t *ret_n,
                        PageInfo *ret_page)
{
    CuserListArgs args = {.with_active = !w->deleted,
                          .with_deleted = w->deleted,
                          .deleted_from = kept_from(a.ctx),
                          .with_q = w->q.n > 0,
                          .pattern = str_fmt(a.ctx->arena, "%.*s%%", S_ARG(str_lower_ascii(a.ctx->arena, w->q)))};
    CuserListRow *rows;
    page.order = w->order;
    TRY(q_cuser_list(a, &args, &page, &rows, ret_n, ret_page));
    *ret = arena_array(a.ctx->arena, CustomerUser, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = USER_OF_ROW(a.ctx, &rows[i]);
    }
    return OK;
}

Err customer_users_count(AccountCtx a, const CustomerUsersWanted *w, int64_t *ret)
{
    CuserCountArgs args = {.with_active = !w->deleted, .with_deleted = w->deleted, .deleted_from = kept_from(a.ctx)};
    CuserCountRow row;
    TRY(q_cuser_count(a, &args, &row));
    *ret = row.n;
    return OK;
}

Err customer_user_get(AccountCtx a, Id user_id, CustomerUser *ret)
{
    CuserGetRow row;
    Err err = q_cuser_get(a, &(CuserGetArgs){.user_id = user_id, .deleted_from = kept_from(a.ctx)}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 60002, MSG("This customer has no such user"));
    }
    TRY(err);
    *ret = USER_OF_ROW(a.ctx, &row);
    return OK;
}

static void need(Ctx *ctx, const char *field, Str value)
{
    if (problem_unless_line(ctx, str_from(field), value)) {
        if (str_empty(str_trim(value))) {
            problem_field(ctx, str_from(field), MSG("Enter a value"));
        }
    }
}

static bool name_part_fits(Str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && str_find_char(S("'.-_!#^~+"), c) < 0) {
            return false;
        }
    }
    return name.n > 0 && name.n <= 64;
}

static void check_sign_in(Ctx *ctx, Str sign_in, Str domain)
{
    Str field = S("userPrincipalName");
    ptrdiff_t at = str_find_char(sign_in, '@');
    if (at <= 0) {
        problem_field(ctx, field, MSG("A sign-in name looks like name@domain"));
    } else if (!name_part_fits(str_sub(sign_in, 0, (size_t)at))) {
        problem_field(
            ctx, field,
            MSG("Before the @ stand up to 64 letters without accents, digits, and the signs ' . - _ ! # ^ ~ +"));
    } else if (!str_eq(str_skip(sign_in, (size_t)at + 1), domain)) {
        problem_field(ctx, field, MSG1("The part after the @ has to be {name}", "name", domain));
    }
}

void customer_user_check(Ctx *ctx, const CustomerUser *u, Str new_in_domain)
{
    need(ctx, "displayName", u->display_name);
    (void)problem_unless_line(ctx, S("firstName"), u->first_name);
    (void)problem_unless_line(ctx, S("lastName"), u->last_name);
    (void)problem_unless_line(ctx, S("phoneNumber"), u->phone);
    (void)problem_unless_line(ctx, S("immutableId"), u->immutable_id);
    if (u->usage_location.n && !country_known(u->usage_location)) {
        problem_field(ctx, S("usageLocation"), MSG("Choose a country"));
    }
    if (new_in_domain.n) {
        need(ctx, "userPrincipalName", u->sign_in);
        check_sign_in(ctx, u->sign_in, new_in_domain);
    }
}

void customer_user_check_password(Ctx *ctx, Str password)
{
    bool lower = false, upper = false, digit = false, other = false;
    for (size_t i = 0; i < password.n; i++) {
        char c = password.p[i];
        lower |= c >= 'a' && c <= 'z';
        upper |= c >= 'A' && c <= 'Z';
        digit |= c >= '0' && c <= '9';
        other |= !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    }
    if (password.n < 8 || password.n > 256 || lower + upper + digit + other < 3) {
        problem_field(ctx, S("passwordProfile.password"),
                      MSG("A password has 8 characters or more, of three kinds: small and capital letters, digits, "
                          "other signs"));
    }
}
bool customer_user_must_change(Str password, bool asked) { return asked || password.n < PASSWORD_MIN; }

static void audit_user(Ctx *ctx, const CustomerUser *u)
{
    ctx->audit.target_kind = S("customer_user");
    ctx->audit.target_id = u->id;
    ctx->audit.target_name = u->sign_in;
}
static Str facts(Ctx *ctx, const CustomerUser *u)
{
    return AUDIT_JSON(ctx->arena, {"displayName", u->display_name}, {"firstName", u->first_name},
                      {"lastName", u->last_name}, {"phone", u->phone}, {"usageLocation", u->usage_location});
}
static Err put_more(AccountCtx a, const CustomerUser *u, Time deleted_at)
{
    return q_cuser_more(a,
                        &(CuserMoreArgs){.user_id = u->id,
                                         .usage_location = u->usage_location,
                                         .display_name = u->display_name,
                                         .immutable_id = u->immutable_id,
                                         .deleted_at = deleted_at},
                        NULL);
}

Err customer_user_name_taken(AccountCtx a, Str sign_in, bool *ret)
{
    CuserClaimRow row;
    Err err = q_cuser_claim(a, &(CuserClaimArgs){.name = sign_in}, &row);
    *ret = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

Err customer_user_create(AccountCtx a, CustomerUser *u, Str hash, bool must_change)
{
    Ctx *ctx = a.ctx;
    int64_t claimed;
    u->id = ctx_new_id(ctx);
    u->version = 1;
    u->deleted_at = TIME_NONE;
    TRY(q_cuser_claim_add(a, &(CuserClaimAddArgs){.name = u->sign_in, .owner_id = u->id}, &claimed));
    if (!claimed) {
        return problem_api(ctx, ERR_CONFLICT, 409, 3000, MSG("Somebody has this sign-in name already"));
    }
    TRY(q_cuser_add(a,
                    &(CuserAddArgs){.id = u->id,
                                    .sign_in = u->sign_in,
                                    .email = u->sign_in,
                                    .first_name = u->first_name,
                                    .last_name = u->last_name,
                                    .password_hash = hash,
                                    .must_change = must_change,
                                    .locale = S(""),
                                    .phone = u->phone},
                    NULL));
    TRY(put_more(a, u, TIME_NONE));
    audit_user(ctx, u);
    ctx->audit.after = facts(ctx, u);
    return OK;
}

Err customer_user_save(AccountCtx a, const CustomerUser *before, const CustomerUser *after)
{
    int64_t saved;
    CuserSaveArgs args = {.id = before->id,
                          .seen = before->version,
                          .first_name = after->first_name,
                          .last_name = after->last_name,
                          .phone = after->phone};
    TRY(q_cuser_save(a, &args, &saved));
    if (!saved) {
        return ERR_STALE;
    }
    TRY(put_more(a, after, before->deleted_at));
    audit_user(a.ctx, before);
    a.ctx->audit.before = facts(a.ctx, before);
    a.ctx->audit.after = facts(a.ctx, after);
    return OK;
}

Err customer_user_set_password(AccountCtx a, const CustomerUser *u, Str hash, bool must_change)
{
    CuserPasswordArgs args = {.id = u->id, .password_hash = hash, .must_change = must_change};
    audit_user(a.ctx, u);
    TRY(q_cuser_password(a, &args, NULL));
    TRY(identity_end_links(system_of(a.ctx), u->id));
    return session_end_all(system_of(a.ctx), u->id, ID_NIL);
}

static Err set_state(AccountCtx a, const CustomerUser *u, Str state, Time deleted_at)
{
    bool gone = customer_user_gone(u);
    audit_user(a.ctx, u);
    a.ctx->audit.before = AUDIT_JSON(a.ctx->arena, {"state", gone ? S("removed") : S("active")});
    a.ctx->audit.after = AUDIT_JSON(a.ctx->arena, {"state", state});
    TRY(q_cuser_state(a, &(CuserStateArgs){.id = u->id, .state = state}, NULL));
    return put_more(a, u, deleted_at);
}

Err customer_user_delete(AccountCtx a, const CustomerUser *u)
{
    CuserCountRow left;
    if (customer_user_gone(u)) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 60002, MSG("This user is deleted already"));
    }
    TRY(q_cuser_count(a, &(CuserCountArgs){.with_active = true}, &left));
    if (left.n < 2) { /* nobody of the customer could sign in any more */
        a.ctx->problem.hint = MSG("Add another user first.");
        return problem_api(a.ctx, ERR_CONFLICT, 409, 800060, MSG("The only user of a customer cannot be deleted"));
    }
    TRY(user_licences_drop(a, u->id));
    TRY(identity_end_links(system_of(a.ctx), u->id));
    TRY(session_end_all(system_of(a.ctx), u->id, ID_NIL));
    return set_state(a, u, S("removed"), a.ctx->now);
}

Err customer_user_restore(AccountCtx a, const CustomerUser *u) { return set_state(a, u, S("active"), TIME_NONE); }
