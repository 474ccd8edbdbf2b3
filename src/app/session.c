/* Who a cookie belongs to.
 *
 * One query a request reads the session, and the versions of the person's and the account's rights. What was loaded
 * with these versions (names, roles, permissions) is taken from the lane's cache; a change of any right moves a version
 * on and the next request loads anew. Nothing is trusted past its version. */
#include "app/kernel.h"
#include "app/person.h"
#include "app/rights.h"
#include "app/standing.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/app_q.h"
#include "os/os.h"

enum { TOKEN_BYTES = 32 };

bool cookie_is_secure(const Request *r)
{
    return r->ctx.app->options.secure_cookies || (r->ctx.req && r->ctx.req->tls);
}

Str session_cookie_name(bool secure) { return secure ? S("__Host-entente") : S("entente"); }

Str session_cookie(const Request *r)
{
    return r->ctx.req ? http_cookie(r->ctx.req, session_cookie_name(cookie_is_secure(r))) : S("");
}

Digest secret_digest(const App *app, Str secret) { return digest_keyed(app->key_session, secret); }

/* --- the cache --- */

static Str slot_keep(ActorSlot *slot, Str s)
{
    size_t n = num_min_size(s.n, sizeof slot->text - slot->text_n);
    char *at = slot->text + slot->text_n;
    if (n) {
        memcpy(at, s.p, n);
    }
    slot->text_n += n;
    return str_of(at, n);
}

static Str moved(Str s, const ActorSlot *slot, const char *copy)
{
    return s.n ? str_of(copy + (s.p - slot->text), s.n) : S("");
}

/* The slot may be given to somebody else while this request waits for a writer, so its texts are copied. */
static void slot_apply(Request *r, const ActorSlot *slot)
{
    Ctx *ctx = &r->ctx;
    char *copy = arena_alloc_raw(ctx->arena, slot->text_n, 1);
    memcpy(copy, slot->text, slot->text_n);
    ctx->actor = slot->actor;
    ctx->actor.name = moved(slot->actor.name, slot, copy);
    ctx->actor.email = moved(slot->actor.email, slot, copy);
    ctx->locale = slot->locale ? slot->locale : ctx->locale;
    ctx->tz = moved(slot->tz, slot, copy);
    ctx->theme = moved(slot->theme, slot, copy);
    r->member = slot->member;
    ctx->customer_id = ctx->actor.kind == ACTOR_CUSTOMER_USER ? ctx->actor.directory_id : ID_NIL;
    r->accounts_n = slot->accounts_n;
    r->directories_n = slot->directories_n;
    r->sides = slot->sides;
    r->viewing = slot->viewing;
    if (slot->member) {
        ctx->account_id = slot->account;
        ctx->account = slot->ref;
        ctx->account.name = moved(slot->ref.name, slot, copy);
        ctx->account.kind = moved(slot->ref.kind, slot, copy);
        ctx->account.country = moved(slot->ref.country, slot, copy);
        ctx->account.public_id = moved(slot->ref.public_id, slot, copy);
    }
}

static ActorSlot *slot_of(Lane *lane, const Digest *token, Str public_id)
{
    lane_forget_old(lane);
    uint64_t h;
    memcpy(&h, token->b, sizeof h);
    h ^= public_id.n ? str_hash(public_id) : 0;
    return &lane->actors[h % ACTOR_SLOTS];
}

/* --- loading --- */

static Err load_account(Ctx *ctx, ActorSlot *slot, Id account_id)
{
    ActorAccountRow row;
    RightsAccount account;
    Rights rights;
    TRY(q_actor_account(system_of(ctx), &(ActorAccountArgs){.id = account_id}, &row));
    TRY(rights_account(system_of(ctx), account_id, &account));
    TRY(rights_of_user(system_of(ctx), slot->actor.user_id, &account, &rights));
    slot->member = rights.member && !str_eq(row.state, S("closed"));
    if (!slot->member) {
        return OK;
    }
    slot->actor.roles = rights.roles;
    slot->actor.perms = rights.perms;
    slot->sides = account.brings.sides;
    slot->account = row.id;
    slot->ref = (AccountRef){.id = row.id,
                             .name = slot_keep(slot, row.name),
                             .kind = slot_keep(slot, row.kind),
                             .country = slot_keep(slot, row.country),
                             .public_id = slot_keep(slot, row.public_id),
                             .standing = account.standing};
    if (!slot->locale && row.locale.n) {
        slot->locale = locale_get(row.locale);
    }
    if (!slot->tz.n) {
        slot->tz = slot_keep(slot, row.time_zone);
    }
    return OK;
}

