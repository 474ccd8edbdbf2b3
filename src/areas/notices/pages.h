/* Shared by the page files of notices only. */
#pragma once
#include "app/route.h"
#include "areas/notices/notices_view.h"

#define CENTER "/me/action-center"
extern const Perm NOTICES_STOPPED, OPERATOR_MAIL, OPERATOR_ANNOUNCEMENTS;

typedef enum CenterTab { TAB_OVERVIEW, TAB_ACTIONS, TAB_NOTICES, TAB_PREFERENCES } CenterTab;
/* Shell, tabs with their counts. */
MUST_USE Err center_frame_fill(SelfCtx s, CenterTab tab, Msg title, CenterFrame *ret);
NoticeRow *center_rows(Ctx *ctx, const NoticeItem *items, size_t n);
Msg category_name(const NoticeCategory *c);
Msg stopped_reason(Str reason);
/* After a form on a page of the Action Center: the page it came from, within the Action Center. */
Url center_back(Ctx *ctx);
/* A demo or sandbox whose mail becomes files: the mailbox page exists. */
bool mailbox_is_there(const Ctx *ctx);

Err center_page(SelfCtx s);
Err actions_page(SelfCtx s);
Err notices_page(SelfCtx s);
Err notices_export(SelfCtx s);
Err notices_post(SelfCtx s);
Err told_page(SelfCtx s);
Err told_post(SelfCtx s);
Err address_post(SelfCtx s);
Err address_again_post(SelfCtx s);
Err address_withdraw_post(SelfCtx s);
Err address_back_post(SelfCtx s);
Err address_lift_post(SelfCtx s);
Err address_confirm_page(PublicCtx p);
Err address_confirm_post(PublicCtx p);
Err stop_page(PublicCtx p);
Err stop_post(PublicCtx p);

Err account_mail_page(AccountCtx a);
Err account_mail_lift_post(AccountCtx a);
Err operator_mail_page(OperatorCtx o);
Err operator_mail_test_post(OperatorCtx o);
Err operator_stopped_page(OperatorCtx o);
Err operator_stop_post(OperatorCtx o);
Err operator_lift_post(OperatorCtx o);

Err mailbox_page(SelfCtx s);
Err mailbox_mail_page(SelfCtx s);
Err mailbox_letter(SelfCtx s);

Err announcements_page(OperatorCtx o);
Err announcement_new_page(OperatorCtx o);
Err announcement_new_post(OperatorCtx o);
Err announcement_page(OperatorCtx o);
Err announcement_post(OperatorCtx o);
Err announcement_publish_post(OperatorCtx o);
Err announcement_withdraw_post(OperatorCtx o);
Err announcement_delete_post(OperatorCtx o);
Err announcement_read_page(SelfCtx s);
