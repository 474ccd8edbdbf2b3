/* Settings: how the people of an organization sign in and who keeps them in step. The overview, and switching. */
#include "areas/federation/pages.h"

#include "app/mail.h"
#include "app/notify.h"
#include "app/session.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/federation/federation.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/federation_html.h"
#include "gen/federation_q.h"

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }
static FactView fact_msg(Msg label, Msg text) { return (FactView){.label = label, .msg = text, .kind = FACT_MSG}; }

static StateView state_of(const Connection *c)
{
    if (!c->there) {
        return (StateView){STATE_OFF, MSG("Not set up")};
    }
    if (!c->on) {
        return (StateView){STATE_OFF, MSG("Switched off")};
    }
    return c->enforced ? (StateView){STATE_GOOD, MSG("On, and the only way in")}
                       : (StateView){STATE_GOOD, MSG("On, beside passwords")};
}

static Str joined(Ctx *ctx, const FederationDomainsRow *rows, size_t n)
{
    Str *words = arena_array(ctx->arena, Str, n);
    for (size_t i = 0; i < n; i++) {
        words[i] = rows[i].domain;
    }
    return str_join(ctx->arena, words, n, S(", "));
}

static Str role_names(Ctx *ctx, Str ids)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str id;
    while (str_split(&ids, ' ', &id)) {
        Msg name = place_role_name(id);
        if (id.n) {
            buf_add(&b, b.n ? S(", ") : S(""));
            msg_write(&b, ctx->locale, &name);
        }
    }
    return buf_str(&b);
}

static Err fill_facts(Place *p, const Connection *c, FederationView *v)
{
    Ctx *ctx = p->ctx;
    FederationDomainsRow *domains;
    FederationUserRow glass;
    size_t n;
    TRY(q_federation_domains(p->d, NULL, &domains, &n));
    FactView *f = arena_array(ctx->arena, FactView, 12);
    v->facts = f;
    f[v->facts_n++] = fact(MSG("Name"), c->name);
    f[v->facts_n++] = fact(MSG("Issuer"), c->issuer);
    f[v->facts_n++] = fact(MSG("Client ID"), c->client_id);
    f[v->facts_n++] = fact(MSG("E-mail domains"), joined(ctx, domains, n));
    Str roles = role_names(ctx, c->jit_roles);
    f[v->facts_n++] = fact_msg(MSG("People who are new"), !c->jit   ? MSG("are not added on their own")
                                                          : roles.n ? MSG1("are added as: {roles}", "roles", roles)
                                                                    : MSG("are added without a role"));
    f[v->facts_n++] = fact_msg(MSG("Second factor"), c->trust_mfa ? MSG("the provider's counts here")
                                                                  : MSG("is asked for here where it is needed"));
    f[v->facts_n++] = (FactView){.label = MSG("Last proven by a Global admin"), .at = c->proven_at, .kind = FACT_TIME};
    if (c->enforced && q_federation_user(p->d, &(FederationUserArgs){.id = c->break_glass_id}, &glass) == OK) {
        f[v->facts_n++] = fact(MSG("May still use a password"), glass.sign_in);
    }
    return OK;
}

/* What has to be entered at the provider. */
static void fill_ours(Place *p, const Connection *c, FederationView *v)
{
    FactView *f = arena_array(p->ctx->arena, FactView, 4);
    v->ours = f;
    f[v->ours_n++] = fact(MSG("Redirect address"), c->redirect_uri);
    f[v->ours_n++] = fact(MSG("Address after signing out"), connection_logout_uri(p->ctx));
    if (c->there && c->client_auth == CLIENT_PRIVATE_KEY) {
        f[v->ours_n++] = fact(MSG("Our public key"), connection_keys_uri(p->ctx, c->directory_id));
    }
}

