/* The bell: rows written in the unit that has something to tell, translated when shown. */
#pragma once
#include "app/ctx.h"
#include "app/out.h"

/* msg's strings must be static text known to the catalogues; its arguments are stored. url: a path of ours. */
MUST_USE Err notify_user(Ctx *ctx, Id user_id, Id account_id, Str icon, const Msg *msg, Url url);
typedef struct Notice {
    Id id, account_id;
    Str icon;
    Msg msg;
    Url url;
    Time at;
    bool unread;
} Notice;
/* Newest first. */
MUST_USE Err notify_list(SelfCtx s, size_t max, Notice **ret, size_t *ret_n);
MUST_USE Err notify_unread(SelfCtx s, int64_t *ret); /* counts to 100 at most */
MUST_USE Err notify_read(SelfCtx s, Id id);
MUST_USE Err notify_read_all(SelfCtx s);
