/* Settings: rules that give roles by what the provider says, and tokens of provisioning clients. */
#include "areas/federation/pages.h"

#include "app/session.h"
#include "app/unit.h"
#include "areas/federation/federation.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_html.h"
#include "gen/federation_q.h"

enum { CLAIM_MAX = 120, VALUE_MAX = 255, RULES_MAX = 200, TOKENS_MAX = 10, TOKEN_NAME_MAX = 60 };
#define SCIM_TOKEN_PREFIX "entente_scim_"

/* --- rules --- */

typedef struct RuleInput {
    Str claim, test, value, role;
    Id account_id;
} RuleInput;

static const OptionView *test_options(Arena *a, Str chosen)
{
    OptionView *o = arena_array(a, OptionView, 3);
    o[0] = (OptionView){.value = S("is"), .label = MSG("is")};
    o[1] = (OptionView){.value = S("like"), .label = MSG("is like (* stands for anything)")};
    o[2] = (OptionView){.value = S("any"), .label = MSG("is there")};
    for (size_t i = 0; i < 3; i++) {
        o[i].selected = str_eq(o[i].value, chosen);
    }
    return o;
}

static Err rule_view(Place *p, const RuleInput *in, RuleFormView **ret)
{
    Ctx *ctx = p->ctx;
    RuleFormView *v = arena_new(ctx->arena, RuleFormView);
    *v = (RuleFormView){.shell = place_sub_shell(p, MSG("Add a rule")),
                        .form = {.action = place_url(p, "/rules"), .errors = problem_links(ctx)},
                        .claim = place_text(ctx, S("claim"), in->claim, MSG("Claim")),
                        .value = place_text(ctx, S("value"), in->value, MSG("Value")),
                        .back = place_url(p, "")};
    v->shell->failed = v->form.errors.links_n > 0;
    v->claim.hint = MSG(
        "Such as groups, or realm_access.roles for one inside another. If it is a list, one value of it is enough.");
    v->test = (FieldView){.kind = FIELD_SELECT,
                          .name = S("test"),
                          .label = MSG("Test"),
                          .options = test_options(ctx->arena, in->test),
                          .options_n = 3};
    v->value.optional = true;
    v->value.hint = MSG("Capital letters count. Not needed when it is enough that the claim is there.");
    v->role = (FieldView){
        .kind = FIELD_SELECT, .name = S("role"), .label = MSG("Role"), .error = problem_of_field(ctx, S("role"))};
    size_t n;
    const OptionView *roles = place_roles(p, in->role, &n);
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("Choose a role")};
    memcpy(options + 1, roles, n * sizeof *roles);
    v->role.options = options;
    v->role.options_n = n + 1;
    TRY(place_accounts(p, in->account_id, &v->account, &v->has_accounts));
    *ret = v;
    return OK;
}

Err place_rule_form(Place *p)
{
    RuleFormView *v;
    TRY(rule_view(p, &(RuleInput){.claim = S("groups"), .test = S("is")}, &v));
    RENDER(p->ctx, 200, federation_rule_form, v);
    return OK;
}

static Err rule_account(Place *p, Id *ret)
{
    Str text = ctx_form(p->ctx, S("account"));
    FederationAccountsRow *rows;
    size_t n;
    *ret = ID_NIL;
    if (text.n == 0 || p->operator_) {
        return OK;
    }
    TRY(q_federation_accounts(p->d, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(id_text(p->ctx->arena, rows[i].id), text)) {
            *ret = rows[i].id;
            return OK;
        }
    }
    problem_field(p->ctx, S("account"), MSG("Choose an account of the list."));
    return OK;
}

static void rule_check(Place *p, const RuleInput *in)
{
    Ctx *ctx = p->ctx;
    bool any = str_eq(in->test, S("any"));
    if (in->claim.n == 0 || utf8_count(in->claim) > CLAIM_MAX || utf8_has_control(in->claim)) {
        problem_field(ctx, S("claim"), MSG("Enter the name of a claim, such as groups."));
    }
    if (!any && in->value.n == 0) {
        problem_field(ctx, S("value"), MSG("Enter the value that gives the role."));
    } else if (utf8_count(in->value) > VALUE_MAX || utf8_has_control(in->value)) {
        problem_field(ctx, S("value"),
                      MSG1("Use at most {n} characters, on one line.", "n", str_fmt(ctx->arena, "%d", VALUE_MAX)));
    }
    if (!entry_role_fits(role_find(in->role), p->operator_)) {
        problem_field(ctx, S("role"), MSG("Choose a role of the list."));
    }
}

