/* People of a customer, as the partners in reach keep them. The customer is ctx->customer_id; inside the caller's unit.
 */
#pragma once
#include "app/page.h"
#include "areas/customer_users/customer_users.h"

enum { CUSTOMER_USER_KEPT_DAYS = 30, LICENCES_A_CALL_MAX = 50 };
typedef struct CustomerUser {
    Id id;
    Str sign_in, first_name, last_name, display_name, phone, usage_location /* ISO 3166-1 alpha-2 */, immutable_id;
    Time deleted_at; /* TIME_NONE: is there */
    int64_t version;
} CustomerUser;
bool customer_user_gone(const CustomerUser *u); /* deleted, and can be brought back */
typedef struct CustomerUsersWanted {
    bool deleted;   /* those who can still be brought back, else those there are */
    uint32_t order; /* of the query cuser_list */
    Str q;          /* the beginning of a name or sign-in name; empty: all */
} CustomerUsersWanted;
MUST_USE Err customer_users_list(AccountCtx a, const CustomerUsersWanted *w, PageAsk page, CustomerUser **ret,
                                 size_t *ret_n, PageInfo *ret_page);
MUST_USE Err customer_users_count(AccountCtx a, const CustomerUsersWanted *w, int64_t *ret);
/* ERR_NOT_FOUND with the problem (60002) when there is nobody, or they are gone for good. */
MUST_USE Err customer_user_get(AccountCtx a, Id user_id, CustomerUser *ret);
/* The rules of what is written, collected in ctx->problem; domain: the customer's, for a new sign-in name. */
void customer_user_check(Ctx *ctx, const CustomerUser *u, Str new_in_domain);
/* A password that a partner gives somebody: 8 code points of three kinds. Problem at passwordProfile.password. */
void customer_user_check_password(Ctx *ctx, Str password);
/* Such a password has to be replaced at the first sign-in where the caller says so or it is shorter than people's own.
 */
bool customer_user_must_change(Str password, bool asked);
/* Somebody has this sign-in name, whichever customer they are of. */
MUST_USE Err customer_user_name_taken(AccountCtx a, Str sign_in, bool *ret);
MUST_USE Err customer_user_create(AccountCtx a, CustomerUser *u, Str hash, bool must_change);
MUST_USE Err customer_user_save(AccountCtx a, const CustomerUser *before, const CustomerUser *after);
MUST_USE Err customer_user_set_password(AccountCtx a, const CustomerUser *u, Str hash, bool must_change);
/* Off the list, signed out, their licences free for others; for 30 days they can be brought back, without licences. */
MUST_USE Err customer_user_delete(AccountCtx a, const CustomerUser *u);
MUST_USE Err customer_user_restore(AccountCtx a, const CustomerUser *u);

typedef struct UserLicence {
    Id product_id;
    Str sku, name, excluded;
    const LicencePool *pool;
} UserLicence;
MUST_USE Err user_licences(AccountCtx a, Id user_id, UserLicence **ret, size_t *ret_n);
typedef struct LicenceAsk {
    Id product_id;
    Str excluded;
} LicenceAsk;
typedef struct LicenceChange {
    const LicenceAsk *assign;
    const Id *remove;
    size_t assign_n, remove_n;
} LicenceChange;
/* Removes first, so that a seat can move within one call. All or nothing: 60012 none free, 400018 no such license. */
MUST_USE Err user_licences_change(AccountCtx a, const CustomerUser *u, const LicenceChange *c);
MUST_USE Err user_licences_drop(AccountCtx a, Id user_id);
