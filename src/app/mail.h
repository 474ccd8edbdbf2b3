/* Mail leaves by the outbox: a row written in the unit that wants it, and a job that sends it: at least once, a repeat
 * with the same Message-ID. By SMTP, or as one file each in mail_dir (the demo and tests). Its words are sealed while
 * it waits and not kept once it has gone. People are told through app/tell.h, which writes the mail too. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "app/tell.h"

typedef struct Mail {
    Str to, to_name, subject, text, html; /* html may be empty; all UTF-8 */
    Str category;                         /* of notice_category; empty: none */
    Str calendar;                         /* an iCalendar file that goes with it; empty: none */
    Str stop_url;                         /* absolute: stops mail of its kind in one click (RFC 8058); empty: none */
    Id user_id, account_id;               /* whom it is for and the account it is about; nil: nobody we know, none */
} Mail;
/* Inside a WRITE unit. */
MUST_USE Err mail_queue(Ctx *ctx, const Mail *mail);
/* The message as it goes out (RFC 5322, quoted-printable, CRLF). */
Str mail_format(Arena *a, const Mail *mail, Str from, Str message_id, Time date);
/* A path of ours as people outside can open it: after the public address (the setting, the set-up's answer, else where
 * this process listens). Inside a unit. */
Url mail_link(Ctx *ctx, Url path);
/* For a link that stops the mail of one category: "/stop-mail/" and this. */
Str mail_stop_token(Ctx *ctx, Id user_id, Str category);
MUST_USE Err mail_stop_read(Ctx *ctx, Str token, Id *ret_user_id, const NoticeCategory **ret_category);
/* How addresses are compared: mail_suppression.address, mail.to_key. */
Str mail_key(Arena *a, Str address);
/* Can mail go there at all? Forms ask it, so that nobody gets an address that every later mail to them would fail at.
 */
bool mail_address_ok(Str address);
/* And it is one as people have them: at a host with a dot, of signs that are seen. Every form asks this. */
bool mail_is_email(Str address);
Str mail_bare_address(Str from); /* "Entente <a@b>" gives "a@b" */
/* Where mail goes as files when it is not sent. */
const char *mail_folder(Arena *a, const App *app);
/* At the start of serve and work: the jobs that nothing else asks for. */
void mail_begin(App *app);
extern const JobKind MAIL_JOB, MAIL_SWEEP_JOB; /* "mail.send", "mail.sweep" */

/* Addresses that mail does not reach: refused for good by their server, come back, or stopped by the vendor. Mail to
 * them is held; whoever has the address reads it in the bell. In WRITE units. */
MUST_USE Err mail_suppress(Ctx *ctx, Str address, Str reason, Str answer, Id mail_id);
MUST_USE Err mail_lift(Ctx *ctx, Str address, bool *ret_was);
typedef struct MailSuppression {
    Time since;
    Str reason /* refused bounced stopped */, answer;
} MailSuppression;
MUST_USE Err mail_suppression(Ctx *ctx, Str address, MailSuppression *ret, bool *ret_is);
/* Which of a page's addresses are held; n at most 500. */
MUST_USE Err mail_suppressed(Ctx *ctx, const Str *addresses, size_t n, bool *ret);
#define MAIL_ADDRESS_ACTION S("mail-address") /* key of the action that says so */
#define MAIL_PREFERENCES_PATH "/me/action-center/preferences"
#define MAIL_NOTICES_PATH "/me/action-center/notifications"

/* What a letter says. src/ui/mail.html makes the HTML, src/ui/mail.c the same in plain text. */
typedef struct LetterItem {
    Msg title, line;
    Url url; /* absolute */
    Time at;
} LetterItem;
typedef struct Letter {
    const Locale *locale;
    Str tz;
    Str vendor;  /* set by letter_write */
    Str name;    /* for the greeting; empty: none */
    Str account; /* name of the account it is about; empty: none */
    Msg title;   /* also the subject */
    const Msg *paragraphs;
    size_t paragraphs_n;
    Url link; /* absolute; empty: none */
    Msg action;
    Date due;
    const LetterItem *items;
    size_t items_n; /* of a digest */
    const NoticeCategory *category;
    bool to_member;                /* they have preferences */
    bool at_the_door;              /* they cannot sign in yet: no link that asks for it */
    Url preferences_url, stop_url; /* set by letter_write; empty: none */
} Letter;
/* Sets the mail's subject, text and html. */
MUST_USE Err letter_write(Ctx *ctx, Letter *letter, Mail *mail);
/* Whether mail leaves by a mail server; a partner's sandbox keeps it, as an installation without a server does. */
bool mail_is_sent(const App *app);
