/* The rules of the vendor's desk: moving an account and telling its people, and making a new one. */
#include "areas/partners/partners.h"

#include "app/audit.h"
#include "app/program.h"
#include "app/setting.h"
#include "app/standing.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "base/utf8.h"

/* --- finding --- */

Err partner_find(OperatorCtx o, Str public_id, PartnerFindRow *ret)
{
    Err err = q_partner_find(o, &(PartnerFindArgs){.public_id = public_id}, ret);
    return err == ERR_NOT_FOUND
               ? problem(o.ctx, err, MSG("There is no such partner account."), MSG("Choose one from the list."))
               : err;
}

/* --- moving --- */

static const struct {
    const char *to, *action, *title, *line;
} SAID[] = {
    {"restricted", "partner.restrict", N_("{account} is restricted: nothing new can be sold"), N_("Reason: {reason}")},
    {"suspended", "partner.suspend", N_("{account} is suspended: it can be read, and no business is written"),
     N_("Reason: {reason}")},
    {"deauthorized", "partner.deauthorize", N_("{account} is no longer authorized as a partner"),
     N_("Reason: {reason}")},
    {"closed", "partner.close", N_("{account} is closed"), N_("Reason: {reason}")},
    {"active", "partner.reinstate", N_("{account} is active again"),
     N_("Everything that its programs bring is open again, by each person's roles.")},
};

static size_t said_of(Str to)
{
    size_t i = 0;
    while (i + 1 < COUNT_OF(SAID) && !str_eq(str_from(SAID[i].to), to)) {
        i++;
    }
    return i;
}

static Str action_key(Ctx *ctx, Id account_id)
{
    return str_concat(ctx->arena, S("standing/"), id_text(ctx->arena, account_id));
}

/* Global admins, by the bell and by mail; what is worse than active stays something to do until it is over. */
enum { PARTNER_TELL_ROLES_MAX = 8 };
Err partner_tell(Ctx *ctx, Id account_id, const char *roles, const Tell *t)
{
    PartnerContactsRow *contacts;
    Str rest = str_from(roles), word, list[PARTNER_TELL_ROLES_MAX];
    size_t n, roles_n = 0;
    while (roles_n < PARTNER_TELL_ROLES_MAX && str_split(&rest, ' ', &word)) {
        list[roles_n++] = word;
    }
    TRY(tell_roles(ctx, account_id, str_from(roles), t));
    TRY(q_partner_contacts(system_of(ctx),
                           &(PartnerContactsArgs){.account_id = account_id, .roles = list, .roles_n = roles_n},
                           &contacts, &n));
    for (size_t i = 0; i < n; i++) {
        Tell one = *t;
        one.user_id = contacts[i].user_id;
        one.account_id = account_id;
        one.action_key = S(""); /* to know, not to do: that is the others' */
        TRY(tell_user(ctx, &one));
    }
    return OK;
}

static Err tell_admins(Ctx *ctx, const PartnerFindRow *p, size_t said, Str reason)
{
    bool good = str_eq(str_from(SAID[said].to), S("active")), gone = str_eq(str_from(SAID[said].to), S("closed"));
    Msg title = MSG_OF(SAID[said].title), line = MSG_OF(SAID[said].line);
    title.args[0] = (struct MsgArg){"account", p->name};
    if (!good) {
        line.args[0] = (struct MsgArg){"reason", reason};
    }
    TRY(tell_done(ctx, p->id, action_key(ctx, p->id)));
    Tell t = {.category = S("standing"),
              .icon = S("shield"),
              .title = title,
              .line = line,
              .url = gone ? (Url){S("")} : url_fmt(ctx->arena, "/a/%s/settings/standing", p->public_id),
              .action = MSG("See why and what to do"),
              .action_key = good || gone ? S("") : action_key(ctx, p->id)};
    if (good) {
        t.action = MSG("Open the account");
        t.url = url_fmt(ctx->arena, "/a/%s", p->public_id);
    }
    return partner_tell(ctx, p->id, "global_admin owner", &t);
}

