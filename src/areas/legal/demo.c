/* The demo's legal info, and where the verification of each company stands: months of it, from the first day. */
#include "areas/legal/pages.h"

#include "app/demo.h"
#include "app/unit.h"
#include "areas/verification/verification.h"

static const struct Company {
    const char *account, *person;
    LegalFacts facts;
    int begun; /* days ago that it was asked to be verified */
} COMPANIES[] = {
    {"harbor",
     "j.lindqvist",
     {S_INIT("Harbor Systems B.V."), S_INIT("Wijnhaven 21"), S_INIT(""), S_INIT("Rotterdam"), S_INIT(""),
      S_INIT("3011 WH"), S_INIT("24417902"), S_INIT("NL004495445B01"), S_INIT("Jonas"), S_INIT("Lindqvist"),
      S_INIT("legal@harborsystems.example"), S_INIT("+31 10 555 0100")},
     58},
    {"mooring",
     "n.byrne",
     {S_INIT("Mooring IT Limited"), S_INIT("4 Flood Street"), S_INIT(""), S_INIT("Galway"), S_INIT(""),
      S_INIT("H91 E2X8"), S_INIT("514882"), S_INIT(""), S_INIT("Niamh"), S_INIT("Byrne"),
      S_INIT("niamh@mooring.example"), S_INIT("+353 91 555 010")},
     44},
    {"alder",
     "c.moreau",
     {S_INIT("Alder & Finch SAS"), S_INIT("12 rue Mercière"), S_INIT(""), S_INIT("Lyon"), S_INIT(""), S_INIT("69002"),
      S_INIT("552 008 443"), S_INIT(""), S_INIT("Camille"), S_INIT("Moreau"), S_INIT("c.moreau@alderfinch.example"),
      S_INIT("+33 4 55 55 01 00")},
     51},
    {"quayside",
     "d.kramer",
     {S_INIT("Quayside Software GmbH"), S_INIT("Am Kaiserkai 9"), S_INIT(""), S_INIT("Hamburg"), S_INIT(""),
      S_INIT("20457"), S_INIT("HRB 118822"), S_INIT(""), S_INIT("Doris"), S_INIT("Kramer"),
      S_INIT("doris@quayside.example"), S_INIT("+49 40 555 0100")},
     37},
    {"estrella",
     "l.romero",
     {S_INIT("Estrella Solo S.L."), S_INIT("Calle Sierpes 40"), S_INIT(""), S_INIT("Sevilla"), S_INIT(""),
      S_INIT("41004"), S_INIT(""), S_INIT(""), S_INIT("Lucía"), S_INIT("Romero"), S_INIT("lucia@estrella.example"),
      S_INIT("+34 954 555 010")},
     30},
};

/* What happened to a check, when. */
static const struct Step {
    const char *account, *check, *to, *reason, *wants;
    int days; /* ago */
} STEPS[] = {
    {"harbor", "email", "accepted", "", "", 57},
    {"harbor", "employment", "accepted", "", "", 55},
    {"harbor", "business", "asked",
     "The extract of the register that we found is of 2019. Send one that is not older than three months.", "documents",
     55},
    {"harbor", "business", "pending", "The extract of this month is with the notary; the KvK number is as entered.", "",
     53},
    {"harbor", "business", "accepted", "", "", 51},
    {"mooring", "email", "accepted", "", "", 43},
    {"mooring", "employment", "accepted", "", "", 41},
    {"mooring", "business", "rejected",
     "The register names the company at 4 Flood Street, the form had number 14. Correct the street number.", "data",
     40},
    {"mooring", "business", "pending", "The number is corrected.", "", 38},
    {"mooring", "business", "accepted", "", "", 36},
    {"alder", "email", "accepted", "", "", 50},
    {"alder", "business", "accepted", "", "", 49},
    {"alder", "employment", "accepted", "", "", 48},
    {"quayside", "email", "accepted", "", "", 36},
    {"quayside", "business", "accepted", "", "", 34},
    {"quayside", "employment", "accepted", "", "", 33},
    {"estrella", "email", "accepted", "", "", 29},
    {"estrella", "business", "accepted", "", "", 27},
    {"estrella", "employment", "accepted", "", "", 26},
};

/* Then something changed, and only its checks began anew. */
static const struct Change {
    const char *account, *person;
    LegalFacts facts; /* what is set replaces what was */
    int days;
} CHANGES[] = {
    {"mooring", "n.byrne", {.legal_name = S_INIT("Mooring IT Services Limited")}, 3},
    {"quayside", "d.kramer", {.first_name = S_INIT("Felix"), .last_name = S_INIT("Brandt")}, 12},
    {"estrella", "l.romero", {.email = S_INIT("contact@estrella.example")}, 1},
};
static const struct Step LATER[] = {
    {"quayside", "employment", "asked",
     "Mr Brandt is not named on the company's site. Send a letter of the company or a recent pay slip without amounts.",
     "documents", 9},
};

