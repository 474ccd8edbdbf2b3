/* The rules of verification: which checks a company has, what begins them anew, and what they add up to. */
#include "areas/verification/verification.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/mail.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "os/os.h"

#define KEEPERS S("global_admin account_admin owner mpn_partner_admin compliance_admin")

const VerificationKind VERIFICATION_KIND[VERIFICATION_KINDS] = {
    {S_INIT("email"), N_("E-mail of the primary contact"),
     N_("A code is mailed to the address of the primary contact, who enters it."), "verification.email", NULL, false},
    {S_INIT("identity"), N_("Identity of the primary contact"),
     N_("The name of the primary contact is compared with an official document."), "verification.identity",
     "verification_identity", true},
    {S_INIT("employment"), N_("Employment of the primary contact"),
     N_("The primary contact works at the company, and the company owns the domain of the e-mail address."),
     "verification.employment", "verification_employment", false},
    {S_INIT("business"), N_("Company"),
     N_("The company exists at its legal address, by the register that its numbers come from."),
     "verification.business", "verification_business", false},
    {S_INIT("diligence"), N_("Due diligence"),
     N_("Owners, trade and sanctions lists, for companies where the law or the vendor asks for it."),
     "verification.diligence", "verification_diligence", true},
};

const VerificationKind *verification_kind(Str id)
{
    for (size_t i = 0; i < VERIFICATION_KINDS; i++) {
        if (str_eq(VERIFICATION_KIND[i].id, id)) {
            return &VERIFICATION_KIND[i];
        }
    }
    return NULL;
}

const Machine *verification_machine(Str kind)
{
    return str_eq(kind, S("email")) ? &VERIFICATION_EMAIL : &VERIFICATION_CHECK;
}

static bool is(Str state, const char *word) { return str_eq(state, str_from(word)); }

/* --- reading --- */

Str verification_facts(Ctx *ctx, const VerificationKind *kind, const VerificationLegalRow *l)
{
    Str who = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(l->first_name), S_ARG(l->last_name));
    if (!l->email.n) {
        return S("");
    }
    switch (kind - VERIFICATION_KIND) {
    case 0:
        return mail_key(ctx->arena, l->email);
    case 1:
        return who;
    case 2:
        return str_fmt(ctx->arena, "%.*s, %.*s, %.*s", S_ARG(who), S_ARG(l->email), S_ARG(l->legal_name));
    case 3:
        return str_fmt(ctx->arena, "%.*s, %.*s, %.*s, %.*s %.*s, %.*s, %.*s, %.*s, %.*s", S_ARG(l->legal_name),
                       S_ARG(l->line1), S_ARG(l->line2), S_ARG(l->postal_code), S_ARG(l->city), S_ARG(l->state),
                       S_ARG(l->country), S_ARG(l->registration_id), S_ARG(l->tax_id));
    default:
        return l->legal_name;
    }
}

static Err legal_of(Ctx *ctx, Id account_id, VerificationLegalRow *ret)
{
    return q_verification_legal(system_of(ctx), &(VerificationLegalArgs){.account_id = account_id}, ret);
}

