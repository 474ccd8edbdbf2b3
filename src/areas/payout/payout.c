/* Bank and tax profiles: what they must hold, how they are kept, the vendor's decision and the clock. */
#include "areas/payout/payout.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/country_bank.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "base/utf8.h"
#include "crypt/crypt.h"
#include "gen/payout_q.h"

/* --- finding --- */

#define PROFILE(R)                                                                                                     \
    ((PayoutProfile){.id = (R).id,                                                                                     \
                     .version = (R).version,                                                                           \
                     .withholding = (R).withholding,                                                                   \
                     .updated_at = (R).updated_at,                                                                     \
                     .since = (R).since,                                                                               \
                     .signed_at = (R).signed_at,                                                                       \
                     .expires_at = (R).expires_at,                                                                     \
                     .tax = str_eq((R).kind, S("tax")),                                                                \
                     .name = (R).name,                                                                                 \
                     .state = (R).state,                                                                               \
                     .reason = (R).reason,                                                                             \
                     .country = (R).country,                                                                           \
                     .holder = (R).holder,                                                                             \
                     .form = (R).form,                                                                                 \
                     .method = (R).method,                                                                             \
                     .currency = (R).currency,                                                                         \
                     .bank = (R).bank,                                                                                 \
                     .bic = (R).bic,                                                                                   \
                     .last4 = (R).last4,                                                                               \
                     .signed_by = (R).signed_by,                                                                       \
                     .checked = (R).checked,                                                                           \
                     .treaty = (R).treaty})

Err payout_list(AccountCtx a, PayoutProfile **ret, size_t *ret_n)
{
    PayoutListRow *rows;
    TRY(q_payout_list(a, NULL, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, PayoutProfile, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = PROFILE(rows[i]);
        (*ret)[i].account_id = a.ctx->account_id;
    }
    return OK;
}

Err payout_find(AccountCtx a, Id id, bool tax, PayoutProfile *ret)
{
    PayoutGetRow row;
    Err err = q_payout_get(a, &(PayoutGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && str_eq(row.kind, S("tax")) != tax)) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such profile in this account."),
                       MSG("Choose one from the list of bank and tax profiles."));
    }
    TRY(err);
    *ret = PROFILE(row);
    ret->account_id = row.account_id;
    return OK;
}