static Err fill_trouble(Place *p, FederationView *v)
{
    FederationProviderRow row;
    Err err = q_federation_provider(p->d, NULL, &row);
    if (err != OK || !row.problem.n) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    Msg what = msg_unpack(p->ctx->arena, row.problem, row.problem_args);
    Buf at = buf_on_arena(p->ctx->arena, BUF_MAX_SMALL);
    fmt_time(&at, p->ctx->locale, p->ctx->tz, row.problem_at);
    v->has_trouble = true;
    v->trouble = (NoticeView){
        .kind = NOTICE_WARN,
        .text = MSG2("{when}: {what}", "when", buf_str(&at), "what", msg_text(p->ctx->arena, p->ctx->locale, &what)),
        .action = MSG("Test the connection"),
        .action_url = (Url){S("#test")}};
    return OK;
}

static Err fill_break_glass(Place *p, FederationView *v, Str chosen)
{
    FederationAdminsRow *rows;
    size_t n;
    TRY(q_federation_admins(p->d, NULL, &rows, &n));
    OptionView *o = arena_array(p->ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("Choose a person")};
    for (size_t i = 0; i < n; i++) {
        Str id = id_text(p->ctx->arena, rows[i].id);
        o[i + 1] = (OptionView){.value = id,
                                .text = str_fmt(p->ctx->arena, "%.*s %.*s, %.*s", S_ARG(rows[i].first_name),
                                                S_ARG(rows[i].last_name), S_ARG(rows[i].sign_in)),
                                .selected = str_eq(id, chosen)};
    }
    v->break_glass = (FieldView){.kind = FIELD_SELECT,
                                 .name = S("break_glass"),
                                 .label = MSG("Who may still use a password"),
                                 .hint = MSG("For the day the provider fails. Somebody with a strong password and a "
                                             "second factor here."),
                                 .error = problem_of_field(p->ctx, S("break_glass")),
                                 .options = o,
                                 .options_n = n + 1};
    return OK;
}

/* --- rules --- */

static Msg test_word(Str test)
{
    return str_eq(test, S("like")) ? MSG("is like") : str_eq(test, S("any")) ? MSG("is there") : MSG("is");
}

static Err fill_rules(Place *p, FederationView *v)
{
    Ctx *ctx = p->ctx;
    FederationRulesRow *rows;
    FederationAccountsRow *accounts;
    size_t n, accounts_n;
    TRY(q_federation_rules(p->d, NULL, &rows, &n));
    TRY(q_federation_accounts(p->d, NULL, &accounts, &accounts_n));
    RuleRow *rules = arena_array(ctx->arena, RuleRow, n);
    for (size_t i = 0; i < n; i++) {
        Msg role = place_role_name(rows[i].role);
        rules[i] = (RuleRow){.claim = rows[i].claim,
                             .value = rows[i].value,
                             .test = test_word(rows[i].test),
                             .role = role,
                             .what = str_fmt(ctx->arena, "%.*s %.*s: %.*s", S_ARG(rows[i].claim), S_ARG(rows[i].value),
                                             S_ARG(msg_text(ctx->arena, ctx->locale, &role))),
                             .remove = url_fmt(ctx->arena, "%u/rules/%i/remove", place_url(p, ""), rows[i].id)};
        for (size_t k = 0; k < accounts_n; k++) {
            if (id_eq(accounts[k].id, rows[i].account_id)) {
                rules[i].account = accounts[k].name;
            }
        }
    }
    v->rules = rules;
    v->rules_n = n;
    return OK;
}

/* --- tokens --- */

static StateView token_state(Ctx *ctx, const ProvisioningTokensRow *row)
{
    if (time_is_set(row->ended_at)) {
        return (StateView){STATE_OFF, MSG("Ended")};
    }
    return row->expires_at.us <= ctx->wall.us ? (StateView){STATE_BAD, MSG("Expired")}
                                              : (StateView){STATE_GOOD, MSG("Valid")};
}