Err verification_of(Ctx *ctx, Id company_id, Verification *ret)
{
    VerificationOverallRow row;
    VerificationChecksRow *rows;
    size_t n;
    *ret = (Verification){.company_id = company_id, .own = true};
    Err err = q_verification_overall(system_of(ctx), &(VerificationOverallArgs){.account_id = company_id}, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(q_verification_checks(system_of(ctx), &(VerificationChecksArgs){.account_id = company_id}, &rows, &n));
    ret->asked = true;
    ret->state = row.state;
    ret->reason = row.reason;
    ret->since = row.since;
    ret->passed = row.passed;
    for (size_t k = 0; k < VERIFICATION_KINDS; k++) {
        for (size_t i = 0; i < n; i++) {
            if (str_eq(rows[i].kind, VERIFICATION_KIND[k].id)) {
                ret->checks[ret->checks_n++] = (VerificationCheck){&VERIFICATION_KIND[k], rows[i]};
                ret->accepted_n += is(rows[i].state, "accepted");
            }
        }
    }
    return OK;
}

Err verification_of_account(AccountCtx a, Verification *ret)
{
    VerificationCompanyRow company;
    TRY(q_verification_company(a, NULL, &company));
    TRY(verification_of(a.ctx, company.id, ret));
    ret->own = id_eq(company.id, a.ctx->account_id);
    return OK;
}

const VerificationCheck *verification_find(const Verification *v, Id check_id)
{
    for (size_t i = 0; i < v->checks_n; i++) {
        if (id_eq(v->checks[i].row.id, check_id)) {
            return &v->checks[i];
        }
    }
    return NULL;
}

/* --- telling --- */

static Url page_of(Ctx *ctx, const VerificationLegalRow *l, Id check_id)
{
    return id_is_nil(check_id) ? url_fmt(ctx->arena, "/a/%s/settings/verification", l->public_id)
                               : url_fmt(ctx->arena, "/a/%s/settings/verification/%i", l->public_id, check_id);
}

/* The primary contact may be nobody who signs in: by mail, in the account's language. */
static Err mail_contact(Ctx *ctx, const VerificationLegalRow *l, const Msg *title, const Msg *lines, size_t n, Url url)
{
    Msg action = MSG("Open the partner center");
    return l->email.n ? tell_address(ctx, l->email, l->first_name, locale_get(l->locale), S("verification"), title,
                                     lines, n, url, &action)
                      : OK;
}

static Err tell_check(Ctx *ctx, Id account_id, const VerificationCheck *c, Str to, Str reason)
{
    VerificationLegalRow l;
    int64_t days = 0;
    bool theirs = is(to, "asked") || is(to, "rejected");
    Str key = id_text(ctx->arena, c->row.id), name = tell_word(ctx->arena, c->kind->name);
    if (!theirs) {
        TRY(tell_done(ctx, account_id, key));
    }
    if (!theirs && !is(to, "refused")) {
        return OK;
    }
    TRY(legal_of(ctx, account_id, &l));
    TRY(setting_int(ctx, ID_NIL, is(to, "asked") ? S("verification.reply_days") : S("verification.suspend_days"),
                    &days));
    Msg title = is(to, "asked")      ? MSG1("Verification, {check}: the vendor needs more", "check", name)
                : is(to, "rejected") ? MSG1("Verification, {check}: rejected", "check", name)
                                     : MSG1("Verification, {check}: refused for good", "check", name);
    Msg line = MSG1("Reason: {reason}", "reason", reason);
    TRY(tell_roles(ctx, account_id, KEEPERS,
                   &(Tell){.category = S("verification"),
                           .icon = S("shield"),
                           .title = title,
                           .line = line,
                           .url = page_of(ctx, &l, c->row.id),
                           .action = theirs ? MSG("Fix now") : MSG("See why"),
                           .action_key = theirs ? key : S(""),
                           .due = theirs ? date_in_zone(ctx->tz, time_add(ctx->now, days * TIME_DAY)) : DATE_NONE}));
    return mail_contact(ctx, &l, &title, &line, 1, page_of(ctx, &l, c->row.id));
}

static Err tell_whole(Ctx *ctx, Id account_id, Str to)
{
    VerificationLegalRow l;
    if (!is(to, "accepted")) {
        return OK;
    }
    TRY(legal_of(ctx, account_id, &l));
    Msg title = MSG("The account is verified"),
        line = MSG("Every check is accepted: the account can buy, publish and sign.");
    TRY(tell_roles(ctx, account_id, KEEPERS,
                   &(Tell){.category = S("verification"),
                           .icon = S("shield"),
                           .title = title,
                           .line = line,
                           .url = page_of(ctx, &l, ID_NIL)}));
    return mail_contact(ctx, &l, &title, &line, 1, page_of(ctx, &l, ID_NIL));
}

/* --- moving --- */

/* What the checks add up to; the company is moved there when it stands elsewhere. */
static Err settle(Ctx *ctx, Id account_id)
{
    Verification v;
    TRY(verification_of(ctx, account_id, &v));
    Str to = v.checks_n && v.accepted_n == v.checks_n ? S("accepted") : S("pending"), reason = S("");
    for (size_t i = 0; i < v.checks_n; i++) {
        if (is(v.checks[i].row.state, "rejected") || is(v.checks[i].row.state, "refused")) {
            to = S("rejected");
            reason = v.checks[i].row.reason;
        }
    }
    if (!v.asked || str_eq(to, v.state)) {
        return OK;
    }
    TRY(machine_move(
        ctx, &ACCOUNT_VERIFICATION,
        &(MachineAsk){
            .account_id = account_id, .subject_id = account_id, .to = to, .mover = MOVER_SYSTEM, .reason = reason}));
    if (is(to, "rejected")) {
        TRY(verification_rejected(ctx, account_id));
    } else if (is(to, "accepted")) {
        TRY(verification_lift(ctx, account_id));
    }
    return tell_whole(ctx, account_id, to);
}

static Err move(Ctx *ctx, Id account_id, const VerificationCheck *c, Str to, Mover mover, Str reason)
{
    TRY(machine_move(
        ctx, verification_machine(c->kind->id),
        &(MachineAsk){.account_id = account_id, .subject_id = c->row.id, .to = to, .mover = mover, .reason = reason}));
    return tell_check(ctx, account_id, c, to, reason);
}

static Err keep_facts(Ctx *ctx, Id account_id, const VerificationCheck *c)
{
    VerificationLegalRow l;
    TRY(legal_of(ctx, account_id, &l));
    return q_verification_check_facts(system_of(ctx),
                                      &(VerificationCheckFactsArgs){.id = c->row.id,
                                                                    .account_id = account_id,
                                                                    .facts = verification_facts(ctx, c->kind, &l)},
                                      NULL);
}

/* --- the code --- */

enum { CODE_HOURS = 24, CODE_TRIES = 5, CODE_PAUSE_S = 60, CODES_A_DAY = 10, CODE_DIGITS = 6 };

static Digest code_digest(Ctx *ctx, Id account_id, Str code)
{
    return secret_digest(
        ctx->app, str_fmt(ctx->arena, "verification|%.*s|%.*s", S_ARG(id_text(ctx->arena, account_id)), S_ARG(code)));
}

static Err code_mail(Ctx *ctx, Id account_id, const VerificationLegalRow *l, Time day, int64_t sent)
{
    Str code = str_fmt(ctx->arena, "%06u", (unsigned)(os_random_u64() % 1000000));
    Digest hash = code_digest(ctx, account_id, code);
    TRY(q_verification_code_put(system_of(ctx),
                                &(VerificationCodePutArgs){.account_id = account_id,
                                                           .expires_at = time_add(ctx->wall, CODE_HOURS * TIME_HOUR),
                                                           .email = mail_key(ctx->arena, l->email),
                                                           .code_hash = digest_str(&hash),
                                                           .day_at = day,
                                                           .day_sent = sent},
                                NULL));
    Msg title = MSG1("The code to prove this address: {code}", "code", code),
        lines[] = {MSG1("{account} names you as its primary contact. Enter this code under Legal info in the partner "
                        "center, or give it to whoever does that for your company.",
                        "account", l->legal_name),
                   MSG1("Code: {code}", "code", code),
                   MSG("It holds for 24 hours. If you know nothing of this, do nothing.")};
    return mail_contact(ctx, l, &title, lines, COUNT_OF(lines), page_of(ctx, l, ID_NIL));
}

Err verification_code_send(Ctx *ctx, Id account_id)
{
    VerificationLegalRow l;
    VerificationCodeRow c;
    TRY(legal_of(ctx, account_id, &l));
    if (!l.email.n) {
        return problem(ctx, ERR_CONFLICT, MSG("Legal info names no primary contact yet."),
                       MSG("Enter it first; the code is sent to that address at once."));
    }
    Err err = q_verification_code(system_of(ctx), &(VerificationCodeArgs){.account_id = account_id}, &c);
    if (err == ERR_NOT_FOUND) {
        return code_mail(ctx, account_id, &l, ctx->wall, 1);
    }
    TRY(err);
    bool same = str_eq(c.email, mail_key(ctx->arena, l.email)), today = time_diff(ctx->wall, c.day_at) < TIME_DAY;
    if (same && time_diff(ctx->wall, c.sent_at) < CODE_PAUSE_S * TIME_SECOND) {
        return problem(ctx, ERR_LIMIT, MSG("A code was sent within the last minute."),
                       MSG("Give it a moment to arrive, look in the spam folder, then ask again."));
    }
    if (today && c.day_sent >= CODES_A_DAY) {
        return problem(ctx, ERR_LIMIT, MSG("Many codes were sent today."),
                       MSG("Look for them in the mailbox and its spam folder, or try again tomorrow."));
    }
    return code_mail(ctx, account_id, &l, today ? c.day_at : ctx->wall, today ? c.day_sent + 1 : 1);
}

static void count_try(SystemCtx s, void *arg)
{
    Err err = q_verification_code_tried(s, &(VerificationCodeTriedArgs){.account_id = *(const Id *)arg}, NULL);
    (void)err; /* a try that was not counted is no reason to fail what is refused already */
}

static Msg code_problem(Ctx *ctx, Id account_id, Str code)
{
    VerificationCodeRow c;
    VerificationLegalRow l;
    if (!code.n) {
        return MSG("Enter the code from the mail.");
    }
    if (legal_of(ctx, account_id, &l) != OK ||
        q_verification_code(system_of(ctx), &(VerificationCodeArgs){.account_id = account_id}, &c) != OK ||
        !str_eq(c.email, mail_key(ctx->arena, l.email))) {
        return MSG("No code was sent to this address yet. Send one first.");
    }
    if (c.expires_at.us <= ctx->wall.us) {
        return MSG("This code is older than 24 hours. Send a new one.");
    }
    if (c.tries >= CODE_TRIES) {
        return MSG("The code was entered wrongly too often. Send a new one.");
    }
    Digest hash = code_digest(ctx, account_id, code);
    if (!str_eq_secret(digest_str(&hash), c.code_hash)) {
        Id *id = arena_new(ctx->arena, Id);
        *id = account_id;
        ctx->after_refusal = count_try;
        ctx->after_refusal_arg = id;
        return MSG("This is not the code that was mailed last. Look at the newest mail.");
    }
    return (Msg){0};
}

Err verification_code_enter(Ctx *ctx, Id account_id, Id check_id, Str code)
{
    Verification v;
    TRY(verification_of(ctx, account_id, &v));
    const VerificationCheck *c = verification_find(&v, check_id);
    if (!c) {
        return ERR_NOT_FOUND;
    }
    TRY(machine_check(ctx, &VERIFICATION_EMAIL, c->row.state, S("accepted"), MOVER_PARTNER));
    Buf digits = buf_on_arena(ctx->arena, BUF_MAX_SMALL); /* "123 456" is what people type */
    for (size_t i = 0; i < code.n && digits.n <= CODE_DIGITS; i++) {
        if (code.p[i] != ' ' && code.p[i] != '-') {
            buf_addc(&digits, code.p[i]);
        }
    }
    Msg wrong = code_problem(ctx, account_id, buf_str(&digits));
    if (msg_is_set(wrong)) {
        problem_field(ctx, S("code"), wrong);
        return ERR_INVALID;
    }
    TRY(keep_facts(ctx, account_id, c));
    TRY(move(ctx, account_id, c, S("accepted"), MOVER_PARTNER, S("")));
    TRY(q_verification_code_drop(system_of(ctx), &(VerificationCodeDropArgs){.account_id = account_id}, NULL));
    return settle(ctx, account_id);
}

/* --- beginning, and beginning anew --- */

static Err add_check(Ctx *ctx, Id account_id, const VerificationKind *kind)
{
    Id id = ctx_new_id(ctx);
    int64_t added = 0;
    TRY(q_verification_check_add(
        system_of(ctx), &(VerificationCheckAddArgs){.account_id = account_id, .id = id, .kind = kind->id}, &added));
    return added ? machine_begin(ctx, verification_machine(kind->id), account_id, id, MOVER_SYSTEM) : OK;
}

/* A new address gets its code, unless it has one. */
static Err code_for_address(Ctx *ctx, Id account_id, const VerificationLegalRow *l)
{
    VerificationCodeRow code;
    Err err = q_verification_code(system_of(ctx), &(VerificationCodeArgs){.account_id = account_id}, &code);
    if (err == OK && str_eq(code.email, mail_key(ctx->arena, l->email))) {
        return OK;
    }
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool today = err == OK && time_diff(ctx->wall, code.day_at) < TIME_DAY;
    if (today && code.day_sent >= CODES_A_DAY) { /* the page says so, and offers to send it */
        return OK;
    }
    return code_mail(ctx, account_id, l, today ? code.day_at : ctx->wall, today ? code.day_sent + 1 : 1);
}

/* proved: an address that was proved elsewhere already, empty when none was. */
static Err begin_or_again(Ctx *ctx, Id account_id, const VerificationCheck *c, const VerificationLegalRow *l,
                          Str proved)
{
    Str facts = verification_facts(ctx, c->kind, l);
    bool email = c->kind == &VERIFICATION_KIND[0];
    if (!facts.n) {
        return OK;
    }
    if (is(c->row.state, "accepted") && !str_eq(facts, c->row.facts)) {
        TRY(move(ctx, account_id, c, email ? S("needed") : S("pending"), MOVER_SYSTEM, S("")));
        return email ? code_for_address(ctx, account_id, l) : OK;
    }
    if (!is(c->row.state, "needed")) {
        return OK;
    }
    if (email && str_eq(facts, mail_key(ctx->arena, proved))) {
        TRY(keep_facts(ctx, account_id, c));
        return move(ctx, account_id, c, S("accepted"), MOVER_SYSTEM, S(""));
    }
    if (email) {
        return code_for_address(ctx, account_id, l);
    }
    return c->kind->by_documents ? OK : move(ctx, account_id, c, S("pending"), MOVER_SYSTEM, S(""));
}

static Err legal_changed(Ctx *ctx, Id account_id, Str proved)
{
    Verification v;
    VerificationLegalRow l;
    TRY(verification_of(ctx, account_id, &v));
    if (!v.asked) {
        return OK;
    }
    TRY(legal_of(ctx, account_id, &l));
    Str before = ctx->audit.before, after = ctx->audit.after;
    for (size_t i = 0; i < v.checks_n; i++) {
        TRY(begin_or_again(ctx, account_id, &v.checks[i], &l, proved));
    }
    TRY(settle(ctx, account_id));
    if (after.n) { /* the row of the log is that of the form */
        ctx->audit.before = before;
        ctx->audit.after = after;
    }
    return OK;
}

Err verification_legal_changed(Ctx *ctx, Id account_id) { return legal_changed(ctx, account_id, S("")); }

Err verification_start_proved(Ctx *ctx, Id account_id, Str email)
{
    int64_t added = 0;
    TRY(q_verification_overall_add(system_of(ctx), &(VerificationOverallAddArgs){.account_id = account_id}, &added));
    if (added) {
        TRY(machine_begin(ctx, &ACCOUNT_VERIFICATION, account_id, account_id, MOVER_SYSTEM));
        TRY(q_verification_rights_moved(system_of(ctx), &(VerificationRightsMovedArgs){.account_id = account_id},
                                        NULL));
    }
    for (size_t i = 0; i < VERIFICATION_KINDS; i++) {
        bool wanted;
        TRY(setting_bool(ctx, ID_NIL, str_from(VERIFICATION_KIND[i].setting), &wanted));
        if (wanted) {
            TRY(add_check(ctx, account_id, &VERIFICATION_KIND[i]));
        }
    }
    return legal_changed(ctx, account_id, email);
}

Err verification_start(Ctx *ctx, Id account_id) { return verification_start_proved(ctx, account_id, S("")); }

/* --- people's moves --- */

Err verification_submit(AccountCtx a, const VerificationCheck *c, Str note)
{
    Ctx *ctx = a.ctx;
    if (!is(c->row.state, "pending")) { /* there, what was sent is added */
        TRY(move(ctx, ctx->account_id, c, S("pending"), MOVER_PARTNER, note));
    }
    return settle(ctx, ctx->account_id);
}

Str verification_seen(Ctx *ctx, Str facts) { return digest_hex(ctx->arena, digest_sha256(facts)); }

/* A reason that people can act on is more than a word. */
static void check_decision(Ctx *ctx, const VerificationDecision *d)
{
    bool theirs = is(d->to, "asked") || is(d->to, "rejected");
    bool reasoned = theirs || is(d->to, "refused");
    Str reason = str_trim(d->reason);
    size_t words = 1;
    for (size_t i = 0; i < reason.n; i++) {
        words += reason.p[i] == ' ' || reason.p[i] == '\n';
    }
    if (!reasoned && !is(d->to, "accepted")) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    }
    if (reasoned && (utf8_count(reason) < VERIFICATION_REASON_MIN || words < 4)) {
        problem_field(
            ctx, S("reason"),
            MSG("Say in a sentence what is wrong and what puts it right; the partner reads it and acts on it"));
    }
    if (theirs && !is(d->wants, "data") && !is(d->wants, "documents") && !is(d->wants, "both")) {
        problem_field(ctx, S("wants"), MSG("Choose what the account has to do."));
    }
}