Err payout_desk_find(OperatorCtx o, Id id, PayoutProfile *ret)
{
    PayoutDeskGetRow row;
    Err err = q_payout_desk_get(o, &(PayoutDeskGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such bank or tax profile."), MSG("Choose one from the list."));
    }
    TRY(err);
    *ret = PROFILE(row);
    ret->account_id = row.account_id;
    ret->account_name = row.account_name;
    ret->public_id = row.public_id;
    ret->partner_id = row.partner_id;
    ret->account_country = row.account_country;
    return OK;
}

Str payout_masked(Ctx *ctx, Str last4) { return str_fmt(ctx->arena, "•••• %.*s", S_ARG(last4)); }

Str payout_end_of(Str number)
{
    size_t n = utf8_count(number), shown = n / 2 < 4 ? n / 2 : 4;
    return str_skip(number, utf8_prefix(number, n - shown).n);
}

/* --- the sealed number --- */

static Str seal_purpose(Ctx *ctx, Id account_id)
{
    return str_concat(ctx->arena, S("seal/"), id_text(ctx->arena, account_id));
}
static Str seal_context(Ctx *ctx, Id id)
{
    return str_concat(ctx->arena, S("payout_profile.number_sealed/"), id_text(ctx->arena, id));
}

static Str sealed_number(Ctx *ctx, Id id, Str number)
{
    return keyring_seal(ctx->arena, ctx->app->options.ring, seal_purpose(ctx, ctx->account_id), seal_context(ctx, id),
                        number);
}

Err payout_reveal(Ctx *ctx, Id account_id, Id id, Str *ret)
{
    PayoutSealedRow row;
    Str purpose = seal_purpose(ctx, account_id);
    TRY(q_payout_sealed(account_of(ctx, account_id), &(PayoutSealedArgs){.id = id}, &row));
    Err err =
        keyring_unseal(ctx->arena, ctx->app->options.ring, purpose, seal_context(ctx, id), row.number_sealed, ret);
    if (err == OK || !id_eq(account_id, id)) {
        return err;
    }
    /* One that was saved before accounts had several, and is sealed as they were then. */
    uint8_t key[32];
    keyring_key(ctx->app->options.ring, purpose, key);
    return unseal(ctx->arena, key, S("bank_profile.number_sealed"), row.number_sealed, ret);
}

/* --- what people type --- */

static void check_line(Ctx *ctx, Str field, Str text, size_t max, Msg missing)
{
    if (!problem_unless_line(ctx, field, text)) {
        return;
    }
    if (!text.n && msg_is_set(missing)) {
        problem_field(ctx, field, missing);
    } else if (utf8_count(text) > max) {
        problem_field(ctx, field, MSG1("Use at most {n} characters.", "n", str_fmt(ctx->arena, "%zu", max)));
    }
}

/* What a profile will hold; empty number: keeps the one that is there. */
typedef struct Facts {
    Str name, country, holder, form, method, currency, bank, bic, number, last4, signed_by;
    bool checked, treaty;
    int64_t withholding;
    Time signed_at;
} Facts;

static void check_iban(Ctx *ctx, const PayoutBank *in, Facts *f)
{
    if (iban_parse(ctx->arena, in->iban, &f->number) != OK) {
        problem_field(ctx, S("iban"), MSG("This IBAN does not hold. Compare it with a statement of your bank."));
    } else if (!str_starts(f->number, in->country)) {
        problem_field(ctx, S("iban"), MSG("The IBAN is of another country than the one chosen."));
    }
    f->form = S("iban");
    f->checked = true;
    f->last4 = payout_end_of(f->number);
}

static void check_local(Ctx *ctx, const PayoutBank *in, Facts *f)
{
    const CountryBank *rule = country_bank(in->country);
    Str code = S(""), number = S("");
    bool coded = !(rule && rule->whole);
    if (coded) {
        CountryAnswer got = country_check(ctx->arena, COUNTRY_BANK_CODE, in->country, in->code);
        code = str_trim(got.form);
        if (got.verdict == COUNTRY_WRONG) {
            problem_field(ctx, S("code"), country_problem(&got));
        } else if (code.n < 3 || code.n > 15 || utf8_has_control(code)) {
            problem_field(ctx, S("code"), MSG("Enter the routing or bank code, 3 to 15 letters and digits."));
        }
    }
    CountryVerdict verdict = account_number_check(ctx->arena, in->country, in->number, &number);
    if (verdict == COUNTRY_WRONG && rule && rule->min && rule->min == rule->max) {
        problem_field(ctx, S("number"),
                      MSG1("The account number does not hold. In this country it has {n} digits.", "n",
                           str_fmt(ctx->arena, "%d", rule->min)));
    } else if (verdict == COUNTRY_WRONG && rule && rule->min) {
        problem_field(ctx, S("number"),
                      MSG2("The account number does not hold. In this country it has {from} to {to} digits.", "from",
                           str_fmt(ctx->arena, "%d", rule->min), "to", str_fmt(ctx->arena, "%d", rule->max)));
    } else if (verdict == COUNTRY_WRONG) {
        problem_field(ctx, S("number"), MSG("Enter the account number, 4 to 30 letters and digits."));
    }
    f->number = code.n ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(code), S_ARG(number)) : number;
    f->form = S("local");
    f->last4 = payout_end_of(number); /* without the bank's code, which others know */
    f->checked = verdict == COUNTRY_OK;
}