/* What the vendor's staff see of an account that they look at: all that any role of a partner shows. What would change
 * something is refused (dispatch_check.c). */
static Err load_view(Ctx *ctx, ActorSlot *slot, Id account_id)
{
    ActorAccountRow row;
    RightsAccount account;
    TRY(q_actor_account(system_of(ctx), &(ActorAccountArgs){.id = account_id}, &row));
    TRY(rights_account(system_of(ctx), account_id, &account));
    PermSet allowed = perm_allowed_set(account.kind, &account.brings, false);
    slot->actor.perms = *perm_everybody_set();
    for (int i = 0; i < (int)ROLES_N; i++) {
        if (role_assignable(&ROLES[i])) {
            perm_add(&slot->actor.perms, perm_role_set(i));
        }
    }
    perm_keep(&slot->actor.perms, &allowed);
    perm_drop(&slot->actor.perms, standing_takes(account.standing));
    perm_drop(&slot->actor.perms, standing_view_takes());
    slot->member = slot->viewing = true;
    slot->sides = account.brings.sides;
    slot->account = row.id;
    slot->ref = (AccountRef){.id = row.id,
                             .name = slot_keep(slot, row.name),
                             .kind = slot_keep(slot, row.kind),
                             .country = slot_keep(slot, row.country),
                             .public_id = slot_keep(slot, row.public_id),
                             .standing = account.standing};
    return OK;
}

static bool is_viewing(const Ctx *ctx, const SessionActorRow *s)
{
    return !id_is_nil(s->account_id) && id_eq(s->view_account_id, s->account_id) &&
           time_diff(ctx->wall, s->view_until) < 0;
}

static Err load_directory_roles(Ctx *ctx, ActorSlot *slot)
{
    Rights rights;
    TRY(rights_of_directory(system_of(ctx), slot->actor.user_id, slot->actor.directory_id,
                            slot->actor.kind == ACTOR_OPERATOR, &rights));
    slot->actor.roles = rights.roles;
    slot->actor.perms = rights.perms;
    return OK;
}

static ActorKind kind_of_directory(Str kind)
{
    if (str_eq(kind, S("operator"))) {
        return ACTOR_OPERATOR;
    }
    return str_eq(kind, S("customer")) ? ACTOR_CUSTOMER_USER : ACTOR_USER;
}

static Err load_actor(Ctx *ctx, ActorSlot *slot, const SessionActorRow *s)
{
    ActorUserRow u;
    TRY(q_actor_user(system_of(ctx), &(ActorUserArgs){.id = s->user_id}, &u));
    slot->actor = (Actor){.kind = kind_of_directory(u.directory_kind),
                          .user_id = s->user_id,
                          .directory_id = s->directory_id,
                          .session_id = s->session_id};
    slot->actor.name = slot_keep(slot, str_fmt(ctx->arena, "%.*s %.*s", S_ARG(u.first_name), S_ARG(u.last_name)));
    slot->actor.email = slot_keep(slot, u.email);
    slot->locale = u.locale.n ? locale_get(u.locale) : NULL;
    slot->tz = slot_keep(slot, u.time_zone);
    slot->theme = slot_keep(slot, u.theme);
    ActorAccountsRow *accounts = NULL;
    size_t accounts_n = 0;
    TRY(q_actor_accounts(system_of(ctx), &(ActorAccountsArgs){.user_id = s->user_id}, &accounts, &accounts_n));
    slot->accounts_n = (int64_t)accounts_n;
    ActorDirectoriesRow *directories = NULL;
    size_t directories_n = 0;
    TRY(q_actor_directories(system_of(ctx), &(ActorDirectoriesArgs){.user_id = s->user_id}, &directories,
                            &directories_n));
    slot->directories_n = (int64_t)directories_n;
    if (id_is_nil(s->account_id)) {
        return load_directory_roles(ctx, slot);
    }
    if (slot->actor.kind == ACTOR_OPERATOR && is_viewing(ctx, s)) {
        return load_view(ctx, slot, s->account_id);
    }
    if (slot->actor.kind == ACTOR_OPERATOR) {
        TRY(load_directory_roles(ctx, slot));
        return OK; /* the vendor's staff have no role in a partner's account */
    }
    return load_account(ctx, slot, s->account_id);
}

