/* Reading the bell: rows written by app/tell.h, translated when shown. */
#pragma once
#include "app/ctx.h"
#include "app/out.h"

/* A message as it is stored: its id as it is, the rest as JSON. */
Str msg_pack(Arena *a, const Msg *m);
Msg msg_unpack(Arena *a, Str id, Str args);
typedef struct Notice {
    Id id, account_id;
    Str icon;
    Msg msg, line;
    Url url;
    Time at;
    bool unread;
} Notice;
/* Newest first. */
MUST_USE Err notify_list(SelfCtx s, size_t max, Notice **ret, size_t *ret_n);
MUST_USE Err notify_unread(SelfCtx s, int64_t *ret); /* counts to 100 at most */
MUST_USE Err notify_read(SelfCtx s, Id id);
MUST_USE Err notify_read_all(SelfCtx s);
