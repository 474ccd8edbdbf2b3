/* Partner accounts as the vendor sees them: where they stand, who moves that, and making new ones. */
#pragma once
#include "app/machine.h"
#include "gen/partners_q.h"

/* The account itself: active, restricted, suspended, deauthorized, closed. Account and subject are its id. */
extern const Machine PARTNER_ACCOUNT;
extern const Perm PARTNERS_VIEW, PARTNERS_MANAGE, PARTNERS_ADD, PARTNERS_VIEW_AS, PARTNERS_STANDING;

/* What a list is asked for; all of it stands in the address. */
typedef struct PartnersAsk {
    Str q, state, kind, country, program, cols;
    Str age; /* "30", "90", "365": added within so many days; "older" */
    uint32_t order;
    bool descending, compact;
    int size;
    Str after, before;
} PartnersAsk;
#define PARTNERS_LIST "partners" /* what a person keeps of it: ui/lists.h */
/* With what the reader keeps of the list. */
MUST_USE Err partners_ask_of_page(OperatorCtx o, PartnersAsk *ret);
void partners_ask_of_request(Ctx *ctx, PartnersAsk *ret);
void partners_ask_of_query(Ctx *ctx, Str query, PartnersAsk *ret);
Str partners_query(Ctx *ctx, const PartnersAsk *ask);
bool partners_filtered(const PartnersAsk *ask);
/* A page of the list; an old or foreign cursor begins from the start. */
MUST_USE Err partners_read(OperatorCtx o, const PartnersAsk *ask, const PageAsk *page, PartnerListRow **ret,
                           size_t *ret_n, PageInfo *ret_page);

/* A company by its public id. ERR_NOT_FOUND with a problem. */
MUST_USE Err partner_find(OperatorCtx o, Str public_id, PartnerFindRow *ret);
/* The account's enrollment that the vendor has not approved; ID_NIL: none. Approving it reinstates the account. */
MUST_USE Err partner_unapproved(OperatorCtx o, Id account_id, Id *ret);
/* Moves the account by the vendor's hand and tells its Global admins, in their languages. What machine_move refuses is
 * refused, and ERR_CONFLICT to "active" while its enrollment is not approved. */
MUST_USE Err partner_move(OperatorCtx o, const PartnerFindRow *p, Str to, Str reason);

/* What the vendor has to tell a company: everybody who holds one of the roles, and whom the company named as its
 * primary contacts. In a WRITE unit. */
typedef struct Tell Tell;
MUST_USE Err partner_tell(Ctx *ctx, Id account_id, const char *roles, const Tell *t);

/* A new partner account with its directory and first admin. */
typedef struct PartnerNew {
    Str name, country, city, domain, kind; /* the kind says which programs it begins with */
    bool another;                          /* there is one of this name, and it is another company */
    Str first_name, last_name, email, language;
    Str how;              /* "invite": a link by mail; "password": a temporary password, shown once */
    Str mfa;              /* "required", "encouraged": the account's rule for a second factor */
    const char *programs; /* what it begins with, of those that are published; NULL: what its kind says */
} PartnerNew;
enum { PARTNER_NAME_MAX = 100, PARTNER_CITY_MAX = 80 };
/* Problems under the names of the fields; the company's or the person's half. */
MUST_USE Err partner_check_company(Ctx *ctx, PartnerNew *n);
MUST_USE Err partner_check_admin(Ctx *ctx, PartnerNew *n);
typedef struct PartnerMade {
    Id account_id, user_id;
    Str public_id, partner_id;
    Str password; /* of "password"; else empty */
} PartnerMade;
/* In a WRITE unit, of what was checked. Whoever calls it says who it is that makes it: the desk, or an enrollment. */
MUST_USE Err partner_make(Ctx *ctx, const PartnerNew *n, PartnerMade *ret);
/* "Alder & Finch" in addresses is "alder-finch": a public id that is free. */
MUST_USE Err partner_new_public_id(Ctx *ctx, Str name, Str *ret);
/* Accounts of the same name in the same country, of which `name` would be one more; at most 3. */
typedef struct PartnerTwin {
    Str name, partner_id, public_id;
} PartnerTwin;
MUST_USE Err partner_twins(Ctx *ctx, Str name, Str country, Id besides, PartnerTwin **ret, size_t *ret_n);
/* New links to Global admins who never signed in; how many. */
MUST_USE Err partner_invite_again(OperatorCtx o, const PartnerFindRow *p, int64_t *ret_sent);