static Err fill_provisioning(Place *p, FederationView *v)
{
    Ctx *ctx = p->ctx;
    ProvisioningTokensRow *rows;
    size_t n;
    TRY(federation_is_provisioned(p->d, &v->provisioned));
    TRY(q_provisioning_tokens(p->d, NULL, &rows, &n));
    TokenRow *tokens = arena_array(ctx->arena, TokenRow, n);
    for (size_t i = 0; i < n; i++) {
        StateView state = token_state(ctx, &rows[i]);
        tokens[i] = (TokenRow){.name = rows[i].name,
                               .created_at = rows[i].created_at,
                               .expires_at = rows[i].expires_at,
                               .used_at = rows[i].used_at,
                               .state = state,
                               .open = state.kind == STATE_GOOD,
                               .end = url_fmt(ctx->arena, "%u/tokens/%i/end", place_url(p, ""), rows[i].id)};
    }
    v->tokens = tokens;
    v->tokens_n = n;
    v->provisioning = v->provisioned ? (StateView){STATE_GOOD, MSG("On")} : (StateView){STATE_OFF, MSG("Off")};
    v->scim_url = federation_scim_url(ctx, ctx->directory_id);
    return OK;
}

/* --- the page --- */

static Err overview(Place *p, FederationView **ret)
{
    Ctx *ctx = p->ctx;
    Connection c;
    TRY(connection_get(p->d, &c));
    FederationView *v = arena_new(ctx->arena, FederationView);
    *v = (FederationView){.shell = place_shell(p),
                          .there = c.there,
                          .on = c.on,
                          .enforced = c.enforced,
                          .provable = time_is_set(c.proven_at),
                          .state = state_of(&c),
                          .provider = c.name,
                          .edit = place_url(p, "/provider"),
                          .test = place_url(p, "/test"),
                          .try = place_url(p, "/try"),
                          .switch_url = place_url(p, "/switch"),
                          .release = place_url(p, "/release"),
                          .rule_add = place_url(p, "/rules/add"),
                          .domains = place_url(p, "/domains"),
                          .token_add = place_url(p, "/tokens/add"),
                          .stop = place_url(p, "/stop"),
                          .errors = problem_links(ctx)};
    if (c.there) {
        TRY(fill_facts(p, &c, v));
        TRY(fill_trouble(p, v));
        TRY(fill_break_glass(p, v, ctx->req ? ctx_form(ctx, S("break_glass")) : S("")));
        v->released =
            place_text(ctx, S("released"), ctx->req ? ctx_form(ctx, S("released")) : S(""), MSG("Sign-in name"));
    }
    fill_ours(p, &c, v);
    TRY(fill_rules(p, v));
    v->shell->failed = v->errors.links_n > 0;
    *ret = v;
    return fill_provisioning(p, v);
}

Err place_overview(Place *p)
{
    FederationView *v;
    TRY(overview(p, &v));
    RENDER(p->ctx, 200, federation_settings, v);
    return OK;
}

/* --- switching --- */

static Err tell_admins(Place *p, Msg title)
{
    Ctx *ctx = p->ctx;
    if (p->operator_) {
        return OK; /* the vendor's staff belong to no account */
    }
    return tell_roles(ctx, ctx->account_id, S("global_admin"),
                      &(Tell){.category = S("security"),
                              .account_id = ctx->account_id,
                              .icon = S("shield"),
                              .title = title,
                              .url = place_url(p, "")});
}

