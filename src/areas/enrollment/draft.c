/* The draft of an enrollment: its rules on addresses, its mail, and its steps. See enrollment.h. */
#include "areas/enrollment/enrollment.h"

#include "app/app.h"
#include "app/job.h"
#include "app/mail.h"
#include "app/mailbox.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners.h"
#include "base/utf8.h"
#include "crypt/crypt.h"

const Str DRAFT_STEP_NAMES[DRAFT_STEPS] = {S_INIT("company"), S_INIT("legal"), S_INIT("contact"), S_INIT("review")};

DraftStep draft_step(const Draft *d)
{
    size_t i = 0;
    while (i + 1 < DRAFT_STEPS && !str_eq(DRAFT_STEP_NAMES[i], d->step)) {
        i++;
    }
    return (DraftStep)i;
}

Err enroll_rules(Ctx *ctx, EnrollRules *ret)
{
    TRY(setting_text(ctx, ID_NIL, S("enrollment.mode"), &ret->mode));
    TRY(setting_text(ctx, ID_NIL, S("enrollment.approval"), &ret->approval));
    TRY(setting_text(ctx, ID_NIL, S("enrollment.kinds"), &ret->kinds));
    TRY(setting_int(ctx, ID_NIL, S("enrollment.days"), &ret->days));
    TRY(setting_int(ctx, ID_NIL, S("enrollment.answer_days"), &ret->answer_days));
    TRY(setting_int(ctx, ID_NIL, S("enrollment.domain_a_day"), &ret->domain_a_day));
    TRY(setting_int(ctx, ID_NIL, S("enrollment.all_a_day"), &ret->all_a_day));
    TRY(setting_bool(ctx, ID_NIL, S("enrollment.no_consumer"), &ret->consumer));
    TRY(setting_bool(ctx, ID_NIL, S("enrollment.no_government"), &ret->government));
    return setting_bool(ctx, ID_NIL, S("enrollment.no_role"), &ret->role);
}

/* --- addresses --- */

enum { WORDS_MAX = 12 };

typedef struct Words {
    EnrollWordsOfRow *rows;
    size_t n;
} Words;

/* The vendor's word on it: 1 refused, -1 taken, 0 none. */
static int vendor_says(const Words *w, const char *kind, Str word)
{
    for (size_t i = 0; i < w->n; i++) {
        if (str_eq(w->rows[i].kind, str_from(kind)) && str_eq(w->rows[i].word, word)) {
            return w->rows[i].refused ? 1 : -1;
        }
    }
    return 0;
}

/* Of a domain and those above it, the nearest that the vendor has a word on. */
static int vendor_says_of(const Words *w, const char *kind, const Str *domains, size_t n)
{
    int said = 0;
    for (size_t i = 0; i < n && !said; i++) {
        said = vendor_says(w, kind, domains[i]);
    }
    return said;
}

Err enroll_check_address(Ctx *ctx, const EnrollRules *rules, Str *email)
{
    Str words[WORDS_MAX], domain, local, rest;
    size_t n = 0;
    Words w;
    *email = identity_name_key(ctx->arena, *email);
    if (!mail_is_email(*email) || email->n > 254) {
        problem_field(ctx, S("email"), MSG("Enter your work e-mail, as name@company.example."));
        return OK;
    }
    domain = mailbox_domain(*email);
    local = mailbox_local(*email);
    for (rest = domain; rest.n && n < WORDS_MAX - 1;) {
        ptrdiff_t dot = str_find_char(rest, '.');
        words[n++] = rest;
        rest = dot < 0 ? S("") : str_skip(rest, (size_t)dot + 1);
    }
    words[n] = local;
    TRY(q_enroll_words_of(system_of(ctx), &(EnrollWordsOfArgs){.words = words, .words_n = n + 1}, &w.rows, &w.n));
    MailboxKind kind = mailbox_kind(domain);
    int consumer = vendor_says_of(&w, "consumer", words, n), government = vendor_says_of(&w, "government", words, n),
        role = vendor_says(&w, "role", local);
    if (rules->consumer && (consumer > 0 || (!consumer && kind == MAILBOX_CONSUMER))) {
        problem_field(
            ctx, S("email"),
            MSG1("Anybody can have an address at {domain}. Enter the one that you have at work.", "domain", domain));
    } else if (rules->government && (government > 0 || (!government && kind == MAILBOX_GOVERNMENT))) {
        problem_field(
            ctx, S("email"),
            MSG1("{domain} belongs to a government, and governments cannot enroll here by themselves. Ask the "
                 "vendor to add your organization.",
                 "domain", domain));
    } else if (rules->role && (role > 0 || (!role && mailbox_is_role(local)))) {
        problem_field(ctx, S("email"),
                      MSG1("{name} is an address that several people read. Enter one of your own: you sign in with it.",
                           "name", *email));
    }
    return OK;
}

