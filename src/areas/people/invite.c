/* The rules of invitations; invite.h says what they promise. */
#include "areas/people/invite.h"
#include "app/audit.h"
#include "app/mail.h"
#include "app/mailbox.h"
#include "app/person.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "gen/people_q.h"

enum { TOKEN_BYTES = 24 };

bool invite_is_consumer(Str email) { return mailbox_kind(mailbox_domain(email)) == MAILBOX_CONSUMER; }

/* --- whom --- */

static Err check_known(AccountCtx a, Str email)
{
    Ctx *ctx = a.ctx;
    PersonBySignInRow p;
    InvitationOpenRow open;
    Err err = q_person_by_sign_in(a, &(PersonBySignInArgs){.sign_in = email}, &p);
    if (err == OK && str_eq(p.state, S("removed"))) {
        err = ERR_NOT_FOUND; /* may be asked again */
    }
    if (err == OK) {
        people_problem(ctx, "emails",
                       MSG1("{email} belongs to the directory already. Give roles on their page.", "email", email));
        return OK;
    }
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    err = q_invitation_open(a, &(InvitationOpenArgs){.email_key = email}, &open);
    if (err == OK) {
        people_problem(ctx, "emails",
                       MSG1("{email} is invited already. Send that invitation again, or withdraw it.", "email", email));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err check_address(AccountCtx a, const PeopleWorld *w, Str email)
{
    Ctx *ctx = a.ctx;
    if (!mail_is_email(email)) {
        people_problem(ctx, "emails", MSG1("{email} is no e-mail address.", "email", email));
        return OK;
    }
    for (size_t i = 0; i < w->directories_n; i++) {
        PeopleDomainsRow *rows;
        size_t n;
        TRY(q_people_domains(a, &(PeopleDomainsArgs){.directory_id = w->directories[i].id}, &rows, &n));
        for (size_t k = 0; k < n; k++) {
            if (str_eq(rows[k].name, mailbox_domain(email))) {
                people_problem(
                    ctx, "emails",
                    MSG1("{email} is an address of your own directory. Add a user instead.", "email", email));
                return OK;
            }
        }
    }
    bool consumer;
    TRY(setting_bool(ctx, ID_NIL, S("users.invite_consumer"), &consumer));
    if (!consumer && invite_is_consumer(email)) {
        people_problem(ctx, "emails",
                       MSG1("{email} is a private address. Invite people at their company's address.", "email", email));
        return OK;
    }
    return check_known(a, email);
}

static Str one_separator(Arena *a, Str text)
{
    char *out = arena_alloc_raw(a, text.n + 1, 1);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        out[i] = c == ';' || c == '\n' || c == '\r' || c == '\t' || c == ' ' ? ',' : c;
    }
    return str_of(out, text.n);
}

Err invite_read(AccountCtx a, const PeopleWorld *w, Str text, Str ret[INVITE_MAX], size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Str rest = one_separator(ctx->arena, text), one;
    *ret_n = 0;
    while (rest.n && str_split(&rest, ',', &one)) {
        Str email = mail_key(ctx->arena, str_trim(one));
        bool again = email.n == 0;
        for (size_t i = 0; i < *ret_n; i++) {
            again = again || str_eq(ret[i], email);
        }
        if (again) {
            continue;
        }
        if (*ret_n == INVITE_MAX) {
            people_problem(ctx, "emails", MSG("Invite at most 10 people at a time."));
            return OK;
        }
        ret[(*ret_n)++] = email;
        TRY(check_address(a, w, email));
    }
    if (*ret_n == 0) {
        people_problem(ctx, "emails", MSG("Enter at least one e-mail address."));
    }
    return OK;
}

/* --- the letter --- */

static Digest token_hash(Ctx *ctx, Str token)
{
    return secret_digest(ctx->app, str_concat(ctx->arena, S("invitation|"), token));
}

/* Role names in the reader's language, not the sender's. */
static Str role_names(Ctx *ctx, const Locale *locale, Str roles)
{
    Str s = S(""), one;
    while (roles.n && str_split(&roles, ' ', &one)) {
        const Role *r = role_find(one);
        Str name = r ? tr(locale, NULL, r->name) : S("");
        s = s.n && name.n ? str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(s), S_ARG(name)) : name.n ? name : s;
    }
    return s;
}