/* The number as typed, or the one that is there. */
static void check_number(Ctx *ctx, const PayoutProfile *was, const PayoutBank *in, Facts *f)
{
    bool iban = str_trim(in->iban).n > 0, local = str_trim(in->number).n > 0 || str_trim(in->code).n > 0;
    const CountryBank *rule = country_bank(in->country);
    if (was && !iban && !local) {
        f->form = was->form;
        f->checked = was->checked;
        f->last4 = was->last4;
        if (!str_eq(was->country, in->country)) {
            problem_field(ctx, iban_country(in->country) ? S("iban") : S("number"),
                          MSG("The country is another one, so enter the number of the account there."));
        }
        return;
    }
    if (iban && local) {
        problem_field(ctx, rule && rule->iban && !rule->min ? S("iban") : S("number"),
                      MSG("Enter the IBAN or the account number, not both: only one of them is kept."));
        return;
    }
    if (iban || (iban_country(in->country) && !(rule->min && local))) {
        if (!iban) {
            problem_field(ctx, S("iban"), MSG("Enter the IBAN: bank accounts of this country have one."));
            return;
        }
        check_iban(ctx, in, f);
    } else {
        check_local(ctx, in, f);
    }
}

static void check_bic(Ctx *ctx, const PayoutBank *in, Facts *f)
{
    Str bic = str_trim(in->bic);
    if (!bic.n) {
        if (str_eq(in->method, S("wire"))) {
            problem_field(ctx, S("bic"), MSG("Enter the BIC of the bank: an international transfer needs it."));
        }
        return;
    }
    Err err = bic_parse(ctx->arena, bic, in->country, &f->bic);
    if (err == ERR_CONFLICT) {
        problem_field(ctx, S("bic"), MSG("This BIC is of a bank in another country than the one chosen."));
    } else if (err != OK) {
        problem_field(ctx, S("bic"), MSG("A BIC has 8 or 11 letters and digits, as BNPAFRPP."));
    }
}

static void check_country(Ctx *ctx, Str country)
{
    if (!country_known(country)) {
        problem_field(ctx, S("country"), MSG("Choose the country."));
    }
}

static void check_bank(Ctx *ctx, const PayoutRules *rules, const PayoutProfile *was, const PayoutBank *in, Facts *f)
{
    *f = (Facts){.name = in->name,
                 .country = in->country,
                 .holder = in->holder,
                 .method = in->method,
                 .currency = in->currency,
                 .bank = in->bank,
                 .signed_at = TIME_NONE};
    check_country(ctx, in->country);
    if (country_known(in->country) && !payout_pays_to(rules, in->country)) {
        problem_field(ctx, S("country"), MSG("The vendor does not pay to banks of this country."));
    }
    if (!str_eq(in->method, S("transfer")) && !str_eq(in->method, S("wire"))) {
        problem_field(ctx, S("method"), MSG("Choose how the money is sent."));
    }
    if (!payout_minimum(rules, in->currency)) {
        problem_field(ctx, S("currency"), MSG("Choose a currency that the vendor pays in."));
    }
    check_line(ctx, S("name"), in->name, PAYOUT_NAME_MAX, MSG("Give the profile a name by which you know it."));
    check_line(ctx, S("holder"), in->holder, PAYOUT_HOLDER_MAX,
               MSG("Enter the holder as the bank knows it, at most 140 characters."));
    check_line(ctx, S("bank"), in->bank, PAYOUT_BANK_MAX, MSG("Enter the name of the bank."));
    if (country_known(in->country)) {
        check_number(ctx, was, in, f);
        check_bic(ctx, in, f);
    }
}

