/* Which bank and tax profile a program pays by, for the account and each of its locations. */
#include "areas/payout/payout.h"

#include "app/audit.h"
#include "gen/payout_q.h"

static Err read_places(AccountCtx a, PayoutWorld *w)
{
    PayoutPlacesRow *rows;
    TRY(q_payout_places(a, NULL, &rows, &w->places_n));
    w->places = arena_array(a.ctx->arena, PayoutPlace, w->places_n + 1);
    for (size_t i = 0; i < w->places_n; i++) {
        w->places[i] = (PayoutPlace){.id = rows[i].id,
                                     .name = rows[i].name,
                                     .city = rows[i].city,
                                     .public_id = rows[i].public_id,
                                     .own = rows[i].place == 0};
    }
    return OK;
}

static Err read_programs(AccountCtx a, PayoutWorld *w)
{
    PayoutProgramsRow *rows;
    TRY(q_payout_programs(a, NULL, &rows, &w->programs_n));
    w->programs = arena_array(a.ctx->arena, Str, w->programs_n + 1);
    for (size_t i = 0; i < w->programs_n; i++) {
        w->programs[i] = rows[i].program;
    }
    return OK;
}

Err payout_world(AccountCtx a, PayoutWorld *ret)
{
    PayoutAssignedRow *rows;
    *ret = (PayoutWorld){0};
    TRY(read_places(a, ret));
    TRY(read_programs(a, ret));
    TRY(payout_list(a, &ret->profiles, &ret->profiles_n));
    TRY(q_payout_assigned(a, NULL, &rows, &ret->assigned_n));
    ret->assigned = arena_array(a.ctx->arena, PayoutAssignment, ret->assigned_n + 1);
    for (size_t i = 0; i < ret->assigned_n; i++) {
        ret->assigned[i] = (PayoutAssignment){.there = true,
                                              .program = rows[i].program,
                                              .currency = rows[i].currency,
                                              .location_id = rows[i].location_id,
                                              .bank_id = rows[i].bank_id,
                                              .tax_id = rows[i].tax_id,
                                              .version = rows[i].version,
                                              .held = rows[i].held};
    }
    return OK;
}

bool payout_program_pays(const Programs *all, Str program)
{
    static const Str PAYING = S_INIT("incentives referrals marketplace desktop_apps addins extensions");
    const Program *p = programs_find(all, program);
    Str rest = p ? p->brings : program, word;
    while (str_split(&rest, ' ', &word)) {
        if (word.n && str_has_word(PAYING, word)) {
            return true;
        }
    }
    return false;
}

Err payout_missing(AccountCtx a, int64_t *ret)
{
    PayoutUnassignedRow *rows;
    Programs all;
    size_t n;
    *ret = 0;
    TRY(q_payout_unassigned(a, NULL, &rows, &n));
    if (n == 0) {
        return OK;
    }
    TRY(programs_load(a.ctx, &all));
    for (size_t i = 0; i < n; i++) {
        *ret += payout_program_pays(&all, rows[i].program);
    }
    return OK;
}

PayoutAssignment payout_assigned(const PayoutWorld *w, Str program, Id location_id)
{
    for (size_t i = 0; i < w->assigned_n; i++) {
        if (str_eq(w->assigned[i].program, program) && id_eq(w->assigned[i].location_id, location_id)) {
            return w->assigned[i];
        }
    }
    return (PayoutAssignment){.program = program, .location_id = location_id};
}

const PayoutProfile *payout_profile_of(const PayoutWorld *w, Id id)
{
    for (size_t i = 0; i < w->profiles_n; i++) {
        if (id_eq(w->profiles[i].id, id)) {
            return &w->profiles[i];
        }
    }
    return NULL;
}

/* Why a profile is not taken; unset: it is. */
static Msg refused(const PayoutProfile *p)
{
    if (str_eq(p->state, S("approved"))) {
        return (Msg){0};
    }
    if (str_eq(p->state, S("pending"))) {
        return MSG1("{name} waits for the vendor's validation. Choose another one, or come back when it is approved.",
                    "name", p->name);
    }
    if (str_eq(p->state, S("expired"))) {
        return MSG1("{name} has expired. Renew it first, or choose another one.", "name", p->name);
    }
    return MSG2("{name} has to be corrected first: {reason}", "name", p->name, "reason", p->reason);
}