Err partner_unapproved(OperatorCtx o, Id account_id, Id *ret)
{
    PartnerUnapprovedRow *rows;
    size_t n;
    TRY(q_partner_unapproved(o, &(PartnerUnapprovedArgs){.account_id = account_id}, &rows, &n));
    *ret = n ? rows[0].id : ID_NIL;
    return OK;
}

Err partner_move(OperatorCtx o, const PartnerFindRow *p, Str to, Str reason)
{
    Ctx *ctx = o.ctx;
    size_t said = said_of(to);
    Id enrollment_id = ID_NIL;
    reason = str_trim(reason);
    if (str_eq(to, S("active"))) {
        TRY(partner_unapproved(o, p->id, &enrollment_id));
    }
    if (!id_is_nil(enrollment_id)) { /* else the account would stand well, and its enrollment say that it does not */
        return problem(ctx, ERR_CONFLICT, MSG("The vendor has not approved the enrollment of this company."),
                       MSG("Approve it in Company enrollments: approving it reinstates the account."));
    }
    (void)account_of(ctx, p->id); /* the row of the log is the account's: its people read it too */
    ctx->audit.action = SAID[said].action;
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = p->id;
    ctx->audit.target_name = p->name;
    /* Told first: of a closed account nobody holds a role any more. */
    TRY(tell_admins(ctx, p, said, reason));
    return machine_move(
        ctx, &PARTNER_ACCOUNT,
        &(MachineAsk){.account_id = p->id, .subject_id = p->id, .to = to, .mover = MOVER_VENDOR, .reason = reason});
}

/* --- a new one --- */

static void check_text(Ctx *ctx, const char *field, Str *text, size_t max, Msg missing)
{
    *text = str_trim(*text);
    if (!text->n) {
        problem_field(ctx, str_from(field), missing);
    } else if (!utf8_valid(*text) || utf8_has_control(*text) || utf8_count(*text) > max) {
        problem_field(ctx, str_from(field),
                      MSG1("Use at most {n} characters, on one line.", "n", str_fmt(ctx->arena, "%zu", max)));
    }
}

static bool is_domain(Str d)
{
    bool dot = false;
    for (size_t i = 0; i < d.n; i++) {
        char c = d.p[i];
        bool edge = i == 0 || i + 1 == d.n || d.p[i - 1] == '.' || d.p[i + 1] == '.';
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ((c == '-' || c == '.') && !edge) ||
                    (c == '-' && !edge);
        if (!fits) {
            return false;
        }
        dot = dot || c == '.';
    }
    return dot && d.n <= 253;
}

static const struct {
    const char *kind, *programs;
} KINDS[] = {{"direct", "mpn csp_direct"},
             {"provider", "mpn csp_provider"},
             {"reseller", "mpn csp_reseller"},
             {"developer", "marketplace"},
             {"learning", "mpn"},
             {"cpv", "cpv"}};

static const char *programs_of(Str kind)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (str_eq(str_from(KINDS[i].kind), kind)) {
            return KINDS[i].programs;
        }
    }
    return NULL;
}

/* Of the kind's, those that the vendor's catalogue has. */
static Err programs_there(Ctx *ctx, const char *wanted, const char **ret)
{
    Programs all;
    Buf b = buf_on_arena(ctx->arena, 256);
    Str rest = str_from(wanted), word;
    TRY(programs_load(ctx, &all));
    while (str_split(&rest, ' ', &word)) {
        const Program *p = programs_find(&all, word);
        if (p && str_eq(p->state, S("published"))) {
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(word));
        }
    }
    *ret = str_z(ctx->arena, buf_str(&b));
    return OK;
}

Err partner_twins(Ctx *ctx, Str name, Str country, Id besides, PartnerTwin **ret, size_t *ret_n)
{
    PartnersSameRow *rows;
    size_t n;
    TRY(q_partners_same(
        system_of(ctx),
        &(PartnersSameArgs){.name_key = standing_name_key(ctx->arena, name), .country = country, .besides = besides},
        &rows, &n));
    *ret = arena_array(ctx->arena, PartnerTwin, n + 1);
    for (size_t i = 0; i < n; i++) {
        (*ret)[i] = (PartnerTwin){rows[i].name, rows[i].partner_id, rows[i].public_id};
    }
    *ret_n = n;
    return OK;
}