static Err letter(AccountCtx a, Str email, Str locale_text, Str message, Str roles, Str token, Time expires_at)
{
    Ctx *ctx = a.ctx;
    const Locale *locale = locale_get(locale_text);
    Msg text[4];
    size_t n = 0;
    text[n++] = MSG2("{who} asks you to work for {account} in the partner center, as a guest.", "who", ctx->actor.name,
                     "account", ctx->account.name);
    if (roles.n) {
        text[n++] = MSG1("Your roles there: {roles}", "roles", role_names(ctx, locale, roles));
    }
    if (message.n) {
        text[n++] = MSG2("{who} writes: {message}", "who", ctx->actor.name, "message", message);
    }
    text[n++] = MSG1("The link holds until {date} and works once. If you do not know what this is about, do nothing.",
                     "date", tell_date(ctx->arena, date_in_zone(S(""), expires_at)));
    Msg title = MSG2("{who} invites you to {account}", "who", ctx->actor.name, "account", ctx->account.name);
    Msg action = MSG("Accept the invitation");
    return tell_address(ctx, email, S(""), locale, S("invitations"), &title, text, n,
                        url_fmt(ctx->arena, "/invitation/%s", token), &action);
}

/* Somebody who signs in here already, in whatever account, has it in the bell too. The link is in the mail only. */
static Err tell_known(AccountCtx a, Id invitation, Str email, Str message)
{
    Ctx *ctx = a.ctx;
    InvitedKnownRow *rows;
    size_t n;
    TRY(q_invited_known(system_of(ctx), &(InvitedKnownArgs){.sign_in = email}, &rows, &n));
    if (!n) {
        return OK;
    }
    Tell tell = {.category = S("invitations"),
                 .user_id = rows[0].user_id,
                 .icon = S("customers"),
                 .title = MSG2("{who} invites you to {account}", "who", ctx->actor.name, "account", ctx->account.name),
                 .line = message.n ? MSG2("The link to accept is in the mail to {email}. {message}", "email", email,
                                          "message", message)
                                   : MSG1("The link to accept is in the mail to {email}.", "email", email),
                 .source_id = invitation,
                 .bell_only = true};
    return tell_user(ctx, &tell);
}

Err invite_send(AccountCtx a, const PeopleWorld *w, const InviteNew *n)
{
    Ctx *ctx = a.ctx;
    Str token = token_new(ctx->arena, TOKEN_BYTES);
    Digest hash = token_hash(ctx, token);
    Time expires_at = time_add(ctx->wall, INVITE_DAYS * TIME_DAY);
    InvitationAddArgs row = {
        .id = ctx_new_id(ctx),
        .directory_id = w->directories[0].id,
        .email = n->email,
        .email_key = n->email,
        .locale = n->locale,
        .message = n->message,
        .roles = plan_roles_text(ctx->arena, n->plan),
        .locations = str_eq(n->plan->scope, S("locations")) ? plan_locations_text(ctx->arena, n->plan) : S(""),
        .program = n->plan->program,
        .token_hash = digest_str(&hash),
        .expires_at = expires_at};
    TRY(q_invitation_add(a, &row, NULL));
    ctx->audit.target_kind = S("invitation");
    ctx->audit.target_id = row.id;
    ctx->audit.target_name = n->email;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"email", n->email}, {"roles", row.roles}, {"program", row.program});
    TRY(tell_known(a, row.id, n->email, n->message));
    return letter(a, n->email, n->locale, n->message, row.roles, token, expires_at);
}

