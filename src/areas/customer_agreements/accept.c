/* Acceptances and links: rules; accept.h says what they promise. */
#include "areas/customer_agreements/accept.h"

#include "app/audit.h"
#include "app/mail.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/typed.h"
#include "app/unit.h"
#include "crypt/crypt.h"

enum { TOKEN_BYTES = 24 };

const CustomerKind CUSTOMER_KINDS[CUSTOMER_KINDS_N] = {
    {S_INIT("customer"), "MicrosoftCustomerAgreement", "117a77b0-9360-443b-8795-c6dedc750cf9"},
    {S_INIT("cloud"), "MicrosoftCloudAgreement", "998b88de-aa99-4388-a42c-1b3517d49490"},
};
const CustomerKind *customer_kind(Str id)
{
    for (size_t i = 0; i < CUSTOMER_KINDS_N; i++) {
        if (str_eq(CUSTOMER_KINDS[i].id, id)) {
            return &CUSTOMER_KINDS[i];
        }
    }
    return NULL;
}
const CustomerKind *customer_kind_wire(Str word)
{
    for (size_t i = 0; i < CUSTOMER_KINDS_N; i++) {
        if (str_eq_nocase(str_from(CUSTOMER_KINDS[i].wire), word)) {
            return &CUSTOMER_KINDS[i];
        }
    }
    return NULL;
}

Str contact_name(Arena *a, const AgreementContact *c)
{
    return str_trim(str_fmt(a, "%.*s %.*s", S_ARG(c->first_name), S_ARG(c->last_name)));
}

/* --- how a customer stands --- */

/* The newest acceptance of a version; NULL: none. */
static const CagreeOfKindRow *acceptance_of(const CagreeOfKindRow *rows, size_t n, Id version)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].agreement_id, version)) {
            return &rows[i];
        }
    }
    return NULL;
}

/* An acceptance holds until a later version, its own way there included, asks for a new one. */
static Agreed agreed_by_rows(const AgreedStanding *s, const CagreeOfKindRow *rows, size_t n)
{
    bool again = false;
    for (size_t i = 0; i < s->versions_n; i++) {
        const CagreeOfKindRow *found = acceptance_of(rows, n, s->versions[i].id);
        if (found) {
            return again ? AGREED_AGAIN : str_eq(found->way, S("direct")) ? AGREED_DIRECT : AGREED_ATTESTED;
        }
        again = again || s->versions[i].again;
    }
    return n ? AGREED_AGAIN : AGREED_NOT_YET;
}

Err agreed_of_customer(AccountCtx a, Str kind, Str country, AgreedStanding *ret)
{
    CagreeOfKindRow *rows;
    CagreeLinkOpenRow *links;
    AgreementVersion *versions;
    size_t n, links_n;
    *ret = (AgreedStanding){.agreed = AGREED_NOTHING_ASKED};
    TRY(agreement_versions(a.ctx, kind, country, &versions, &ret->versions_n));
    TRY(q_cagree_of_kind(a, &(CagreeOfKindArgs){.kind = kind}, &rows, &n));
    ret->versions = versions;
    for (size_t i = 0; i < n; i++) {
        ret->direct = ret->direct || str_eq(rows[i].way, S("direct"));
    }
    if (ret->versions_n == 0) {
        return OK;
    }
    ret->agreed = agreed_by_rows(ret, rows, n);
    TRY(q_cagree_link_open(a, NULL, &links, &links_n));
    for (size_t i = 0; i < links_n && ret->agreed == AGREED_NOT_YET; i++) {
        if (str_eq(links[i].kind, kind) && links[i].expires_at.us > a.ctx->wall.us) {
            ret->agreed = AGREED_INVITED;
        }
    }
    return OK;
}

/* A link that is open still; asked first, since most customers have none and every order asks. */
static Err is_invited(AccountCtx a, bool *ret)
{
    CagreeLinkOpenRow *links;
    size_t n;
    *ret = false;
    TRY(q_cagree_link_open(a, NULL, &links, &n));
    for (size_t i = 0; i < n; i++) {
        *ret = *ret || (str_eq(links[i].kind, S("customer")) && links[i].expires_at.us > a.ctx->wall.us);
    }
    return OK;
}

