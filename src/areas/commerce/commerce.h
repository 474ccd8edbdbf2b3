/* Orders, subscriptions and carts of an account for its customers: the only header others may include. All functions
 * run inside the caller's unit, for the customer of ctx->customer_id. Rules: spec portal-workflows.md 8 (the newer kind
 * of commerce), api-errors.tsv. Business time (ctx->now) everywhere. */
#pragma once
#include "app/job.h"
#include "areas/catalog/catalog.h"
#include "gen/commerce_q.h"

extern const Perm COMMERCE_VIEW, COMMERCE_BUY, COMMERCE_MANAGE;

enum {
    ORDER_LINES_MAX = 200,
    REFUND_DAYS = 7,            /* seats and licence-based subscriptions */
    REFUND_DAYS_PERPETUAL = 30, /* what is bought once */
    CART_DAYS = 7,
    TRIAL_DAYS = 30,
    EXPIRED_DAYS = 30, /* until an expired subscription is disabled */
    DISABLED_DAYS = 90 /* until a disabled one is deleted */
};

/* --- orders --- */

typedef struct OrderLineAsk {
    Str item_id; /* "PRODUCT:SKU:AVAILABILITY", or the id of an offer of the older kind */
    Str friendly_name, term, cycle, promotion_id, partner_number, currency;
    int64_t quantity;
    Id parent_id; /* an add-on's base subscription; nil: any that fits */
    /* An add-on of a line that is bought with it, and before it in the array: parent_id becomes what that one makes.
     * NULL: none. */
    struct OrderLineAsk *base;
    Id *made; /* where order_place leaves the subscription that it makes; NULL: nobody asks */
    Time custom_end;
    Id reference; /* of the change that makes it; nil: none */
    Str scope;    /* of a reservation: "shared", or "single" for one metered subscription; empty: shared */
    Id scope_id;  /* that one */
    /* found by order_check */
    CatalogItem item;
    const CatalogTerm *price;      /* with the promotion */
    Dec list_price;                /* without it; 0: there is none */
    int64_t cart_code, order_code; /* of the wire, 0: nothing in the way */
    Msg why;
} OrderLineAsk;
/* Looks at each line; what is in the way stands in it. ret_fine: nothing is. Nothing is written. */
MUST_USE Err order_check(AccountCtx a, Str country, OrderLineAsk *lines, size_t n, bool *ret_fine);
/* One order of lines that order_check found fine, with its subscriptions. cycle: the order's. */
MUST_USE Err order_place(AccountCtx a, OrderLineAsk *lines, size_t n, Str *ret_order_id);

/* Both of it from JSON, as POST /v1/customers/{id}/orders takes it. Problems are the wire's. ret_lines: how many
 * subscriptions it made. */
MUST_USE Err order_place_json(AccountCtx a, Str country, const JsonValue *object, Str *ret_order_id, size_t *ret_lines);

/* --- what a customer may use beside seats: one a subscription that has any --- */

/* kind: "software", "service" (of another publisher), "metered", "reservation". state: "waiting" (for somebody to
 * activate it), "active", "cancelled" (metered use is stopped). */
typedef EntitlementListRow Entitlement;
/* Of the customer, the newest first; ERR_NOT_FOUND without a problem: the subscription has none. */
MUST_USE Err entitlement_list(AccountCtx a, Entitlement **ret, size_t *ret_n);
MUST_USE Err entitlement_get(AccountCtx a, Id subscription_id, Entitlement *ret);
/* Somebody has set up the software or service: waiting becomes active. */
MUST_USE Err entitlement_activate(AccountCtx a, const Entitlement *e);
/* Metered use is stopped, for a reason that the wire knows, and goes on. */
MUST_USE Err entitlement_cancel(AccountCtx a, const Entitlement *e, Str reason);
MUST_USE Err entitlement_reactivate(AccountCtx a, const Entitlement *e);
/* Can the subscription be used now? False while its metered use is stopped. */
MUST_USE Err entitlement_runs(AccountCtx a, Id subscription_id, bool *ret);

/* --- subscriptions --- */

typedef SubscriptionListRow Subscription;
MUST_USE Err subscription_get(AccountCtx a, Id id, Subscription *ret); /* 404 with the wire's code 20003 */
/* What happened to a subscription of ctx->customer_id, for Area.sold. before NULL: it was made. reference: shared by
 * what one change does to several; nil: none. */
typedef struct Sale {
    const Subscription *before, *after;
    Id reference;
    bool received; /* from another partner */
} Sale;
/* What a PATCH may change at once, in this order: state, then name, cycle, renewal, quantity, next term. */
typedef struct SubscriptionChange {
    Str name, state, cycle;
    bool name_set, renews_set, renews, quantity_set, next_set;
    int64_t quantity;
    /* of the next term; all empty with next_set: as now */
    Str next_item, next_term, next_cycle;
    int64_t next_quantity;
    Time next_end;
} SubscriptionChange;
/* ERR_INVALID or ERR_CONFLICT with the wire's code; else *s is as it stands now. Nothing is written when nothing
 * changes. */
MUST_USE Err subscription_change(AccountCtx a, Str country, Subscription *s, const SubscriptionChange *c);
/* Seats to another item, now: the whole subscription with its id, or some seats into a new one. people: those
 * who hold the old seats go along (customer_users.h, licences_pass); ret_passed: how many did. */