static Err session_read(Ctx *ctx, const Digest *token, Str public_id, SessionActorRow *ret)
{
    if (!public_id.n) {
        return q_session_actor(system_of(ctx), &(SessionActorArgs){.token_hash = digest_str(token)}, ret);
    }
    SessionActorAtRow at;
    TRY(q_session_actor_at(system_of(ctx),
                           &(SessionActorAtArgs){.public_id = public_id, .token_hash = digest_str(token)}, &at));
    *ret = (SessionActorRow){.session_id = at.session_id,
                             .user_id = at.user_id,
                             .directory_id = at.directory_id,
                             .current_account_id = at.current_account_id,
                             .seen_at = at.seen_at,
                             .methods = at.methods,
                             .strength = at.strength,
                             .authenticated_at = at.authenticated_at,
                             .expires_at = at.expires_at,
                             .created_at = at.created_at,
                             .user_rights = at.user_rights,
                             .account_id = at.account_id,
                             .account_rights = at.account_rights,
                             .idle_minutes = at.idle_minutes,
                             .hours = at.hours,
                             .parent_idle_minutes = at.parent_idle_minutes,
                             .parent_hours = at.parent_hours,
                             .view_account_id = at.view_account_id,
                             .view_until = at.view_until};
    return OK;
}

/* --- how long --- */

SessionLimits session_limits(const App *app)
{
    return (SessionLimits){.idle_us = app->options.session_idle_us, .life_us = app->options.session_us};
}

static int64_t stricter(int64_t us, int64_t asked_us) { return asked_us && (!us || asked_us < us) ? asked_us : us; }

SessionLimits session_limits_under(SessionLimits above, int64_t idle_minutes, int64_t hours)
{
    return (SessionLimits){.idle_us = stricter(above.idle_us, idle_minutes * TIME_MINUTE),
                           .life_us = stricter(above.life_us, hours * TIME_HOUR)};
}

Err session_rule_of(AccountCtx a, SessionRule *ret, SessionLimits *ret_above)
{
    SessionRuleRow row;
    TRY(q_session_rule(a, NULL, &row));
    *ret = (SessionRule){.idle_minutes = row.idle_minutes, .hours = row.hours};
    *ret_above = session_limits_under(session_limits(a.ctx->app), row.parent_idle_minutes, row.parent_hours);
    return OK;
}

Err session_rule_save(AccountCtx a, const SessionRule *rule)
{
    return q_session_rule_put(a, &(SessionRulePutArgs){.idle_minutes = rule->idle_minutes, .hours = rule->hours}, NULL);
}

static bool is_over(const Ctx *ctx, const SessionActorRow *s, SessionLimits most)
{
    return time_diff(ctx->wall, s->expires_at) >= 0 || time_diff(ctx->wall, s->created_at) >= most.life_us ||
           (most.idle_us && time_diff(ctx->wall, s->seen_at) > most.idle_us);
}

/* For members only: a stranger who follows a link to the account keeps their session, and learns nothing. */
static bool is_over_here(const Ctx *ctx, const SessionActorRow *s)
{
    SessionLimits most = session_limits_under(session_limits(ctx->app), s->parent_idle_minutes, s->parent_hours);
    return is_over(ctx, s, session_limits_under(most, s->idle_minutes, s->hours));
}

Err actor_by_cookie(Request *r, Str cookie, Str public_id)
{
    Ctx *ctx = &r->ctx;
    Digest token = secret_digest(ctx->app, cookie);
    SessionActorRow s;
    TRY(session_read(ctx, &token, public_id, &s));
    if (is_over(ctx, &s, session_limits(ctx->app))) {
        return ERR_NOT_FOUND;
    }
    ActorSlot *slot = slot_of(r->lane, &token, public_id);
    bool hit = slot->used && memcmp(slot->token.b, token.b, sizeof token.b) == 0 &&
               str_eq(str_of(slot->public_id, slot->public_id_n), public_id) && slot->user_rights == s.user_rights &&
               slot->account_rights == s.account_rights && id_eq(slot->actor.session_id, s.session_id) &&
               id_eq(slot->actor.directory_id, s.directory_id) &&
               (!slot->member || id_eq(slot->account, s.account_id)) &&
               slot->viewing == (slot->actor.kind == ACTOR_OPERATOR && is_viewing(ctx, &s));
    if (!hit) {
        (void)atomic_fetch_add_explicit(&r->lane->metrics.actor_misses, 1, memory_order_relaxed);
        if (public_id.n > sizeof slot->public_id) {
            return ERR_NOT_FOUND;
        }
        memset(slot, 0, sizeof *slot);
        TRY(load_actor(ctx, slot, &s));
        slot->token = token;
        slot->public_id_n = public_id.n;
        memcpy(slot->public_id, public_id.p ? public_id.p : "", public_id.n);
        slot->user_rights = s.user_rights;
        slot->account_rights = s.account_rights;
        slot->used = true;
    }
    if (slot->member && is_over_here(ctx, &s)) {
        return ERR_NOT_FOUND;
    }
    slot_apply(r, slot);
    r->elsewhere =
        slot->member && public_id.n && !id_is_nil(s.current_account_id) && !id_eq(s.current_account_id, s.account_id);
    r->current_account = s.current_account_id;
    r->own_session = s.session_id;
    r->own_user = s.user_id;
    r->csrf_secret = id_text(ctx->arena, s.session_id);
    r->authenticated = true;
    used_note(ctx, USED_SESSION, s.session_id, s.seen_at);
    r->methods = (unsigned)s.methods;
    r->strength = (int)s.strength;
    r->authenticated_at = s.authenticated_at;
    return OK;
}

