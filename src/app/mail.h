/* Mail leaves by the outbox: a job written in the unit that wants it, sent at least once, a repeat with the same
 * Message-ID. By SMTP, or as one file each in mail_dir (the demo and tests). */
#pragma once
#include "app/ctx.h"
#include "app/job.h"

typedef struct Mail {
    Str to, to_name, subject, text, html; /* html may be empty; all UTF-8 */
    Str key;                              /* unique while open; empty: a new one */
} Mail;
/* Inside a WRITE unit. */
MUST_USE Err mail_queue(Ctx *ctx, const Mail *mail);
/* The message as it goes out (RFC 5322, quoted-printable, CRLF). */
Str mail_format(Arena *a, const Mail *mail, Str from, Str message_id, Time date);
extern const JobKind MAIL_JOB; /* "mail.send" */
