/* The one way to tell somebody something: the bell and, as the person chose, mail, in their language, in the unit that
 * has something to tell. Mail leaves by the outbox (app/mail.h).
 *
 *     Msg title = MSG1("{who} asks for access", "who", name);
 *     TRY(tell_roles(ctx, ctx->account_id, S("global_admin account_admin"),
 *                    &(Tell){.category = S("access"), .icon = S("key"), .title = title, .url = page,
 *                            .action = MSG("Decide"), .action_key = id_text(a, request), .due = due}));
 *     ...
 *     TRY(tell_done(ctx, ctx->account_id, id_text(a, request)));   // decided: nobody has to do it any more
 */
#pragma once
#include "app/ctx.h"

typedef enum TellMail { TELL_NOW, TELL_DIGEST, TELL_OFF } TellMail;
/* What a notice is about: people choose by category. Declared by areas (Area.notices); the kernel has "security",
 * "invitations", "tasks" and "announcements". */
typedef struct NoticeCategory {
    const char *id;        /* "invitations": stable, stored */
    const char *name;      /* N_("Invitations") */
    const char *about;     /* N_(): one sentence */
    TellMail initial;      /* until somebody chooses; mail now when left out */
    const char *mandatory; /* N_(): why its mail cannot be switched off; NULL: it can */
    bool promotional;      /* news rather than business: may be archived unread */
} NoticeCategory;
/* By id; NULL when no area declares it. */
const NoticeCategory *notice_category(Str id);
/* All, the kernel's first, then in the order of areas; ret has room for NOTICE_CATEGORIES_MAX. */
enum { NOTICE_CATEGORIES_MAX = 64 };
size_t notice_categories(const NoticeCategory *ret[NOTICE_CATEGORIES_MAX]);

typedef struct Tell {
    Str category;
    Id user_id;               /* not with tell_roles */
    Id account_id;            /* the account it belongs to; nil: none */
    Str icon;                 /* of the sprite; empty: bell */
    Msg title;                /* also the mail's subject. Static texts; arguments see below */
    Msg line;                 /* a second sentence; unset: none */
    Url url;                  /* a path of ours where it can be seen or done; empty: none */
    Msg action;               /* words of the button; unset: "Open" */
    Str action_key;           /* set: something to do, in the Action Center until tell_done; unique while open */
    Date due;                 /* of an action; zero or DATE_NONE: none */
    bool recommended;         /* an action that may be archived instead of done */
    Str calendar;             /* an iCalendar file for the mail; empty: none. A digest has none */
    Id source_id;             /* a record whose end takes the notice back (announcements); nil: none */
    bool bell_only;           /* no mail, whatever the choice */
    bool secret_in_mail_only; /* url is a single-use link: the bell does not hold it, and mail is sent at once */
} Tell;
/* In a WRITE unit. A person who is suspended or removed is told nothing, and that is no error. An action that is open
 * under its key already is renewed, without a second mail. */
MUST_USE Err tell_user(Ctx *ctx, const Tell *t);
/* Everybody who holds one of the roles (ids by spaces) in the account. */
MUST_USE Err tell_roles(Ctx *ctx, Id account_id, Str roles, const Tell *t);
/* The action is done, for everybody who had it. */
MUST_USE Err tell_done(Ctx *ctx, Id account_id, Str action_key);
/* The same for one person. */
MUST_USE Err tell_done_for(Ctx *ctx, Id user_id, Str action_key);
/* Mail to an address outside: invitations, forgotten password, address checks. link: a path of ours; empty: none. */
MUST_USE Err tell_address(Ctx *ctx, Str email, Str name, const Locale *locale, Str category, const Msg *title,
                          const Msg *paragraphs, size_t n, Url link, const Msg *action);

/* Arguments of a Msg that each reader gets in their own language and zone. */
Str tell_word(Arena *a, const char *static_text); /* a text of the catalogues: a role's name */
Str tell_date(Arena *a, Date d);
Str tell_time(Arena *a, Time t);
Str tell_country(Arena *a, Str iso2);
Str tell_in_languages(Arena *a, const Str *texts); /* parallel to locale_languages; the first that is not empty else */
/* The message with such arguments filled in. */
Msg tell_resolve(Arena *a, const Locale *l, Str tz, Msg m);
