/* Settings: the provider's form, and saving it. */
#include "areas/federation/pages.h"

#include "app/unit.h"
#include "base/num.h"
#include "gen/federation_html.h"
#include "gen/federation_q.h"

enum { LIST_MAX = 100 };

/* --- the form --- */

static const OptionView *auth_options(Arena *a, ClientAuth chosen)
{
    OptionView *o = arena_array(a, OptionView, 3);
    o[0] = (OptionView){.value = S("secret_basic"), .label = MSG("Client secret, in the header (client_secret_basic)")};
    o[1] = (OptionView){.value = S("secret_post"), .label = MSG("Client secret, in the body (client_secret_post)")};
    o[2] =
        (OptionView){.value = S("private_key"), .label = MSG("A key made here (private_key_jwt); no secret is shared")};
    o[chosen].selected = true;
    return o;
}

static bool listed(const Str *list, size_t n, Str one)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i], one)) {
            return true;
        }
    }
    return false;
}

static Err domain_list(Place *p, const ConnectionInput *in, CheckList *ret)
{
    FederationDomainsOwnedRow *rows;
    size_t n;
    TRY(q_federation_domains_owned(system_of(p->ctx),
                                   &(FederationDomainsOwnedArgs){.directory_id = p->ctx->directory_id}, &rows, &n));
    OptionView *o = arena_array(p->ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = (OptionView){
            .value = rows[i].name, .text = rows[i].name, .selected = listed(in->domains, in->domains_n, rows[i].name)};
    }
    *ret = (CheckList){.name = S("domains"),
                       .label = MSG("E-mail domains"),
                       .hint = MSG("Whoever enters an address of these domains is sent to the provider. Only domains "
                                   "that belong to your organization here are offered."),
                       .error = problem_of_field(p->ctx, S("domains")),
                       .options = o,
                       .options_n = n};
    return OK;
}

static FieldView check_field(Str name, bool checked, Msg label, Msg hint)
{
    return (FieldView){.kind = FIELD_CHECKBOX, .name = name, .checked = checked, .label = label, .hint = hint};
}

static void fill_texts(Place *p, const Connection *now, const ConnectionInput *in, ProviderFormView *v)
{
    Ctx *ctx = p->ctx;
    v->name = place_text(ctx, S("name"), in->name, MSG("Name of the provider"));
    v->name.hint = MSG("As people know it; it stands on the button.");
    v->issuer = place_text(ctx, S("issuer"), in->issuer, MSG("Issuer"));
    v->issuer.hint = MSG("The address that the provider names as its issuer. Everything else is read from there.");
    v->issuer.inputmode = S("url");
    v->issuer.width = S("w-full");
    v->client_id = place_text(ctx, S("client_id"), in->client_id, MSG("Client ID"));
    v->client_id.width = S("w-full");
    v->client_auth = (FieldView){.kind = FIELD_RADIO,
                                 .name = S("client_auth"),
                                 .label = MSG("How this center proves who it is"),
                                 .options = auth_options(ctx->arena, in->client_auth),
                                 .options_n = 3};
    v->secret = place_text(ctx, S("secret"), S(""), MSG("Client secret"));
    v->secret.kind = FIELD_PASSWORD;
    v->secret.autocomplete = S("off");
    v->secret.optional = true;
    v->secret.hint = now->secret_sealed.n && now->client_auth != CLIENT_PRIVATE_KEY
                         ? MSG("A secret is stored, encrypted. Leave this empty to keep it.")
                         : MSG("Stored encrypted, and never shown again.");
    v->scopes = place_text(ctx, S("scopes"), in->scopes, MSG("Scopes"));
    v->scopes.hint = MSG("Words by spaces. openid is needed, email and profile are usual.");
}

