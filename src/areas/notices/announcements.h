/* What the vendor announces to partners: written in every language, for accounts of some kinds, programs or countries,
 * from a day to a day. Published, everybody it is for finds it in the bell, on home and, as they chose, in their mail.
 */
#pragma once
#include "app/area.h"
#include "app/ctx.h"

enum { NEWS_LANGUAGES_MAX = 8, NEWS_TITLE_MAX = 120, NEWS_BODY_MAX = 4000 };
typedef struct NewsText {
    Str title[NEWS_LANGUAGES_MAX], body[NEWS_LANGUAGES_MAX]; /* parallel to locale_languages */
} NewsText;
typedef struct NewsInput {
    NewsText text;
    Str kinds, programs, countries; /* words by spaces; empty: all */
    Time from, until;               /* until: TIME_NONE, none */
} NewsInput;
typedef struct Announcement {
    Id id, title_id, body_id;
    int64_t version, told;
    Str state; /* draft published withdrawn */
    NewsInput in;
    Time created_at, updated_at, published_at, withdrawn_at;
} Announcement;
MUST_USE Err announcement_find(Ctx *ctx, Id id, Announcement *ret);
/* Problems under title_en, body_en, from, until, countries. */
void announcement_check(Ctx *ctx, const NewsInput *in);
MUST_USE Err announcement_make(OperatorCtx o, const NewsInput *in, Id *ret_id);
/* Drafts only. ERR_STALE, ERR_CONFLICT. */
MUST_USE Err announcement_change(OperatorCtx o, Id id, int64_t version, const NewsInput *in);
/* The texts must be there in all languages. Whoever it is for is told by a job, at `from`. */
MUST_USE Err announcement_publish(OperatorCtx o, const Announcement *a, int64_t version);
/* It is taken out of the bells it was told in. */
MUST_USE Err announcement_withdraw(OperatorCtx o, const Announcement *a);
MUST_USE Err announcement_remove(OperatorCtx o, const Announcement *a);

/* Is it for an account of this kind, country and these programs? */
bool news_is_for(const NewsInput *in, Str kind, Str country, const Str *programs, size_t programs_n);
/* For one of the accounts the person belongs to? */
MUST_USE Err announcement_is_for(Ctx *ctx, const Announcement *a, Id user_id, bool *ret);
/* The reader's language, else the first that has a text. */
Str news_title(const Announcement *a, const Locale *l);
Str news_body(const Announcement *a, const Locale *l);

/* What stands now for the account, newest first; at most 5. */
MUST_USE Err announcements_current(AccountCtx a, HomeNews **ret, size_t *ret_n);
enum { NEWS_TELL, NEWS_TAKE_BACK };
extern const JobKind NEWS_JOBS[2];
