/* Shared by the page files of federation only. */
#pragma once
#include "app/area.h"
#include "areas/federation/exchange.h"
#include "areas/federation/federation_view.h"

extern const Perm FEDERATION_MANAGE, FEDERATION_OPERATOR, FEDERATION_PROVISION;

/* Before sign-in. */
Err at_page(PublicCtx p);
Err at_go(PublicCtx p);
Err at_callback(PublicCtx p);
Err at_keys(PublicCtx p);
Err signed_out_page(PublicCtx p);
Err federation_sign_in_at(SystemCtx s, Str email, Id user_id, SignInAt *ret);
Url federation_signed_out_to(Ctx *ctx, Id user_id);
Err federation_person_leaves(SystemCtx s, Id user_id, Id directory_id);
/* The answer to a sign-in that an administrator tries: what came and what it would do. */
Err try_report(Ctx *ctx, const Connection *c, const Attempt *attempt, const Claims *claims);

/* The settings stand at two places: of an account, for the directory its people belong to, and of the vendor's desk,
 * for the vendor's own. */
typedef struct Place {
    Ctx *ctx;
    DirectoryCtx d;
    bool operator_;
    Str base; /* "/a/harbor/settings/sign-in" */
    Str directory_name;
} Place;
/* Inside a unit; sets ctx->directory_id. */
MUST_USE Err place_of_account(AccountCtx a, Place *ret);
MUST_USE Err place_of_operator(OperatorCtx o, Place *ret);
Url place_url(const Place *p, const char *rest);       /* "/rules" */
ShellView *place_shell(const Place *p);                /* of the overview */
ShellView *place_sub_shell(const Place *p, Msg title); /* of a page below it */
ErrorSummary problem_links(Ctx *ctx);
FieldView place_text(Ctx *ctx, Str name, Str value, Msg label);
/* "Every account" and the directory's accounts. */
MUST_USE Err place_accounts(const Place *p, Id chosen, FieldView *ret, bool *ret_any);
const OptionView *place_roles(const Place *p, Str chosen, size_t *ret_n); /* chosen: ids by spaces */
Msg place_role_name(Str role);
/* Could the reader give the role there by hand? A problem of the field when not. account_id nil: in every account. */
MUST_USE Err place_check_role(const Place *p, Str role, Id account_id, Str field);

/* One handler each for both places. */
typedef Err (*PlaceFn)(Place *p);
Err place_overview(Place *p);
Err place_provider_form(Place *p);
Err place_rule_form(Place *p);
Err place_rule_add(Place *p);
Err place_rule_remove(Place *p);
Err place_token_form(Place *p);
Err place_token_add(Place *p);
Err place_token_end(Place *p);
Err place_stop(Place *p);
Err place_switch(Place *p);
Err place_release(Place *p);
/* These open their own units. */
typedef Err (*FindPlace)(Ctx *ctx, void *place);
Err place_find_account(Ctx *ctx, void *place);
Err place_find_operator(Ctx *ctx, void *place);
Err place_provider_save(Ctx *ctx, FindPlace find, const char *action);
Err place_test(Ctx *ctx, FindPlace find);
Err place_try(Ctx *ctx, FindPlace find);

/* The two handlers around place_NAME. */
#define PLACE_AT_BOTH(NAME)                                                                                            \
    Err NAME##_of_account(AccountCtx a)                                                                                \
    {                                                                                                                  \
        Place p;                                                                                                       \
        TRY(place_of_account(a, &p));                                                                                  \
        return place_##NAME(&p);                                                                                       \
    }                                                                                                                  \
    Err NAME##_of_operator(OperatorCtx o)                                                                              \
    {                                                                                                                  \
        Place p;                                                                                                       \
        TRY(place_of_operator(o, &p));                                                                                 \
        return place_##NAME(&p);                                                                                       \
    }
#define PLACE_HANDLERS(NAME)                                                                                           \
    Err NAME##_of_account(AccountCtx a);                                                                               \
    Err NAME##_of_operator(OperatorCtx o);
PLACE_HANDLERS(overview)
PLACE_HANDLERS(provider_form)
PLACE_HANDLERS(provider_save)
PLACE_HANDLERS(rule_form)
PLACE_HANDLERS(rule_add)
PLACE_HANDLERS(rule_remove)
PLACE_HANDLERS(token_form)
PLACE_HANDLERS(token_add)
PLACE_HANDLERS(token_end)
PLACE_HANDLERS(stop)
PLACE_HANDLERS(switch)
PLACE_HANDLERS(release)
PLACE_HANDLERS(test)
PLACE_HANDLERS(try)
Err place_domains(Place *p);
Err place_domain_add(Place *p);
Err place_domain_cancel(Place *p);
Err place_domain_remove(Place *p);
Err place_domain_check(Ctx *ctx, FindPlace find, const char *action);
PLACE_HANDLERS(domains)
PLACE_HANDLERS(domain_add)
PLACE_HANDLERS(domain_check)
PLACE_HANDLERS(domain_cancel)
PLACE_HANDLERS(domain_remove)
Err vendor_domains_page(OperatorCtx o);
Err vendor_domain_confirm(OperatorCtx o);
Err vendor_domain_decline(OperatorCtx o);