Err customer_agreement_check(AccountCtx a, Str country)
{
    AgreedStanding s;
    bool required, invited;
    TRY(setting_bool(a.ctx, ID_NIL, S("customer_agreements.required"), &required));
    TRY(is_invited(a, &invited));
    if (!required && !invited) {
        return OK;
    }
    TRY(agreed_of_customer(a, S("customer"), country, &s));
    if (s.agreed != AGREED_INVITED && !(required && (s.agreed == AGREED_NOT_YET || s.agreed == AGREED_AGAIN))) {
        return OK;
    }
    a.ctx->problem.hint = MSG("See what is missing on the customer's page Agreements.");
    return problem_api(a.ctx, ERR_CONFLICT, 403, 13605,
                       s.agreed == AGREED_INVITED
                           ? MSG("The customer was sent the customer agreement and has not accepted it yet")
                           : MSG("The customer's acceptance of the customer agreement is not recorded"));
}

/* --- recording --- */

static Str field_of(Ctx *ctx, const char *path, const char *name)
{
    return *path ? str_fmt(ctx->arena, "%s.%s", path, name) : str_from(name);
}

void agreement_contact_check(Ctx *ctx, const char *path, Str country, const AgreementContact *c)
{
    const char *first = str_z(ctx->arena, field_of(ctx, path, "firstName"));
    const char *last = str_z(ctx->arena, field_of(ctx, path, "lastName"));
    typed_line(ctx, first, c->first_name, CONTACT_NAME_MAX, MSG("Enter the first name of the person"));
    typed_line(ctx, last, c->last_name, CONTACT_NAME_MAX, MSG("Enter the last name of the person"));
    if (!mail_is_email(c->email) || c->email.n > CONTACT_EMAIL_MAX) {
        problem_field(ctx, field_of(ctx, path, "email"), MSG("Enter an e-mail address, as name@company.example"));
    }
    Str phone = c->phone; /* kept by typed_phone_kept */
    typed_phone(ctx, str_z(ctx->arena, field_of(ctx, path, "phoneNumber")), country, &phone);
}

Err agreement_holding(Ctx *ctx, Str kind, Str country, Agreement *ret, bool *ret_there)
{
    return agreement_in_force(ctx, str_z(ctx->arena, kind), country, ret, ret_there);
}

static Err no_version(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("The vendor has no such agreement for the customer's country."),
                   MSG("There is nothing to accept until the vendor publishes one."));
}

static bool same_contact(const CagreeOfKindRow *r, const AgreementContact *c)
{
    return str_eq(r->first_name, c->first_name) && str_eq(r->last_name, c->last_name) &&
           str_eq_nocase(r->email, c->email) && str_eq(r->phone, c->phone);
}

/* The same contact twice for one version is no news; another one is (api-errors.tsv, 600061). */
static Err check_new(AccountCtx a, const Agreement *g, const AgreementContact *who)
{
    CagreeOfKindRow *rows;
    size_t n;
    TRY(q_cagree_of_kind(a, &(CagreeOfKindArgs){.kind = g->in.kind}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].agreement_id, g->id) && same_contact(&rows[i], who)) {
            return problem_api(
                a.ctx, ERR_CONFLICT, 409, 600061,
                MSG("An acceptance of this agreement by this contact is recorded for the customer already"));
        }
    }
    return OK;
}

static Err keep(AccountCtx a, const Agreement *g, const char *way, Time agreed_at, const AgreementContact *who,
                Str locale, Str hash)
{
    Ctx *ctx = a.ctx;
    CagreeAddArgs row = {.id = ctx_new_id(ctx),
                         .agreement_id = g->id,
                         .kind = g->in.kind,
                         .way = str_from(way),
                         .agreed_at = agreed_at,
                         .first_name = who->first_name,
                         .last_name = who->last_name,
                         .email = who->email,
                         .phone = who->phone,
                         .locale = locale,
                         .hash = hash,
                         .address = ctx->req ? ctx->req->remote : S(""),
                         .agent = str_sub(ctx->req ? http_header(ctx->req, S("user-agent")) : S(""), 0, 300)};
    TRY(q_cagree_add(a, &row, NULL));
    ctx->audit.target_kind = S("agreement");
    ctx->audit.target_id = row.id;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"agreement", vendor_text(&g->in.title, ctx->locale)}, {"number", g->in.number},
                   {"way", row.way}, {"contact", contact_name(ctx->arena, who)}, {"email", who->email},
                   {"agreedOn", date_iso(ctx->arena, date_of(agreed_at))});
    return OK;
}

