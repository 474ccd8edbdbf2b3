/* From an identity of the provider to a person of the directory. */
#include "areas/federation/entry.h"

#include "app/mail.h"
#include "app/person.h"
#include "app/rights.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_q.h"

Msg entry_refusal(EntryHow how)
{
    switch (how) {
    case ENTRY_KNOWN:
    case ENTRY_LINKED:
    case ENTRY_ADDED:
        break;
    case ENTRY_NO_EMAIL:
        return MSG("The provider does not say your e-mail address. Its administrator can let it send the claim email.");
    case ENTRY_UNVERIFIED:
        return MSG("The provider has not verified your e-mail address, so it cannot tell who you are here.");
    case ENTRY_FOREIGN:
        return MSG("Your e-mail address is outside the domains of this organization.");
    case ENTRY_TAKEN:
        return MSG("Your e-mail address is in use elsewhere in this center.");
    case ENTRY_OTHER:
        return MSG(
            "The person with your e-mail address here belongs to another account of the provider. If yours was made "
            "anew, a Global admin can release it under Sign-in and provisioning.");
    case ENTRY_NOT_ADDED:
        return MSG("You are not a user here yet.");
    case ENTRY_SUSPENDED:
        return MSG("Your user is suspended.");
    }
    return (Msg){0};
}

bool entry_role_fits(const Role *role, bool operator_)
{
    return role && (operator_ ? role->scope == ROLE_OPERATOR : role_assignable(role));
}

/* --- who --- */

static bool domain_is_own(const FederationDomainsOwnedRow *rows, size_t n, Str email)
{
    ptrdiff_t at = str_rfind_char(email, '@');
    for (size_t i = 0; at > 0 && i < n; i++) {
        if (str_eq(rows[i].name, str_skip(email, (size_t)at + 1))) {
            return true;
        }
    }
    return false;
}

static Err decide_new(DirectoryCtx d, const Connection *c, const OpenidPerson *p, EntryResult *ret)
{
    Ctx *ctx = d.ctx;
    FederationDomainsOwnedRow *owned;
    size_t n;
    FederationUserByNameRow user;
    if (!mail_address_ok(p->email)) {
        ret->how = ENTRY_NO_EMAIL;
        return OK;
    }
    ret->sign_in = identity_name_key(ctx->arena, p->email);
    if (!p->email_verified && !(p->email_unsaid && c->trust_email)) {
        ret->how = ENTRY_UNVERIFIED;
        return OK;
    }
    TRY(q_federation_domains_owned(system_of(ctx), &(FederationDomainsOwnedArgs){.directory_id = ctx->directory_id},
                                   &owned, &n));
    if (!domain_is_own(owned, n, ret->sign_in)) {
        ret->how = ENTRY_FOREIGN;
        return OK;
    }
    Err err =
        q_federation_user_by_name(d, &(FederationUserByNameArgs){.sign_in = ret->sign_in, .issuer = c->issuer}, &user);
    if (err == OK && !str_eq(user.state, S("removed"))) {
        ret->user_id = user.id;
        ret->how = user.linked ? ENTRY_OTHER : str_eq(user.state, S("active")) ? ENTRY_LINKED : ENTRY_SUSPENDED;
        return OK;
    }
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    FederationNameTakenRow taken;
    err = q_federation_name_taken(system_of(ctx), &(FederationNameTakenArgs){.name = ret->sign_in}, &taken);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    ret->how = err == OK ? ENTRY_TAKEN : c->jit ? ENTRY_ADDED : ENTRY_NOT_ADDED;
    return OK;
}

static Err decide_who(DirectoryCtx d, const Connection *c, const OpenidPerson *p, EntryResult *ret)
{
    FederationLinkRow link;
    Err err = q_federation_link(d, &(FederationLinkArgs){.issuer = c->issuer, .subject = p->subject}, &link);
    if (err == ERR_NOT_FOUND) {
        return decide_new(d, c, p, ret);
    }
    TRY(err);
    ret->user_id = link.user_id;
    ret->sign_in = link.sign_in;
    ret->how = str_eq(link.state, S("active")) ? ENTRY_KNOWN : ENTRY_SUSPENDED;
    return OK;
}

/* --- roles --- */

static OpenidTest test_of(Str word)
{
    return str_eq(word, S("like")) ? OPENID_LIKE : str_eq(word, S("any")) ? OPENID_ANY : OPENID_IS;
}

static bool rule_holds(const Claims *claims, const FederationRulesRow *rule)
{
    return openid_claim_holds(openid_claim(claims->token, rule->claim), test_of(rule->test), rule->value) ||
           openid_claim_holds(openid_claim(claims->more, rule->claim), test_of(rule->test), rule->value);
}

static bool role_listed(const EntryRole *list, size_t n, Str role, Id account_id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].role, role) && id_eq(list[i].account_id, account_id)) {
            return true;
        }
    }
    return false;
}

