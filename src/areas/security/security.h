/* Security alerts about customers' subscriptions: raised by the vendor, resolved by the partner. */
#pragma once
#include "app/machine.h"
#include "app/scope.h"
#include "app/unit.h"
#include "gen/security_q.h"

extern const Perm SECURITY_ALERTS, SECURITY_FACTORS, OPERATOR_SECURITY;
extern const Machine SECURITY_ALERT;
enum { ALERT_TITLE_MAX = 120, ALERT_TEXT_MAX = 1000, ALERT_NAME_MAX = 100 };

typedef struct AlertKind {
    const char *id; /* of the wire, and stored */
    const char *name;
} AlertKind;
enum { ALERT_KINDS = 6 };
extern const AlertKind ALERT_KIND[ALERT_KINDS];
const AlertKind *alert_kind(Str id); /* NULL: none; without regard to case */

typedef SecurityAlertListRow Alert;
/* Of the account; sets ctx->customer_id. ERR_NOT_FOUND with a problem. */
MUST_USE Err alert_find(AccountCtx a, Id id, Alert *ret);
/* To "active", "investigating", "legitimate" or "fraud"; OK when it is there already. */
MUST_USE Err alert_move(AccountCtx a, const Alert *f, Str to);

typedef struct AlertNew {
    Str subscription, kind, severity, confidence, title, description, resource_name, resource_group, hits;
    bool test;
} AlertNew;
/* In a WRITE unit of the vendor's. Problems under the members' names. Tells the partner. */
MUST_USE Err alert_raise(OperatorCtx o, const AlertNew *n, Id *ret);
MUST_USE Err security_customer_gone(AccountCtx a);
struct DemoCtx;
MUST_USE Err security_demo(struct DemoCtx *demo);