static void audit_rule(Place *p, Id id, Str claim)
{
    p->ctx->audit.target_kind = S("directory");
    p->ctx->audit.target_id = id;
    p->ctx->audit.target_name = claim;
}

Err place_rule_add(Place *p)
{
    Ctx *ctx = p->ctx;
    FederationRulesRow *rows;
    size_t n;
    RuleInput in = {.claim = str_trim(ctx_form(ctx, S("claim"))),
                    .test = ctx_form(ctx, S("test")),
                    .value = str_trim(ctx_form(ctx, S("value"))),
                    .role = ctx_form(ctx, S("role"))};
    in.test = str_eq(in.test, S("like")) || str_eq(in.test, S("any")) ? in.test : S("is");
    in.value = str_eq(in.test, S("any")) ? S("") : in.value;
    TRY(rule_account(p, &in.account_id));
    rule_check(p, &in);
    if (ctx->problem.fields_n == 0) {
        TRY(place_check_role(p, in.role, in.account_id, S("role")));
    }
    TRY(q_federation_rules(p->d, NULL, &rows, &n));
    if (n >= RULES_MAX) {
        problem_field(ctx, S("claim"), MSG("There are as many rules as there can be. Remove one first."));
    }
    if (problem_check(ctx) != OK) {
        RuleFormView *v;
        TRY(rule_view(p, &in, &v));
        return RENDER_FAILED(ctx, federation_rule_form, v);
    }
    Id id = ctx_new_id(ctx);
    TRY(q_federation_rule_add(p->d,
                              &(FederationRuleAddArgs){.id = id,
                                                       .created_by = ctx->actor.user_id,
                                                       .claim = in.claim,
                                                       .test = in.test,
                                                       .value = in.value,
                                                       .role = in.role,
                                                       .account_id = in.account_id},
                              NULL));
    audit_rule(p, id, in.claim);
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"claim", in.claim}, {"test", in.test}, {"value", in.value}, {"role", in.role});
    ctx_redirect(ctx, place_url(p, ""), MSG("The rule is added. It counts from each person's next sign-in on."));
    return OK;
}

Err place_rule_remove(Place *p)
{
    Ctx *ctx = p->ctx;
    Id id;
    FederationRulesRow *rows;
    size_t n;
    TRY(ctx_param_id(ctx, S("rule"), &id));
    TRY(q_federation_rules(p->d, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].id, id)) {
            TRY(q_federation_rule_drop(p->d, &(FederationRuleDropArgs){.id = id}, NULL));
            audit_rule(p, id, rows[i].claim);
            ctx->audit.before = AUDIT_JSON(ctx->arena, {"claim", rows[i].claim}, {"test", rows[i].test},
                                           {"value", rows[i].value}, {"role", rows[i].role});
            ctx_redirect(ctx, place_url(p, ""),
                         MSG("The rule is removed. Roles it gave end at each person's next sign-in."));
            return OK;
        }
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("This rule is gone already."), MSG("Reload the page."));
}

/* --- tokens --- */

static const int LIVES[] = {90, 180, 365};

static TokenFormView *token_view(Place *p, Str name, int64_t days, bool first)
{
    Ctx *ctx = p->ctx;
    TokenFormView *v = arena_new(ctx->arena, TokenFormView);
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(LIVES));
    for (size_t i = 0; i < COUNT_OF(LIVES); i++) {
        o[i] = (OptionView){.value = str_fmt(ctx->arena, "%d", LIVES[i]),
                            .label = MSGN("{n} day", "{n} days", LIVES[i]),
                            .selected = LIVES[i] == days};
    }
    *v = (TokenFormView){.shell = place_sub_shell(p, MSG("Make a token")),
                         .form = {.action = place_url(p, "/tokens"), .errors = problem_links(ctx)},
                         .name = place_text(ctx, S("name"), name, MSG("Name")),
                         .life = {.kind = FIELD_SELECT,
                                  .name = S("days"),
                                  .label = MSG("Valid for"),
                                  .options = o,
                                  .options_n = COUNT_OF(LIVES),
                                  .error = problem_of_field(ctx, S("days"))},
                         .first = first,
                         .back = place_url(p, "")};
    v->name.hint = MSG("Of the system that will use it. It stands in the activity log beside everything that it does.");
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err place_token_form(Place *p)
{
    bool on;
    TRY(federation_is_provisioned(p->d, &on));
    TokenFormView *v = token_view(p, S(""), 365, !on);
    RENDER(p->ctx, 200, federation_token_form, v);
    return OK;
}