static void check_tax(Ctx *ctx, const PayoutRules *rules, const PayoutProfile *was, const PayoutTax *in, Facts *f)
{
    *f = (Facts){.name = in->name,
                 .country = in->country,
                 .holder = in->holder,
                 .form = payout_form(rules, in->country, in->person),
                 .treaty = in->treaty,
                 .signed_by = in->signed_by,
                 .signed_at = ctx->now};
    bool resident = str_eq(f->form, S("resident"));
    int64_t rate = payout_treaty(rules, in->country);
    check_country(ctx, in->country);
    check_line(ctx, S("name"), in->name, PAYOUT_NAME_MAX, MSG("Give the profile a name by which you know it."));
    check_line(ctx, S("holder"), in->holder, PAYOUT_HOLDER_MAX,
               MSG("Enter the name as the tax office knows it, at most 140 characters."));
    if (!str_eq(in->person, S("company")) && !str_eq(in->person, S("person"))) {
        problem_field(ctx, S("person"), MSG("Choose who is taxed."));
    }
    if (in->treaty && !resident && rate < 0 && country_known(in->country)) {
        problem_field(ctx, S("treaty"), MSG("The vendor knows of no tax treaty with this country."));
    }
    f->withholding = resident ? 0 : in->treaty && rate >= 0 ? rate : rules->withholding;
    Str number = str_trim(in->number);
    if (!number.n && was && str_eq(was->country, in->country) && str_eq(was->form, f->form)) {
        f->checked = was->checked;
        f->last4 = was->last4;
    } else if (!number.n) {
        problem_field(ctx, S("number"), MSG("Enter the tax number."));
    } else if (country_known(in->country)) {
        /* Numbers of persons are other ones than those of companies, of which the rules speak. */
        CountryAnswer got = country_check(ctx->arena, COUNTRY_TAX, in->country, number);
        bool person = str_eq(in->person, S("person"));
        if (got.verdict == COUNTRY_WRONG && !person) {
            problem_field(ctx, S("number"), country_problem(&got));
        } else if (utf8_count(number) < PAYOUT_NUMBER_MIN) {
            problem_field(ctx, S("number"), MSG("Enter the whole tax number: it has at least 4 characters."));
        }
        f->checked = got.verdict == COUNTRY_OK;
        f->number = f->checked ? got.form : number;
        check_line(ctx, S("number"), f->number, 40, (Msg){0});
        f->last4 = payout_end_of(f->number);
    }
    check_line(ctx, S("signed_by"), in->signed_by, PAYOUT_HOLDER_MAX, MSG("Type your name: it signs the declaration."));
    if (!in->declared) {
        problem_field(ctx, S("declared"), MSG("Tick the box: without the declaration the profile cannot be saved."));
    }
}

/* --- saving --- */

static Str action_key(Ctx *ctx, Id id) { return str_concat(ctx->arena, S("payout/"), id_text(ctx->arena, id)); }

/* What the audit keeps: never the number. */
static Str profile_json(Ctx *ctx, const Facts *f)
{
    return AUDIT_JSON(ctx->arena, {"name", f->name}, {"holder", f->holder}, {"country", f->country},
                      {"currency", f->currency}, {"method", f->method}, {"bic", f->bic}, {"taxForm", f->form},
                      {"last4", f->last4}, {"treaty", f->treaty ? S("1") : S("")});
}

static Facts facts_of(const PayoutProfile *p)
{
    return (Facts){.name = p->name,
                   .country = p->country,
                   .holder = p->holder,
                   .form = p->form,
                   .method = p->method,
                   .currency = p->currency,
                   .bank = p->bank,
                   .bic = p->bic,
                   .last4 = p->last4,
                   .treaty = p->treaty};
}

