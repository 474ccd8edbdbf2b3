/* Notices: what a person was told and what they have to do, how they want to be told, and where. Rules only. */
#pragma once
#include "app/area.h"
#include "app/ctx.h"
#include "app/page.h"
#include "app/tell.h"

/* --- the list --- */
typedef enum NoticeShow { NOTICE_CURRENT, NOTICE_ARCHIVED } NoticeShow;
typedef struct NoticeAsk {
    bool unread;
    Str category; /* empty: all */
    Id account_id;
    NoticeShow show;
} NoticeAsk;
typedef struct NoticeItem {
    Id id;
    Str icon, account; /* name; may be empty */
    Msg title, line;
    Url url;
    const NoticeCategory *category; /* NULL: of a version that knew others */
    Time at;
    Date due;
    bool unread, archived, must; /* must: an open action that can be neither archived nor deleted */
    bool is_action, done, recommended;
    Msg action;
} NoticeItem;
MUST_USE Err notices_read(SelfCtx s, const NoticeAsk *ask, const PageAsk *page, NoticeItem **ret, size_t *ret_n,
                          PageInfo *ret_page);
typedef enum NoticeActionState { ACTION_OPEN, ACTION_ARCHIVED, ACTION_DONE } NoticeActionState;
/* By date, those without one last; account_id nil: of all accounts. At most 200. */
MUST_USE Err notices_actions(SelfCtx s, NoticeActionState state, Id account_id, NoticeItem **ret, size_t *ret_n);
typedef enum NoticeDo { NOTICE_READ, NOTICE_UNREAD, NOTICE_ARCHIVE, NOTICE_RESTORE, NOTICE_DELETE } NoticeDo;
/* *ret_changed may be less than n: another's, gone, or an action that must be done first. At most NOTICE_BATCH_MAX. */
enum { NOTICE_BATCH_MAX = 200 };
MUST_USE Err notices_do(SelfCtx s, NoticeDo what, const Id *ids, size_t n, int64_t *ret_changed);
MUST_USE Err notices_read_all(SelfCtx s, int64_t *ret_changed);
/* Home's pending actions. */
MUST_USE Err notices_pending(AccountCtx a, PendingAction **ret, size_t *ret_n);

/* --- choices --- */
typedef struct NoticeChoice {
    const NoticeCategory *category;
    TellMail mail;
} NoticeChoice;
MUST_USE Err notices_choices(SelfCtx s, NoticeChoice **ret, size_t *ret_n);
/* A category whose mail cannot be switched off is left as it is. */
MUST_USE Err notices_choose(SelfCtx s, const NoticeChoice *choice);
MUST_USE Err notices_set_hour(SelfCtx s, int hour);
/* A recommended action: look at what one is mailed. Done by saving the page. */
MUST_USE Err notices_suggest_choice(Ctx *ctx, Id user_id);
#define NOTICES_CHOICE_ACTION S("notices-choice")
Str tell_mail_word(TellMail m); /* "now" "digest" "off" */
bool tell_mail_parse(Str word, TellMail *ret);

/* --- where notices go --- */
enum { CHECK_HOURS = 48, CHECK_SENDS_A_DAY = 8, CHECK_PAUSE_S = 60 };
typedef struct NoticeMe {
    Str sign_in_email, email; /* email: where notices go */
    bool other;               /* another than the sign-in address */
    int digest_hour;
    Str tz, first_name;
    bool stopped; /* mail does not reach `email` */
    Str stopped_reason, stopped_answer;
    Time stopped_since;
    bool waiting; /* an address waits to be confirmed */
    Id waiting_id;
    Str waiting_email;
    Time sent_at, expires_at;
    bool expired;
} NoticeMe;
MUST_USE Err notices_me(SelfCtx s, NoticeMe *ret);
/* Sends the link. Problems: the field "email", or ERR_LIMIT. */
MUST_USE Err address_ask(SelfCtx s, Str email);
MUST_USE Err address_again(SelfCtx s);
MUST_USE Err address_withdraw(SelfCtx s);
/* Back to the sign-in address, which needs no check. */
MUST_USE Err address_back(SelfCtx s);
/* "This address works again": mail goes there once more. */
MUST_USE Err address_lift(SelfCtx s);
typedef struct AddressCheck {
    Id id, user_id;
    Str email, old_email, first_name, locale;
    enum { CHECK_HOLDS, CHECK_USED, CHECK_EXPIRED, CHECK_UNKNOWN } state;
} AddressCheck;
/* What a link says; also of nobody's session. */
MUST_USE Err address_check(SystemCtx s, Str token, AddressCheck *ret);
/* In a WRITE unit: single use. ERR_CONFLICT with the problem when it does not hold. */
MUST_USE Err address_confirm(SystemCtx s, Str token, AddressCheck *ret);

/* --- stopping the mail of one category from a link in it, without signing in --- */
MUST_USE Err stop_do(SystemCtx s, Id user_id, const NoticeCategory *category);