static const PayoutProfile *check_profile(Ctx *ctx, const PayoutWorld *w, const char *field, bool tax, Id id)
{
    const PayoutProfile *p = payout_profile_of(w, id);
    if (!p || p->tax != tax) {
        problem_field(ctx, str_from(field), tax ? MSG("Choose a tax profile.") : MSG("Choose a bank profile."));
        return NULL;
    }
    Msg why = refused(p);
    if (msg_is_set(why)) {
        problem_field(ctx, str_from(field), why);
    }
    return p;
}

static const PayoutPlace *place_of(const PayoutWorld *w, Id id)
{
    for (size_t i = 0; i < w->places_n; i++) {
        if (id_eq(w->places[i].id, id)) {
            return &w->places[i];
        }
    }
    return NULL;
}

static Str assignment_json(Ctx *ctx, const PayoutWorld *w, const PayoutAssignment *s)
{
    const PayoutProfile *bank = payout_profile_of(w, s->bank_id), *tax = payout_profile_of(w, s->tax_id);
    const PayoutPlace *place = place_of(w, s->location_id);
    return AUDIT_JSON(ctx->arena, {"program", s->program}, {"location", place ? place->name : S("")},
                      {"bankProfile", bank ? bank->name : S("")}, {"taxProfile", tax ? tax->name : S("")},
                      {"currency", s->currency}, {"held", s->held ? S("1") : S("")});
}

Err payout_assign(AccountCtx a, const PayoutWorld *w, const PayoutAssignment *in)
{
    Ctx *ctx = a.ctx;
    PayoutRules rules;
    int64_t changed;
    TRY(payout_rules(ctx, &rules));
    const PayoutProfile *bank = check_profile(ctx, w, "bank", false, in->bank_id);
    (void)check_profile(ctx, w, "tax", true, in->tax_id);
    if (!payout_minimum(&rules, in->currency)) {
        problem_field(ctx, S("currency"), MSG("Choose a currency that the vendor pays in."));
    }
    TRY(problem_check(ctx));
    PayoutAssignment was = payout_assigned(w, in->program, in->location_id);
    ctx->audit.target_kind = S("payout_profile");
    ctx->audit.target_id = in->bank_id;
    ctx->audit.target_name = bank ? bank->name : S("");
    ctx->audit.before = was.there ? assignment_json(ctx, w, &was) : S("");
    ctx->audit.after = assignment_json(ctx, w, in);
    if (in->version != was.version) {
        return ERR_STALE;
    }
    if (!was.there) {
        TRY(q_payout_assign_add(a,
                                &(PayoutAssignAddArgs){.program = in->program,
                                                       .location_id = in->location_id,
                                                       .bank_id = in->bank_id,
                                                       .tax_id = in->tax_id,
                                                       .currency = in->currency,
                                                       .held = in->held},
                                &changed));
    } else {
        TRY(q_payout_assign_put(a,
                                &(PayoutAssignPutArgs){.program = in->program,
                                                       .location_id = in->location_id,
                                                       .bank_id = in->bank_id,
                                                       .tax_id = in->tax_id,
                                                       .currency = in->currency,
                                                       .held = in->held,
                                                       .version = in->version},
                                &changed));
    }
    return changed ? OK : ERR_STALE;
}

PayoutRoute payout_route(const PayoutWorld *w, Str program, Id location_id)
{
    PayoutAssignment s = payout_assigned(w, program, location_id);
    for (size_t i = 0; !s.there && i < w->places_n; i++) {
        if (w->places[i].own) {
            s = payout_assigned(w, program, w->places[i].id);
        }
    }
    PayoutRoute r = {.bank_id = s.bank_id, .tax_id = s.tax_id, .currency = s.currency};
    const PayoutProfile *bank = payout_profile_of(w, s.bank_id), *tax = payout_profile_of(w, s.tax_id);
    if (!s.there || !bank || !tax) {
        r.why_not = MSG("No profiles assigned");
        return r;
    }
    r.withholding = tax->withholding;
    if (!str_eq(bank->state, S("approved")) || !str_eq(tax->state, S("approved"))) {
        r.why_not = MSG("A profile is not approved");
    } else if (s.held) {
        r.why_not = MSG("On hold, as the account asked");
    }
    return r;
}