static void audit_of(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("payout_profile");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

/* A name that another profile of the kind has, or too many of them. */
static Err check_room(AccountCtx a, bool tax, const PayoutProfile *was, const Facts *f)
{
    PayoutTakenRow taken;
    TRY(q_payout_taken(a,
                       &(PayoutTakenArgs){.kind = tax ? S("tax") : S("bank"),
                                          .name_key = fold_search(a.ctx->arena, f->name),
                                          .id = was ? was->id : ID_NIL},
                       &taken));
    if (taken.same_n) {
        problem_field(a.ctx, S("name"), MSG("Another profile has this name. Choose a name of its own."));
    } else if (!was && taken.all_n >= PAYOUT_PROFILES_MAX) {
        problem_field(a.ctx, S("name"), MSG("There are 40 profiles already. Change one that is not used any more."));
    }
    return OK;
}

static Err add(AccountCtx a, bool tax, const Facts *f, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    int64_t made;
    Id id = ctx_new_id(ctx);
    audit_of(ctx, id, f->name);
    ctx->audit.after = profile_json(ctx, f);
    TRY(q_payout_add(a,
                     &(PayoutAddArgs){.id = id,
                                      .kind = tax ? S("tax") : S("bank"),
                                      .name = f->name,
                                      .name_key = fold_search(ctx->arena, f->name),
                                      .country = f->country,
                                      .holder = f->holder,
                                      .form = f->form,
                                      .method = f->method,
                                      .currency = f->currency,
                                      .bank = f->bank,
                                      .bic = f->bic,
                                      .number_sealed = sealed_number(ctx, id, f->number),
                                      .last4 = f->last4,
                                      .checked = f->checked,
                                      .treaty = f->treaty,
                                      .withholding = f->withholding,
                                      .signed_by = f->signed_by,
                                      .signed_at = f->signed_at},
                     &made));
    if (!made) {
        return ERR_STALE;
    }
    *ret_id = id;
    TRY(machine_begin(ctx, &PAYOUT_PROFILE, ctx->account_id, id, MOVER_PARTNER));
    return work_add(ctx, &(WorkNew){.kind = PAYOUT_WORK, .account_id = ctx->account_id, .subject_id = id});
}

static Err put(AccountCtx a, const PayoutProfile *was, const Facts *f, int64_t version)
{
    Ctx *ctx = a.ctx;
    Str number = f->number;
    int64_t changed;
    if (!number.n) {
        TRY(payout_reveal(ctx, ctx->account_id, was->id, &number));
    }
    TRY(q_payout_put(a,
                     &(PayoutPutArgs){.id = was->id,
                                      .name = f->name,
                                      .name_key = fold_search(ctx->arena, f->name),
                                      .country = f->country,
                                      .holder = f->holder,
                                      .form = f->form,
                                      .method = f->method,
                                      .currency = f->currency,
                                      .bank = f->bank,
                                      .bic = f->bic,
                                      .number_sealed = sealed_number(ctx, was->id, number),
                                      .last4 = f->last4,
                                      .checked = f->checked,
                                      .treaty = f->treaty,
                                      .withholding = f->withholding,
                                      .signed_by = f->signed_by,
                                      .signed_at = f->signed_at,
                                      .version = version},
                     &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(tell_done(ctx, ctx->account_id, action_key(ctx, was->id)));
    return machine_move(
        ctx, &PAYOUT_PROFILE,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = was->id, .to = S("pending"), .mover = MOVER_PARTNER});
}

/* Only its name: what was approved stays so. */
static Err rename_only(AccountCtx a, const PayoutProfile *was, const Facts *f, int64_t version)
{
    int64_t changed;
    PayoutRenameArgs args = {
        .id = was->id, .name = f->name, .name_key = fold_search(a.ctx->arena, f->name), .version = version};
    TRY(q_payout_rename(a, &args, &changed));
    return changed ? OK : ERR_STALE;
}

static bool same_but_name(const PayoutProfile *p, const Facts *f)
{
    return !f->number.n && str_eq(p->country, f->country) && str_eq(p->holder, f->holder) &&
           str_eq(p->method, f->method) && str_eq(p->currency, f->currency) && str_eq(p->bank, f->bank) &&
           str_eq(p->bic, f->bic);
}

static Err save(AccountCtx a, bool tax, const PayoutProfile *was, const Facts *f, int64_t version, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    TRY(check_room(a, tax, was, f));
    TRY(problem_check(ctx));
    if (!was) {
        return add(a, tax, f, ret_id);
    }
    if (was->version != version) {
        return ERR_STALE;
    }
    Facts before = facts_of(was);
    *ret_id = was->id;
    audit_of(ctx, was->id, f->name);
    ctx->audit.before = profile_json(ctx, &before);
    ctx->audit.after = profile_json(ctx, f);
    return !tax && same_but_name(was, f) && str_eq(was->state, S("approved")) ? rename_only(a, was, f, version)
                                                                              : put(a, was, f, version);
}

Err payout_bank_save(AccountCtx a, const PayoutProfile *was, const PayoutBank *in, int64_t version, Id *ret_id)
{
    PayoutRules rules;
    Facts f;
    TRY(payout_rules(a.ctx, &rules));
    check_bank(a.ctx, &rules, was, in, &f);
    return save(a, false, was, &f, version, ret_id);
}

Err payout_tax_save(AccountCtx a, const PayoutProfile *was, const PayoutTax *in, int64_t version, Id *ret_id)
{
    PayoutRules rules;
    Facts f;
    TRY(payout_rules(a.ctx, &rules));
    check_tax(a.ctx, &rules, was, in, &f);
    return save(a, true, was, &f, version, ret_id);
}

/* --- the vendor's decision --- */

static Url page_of(Ctx *ctx, Str public_id, bool tax, Id id)
{
    return url_fmt(ctx->arena, tax ? "/a/%s/settings/payout/tax/%i" : "/a/%s/settings/payout/bank/%i", public_id, id);
}

static Err tell_keepers(Ctx *ctx, const PayoutProfile *p, const char *words, Str reason, bool to_do, Date due)
{
    Msg title = {.id = words, .args = {{"name", p->name}}};
    return tell_roles(ctx, p->account_id, str_from(PAYOUT_EDIT.roles),
                      &(Tell){.category = S("payout"),
                              .account_id = p->account_id,
                              .icon = S("billing"),
                              .title = title,
                              .line = reason.n ? MSG1("Reason: {reason}", "reason", reason) : (Msg){0},
                              .url = page_of(ctx, p->public_id, p->tax, p->id),
                              .action = to_do ? MSG("Correct the profile") : MSG("See the profile"),
                              .action_key = to_do ? action_key(ctx, p->id) : S(""),
                              .due = due});
}

static Err start_clock(Ctx *ctx, Id id, Time expires_at)
{
    Id job;
    int64_t days;
    TRY(setting_int(ctx, ID_NIL, S("payout.warn_days"), &days));
    int64_t delay = time_diff(expires_at, ctx->now) - days * TIME_DAY;
    return job_enqueue(
        ctx,
        &(JobAsk){.kind = PAYOUT_CLOCK, .key = id_text(ctx->arena, id), .delay_us = delay > 0 ? delay : 0, .total = -1},
        &job);
}

Err payout_changed_since(Ctx *ctx)
{
    return problem(ctx, ERR_STALE,
                   MSG("The profile was changed since you looked at it, or somebody else has decided on it."),
                   MSG("Look at what it holds now, then decide. Nothing was decided by you yet."));
}

Err payout_decide(OperatorCtx o, const PayoutProfile *p, Str to, Str reason, int64_t withholding)
{
    Ctx *ctx = o.ctx;
    bool approve = str_eq(to, S("approved"));
    int64_t held;
    PayoutLookedAtArgs looked = {.account_id = p->account_id, .id = p->id, .version = p->version};
    TRY(q_payout_looked_at(system_of(ctx), &looked, &held));
    if (!held) {
        return payout_changed_since(ctx);
    }
    (void)account_of(ctx, p->account_id); /* the row of the log is the account's */
    audit_of(ctx, p->id, p->name);
    TRY(machine_move(
        ctx, &PAYOUT_PROFILE,
        &(MachineAsk){
            .account_id = p->account_id, .subject_id = p->id, .to = to, .mover = MOVER_VENDOR, .reason = reason}));
    if (approve && p->tax) {
        PayoutRules rules;
        TRY(payout_rules(ctx, &rules));
        Time until = str_eq(p->form, S("resident")) ? TIME_NONE : time_add(ctx->now, rules.tax_days * TIME_DAY);
        TRY(q_payout_terms_put(
            system_of(ctx),
            &(PayoutTermsPutArgs){
                .account_id = p->account_id, .id = p->id, .withholding = withholding, .expires_at = until},
            NULL));
        if (time_is_set(until)) {
            TRY(start_clock(ctx, p->id, until));
        }
    }
    TRY(tell_done(ctx, p->account_id, action_key(ctx, p->id)));
    const char *words = approve                     ? N_("The profile {name} is approved")
                        : str_eq(to, S("rejected")) ? N_("The profile {name} is rejected")
                                                    : N_("The profile {name} has to be corrected");
    return tell_keepers(ctx, p, words, approve ? S("") : str_trim(reason), !approve, DATE_NONE);
}

/* --- the clock: a declaration that ends --- */

Err payout_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    PayoutClockRow row;
    int64_t days;
    Id id;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_payout_clock(system_of(ctx), &(PayoutClockArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && (!str_eq(row.state, S("approved")) || !time_is_set(row.expires_at)))) {
        return OK; /* changed meanwhile; the next approval starts it again */
    }
    TRY(err);
    TRY(setting_int(ctx, ID_NIL, S("payout.warn_days"), &days));
    int64_t left = time_diff(row.expires_at, ctx->now), to_warning = left - days * TIME_DAY;
    PayoutProfile p = {.account_id = row.account_id,
                       .id = id,
                       .name = row.name,
                       .public_id = row.public_id,
                       .tax = str_eq(row.kind, S("tax"))};
    *ret_next = left > 0 ? JOB_LATER : JOB_DONE;
    job->run_after_us = to_warning > 0 ? to_warning : left;
    (void)account_of(ctx, p.account_id);
    audit_of(ctx, id, p.name);
    if (left <= 0) {
        TRY(tell_done(ctx, p.account_id, action_key(ctx, id)));
        TRY(machine_move(
            ctx, &PAYOUT_PROFILE,
            &(MachineAsk){.account_id = p.account_id, .subject_id = id, .to = S("expired"), .mover = MOVER_TIMER}));
        return tell_keepers(ctx, &p, N_("The tax profile {name} has expired"), S(""), true, DATE_NONE);
    }
    if (to_warning <= 0 && !time_is_set(row.warned_at)) {
        PayoutWarnedPutArgs warned = {.account_id = p.account_id, .id = id};
        TRY(q_payout_warned_put(system_of(ctx), &warned, NULL));
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"validUntil", date_iso(ctx->arena, date_of(row.expires_at))});
        return tell_keepers(ctx, &p, N_("The tax profile {name} expires soon: renew it"), S(""), true,
                            (Date){date_of(row.expires_at).days - 1});
    }
    ctx->audit.skip = true;
    return OK;
}

