/* Telling people: the row of the bell, and the letter by their choice. */
#include "app/tell.h"
#include "app/area.h"
#include "app/digest.h"
#include "app/kernel.h"
#include "app/mail.h"
#include "app/notify.h"
#include "app/rights.h"
#include "app/unit.h"
#include "gen/app_q.h"

/* --- categories --- */

const NoticeCategory *notice_category(Str id)
{
    const NoticeCategory *all[NOTICE_CATEGORIES_MAX];
    size_t n = notice_categories(all);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from(all[i]->id), id)) {
            return all[i];
        }
    }
    return NULL;
}

static size_t add_categories(const Area *area, const NoticeCategory **ret, size_t n)
{
    for (size_t i = 0; i < area->notices_n && n < NOTICE_CATEGORIES_MAX; i++) {
        ret[n++] = &area->notices[i];
    }
    return n;
}

size_t notice_categories(const NoticeCategory *ret[NOTICE_CATEGORIES_MAX])
{
    size_t n = add_categories(&AREA_KERNEL, ret, 0);
    for (size_t i = 0; i < AREAS_N; i++) {
        n = add_categories(AREAS[i], ret, n);
    }
    return n;
}

/* --- arguments that each reader gets in their own language: a control character, the kind, the value --- */

enum { MARK = 1 };

static Str mark(Arena *a, char kind, Str value) { return str_fmt(a, "%c%c%.*s", MARK, kind, S_ARG(value)); }

Str tell_word(Arena *a, const char *static_text) { return mark(a, 'w', str_from(static_text)); }
Str tell_date(Arena *a, Date d) { return mark(a, 'd', date_iso(a, d)); }
Str tell_time(Arena *a, Time t) { return mark(a, 't', time_iso(a, t)); }
Str tell_country(Arena *a, Str iso2) { return mark(a, 'c', iso2); }

/* Each text behind its language and the same control character. */
Str tell_in_languages(Arena *a, const Str *texts)
{
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (size_t i = 0; i < n; i++) {
        if (texts[i].n) {
            buf_fmt(&b, "%c%.*s=%.*s", MARK, S_ARG(tags[i]), S_ARG(texts[i]));
        }
    }
    return mark(a, 'l', buf_str(&b));
}

static Str of_language(const Locale *l, Str texts)
{
    Str one, tag, first = S("");
    while (str_split(&texts, MARK, &one)) {
        if (one.n && str_split(&one, '=', &tag)) {
            if (str_eq(tag, locale_language(l))) {
                return one;
            }
            first = first.n ? first : one;
        }
    }
    return first;
}

static Str resolved(Arena *a, const Locale *l, Str tz, Str value)
{
    Str text = str_skip(value, 2);
    Buf b = buf_on_arena(a, 256);
    Date d;
    Time t;
    switch (value.p[1]) {
    case 'w':
        return tr(l, NULL, str_z(a, text));
    case 'l':
        return of_language(l, text);
    case 'c':
        return country_name(a, l, text);
    case 'd':
        if (date_parse(text, &d) == OK) {
            fmt_date(&b, l, d, DATE_SHORT);
        }
        break;
    case 't':
        if (time_parse(text, &t) == OK) {
            fmt_time(&b, l, tz, t);
        }
        break;
    default:
        break;
    }
    return b.n ? buf_str(&b) : text;
}

Msg tell_resolve(Arena *a, const Locale *l, Str tz, Msg m)
{
    for (size_t i = 0; i < COUNT_OF(m.args) && m.args[i].name; i++) {
        Str v = m.args[i].value;
        if (v.n >= 2 && v.p[0] == MARK) {
            m.args[i].value = resolved(a, l, tz, v);
        }
    }
    return m;
}

/* --- telling --- */

static bool has_due(const Tell *t) { return date_is_set(t->due) && t->due.days != 0; }

/* The person, as far as telling them goes. */
typedef struct Reader {
    TellPersonRow row;
    const Locale *locale;
    Str address, name;
    TellMail mail;
} Reader;

static TellMail mail_by_choice(const NoticeCategory *c, const TellPersonRow *row)
{
    if (c->mandatory) {
        return TELL_NOW;
    }
    if (row->mail_null) {
        return c->initial;
    }
    return str_eq(row->mail, S("now")) ? TELL_NOW : str_eq(row->mail, S("digest")) ? TELL_DIGEST : TELL_OFF;
}

/* Mail about the sign-in goes to the address one signs in with, so that whoever changes the other one cannot hide it;
 * where that is no mailbox, to the other. */
