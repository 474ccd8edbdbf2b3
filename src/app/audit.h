/* The audit chain, and the words for what stands in it. Rows are written by the dispatcher and unit_run only. */
#pragma once
#include "app/ctx.h"

/* One audit action: of a route, a job that is one unit, or a unit_run. Areas declare theirs in .audit_actions; the
 * program does not start while a route's or a job's is missing, and the lint finds those of unit_run.
 *
 *     AUDIT("customer.create", "add_customer", "customer", N_("Added a customer")),
 *     AUDIT("journal.view.save", "update_preferences", "preference", N_("Saved a view"), .quiet = true,
 *           .no_diff = "a preference of one person"),
 */
typedef struct AuditAction {
    const char *action;    /* "customer.create": stable, stored */
    const char *operation; /* "add_customer": stable, stored; what lists filter by. The wire's word where it has one */
    const char *resource;  /* "customer": stable, stored; one of the kernel's or of an area's .audit_resources */
    const char *text;      /* N_("Added a customer"): what was done, for people; the name of what it was done to stands
                              beside it. The first row of an operation names the operation in filters */
    const char *wire;      /* the wire's operation when ours is finer; NULL: operation itself, if the wire has it */
    const char *no_diff;   /* why no before and after is recorded; NULL: it is, in ctx->audit */
    bool quiet;            /* how one person likes to see things: lists leave it out until asked */
} AuditAction;
#define AUDIT(ACTION, OPERATION, RESOURCE, TEXT, ...)                                                                  \
    {                                                                                                                  \
        .action = (ACTION), .operation = (OPERATION), .resource = (RESOURCE), .text = (TEXT), __VA_ARGS__              \
    }
/* A word of the chain and what people read for it: a kind of thing, or a member of before and after. */
typedef struct AuditWord {
    const char *id, *label; /* "customer", N_("Customer"); "addressLine1", N_("Street and number") */
} AuditWord;
/* What a stored word of a member is called: {"relationship", "ended", N_("Ended")}. Countries and roles are known: they
 * are the values of members "country" and "roles". */
typedef struct AuditValue {
    const char *member, *value, *label;
} AuditValue;

#define AUDIT_AGENT_COMMAND "command line" /* in the place of a device: who owns the machine did it there */

/* NULL: nobody declares it (rows of a later version, of refused reading). */
const AuditAction *audit_action_find(Str action);
/* The first row of an operation. */
const AuditAction *audit_operation_find(Str operation);
/* N_() text of a kind of thing, of a member of before and after, of a value of such a member; NULL: none. */
const char *audit_resource_label(Str resource);
const char *audit_field_label(Str member);
const char *audit_value_label(Str member, Str value);
/* All rows of all areas and the kernel, in their order. */
size_t audit_actions_all(Arena *a, const AuditAction *const **ret);
/* Each action of a route and of a job that is a unit has its row, once, complete. ERR_INVALID: why says which. */
MUST_USE Err audit_actions_check(Arena *a, char why[256]);

/* Inside a WRITE unit that does one thing to several: writes a row for what ctx->audit and ctx->customer_id say now and
 * empties ctx->audit for the next. A unit whose own row would say nothing beside these sets ctx->audit.skip. */
MUST_USE Err audit_also(Ctx *ctx, const char *action);

/* What changed, as a flat JSON object of texts: for ctx->audit.before and .after. Empty values are left out, so that
 * "not given" and "taken away" read alike. Never a secret: a password, a key, a number of a bank account. */
typedef struct AuditField {
    const char *name;
    Str value;
} AuditField;
Str audit_json(Arena *a, const AuditField *fields, size_t n);
#define AUDIT_JSON(ARENA, ...)                                                                                         \
    audit_json((ARENA), (const AuditField[]){__VA_ARGS__}, COUNT_OF(((const AuditField[]){__VA_ARGS__})))

typedef struct AuditReport {
    int64_t rows, chains, unsealed;
    Str why;     /* empty: all hold; else one sentence of the row it names, without a stop */
    Id chain;    /* nil: the installation's */
    int64_t seq; /* number of the row in its chain */
    Id row;      /* nil where it is not there */
    bool whole;  /* not of one chain: of the record of all */
    Time since;  /* when the ends of the chains were sealed first; what was cut off before is not found */
} AuditReport;
/* Recomputes every chain in keyset chunks. ERR_CONFLICT when one does not hold; the report names the first row. */
MUST_USE Err audit_verify(Ctx *ctx, AuditReport *ret);

/* The report of one that does not hold, in plain words: whose chain, which number, what is wrong. */
Str audit_report_text(Ctx *ctx, const AuditReport *r);

/* Takes from the chains what they say of a person: name, address and device where they acted, name and what was before
 * and after where something was done to them. Each chain gets a row that says so. In units of its own, so outside of
 * one. ret_rows: how many rows were emptied. Rows of version 0.1 keep the names, which stand in their digests. */
MUST_USE Err audit_erase_person(Ctx *ctx, Id person_id, int64_t *ret_rows);
/* The same for all details of rows from one time up to another, some units a call: *cursor, empty at first, is empty
 * again when all is done. */
MUST_USE Err audit_expire(Ctx *ctx, Time from, Time before, Str *cursor, int64_t *ret_rows);
/* The least id of a row written at a time: rows of a period are a range of ids. */
Id audit_first_id(Time at);
