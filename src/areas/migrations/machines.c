/* The states of a migration and of a plan for one. */
#include "app/unit.h"
#include "areas/migrations/migrations.h"

#define PAGE "/a/{account}/migrations/history/{id}"
#define PLAN "/a/{account}/migrations/schedules/{id}"
#define NOBODY N_("Nobody has to do anything.")

static const MachineState STATES[] = {
    {.id = "started",
     .name = N_("Started"),
     .tone = STATE_WAIT,
     .means = N_("The migration was asked for and looked at. The subscription is still the old one."),
     .why = N_("Somebody of the partner, or a plan, began it."),
     .next = N_("The new subscription is made, and the old one ends."),
     .who = NOBODY,
     .when = N_("Usually within the hour, and after three days at the latest."),
     .partner = {N_("Open the migration"), PAGE, &MIGRATIONS_VIEW},
     .first = true},
    {.id = "created",
     .name = N_("New subscription created"),
     .tone = STATE_WAIT,
     .means = N_("The new subscription is there and billed; the old one has ended. People keep their licenses."),
     .why = N_("Nothing was in the way."),
     .next = N_("The services of the new subscription are set up."),
     .who = NOBODY,
     .when = N_("Usually within the hour, and after three days at the latest."),
     .partner = {N_("Open the migration"), PAGE, &MIGRATIONS_VIEW}},
    {.id = "provisioned",
     .name = N_("New subscription ready"),
     .tone = STATE_WAIT,
     .means = N_("The new subscription works."),
     .why = N_("Its services are set up."),
     .next = N_("The migration is closed."),
     .who = NOBODY,
     .when = N_("Usually within the hour."),
     .partner = {N_("Open the migration"), PAGE, &MIGRATIONS_VIEW}},
    {.id = "completed",
     .name = N_("Completed"),
     .tone = STATE_GOOD,
     .means = N_("The subscription is of the newer kind now. Its order, price and end stand below."),
     .why = N_("All steps are done."),
     .next = N_("Nothing has to happen."),
     .who = NOBODY,
     .when = N_("It is done."),
     .ends = true},
    {.id = "failed",
     .name = N_("Failed"),
     .tone = STATE_BAD,
     .means = N_("The migration did not come to its end."),
     .why = N_("Something was in the way; the reason says what."),
     .next = N_("When what the reason says is settled, it can be tried again."),
     .who = N_("A Global admin, Admin agent or Sales agent of the partner."),
     .when = N_("There is no date: it can be tried again at any time."),
     .partner = {N_("Open the migration"), PAGE, &MIGRATIONS_VIEW}},
};
#define BY_SYSTEM(ID, NAME, FROM, TO, REASON)                                                                          \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_SYSTEM, .reason = (REASON)              \
    }
static const MachineMove MOVES[] = {
    BY_SYSTEM("create", N_("Create the new subscription"), "started", "created", false),
    BY_SYSTEM("refuse", N_("Fail"), "started", "failed", true),
    BY_SYSTEM("provision", N_("Set up its services"), "created", "provisioned", false),
    BY_SYSTEM("lose", N_("Fail"), "created", "failed", true),
    BY_SYSTEM("complete", N_("Complete"), "provisioned", "completed", false),
    {.id = "retry",
     .name = N_("Try again"),
     .from = "failed",
     .to = "started",
     .mover = MOVER_PARTNER,
     .perm = &MIGRATIONS_MANAGE},
};

static const char *event_of(Str state)
{
    return str_eq(state, S("started"))       ? "MigrationStarted"
           : str_eq(state, S("created"))     ? "NewCommerceSubscriptionCreated"
           : str_eq(state, S("provisioned")) ? "NewCommerceSubscriptionProvisioned"
           : str_eq(state, S("completed"))   ? "MigrationCompleted"
                                             : "MigrationFailed";
}

