/* State machines as data. Whatever an account, or a thing of one, can wait in is a const Machine of the area that owns
 * it, listed in Area.machines: its states with the answers people need (what it means, why, what happens next, who has
 * to act, by when, and the one act that moves it on), and its moves with who makes them. The code, the pages, the
 * documents (`entente docs states`) and the tests read this one table.
 *
 *     TRY(machine_move(ctx, &PARTNER_ACCOUNT, &(MachineAsk){.account_id = id, .subject_id = id, .to = S("suspended"),
 *                                                           .mover = MOVER_VENDOR, .reason = reason}));
 *
 * Nothing else writes a state: machine_move refuses what the table has not, wants the reason where one is due, has the
 * area write the new state, and writes the row of history that tells the page why. */
#pragma once
#include "app/ctx.h"
#include "app/view.h"

typedef enum Mover { MOVER_PARTNER, MOVER_VENDOR, MOVER_TIMER, MOVER_SYSTEM } Mover;
enum { MOVERS = 4, MACHINE_REASON_MAX = 1000, MACHINE_STATE_MAX = 40 };

/* What one side does in a state: a page of ours where it is done. */
typedef struct MachineAct {
    const char *label; /* N_("Ask to be reinstated"); NULL: this side has nothing to do */
    const char *path;  /* "/a/{account}/reinstate": {account} the public id, {id} the subject's id */
    const Perm *perm;  /* who may; for others the card names who can */
} MachineAct;

/* All texts are N_() and speak of "the account", since partner and vendor read the same ones. */
typedef struct MachineState {
    const char *id, *name; /* "suspended", N_("Suspended") */
    const char *own_name;  /* as the partner reads it of their own, N_("Waiting for your answer"); NULL: the name */
    int tone;              /* of StateView: STATE_GOOD, STATE_WAIT, STATE_WARN, STATE_BAD, STATE_OFF */
    const char *means;     /* what it means for the account */
    const char *why;       /* said where history gives no reason: how one comes to be here */
    const char *next;      /* what happens next */
    const char *who;       /* who has to act */
    const char *when;      /* by when; may hold {date}: the end of the move's limit out of here */
    MachineAct partner, vendor;
    bool first; /* things begin here */
    bool ends;  /* no move leads on */
} MachineState;

typedef struct MachineMove {
    const char *id, *name; /* "suspend", N_("Suspend") */
    const char *from, *to;
    Mover mover;
    const Perm *perm;  /* of people who make it: a partner's or the vendor's; NULL for timer and system */
    bool reason;       /* a text that the other side reads has to come with it */
    const char *limit; /* setting of days: when the timer makes it, or people have to have made it; NULL: none */
} MachineMove;

typedef struct MachineStep {
    Id account_id, subject_id;
    Str from, to, reason;
    Id by_id; /* the person; ID_NIL: none */
    Mover mover;
} MachineStep;

typedef struct Machine {
    const char *id, *name; /* "partner_account", N_("Partner account") */
    const char *source;    /* file and rows of the specification: "portal-states.tsv: suspended account" */
    const MachineState *states;
    size_t states_n;
    const MachineMove *moves;
    size_t moves_n;
    /* Inside a unit. The state that stands in the area's table; ERR_NOT_FOUND. */
    Err (*read)(Ctx *ctx, Id account_id, Id subject_id, Str *ret_state);
    /* UPDATE ... SET state = :to WHERE state = :from; ERR_STALE when another unit was first. */
    Err (*write)(Ctx *ctx, const MachineStep *step);
} Machine;

typedef struct MachineAsk {
    Id account_id; /* whose history it is */
    Id subject_id; /* the account itself, or a thing of it */
    Str to;
    Str reason;
    Mover mover;
} MachineAsk;
/* In a WRITE unit. Refusals, in the reader's language: ERR_CONFLICT (409) for a move that is not in the table,
 * ERR_FORBIDDEN where this person may not make it, ERR_INVALID with a problem of the field "reason" when one is missing
 * or longer than MACHINE_REASON_MAX. Sets ctx->audit.before and .after to the state unless the handler has. */
MUST_USE Err machine_move(Ctx *ctx, const Machine *m, const MachineAsk *ask);
/* The test of a reason alone; trims it. */
MUST_USE Err machine_reason(Ctx *ctx, bool needed, Str *reason);
/* In the WRITE unit that makes a thing, in its first state: the first row of its history, from which limits count. */
MUST_USE Err machine_begin(Ctx *ctx, const Machine *m, Id account_id, Id subject_id, Mover mover);
/* Only looks: OK, or the refusal that machine_move would give for any reason. */
MUST_USE Err machine_check(Ctx *ctx, const Machine *m, Str from, Str to, Mover mover);
/* The same tests without doing it: for showing buttons. from: the state now. */
bool machine_may(Ctx *ctx, const Machine *m, Str from, Str to, Mover mover);

const MachineState *machine_state(const Machine *m, Str id); /* NULL: none of that name */
const MachineMove *machine_find(const Machine *m, Str from, Str to, Mover mover);
const char *mover_name(Mover m); /* "partner": stored */
Msg mover_label(Mover m);        /* "The partner" */

/* The five answers of one row, for its page: {{ call state_card(&v->card) }}. */
typedef enum MachineReader { READER_PARTNER, READER_VENDOR } MachineReader;
StateView machine_state_view(const Machine *m, MachineReader reader, Str state);
typedef struct StateCard {
    Msg title; /* heading; the state's name else */
    StateView state;
    Msg means, why, next, who, when;
    Str reason; /* what was given with the move, as it was typed; empty: `why` says it */
    Str by;     /* who gave it, for the vendor's staff; empty: not told */
    Time since; /* TIME_NONE: since ever */
    Msg action;
    Url action_url; /* empty: there is nothing to do for this reader */
} StateCard;
MUST_USE Err machine_card(Ctx *ctx, const Machine *m, MachineReader reader, Id account_id, Id subject_id,
                          StateCard *ret);
/* The moves a thing has made, newest first, at most 50. */
typedef struct StateEvent {
    StateView to;
    Msg move; /* "Suspend" */
    Str reason, by;
    Mover mover;
    Time at;
} StateEvent;
MUST_USE Err machine_history(Ctx *ctx, const Machine *m, MachineReader reader, Id account_id, Id subject_id,
                             const StateEvent **ret, size_t *ret_n);

/* All machines of all areas; for documents and tests. */
enum { MACHINES_MAX = 128 };
size_t machines_all(const Machine *ret[MACHINES_MAX]);
/* What is wrong with a table: empty when it holds (states named by moves exist and can be reached, each has its
 * answers, people's moves have permissions, what ends has no way on, limits are settings). */
Str machine_complaint(Arena *a, const Machine *m);
