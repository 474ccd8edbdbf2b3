/* Messages that we wrote ourselves (app/mail_format.c), read back for the demo's mailbox. */
#pragma once
#include "base/str.h"

typedef struct BoxMessage {
    Str subject, from, to, text, html;
} BoxMessage;
/* ERR_PARSE when it is no message of ours. */
MUST_USE Err mailbox_read(Arena *a, Str message, BoxMessage *ret);