static Err provider_view(Place *p, const Connection *now, const ConnectionInput *in, int64_t version,
                         ProviderFormView **ret)
{
    Ctx *ctx = p->ctx;
    ProviderFormView *v = arena_new(ctx->arena, ProviderFormView);
    *v = (ProviderFormView){
        .shell = place_sub_shell(p, now->there ? MSG("Change the provider") : MSG("Set up a provider")),
        .form = {.action = place_url(p, "/provider"), .errors = problem_links(ctx), .version = version},
        .redirect_uri = now->redirect_uri,
        .keys_uri = connection_keys_uri(ctx, ctx->directory_id),
        .back = place_url(p, "")};
    v->shell->failed = v->form.errors.links_n > 0;
    fill_texts(p, now, in, v);
    TRY(domain_list(p, in, &v->domains));
    v->jit = check_field(S("jit"), in->jit, MSG("Add people at their first sign-in"),
                         MSG("Whoever the provider signs in with a verified address of these domains becomes a user."));
    v->jit_roles = (CheckList){.name = S("jit_roles"),
                               .label = MSG("Roles of people who are added so"),
                               .hint = MSG("Given once. Further roles come from rules, or are given by hand."),
                               .error = problem_of_field(ctx, S("jit_roles"))};
    v->jit_roles.options = place_roles(p, in->jit_roles, &v->jit_roles.options_n);
    TRY(place_accounts(p, in->jit_account_id, &v->jit_account, &v->has_accounts));
    v->trust_email =
        check_field(S("trust_email"), in->trust_email, MSG("Take addresses as verified when the provider does not say"),
                    MSG("Some providers leave email_verified out. Only for a provider that your organization runs."));
    v->trust_mfa = check_field(S("trust_mfa"), in->trust_mfa, MSG("Trust the provider's second factor"),
                               MSG("When it says that it asked for two factors (amr or acr), none is asked for here."));
    *ret = v;
    return OK;
}

static Err input_of(Place *p, const Connection *c, ConnectionInput *ret)
{
    FederationDomainsRow *rows;
    size_t n;
    TRY(q_federation_domains(p->d, NULL, &rows, &n));
    Str *domains = arena_array(p->ctx->arena, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        domains[i] = rows[i].domain;
    }
    *ret = (ConnectionInput){.name = c->name,
                             .issuer = c->issuer,
                             .client_id = c->client_id,
                             .scopes = c->there ? c->scopes : S("openid email profile"),
                             .client_auth = c->client_auth,
                             .jit = c->jit,
                             .trust_email = c->trust_email,
                             .trust_mfa = c->trust_mfa,
                             .jit_roles = c->jit_roles,
                             .jit_account_id = c->jit_account_id,
                             .domains = domains,
                             .domains_n = n};
    return OK;
}

Err place_provider_form(Place *p)
{
    Connection c;
    ConnectionInput in;
    ProviderFormView *v;
    TRY(connection_get(p->d, &c));
    TRY(input_of(p, &c, &in));
    TRY(provider_view(p, &c, &in, c.version, &v));
    RENDER(p->ctx, 200, federation_provider_form, v);
    return OK;
}

/* --- saving --- */

static Str *form_list(Ctx *ctx, Str name, size_t *ret_n)
{
    Str *list = arena_array(ctx->arena, Str, LIST_MAX), one;
    *ret_n = 0;
    for (size_t i = 0; i < LIST_MAX && ctx_form_nth(ctx, name, i, &one); i++) {
        if (one.n) {
            list[(*ret_n)++] = one;
        }
    }
    return list;
}

/* Only roles that can be given here: others would be somebody's own invention. */
static Str roles_of_form(Ctx *ctx, bool operator_)
{
    size_t n, kept = 0;
    Str *list = form_list(ctx, S("jit_roles"), &n);
    for (size_t i = 0; i < n; i++) {
        if (entry_role_fits(role_find(list[i]), operator_)) {
            list[kept++] = list[i];
        }
    }
    return str_join(ctx->arena, list, kept, S(" "));
}

static ConnectionInput input_of_form(Ctx *ctx, bool operator_)
{
    Str auth = ctx_form(ctx, S("client_auth"));
    ConnectionInput in = {.name = str_trim(ctx_form(ctx, S("name"))),
                          .issuer = str_trim(ctx_form(ctx, S("issuer"))),
                          .client_id = str_trim(ctx_form(ctx, S("client_id"))),
                          .secret = str_trim(ctx_form(ctx, S("secret"))),
                          .scopes = str_trim(ctx_form(ctx, S("scopes"))),
                          .client_auth = str_eq(auth, S("secret_post"))   ? CLIENT_SECRET_POST
                                         : str_eq(auth, S("private_key")) ? CLIENT_PRIVATE_KEY
                                                                          : CLIENT_SECRET_BASIC,
                          .jit = ctx_form(ctx, S("jit")).n > 0,
                          .trust_email = ctx_form(ctx, S("trust_email")).n > 0,
                          .trust_mfa = ctx_form(ctx, S("trust_mfa")).n > 0,
                          .jit_roles = roles_of_form(ctx, operator_)};
    in.domains = form_list(ctx, S("domains"), &in.domains_n);
    return in;
}