static Err address_for(Ctx *ctx, Str category, const TellPersonRow *row, Str *ret)
{
    MailSuppression stop;
    bool stopped = false;
    *ret = row->notice_email.n ? row->notice_email : row->email;
    if (!row->notice_email.n || !str_eq(category, S("security"))) {
        return OK;
    }
    TRY(mail_suppression(ctx, row->email, &stop, &stopped));
    *ret = stopped ? *ret : row->email;
    return OK;
}

static Err reader_get(Ctx *ctx, const Tell *t, const NoticeCategory *c, Reader *ret)
{
    TRY(q_tell_person(system_of(ctx), &(TellPersonArgs){.category = t->category, .user_id = t->user_id}, &ret->row));
    TellPersonRow *row = &ret->row;
    ret->locale = locale_get(row->locale);
    TRY(address_for(ctx, t->category, row, &ret->address));
    ret->name = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row->first_name), S_ARG(row->last_name)));
    ret->mail = t->bell_only ? TELL_OFF : t->secret_in_mail_only ? TELL_NOW : mail_by_choice(c, row);
    return OK;
}

static Err letter_to(Ctx *ctx, const Tell *t, const NoticeCategory *c, const Reader *r)
{
    Arena *a = ctx->arena;
    Msg line = tell_resolve(a, r->locale, r->row.time_zone, t->line);
    Letter letter = {
        .locale = r->locale,
        .tz = r->row.time_zone,
        .name = r->row.first_name,
        .title = tell_resolve(a, r->locale, r->row.time_zone, t->title),
        .paragraphs = &line,
        .paragraphs_n = msg_is_set(line),
        .link = t->url.s.n ? mail_link(ctx, t->url) : (Url){S("")},
        .action = msg_is_set(t->action) ? tell_resolve(a, r->locale, r->row.time_zone, t->action) : MSG("Open"),
        .due = has_due(t) ? t->due : DATE_NONE,
        .category = c,
        .to_member = true,
        .at_the_door = t->secret_in_mail_only,
    };
    if (!id_is_nil(t->account_id)) {
        TellAccountRow account;
        TRY(q_tell_account(system_of(ctx), &(TellAccountArgs){.account_id = t->account_id}, &account));
        letter.account = account.name;
    }
    Mail mail = {.to = r->address,
                 .to_name = r->name,
                 .category = t->category,
                 .user_id = t->user_id,
                 .account_id = t->account_id,
                 .calendar = t->calendar};
    TRY(letter_write(ctx, &letter, &mail));
    return mail_queue(ctx, &mail);
}

static TellInsertArgs row_of(Ctx *ctx, const Tell *t, const Reader *r)
{
    Arena *a = ctx->arena;
    bool action = t->action_key.n != 0;
    return (TellInsertArgs){
        .user_id = t->user_id,
        .id = ctx_new_id(ctx),
        .account_id = t->account_id,
        .icon = t->icon.n ? t->icon : S("bell"),
        .msg = str_from(t->title.id),
        .args = msg_pack(a, &t->title),
        .url = t->secret_in_mail_only ? S("") : t->url.s,
        .category = t->category,
        .line = str_from(t->line.id ? t->line.id : ""),
        .line_args = msg_pack(a, &t->line),
        .action = str_from(t->action.id ? t->action.id : ""),
        .action_args = msg_pack(a, &t->action),
        .action_key = t->action_key,
        .recommended = action && t->recommended,
        .due = action && has_due(t) ? t->due : DATE_NONE,
        .digest = r->mail == TELL_DIGEST ? S("waiting") : S(""),
        .action_state = action ? S("open") : S(""),
        .source_id = t->source_id,
    };
}

/* An open action is renewed: the same thing is not told twice. */
static Err renew(Ctx *ctx, const Tell *t, bool *ret_open)
{
    TellOpenRow open;
    *ret_open = false;
    if (t->action_key.n == 0) {
        return OK;
    }
    Err err = q_tell_open(
        system_of(ctx),
        &(TellOpenArgs){.action_key = t->action_key, .account_id = t->account_id, .user_id = t->user_id}, &open);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    *ret_open = true;
    TellRenewArgs args = {.msg = str_from(t->title.id),
                          .args = msg_pack(ctx->arena, &t->title),
                          .line = str_from(t->line.id ? t->line.id : ""),
                          .line_args = msg_pack(ctx->arena, &t->line),
                          .url = t->secret_in_mail_only ? S("") : t->url.s,
                          .due = has_due(t) ? t->due : DATE_NONE,
                          .id = open.id};
    return q_tell_renew(system_of(ctx), &args, NULL);
}

