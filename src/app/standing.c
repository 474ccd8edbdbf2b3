/* How accounts stand with the vendor: what that takes of everybody's rights; and the row and words by which lists find
 * them. */
#include "app/standing.h"
#include "app/area.h"
#include "app/kernel.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/app_q.h"

/* --- what a standing takes --- */

static const char *const WORDS[] = {"active", "unverified", "restricted", "suspended", "deauthorized", "closed"};

Standing standing_of(Str word)
{
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (str_eq(str_from(WORDS[i]), word)) {
            return (Standing)i;
        }
    }
    return STANDING_ACTIVE;
}

Str standing_id(Standing s) { return str_from(WORDS[s == STANDING_UNVERIFIED ? STANDING_ACTIVE : s]); }

static PermSet takes_sales, takes_business; /* const after the first use */
static pthread_once_t takes_once = PTHREAD_ONCE_INIT;

static bool writes_business(const Route *r)
{
    const AuditAction *action = r->action ? audit_action_find(str_from(r->action)) : NULL;
    return action && !action->quiet && !r->perm->reads && !r->perm->operator_only && r->perm != &PERM_PUBLIC &&
           r->perm != &PERM_SIGNED_IN;
}

static void takes_find(void)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->routes_n && !AREAS[i]->housekeeping; k++) {
            if (writes_business(&AREAS[i]->routes[k])) {
                perm_put(&takes_business, AREAS[i]->routes[k].perm);
            }
        }
    }
    for (size_t i = 0; i < perm_count(); i++) {
        if (perm_at(i)->sells) {
            perm_put(&takes_sales, perm_at(i));
            perm_put(&takes_business, perm_at(i));
        }
    }
}

static PermSet takes_view; /* const after the first use */
static pthread_once_t view_once = PTHREAD_ONCE_INIT;

static bool opens_workspace(const Perm *p)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        const Area *a = AREAS[i];
        for (size_t k = 0; k < a->nav_n + a->settings_nav_n + a->tiles_n; k++) {
            const Perm *at = k < a->nav_n                       ? a->nav[k].perm
                             : k < a->nav_n + a->settings_nav_n ? a->settings_nav[k - a->nav_n].perm
                                                                : a->tiles[k - a->nav_n - a->settings_nav_n].perm;
            if (at == p) {
                return true;
            }
        }
    }
    return false;
}

static void view_find(void)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->routes_n; k++) {
            const Route *r = &AREAS[i]->routes[k];
            const AuditAction *action = r->action ? audit_action_find(str_from(r->action)) : NULL;
            bool plain = r->perm == &PERM_PUBLIC || r->perm == &PERM_SIGNED_IN || r->perm->operator_only;
            if (action && !action->quiet && !plain && !opens_workspace(r->perm)) {
                perm_put(&takes_view, r->perm);
            }
        }
    }
}

const PermSet *standing_view_takes(void)
{
    (void)pthread_once(&view_once, view_find);
    return &takes_view;
}

const PermSet *standing_takes(Standing s)
{
    static const PermSet nothing;
    (void)pthread_once(&takes_once, takes_find);
    switch (s) {
    case STANDING_ACTIVE:
        break;
    case STANDING_UNVERIFIED:
    case STANDING_RESTRICTED:
        return &takes_sales;
    case STANDING_SUSPENDED:
    case STANDING_DEAUTHORIZED:
    case STANDING_CLOSED:
        return &takes_business;
    }
    return &nothing;
}

const char *standing_word(const Perm *p)
{
    return p->sells ? "sells" : perm_in(standing_takes(STANDING_SUSPENDED), p) ? "business" : "";
}

/* --- lists --- */

enum { WORDS_MAX = 24, WORD_CHARS_MAX = 40, KEY_CHARS_MAX = 100 };

static Err words_put(SystemCtx s, const StandingFactsRow *f)
{
    Arena *a = s.ctx->arena;
    Str rest = fold_search(a, str_fmt(a, "%.*s %.*s %.*s %.*s %.*s", S_ARG(f->name), S_ARG(f->city),
                                      S_ARG(f->partner_id), S_ARG(f->public_id), S_ARG(f->default_domain)));
    Str word;
    TRY(q_account_words_drop(s, &(AccountWordsDropArgs){.account_id = f->id}, NULL));
    for (size_t n = 0; n < WORDS_MAX && rest.n && str_split(&rest, ' ', &word); n++) {
        if (word.n) {
            TRY(q_account_word_add(
                s, &(AccountWordAddArgs){.word = utf8_prefix(word, WORD_CHARS_MAX), .account_id = f->id}, NULL));
        }
    }
    return OK;
}

Str standing_name_key(Arena *a, Str name) { return utf8_prefix(fold_search(a, name), KEY_CHARS_MAX); }

Err standing_index(SystemCtx s, Id account_id)
{
    StandingFactsRow f;
    TRY(q_standing_facts(s, &(StandingFactsArgs){.account_id = account_id}, &f));
    if (!id_is_nil(f.parent_id)) {
        return OK;
    }
    Str key = standing_name_key(s.ctx->arena, f.name);
    TRY(q_standing_add(s,
                       &(StandingAddArgs){.account_id = account_id,
                                          .created_at = f.created_at,
                                          .name_key = key,
                                          .kind = f.kind,
                                          .country = f.country},
                       NULL));
    TRY(q_standing_rename(
        s, &(StandingRenameArgs){.account_id = account_id, .name_key = key, .kind = f.kind, .country = f.country},
        NULL));
    return words_put(s, &f);
}