static Err pending(AccountCtx a, Id id, InvitationGetRow *ret)
{
    Ctx *ctx = a.ctx;
    Err err = q_invitation_get(a, &(InvitationGetArgs){.id = id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such invitation."), MSG("Look in the list of invitations."));
    }
    TRY(err);
    ctx->audit.target_kind = S("invitation");
    ctx->audit.target_id = id;
    ctx->audit.target_name = ret->email;
    return str_eq(ret->state, S("pending"))
               ? OK
               : problem(ctx, ERR_CONFLICT, MSG("This invitation has ended: it was accepted or withdrawn."),
                         MSG("Invite the person again if they should come."));
}

Err invite_again(AccountCtx a, Id id)
{
    Ctx *ctx = a.ctx;
    InvitationGetRow row;
    TRY(pending(a, id, &row));
    Str token = token_new(ctx->arena, TOKEN_BYTES);
    Digest hash = token_hash(ctx, token);
    Time expires_at = time_add(ctx->wall, INVITE_DAYS * TIME_DAY);
    int64_t changed;
    TRY(q_invitation_resend(
        a, &(InvitationResendArgs){.token_hash = digest_str(&hash), .expires_at = expires_at, .id = id}, &changed));
    return changed ? letter(a, row.email, row.locale, row.message, row.roles, token, expires_at) : ERR_STALE;
}

Err invite_withdraw(AccountCtx a, Id id)
{
    InvitationGetRow row;
    int64_t changed;
    TRY(pending(a, id, &row));
    TRY(q_invitation_withdraw(a, &(InvitationWithdrawArgs){.id = id}, &changed));
    a.ctx->audit.before = AUDIT_JSON(a.ctx->arena, {"state", S("pending")});
    a.ctx->audit.after = AUDIT_JSON(a.ctx->arena, {"state", S("withdrawn")});
    return changed ? OK : ERR_STALE;
}

/* --- the invited --- */

Err invite_find(SystemCtx s, Str token, InvitationByTokenRow *ret, InviteState *ret_state)
{
    Digest hash = token_hash(s.ctx, token);
    Err err = q_invitation_by_token(s, &(InvitationByTokenArgs){.token_hash = digest_str(&hash)}, ret);
    *ret_state = INVITE_NONE;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    if (str_eq(ret->account_state, S("active"))) {
        *ret_state = str_eq(ret->state, S("accepted"))      ? INVITE_ACCEPTED
                     : str_eq(ret->state, S("withdrawn"))   ? INVITE_WITHDRAWN
                     : ret->expires_at.us <= s.ctx->wall.us ? INVITE_EXPIRED
                                                            : INVITE_OPEN;
    }
    return OK;
}

/* From here on the unit acts for whoever invited, with what they may do now. */
static Err act_as_inviter(Ctx *ctx, const InvitationByTokenRow *inv)
{
    RightsAccount account;
    Rights rights = {0};
    ctx->account_id = inv->account_id;
    ctx->account = (AccountRef){.id = inv->account_id,
                                .name = inv->account_name,
                                .kind = inv->kind,
                                .country = inv->country,
                                .public_id = inv->public_id};
    TRY(rights_account(system_of(ctx), inv->account_id, &account));
    if (str_eq(inv->inviter_state, S("active"))) {
        TRY(rights_of_user(system_of(ctx), inv->invited_by, &account, &rights));
    }
    ctx->actor = (Actor){.kind = ACTOR_USER,
                         .user_id = inv->invited_by,
                         .name = person_name(ctx->arena, inv->first_name, inv->last_name),
                         .roles = rights.roles,
                         .perms = rights.perms};
    return OK;
}

static Err give_all(Ctx *ctx, const InvitationByTokenRow *inv, Id user_id)
{
    RolePlan plan;
    int64_t given;
    plan_parse(inv->roles, inv->locations.n ? S("locations") : S("account"), inv->locations, inv->program, &plan);
    Err err = plan_give((AccountCtx){ctx}, &plan, user_id, inv->directory_id, S("invitation"), &given);
    if (err != ERR_FORBIDDEN && err != ERR_CONFLICT && err != ERR_INVALID) {
        return err;
    }
    ctx->problem = (Problem){0};
    return problem(
        ctx, ERR_CONFLICT,
        MSG1("{who} may not give these roles any more, so the invitation does not hold.", "who", ctx->actor.name),
        MSG("Ask an administrator of the organization for a new invitation."));
}

static Err join(Ctx *ctx, const InvitationByTokenRow *inv, Id user_id, Str name)
{
    TRY(act_as_inviter(ctx, inv));
    TRY(person_join(system_of(ctx), &(PersonJoin){.user_id = user_id,
                                                  .directory_id = inv->directory_id,
                                                  .guest = true,
                                                  .origin = S("invitation")}));
    TRY(give_all(ctx, inv, user_id));
    Tell tell = {.category = S("account"),
                 .user_id = inv->invited_by,
                 .account_id = inv->account_id,
                 .icon = S("customers"),
                 .title =
                     MSG2("{who} accepted your invitation to {account}.", "who", name, "account", inv->account_name),
                 .url = url_fmt(ctx->arena, "/a/%s/settings/users/%i", inv->public_id, user_id)};
    return tell_user(ctx, &tell);
}

Err invite_accept(Ctx *ctx, const InvitationByTokenRow *inv, Id user_id, Str name)
{
    int64_t changed;
    TRY(q_invitation_accept(system_of(ctx), &(InvitationAcceptArgs){.user_id = user_id, .id = inv->id}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("This invitation was used already."), MSG("Sign in."));
    }
    Actor was = ctx->actor;
    Err err = join(ctx, inv, user_id, name);
    ctx->actor = was; /* also when it failed: the unit may run again */
    TRY(err);
    ctx->actor = (Actor){.kind = ACTOR_USER, .user_id = user_id, .name = name, .email = inv->email};
    ctx->audit.target_kind = S("invitation");
    ctx->audit.target_id = inv->id;
    ctx->audit.target_name = inv->email;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", S("pending")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("accepted")}, {"roles", inv->roles});
    return OK;
}