/* --- secrets --- */

static Digest hash_of(Ctx *ctx, Str token)
{
    return secret_digest(ctx->app, str_concat(ctx->arena, S("enroll|"), token));
}

/* The same in every mail of a draft, so that an older mail holds as long as the draft does. */
static Str mail_token(Ctx *ctx, Id draft_id)
{
    Digest d = secret_digest(ctx->app, str_concat(ctx->arena, S("enroll mail|"), id_text(ctx->arena, draft_id)));
    return base64url_encode(ctx->arena, digest_str(&d));
}

static Digest code_hash(Ctx *ctx, Id draft_id, Str code)
{
    return secret_digest(
        ctx->app, str_fmt(ctx->arena, "enroll code|%.*s|%.*s", S_ARG(id_text(ctx->arena, draft_id)), S_ARG(code)));
}

static Str new_code(Ctx *ctx)
{
    Digest d = digest_sha256(token_new(ctx->arena, 24));
    uint32_t v = (uint32_t)d.b[0] << 24 | (uint32_t)d.b[1] << 16 | (uint32_t)d.b[2] << 8 | d.b[3];
    return str_fmt(ctx->arena, "%06u", (unsigned)(v % 1000000u));
}

/* --- the life of a draft --- */

static Time end_of(Ctx *ctx, const EnrollRules *rules) { return time_add(ctx->wall, rules->days * TIME_DAY); }

static Err later(Ctx *ctx, const JobKind *kind, Id draft_id, int64_t delay_us)
{
    Id job;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = kind->kind,
                                 .key = id_text(ctx->arena, draft_id),
                                 .payload = S("{}"),
                                 .delay_us = delay_us,
                                 .total = -1},
                       &job);
}

static Err add(Ctx *ctx, const EnrollRules *rules, const EnrollDraftAddArgs *args)
{
    TRY(q_enroll_draft_add(system_of(ctx), args, NULL));
    TRY(later(ctx, &ENROLLMENT_JOBS[1], args->id, rules->days * TIME_DAY + TIME_HOUR));
    return later(ctx, &ENROLLMENT_JOBS[0], args->id, 0);
}

Err draft_begin(Ctx *ctx, const EnrollRules *rules, Str email, Str token, Digest network)
{
    Digest hash = hash_of(ctx, token);
    EnrollDraftAddArgs args = {.id = ctx_new_id(ctx),
                               .expires_at = end_of(ctx, rules),
                               .token_hash = digest_str(&hash),
                               .mail_hash_null = true,
                               .network = digest_str(&network),
                               .invited_by = ID_NIL,
                               .locale = locale_tag(ctx->locale),
                               .email = email,
                               .domain = mailbox_domain(email)};
    return add(ctx, rules, &args);
}

Err draft_invite(OperatorCtx o, const EnrollRules *rules, Str email, const Locale *locale)
{
    Ctx *ctx = o.ctx;
    EnrollDraftAddArgs args = {.id = ctx_new_id(ctx)};
    /* No browser has begun it: this hash is of nothing that anybody knows. */
    Digest none = hash_of(ctx, token_new(ctx->arena, 24)), mail = hash_of(ctx, mail_token(ctx, args.id)),
           network = digest_sha256(S("invited"));
    args.expires_at = end_of(ctx, rules);
    args.token_hash = digest_str(&none);
    args.mail_hash = digest_str(&mail);
    args.network = digest_str(&network);
    args.invited_by = ctx->actor.user_id;
    args.locale = locale_tag(locale);
    args.email = email;
    args.domain = mailbox_domain(email);
    return add(ctx, rules, &args);
}

Err draft_again(Ctx *ctx, const Draft *d, bool *ret_sent)
{
    *ret_sent = d->codes_sent < ENROLL_CODES;
    return *ret_sent ? later(ctx, &ENROLLMENT_JOBS[0], d->id, 0) : OK;
}

Err draft_get(Ctx *ctx, Str token, Draft *ret)
{
    Digest hash = hash_of(ctx, token);
    TRY(q_enroll_draft_get(system_of(ctx), &(EnrollDraftGetArgs){.hash = digest_str(&hash)}, ret));
    return ret->expires_at.us > ctx->wall.us ? OK : ERR_NOT_FOUND;
}