/* The same name in the same country is one company twice, unless whoever adds it says otherwise. */
static Err check_twin(Ctx *ctx, const PartnerNew *n)
{
    PartnerTwin *twins;
    size_t twins_n;
    TRY(partner_twins(ctx, n->name, n->country, ID_NIL, &twins, &twins_n));
    if (twins_n && !n->another) {
        problem_field(ctx, S("name"),
                      MSG1("There is {name} in this country already. Tick below if this is another company", "name",
                           str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(twins[0].name), S_ARG(twins[0].partner_id))));
    }
    return OK;
}

Err partner_check_company(Ctx *ctx, PartnerNew *n)
{
    Id owner;
    check_text(ctx, "name", &n->name, PARTNER_NAME_MAX, MSG("Enter the company's name"));
    check_text(ctx, "city", &n->city, PARTNER_CITY_MAX, MSG("Enter the city"));
    if (!country_known(n->country)) {
        problem_field(ctx, S("country"), MSG("Choose the country"));
    }
    if (!programs_of(n->kind)) {
        problem_field(ctx, S("kind"), MSG("Choose what kind of partner it is"));
    }
    n->domain = str_lower_ascii(ctx->arena, str_trim(n->domain));
    if (!is_domain(n->domain)) {
        problem_field(ctx, S("domain"), MSG("Enter the company's domain, such as example.com"));
    } else {
        Err err = identity_directory_id(system_of(ctx), n->domain, &owner);
        if (err == OK) {
            problem_field(ctx, S("domain"), MSG("This domain belongs to an organization of this center already"));
        } else if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    return n->name.n && country_known(n->country) ? check_twin(ctx, n) : OK;
}

static bool is_language(Str tag)
{
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(tags[i], tag)) {
            return true;
        }
    }
    return false;
}

Err partner_check_admin(Ctx *ctx, PartnerNew *n)
{
    SignInUser known;
    check_text(ctx, "first_name", &n->first_name, 60, MSG("Enter the first name"));
    check_text(ctx, "last_name", &n->last_name, 60, MSG("Enter the last name"));
    n->email = identity_name_key(ctx->arena, n->email);
    ptrdiff_t at = str_find_char(n->email, '@');
    Str domain = at > 0 ? str_skip(n->email, (size_t)at + 1) : S("");
    if (at <= 0 || utf8_has_control(n->email) || n->email.n > 254 || str_find_char(n->email, ' ') >= 0) {
        problem_field(ctx, S("email"), MSG("Enter a work e-mail address"));
    } else if (!str_eq(domain, n->domain)) {
        problem_field(ctx, S("email"),
                      MSG1("The address has to end with @{domain}, the company's domain", "domain", n->domain));
    } else {
        TRY(identity_find(system_of(ctx), n->email, &known));
        if (!id_is_nil(known.known_id)) {
            problem_field(ctx, S("email"), MSG("Somebody signs in with this address already"));
        }
    }
    if (!is_language(n->language)) {
        problem_field(ctx, S("language"), MSG("Choose a language"));
    }
    if (!str_eq(n->how, S("invite")) && !str_eq(n->how, S("password")) && !str_eq(n->how, S("later"))) {
        problem_field(ctx, S("how"), MSG("Choose how the person gets in"));
    }
    if (!str_eq(n->mfa, S("required")) && !str_eq(n->mfa, S("encouraged"))) {
        problem_field(ctx, S("mfa"), MSG("Choose a rule"));
    }
    return OK;
}

/* Taken already: with something behind. */
Err partner_new_public_id(Ctx *ctx, Str name, Str *ret)
{
    enum { SLUG_MAX = 30, TRIES = 5 };
    Buf b = buf_on_arena(ctx->arena, 256);
    Str rest = fold_search(ctx->arena, name);
    for (size_t i = 0; i < rest.n && b.n < SLUG_MAX; i++) {
        char c = rest.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain) {
            buf_addc(&b, c);
        } else if (b.n && b.p[b.n - 1] != '-') {
            buf_addc(&b, '-');
        }
    }
    Str slug = buf_str(&b);
    slug = slug.n && slug.p[slug.n - 1] == '-' ? str_sub(slug, 0, slug.n - 1) : slug;
    *ret = slug = slug.n ? slug : S("partner");
    for (int i = 0; i < TRIES; i++) {
        PartnerIdTakenRow row;
        Err err = q_partner_id_taken(system_of(ctx), &(PartnerIdTakenArgs){.public_id = *ret}, &row);
        if (err == ERR_NOT_FOUND) {
            return OK;
        }
        TRY(err);
        Str random = id_text(ctx->arena, ctx_new_id(ctx));
        *ret = str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(slug), S_ARG(str_skip(random, random.n - 5)));
    }
    return ERR_CONFLICT;
}