/* 0: none of those that the form offers. */
static int64_t days_of_form(Ctx *ctx)
{
    int64_t days = 0;
    if (str_to_i64(ctx_form(ctx, S("days")), &days) == OK) {
        for (size_t i = 0; i < COUNT_OF(LIVES); i++) {
            if (LIVES[i] == days) {
                return days;
            }
        }
    }
    return 0;
}

Err place_token_add(Place *p)
{
    Ctx *ctx = p->ctx;
    Str name = str_trim(ctx_form(ctx, S("name")));
    int64_t days = days_of_form(ctx);
    bool on;
    ProvisioningTokensOpenRow open;
    TRY(federation_is_provisioned(p->d, &on));
    TRY(q_provisioning_tokens_open(p->d, NULL, &open));
    if (name.n == 0 || utf8_count(name) > TOKEN_NAME_MAX || utf8_has_control(name)) {
        problem_field(ctx, S("name"), MSG("Enter a name of up to 60 characters."));
    }
    if (days == 0) {
        problem_field(ctx, S("days"), MSG("Choose one of the lifetimes."));
    }
    if (open.n >= TOKENS_MAX) {
        problem_field(ctx, S("name"), MSG("There are ten valid tokens already. End one first."));
    }
    if (problem_check(ctx) != OK) {
        TokenFormView *v = token_view(p, name, days, !on);
        return RENDER_FAILED(ctx, federation_token_form, v);
    }
    Str token = str_concat(ctx->arena, S(SCIM_TOKEN_PREFIX), token_new(ctx->arena, 32));
    Digest hash = secret_digest(ctx->app, token);
    Id id = ctx_new_id(ctx);
    Time expires_at = time_add(ctx->wall, days * TIME_DAY);
    TRY(q_provisioning_token_add(p->d,
                                 &(ProvisioningTokenAddArgs){.id = id,
                                                             .created_by = ctx->actor.user_id,
                                                             .name = name,
                                                             .token_hash = digest_str(&hash),
                                                             .expires_at = expires_at},
                                 NULL));
    TRY(q_provisioning_put(p->d, &(ProvisioningPutArgs){.state = S("on"), .changed_by = ctx->actor.user_id}, NULL));
    ctx->audit.target_kind = S("provisioning_token");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", name}, {"expires_at", time_iso(ctx->arena, expires_at)});
    TokenMadeView *v = arena_new(ctx->arena, TokenMadeView);
    *v = (TokenMadeView){.shell = place_sub_shell(p, MSG("Token made")),
                         .name = name,
                         .token = token,
                         .scim_url = federation_scim_url(ctx, ctx->directory_id),
                         .expires_at = expires_at,
                         .back = place_url(p, "")};
    RENDER(ctx, 200, federation_token_made, v);
    return OK;
}

Err place_token_end(Place *p)
{
    Ctx *ctx = p->ctx;
    Id id;
    ProvisioningTokenRow row;
    int64_t changed = 0;
    TRY(ctx_param_id(ctx, S("token"), &id));
    Err err = q_provisioning_token(p->d, &(ProvisioningTokenArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such token."), MSG("Reload the page."));
    }
    TRY(err);
    TRY(q_provisioning_token_end(p->d, &(ProvisioningTokenEndArgs){.id = id}, &changed));
    ctx->audit.skip = changed == 0;
    ctx->audit.target_kind = S("provisioning_token");
    ctx->audit.target_id = id;
    ctx->audit.target_name = row.name;
    ctx_redirect(ctx, place_url(p, ""), MSG("The token is ended. It opens nothing any more."));
    return OK;
}

Err place_stop(Place *p)
{
    Ctx *ctx = p->ctx;
    TRY(q_provisioning_tokens_end(p->d, NULL, NULL));
    TRY(q_provisioning_put(p->d, &(ProvisioningPutArgs){.state = S("off"), .changed_by = ctx->actor.user_id}, NULL));
    ctx->audit.target_kind = S("directory");
    ctx->audit.target_id = ctx->directory_id;
    ctx->audit.target_name = p->directory_name;
    ctx_redirect(ctx, place_url(p, ""),
                 MSG("Provisioning is stopped, and all tokens are ended. People are managed here again."));
    return OK;
}