/* The link in the mail proves the mailbox each time; the browser that began it needs the code, once. */
bool draft_proved(const Draft *d) { return d->by_mail || time_is_set(d->proved_at); }

Err draft_prove(Ctx *ctx, const Draft *d, Str token, Str code, bool *ret_good)
{
    SystemCtx s = system_of(ctx);
    EnrollDraftBeforeRow *before;
    size_t n;
    Digest hash = code_hash(ctx, d->id, code), own = hash_of(ctx, token);
    *ret_good = !d->code_hash_null && d->code_tries < ENROLL_CODE_TRIES && d->code_until.us > ctx->wall.us &&
                str_eq(d->code_hash, digest_str(&hash));
    if (!*ret_good) {
        return q_enroll_code_tried(s, &(EnrollCodeTriedArgs){.id = d->id}, NULL);
    }
    TRY(q_enroll_draft_before(s, &(EnrollDraftBeforeArgs){.email = d->email, .id = d->id}, &before, &n));
    if (n == 0) {
        return q_enroll_proved(s, &(EnrollProvedArgs){.id = d->id}, NULL);
    }
    TRY(q_enroll_draft_drop(s, &(EnrollDraftDropArgs){.id = d->id}, NULL));
    return q_enroll_draft_take_over(
        s, &(EnrollDraftTakeOverArgs){.token_hash = digest_str(&own), .expires_at = d->expires_at, .id = before[0].id},
        NULL);
}

/* --- the jobs --- */

static Err mail_known(Ctx *ctx, const EnrollDraftOfRow *d)
{
    Msg title = MSG("You have an account here already"), action = MSG("Sign in"),
        lines[] = {
            MSG("Somebody, most likely you, began to enroll a company with this address. You can sign in with it "
                "already, and see there which accounts you work in."),
            MSG("If it was not you, you need not do anything.")};
    return tell_address(ctx, d->email, S(""), locale_get(d->locale), S("enrollment"), &title, lines, COUNT_OF(lines),
                        url_static("/sign-in"), &action);
}

static Err mail_code(Ctx *ctx, const EnrollDraftOfRow *d, Id goes_on_id)
{
    Str code = new_code(ctx), token = mail_token(ctx, goes_on_id);
    Digest code_digest = code_hash(ctx, d->id, code), own = hash_of(ctx, mail_token(ctx, d->id));
    TRY(q_enroll_code_put(system_of(ctx),
                          &(EnrollCodePutArgs){.code_hash = digest_str(&code_digest),
                                               .code_until = time_add(ctx->wall, ENROLL_CODE_MINUTES * TIME_MINUTE),
                                               .mail_hash = digest_str(&own),
                                               .id = d->id},
                          NULL));
    Msg title = MSG1("{code} is your code to enroll", "code", code), action = MSG("Go on with the enrollment"),
        lines[] = {MSG2("Enter the code {code} on the page where you gave this address. It holds {n} minutes.", "code",
                        code, "n", str_fmt(ctx->arena, "%d", ENROLL_CODE_MINUTES)),
                   MSG("Or go on by the link below, on any device and at any time: what you have entered is kept."),
                   MSG("If you did not ask for it, do nothing: without the code nothing is made.")};
    return tell_address(ctx, d->email, S(""), locale_get(d->locale), S("enrollment"), &title, lines, COUNT_OF(lines),
                        url_fmt(ctx->arena, "/enroll/%s", token), &action);
}

static Err mail_invitation(Ctx *ctx, const EnrollDraftOfRow *d)
{
    Str vendor;
    TRY(installation_get(ctx, S("vendor_name"), &vendor));
    Msg title = MSG1("{vendor} invites your company to enroll", "vendor", vendor), action = MSG("Begin the enrollment"),
        lines[] = {MSG1("{vendor} would like to work with your company as a partner. The link below begins the "
                        "enrollment; it takes some minutes, and what you enter is kept from step to step.",
                        "vendor", vendor),
                   MSG1("It holds until {date}.", "date", tell_date(ctx->arena, date_in_zone(S(""), d->expires_at)))};
    return tell_address(ctx, d->email, S(""), locale_get(d->locale), S("enrollment"), &title, lines, COUNT_OF(lines),
                        url_fmt(ctx->arena, "/enroll/%s", mail_token(ctx, d->id)), &action);
}