/* --- the vendor's look at a partner's pages --- */

bool session_is_viewing(const Ctx *ctx) { return ((const Request *)ctx)->viewing; }

Err session_may_export(Ctx *ctx)
{
    return session_is_viewing(ctx)
               ? problem(ctx, ERR_FORBIDDEN,
                         MSG("You look at this account as the vendor: its lists are not saved as files."),
                         MSG("Ask the partner for the file, or use the exports of the vendor desk."))
               : OK;
}

Err session_view(OperatorCtx o, Id account_id)
{
    Ctx *ctx = o.ctx;
    Time until = id_is_nil(account_id) ? TIME_NONE : time_add(ctx->wall, SESSION_VIEW_MINUTES * TIME_MINUTE);
    return q_session_view(system_of(ctx),
                          &(SessionViewArgs){.id = ctx->actor.session_id, .account_id = account_id, .until = until},
                          NULL);
}

Err session_viewed(OperatorCtx o, Id *ret_account_id, Time *ret_until)
{
    SessionViewedRow row;
    TRY(q_session_viewed(system_of(o.ctx), &(SessionViewedArgs){.id = o.ctx->actor.session_id}, &row));
    bool on = !id_is_nil(row.view_account_id) && time_diff(o.ctx->wall, row.view_until) < 0;
    *ret_account_id = on ? row.view_account_id : ID_NIL;
    *ret_until = on ? row.view_until : TIME_NONE;
    return OK;
}

/* --- what handlers call --- */

Str cookie_text(Request *r, Str name, Str value, int64_t life_s)
{
    return str_fmt(r->ctx.arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s", S_ARG(name), S_ARG(value),
                   (long long)life_s, cookie_is_secure(r) ? "; Secure" : "");
}

/* A secret that nobody has seen yet, its cookie, and what the database keeps of it. */
static Digest new_secret(Request *r)
{
    Str secret = token_new(r->ctx.arena, TOKEN_BYTES);
    ctx_cookie(&r->ctx, cookie_text(r, session_cookie_name(cookie_is_secure(r)), secret,
                                    r->ctx.app->options.session_us / TIME_SECOND));
    return secret_digest(r->ctx.app, secret);
}

Err session_start(SystemCtx s, const SessionNew *n, Id *ret_session_id)
{
    Ctx *ctx = s.ctx;
    Request *r = request_of(ctx);
    TRY(jar_before_start(r, n->user_id));
    Digest digest = new_secret(r);
    Id id = ctx_new_id(ctx);
    Str agent = ctx->req ? utf8_prefix(http_header(ctx->req, S("user-agent")), 200) : S("");
    TRY(q_session_insert(s,
                         &(SessionInsertArgs){.id = id,
                                              .at = ctx->wall,
                                              .user_id = n->user_id,
                                              .directory_id = n->directory_id,
                                              .token_hash = digest_str(&digest),
                                              .account_id = n->account_id,
                                              .expires_at = time_add(ctx->wall, ctx->app->options.session_us),
                                              .address = ctx->req ? ctx->req->remote : S(""),
                                              .agent = utf8_repair(ctx->arena, agent),
                                              .methods = n->methods,
                                              .strength = n->strength},
                         NULL));
    /* At once: what is seen of later requests is written in batches. */
    TRY(q_user_touch(s, &(UserTouchArgs){.at = ctx->wall, .id = n->user_id}, NULL));
    TRY(person_seen(s, n->user_id));
    *ret_session_id = id;
    return OK;
}

Err session_renew(SelfCtx s, unsigned methods, int strength)
{
    Ctx *ctx = s.ctx;
    Digest digest = new_secret(request_of(ctx));
    int64_t changed = 0;
    TRY(q_session_renew(system_of(ctx),
                        &(SessionRenewArgs){.token_hash = digest_str(&digest),
                                            .methods = methods,
                                            .strength = strength,
                                            .at = ctx->wall,
                                            .id = ctx->actor.session_id,
                                            .user_id = ctx->actor.user_id},
                        &changed));
    return changed ? OK : problem(ctx, ERR_UNAUTHENTICATED, MSG("Your session has ended."), MSG("Sign in again."));
}

