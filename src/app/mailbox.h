/* What an e-mail address says of whoever has it: a mailbox that anybody can get, one of an office rather than a person,
 * one of a government. Const tables (mailbox.c), which an area may lay the vendor's own words over. */
#pragma once
#include "base/str.h"

typedef enum MailboxKind {
    MAILBOX_WORK,      /* nothing is known against it */
    MAILBOX_CONSUMER,  /* a provider at which anybody has an address */
    MAILBOX_GOVERNMENT /* of a state: its domain or one below a suffix of states */
} MailboxKind;
Str mailbox_domain(Str email); /* behind the last @; empty: there is none */
Str mailbox_local(Str email);  /* before it */
/* domain: lower case. */
MailboxKind mailbox_kind(Str domain);
/* "info", "admin": an office's, or a list's, and not a person's. local: lower case; what follows a + is left out. */
bool mailbox_is_role(Str local);
/* Is domain this one, or one below it? "kanto.go.jp" is under "go.jp". */
bool mailbox_under(Str domain, Str suffix);
