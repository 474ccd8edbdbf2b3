/* People of directories: belonging, the words they are found by, and whether they may act. */
#include "app/person.h"
#include "app/rights.h"
#include "app/session.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/app_q.h"

enum { WORDS_MAX = 24, WORD_CHARS_MAX = 40 };

/* Family name first, as lists are read. */
static Str name_key(Arena *a, const PersonFactsRow *u)
{
    return fold_search(a, str_fmt(a, "%.*s %.*s", S_ARG(u->last_name), S_ARG(u->first_name)));
}

static Err words_add(SystemCtx s, Id user_id, const PersonDirectoriesRow *in, const PersonFactsRow *u)
{
    Arena *a = s.ctx->arena;
    Str key = name_key(a, u);
    bool other = !str_eq(u->email, u->sign_in);
    Str rest = fold_search(a, str_fmt(a, "%.*s %.*s %.*s %.*s", S_ARG(u->first_name), S_ARG(u->last_name),
                                      S_ARG(u->email), S_ARG(other ? u->sign_in : S(""))));
    Str word;
    for (size_t n = 0; n < WORDS_MAX && rest.n && str_split(&rest, ' ', &word); n++) {
        if (word.n) {
            TRY(q_person_word_add(s,
                                  &(PersonWordAddArgs){.directory_id = in->directory_id,
                                                       .word = utf8_prefix(word, WORD_CHARS_MAX),
                                                       .user_id = user_id,
                                                       .name_key = key,
                                                       .kind = in->kind,
                                                       .state = in->state,
                                                       .unseen = !time_is_set(u->last_seen_at)},
                                  NULL));
        }
    }
    return OK;
}

bool person_name_fits(Str name)
{
    return utf8_count(name) <= PERSON_NAME_MAX && utf8_valid(name) && !utf8_has_control(name);
}

Msg person_name_limit(Ctx *ctx)
{
    return MSG1("Use at most {n} characters, on one line.", "n", str_fmt(ctx->arena, "%d", PERSON_NAME_MAX));
}

Err person_join(SystemCtx s, const PersonJoin *join)
{
    PersonFactsRow u;
    PersonDirectoriesRow in = {join->directory_id, join->guest ? S("guest") : S("member"), S("active")};
    TRY(q_person_facts(s, &(PersonFactsArgs){.user_id = join->user_id}, &u));
    TRY(q_person_member_add(s,
                            &(PersonMemberAddArgs){.user_id = join->user_id,
                                                   .directory_id = join->directory_id,
                                                   .kind = in.kind,
                                                   .origin = join->origin.n ? join->origin : S("direct"),
                                                   .added_by = s.ctx->actor.user_id,
                                                   .name_key = name_key(s.ctx->arena, &u)},
                            NULL));
    TRY(words_add(s, join->user_id, &in, &u));
    return rights_changed_user(s, join->user_id);
}

Err person_reindex(SystemCtx s, Id user_id)
{
    PersonFactsRow u;
    PersonDirectoriesRow *rows;
    size_t n;
    TRY(q_person_facts(s, &(PersonFactsArgs){.user_id = user_id}, &u));
    TRY(q_person_directories(s, &(PersonDirectoriesArgs){.user_id = user_id}, &rows, &n));
    TRY(q_person_member_rename(s, &(PersonMemberRenameArgs){.user_id = user_id, .name_key = name_key(s.ctx->arena, &u)},
                               NULL));
    TRY(q_person_words_drop(s, &(PersonWordsDropArgs){.user_id = user_id}, NULL));
    for (size_t i = 0; i < n; i++) {
        TRY(words_add(s, user_id, &rows[i], &u));
    }
    return OK;
}

Err person_seen(SystemCtx s, Id user_id)
{
    return q_person_words_seen(s, &(PersonWordsSeenArgs){.user_id = user_id}, NULL);
}

Err person_end_sessions(SystemCtx s, Id user_id)
{
    TRY(session_end_everything(s, user_id));
    return rights_changed_user(s, user_id);
}

