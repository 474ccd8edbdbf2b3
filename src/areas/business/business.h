/* The public business profile: what a partner tells customers of itself, one listing a country. */
#pragma once
#include "app/machine.h"
#include "app/page.h"
#include "app/route.h"
#include "gen/business_q.h"

extern const Machine BUSINESS_LISTING;
extern const Perm BUSINESS_VIEW, BUSINESS_EDIT;
enum { BUSINESS_ABOUT_MAX = 2500, BUSINESS_NAME_MAX = 100, FIND_PAGE = 20 };

typedef struct BusinessText {
    Str name, about, city, email, phone, website;
} BusinessText;
typedef struct Business {
    bool there;
    Id id;
    int64_t version;
    Str country, state;
    BusinessText text, shown; /* shown: empty until it was published */
    Time updated_at, published_at;
    bool changed; /* published, and the texts are others by now */
} Business;
/* Not there: country alone is set. */
MUST_USE Err business_get(AccountCtx a, Str country, Business *ret);
void business_check(Ctx *ctx, Str country, BusinessText *t);
/* As a draft; what is shown stays. ERR_STALE. */
MUST_USE Err business_save(AccountCtx a, Business *now, const BusinessText *t);
/* Published, or published again with the texts as they are now. */
MUST_USE Err business_publish(AccountCtx a, const Business *b);
MUST_USE Err business_unpublish(AccountCtx a, const Business *b);

typedef struct FindAsk {
    Str q, country, program, after, before;
} FindAsk;
/* What everybody finds, by name; a cursor that is none begins from the start. */
MUST_USE Err business_search(Ctx *ctx, const FindAsk *ask, BusinessFindRow **ret, size_t *ret_n, PageInfo *ret_page);
