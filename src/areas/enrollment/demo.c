/* The demo: enrollments in each state, spread over the past weeks. */
#include "app/demo.h"
#include "app/mailbox.h"
#include "areas/agreements/agreements.h"
#include "areas/enrollment/pages.h"

typedef struct Told {
    const char *name, *country, *kind, *legal, *line1, *city, *postal, *registration, *first, *last, *email, *title,
        *locale;
    int sent, decided;  /* days ago; decided 0: not yet */
    const char *reason; /* of a refusal; NULL: approved */
} Told;
static const Told TOLD[] = {
    {"Quai Looms", "FR", "reseller", "Quai Looms SAS", "12 quai Rambaud", "Lyon", "69002", "552 008 443", "Éloïse",
     "Moreau", "eloise.moreau@quailooms.example", "Gérante", "fr-FR", 23, 21, NULL},
    {"Deltaworks", "NL", "developer", "Deltaworks B.V.", "Wijnhaven 3", "Rotterdam", "3011 WH", "24417902", "Femke",
     "Bos", "femke.bos@deltaworks.example", "Managing director", "en-NL", 12, 9,
     "The register has another name under this number. Send an extract that is younger than three months."},
    {"Saffron Mills", "NL", "direct", "Saffron Mills B.V.", "Nieuwe Haven 40", "Delft", "2611 AB", "24417902", "Ivan",
     "Roux", "ivan.roux@saffronmills.example", "Director of operations", "en-NL", 3, 0, NULL},
};

typedef struct Play {
    DemoCtx *demo;
    const Told *told;
    Id account_id, enrollment_id;
} Play;

static Draft draft_of(Ctx *ctx, const Told *t)
{
    return (Draft){.id = ctx_new_id(ctx),
                   .state = S("open"),
                   .step = S("review"),
                   .invited_by = ID_NIL,
                   .locale = str_from(t->locale),
                   .email = str_from(t->email),
                   .domain = mailbox_domain(str_from(t->email)),
                   .name = str_from(t->name),
                   .country = str_from(t->country),
                   .kind = str_from(t->kind),
                   .legal_name = str_from(t->legal),
                   .line1 = str_from(t->line1),
                   .city = str_from(t->city),
                   .postal_code = str_from(t->postal),
                   .registration_id = str_from(t->registration),
                   .first_name = str_from(t->first),
                   .last_name = str_from(t->last),
                   .job_title = str_from(t->title),
                   .authority = true};
}

static Err send_one(Ctx *ctx, void *arg)
{
    Play *p = arg;
    EnrollRules rules;
    Agreement g;
    bool has_terms;
    DraftStep step;
    demo_at(ctx, time_add(p->demo->start, -p->told->sent * TIME_DAY - 3 * TIME_HOUR));
    Draft d = draft_of(ctx, p->told);
    Digest none = digest_sha256(d.email);
    EnrollDraftAddArgs row = {.id = d.id,
                              .expires_at = time_add(ctx->wall, 14 * TIME_DAY),
                              .token_hash = digest_str(&none),
                              .mail_hash_null = true,
                              .network = digest_str(&none),
                              .invited_by = ID_NIL,
                              .locale = d.locale,
                              .email = d.email,
                              .domain = d.domain};
    TRY(q_enroll_draft_add(system_of(ctx), &row, NULL));
    TRY(enroll_rules(ctx, &rules));
    TRY(agreement_in_force(ctx, "membership", d.country, &g, &has_terms));
    EnrollTerms terms = {
        .id = has_terms ? g.id : ID_NIL, .hash = has_terms ? agreement_hash(ctx, &g, 0) : S(""), .read = true};
    ctx->locale = locale_get(d.locale);
    TRY(draft_send(ctx, &rules, &d, &terms, &step));
    p->account_id = ctx->account_id;
    EnrolledOfAccountRow *made;
    size_t n;
    TRY(q_enrolled_of_account((AccountCtx){ctx}, NULL, &made, &n));
    p->enrollment_id = made[0].id;
    return q_enroll_draft_drop(system_of(ctx), &(EnrollDraftDropArgs){.id = d.id}, NULL);
}

static Err decide_one(Ctx *ctx, void *arg)
{
    Play *p = arg;
    EnrolledGetRow e;
    OperatorCtx o = {ctx};
    demo_at(ctx, time_add(p->demo->start, -p->told->decided * TIME_DAY - TIME_HOUR));
    ctx->actor =
        (Actor){.kind = ACTOR_OPERATOR, .user_id = demo_get(p->demo, S("user/f.holm")), .name = S("Freja Holm")};
    memset(&ctx->actor.perms, 0xff, sizeof ctx->actor.perms);
    TRY(q_enrolled_get(o, &(EnrolledGetArgs){.id = p->enrollment_id}, &e));
    return p->told->reason ? enrollment_refuse(o, &e, str_from(p->told->reason)) : enrollment_approve(o, &e, S(""));
}

Err enrollment_demo(DemoCtx *demo)
{
    for (size_t i = 0; i < COUNT_OF(TOLD); i++) {
        Play p = {.demo = demo, .told = &TOLD[i]};
        TRY(demo_unit(demo, "demo.enrollment", send_one, &p));
        if (p.told->decided) {
            TRY(demo_unit(demo, "demo.enrollment", decide_one, &p));
        }
    }
    return OK;
}