int session_strength(const Ctx *ctx) { return ((const Request *)ctx)->strength; }

unsigned session_methods(const Ctx *ctx) { return ((const Request *)ctx)->methods; }

Time session_authenticated_at(const Ctx *ctx)
{
    const Request *r = (const Request *)ctx;
    return id_is_nil(r->own_session) ? TIME_NONE : r->authenticated_at;
}

Err session_end(SelfCtx s, Str *ret_goes_on_as)
{
    Ctx *ctx = s.ctx;
    Request *r = request_of(ctx);
    TRY(q_session_end(system_of(ctx), &(SessionEndArgs){.at = ctx->wall, .id = ctx->actor.session_id}, NULL));
    TRY(jar_after_end(r, ret_goes_on_as));
    if (!ret_goes_on_as->n) {
        ctx_cookie(ctx, cookie_text(r, session_cookie_name(cookie_is_secure(r)), S(""), 0));
    }
    return OK;
}

Err session_end_one(SelfCtx s, Id session_id)
{
    int64_t changed = 0;
    TRY(q_session_end_own(system_of(s.ctx),
                          &(SessionEndOwnArgs){.at = s.ctx->wall, .id = session_id, .user_id = s.ctx->actor.user_id},
                          &changed));
    return changed ? OK
                   : problem(s.ctx, ERR_NOT_FOUND, MSG("This session has ended already."),
                             MSG("Reload the list of sessions."));
}

Err session_end_all(SystemCtx s, Id user_id, Id but_id)
{
    TRY(q_session_end_all(s, &(SessionEndAllArgs){.at = s.ctx->wall, .user_id = user_id, .but_id = but_id}, NULL));
    TRY(q_pending_end_all(s, &(PendingEndAllArgs){.user_id = user_id}, NULL));
    return q_user_signed_out(s, &(UserSignedOutArgs){.at = s.ctx->wall, .user_id = user_id}, NULL);
}

Err session_end_everything(SystemCtx s, Id user_id)
{
    TRY(session_end_all(s, user_id, ID_NIL));
    return q_service_tokens_end_all(s, &(ServiceTokensEndAllArgs){.at = s.ctx->wall, .user_id = user_id}, NULL);
}

Err session_choose_account(SelfCtx s, Id account_id)
{
    Ctx *ctx = s.ctx;
    TRY(q_session_choose_account(
        system_of(ctx), &(SessionChooseAccountArgs){.account_id = account_id, .id = ctx->actor.session_id}, NULL));
    return q_user_last_account(system_of(ctx),
                               &(UserLastAccountArgs){.account_id = account_id, .id = ctx->actor.user_id}, NULL);
}

Err session_accounts(SelfCtx s, const AccountOption **ret, size_t *ret_n)
{
    ActorAccountsRow *rows = NULL;
    size_t n = 0;
    TRY(q_actor_accounts(system_of(s.ctx), &(ActorAccountsArgs){.user_id = s.ctx->actor.user_id}, &rows, &n));
    AccountOption *options = arena_array(s.ctx->arena, AccountOption, n);
    for (size_t i = 0; i < n; i++) {
        options[i] = (AccountOption){rows[i].id, rows[i].public_id, rows[i].name, rows[i].country, rows[i].kind};
    }
    *ret = options;
    *ret_n = n;
    return OK;
}

Err session_directories(SelfCtx s, const DirectoryOption **ret, size_t *ret_n)
{
    ActorDirectoriesRow *rows = NULL;
    size_t n = 0;
    TRY(q_actor_directories(system_of(s.ctx), &(ActorDirectoriesArgs){.user_id = s.ctx->actor.user_id}, &rows, &n));
    DirectoryOption *options = arena_array(s.ctx->arena, DirectoryOption, n);
    for (size_t i = 0; i < n; i++) {
        options[i] = (DirectoryOption){rows[i].id, rows[i].name, rows[i].default_domain,
                                       id_eq(rows[i].id, s.ctx->actor.directory_id)};
    }
    *ret = options;
    *ret_n = n;
    return OK;
}

Err session_choose_directory(SelfCtx s, Id directory_id, Id account_id)
{
    TRY(q_session_choose_directory(
        system_of(s.ctx), &(SessionChooseDirectoryArgs){.directory_id = directory_id, .id = s.ctx->actor.session_id},
        NULL));
    return id_is_nil(account_id) ? OK : session_choose_account(s, account_id);
}
