/* The demo's bank and tax profiles: several accounts, each state, over the past weeks. */
#include "app/demo.h"
#include "app/app.h"
#include "app/audit.h"
#include "areas/payout/exemption.h"
#include "areas/payout/pages.h"
#include "gen/payout_q.h"

typedef struct DemoProfile {
    const char *account, *user, *name, *country, *holder, *bank, *bic, *number /* IBAN, or of the taxpayer */, *form,
        *currency;
    int days_ago;
    const char *to, *reason; /* the decision, a day later; "": it waits */
} DemoProfile;
static const DemoProfile PROFILES[] = {
    {"harbor", "s.devries", "United States, for incentives", "NL", "Harbor Systems B.V.", NULL, NULL, "NL004495445B01",
     "company", "", 75, "approved", ""},
    {"harbor", "s.devries", "Main account", "NL", "Harbor Systems B.V.", "Maasbank", "ABNANL2A", "NL91ABNA0417164300",
     "iban", "EUR", 74, "approved", ""},
    {"harbor", "s.devries", "Sterling account", "GB", "Harbor Systems B.V.", "Thames Bank", "NWBKGB2L",
     "GB29NWBK60161331926819", "iban", "GBP", 1, "", ""},
    {"alder", "l.girard", "Déclaration fiscale", "FR", "Alder & Finch SAS", NULL, NULL, "FR40303265045", "company", "",
     40, "expired", ""},
    {"alder", "l.girard", "Compte courant", "FR", "Alder Finch", "Banque du Rhône", "BNPAFRPP",
     "FR1420041010050500013M02606", "iban", "EUR", 9, "action_required",
     "The bank knows the account under the name Alder & Finch SAS. Enter the holder exactly so."},
    {"quayside", "u.stein", "Tax, company", "DE", "Quayside Software GmbH", NULL, NULL, "DE136695976", "company", "",
     60, "approved", ""},
    {"quayside", "u.stein", "Hafenkonto", "DE", "Quayside Software GmbH", "Hafenbank", "COBADEFF",
     "DE89370400440532013000", "iban", "EUR", 58, "approved", ""},
    {"estrella", "l.romero", "Declaración", "ES", "Estrella Solo S.L.", NULL, NULL, "ESJ99216582", "company", "", 2, "",
     ""},
    {"estrella", "l.romero", "Cuenta personal", "ES", "Lucía Romero", "Banco del Sur", "CAIXESBB",
     "ES9121000418450200051332", "iban", "EUR", 20, "rejected",
     "The account belongs to a person, and the partner is a company. Enter an account of Estrella Solo S.L."},
};

typedef struct One {
    const DemoProfile *p;
    DemoCtx *d;
    Id id;
    Str key;
} One;