/* Who the address is is looked up here, so that a page neither says it nor takes longer for it. */
static Err mail_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    SystemCtx s = system_of(ctx);
    EnrollDraftOfRow d;
    EnrollMailsSinceRow mails;
    EnrollDraftBeforeRow *before;
    SignInUser user;
    Id id;
    size_t n;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_enroll_draft_of(s, &(EnrollDraftOfArgs){.id = id}, &d);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(d.state, S("open")))) {
        ctx->audit.skip = true;
        return OK;
    }
    TRY(err);
    TRY(q_enroll_mails_since(s, &(EnrollMailsSinceArgs){.email = d.email, .since = time_add(ctx->wall, -TIME_DAY)},
                             &mails));
    ctx->audit.target_kind = S("enrollment");
    ctx->audit.target_name = mailbox_domain(d.email);
    if (mails.n >= ENROLL_MAILS_A_DAY) {
        ctx->audit.skip = true;
        return OK; /* the mailbox is full enough of them; the links in it hold */
    }
    TRY(identity_find(s, d.email, &user));
    if (!id_is_nil(user.known_id)) {
        TRY(q_enroll_code_sent(s, &(EnrollCodeSentArgs){.id = d.id}, NULL));
        return mail_known(ctx, &d);
    }
    if (!id_is_nil(d.invited_by)) {
        TRY(q_enroll_code_sent(s, &(EnrollCodeSentArgs){.id = d.id}, NULL));
        return mail_invitation(ctx, &d);
    }
    TRY(q_enroll_draft_before(s, &(EnrollDraftBeforeArgs){.email = d.email, .id = d.id}, &before, &n));
    return mail_code(ctx, &d, n ? before[0].id : d.id);
}

/* Abandoned, or sent long enough ago: what was typed is deleted. What became an account is kept there. */
static Err end_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    EnrollDraftOfRow d;
    Id id;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_enroll_draft_of(system_of(ctx), &(EnrollDraftOfArgs){.id = id}, &d);
    ctx->audit.skip = true;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    if (d.expires_at.us > ctx->wall.us) {
        *ret_next = JOB_LATER;
        job->run_after_us = time_diff(d.expires_at, ctx->wall) + TIME_HOUR;
        return OK;
    }
    ctx->audit.skip = false;
    ctx->audit.target_kind = S("enrollment");
    ctx->audit.target_name = mailbox_domain(d.email);
    return q_enroll_draft_drop(system_of(ctx), &(EnrollDraftDropArgs){.id = id}, NULL);
}

const JobKind ENROLLMENT_JOBS[2] = {
    {.kind = "enrollment.mail", .title = N_("Mail of an enrollment"), .step = mail_step},
    {.kind = "enrollment.end", .title = N_("End of an enrollment that was not sent"), .step = end_step},
};

/* --- the steps --- */

LegalFacts draft_facts(const Draft *d)
{
    return (LegalFacts){.legal_name = d->legal_name,
                        .line1 = d->line1,
                        .line2 = d->line2,
                        .city = d->city,
                        .state = d->state_code,
                        .postal_code = d->postal_code,
                        .registration_id = d->registration_id,
                        .tax_id = d->tax_id,
                        .first_name = d->first_name,
                        .last_name = d->last_name,
                        .email = d->email,
                        .phone = d->phone};
}

/* As far as it has come: a step that is changed again does not lead back. */
static Str further(const Draft *d, DraftStep to) { return DRAFT_STEP_NAMES[draft_step(d) > to ? draft_step(d) : to]; }

static Err changed_one(Ctx *ctx, int64_t changed)
{
    return changed ? OK
                   : problem(ctx, ERR_CONFLICT, MSG("This enrollment was sent already."),
                             MSG("Open the link in your mail to see how it stands."));
}

void draft_check_company(Ctx *ctx, const EnrollRules *rules, Str name, Str country, Str kind)
{
    if (!name.n) {
        problem_field(ctx, S("name"), MSG("Enter the company's name"));
    } else if (problem_unless_line(ctx, S("name"), name) && utf8_count(name) > PARTNER_NAME_MAX) {
        problem_field(ctx, S("name"), MSG1("Use at most {n} characters, on one line.", "n", S("100")));
    }
    if (!country_known(country)) {
        problem_field(ctx, S("country"), MSG("Choose the country"));
    }
    if (!kind.n || !str_has_word(rules->kinds, kind)) {
        problem_field(ctx, S("kind"), MSG("Choose how you want to work together"));
    }
}