Url agreement_public_url(Ctx *ctx, Str kind, const char *rest, Str country, Str language)
{
    Url u = url_fmt(ctx->arena, "/customer-agreements/%s", kind);
    if (*rest) {
        u = url_fmt(ctx->arena, "%u/%s", u, str_from(rest));
    }
    u = url_with(ctx->arena, u, S("country"), country);
    return language.n ? url_with(ctx->arena, u, S("language"), language) : u;
}

static Err tell_contact(AccountCtx a, const Customer *c, const Agreement *g, const AgreementContact *who,
                        Time agreed_at)
{
    Ctx *ctx = a.ctx;
    const Locale *locale = locale_get(c->billing.language);
    Str title = vendor_text(&g->in.title, locale);
    Msg head = MSG1("Your acceptance of {title} was recorded", "title", title);
    Msg text[2] = {MSG2("{account} has recorded that you accepted it for {customer}.", "account", ctx->account.name,
                        "customer", c->company.name),
                   MSG1("Day of the acceptance: {date}. If this is not so, write to them.", "date",
                        tell_date(ctx->arena, date_of(agreed_at)))};
    Msg action = MSG("Read the agreement");
    return tell_address(ctx, who->email, contact_name(ctx->arena, who), locale, S("customer_agreements"), &head, text,
                        2, agreement_public_url(ctx, g->in.kind, "", c->company.address.country, c->billing.language),
                        &action);
}

Err agreement_attest(AccountCtx a, const Customer *c, Str kind, const char *path, const AgreementContact *who,
                     Time agreed_at)
{
    Ctx *ctx = a.ctx;
    Agreement g;
    bool there;
    agreement_contact_check(ctx, path, c->company.address.country, who);
    if (!time_is_set(agreed_at)) {
        problem_field(ctx, S("dateAgreed"), MSG("Enter the day on which it was accepted, as 2026-11-21"));
    } else if (agreed_at.us > ctx->now.us) {
        problem_field(ctx, S("dateAgreed"), MSG("The day of the acceptance lies in the future"));
    }
    TRY(problem_check(ctx));
    TRY(agreement_holding(ctx, kind, c->company.address.country, &g, &there));
    if (!there) {
        return no_version(ctx);
    }
    if (agreed_at.us < time_add(g.in.from, -TIME_DAY).us) { /* a day's room: a date stands for a day in any time zone */
        problem_field(ctx, S("dateAgreed"),
                      MSG1("The agreement is in force since {date}: nobody can have accepted it earlier", "date",
                           tell_date(ctx->arena, date_of(g.in.from))));
        return problem_check(ctx);
    }
    TRY(check_new(a, &g, who));
    AgreementContact kept = *who;
    if (!ctx->actor.on_api) { /* the wire gives back what it was given */
        kept.phone = typed_phone_kept(ctx, c->company.address.country, who->phone);
    }
    TRY(keep(a, &g, "attested", agreed_at, &kept, S(""), S("")));
    ctx->audit.target_name = c->company.name;
    return tell_contact(a, c, &g, who, agreed_at);
}

/* --- links --- */

static Digest token_digest(Ctx *ctx, Str token)
{
    return secret_digest(ctx->app, str_concat(ctx->arena, S("customer agreement|"), token));
}

static Err link_letter(AccountCtx a, const Customer *c, const Agreement *g, const AgreementContact *who, Str token,
                       Time expires_at)
{
    Ctx *ctx = a.ctx;
    const Locale *locale = locale_get(c->billing.language);
    Str title = vendor_text(&g->in.title, locale);
    Msg head = MSG2("{account} asks you to accept {title}", "account", ctx->account.name, "title", title);
    Msg text[2] = {
        MSG2("{account} sells to {customer}, and needs somebody of the company to accept this agreement first.",
             "account", ctx->account.name, "customer", c->company.name),
        MSG1("The link holds until {date} and works once. If you do not know what this is about, do nothing.", "date",
             tell_date(ctx->arena, date_in_zone(S(""), expires_at)))};
    Msg action = MSG("Read and accept");
    return tell_address(ctx, who->email, contact_name(ctx->arena, who), locale, S("customer_agreements"), &head, text,
                        2, url_fmt(ctx->arena, "/accept-agreement/%s", token), &action);
}