static Err category_of(Ctx *ctx, Str id, const NoticeCategory **ret)
{
    *ret = notice_category(id);
    if (!*ret) {
        ctx->problem.log = str_fmt(ctx->arena, "no area declares the notice category \"%.*s\"", S_ARG(id));
        return ERR_INTERNAL;
    }
    return OK;
}

Err tell_user(Ctx *ctx, const Tell *t)
{
    const NoticeCategory *c;
    TRY(category_of(ctx, t->category, &c));
    Reader r;
    TRY(reader_get(ctx, t, c, &r));
    if (!str_eq(r.row.state, S("active"))) {
        return OK;
    }
    bool open;
    TRY(renew(ctx, t, &open));
    if (open) {
        return OK;
    }
    TellInsertArgs row = row_of(ctx, t, &r);
    TRY(q_tell_insert(system_of(ctx), &row, NULL));
    if (r.mail == TELL_DIGEST) {
        return digest_plan(ctx, t->user_id, r.row.digest_hour_null ? DIGEST_HOUR : (int)r.row.digest_hour,
                           r.row.time_zone);
    }
    bool mailed = r.mail == TELL_NOW && mail_address_ok(r.address); /* the bell has it in any case */
    return mailed ? letter_to(ctx, t, c, &r) : OK;
}

static bool holds_one(const Rights *rights, const Str *roles, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (role_in(&rights->roles, role_index(roles[i]))) {
            return true;
        }
    }
    return false;
}

Err tell_roles(Ctx *ctx, Id account_id, Str roles, const Tell *t)
{
    enum { ROLES_ASKED = 32 };
    Str list[ROLES_ASKED], word;
    size_t n = 0, holders_n;
    while (n < ROLES_ASKED && str_split(&roles, ' ', &word)) {
        if (word.n) {
            list[n++] = word;
        }
    }
    TellHoldersRow *holders;
    TRY(q_tell_holders(system_of(ctx), &(TellHoldersArgs){.account_id = account_id, .roles = list, .roles_n = n},
                       &holders, &holders_n));
    RightsAccount account;
    TRY(rights_account(system_of(ctx), account_id, &account));
    Id *people = arena_array(ctx->arena, Id, holders_n + 1);
    Rights *rights = arena_array(ctx->arena, Rights, holders_n + 1);
    for (size_t i = 0; i < holders_n; i++) {
        people[i] = holders[i].user_id;
    }
    TRY(rights_of_users(system_of(ctx), people, holders_n, &account, rights));
    for (size_t i = 0; i < holders_n; i++) {
        Tell one = *t;
        one.user_id = people[i];
        one.account_id = account_id;
        if (holds_one(&rights[i], list, n)) { /* a group's roles may stand in place of their own */
            TRY(tell_user(ctx, &one));
        }
    }
    return OK;
}

Err tell_done(Ctx *ctx, Id account_id, Str action_key)
{
    if (action_key.n == 0) {
        return OK;
    }
    return q_tell_finish(system_of(ctx), &(TellFinishArgs){.action_key = action_key, .account_id = account_id}, NULL);
}

Err tell_done_for(Ctx *ctx, Id user_id, Str action_key)
{
    return q_tell_finish_of(system_of(ctx), &(TellFinishOfArgs){.user_id = user_id, .action_key = action_key}, NULL);
}

Err tell_address(Ctx *ctx, Str email, Str name, const Locale *locale, Str category, const Msg *title,
                 const Msg *paragraphs, size_t n, Url link, const Msg *action)
{
    const NoticeCategory *c;
    TRY(category_of(ctx, category, &c));
    Msg *texts = arena_array(ctx->arena, Msg, n + 1);
    for (size_t i = 0; i < n; i++) {
        texts[i] = tell_resolve(ctx->arena, locale, S(""), paragraphs[i]);
    }
    Letter letter = {.locale = locale,
                     .name = name,
                     .title = tell_resolve(ctx->arena, locale, S(""), *title),
                     .paragraphs = texts,
                     .paragraphs_n = n,
                     .link = link.s.n ? mail_link(ctx, link) : (Url){S("")},
                     .action = action && msg_is_set(*action) ? *action : MSG("Open"),
                     .due = DATE_NONE,
                     .category = c};
    Mail mail = {.to = email, .to_name = name, .category = category, .account_id = ctx->account_id};
    TRY(letter_write(ctx, &letter, &mail));
    return mail_queue(ctx, &mail);
}