Err draft_company_put(Ctx *ctx, const EnrollRules *rules, const Draft *d, Str name, Str country, Str kind)
{
    int64_t changed;
    /* Numbers and addresses are checked by the country: another one sends back to them. */
    bool moved = d->country.n && !str_eq(d->country, country);
    EnrollCompanyPutArgs args = {.name = name,
                                 .country = country,
                                 .kind = kind,
                                 .step = moved ? DRAFT_STEP_NAMES[DRAFT_LEGAL] : further(d, DRAFT_LEGAL),
                                 .expires_at = end_of(ctx, rules),
                                 .id = d->id};
    TRY(q_enroll_company_put(system_of(ctx), &args, &changed));
    return changed_one(ctx, changed);
}

Err draft_legal_put(Ctx *ctx, const EnrollRules *rules, const Draft *d, const LegalFacts *f)
{
    int64_t changed;
    EnrollLegalPutArgs args = {.legal_name = f->legal_name,
                               .line1 = f->line1,
                               .line2 = f->line2,
                               .city = f->city,
                               .state_code = f->state,
                               .postal_code = f->postal_code,
                               .registration_id = f->registration_id,
                               .tax_id = f->tax_id,
                               .step = further(d, DRAFT_CONTACT),
                               .expires_at = end_of(ctx, rules),
                               .id = d->id};
    TRY(q_enroll_legal_put(system_of(ctx), &args, &changed));
    return changed_one(ctx, changed);
}

void draft_check_contact(Ctx *ctx, const Draft *d, DraftContact *c)
{
    LegalFacts f = {.first_name = c->first_name, .last_name = c->last_name, .email = d->email, .phone = c->phone};
    legal_check_contact(ctx, d->country, &f);
    c->phone = f.phone;
    if (!c->job_title.n) {
        problem_field(ctx, S("job_title"), MSG("Enter what you do in the company"));
    } else if (problem_unless_line(ctx, S("job_title"), c->job_title) && utf8_count(c->job_title) > ENROLL_TITLE_MAX) {
        problem_field(ctx, S("job_title"), MSG1("Use at most {n} characters, on one line.", "n", S("80")));
    }
    if (!c->authority) {
        problem_field(ctx, S("authority"),
                      MSG("Only somebody who may bind the company can enroll it. If you may not, ask who may, and have "
                          "them enroll."));
    }
}

Err draft_contact_put(Ctx *ctx, const EnrollRules *rules, const Draft *d, const DraftContact *c)
{
    int64_t changed;
    EnrollContactPutArgs args = {.first_name = c->first_name,
                                 .last_name = c->last_name,
                                 .phone = c->phone,
                                 .job_title = c->job_title,
                                 .authority = c->authority,
                                 .step = further(d, DRAFT_REVIEW),
                                 .expires_at = end_of(ctx, rules),
                                 .id = d->id};
    TRY(q_enroll_contact_put(system_of(ctx), &args, &changed));
    return changed_one(ctx, changed);
}

/* --- an organization that is here already --- */

Err draft_home(Ctx *ctx, const Draft *d, DraftHome *ret)
{
    Id directory_id;
    EnrollAccountOfDirectoryRow *rows;
    size_t n;
    *ret = (DraftHome){.account_id = ID_NIL};
    Err err = identity_directory_id(system_of(ctx), d->domain, &directory_id);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    ret->taken = true;
    TRY(q_enroll_account_of_directory(system_of(ctx), &(EnrollAccountOfDirectoryArgs){.directory_id = directory_id},
                                      &rows, &n));
    if (n) {
        ret->account_id = rows[0].id;
        ret->name = rows[0].name;
        ret->public_id = rows[0].public_id;
    }
    return OK;
}

Err draft_ask(Ctx *ctx, const EnrollRules *rules, const Draft *d, const DraftHome *home)
{
    int64_t changed;
    EnrollDraftEndArgs end = {
        .state = S("asked"), .account_id = home->account_id, .expires_at = end_of(ctx, rules), .id = d->id};
    TRY(q_enroll_draft_end(system_of(ctx), &end, &changed));
    TRY(changed_one(ctx, changed));
    Msg line =
        MSG("They proved that the address is theirs. Add them with the roles they need, or leave it: nothing has "
            "been given to them.");
    return tell_roles(ctx, home->account_id, S("global_admin"),
                      &(Tell){.category = S("enrollment"),
                              .icon = S("customers"),
                              .title = MSG2("{email} asks to join {account}", "email", d->email, "account", home->name),
                              .line = line,
                              .url = url_fmt(ctx->arena, "/a/%s/settings/users/new", home->public_id),
                              .action = MSG("Add a user")});
}
