/* A person's notices: reading, putting away, choosing how to be told. */
#include "areas/notices/notices.h"
#include "app/digest.h"
#include "app/mail.h"
#include "app/notify.h"
#include "app/unit.h"
#include "gen/notices_q.h"
#include <stdlib.h>

/* --- the list --- */

static Msg text_of(Ctx *ctx, Str msg, Str args)
{
    return tell_resolve(ctx->arena, ctx->locale, ctx->tz, msg_unpack(ctx->arena, msg, args));
}

Err notices_read(SelfCtx s, const NoticeAsk *ask, const PageAsk *page, NoticeItem **ret, size_t *ret_n,
                 PageInfo *ret_page)
{
    NoticeListRow *rows;
    NoticeListArgs args = {.with_unread = ask->unread,
                           .with_category = ask->category.n > 0,
                           .category = ask->category,
                           .with_account = !id_is_nil(ask->account_id),
                           .in_account = ask->account_id,
                           .with_current = ask->show == NOTICE_CURRENT,
                           .with_archived = ask->show == NOTICE_ARCHIVED};
    TRY(q_notice_list(s, &args, page, &rows, ret_n, ret_page));
    NoticeItem *items = arena_array(s.ctx->arena, NoticeItem, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        const NoticeListRow *r = &rows[i];
        bool open = str_eq(r->action_state, S("open"));
        items[i] = (NoticeItem){.id = r->id,
                                .icon = r->icon,
                                .account = r->account_name,
                                .title = text_of(s.ctx, r->msg, r->args),
                                .line = text_of(s.ctx, r->line, r->line_args),
                                .url = (Url){r->url},
                                .category = notice_category(r->category),
                                .at = r->created_at,
                                .due = r->due,
                                .unread = !time_is_set(r->read_at),
                                .archived = time_is_set(r->archived_at),
                                .must = open && !r->recommended,
                                .is_action = r->action_state.n > 0,
                                .done = str_eq(r->action_state, S("done")),
                                .recommended = r->recommended};
    }
    *ret = items;
    return OK;
}

static int by_due(const void *x, const void *y)
{
    const NoticeItem *p = x, *q = y;
    if (date_is_set(p->due) != date_is_set(q->due)) {
        return date_is_set(p->due) ? -1 : 1;
    }
    if (p->due.days != q->due.days) {
        return p->due.days < q->due.days ? -1 : 1;
    }
    if (p->must != q->must) {
        return p->must ? -1 : 1;
    }
    return p->at.us > q->at.us ? -1 : p->at.us < q->at.us;
}

Err notices_actions(SelfCtx s, NoticeActionState state, Id account_id, NoticeItem **ret, size_t *ret_n)
{
    static const char *const WORDS[] = {"open", "archived", "done"};
    NoticeActionsRow *rows;
    NoticeActionsArgs args = {
        .action_state = str_from(WORDS[state]), .with_account = !id_is_nil(account_id), .in_account = account_id};
    TRY(q_notice_actions(s, &args, &rows, ret_n));
    NoticeItem *items = arena_array(s.ctx->arena, NoticeItem, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        const NoticeActionsRow *r = &rows[i];
        Msg action = text_of(s.ctx, r->action, r->action_args);
        items[i] = (NoticeItem){.id = r->id,
                                .icon = r->icon,
                                .account = r->account_name,
                                .title = text_of(s.ctx, r->msg, r->args),
                                .line = text_of(s.ctx, r->line, r->line_args),
                                .url = (Url){r->url},
                                .category = notice_category(r->category),
                                .at = r->created_at,
                                .due = r->due,
                                .unread = !time_is_set(r->read_at),
                                .archived = state == ACTION_ARCHIVED,
                                .must = state == ACTION_OPEN && !r->recommended,
                                .is_action = true,
                                .done = state == ACTION_DONE,
                                .recommended = r->recommended,
                                .action = msg_is_set(action) ? action : MSG("Open")};
    }
    if (state != ACTION_DONE && *ret_n > 1) {
        qsort(items, *ret_n, sizeof items[0], by_due);
    }
    *ret = items;
    return OK;
}