typedef struct Turn {
    DemoCtx *demo;
    const struct Company *company;
    const struct Step *step;
    const struct Change *change;
} Turn;

static void as(Ctx *ctx, const DemoCtx *d, const char *person)
{
    bool vendor = strcmp(person, "f.holm") == 0;
    ctx->actor.kind = vendor ? ACTOR_OPERATOR : ACTOR_USER;
    ctx->actor.user_id = demo_get(d, str_fmt(ctx->arena, "user/%s", person));
    perm_put(&ctx->actor.perms, &OPERATOR_VERIFICATION);
    perm_put(&ctx->actor.perms, &VERIFICATION_FIX);
}

static AccountCtx in(Ctx *ctx, const DemoCtx *d, const char *account)
{
    return account_of(ctx, demo_get(d, str_fmt(ctx->arena, "account/%s", account)));
}

static Err save_first(Ctx *ctx, void *arg)
{
    const Turn *t = arg;
    LegalProfile now;
    demo_at(ctx, time_add(t->demo->start, -t->company->begun * TIME_DAY));
    AccountCtx a = in(ctx, t->demo, t->company->account);
    as(ctx, t->demo, t->company->person);
    TRY(legal_get(a, &now));
    TRY(legal_save(a, &now, &t->company->facts, 0));
    return verification_start(ctx, ctx->account_id);
}

static Err step(Ctx *ctx, void *arg)
{
    const Turn *t = arg;
    Verification v;
    demo_at(ctx, time_add(t->demo->start, -t->step->days * TIME_DAY + 5 * TIME_HOUR));
    AccountCtx a = in(ctx, t->demo, t->step->account);
    TRY(verification_of(ctx, ctx->account_id, &v));
    const VerificationCheck *c = NULL;
    for (size_t i = 0; i < v.checks_n; i++) {
        c = str_eq(v.checks[i].kind->id, str_from(t->step->check)) ? &v.checks[i] : c;
    }
    if (!c) {
        return ERR_NOT_FOUND;
    }
    if (strcmp(t->step->to, "pending") == 0) {
        as(ctx, t->demo, strcmp(t->step->account, "harbor") == 0 ? "j.lindqvist" : "n.byrne");
        return verification_submit(a, c, str_from(t->step->reason));
    }
    as(ctx, t->demo, "f.holm");
    VerificationCheckFindRow row;
    TRY(q_verification_check_find((OperatorCtx){ctx}, &(VerificationCheckFindArgs){.id = c->row.id}, &row));
    bool first;
    VerificationDecision d = {
        .to = str_from(t->step->to), .reason = str_from(t->step->reason), .wants = str_from(t->step->wants)};
    return verification_decide((OperatorCtx){ctx}, &row, &d, &first);
}

static void replace(Str *into, Str with) { *into = with.n ? with : *into; }

static Err change(Ctx *ctx, void *arg)
{
    const Turn *t = arg;
    LegalProfile now;
    demo_at(ctx, time_add(t->demo->start, -t->change->days * TIME_DAY + 2 * TIME_HOUR));
    AccountCtx a = in(ctx, t->demo, t->change->account);
    as(ctx, t->demo, t->change->person);
    TRY(legal_get(a, &now));
    LegalFacts f = now.facts;
    replace(&f.legal_name, t->change->facts.legal_name);
    replace(&f.first_name, t->change->facts.first_name);
    replace(&f.last_name, t->change->facts.last_name);
    replace(&f.email, t->change->facts.email);
    return legal_save(a, &now, &f, now.version);
}

static Err steps(DemoCtx *demo, const struct Step *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        TRY(demo_unit(demo, "verification.decide", step, &(Turn){.demo = demo, .step = &list[i]}));
    }
    return OK;
}

Err legal_demo(DemoCtx *demo)
{
    for (size_t i = 0; i < COUNT_OF(COMPANIES); i++) {
        TRY(demo_unit(demo, "legal.save", save_first, &(Turn){.demo = demo, .company = &COMPANIES[i]}));
    }
    TRY(steps(demo, STEPS, COUNT_OF(STEPS)));
    for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
        TRY(demo_unit(demo, "legal.save", change, &(Turn){.demo = demo, .change = &CHANGES[i]}));
    }
    return steps(demo, LATER, COUNT_OF(LATER));
}