static Str state_word(PersonState state)
{
    return state == PERSON_ACTIVE ? S("active") : state == PERSON_SUSPENDED ? S("suspended") : S("removed");
}

static Err drop_rights(SystemCtx s, Id user_id, Id directory_id)
{
    TRY(q_person_grants_drop(s, &(PersonGrantsDropArgs){.user_id = user_id, .directory_id = directory_id}, NULL));
    TRY(q_person_groups_drop(s, &(PersonGroupsDropArgs){.user_id = user_id, .directory_id = directory_id}, NULL));
    return q_person_blocks_drop(s, &(PersonBlocksDropArgs){.user_id = user_id, .directory_id = directory_id}, NULL);
}

/* What lists show of them, everywhere. */
static Err put_state(SystemCtx s, const PersonMove *move, Id directory_id, Str state, int64_t *ret_moved)
{
    TRY(q_person_words_move(
        s, &(PersonWordsMoveArgs){.state = state, .user_id = move->user_id, .directory_id = directory_id}, NULL));
    return q_person_member_move(s,
                                &(PersonMemberMoveArgs){.state = state,
                                                        .state_by = s.ctx->actor.user_id,
                                                        .state_reason = move->reason,
                                                        .user_id = move->user_id,
                                                        .directory_id = directory_id},
                                ret_moved);
}

/* Removed at home: a guest nowhere any more, and the name can be given to somebody else. */
static Err forget(SystemCtx s, const PersonMove *move, const PersonFactsRow *u)
{
    PersonDirectoriesRow *rows;
    size_t n;
    TRY(q_person_directories(s, &(PersonDirectoriesArgs){.user_id = move->user_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(drop_rights(s, move->user_id, rows[i].directory_id));
        TRY(put_state(s, move, rows[i].directory_id, S("removed"), NULL));
    }
    TRY(q_person_claim_drop(s, &(PersonClaimDropArgs){.name = u->sign_in, .user_id = move->user_id}, NULL));
    Str gone = str_fmt(s.ctx->arena, "%.*s#%.*s", S_ARG(u->sign_in), S_ARG(id_text(s.ctx->arena, move->user_id)));
    return q_person_user_forget(s, &(PersonUserForgetArgs){.sign_in = gone, .user_id = move->user_id}, NULL);
}

Err person_gone(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("A removed person does not come back."),
                   MSG("Add or invite them anew; what they did stays in the activity log."));
}

Err person_move(SystemCtx s, const PersonMove *move, bool *ret_changed)
{
    PersonFactsRow u;
    PersonMemberStateRow was;
    Str to = state_word(move->to);
    int64_t changed = 0, moved = 0;
    TRY(q_person_facts(s, &(PersonFactsArgs){.user_id = move->user_id}, &u));
    TRY(q_person_member_state(s, &(PersonMemberStateArgs){.user_id = move->user_id, .directory_id = move->directory_id},
                              &was));
    bool at_home = id_eq(u.directory_id, move->directory_id);
    /* The name may be somebody else's by now, and nothing of theirs is left to sign in with. */
    if (str_eq(was.state, S("removed")) || str_eq(u.state, S("removed"))) {
        *ret_changed = false;
        return move->to == PERSON_REMOVED ? OK : person_gone(s.ctx);
    }
    if (move->to != PERSON_ACTIVE) {
        TRY(rights_admins_meet(s, move->user_id, move->directory_id));
        TRY(rights_check_leaving(s, move->user_id, move->directory_id));
    }
    TRY(put_state(s, move, move->directory_id, to, &moved));
    if (at_home) {
        TRY(q_person_user_move(s, &(PersonUserMoveArgs){.state = to, .user_id = move->user_id}, &changed));
    }
    *ret_changed = moved || changed;
    if (at_home && changed && move->to != PERSON_ACTIVE) {
        TRY(session_end_everything(s, move->user_id));
    }
    if (move->to == PERSON_REMOVED && *ret_changed) {
        TRY(at_home ? forget(s, move, &u) : drop_rights(s, move->user_id, move->directory_id));
    }
    return rights_changed_user(s, move->user_id);
}