Err notices_do(SelfCtx s, NoticeDo what, const Id *ids, size_t n, int64_t *ret_changed)
{
    *ret_changed = 0;
    if (n == 0) {
        return OK;
    }
    switch (what) {
    case NOTICE_READ:
        return q_notice_mark_read(s, &(NoticeMarkReadArgs){.ids = ids, .ids_n = n}, ret_changed);
    case NOTICE_UNREAD:
        return q_notice_mark_unread(s, &(NoticeMarkUnreadArgs){.ids = ids, .ids_n = n}, ret_changed);
    case NOTICE_ARCHIVE:
        return q_notice_archive(s, &(NoticeArchiveArgs){.ids = ids, .ids_n = n}, ret_changed);
    case NOTICE_RESTORE:
        return q_notice_restore(s, &(NoticeRestoreArgs){.ids = ids, .ids_n = n}, ret_changed);
    case NOTICE_DELETE:
        return q_notice_delete(s, &(NoticeDeleteArgs){.ids = ids, .ids_n = n}, ret_changed);
    }
    return ERR_INTERNAL;
}

Err notices_read_all(SelfCtx s, int64_t *ret_changed) { return q_notice_mark_all_read(s, NULL, ret_changed); }

Err notices_pending(AccountCtx a, PendingAction **ret, size_t *ret_n)
{
    NoticeItem *items;
    size_t n;
    TRY(notices_actions(account_self(a), ACTION_OPEN, a.ctx->account_id, &items, &n));
    PendingAction *list = arena_array(a.ctx->arena, PendingAction, n + 1);
    Date today = date_in_zone(a.ctx->tz, a.ctx->now);
    for (size_t i = 0; i < n; i++) {
        list[i] = (PendingAction){.title = items[i].title,
                                  .line = items[i].line,
                                  .url = items[i].url.s.n ? items[i].url : url_static("/me/action-center/actions"),
                                  .due = items[i].due,
                                  .late = date_is_set(items[i].due) && items[i].due.days < today.days};
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

/* --- choices --- */

Str tell_mail_word(TellMail m) { return m == TELL_NOW ? S("now") : m == TELL_DIGEST ? S("digest") : S("off"); }

bool tell_mail_parse(Str word, TellMail *ret)
{
    for (TellMail m = TELL_NOW; m <= TELL_OFF; m++) {
        if (str_eq(word, tell_mail_word(m))) {
            *ret = m;
            return true;
        }
    }
    return false;
}

Err notices_choices(SelfCtx s, NoticeChoice **ret, size_t *ret_n)
{
    const NoticeCategory *all[NOTICE_CATEGORIES_MAX];
    size_t n = notice_categories(all), rows_n;
    NoticeChoicesRow *rows;
    TRY(q_notice_choices(s, NULL, &rows, &rows_n));
    NoticeChoice *list = arena_array(s.ctx->arena, NoticeChoice, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (NoticeChoice){all[i], all[i]->mandatory ? TELL_NOW : all[i]->initial};
        for (size_t k = 0; k < rows_n && !all[i]->mandatory; k++) {
            if (str_eq(rows[k].category, str_from(all[i]->id)) && !tell_mail_parse(rows[k].mail, &list[i].mail)) {
                list[i].mail = all[i]->initial;
            }
        }
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

Err notices_choose(SelfCtx s, const NoticeChoice *choice)
{
    if (choice->category->mandatory) {
        return OK;
    }
    return q_notice_choose(
        s, &(NoticeChooseArgs){.category = str_from(choice->category->id), .mail = tell_mail_word(choice->mail)}, NULL);
}

Err notices_set_hour(SelfCtx s, int hour)
{
    NoticeMeRow me;
    TRY(q_notice_me(s, NULL, &me));
    TRY(q_notice_set_hour(s, &(NoticeSetHourArgs){.digest_hour = hour}, NULL));
    return digest_replan(s.ctx, s.ctx->actor.user_id, hour, me.time_zone);
}

Err notices_suggest_choice(Ctx *ctx, Id user_id)
{
    return tell_user(ctx, &(Tell){.category = S("account"),
                                  .user_id = user_id,
                                  .icon = S("bell"),
                                  .title = MSG("Choose what you are mailed"),
                                  .line = MSG("At once, in a daily digest, or not at all, for each kind of notice."),
                                  .url = url_static("/me/action-center/preferences"),
                                  .action = MSG("Choose"),
                                  .action_key = NOTICES_CHOICE_ACTION,
                                  .recommended = true,
                                  .bell_only = true});
}

/* --- stopping from a link --- */

Err stop_do(SystemCtx s, Id user_id, const NoticeCategory *category)
{
    return category->mandatory
               ? OK
               : q_notice_choose_for(
                     s,
                     &(NoticeChooseForArgs){.user_id = user_id, .category = str_from(category->id), .mail = S("off")},
                     NULL);
}
