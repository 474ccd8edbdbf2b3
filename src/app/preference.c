/* What people chose for themselves. */
#include "app/preference.h"
#include "gen/app_q.h"

enum { VALUE_MAX = 16 << 10, KEY_MAX = 120 };

Err preference_get(SelfCtx s, Id account_id, Str key, Str *ret)
{
    PreferenceFindRow row = {.value = S("")};
    Err err = q_preference_find(s, &(PreferenceFindArgs){.in_account = account_id, .key = key}, &row);
    *ret = err == OK ? row.value : S("");
    return err == ERR_NOT_FOUND ? OK : err;
}

Err preference_put(SelfCtx s, Id account_id, Str key, Str value)
{
    if (value.n > VALUE_MAX || key.n > KEY_MAX || key.n == 0) {
        return problem(s.ctx, ERR_INVALID, MSG("That is too much to remember."),
                       MSG("Shorten the name or choose fewer entries."));
    }
    if (value.n == 0) {
        return q_preference_delete(s, &(PreferenceDeleteArgs){.in_account = account_id, .key = key}, NULL);
    }
    return q_preference_store(s, &(PreferenceStoreArgs){.in_account = account_id, .key = key, .value = value}, NULL);
}

Err preference_list(SelfCtx s, Id account_id, Str prefix, Preference **ret, size_t *ret_n)
{
    PreferencePrefixRow *rows;
    PreferencePrefixArgs args = {.in_account = account_id,
                                 .from_key = prefix,
                                 .to_key = str_concat(s.ctx->arena, prefix, S("\xF4\x8F\xBF\xBF"))};
    TRY(q_preference_prefix(s, &args, &rows, ret_n));
    *ret = arena_array(s.ctx->arena, Preference, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (Preference){rows[i].key, rows[i].value};
    }
    return OK;
}
