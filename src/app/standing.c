/* Partner accounts in lists: the row that is sorted and filtered, and the words. */
#include "app/standing.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/app_q.h"

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

Err standing_index(SystemCtx s, Id account_id)
{
    StandingFactsRow f;
    TRY(q_standing_facts(s, &(StandingFactsArgs){.account_id = account_id}, &f));
    if (!id_is_nil(f.parent_id)) {
        return OK;
    }
    Str key = utf8_prefix(fold_search(s.ctx->arena, f.name), KEY_CHARS_MAX);
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