/* --- for other areas --- */

Err payout_summary(AccountCtx a, PayoutSummary *ret)
{
    PayoutStandingRow *rows;
    size_t n;
    int64_t waits = 0;
    TRY(q_payout_standing(a, NULL, &rows, &n));
    *ret = (PayoutSummary){0};
    for (size_t i = 0; i < n; i++) {
        *(str_eq(rows[i].kind, S("tax")) ? &ret->taxes_any : &ret->banks_any) = true;
        if (str_eq(rows[i].state, S("approved"))) {
            *(str_eq(rows[i].kind, S("tax")) ? &ret->taxes : &ret->banks) += rows[i].n;
        } else if (str_eq(rows[i].state, S("pending"))) {
            waits += rows[i].n;
        } else {
            ret->wrong += rows[i].n;
        }
    }
    if (ret->wrong) {
        ret->state = (StateView){STATE_WARN, MSG("Action required")};
        ret->line = MSGN("{n} profile has to be corrected.", "{n} profiles have to be corrected.", ret->wrong);
    } else if (ret->banks && ret->taxes) {
        ret->state = (StateView){STATE_GOOD, MSG("Approved")};
        ret->line = MSG("Bank and tax data are approved.");
    } else if (waits) {
        ret->state = (StateView){STATE_WAIT, MSG("Pending validation")};
        ret->line = MSGN("{n} profile waits for the vendor.", "{n} profiles wait for the vendor.", waits);
    } else {
        ret->state = (StateView){STATE_OFF, MSG("Not entered yet")};
        ret->line = MSG("Where the vendor pays to, and how that is taxed.");
    }
    return OK;
}