/* What the rules give against what they gave before. */
static Err decide_roles(DirectoryCtx d, const Claims *claims, EntryResult *ret)
{
    Ctx *ctx = d.ctx;
    FederationRulesRow *rules;
    FederationGrantsRow *held = NULL;
    size_t rules_n, held_n = 0, wanted_n = 0;
    TRY(q_federation_rules(d, NULL, &rules, &rules_n));
    if (!id_is_nil(ret->user_id)) {
        TRY(q_federation_grants(d, &(FederationGrantsArgs){.user_id = ret->user_id}, &held, &held_n));
    }
    EntryRole *wanted = arena_array(ctx->arena, EntryRole, rules_n);
    for (size_t i = 0; i < rules_n; i++) {
        if (rule_holds(claims, &rules[i]) && !role_listed(wanted, wanted_n, rules[i].role, rules[i].account_id)) {
            wanted[wanted_n++] = (EntryRole){rules[i].role, rules[i].account_id};
        }
    }
    EntryRole *has = arena_array(ctx->arena, EntryRole, held_n);
    for (size_t i = 0; i < held_n; i++) {
        has[i] = (EntryRole){held[i].role, held[i].account_id};
    }
    ret->given = arena_array(ctx->arena, EntryRole, wanted_n);
    ret->taken = arena_array(ctx->arena, EntryRole, held_n);
    for (size_t i = 0; i < wanted_n; i++) {
        if (!role_listed(has, held_n, wanted[i].role, wanted[i].account_id)) {
            ret->given[ret->given_n++] = wanted[i];
        }
    }
    for (size_t i = 0; i < held_n; i++) {
        if (!role_listed(wanted, wanted_n, has[i].role, has[i].account_id)) {
            ret->taken[ret->taken_n++] = has[i];
        }
    }
    return OK;
}

Err entry_decide(DirectoryCtx d, const Connection *c, const Claims *claims, EntryResult *ret)
{
    *ret = (EntryResult){.user_id = ID_NIL};
    TRY(decide_who(d, c, &claims->person, ret));
    return entry_refused(ret->how) ? OK : decide_roles(d, claims, ret);
}

/* --- doing it --- */

typedef struct Enter {
    const Connection *c;
    const Claims *claims;
    EntryResult result;
    FederationDirectoryRow directory;
    FederationAccountOfRow home; /* the directory's first account; id nil for the vendor's */
} Enter;

static bool operator_(const Enter *e) { return str_eq(e->directory.kind, S("operator")); }

static Err give(DirectoryCtx d, Enter *e, const EntryRole *r, Str origin)
{
    Ctx *ctx = d.ctx;
    bool changed;
    Id user = e->result.user_id;
    if (!entry_role_fits(role_find(r->role), operator_(e))) {
        return OK; /* a role of an older version */
    }
    if (operator_(e)) {
        TRY(q_federation_grant_add(
            d, &(FederationGrantAddArgs){.id = ctx_new_id(ctx), .role = r->role, .origin = origin, .user_id = user},
            NULL));
        return rights_changed_user(system_of(ctx), user);
    }
    RightsChange change = {.user_id = user,
                           .directory_id = ctx->directory_id,
                           .whole_directory = id_is_nil(r->account_id),
                           .role = r->role,
                           .origin = origin};
    Id was = ctx->account_id;
    Err err = rights_give(account_of(ctx, id_is_nil(r->account_id) ? e->home.id : r->account_id), &change, &changed);
    (void)account_of(ctx, was);
    return err;
}

/* The last Global admin stays one, whatever the provider says. */
static Err take(DirectoryCtx d, Enter *e, const EntryRole *r)
{
    Ctx *ctx = d.ctx;
    bool changed;
    Id user = e->result.user_id;
    if (operator_(e)) {
        TRY(q_federation_grant_drop(d, &(FederationGrantDropArgs){.user_id = user, .role = r->role}, NULL));
        return rights_changed_user(system_of(ctx), user);
    }
    RightsChange change = {.user_id = user,
                           .directory_id = ctx->directory_id,
                           .whole_directory = id_is_nil(r->account_id),
                           .role = r->role};
    Id was = ctx->account_id;
    Err err = rights_take(account_of(ctx, id_is_nil(r->account_id) ? e->home.id : r->account_id), &change, &changed);
    (void)account_of(ctx, was);
    return err == ERR_CONFLICT ? OK : err;
}