typedef struct Save {
    FindPlace find;
    Place place;
    Connection now;
    ConnectionInput in;
    Str key, sealed; /* key: a new private one, made before the unit */
    int64_t version;
    ProviderFormView *view;
} Save;

static Err account_named(Place *p, Str text, Id *ret)
{
    FederationAccountsRow *rows;
    size_t n;
    *ret = ID_NIL;
    TRY(q_federation_accounts(p->d, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(id_text(p->ctx->arena, rows[i].id), text)) {
            *ret = rows[i].id;
        }
    }
    return OK;
}

static bool word_in(Str words, Str word)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

/* Those that were chosen before, for the same account, are not chosen now. */
static Err check_roles(Save *s)
{
    Str rest = s->in.jit_roles, role;
    bool same = id_eq(s->in.jit_account_id, s->now.jit_account_id);
    while (s->in.jit && str_split(&rest, ' ', &role)) {
        if (role.n && !(same && s->now.jit && word_in(s->now.jit_roles, role))) {
            TRY(place_check_role(&s->place, role, s->in.jit_account_id, S("jit_roles")));
        }
    }
    return OK;
}

static Err save_look(Ctx *ctx, void *arg)
{
    Save *s = arg;
    TRY(s->find(ctx, &s->place));
    TRY(connection_get(s->place.d, &s->now));
    s->in = input_of_form(ctx, s->place.operator_);
    TRY(account_named(&s->place, ctx_form(ctx, S("account")), &s->in.jit_account_id));
    connection_check(ctx, &s->now, &s->in);
    TRY(check_roles(s));
    return problem_check(ctx) == OK ? OK : provider_view(&s->place, &s->now, &s->in, s->version, &s->view);
}

static Str audit_of(Ctx *ctx, Str name, Str issuer, Str client_id, Str scopes, bool jit, Str jit_roles)
{
    return AUDIT_JSON(ctx->arena, {"name", name}, {"issuer", issuer}, {"client_id", client_id}, {"scopes", scopes},
                      {"jit", jit ? S("true") : S("")}, {"jit_roles", jit_roles});
}

static Err save_unit(Ctx *ctx, void *arg)
{
    Save *s = arg;
    TRY(s->find(ctx, &s->place));
    TRY(connection_get(s->place.d, &s->now));
    if (s->now.there && s->now.version != s->version) {
        return problem(ctx, ERR_STALE, MSG("Somebody else has changed the provider meanwhile."),
                       MSG("Open the form again, look at the change and make yours again."));
    }
    TRY(connection_save(s->place.d, &s->now, &s->in, s->sealed, s->version));
    const Connection *c = &s->now;
    ctx->audit.target_kind = S("directory");
    ctx->audit.target_id = ctx->directory_id;
    ctx->audit.target_name = s->place.directory_name;
    ctx->audit.before = audit_of(ctx, c->name, c->issuer, c->client_id, c->scopes, c->jit, c->jit_roles);
    ctx->audit.after =
        audit_of(ctx, s->in.name, s->in.issuer, s->in.client_id, s->in.scopes, s->in.jit, s->in.jit_roles);
    return OK;
}

/* A key is made outside of units: it takes longer than others should wait. */
static Err seal_new(Ctx *ctx, Save *s)
{
    Id directory = s->now.directory_id;
    if (s->in.client_auth == CLIENT_PRIVATE_KEY) {
        bool has = s->now.there && s->now.client_auth == CLIENT_PRIVATE_KEY && s->now.secret_sealed.n;
        if (!has) {
            TRY(jwt_key_new(ctx->arena, &s->key));
            s->sealed = connection_seal(ctx, directory, s->key);
        }
    } else if (s->in.secret.n) {
        s->sealed = connection_seal(ctx, directory, s->in.secret);
    }
    return OK;
}

Err place_provider_save(Ctx *ctx, FindPlace find, const char *action)
{
    Save s = {.find = find};
    if (str_to_i64(ctx_form(ctx, S("version")), &s.version) != OK) {
        s.version = 0;
    }
    TRY(unit_run(ctx, MODE_READ, NULL, save_look, &s));
    if (s.view) {
        return RENDER_FAILED(ctx, federation_provider_form, s.view);
    }
    TRY(seal_new(ctx, &s));
    TRY(unit_run(ctx, MODE_WRITE, action, save_unit, &s));
    ctx_redirect(ctx, place_url(&s.place, ""), MSG("Saved. Test the connection before you switch it on."));
    return OK;
}