static Err enter(Ctx *ctx, void *arg)
{
    One *one = arg;
    const DemoProfile *p = one->p;
    demo_at(ctx, time_add(one->d->start, -p->days_ago * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(one->d, str_fmt(ctx->arena, "account/%s", p->account)));
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = demo_get(one->d, str_fmt(ctx->arena, "user/%s", p->user));
    if (!p->bank) {
        PayoutTax in = {.name = str_from(p->name),
                        .country = str_from(p->country),
                        .person = str_from(p->form),
                        .holder = str_from(p->holder),
                        .number = str_from(p->number),
                        .signed_by = S("Sanne de Vries"),
                        .treaty = true,
                        .declared = true};
        return payout_tax_save(a, NULL, &in, 0, &one->id);
    }
    PayoutBank in = {.name = str_from(p->name),
                     .country = str_from(p->country),
                     .method = S("transfer"),
                     .currency = str_from(p->currency),
                     .holder = str_from(p->holder),
                     .bank = str_from(p->bank),
                     .bic = str_from(p->bic),
                     .iban = str_from(p->number)};
    return payout_bank_save(a, NULL, &in, 0, &one->id);
}

/* A declaration of before, which the clock has ended since. */
static Err end_it(Ctx *ctx, const PayoutProfile *p)
{
    PayoutTermsPutArgs terms = {
        .account_id = p->account_id, .id = p->id, .withholding = 0, .expires_at = time_add(ctx->now, -TIME_DAY)};
    TRY(q_payout_terms_put((SystemCtx){ctx}, &terms, NULL));
    return machine_move(
        ctx, &PAYOUT_PROFILE,
        &(MachineAsk){.account_id = p->account_id, .subject_id = p->id, .to = S("expired"), .mover = MOVER_TIMER});
}

static Err decide(Ctx *ctx, void *arg)
{
    One *one = arg;
    const DemoProfile *d = one->p;
    PayoutProfile p;
    bool expired = str_eq(str_from(d->to), S("expired"));
    demo_at(ctx, time_add(one->d->start, (1 - d->days_ago) * TIME_DAY));
    ctx->actor.kind = ACTOR_OPERATOR;
    ctx->actor.user_id = demo_get(one->d, S("user/a.strand"));
    ctx->actor.name = S("Arvid Strand");
    perm_put(&ctx->actor.perms, &OPERATOR_PAYOUT_DECIDE);
    TRY(payout_desk_find((OperatorCtx){ctx}, one->id, &p));
    TRY(payout_decide((OperatorCtx){ctx}, &p, expired ? S("approved") : str_from(d->to), str_from(d->reason),
                      p.withholding));
    if (expired) {
        demo_at(ctx, time_add(one->d->start, -5 * TIME_DAY));
        return end_it(ctx, &p);
    }
    return OK;
}

/* By what the program of one account pays. */
static Err assign(Ctx *ctx, void *arg)
{
    static const struct {
        const char *account, *user, *program;
        int days_ago;
    } ASSIGNED[] = {{"harbor", "s.devries", "incentives", 70}, {"quayside", "u.stein", "marketplace", 55}};
    DemoCtx *d = arg;
    for (size_t i = 0; i < COUNT_OF(ASSIGNED); i++) {
        PayoutWorld w;
        demo_at(ctx, time_add(d->start, -ASSIGNED[i].days_ago * TIME_DAY));
        AccountCtx a = account_of(ctx, demo_get(d, str_fmt(ctx->arena, "account/%s", ASSIGNED[i].account)));
        PayoutAssignment s = {
            .program = str_from(ASSIGNED[i].program), .location_id = ctx->account_id, .currency = S("EUR")};
        ctx->actor.user_id = demo_get(d, str_fmt(ctx->arena, "user/%s", ASSIGNED[i].user));
        TRY(payout_world(a, &w));
        for (size_t k = 0; k < w.profiles_n; k++) {
            if (str_eq(w.profiles[k].state, S("approved"))) {
                *(w.profiles[k].tax ? &s.tax_id : &s.bank_id) = w.profiles[k].id;
            }
        }
        TRY(payout_assign(a, &w, &s));
        TRY(audit_also(ctx, "demo.payout"));
        ctx->actor.user_id = ID_NIL;
    }
    ctx->audit.skip = true;
    return OK;
}

/* --- tax exemptions --- */

typedef struct DemoExemption {
    const char *account, *user, *region, *number, *file;
    int days_ago, days_long;
    const char *to, *reason;
} DemoExemption;
static const DemoExemption EXEMPTIONS[] = {
    {"cobalt", "m.brooks", "US-CO", "CO-98-20417", "colorado-certificate.pdf", 50, 700, "approved", ""},
    {"cobalt", "m.brooks", "US-CA", "CA-230-5519", "california-certificate.pdf", 3, 340, "", ""},
    {"harbor", "j.lindqvist", "NL", "NL-2026-118", "vrijstelling.pdf", 12, 300, "action_required",
     "The second page, with the stamp of the tax office, is missing. Send the whole document."},
};
typedef struct Certificate {
    const DemoExemption *e;
    DemoCtx *d;
    Upload file;
    Id id;
} Certificate;

/* Bytes are kept outside units, as a form's are. */
static Err stage(Certificate *c)
{
    static const Str PDF = S_INIT("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n");
    FileStage *stage;
    Id account = demo_get(c->d, str_fmt(c->d->arena, "account/%s", c->e->account));
    TRY(file_stage(c->d->ctx, account, &stage));
    Err err = file_stage_write(stage, PDF);
    if (err != OK) {
        file_stage_abandon(stage);
        return err;
    }
    c->file = (Upload){.kind = CONTENT_PDF, .name = str_from(c->e->file)};
    return file_stage_finish(stage, c->d->arena, &c->file.done);
}

static Err file_one(Ctx *ctx, void *arg)
{
    Certificate *c = arg;
    demo_at(ctx, time_add(c->d->start, -c->e->days_ago * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(c->d, str_fmt(ctx->arena, "account/%s", c->e->account)));
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = demo_get(c->d, str_fmt(ctx->arena, "user/%s", c->e->user));
    Date today = date_of(ctx->now);
    Exemption e = {.region = str_from(c->e->region),
                   .number = str_from(c->e->number),
                   .from = {today.days - 20},
                   .until = {today.days + c->e->days_long}};
    return exemption_save(a, NULL, &e, &c->file, 0, &c->id);
}

static Err decide_one(Ctx *ctx, void *arg)
{
    Certificate *c = arg;
    Exemption e;
    demo_at(ctx, time_add(c->d->start, (4 - c->e->days_ago) * TIME_DAY));
    ctx->actor.kind = ACTOR_OPERATOR;
    ctx->actor.user_id = demo_get(c->d, S("user/a.strand"));
    ctx->actor.name = S("Arvid Strand");
    perm_put(&ctx->actor.perms, &OPERATOR_PAYOUT_DECIDE);
    TRY(exemption_desk_find((OperatorCtx){ctx}, c->id, &e));
    return exemption_decide((OperatorCtx){ctx}, &e, str_from(c->e->to), str_from(c->e->reason));
}

static Err exemptions(DemoCtx *d)
{
    for (size_t i = 0; d->app->options.data_dir && i < COUNT_OF(EXEMPTIONS); i++) {
        Certificate c = {.e = &EXEMPTIONS[i], .d = d};
        TRY(stage(&c));
        TRY(demo_unit(d, "demo.payout", file_one, &c));
        if (c.e->to[0]) {
            TRY(demo_unit(d, "demo.payout", decide_one, &c));
        }
    }
    return OK;
}

Err payout_demo(DemoCtx *d)
{
    for (size_t i = 0; i < COUNT_OF(PROFILES); i++) {
        One one = {.p = &PROFILES[i], .d = d};
        TRY(demo_unit(d, "demo.payout", enter, &one));
        if (PROFILES[i].to[0]) {
            TRY(demo_unit(d, "demo.payout", decide, &one));
        }
    }
    TRY(demo_unit(d, "demo.payout", assign, d));
    return exemptions(d);
}