static Err check_enforce(Place *p, const Connection *c, Id glass)
{
    Ctx *ctx = p->ctx;
    FederationAdminsRow *rows;
    size_t n;
    bool known = false;
    TRY(q_federation_admins(p->d, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        known = known || id_eq(rows[i].id, glass);
    }
    if (!known) {
        problem_field(ctx, S("break_glass"), MSG("Choose who may still use a password."));
    }
    if (!c->on || !time_is_set(c->proven_at)) {
        problem_field(ctx, S("proven"),
                      MSG("First sign in through the provider yourself, or try it, so that nobody is locked out."));
    }
    return problem_check(ctx);
}

static Err switch_to(Place *p, const Connection *c, Str to, Id glass, Msg *ret_done, Msg *ret_tell)
{
    Str name = c->name;
    if (str_eq(to, S("on"))) {
        *ret_done = MSG("Sign-in at the provider is switched on.");
        *ret_tell = MSG1("People of your organization can now sign in at {provider}", "provider", name);
        return connection_switch(p->d, true, false, ID_NIL);
    }
    if (str_eq(to, S("off"))) {
        *ret_done = MSG("Sign-in at the provider is switched off. Passwords are taken again.");
        *ret_tell = MSG1("Sign-in at {provider} was switched off", "provider", name);
        return connection_switch(p->d, false, false, ID_NIL);
    }
    if (str_eq(to, S("enforce"))) {
        TRY(check_enforce(p, c, glass));
        *ret_done = MSG("Passwords are no longer taken.");
        *ret_tell = MSG1("People of your organization now sign in at {provider} only", "provider", name);
        return connection_switch(p->d, true, true, glass);
    }
    if (str_eq(to, S("allow"))) {
        *ret_done = MSG("Passwords are taken again.");
        *ret_tell = MSG("Passwords are taken again in your organization");
        return connection_switch(p->d, c->on, false, ID_NIL);
    }
    return problem(p->ctx, ERR_INVALID, MSG("This switch does not exist."), MSG("Reload the page and try again."));
}

Err place_switch(Place *p)
{
    Ctx *ctx = p->ctx;
    Connection c;
    Msg done = {0}, tell = {0};
    Id glass = ID_NIL;
    Str to = ctx_form(ctx, S("to"));
    TRY(connection_get(p->d, &c));
    if (!c.there) {
        return problem(ctx, ERR_CONFLICT, MSG("No provider is set up yet."), MSG("Set it up first."));
    }
    if (id_parse(ctx_form(ctx, S("break_glass")), &glass) != OK) {
        glass = ID_NIL;
    }
    Err err = switch_to(p, &c, to, glass, &done, &tell);
    if (err == ERR_INVALID && ctx->problem.fields_n) {
        FederationView *v;
        TRY(overview(p, &v));
        return RENDER_FAILED(ctx, federation_settings, v);
    }
    TRY(err);
    TRY(tell_admins(p, tell));
    ctx->audit.target_kind = S("directory");
    ctx->audit.target_id = ctx->directory_id;
    ctx->audit.target_name = p->directory_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"sign_in_at", c.on ? c.enforced ? S("enforce") : S("on") : S("off")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"sign_in_at", str_eq(to, S("allow")) ? S("on") : to});
    ctx_redirect(ctx, place_url(p, ""), done);
    return OK;
}

/* --- somebody whose account at the provider was made anew --- */

static Err released(Place *p, const Connection *c, FederationUserByNameRow *ret)
{
    Ctx *ctx = p->ctx;
    Str name = identity_name_key(ctx->arena, ctx_form(ctx, S("released")));
    Err err = q_federation_user_by_name(p->d, &(FederationUserByNameArgs){.sign_in = name, .issuer = c->issuer}, ret);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (err != OK || str_eq(ret->state, S("removed"))) {
        problem_field(ctx, S("released"), MSG("Nobody of this organization signs in with this name."));
    } else if (!ret->linked) {
        problem_field(ctx, S("released"), MSG("This person is not linked with an account of the provider."));
    }
    return problem_check(ctx);
}

Err place_release(Place *p)
{
    Ctx *ctx = p->ctx;
    Connection c;
    FederationUserByNameRow user;
    TRY(connection_get(p->d, &c));
    if (!c.there) {
        return problem(ctx, ERR_CONFLICT, MSG("No provider is set up yet."), MSG("Set it up first."));
    }
    Err err = released(p, &c, &user);
    if (err == ERR_INVALID) {
        FederationView *v;
        TRY(overview(p, &v));
        return RENDER_FAILED(ctx, federation_settings, v);
    }
    TRY(err);
    TRY(q_federation_links_drop(p->d, &(FederationLinksDropArgs){.user_id = user.id}, NULL));
    TRY(session_end_all(system_of(ctx), user.id, id_eq(user.id, ctx->actor.user_id) ? ctx->actor.session_id : ID_NIL));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = user.id;
    ctx->audit.target_name = user.sign_in;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"linked", S("true")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"linked", S("false")});
    ctx_redirect(ctx, place_url(p, ""), MSG1("{name} is released.", "name", user.sign_in));
    return OK;
}