Err agreement_link_send(AccountCtx a, const Customer *c, Str kind, const AgreementContact *who)
{
    Ctx *ctx = a.ctx;
    Agreement g;
    bool there;
    agreement_contact_check(ctx, "", c->company.address.country, who);
    TRY(problem_check(ctx));
    TRY(agreement_holding(ctx, kind, c->company.address.country, &g, &there));
    if (!there) {
        return no_version(ctx);
    }
    TRY(q_cagree_link_end(a, &(CagreeLinkEndArgs){.with_kind = true, .kind = kind}, NULL));
    Str token = token_new(ctx->arena, TOKEN_BYTES);
    Digest hash = token_digest(ctx, token);
    CagreeLinkAddArgs row = {.id = ctx_new_id(ctx),
                             .kind = kind,
                             .first_name = who->first_name,
                             .last_name = who->last_name,
                             .email = who->email,
                             .token_hash = digest_str(&hash),
                             .expires_at = time_add(ctx->wall, LINK_DAYS * TIME_DAY)};
    TRY(q_cagree_link_add(a, &row, NULL));
    ctx->audit.target_kind = S("agreement");
    ctx->audit.target_id = row.id;
    ctx->audit.target_name = c->company.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"agreement", vendor_text(&g.in.title, ctx->locale)},
                                  {"contact", contact_name(ctx->arena, who)}, {"email", who->email});
    return link_letter(a, c, &g, who, token, row.expires_at);
}

Err agreement_link_withdraw(AccountCtx a, Id id)
{
    int64_t changed;
    TRY(q_cagree_link_end(a, &(CagreeLinkEndArgs){.with_id = true, .id = id}, &changed));
    a.ctx->audit.target_kind = S("agreement");
    a.ctx->audit.target_id = id;
    a.ctx->audit.before = AUDIT_JSON(a.ctx->arena, {"link", S("open")});
    a.ctx->audit.after = AUDIT_JSON(a.ctx->arena, {"link", S("withdrawn")});
    return changed ? OK
                   : problem(a.ctx, ERR_CONFLICT, MSG("This link is not open any more."),
                             MSG("Go back to the agreements of the customer to see what became of it."));
}

Err agreement_link_find(SystemCtx s, Str token, CagreeLinkByTokenRow *ret, LinkState *ret_state)
{
    Digest hash = token_digest(s.ctx, token);
    Err err = q_cagree_link_by_token(s, &(CagreeLinkByTokenArgs){.token_hash = digest_str(&hash)}, ret);
    *ret_state = LINK_NONE;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    if (str_eq(ret->account_state, S("active")) && str_eq(ret->access_state, S("active"))) {
        *ret_state = str_eq(ret->state, S("accepted"))      ? LINK_ACCEPTED
                     : str_eq(ret->state, S("withdrawn"))   ? LINK_WITHDRAWN
                     : ret->expires_at.us <= s.ctx->wall.us ? LINK_EXPIRED
                                                            : LINK_OPEN;
    }
    return OK;
}

Err agreement_link_check(Ctx *ctx, Str country, const Agreement *g, const LinkAnswer *answer)
{
    agreement_contact_check(ctx, "", country, &answer->who);
    if (!answer->read) {
        problem_field(ctx, S("read"), MSG("Confirm that you have read it and may accept it for the company."));
    }
    if (!str_eq(answer->hash, agreement_hash(ctx, g, answer->language))) {
        problem_field(ctx, S("read"), MSG("The text is another one meanwhile. Read it again and accept."));
    }
    return problem_check(ctx);
}

Err agreement_link_accept(Ctx *ctx, const CagreeLinkByTokenRow *link, const Agreement *g, const LinkAnswer *answer)
{
    int64_t changed;
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    TRY(q_cagree_link_accept(system_of(ctx), &(CagreeLinkAcceptArgs){.id = link->id}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("This link was used already."), MSG("Nothing more is to be done."));
    }
    AccountCtx a = account_of(ctx, link->account_id);
    ctx->customer_id = link->customer_id;
    AgreementContact who = answer->who;
    who.phone = typed_phone_kept(ctx, link->country, who.phone);
    TRY(keep(a, g, "direct", ctx->now, &who, tags[answer->language], answer->hash));
    ctx->audit.target_name = link->company_name;
    Tell tell = {.category = S("customer_agreements"),
                 .user_id = link->sent_by,
                 .account_id = link->account_id,
                 .icon = S("file"),
                 .title = MSG2("{who} accepted the agreement for {customer}.", "who",
                               contact_name(ctx->arena, &answer->who), "customer", link->company_name),
                 .url = url_fmt(ctx->arena, "/a/%s/customers/%i/agreements", link->public_id, link->customer_id)};
    return tell_user(ctx, &tell);
}