static Err add_person(DirectoryCtx d, Enter *e)
{
    Ctx *ctx = d.ctx;
    const OpenidPerson *p = &e->claims->person;
    Str locale = p->locale.n        ? locale_tag(locale_get(p->locale))
                 : e->home.locale.n ? e->home.locale
                                    : locale_tag(ctx->locale);
    ptrdiff_t at = str_find_char(e->result.sign_in, '@');
    bool nameless = p->given_name.n == 0 && p->family_name.n == 0;
    e->result.user_id = ctx_new_id(ctx);
    NewUser n = {.id = e->result.user_id,
                 .directory_id = ctx->directory_id,
                 .last_account_id = e->home.id,
                 .sign_in = e->result.sign_in,
                 .origin = S("federation"),
                 .first_name =
                     utf8_prefix(nameless ? str_sub(e->result.sign_in, 0, (size_t)(at > 0 ? at : 0)) : p->given_name,
                                 PERSON_NAME_MAX),
                 .last_name = utf8_prefix(p->family_name, PERSON_NAME_MAX),
                 .locale = locale,
                 .time_zone = zone_known(p->zone)   ? p->zone
                              : e->home.time_zone.n ? e->home.time_zone
                                                    : S("UTC")};
    TRY(identity_add_user(system_of(ctx), &n));
    Str rest = e->c->jit_roles, role;
    while (str_split(&rest, ' ', &role)) {
        if (role.n) {
            TRY(give(d, e, &(EntryRole){role, e->c->jit_account_id}, S("direct")));
        }
    }
    return OK;
}

static void roles_member(Json *j, Str name, const EntryRole *roles, size_t n)
{
    json_key(j, name);
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_str(j, roles[i].role);
    }
    json_arr_end(j);
}

static Str audit_after(Ctx *ctx, const Enter *e)
{
    static const Str HOW[] = {S_INIT("known"), S_INIT("linked"), S_INIT("added")};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("how"));
    json_str(&j, HOW[e->result.how]);
    json_key(&j, S("issuer"));
    json_str(&j, e->c->issuer);
    json_key(&j, S("subject"));
    json_str(&j, e->claims->person.subject);
    roles_member(&j, S("given"), e->result.given, e->result.given_n);
    roles_member(&j, S("taken"), e->result.taken, e->result.taken_n);
    json_obj_end(&j);
    return buf_str(&b);
}

/* Decided again inside the unit: what was read before may have changed. */
static Err enter_unit(Ctx *ctx, void *arg)
{
    Enter *e = arg;
    DirectoryCtx d = directory_ctx(ctx, e->c->directory_id);
    TRY(entry_decide(d, e->c, e->claims, &e->result));
    if (entry_refused(e->result.how)) {
        ctx->audit.skip = true;
        return OK;
    }
    if (e->result.how == ENTRY_ADDED) {
        TRY(add_person(d, e));
    }
    if (e->result.how != ENTRY_KNOWN) {
        int64_t linked = 0;
        TRY(q_federation_link_add(d,
                                  &(FederationLinkAddArgs){.issuer = e->c->issuer,
                                                           .subject = e->claims->person.subject,
                                                           .user_id = e->result.user_id},
                                  &linked));
        if (!linked) {
            return ERR_SERIALIZE; /* the same person came twice at once: look again */
        }
    }
    for (size_t i = 0; i < e->result.given_n; i++) {
        TRY(give(d, e, &e->result.given[i], S("federation")));
    }
    for (size_t i = 0; i < e->result.taken_n; i++) {
        TRY(take(d, e, &e->result.taken[i]));
    }
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = e->result.user_id;
    ctx->audit.target_name = e->result.sign_in;
    ctx->audit.after = audit_after(ctx, e);
    return OK;
}

static Err look(Ctx *ctx, void *arg)
{
    Enter *e = arg;
    DirectoryCtx d = directory_ctx(ctx, e->c->directory_id);
    TRY(q_federation_directory(d, NULL, &e->directory));
    Err err = q_federation_account_of(d, NULL, &e->home);
    if (err == ERR_NOT_FOUND) {
        e->home = (FederationAccountOfRow){.id = ID_NIL};
    } else {
        TRY(err);
    }
    return entry_decide(d, e->c, e->claims, &e->result);
}

static Err seen(Ctx *ctx, void *arg)
{
    Enter *e = arg;
    return q_federation_link_seen(
        directory_ctx(ctx, e->c->directory_id),
        &(FederationLinkSeenArgs){.issuer = e->c->issuer, .subject = e->claims->person.subject}, NULL);
}

Err entry_enter(Ctx *ctx, const Connection *c, const Claims *claims, EntryResult *ret)
{
    Enter e = {.c = c, .claims = claims};
    TRY(unit_run(ctx, MODE_READ, NULL, look, &e));
    *ret = e.result;
    if (entry_refused(e.result.how)) {
        return OK;
    }
    if (e.result.how == ENTRY_KNOWN && e.result.given_n == 0 && e.result.taken_n == 0) {
        return unit_run(ctx, MODE_WRITE, NULL, seen, &e);
    }
    /* The provider acts here, whoever is signed in in this browser; its deeds stand in the directory's first account.
     */
    Actor was = ctx->actor;
    AccountRef was_account = ctx->account;
    Id was_account_id = ctx->account_id;
    ctx->actor = (Actor){.kind = ACTOR_JOB, .name = c->name};
    (void)account_of(ctx, e.home.id);
    Err err = unit_run(ctx, MODE_WRITE, "federation.entry", enter_unit, &e);
    ctx->actor = was;
    ctx->account_id = was_account_id;
    ctx->account = was_account;
    *ret = e.result;
    return err;
}