MUST_USE Err subscription_move(AccountCtx a, Str country, Subscription *s, Str to_item, int64_t quantity, Str term,
                               Str cycle, bool people, Id *ret_to, int64_t *ret_passed);
/* Seats into a subscription that is there: what stands in its way (0: nothing; else the wire's number in
 * subscriptionEligibilities). */
typedef enum MoveInto { INTO_FITS, INTO_NOT_ACTIVE, INTO_NOT_READY, INTO_SHORTER, INTO_EARLIER } MoveInto;
MoveInto subscription_fits_into(Ctx *ctx, const Subscription *from, const Subscription *to);
/* All of s, or some seats of it, into a subscription of an item that s leads to. All of it: s ends. */
MUST_USE Err subscription_move_into(AccountCtx a, Str country, Subscription *s, Id to_id, Str to_item, int64_t quantity,
                                    bool people, int64_t *ret_passed);
/* All of the customer, and of each why it cannot go to another partner with the add-ons on it; unset: it can. */
MUST_USE Err subscriptions_movable(AccountCtx a, Subscription **ret, Msg **ret_why, size_t *ret_n);
typedef struct HandOverLine {
    Id id; /* of the first partner's subscription */
    bool moved;
    Msg why;          /* it has not moved */
    Subscription was; /* empty: the first partner has none of this id */
    Id to_id;
    Str order_id; /* it has moved under this one */
} HandOverLine;
typedef struct HandOverOrder { /* of the second partner: one a billing cycle and currency */
    Str id, cycle, currency;
    int64_t lines;
} HandOverOrder;
typedef struct HandOver {
    Id from, to; /* accounts; both serve the customer, and have consented */
    Str from_name, to_name, partner_number;
    HandOverLine *lines;
    size_t lines_n;
    HandOverOrder *orders;
    size_t orders_n;
} HandOver;
/* Subscriptions of the customer of ctx->customer_id, each with its add-ons, in the caller's WRITE unit. What cannot go
 * stays, and its line says why. ctx is left in the account it was in. */
MUST_USE Err subscriptions_hand_over(Ctx *ctx, HandOver *h);
/* --- from the older kind of commerce to the newer --- */

/* Was it sold in the older kind of commerce? Only such ones migrate. */
bool subscription_is_old(const Subscription *s);
/* One that is to become one of the newer kind. Asked for: empty term and cycle, and quantity 0, mean as now. */
typedef struct MigrateLine {
    Id id;
    Str term, cycle;
    int64_t quantity;
    bool full_term;  /* a whole new term begins; else it ends when the old one would have */
    Time custom_end; /* its last day; TIME_NONE: none asked for */
    /* found by subscriptions_migrate_check */
    Subscription was;
    CatalogItem to;
    const CatalogTerm *price; /* NULL: not known, code says why */
    Time ends_at;             /* the first moment after the new term */
    int64_t code;             /* of the wire, 0: nothing in the way */
    Msg why;
    /* made by subscriptions_migrate */
    Id to_id;
    Str order_id;
} MigrateLine;
enum { MIGRATE_LINES_MAX = 51 };
/* The add-ons of one that run; lines[0] holds the base. */
MUST_USE Err subscription_addons(AccountCtx a, Id base_id, Subscription **ret, size_t *ret_n);
/* When it would begin. planned: its age and the days that are left do not count. */
typedef struct MigrateWhen {
    bool planned, at_renewal; /* at_renewal: an hour before the term ends */
    Time at;                  /* planned for no renewal */
} MigrateWhen;
enum { MIGRATE_RENEWAL_HOURS = 1 };
/* lines[0] is the base, the others are its add-ons. Nothing is written. when NULL: now. Unknown ids are in the way too
 * (20003, 900262). */
MUST_USE Err subscriptions_migrate_check(AccountCtx a, Str country, MigrateLine *lines, size_t n,
                                         const MigrateWhen *when, bool *ret_fine);
/* What was found fine: orders of the newer kind, the people go along, and the old ones end. In a WRITE unit of a job or
 * of somebody who may. A refusal is one of licenses that do not reach (ERR_CONFLICT); the unit has to be taken back. */
MUST_USE Err subscriptions_migrate(AccountCtx a, Str country, MigrateLine *lines, size_t n);
/* Where the customer's subscriptions are sold: for whoever calls the above in a job. */
MUST_USE Err commerce_country(AccountCtx a, Str *ret);
/* Seats that can be taken off again, and until when: of one subscription, or with a nil id of all of the customer. */
MUST_USE Err subscription_seats(AccountCtx a, Id id, SeatsListRow **ret, size_t *ret_n);
/* Moves what is due by the business clock: renewal, expiry, the waits behind it; and the change of many. */
enum { COMMERCE_JOBS_N = 2 };
extern const JobKind COMMERCE_JOBS[COMMERCE_JOBS_N];

/* For whoever turns the clock of a sandbox: when a subscription renews next, when anything happens to one (TIME_NONE:
 * never), and what happened to them from a moment on. */
typedef struct CommerceAhead {
    Time renewal, event;
} CommerceAhead;
MUST_USE Err commerce_ahead(SystemCtx s, CommerceAhead *ret);
typedef struct CommerceHappened {
    int64_t renewals, expiries, suspensions, disabled, deletions;
} CommerceHappened;
MUST_USE Err commerce_happened(SystemCtx s, Time from, CommerceHappened *ret);