static Err migration_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)account_id;
    MigrationStateRow row;
    TRY(q_migration_state(system_of(ctx), &(MigrationStateArgs){.id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

/* Each state it comes to is an event for the wire. */
static Err migration_write(Ctx *ctx, const MachineStep *step)
{
    MigrationStateRow row;
    int64_t changed = 0;
    bool ends = str_eq(step->to, S("completed")) || str_eq(step->to, S("failed"));
    TRY(q_migration_state(system_of(ctx), &(MigrationStateArgs){.id = step->subject_id}, &row));
    TRY(q_migration_put(system_of(ctx),
                        &(MigrationPutArgs){.id = step->subject_id,
                                            .from_state = step->from,
                                            .to_state = step->to,
                                            .reason = step->reason,
                                            .open_id = ends ? ID_NIL : row.subscription_id},
                        &changed));
    if (!changed) {
        return ERR_STALE;
    }
    Id back = ctx->account_id;
    TRY(q_migration_event_add(account_of(ctx, row.account_id),
                              &(MigrationEventAddArgs){.migration_id = step->subject_id,
                                                       .id = ctx_new_id(ctx),
                                                       .customer_id = row.customer_id,
                                                       .subscription_id = row.subscription_id,
                                                       .name = str_from(event_of(step->to))},
                              NULL));
    (void)account_of(ctx, back);
    return OK;
}

const Machine MIGRATION = {
    .id = "migration",
    .name = N_("Migration of a subscription"),
    .source = "portal-workflows.md 9, portal-states.tsv (migration to NCE)",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = migration_read,
    .write = migration_write,
};

/* --- plans --- */

static const MachineState PLAN_STATES[] = {
    {.id = "scheduled",
     .name = N_("Planned"),
     .tone = STATE_WAIT,
     .means = N_("The subscription migrates by itself on its day. Nothing has changed yet."),
     .why = N_("Somebody of the partner planned it."),
     .next = N_("On the day it is looked at once more, and the migration begins."),
     .who = N_("Nobody, unless the plan is to be changed or cancelled."),
     .when = N_("On the day that stands below."),
     .partner = {N_("Open the plan"), PLAN, &MIGRATIONS_VIEW},
     .first = true},
    {.id = "started",
     .name = N_("Begun"),
     .tone = STATE_GOOD,
     .means = N_("Its day came, and the migration has begun; the history tells how far it is."),
     .why = N_("Its day came."),
     .next = N_("The migration goes on by itself."),
     .who = NOBODY,
     .when = N_("It is done."),
     .ends = true},
    {.id = "cancelled",
     .name = N_("Cancelled"),
     .tone = STATE_OFF,
     .means = N_("It does not happen. The subscription stays as it is."),
     .why = N_("Somebody cancelled it, or migrated the subscription at once."),
     .next = N_("It can be planned anew."),
     .who = NOBODY,
     .when = N_("There is no date: it can be planned anew at any time."),
     .ends = true},
    {.id = "failed",
     .name = N_("Failed"),
     .tone = STATE_BAD,
     .means = N_("On its day something was in the way. The subscription stays as it is."),
     .why = N_("Something was in the way; the reason says what."),
     .next = N_("When what the reason says is settled, it can be planned anew or migrated at once."),
     .who = N_("A Global admin, Admin agent or Sales agent of the partner."),
     .when = N_("There is no date: it can be planned anew at any time."),
     .ends = true},
};
static const MachineMove PLAN_MOVES[] = {
    {.id = "begin", .name = N_("Begin"), .from = "scheduled", .to = "started", .mover = MOVER_SYSTEM},
    {.id = "fail", .name = N_("Fail"), .from = "scheduled", .to = "failed", .mover = MOVER_SYSTEM, .reason = true},
    {.id = "cancel",
     .name = N_("Cancel"),
     .from = "scheduled",
     .to = "cancelled",
     .mover = MOVER_PARTNER,
     .perm = &MIGRATIONS_MANAGE},
};

static Err plan_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)account_id;
    ScheduleStateRow row;
    TRY(q_schedule_state(system_of(ctx), &(ScheduleStateArgs){.id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err plan_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    TRY(q_schedule_put(
        system_of(ctx),
        &(SchedulePutArgs){
            .id = step->subject_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    return changed ? OK : ERR_STALE;
}

const Machine MIGRATION_SCHEDULE = {
    .id = "migration_schedule",
    .name = N_("Plan to migrate a subscription"),
    .source = "api-resources.tsv (NewCommerceMigrationSchedule)",
    .states = PLAN_STATES,
    .states_n = COUNT_OF(PLAN_STATES),
    .moves = PLAN_MOVES,
    .moves_n = COUNT_OF(PLAN_MOVES),
    .read = plan_read,
    .write = plan_write,
};
