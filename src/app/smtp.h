/* One mail to a mail server (RFC 5321), and what its answer means for the mail and for the address. */
#pragma once
#include "app/config.h"

typedef enum SmtpOutcome {
    SMTP_SENT,
    SMTP_LATER, /* a temporary refusal, no connection, or our own settings: the mail keeps */
    SMTP_NO_SUCH_ADDRESS /* for good: do not write there again */,
    SMTP_REFUSED, /* this mail is not taken, for good; the address may be fine */
} SmtpOutcome;
typedef struct SmtpResult {
    SmtpOutcome outcome;
    int code;   /* of the answer that decided; 0: none came */
    Str answer; /* the server's words, or what went wrong: one line, for people */
} SmtpResult;
/* Blocks up to a minute. envelope_from: where a bounce goes. message: as mail_format makes it. */
SmtpResult smtp_send(Arena *a, const Config *c, Str envelope_from, Str to, Str message);

/* The rule alone. stage: the command that was answered, "RCPT"; "." after the message. */
SmtpOutcome smtp_outcome(Str stage, int code, Str answer);
/* "5.1.1" within an answer; empty when there is none. */
Str smtp_enhanced(Str answer);