/* With four eyes: one notes it, another one accepts. */
static Err first_of_two(OperatorCtx o, const VerificationCheckFindRow *c, bool *ret_first)
{
    Ctx *ctx = o.ctx;
    bool four_eyes;
    int64_t changed = 0;
    TRY(setting_bool(ctx, ID_NIL, S("verification.four_eyes"), &four_eyes));
    *ret_first = four_eyes && id_is_nil(c->first_by);
    if (!four_eyes || (!id_is_nil(c->first_by) && !id_eq(c->first_by, ctx->actor.user_id))) {
        return OK;
    }
    if (!*ret_first) {
        return problem(ctx, ERR_CONFLICT, MSG("You accepted this check already; somebody else has to accept it too."),
                       MSG("Ask a colleague of the verification desk to look at it."));
    }
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"check", c->kind}, {"first", ctx->actor.name});
    TRY(q_verification_check_first(o, &(VerificationCheckFirstArgs){.id = c->id, .account_id = c->account_id},
                                   &changed));
    return changed ? OK : ERR_STALE;
}

Err verification_decide(OperatorCtx o, const VerificationCheckFindRow *c, const VerificationDecision *d,
                        bool *ret_first)
{
    Ctx *ctx = o.ctx;
    Verification v;
    VerificationLegalRow l;
    *ret_first = false;
    check_decision(ctx, d);
    TRY(problem_check(ctx));
    TRY(verification_of(ctx, c->account_id, &v));
    TRY(legal_of(ctx, c->account_id, &l));
    const VerificationCheck *check = verification_find(&v, c->id);
    if (!check) {
        return ERR_NOT_FOUND;
    }
    TRY(machine_check(ctx, verification_machine(c->kind), check->row.state, d->to, MOVER_VENDOR));
    if (d->seen.n && !str_eq(d->seen, verification_seen(ctx, verification_facts(ctx, check->kind, &l)))) {
        return problem(ctx, ERR_CONFLICT, MSG("The account changed what is checked while you looked at it."),
                       MSG("Open the check again: it shows what stands there now."));
    }
    if (d->of_list && time_is_set(l.updated_at) && l.updated_at.us > d->as_of.us) {
        return problem(ctx, ERR_CONFLICT,
                       MSG1("{account} has changed what is checked since the list was read.", "account", l.name),
                       MSG("Nothing was decided. Load the list again and look at this check."));
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = c->account_id;
    ctx->audit.target_name = l.name;
    if (is(d->to, "accepted")) {
        TRY(first_of_two(o, c, ret_first));
        if (*ret_first) {
            return OK;
        }
    }
    TRY(keep_facts(ctx, c->account_id,
                   check)); /* what was decided on: a rejected one is submitted anew with other facts */
    TRY(q_verification_check_wants(system_of(ctx),
                                   &(VerificationCheckWantsArgs){.id = c->id,
                                                                 .account_id = c->account_id,
                                                                 .wants = is(d->to, "asked") || is(d->to, "rejected")
                                                                              ? d->wants
                                                                              : check->row.wants},
                                   NULL));
    TRY(move(ctx, c->account_id, check, d->to, MOVER_VENDOR, str_trim(d->reason)));
    return settle(ctx, c->account_id);
}

Err verification_ask(OperatorCtx o, Id account_id, const VerificationKind *kind)
{
    Ctx *ctx = o.ctx;
    int64_t added = 0;
    TRY(q_verification_overall_add(system_of(ctx), &(VerificationOverallAddArgs){.account_id = account_id}, &added));
    if (added) {
        TRY(machine_begin(ctx, &ACCOUNT_VERIFICATION, account_id, account_id, MOVER_SYSTEM));
    }
    TRY(add_check(ctx, account_id, kind));
    TRY(verification_legal_changed(ctx, account_id));
    return q_verification_rights_moved(system_of(ctx), &(VerificationRightsMovedArgs){.account_id = account_id}, NULL);
}
