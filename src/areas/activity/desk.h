/* The log's pages are the same for an account and for the vendor, who chooses whose log to read. Within this area. */
#pragma once
#include "app/export_job.h"
#include "areas/activity/entry.h"

extern const Perm ACTIVITY_VIEW, ACTIVITY_EXPORT, OPERATOR_ACTIVITY, OPERATOR_ACTIVITY_MANAGE;
extern const ExportList ACTIVITY_FILE;

typedef struct Desk {
    Ctx *ctx;
    bool vendor;
    Id account_id; /* whose log; nil: the installation's */
    Str account;   /* vendor: its public id, kept in addresses; empty: the installation's */
    Str account_name;
    Str word; /* vendor: what was asked for and is not, or not only, one account */
    const NamedAccount *accounts;
    size_t accounts_n;
    Url list; /* the page, without a query */
} Desk;
/* The account's own. */
void desk_of_account(AccountCtx a, Desk *ret);
/* The one that the query or form parameter "account" names. */
MUST_USE Err desk_of_vendor(OperatorCtx o, Desk *ret);
/* fn as the account whose log it is; the request is itself again afterwards. */
MUST_USE Err desk_with(const Desk *d, Err (*fn)(AccountCtx a, void *arg), void *arg);
Url desk_url(const Desk *d, const char *rest); /* with the account, for the vendor */

/* What the log is asked for; all of it stands in the address. */
typedef struct ActivityAsk {
    Str q, who, customer; /* words, or an id */
    Str op, kind, outcome;
    Str period; /* "", "7d", "90d", "1y", "all" */
    Str from, to;
    bool own; /* personal settings too */
    bool oldest;
    int size;
    Str cols;
    bool compact;
    Str after, before;
    /* resolved */
    Id *targets, *actors, *customers;
    size_t targets_n, actors_n, customers_n;
    bool nothing, truncated;
    Id from_id, to_id;
    Str target_name, actor_name, customer_name; /* of ids, for the chips */
} ActivityAsk;
MUST_USE Err ask_of_request(const Desk *d, ActivityAsk *ret);
MUST_USE Err ask_of_query(AccountCtx a, Str query, ActivityAsk *ret); /* resolved */
MUST_USE Err ask_resolve(AccountCtx a, ActivityAsk *ask);
Str ask_query(Ctx *ctx, const ActivityAsk *ask, Str account); /* no cursor */
bool ask_is_filtered(const ActivityAsk *ask);
MUST_USE Err ask_read(AccountCtx a, const ActivityAsk *ask, const PageAsk *page, ActivityListRow **ret, size_t *ret_n,
                      PageInfo *ret_page);
/* One row of the account's log; ERR_NOT_FOUND. */
MUST_USE Err activity_row(AccountCtx a, Id id, ActivityListRow *ret);

/* The frame of a page of the log: crumbs end with title. */
ShellView *desk_shell(const Desk *d, Msg title, bool is_list);