static Err make_admin(Ctx *ctx, const PartnerNew *n, Id directory_id, Str locale, PartnerMade *made)
{
    SystemCtx s = system_of(ctx);
    Str hash, password = identity_temporary_password(ctx, &hash);
    made->user_id = ctx_new_id(ctx);
    TRY(identity_add_user(s, &(NewUser){.id = made->user_id,
                                        .directory_id = directory_id,
                                        .last_account_id = made->account_id,
                                        .sign_in = n->email,
                                        .first_name = n->first_name,
                                        .last_name = n->last_name,
                                        .password_hash = hash,
                                        .locale = locale,
                                        .time_zone = zone_of_country(ctx->arena, n->country),
                                        .must_change = true}));
    TRY(identity_grant(s, made->user_id, directory_id, ID_NIL, S("global_admin")));
    if (str_eq(n->how, S("invite"))) {
        return identity_send_first_link(ctx, made->user_id, n->name);
    }
    made->password = str_eq(n->how, S("password")) ? password : S("");
    return OK;
}

Err partner_make(Ctx *ctx, const PartnerNew *n, PartnerMade *ret)
{
    SystemCtx s = system_of(ctx);
    Id directory_id = ctx_new_id(ctx);
    Str currencies, currency, locale = str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(n->language), S_ARG(n->country));
    const char *programs;
    *ret = (PartnerMade){.account_id = ctx_new_id(ctx)};
    TRY(programs_there(ctx, n->programs ? n->programs : programs_of(n->kind), &programs));
    TRY(partner_new_public_id(ctx, n->name, &ret->public_id));
    TRY(installation_get(ctx, S("currencies"), &currencies));
    currency = str_split(&currencies, ' ', &currency) && currency.n ? currency : S("EUR");
    TRY(identity_add_directory(
        s, &(NewDirectory){
               .id = directory_id, .kind = S("partner"), .name = n->name, .domain = n->domain, .country = n->country}));
    TRY(identity_add_account(s, &(NewAccount){.id = ret->account_id,
                                              .directory_id = directory_id,
                                              .public_id = ret->public_id,
                                              .kind = n->kind,
                                              .name = n->name,
                                              .country = n->country,
                                              .city = n->city,
                                              .currency = currency,
                                              .locale = locale,
                                              .time_zone = zone_of_country(ctx->arena, n->country),
                                              .programs = programs}));
    TRY(identity_mfa_rule_set(ctx, ret->account_id, str_eq(n->mfa, S("required"))));
    TRY(make_admin(ctx, n, directory_id, n->language, ret));
    PartnerNumberRow row;
    TRY(q_partner_number(s, &(PartnerNumberArgs){.account_id = ret->account_id}, &row));
    ret->partner_id = row.partner_id;
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ret->account_id;
    ctx->audit.target_name = n->name;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"name", n->name}, {"country", n->country}, {"city", n->city}, {"kind", n->kind},
                   {"domain", n->domain}, {"signIn", n->email}, {"secondFactor", n->mfa});
    return OK;
}

Err partner_invite_again(OperatorCtx o, const PartnerFindRow *p, int64_t *ret_sent)
{
    Ctx *ctx = o.ctx;
    PartnerUnseenRow *rows;
    size_t n;
    TRY(q_partner_unseen(o, &(PartnerUnseenArgs){.account_id = p->id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(identity_send_first_link(ctx, rows[i].id, p->name));
    }
    *ret_sent = (int64_t)n;
    (void)account_of(ctx, p->id);
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = p->id;
    ctx->audit.target_name = p->name;
    ctx->audit.skip = n == 0;
    return OK;
}
