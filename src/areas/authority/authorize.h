/* One request for authorization, from the address that an application sent somebody to, until it is answered. */
#pragma once
#include "areas/authority/authority_view.h"
#include "areas/authority/oauth.h"

enum { AUTHORIZE_QUERY_MAX = 4096, AUTHORIZE_PARAMS_MAX = 48, AUTHORIZE_STATE_MAX = 2048, AUTHORIZE_NONCE_MAX = 512 };

/* The parameters as they were sent. They travel through sign-in and consent as this text, and are read anew each time:
 * nothing of a request is believed because it was checked before. */
typedef struct AuthorizeQuery {
    Param params[AUTHORIZE_PARAMS_MAX];
    size_t n;
    bool twice; /* a name stands more than once */
} AuthorizeQuery;
/* ERR_PARSE, ERR_TOO_LARGE. */
MUST_USE Err authorize_query(Arena *a, Str text, AuthorizeQuery *ret);
Str authorize_param(const AuthorizeQuery *q, Str name);

typedef enum AuthorizeNext {
    AUTHORIZE_PAGE,         /* say what is wrong to the person: the application cannot be told */
    AUTHORIZE_ERROR,        /* tell the application */
    AUTHORIZE_SIGN_IN,      /* nobody is signed in */
    AUTHORIZE_CHOOSE,       /* whether to go on as who is signed in */
    AUTHORIZE_CONFIRM,      /* a fresh proof of presence */
    AUTHORIZE_CONSENT,      /* ask the person */
    AUTHORIZE_ADMIN_NEEDED, /* ask somebody else */
    AUTHORIZE_ISSUE,        /* a code */
} AuthorizeNext;
typedef struct Authorize {
    Str path, query_text; /* as sent: "/{tenant}/oauth2/v2.0/authorize" and what follows its "?" */
    bool v2;
    AuthorizeQuery query;
    OauthTenant tenant;
    OauthApp app;
    Str redirect_uri, state, nonce, challenge, mode, prompt;
    OauthScope scope;
    bool client_known; /* app and redirect_uri are good: errors may be told to the application */
    /* where the application would act */
    Id account_id, directory_id;
    Str account_name, directory_name;
    bool abroad;      /* another organization's application */
    bool may_for_all; /* the person could allow it for the whole organization */
    bool unsure;      /* another program could pass for this one, so each request is asked about */
    bool given;       /* allowed before */
    Id consent_id;    /* the person's own, which is too narrow or asked for again; ID_NIL: none */
    const Str *admins;
    size_t admins_n;
    AuthorizeNext next;
    Msg what, hint;                 /* PAGE */
    const char *error, *error_text; /* ERROR */
} Authorize;
/* Reads and decides; in a READ unit. */
MUST_USE Err authorize_decide(Ctx *ctx, Authorize *w);
/* The address again, for the way through sign-in: without what was done by then. since: seconds before which a proof of
 * presence does not count; 0: any. */
Str authorize_again(Ctx *ctx, const Authorize *w, int64_t since);
/* Sends the person back to the application with these members. */
typedef struct AuthorizeAnswer {
    Str name, value;
} AuthorizeAnswer;
Err authorize_answer(Ctx *ctx, const Authorize *w, const AuthorizeAnswer *list, size_t n);
Err authorize_tell_error(Ctx *ctx, const Authorize *w, const char *error, const char *why);
/* A code for w's person, application and scope. In a WRITE unit. */
MUST_USE Err authorize_code(SystemCtx s, const Authorize *w, Str *ret);

AskFrame ask_frame(Ctx *ctx, Msg title);
/* To sign in as somebody else and come back to this path. */
Url ask_other(Ctx *ctx, Str again);
/* What the consent page and the device page say of an application. */
const ScopeLine *authorize_scope_lines(Ctx *ctx, const OauthScope *scope, size_t *ret_n);
/* The account a person would let this application act in: their place in the directory. In a READ unit.
 * ERR_NOT_FOUND: none; w->what and w->hint say why. */
MUST_USE Err authorize_place(Ctx *ctx, Authorize *w);
/* Allowed for everybody, or by this person before. */
MUST_USE Err authorize_consented(Ctx *ctx, Authorize *w, bool *ret);
/* Keeps what the person allows: for themselves, or for the whole directory. In a WRITE unit. */
MUST_USE Err authorize_consent_put(Ctx *ctx, const Authorize *w, bool for_all);

/* Handlers. */
Err authorize_v1(PublicCtx p);
Err authorize_v2(PublicCtx p);
Err authorize_form(PublicCtx p);
Err consent_post(SelfCtx s);
Err admin_consent_page(SelfCtx s);
Err admin_consent_post(SelfCtx s);
Err device_code_v1(PublicCtx p);
Err device_code_v2(PublicCtx p);
Err device_page(SelfCtx s);
Err device_post(SelfCtx s);
Err device_answer_post(SelfCtx s);
Err userinfo(SelfCtx s);
Err leave_page(PublicCtx p);
Err leave_post(SelfCtx s);
